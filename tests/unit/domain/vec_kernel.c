#include "domain/vec_kernel.h"
#include "../t.h"
#include "base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define ROWS 43 /* no multiple of 2, 4 or 8 */

static const char *const names[] = { "plain", "avx2", "avx512-vnni", "avx512" };
static const size_t dims[] = { 1, 2, 7, 15, 16, 17, 31, 33, 63, 64, 65, 100, 127, 128,
	192, 255, 256, 300, 384, 500, 768, 1000, 1024, 1536, 1984, 2047, 3072, 4096,
	8192 };
#define N(a) (sizeof(a) / sizeof((a)[0]))

static uint64_t state = 88172645463325252u;

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static float noise(void)
{
	return (float)(int64_t)next() / 9.3e18f;
}

/* each value in a block of its own size: a sanitizer sees one byte too far */
struct set {
	size_t dim, width, width8, words;
	float *rows, *q, *out, *want;
	int8_t *rows8, *q8;
	int32_t *out8, *want8;
	uint64_t *blocks, *qbits;
	uint16_t *outb, *wantb;
};

static size_t blocks_of(size_t rows)
{
	return (rows + KX_VEC_BLOCK - 1) / KX_VEC_BLOCK;
}

static void fill(struct set *s, size_t dim)
{
	size_t nblocks = blocks_of(ROWS), i, j;

	s->dim = dim;
	s->width = kx_vec_width_f32(dim);
	s->width8 = kx_vec_width_i8(dim);
	s->words = kx_vec_words(dim);
	s->rows = kx_calloc(ROWS * s->width, sizeof(float));
	s->q = kx_calloc(s->width, sizeof(float));
	s->rows8 = kx_calloc(ROWS, s->width8);
	s->q8 = kx_calloc(1, s->width8);
	s->blocks = kx_calloc(nblocks * s->words * KX_VEC_BLOCK, sizeof(uint64_t));
	s->qbits = kx_calloc(s->words, sizeof(uint64_t));
	s->out = kx_calloc(ROWS, sizeof(float));
	s->want = kx_calloc(ROWS, sizeof(float));
	s->out8 = kx_calloc(ROWS, sizeof(int32_t));
	s->want8 = kx_calloc(ROWS, sizeof(int32_t));
	s->outb = kx_calloc(nblocks * KX_VEC_BLOCK, sizeof(uint16_t));
	s->wantb = kx_calloc(nblocks * KX_VEC_BLOCK, sizeof(uint16_t));
	for (i = 0; i < ROWS; i++)
		for (j = 0; j < dim; j++) {
			s->rows[i * s->width + j] = noise();
			/* the last row and every seventh value at the far end */
			s->rows8[i * s->width8 + j] =
				i + 1 == ROWS || j % 7 == 6 ? -128 : (int8_t)next();
		}
	for (j = 0; j < dim; j++) {
		s->q[j] = noise();
		s->q8[j] = j % 5 == 4 ? -128 : (int8_t)next();
	}
	for (i = 0; i < nblocks * s->words * KX_VEC_BLOCK; i++)
		s->blocks[i] = i % 97 < 8 ? 0 : next();
	for (j = 0; j < s->words; j++)
		s->qbits[j] = j % 3 == 2 ? ~(uint64_t)0 : next();
}

static void release(struct set *s)
{
	free(s->rows);
	free(s->q);
	free(s->rows8);
	free(s->q8);
	free(s->blocks);
	free(s->qbits);
	free(s->out);
	free(s->want);
	free(s->out8);
	free(s->want8);
	free(s->outb);
	free(s->wantb);
}

/* by the definition, in double */
static bool is_the_dot_product(const struct set *s)
{
	double sum, size;
	size_t i, j;

	for (i = 0; i < ROWS; i++) {
		sum = size = 0;
		for (j = 0; j < s->dim; j++) {
			sum += (double)s->rows[i * s->width + j] * s->q[j];
			size += fabs((double)s->rows[i * s->width + j] * s->q[j]);
		}
		if (!(fabs(s->out[i] - sum) <= 1e-6 * size))
			return false;
	}
	return true;
}

static bool are_the_distances(const struct set *s)
{
	size_t i, w;
	uint64_t x;
	unsigned d;

	for (i = 0; i < ROWS; i++) {
		d = 0;
		for (w = 0; w < s->words; w++) {
			x = s->blocks[(i / 8 * s->words + w) * 8 + i % 8] ^ s->qbits[w];
			for (; x; x &= x - 1)
				d++;
		}
		if (d != s->outb[i])
			return false;
	}
	return true;
}

static void run(const struct kx_vec_kernels *k, struct set *s, size_t n)
{
	memset(s->out, 0xff, ROWS * sizeof(*s->out));
	memset(s->out8, 0xff, ROWS * sizeof(*s->out8));
	memset(s->outb, 0xff, blocks_of(ROWS) * KX_VEC_BLOCK * sizeof(*s->outb));
	k->f32(s->rows, n, s->width, s->q, s->out);
	k->i8(s->rows8, n, s->width8, s->q8, s->out8);
	k->bits(s->blocks, blocks_of(n), s->words, s->qbits, s->outb);
}

static void plain_is_right(void)
{
	const struct kx_vec_kernels *k = kx_vec_kernels_named("plain");
	struct set s;
	int32_t sum;
	size_t i, j;

	fill(&s, 300);
	run(k, &s, ROWS);
	T_OK(is_the_dot_product(&s));
	T_OK(are_the_distances(&s));
	for (i = 0; i < ROWS; i++) {
		sum = 0;
		for (j = 0; j < s.dim; j++)
			sum += s.rows8[i * s.width8 + j] * s.q8[j];
		T_INT(s.out8[i], sum);
	}
	release(&s);
}

/* all sets, all sizes, all numbers of rows */
static void sets_agree(void)
{
	const struct kx_vec_kernels *plain = kx_vec_kernels_named("plain"), *k;
	struct set s;
	size_t i, d, n;

	for (d = 0; d < N(dims); d++) {
		fill(&s, dims[d]);
		run(plain, &s, ROWS);
		memcpy(s.want8, s.out8, ROWS * sizeof(*s.out8));
		memcpy(s.wantb, s.outb, blocks_of(ROWS) * 8 * sizeof(*s.outb));
		for (i = 0; i < N(names); i++) {
			k = kx_vec_kernels_named(names[i]);
			if (!k)
				continue;
			T_STR(k->name, names[i]);
			run(k, &s, ROWS);
			T_OK(is_the_dot_product(&s));
			T_OK(!memcmp(s.want8, s.out8, ROWS * sizeof(*s.out8)));
			T_OK(!memcmp(s.wantb, s.outb,
				blocks_of(ROWS) * 8 * sizeof(*s.outb)));
			memcpy(s.want, s.out, ROWS * sizeof(*s.out));
			for (n = 0; n < 10; n++) {
				run(k, &s, n);
				T_OK(!memcmp(s.want8, s.out8, n * sizeof(*s.out8)));
				T_OK(!memcmp(s.wantb, s.outb, n * sizeof(*s.outb)));
				T_INT(s.out8[n], -1);
				T_INT(s.outb[blocks_of(n) * 8], 0xffff);
			}
		}
		release(&s);
	}
}

static void the_best_is_one_of_them(void)
{
	const struct kx_vec_kernels *best = kx_vec_kernels_best();

	T_OK(best && kx_vec_kernels_named(best->name) == best);
	T_OK(!kx_vec_kernels_named("sse9"));
	T_OK(!kx_vec_kernels_named(""));
#ifdef __AVX2__
	T_OK(kx_vec_kernels_named("avx2"));
#endif
}

static void signs_become_bits(void)
{
	float v[130] = { 1, -1, 0, 2, -0.0f, 1e-30f };
	uint64_t out[3] = { 9, 9, 9 };

	v[64] = 3;
	v[127] = 1;
	v[128] = -1;
	v[129] = 5;
	kx_vec_bits(v, 130, out);
	T_INT(out[0], 0x29);
	T_OK(out[1] == ((uint64_t)1 << 63 | 1));
	T_INT(out[2], 2);
	T_INT(kx_vec_words(1), 1);
	T_INT(kx_vec_words(64), 1);
	T_INT(kx_vec_words(65), 2);
	T_INT(kx_vec_width_f32(1), 16);
	T_INT(kx_vec_width_f32(384), 384);
	T_INT(kx_vec_width_i8(65), 128);
}

static void values_become_bytes(void)
{
	const float v[] = { 1, -1, .5f, -.5f, 0, .01f, -.003f, .1f };
	const int want[] = { 127, -127, 64, -64, 0, 1, 0, 13 };
	const float tiny[] = { 1e-44f, 0 }, huge[] = { 3.4e38f, -3.4e38f, 1e38f };
	int8_t out[64];
	size_t i;

	memset(out, 7, sizeof(out));
	T_OK(kx_vec_i8(v, N(v), out) == 1.0f / 127);
	for (i = 0; i < 64; i++)
		T_INT(out[i], i < N(v) ? want[i] : 0);
	T_OK(kx_vec_i8(tiny, 2, out) == 0);
	T_INT(out[0], 0);
	T_OK(kx_vec_i8(tiny + 1, 1, out) == 0);
	T_OK(kx_vec_i8(huge, 3, out) > 0);
	T_INT(out[0], 127);
	T_INT(out[1], -127);
	T_INT(out[2], 37);
}

int main(void)
{
	plain_is_right();
	sets_agree();
	the_best_is_one_of_them();
	signs_become_bits();
	values_become_bytes();
	return T_END();
}
