#include "domain/vec_kernel.h"

#include "domain/vec_kernel_x86.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* glibc's copy of what the processor can do; another C library may have none */
#if defined(__x86_64__) && defined(__has_include)
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#define ASK_LOADER 1
#endif
#endif

/* what the compiler turns into the vectors every processor of the kind has */
struct four {
	float v __attribute__((vector_size(16)));
};
struct eight {
	int16_t v __attribute__((vector_size(16)));
};
struct sums {
	int32_t v __attribute__((vector_size(16)));
};

static struct four load_f32(const float *p)
{
	struct four x;

	memcpy(&x, p, sizeof(x));
	return x;
}

static struct four step_f32(const float *r, const float *q, struct four sum)
{
	sum.v += load_f32(r).v * load_f32(q).v;
	return sum;
}

/* four sums hide the latency of the addition */
static void plain_f32(
	const float *rows, size_t n, size_t width, const float *q, float *out)
{
	struct four a, b, c, d;
	size_t i, j;

	for (i = 0; i < n; i++, rows += width) {
		memset(&a, 0, sizeof(a));
		b = c = d = a;
		for (j = 0; j < width; j += 16) {
			a = step_f32(rows + j, q + j, a);
			b = step_f32(rows + j + 4, q + j + 4, b);
			c = step_f32(rows + j + 8, q + j + 8, c);
			d = step_f32(rows + j + 12, q + j + 12, d);
		}
		a.v = (a.v + b.v) + (c.v + d.v);
		out[i] = (a.v[0] + a.v[1]) + (a.v[2] + a.v[3]);
	}
}

/* both halves of each lane, with their signs */
static void add_halves(struct sums *s, struct eight x)
{
	struct sums w;

	memcpy(&w, &x, sizeof(w));
	s->v += w.v >> 16;
	s->v += ((w.v & 0xffff) ^ 0x8000) - 0x8000;
}

/* Even bytes and odd ones as 16-bit lanes: a widening of eight bytes is something that
 * compilers do byte by byte. */
static void plain_i8(
	const int8_t *rows, size_t n, size_t width, const int8_t *q, int32_t *out)
{
	struct eight r, p, x;
	struct sums s;
	size_t i, j;

	for (i = 0; i < n; i++, rows += width) {
		memset(&s, 0, sizeof(s));
		for (j = 0; j < width; j += 16) {
			memcpy(&r, rows + j, sizeof(r));
			memcpy(&p, q + j, sizeof(p));
			x.v = (r.v >> 8) * (p.v >> 8);
			add_halves(&s, x);
			x.v = (((r.v & 255) ^ 128) - 128) * (((p.v & 255) ^ 128) - 128);
			add_halves(&s, x);
		}
		out[i] = s.v[0] + s.v[1] + s.v[2] + s.v[3];
	}
}

static unsigned ones(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555u;
	x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
	return (unsigned)(x * 0x0101010101010101u >> 56);
}

static void plain_bits(const uint64_t *blocks, size_t n, size_t words,
	const uint64_t *q, uint16_t *out)
{
	unsigned sum[KX_VEC_BLOCK];
	size_t i, w, r;

	for (i = 0; i < n; i++) {
		memset(sum, 0, sizeof(sum));
		for (w = 0; w < words; w++)
			for (r = 0; r < KX_VEC_BLOCK; r++)
				sum[r] += ones(*blocks++ ^ q[w]);
		for (r = 0; r < KX_VEC_BLOCK; r++)
			*out++ = (uint16_t)sum[r];
	}
}

static const struct kx_vec_kernels plain = { "plain", plain_f32, plain_i8, plain_bits };

#if ASK_LOADER
/* not CPU_FEATURE_ACTIVE(): it shifts a signed 1 into the sign bit */
static bool active(unsigned feature)
{
	return __x86_get_cpuid_feature_leaf(feature / 128)
			       ->active_array[feature % 128 / 32] >>
		       feature % 32 &
	       1;
}

static bool can(const struct kx_vec_kernels *k)
{
	if (k == &kx_vec_kernels_avx2)
		return active(x86_cpu_AVX2) && active(x86_cpu_FMA);
	if (k == &kx_vec_kernels_avx512_vnni)
		return can(&kx_vec_kernels_avx2) && active(x86_cpu_AVX512F) &&
		       active(x86_cpu_AVX512BW) && active(x86_cpu_AVX512_VNNI);
	if (k == &kx_vec_kernels_avx512)
		return can(&kx_vec_kernels_avx512_vnni) &&
		       active(x86_cpu_AVX512_VPOPCNTDQ);
	return true;
}

/* the fastest first */
static const struct kx_vec_kernels *const sets[] = { &kx_vec_kernels_avx512,
	&kx_vec_kernels_avx512_vnni, &kx_vec_kernels_avx2, &plain };
#else
static bool can(const struct kx_vec_kernels *k)
{
	return k == &plain;
}

static const struct kx_vec_kernels *const sets[] = { &plain };
#endif

#define SETS (sizeof(sets) / sizeof(sets[0]))

const struct kx_vec_kernels *kx_vec_kernels_best(void)
{
	size_t i = 0;

	/* the last one always can */
	while (!can(sets[i]))
		i++;
	return sets[i];
}

const struct kx_vec_kernels *kx_vec_kernels_named(const char *name)
{
	size_t i;

	for (i = 0; i < SETS; i++)
		if (strcmp(sets[i]->name, name) == 0)
			return can(sets[i]) ? sets[i] : NULL;
	return NULL;
}

size_t kx_vec_width_f32(size_t n)
{
	return (n + KX_VEC_F32_STEP - 1) / KX_VEC_F32_STEP * KX_VEC_F32_STEP;
}

size_t kx_vec_width_i8(size_t n)
{
	return (n + KX_VEC_I8_STEP - 1) / KX_VEC_I8_STEP * KX_VEC_I8_STEP;
}

size_t kx_vec_words(size_t n)
{
	return (n + 63) / 64;
}

void kx_vec_bits(const float *v, size_t n, uint64_t *out)
{
	uint64_t word = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		word |= (uint64_t)(v[i] > 0) << i % 64;
		if (i % 64 == 63 || i + 1 == n) {
			out[i / 64] = word;
			word = 0;
		}
	}
}

float kx_vec_i8(const float *v, size_t n, int8_t *out)
{
	float top = 0, x, up;
	size_t i;

	for (i = 0; i < n; i++) {
		x = fabsf(v[i]);
		top = x > top ? x : top;
	}
	memset(out, 0, kx_vec_width_i8(n));
	up = 127 / top;
	/* too small to be scaled up: as good as zero */
	if (!(up <= 3.4e38f))
		return 0;
	for (i = 0; i < n; i++) {
		x = v[i] * up;
		/* a branch on the sign would be foretold wrongly every other time */
		out[i] = (int8_t)(int)(x + copysignf(.5f, x));
	}
	return top / 127;
}
