/* Vector search by itself: a file of vectors as they come from a model (500 clusters that
 * overlap, 48 dimensions underneath, a mean that is not zero), and searches in it.
 *
 *	vector make N D FILE		N vectors of D dimensions
 *	vector stream FILE		what the machine reads: the file's 64-bit words
 *					added up, GB/s and us
 *	vector scan FILE QUERIES WAY	WAY: exact, bytes or bits, or auto; us per query,
 *					the best and the median, recall@10 against exact
 *	vector scan FILE QUERIES WAY SET	with this set of kernels (plain, avx2, ...)
 *	vector kernels FILE SET		one pass of each kernel over the file, us, the
 *					stream read between them
 *	vector ask FILE WAY ROW		one query, that row, in a fresh process: ids and scores
 *	vector nothing			what a start with the same libraries costs
 *	vector raw N D FILE		the vectors alone, float32, for a rival
 *	vector chunks N D		chunk records with the vectors, for kx-kb-ingest
 *	vector queries N D		query records with vectors that are no chunk's
 *
 * Times are of the wall clock, each the median of its runs. VECTOR_RESCORED is the number
 * of rows rescored, where it is not the default. */
#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"
#include "domain/vec_file.h"
#include "domain/vec_file_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LATENT 48
#define CLUSTERS 500
#define SPREAD .5f /* of a cluster; the centres are 1 apart from their mean */
#define NOISE 1.f  /* of each dimension, where the signal is 7 */
#define OFFSET 3.f /* of each dimension's mean */
#define WANT 10
#define RUNS 15
#define QUERY_SEED 0x9e3779b97f4a7c15u

static uint64_t state;
static float centres[CLUSTERS][LATENT], *mix, *mean;

static void die(const char *what)
{
	fprintf(stderr, "vector: %s\n", what);
	exit(2);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* nearly normal, of variance 1 */
static float normal(void)
{
	uint64_t r = next();
	float sum = -2;
	int i;

	for (i = 0; i < 4; i++)
		sum += (float)(r >> 16 * i & 0xffff) / 65536;
	return sum * 1.7320508f;
}

static void world(size_t dimensions)
{
	size_t i, j;

	state = 88172645463325252u;
	mix = kx_calloc(dimensions * LATENT, sizeof(*mix));
	mean = kx_calloc(dimensions, sizeof(*mean));
	for (i = 0; i < dimensions * LATENT; i++)
		mix[i] = normal();
	for (i = 0; i < dimensions; i++)
		mean[i] = OFFSET * normal();
	for (i = 0; i < CLUSTERS; i++)
		for (j = 0; j < LATENT; j++)
			centres[i][j] = normal();
}

static void draw(float *v, size_t dimensions)
{
	const float *centre = centres[next() % CLUSTERS];
	float z[LATENT];
	double sum = 0;
	size_t i, j;

	for (j = 0; j < LATENT; j++)
		z[j] = centre[j] + SPREAD * normal();
	for (i = 0; i < dimensions; i++) {
		v[i] = mean[i] + NOISE * normal();
		for (j = 0; j < LATENT; j++)
			v[i] += mix[i * LATENT + j] * z[j];
		sum += (double)v[i] * v[i];
	}
	for (i = 0; i < dimensions; i++)
		v[i] = (float)(v[i] / sqrt(sum));
}

/* query number `i`, always the same */
static void draw_query(float *v, size_t dimensions, size_t i)
{
	state = QUERY_SEED * (i + 1);
	draw(v, dimensions);
}

static size_t number(const char *s)
{
	char *end;
	unsigned long n = strtoul(s, &end, 10);

	if (*end || end == s)
		die("a number was expected");
	return n;
}

static int make(size_t n, size_t dimensions, const char *path, int raw)
{
	struct kx_vec_shape shape = {
		.dimensions = dimensions, .rows = n, .model = "bench"
	};
	struct kx_vec_writer *w = NULL;
	FILE *out = NULL;
	struct kx_err e = { 0 };
	float *v;
	size_t i;

	if (raw ? !(out = fopen(path, "wb"))
		: kx_vec_writer_begin(&w, path, &shape, 0644, &e))
		die(raw ? path : e.text);
	world(dimensions);
	v = kx_calloc(dimensions, sizeof(*v));
	for (i = 0; i < n; i++) {
		draw(v, dimensions);
		if (raw ? fwrite(v, sizeof(*v), dimensions, out) != dimensions
			: kx_vec_writer_add(w, (int64_t)i + 1, v, &e))
			die(raw ? path : e.text);
	}
	if (raw ? fclose(out) : kx_vec_writer_finish(w, &e))
		die(raw ? path : e.text);
	free(v);
	return 0;
}

/* records of chunks, each an article, or of queries */
static int records(size_t n, size_t dimensions, int queries)
{
	float *v = kx_calloc(dimensions, sizeof(*v));
	struct kx_buf b = { 0 };
	size_t i;

	world(dimensions);
	for (i = 0; i < n; i++) {
		if (queries)
			draw_query(v, dimensions, i);
		else
			draw(v, dimensions);
		kx_buf_clear(&b);
		kx_base64_encode(v, dimensions * sizeof(*v), &b);
		if (queries)
			printf("{\"query\":\"passage number %zu\"", i);
		else
			printf("{\"article_id\":%zu,\"source\":\"bench\",\"ordinal\":0,"
			       "\"of\":1,\"text\":\"Passage number %zu.\"",
				i, i);
		printf(",\"embedding\":\"%s\",\"embedding_model\":\"bench-%zu\"}\n",
			kx_buf_text(&b), dimensions);
	}
	kx_buf_release(&b);
	free(v);
	return fflush(stdout) ? 2 : 0;
}

static struct kx_vec_file *open_file(const char *path)
{
	struct kx_vec_file *f;
	struct kx_err e = { 0 };

	if (kx_vec_file_open(&f, path, &e))
		die(e.text[0] ? e.text : "there is no such file");
	return f;
}

/* ---- the yardstick: the widest loads the compiler has for this machine --------------- */
struct wide {
	uint64_t v __attribute__((vector_size(64)));
};

#define ADD_UP(name)                                                                   \
	static uint64_t name(const void *p, size_t n)                                  \
	{                                                                              \
		struct wide a = { 0 }, b = a, c = a, d = a;                            \
		const struct wide *w = p;                                              \
		size_t i;                                                              \
                                                                                       \
		for (i = 0; i + 4 <= n / sizeof(*w); i += 4) {                         \
			a.v += w[i].v;                                                 \
			b.v += w[i + 1].v;                                             \
			c.v += w[i + 2].v;                                             \
			d.v += w[i + 3].v;                                             \
		}                                                                      \
		a.v += b.v + c.v + d.v;                                                \
		return a.v[0] ^ a.v[7];                                                \
	}

ADD_UP(add_plain)
#if defined(__x86_64__)
__attribute__((target("avx2"))) ADD_UP(add_avx2) __attribute__((target("avx512f")))
ADD_UP(add_avx512)
#else
#define add_avx2 add_plain
#define add_avx512 add_plain
#endif

	static uint64_t add_up(const void *p, size_t n)
{
	return kx_vec_kernels_named("avx512") ? add_avx512(p, n)
	       : kx_vec_kernels_named("avx2") ? add_avx2(p, n)
					      : add_plain(p, n);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *t, size_t n)
{
	qsort(t, n, sizeof(*t), by_size);
	return t[n / 2];
}

static const void *section(struct kx_vec_file *f, enum kx_vec_section s)
{
	const void *p;
	struct kx_err e;

	if (kx_vec_file_section(f, s, &p, &e))
		die(e.text);
	return p;
}

static int stream(const char *path)
{
	struct kx_vec_file *f = open_file(path);
	const void *p = section(f, KX_VEC_FLOATS);
	size_t n = f->shape.rows * f->l.unit[KX_VEC_FLOATS];
	volatile uint64_t sink;
	double t[RUNS], from;
	int i;

	for (i = 0; i < RUNS; i++) {
		from = now();
		sink = add_up(p, n);
		t[i] = now() - from;
	}
	(void)sink;
	printf("%.1f GB/s %.0f us\n", (double)n / 1e3 / median(t, RUNS),
		median(t, RUNS));
	kx_vec_file_close(f);
	return 0;
}

/* each kernel beside a stream read of the same floats, in turn */
static int kernels(const char *path, const char *set)
{
	const struct kx_vec_kernels *k =
		set ? kx_vec_kernels_named(set) : kx_vec_kernels_best();
	struct kx_vec_file *f = open_file(path);
	size_t rows = f->shape.rows, width = f->l.width,
	       n = rows * width * sizeof(float);
	const void *floats = section(f, KX_VEC_FLOATS),
		   *bytes = section(f, KX_VEC_INT8);
	const void *bits = section(f, KX_VEC_SIGNS);
	float *q = kx_calloc(width, sizeof(*q)), *out = kx_calloc(rows, sizeof(*out));
	int8_t *q8 = kx_alloc(f->l.width8);
	uint64_t qb[KX_VEC_DIMENSIONS_MAX / 64];
	uint16_t *d = kx_calloc(rows + KX_VEC_BLOCK, sizeof(*d));
	double t[4][RUNS], at;
	volatile uint64_t sink;
	int i;

	if (!k)
		die("this machine has not got these kernels");
	world(f->shape.dimensions);
	draw_query(q, f->shape.dimensions, 0);
	kx_vec_i8(q, f->shape.dimensions, q8);
	kx_vec_bits(q, f->shape.dimensions, qb);
	for (i = 0; i < RUNS; i++) {
		at = now();
		sink = add_up(floats, n);
		t[0][i] = now() - at;
		at = now();
		k->f32(floats, rows, width, q, out);
		t[1][i] = now() - at;
		at = now();
		k->i8(bytes, rows, f->l.width8, q8, (int32_t *)out);
		t[2][i] = now() - at;
		at = now();
		k->bits(bits, (rows + 7) / 8, f->l.words, qb, d);
		t[3][i] = now() - at;
	}
	(void)sink;
	printf("%s: stream %.0f us, f32 %.0f us, %.2f of the stream, i8 %.0f us, bits %.0f us\n",
		k->name, median(t[0], RUNS), median(t[1], RUNS),
		median(t[0], RUNS) / median(t[1], RUNS), median(t[2], RUNS),
		median(t[3], RUNS));
	free(q);
	free(q8);
	free(out);
	free(d);
	kx_vec_file_close(f);
	return 0;
}

static enum kx_vec_way way_of(const char *s)
{
	static const char *const names[] = { "auto", "exact", "bytes", "bits" };
	int i;

	for (i = 0; i < 4; i++)
		if (strcmp(s, names[i]) == 0)
			return (enum kx_vec_way)i;
	if (strcmp(s, "int8") == 0)
		return KX_VEC_BYTES;
	die("the ways are auto, exact, bytes (or int8) and bits");
	return KX_VEC_AUTO;
}

static size_t find(
	struct kx_vec_file *f, const struct kx_vec_query *q, struct kx_vec_hit *out)
{
	struct kx_err e;
	size_t n;

	if (kx_vec_file_find(f, q, out, &n, &e))
		die(e.text);
	return n;
}

static int scan(const char *path, size_t queries, const char *way, const char *set)
{
	struct kx_vec_file *f = open_file(path);
	size_t dimensions = f->shape.dimensions, i, j, n, m, right = 0, all = 0;
	struct kx_vec_query q = { .want = WANT };
	struct kx_vec_hit got[WANT], want[WANT];
	float *v = kx_calloc(dimensions, sizeof(*v));
	double *t = kx_calloc(queries + 1, sizeof(*t)), at, best = 1e300;
	const char *rescored = getenv("VECTOR_RESCORED");

	if (set && !(q.kernels = kx_vec_kernels_named(set)))
		die("this machine has not got these kernels");
	world(dimensions);
	for (i = 0; i < queries; i++) {
		draw_query(v, dimensions, i);
		q.v = v;
		q.way = way_of(way);
		q.rescored = rescored ? number(rescored) : 0;
		at = now();
		n = find(f, &q, got);
		t[i] = now() - at;
		best = t[i] < best ? t[i] : best;
		q.way = KX_VEC_EXACT;
		m = find(f, &q, want);
		all += m;
		for (j = 0; j < n; j++)
			right += m && got[j].score >= want[m - 1].score;
	}
	printf("%s: best %.0f us, median %.0f us, recall@%d %.4f\n", way, best,
		median(t, queries), WANT, all ? (double)right / (double)all : 1);
	free(t);
	free(v);
	kx_vec_file_close(f);
	return 0;
}

/* the query is not drawn but a row of the file: drawing costs more than searching */
static int ask(const char *path, const char *way, size_t row)
{
	struct kx_vec_file *f = open_file(path);
	struct kx_vec_query q = { .want = WANT, .way = way_of(way) };
	struct kx_vec_hit hit[WANT];
	struct kx_err e;
	size_t i, n;
	float *v = kx_calloc(f->l.width, sizeof(*v));

	if (row >= f->shape.rows ||
		kx_mapped_read(&f->file,
			f->l.at[KX_VEC_FLOATS] + row * f->l.unit[KX_VEC_FLOATS], v,
			f->l.unit[KX_VEC_FLOATS], &e))
		die("no such row");
	q.v = v;
	n = find(f, &q, hit);
	for (i = 0; i < n; i++)
		printf("%lld %.6f\n", (long long)hit[i].id, hit[i].score);
	free(v);
	kx_vec_file_close(f);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "nothing") == 0)
		return 0;
	if (argc == 5 && strcmp(what, "make") == 0)
		return make(number(argv[2]), number(argv[3]), argv[4], 0);
	if (argc == 5 && strcmp(what, "raw") == 0)
		return make(number(argv[2]), number(argv[3]), argv[4], 1);
	if (argc == 4 && strcmp(what, "chunks") == 0)
		return records(number(argv[2]), number(argv[3]), 0);
	if (argc == 4 && strcmp(what, "queries") == 0)
		return records(number(argv[2]), number(argv[3]), 1);
	if (argc == 3 && strcmp(what, "stream") == 0)
		return stream(argv[2]);
	if ((argc == 3 || argc == 4) && strcmp(what, "kernels") == 0)
		return kernels(argv[2], argv[3]);
	if ((argc == 5 || argc == 6) && strcmp(what, "scan") == 0)
		return scan(argv[2], number(argv[3]), argv[4], argv[5]);
	if (argc == 5 && strcmp(what, "ask") == 0)
		return ask(argv[2], argv[3], number(argv[4]));
	die("make N D FILE, chunks N D, queries N D, stream FILE, scan FILE N WAY [SET], kernels FILE [SET], ask FILE WAY ROW");
	return 2;
}
