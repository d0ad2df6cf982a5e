#include "domain/vec_file.h"
#include "../t.h"
#include "base/mem.h"
#include "domain/vec_file_layout.h"
#include "io/file.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* rows near each other in groups of ten, not of unit length; ids 3, 6, 9, … */
static float *rows_of(size_t n, size_t dimensions)
{
	float *v = kx_calloc(n * dimensions + 1, sizeof(*v));
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < dimensions; j++)
			v[i * dimensions + j] =
				.3f + (i % 10 ? v[(i - i % 10) * dimensions + j] - .3f +
							      .6f * noise()
					      : noise());
	return v;
}

static struct kx_vec_shape shape_of(size_t rows, size_t dimensions)
{
	return (struct kx_vec_shape){ .dimensions = dimensions,
		.rows = rows,
		.generation = "sixteen bytes ..",
		.model = "a-model" };
}

static void write_file(const char *path, const float *v, size_t n, size_t dimensions)
{
	struct kx_vec_shape shape = shape_of(n, dimensions);
	struct kx_vec_writer *w;
	struct kx_err e = { 0 };
	size_t i;

	T_INT(kx_vec_writer_begin(&w, path, &shape, 0600, &e), 0);
	for (i = 0; i < n; i++)
		T_INT(kx_vec_writer_add(w, (int64_t)i * 3 + 3, v + i * dimensions, &e),
			0);
	T_INT(kx_vec_writer_finish(w, &e), 0);
}

static struct kx_vec_file *open_file(const char *path)
{
	struct kx_vec_file *f = NULL;
	struct kx_err e = { 0 };

	T_INT(kx_vec_file_open(&f, path, &e), 0);
	T_STR(e.text, "");
	return f;
}

static double cosine(const float *a, const float *b, size_t n)
{
	double ab = 0, aa = 0, bb = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		ab += (double)a[i] * b[i];
		aa += (double)a[i] * a[i];
		bb += (double)b[i] * b[i];
	}
	return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

/* hits are in order, true, and the last is as good as the want-th best of all */
static void are_the_best(const struct kx_vec_hit *hit, size_t n, size_t want,
	const float *v, size_t rows, const float *q, size_t dimensions)
{
	size_t i, better = 0;
	double c;

	T_INT(n, want < rows ? want : rows);
	for (i = 0; i < n; i++) {
		c = cosine(v + hit[i].row * dimensions, q, dimensions);
		T_OK(fabs(hit[i].score - c) < 1e-5);
		T_INT(hit[i].id, (int64_t)hit[i].row * 3 + 3);
		T_OK(!i || hit[i].score < hit[i - 1].score ||
			(hit[i].score == hit[i - 1].score &&
				hit[i].id > hit[i - 1].id));
	}
	for (i = 0; i < rows && n; i++)
		better += cosine(v + i * dimensions, q, dimensions) >
			  hit[n - 1].score + 1e-5;
	T_OK(better < want);
}

static const enum kx_vec_way ways[] = { KX_VEC_AUTO, KX_VEC_EXACT, KX_VEC_BYTES,
	KX_VEC_BITS };

static void finds_in(size_t rows, size_t dimensions, size_t want)
{
	float *v = rows_of(rows, dimensions), *q = rows_of(1, dimensions);
	struct kx_vec_hit *hit = kx_calloc(want + 1, sizeof(*hit));
	struct kx_vec_query ask = { .v = q, .want = want };
	struct kx_vec_file *f;
	struct kx_err e = { 0 };
	size_t i, n, times;

	write_file("v", v, rows, dimensions);
	f = open_file("v");
	T_INT(kx_vec_file_shape(f)->rows, rows);
	T_INT(kx_vec_file_shape(f)->dimensions, dimensions);
	T_INT(kx_vec_file_check(f, &e), 0);
	kx_vec_file_close(f);
	for (i = 0; i < 4; i++) {
		f = open_file("v");
		/* read by calls the first time, mapped the second */
		for (times = 0; times < 2; times++) {
			ask.way = ways[i];
			/* all rows: then no way may miss one */
			ask.rescored = rows;
			T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), 0);
			are_the_best(hit, n, want, v, rows, q, dimensions);
			ask.rescored = 0;
			T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), 0);
			T_INT(n, want < rows ? want : rows);
		}
		kx_vec_file_close(f);
	}
	free(hit);
	free(v);
	free(q);
}

static void finds_the_best(void)
{
	static const size_t rows[] = { 0, 1, 7, 8, 9, 300, 1100 };
	static const size_t dimensions[] = { 1, 3, 16, 65, 384 };
	size_t i, j;

	for (i = 0; i < 7; i++)
		for (j = 0; j < 5; j++)
			finds_in(rows[i], dimensions[j], 10);
	finds_in(40, 8192, 3);
	finds_in(500, 48, 1);
	finds_in(500, 48, 600);
}

/* every set of kernels gives one list, whatever the way */
static void kernels_agree(void)
{
	static const char *const sets[] = { "plain", "avx2", "avx512-vnni", "avx512" };
	const size_t rows = 3000, dimensions = 300;
	float *v = rows_of(rows, dimensions);
	struct kx_vec_query ask = { .v = v + 70 * dimensions, .want = 10 };
	struct kx_vec_hit first[10], hit[10];
	struct kx_vec_file *f;
	struct kx_err e;
	size_t i, j, k, n;

	write_file("v", v, rows, dimensions);
	f = open_file("v");
	for (i = 0; i < 4; i++)
		for (j = 0; j < 4; j++) {
			ask.way = ways[i];
			ask.kernels = kx_vec_kernels_named(sets[j]);
			T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), 0);
			T_INT(n, 10);
			T_INT(hit[0].row, 70);
			if (!i && !j)
				memcpy(first, hit, sizeof(hit));
			for (k = 0; k < 10; k++)
				T_INT(hit[k].row, first[k].row);
		}
	kx_vec_file_close(f);
	free(v);
}

static bool not_of_nine(int64_t id, void *ctx)
{
	++*(size_t *)ctx;
	return id % 9 != 0;
}

static bool never(int64_t id, void *ctx)
{
	(void)id;
	(void)ctx;
	return false;
}

static void leaves_out_what_is_refused(void)
{
	const size_t rows = 20000, dimensions = 64;
	float *v = rows_of(rows, dimensions);
	size_t asked = 0, i, j, n;
	struct kx_vec_query ask = { .v = v + 2 * dimensions, .want = 10 };
	struct kx_vec_hit hit[10], all[10];
	struct kx_vec_file *f;
	struct kx_err e;

	write_file("v", v, rows, dimensions);
	for (i = 0; i < 4; i++) {
		f = open_file("v");
		ask.way = ways[i];
		ask.accept = NULL;
		T_INT(kx_vec_file_find(f, &ask, all, &n, &e), 0);
		T_INT(all[0].id, 9);
		asked = 0;
		ask.accept = not_of_nine;
		ask.ctx = &asked;
		T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), 0);
		T_INT(n, 10);
		T_OK(asked >= 10 && asked < rows / 2);
		for (j = 0; j < n; j++)
			T_OK(hit[j].id % 9 != 0);
		ask.accept = never;
		T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), 0);
		T_INT(n, 0);
		kx_vec_file_close(f);
	}
	free(v);
}

static void equal_rows_come_by_id(void)
{
	const size_t rows = 4000, dimensions = 256;
	float *v = kx_calloc(rows * dimensions, sizeof(*v));
	struct kx_vec_query ask = { .v = v, .want = 20 };
	struct kx_vec_hit hit[20];
	struct kx_vec_file *f;
	struct kx_err e;
	size_t i, j, n;

	for (i = 0; i < rows; i++)
		v[i * dimensions + i % 2] = 1;
	write_file("v", v, rows, dimensions);
	f = open_file("v");
	for (i = 0; i < 4; i++) {
		ask.way = ways[i];
		T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), 0);
		for (j = 0; j < 20; j++)
			T_INT(hit[j].row, 2 * j);
	}
	kx_vec_file_close(f);
	free(v);
}

static void vectors_without_length(void)
{
	float v[3][4] = { { 0 }, { 1, 2, 0, 0 }, { -3, 0, 0, 0 } };
	float nan[4] = { 1, NAN, 0, 0 }, inf[4] = { INFINITY, 0, 0, 0 };
	float huge[4] = { 3e38f, 3e38f, 0, 0 };
	struct kx_vec_query ask = { .v = v[0], .want = 3 };
	struct kx_vec_shape shape = shape_of(4, 4);
	struct kx_vec_writer *w;
	struct kx_vec_hit hit[3];
	struct kx_vec_file *f;
	struct kx_err e = { 0 };
	size_t n = 9;

	T_INT(kx_vec_writer_begin(&w, "v", &shape, 0600, &e), 0);
	T_INT(kx_vec_writer_add(w, 1, v[0], &e), 0);
	T_INT(kx_vec_writer_add(w, 2, nan, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_INT(kx_vec_writer_add(w, 2, inf, &e), -1);
	T_INT(kx_vec_writer_add(w, 2, v[1], &e), 0);
	T_INT(kx_vec_writer_add(w, 2, v[1], &e), -1);
	T_STR(e.text, "the chunks of the vectors are out of order");
	T_INT(kx_vec_writer_add(w, 3, v[2], &e), 0);
	T_INT(kx_vec_writer_add(w, 4, huge, &e), 0);
	T_INT(kx_vec_writer_add(w, 5, v[2], &e), -1);
	T_STR(e.text, "more vectors than were announced");
	T_INT(kx_vec_writer_finish(w, &e), 0);
	f = open_file("v");
	T_INT(kx_vec_file_check(f, &e), 0);
	T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), 0);
	T_INT(n, 0);
	ask.v = nan;
	T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), -1);
	T_STR(e.text, "the query holds what is not a number");
	T_INT(n, 0);
	ask.v = v[1];
	T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), 0);
	T_INT(n, 3);
	T_INT(hit[0].id, 2);
	T_OK(fabs(hit[0].score - 1) < 1e-6);
	T_INT(hit[1].id, 4);
	T_INT(hit[2].id, 1);
	T_OK(hit[2].score == 0);
	kx_vec_file_close(f);
}

static void scores_by_id(void)
{
	const size_t rows = 100, dimensions = 20;
	float *v = rows_of(rows, dimensions), *q = v + 5 * dimensions, out[6];
	const int64_t ids[] = { 300, 4, 3, 18, -1, 303 };
	struct kx_vec_file *f;
	struct kx_err e;

	write_file("v", v, rows, dimensions);
	f = open_file("v");
	T_INT(kx_vec_file_score(f, q, ids, 6, out, &e), 0);
	T_OK(fabs(out[0] - cosine(q, v + 99 * dimensions, dimensions)) < 1e-5);
	T_OK(out[1] == KX_VEC_ABSENT);
	T_OK(fabs(out[2] - cosine(q, v, dimensions)) < 1e-5);
	T_OK(fabs(out[3] - 1) < 1e-5);
	T_OK(out[4] == KX_VEC_ABSENT && out[5] == KX_VEC_ABSENT);
	kx_vec_file_close(f);
	free(v);
}

/* the rows of `f` are those of v that are not in gone[0..n) */
static void holds(const char *path, const float *v, size_t rows, size_t dimensions,
	const int64_t *gone, size_t n)
{
	struct kx_vec_file *f = open_file(path);
	struct kx_err e = { 0 };
	const int64_t *ids;
	size_t i, at = 0, g = 0;

	T_INT(kx_vec_file_check(f, &e), 0);
	T_STR(e.text, "");
	T_INT(kx_vec_file_ids(f, &ids, &e), 0);
	for (i = 0; i < rows; i++) {
		int64_t id = (int64_t)i * 3 + 3;

		while (g < n && gone[g] < id)
			g++;
		if (g < n && gone[g] == id)
			continue;
		T_INT(ids[at], id);
		T_INT(kx_vec_file_is(f, at, v + i * dimensions, &e), 1);
		T_INT(kx_vec_file_is(f, at++, v + (i + 1) % rows * dimensions, &e), 0);
	}
	T_INT(kx_vec_file_shape(f)->rows, at);
	kx_vec_file_close(f);
}

/* old rows without some, and new ones, again and again */
static void a_copy_holds_the_same(size_t rows, size_t dimensions)
{
	const size_t more = 50;
	float *v = rows_of(rows + 3 * more, dimensions);
	int64_t gone[] = { -7, 3, 4, 21, 24, 27, 300, 3000, 9999999 };
	struct kx_vec_shape shape = shape_of(rows + 3 * more, dimensions);
	struct kx_vec_writer *w;
	struct kx_vec_file *f;
	struct kx_err e = { 0 };
	size_t i, n, round;

	write_file("v", v, rows, dimensions);
	for (round = 0; round < 3; round++) {
		n = 2 + 3 * round; /* of those that went before too, which is no harm */
		f = open_file("v");
		T_INT(kx_vec_writer_begin(&w, "v", &shape, 0600, &e), 0);
		T_INT(kx_vec_writer_copy(w, f, gone, n, &e), 0);
		T_INT(kx_vec_writer_copy(w, f, NULL, 0, &e), -1);
		for (i = 0; i < more; i++)
			T_INT(kx_vec_writer_add(w,
				      (int64_t)(rows + round * more + i) * 3 + 3,
				      v + (rows + round * more + i) * dimensions, &e),
				0);
		T_INT(kx_vec_file_worn(f, 0), round && (rows < 1000 || round > 2));
		i = kx_vec_file_shape(f)->rows;
		T_INT(kx_vec_writer_finish(w, &e), 0);
		/* the old one is still what it was */
		T_INT(kx_vec_file_check(f, &e), 0);
		T_INT(kx_vec_file_shape(f)->rows, i);
		kx_vec_file_close(f);
		holds("v", v, rows + (round + 1) * more, dimensions, gone, n);
	}
	f = open_file("v");
	/* 150 came and 6 went, or those of them that were there */
	T_INT(kx_vec_file_shape(f)->worn, rows == 1000 ? 156 : 155);
	T_OK(kx_vec_file_worn(f, 0));
	T_STR(kx_vec_file_shape(f)->model, "a-model");
	T_OK(!memcmp(kx_vec_file_shape(f)->generation, "sixteen bytes ..", 16));
	kx_vec_file_close(f);
	free(v);
}

static void what_cannot_be_copied(void)
{
	float *v = rows_of(20, 33);
	struct kx_vec_shape shape = shape_of(20, 34);
	struct kx_vec_writer *w;
	struct kx_vec_file *f;
	struct kx_err e = { 0 };

	write_file("v", v, 20, 33);
	f = open_file("v");
	T_INT(kx_vec_writer_begin(&w, "v", &shape, 0600, &e), 0);
	T_INT(kx_vec_writer_copy(w, f, NULL, 0, &e), -1);
	T_STR(e.text, "'v' has vectors of 33 dimensions, not 34");
	kx_vec_writer_drop(w);
	shape = shape_of(19, 33);
	T_INT(kx_vec_writer_begin(&w, "v", &shape, 0600, &e), 0);
	T_INT(kx_vec_writer_copy(w, f, NULL, 0, &e), -1);
	T_STR(e.text, "more vectors than were announced");
	kx_vec_writer_drop(w);
	shape = shape_of(30, 33);
	T_INT(kx_vec_writer_begin(&w, "v", &shape, 0600, &e), 0);
	T_INT(kx_vec_writer_copy(w, f, NULL, 0, &e), 0);
	T_INT(kx_vec_writer_add(w, 60, v, &e), -1);
	T_STR(e.text, "the chunks of the vectors are out of order");
	kx_vec_writer_drop(w);
	kx_vec_file_close(f);
	free(v);
}

/* a file without a name is like any other, and leaves nothing behind */
static void one_of_our_own(void)
{
	float *v = rows_of(100, 20);
	struct kx_vec_shape shape = shape_of(100, 20);
	struct kx_vec_query ask = { .v = v + 40 * 20, .want = 10 };
	struct kx_vec_hit hit[10];
	struct kx_vec_writer *w;
	struct kx_vec_file *f;
	struct kx_err e = { 0 };
	size_t i, n;

	T_INT(kx_vec_writer_begin_own(&w, "none", &shape, &e), -1);
	T_INT(e.code, KX_EIO);
	T_INT(kx_vec_writer_begin_own(&w, ".", &shape, &e), 0);
	kx_vec_writer_drop(w);
	T_INT(kx_vec_writer_begin_own(&w, ".", &shape, &e), 0);
	for (i = 0; i < 100; i++)
		T_INT(kx_vec_writer_add(w, (int64_t)i * 3 + 3, v + i * 20, &e), 0);
	T_INT(kx_vec_writer_open(w, &f, &e), 0);
	T_INT(kx_vec_file_check(f, &e), 0);
	T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), 0);
	T_INT(n, 10);
	T_INT(hit[0].row, 40);
	/* and it can be copied */
	T_INT(kx_vec_writer_begin(&w, "v", &shape, 0600, &e), 0);
	T_INT(kx_vec_writer_copy(w, f, NULL, 0, &e), 0);
	kx_vec_file_close(f);
	T_INT(kx_vec_writer_finish(w, &e), 0);
	holds("v", v, 100, 20, NULL, 0);
	free(v);
}

/* rows in few heaps: their signs are nearly alike, and noise decides */
static float *heaps(size_t n, size_t dimensions, size_t count, float width)
{
	float *v = kx_calloc(n * dimensions, sizeof(*v));
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < dimensions; j++)
			v[i * dimensions + j] =
				i < count ? noise()
					  : v[i % count * dimensions + j] +
						    width * noise();
	return v;
}

static bool is_rough(const float *v, size_t n, size_t dimensions)
{
	struct kx_vec_file *f;
	bool rough;

	write_file("v", v, n, dimensions);
	f = open_file("v");
	rough = kx_vec_file_shape(f)->rough;
	kx_vec_file_close(f);
	return rough;
}

/* where signs say little, bytes are compared, and find */
static void signs_are_tried(void)
{
	const size_t rows = 20000, dimensions = 256;
	float *v = rows_of(rows, dimensions), q[256];
	struct kx_vec_query ask = { .v = q, .want = 10 };
	struct kx_vec_hit best[10], hit[10];
	struct kx_vec_file *f;
	struct kx_err e;
	size_t i, j, n, good = 0;

	T_OK(!is_rough(v, rows, dimensions));
	free(v);
	v = heaps(rows, dimensions, 4, .1f);
	T_OK(is_rough(v, rows, dimensions));
	f = open_file("v");
	for (i = 0; i < 20; i++) {
		for (j = 0; j < dimensions; j++)
			q[j] = v[(i * 997 + 5) * dimensions + j] + .05f * noise();
		ask.way = KX_VEC_EXACT;
		T_INT(kx_vec_file_find(f, &ask, best, &n, &e), 0);
		ask.way = KX_VEC_AUTO;
		T_INT(kx_vec_file_find(f, &ask, hit, &n, &e), 0);
		for (j = 0; j < n; j++)
			good += hit[j].score >= best[9].score;
	}
	T_OK(good >= 196);
	kx_vec_file_close(f);
	/* too few for it to matter, or too few numbers for signs anyway */
	T_OK(!is_rough(v, 1500, dimensions));
	T_OK(!is_rough(v, rows, 128));
	free(v);
}

static void writers_do_no_harm(void)
{
	float v[2][2] = { { 1, 2 }, { 2, 1 } };
	struct kx_vec_shape shape = shape_of(1000, 2);
	struct kx_vec_writer *w, *second;
	struct kx_vec_file *f;
	struct kx_err e = { 0 };
	int status = 0;
	pid_t pid;

	write_file("v", v[0], 2, 2);
	T_INT(kx_vec_writer_begin(&w, "v", &shape, 0600, &e), 0);
	T_INT(kx_vec_writer_add(w, 1, v[0], &e), 0);
	T_INT(kx_vec_writer_begin(&second, "v", &shape, 0600, &e), 1);
	kx_vec_writer_drop(w);
	kx_vec_writer_drop(NULL);
	pid = fork();
	if (!pid) {
		if (!kx_vec_writer_begin(&w, "v", &shape, 0600, &e) &&
			!kx_vec_writer_add(w, 1, v[0], &e))
			raise(SIGKILL);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	T_OK(WIFSIGNALED(status));
	f = open_file("v");
	T_INT(kx_vec_file_shape(f)->rows, 2);
	T_INT(kx_vec_file_check(f, &e), 0);
	kx_vec_file_close(f);
	write_file("v", v[0], 1, 2);
	T_OK(access("v.new", F_OK));
	shape.dimensions = KX_VEC_DIMENSIONS_MAX + 1;
	T_INT(kx_vec_writer_begin(&w, "v", &shape, 0600, &e), -1);
	shape.dimensions = 0;
	T_INT(kx_vec_writer_begin(&w, "v", &shape, 0600, &e), -1);
	shape = shape_of((size_t)KX_VEC_ROWS_MAX + 1, 2);
	T_INT(kx_vec_writer_begin(&w, "v", &shape, 0600, &e), -1);
	T_INT(kx_vec_file_open(&f, "none", &e), 1);
	T_INT(kx_vec_file_open(&f, ".", &e), -1);
}

/* ---- damage ---------------------------------------------------------------------- */
/* without the sync of kx_file_write() */
static void put_file(const char *path, const void *p, size_t n)
{
	FILE *out;

	unlink(path); /* quicker than cutting it off */
	out = fopen(path, "wb");
	T_OK(out && fwrite(p, 1, n, out) == n && !fclose(out));
}

/* whatever the bytes are: an error or a search, never more */
static int try_bytes(const unsigned char *p, size_t n, size_t dimensions)
{
	float q[400];
	struct kx_vec_query ask = { .v = q, .want = 10, .rescored = 20 };
	const int64_t ids[] = { 3, 30, 33 };
	float score[3];
	struct kx_vec_hit hit[10];
	struct kx_vec_file *f;
	struct kx_vec_writer *w;
	struct kx_vec_shape shape;
	struct kx_err e = { 0 };
	size_t i, j, got;
	int rc;

	put_file("x", p, n);
	rc = kx_vec_file_open(&f, "x", &e);
	if (rc) {
		T_INT(e.code, KX_EINPUT);
		return rc;
	}
	for (i = 0; i < 400; i++)
		q[i] = noise();
	if (kx_vec_file_shape(f)->dimensions <= 400)
		for (i = 0; i < 4; i++) {
			ask.way = ways[i];
			T_INT(kx_vec_file_find(f, &ask, hit, &got, &e), 0);
			for (j = 0; j < got; j++)
				T_OK(isfinite(hit[j].score));
		}
	if (kx_vec_file_shape(f)->dimensions <= 400)
		T_INT(kx_vec_file_score(f, q, ids, 3, score, &e), 0);
	rc = kx_vec_file_check(f, &e);
	T_OK(!rc || e.code == KX_EINPUT);
	shape = shape_of(kx_vec_file_shape(f)->rows, dimensions);
	if (next() % 4 == 0) {
		T_INT(kx_vec_writer_begin(&w, "y", &shape, 0600, &e), 0);
		if (kx_vec_writer_copy(w, f, NULL, 0, &e))
			T_INT(e.code, KX_EINPUT);
		kx_vec_writer_drop(w);
	}
	kx_vec_file_close(f);
	return rc;
}

static void survives_damage(size_t rows, size_t dimensions)
{
	float *v = rows_of(rows, dimensions);
	struct kx_buf good = { 0 };
	struct kx_err e;
	unsigned char *bad;
	size_t i, j, at;
	int refused = 0;

	write_file("v", v, rows, dimensions);
	T_INT(kx_file_read("v", 0, &good, &e), 0);
	bad = kx_alloc(good.len + 1);
	memcpy(bad, good.p, good.len);
	T_INT(try_bytes(bad, good.len, dimensions), 0);
	for (i = 0; i < KX_VEC_HEADER_SIZE; i++)
		T_INT(try_bytes(bad, i, dimensions), -1);
	T_INT(try_bytes(bad, good.len - 1, dimensions), -1);
	T_INT(try_bytes(bad, good.len + 1, dimensions), -1);
	T_INT(try_bytes(bad, 4096, dimensions), -1);
	/* one bit of the header: all of it counts but the padding */
	for (i = 0; i < KX_VEC_HEADER_SIZE; i++) {
		bad[i] ^= (unsigned char)(1u << next() % 8);
		T_INT(try_bytes(bad, good.len, dimensions), i < 392 ? -1 : 0);
		bad[i] = (unsigned char)good.p[i];
	}
	/* a few bytes anywhere behind it */
	for (i = 0; i < 300; i++) {
		for (j = 0; j < 1 + i % 4; j++) {
			at = KX_VEC_HEADER_SIZE +
			     next() % (good.len - KX_VEC_HEADER_SIZE);
			bad[at] = i % 3 ? (unsigned char)next() : 0xff;
		}
		refused += try_bytes(bad, good.len, dimensions) != 0;
		if (i % 10 == 9)
			memcpy(bad, good.p, good.len);
	}
	T_OK(refused > 100);
	free(bad);
	kx_buf_release(&good);
	free(v);
}

/* headers whose checksum is right and whose claims are not */
static void refuses_wrong_claims(void)
{
	static const struct {
		size_t dimensions, rows, room;
	} claims[] = { { 0, 1, 1 }, { 8193, 1, 1 }, { 1, 2, 1 }, { 1, 1, 3000 },
		{ 64, 1, SIZE_MAX }, { 64, SIZE_MAX, SIZE_MAX }, { SIZE_MAX, 1, 1 },
		{ 64, 1, (size_t)1 << 58 }, { 8192, 1, (size_t)1 << 31 },
		{ (size_t)1 << 32 | 4, 1, 1 } };
	struct kx_vec_shape shape, out;
	struct kx_vec_layout l;
	unsigned char head[KX_VEC_HEADER_SIZE];
	struct kx_err e = { 0 };
	size_t i;

	for (i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		shape = shape_of(claims[i].rows, claims[i].dimensions);
		kx_vec_layout_encode(&shape, claims[i].room, head);
		T_INT(kx_vec_layout_decode(head, 28672, &out, &l, &e), -1);
		T_INT(e.code, KX_EINPUT);
	}
	shape = shape_of(1, 1);
	kx_vec_layout_encode(&shape, 1, head);
	kx_vec_layout(&l, 1, 1);
	T_INT(l.size, 28672);
	T_INT(kx_vec_layout_decode(head, 28672, &out, &l, &e), 0);
	T_INT(kx_vec_layout_decode(head, 28673, &out, &l, &e), -1);
	T_STR(e.text, "28673 bytes long, not 28672");
	head[12] = 1;
	T_INT(kx_vec_layout_decode(head, 28672, &out, &l, &e), -1);
	T_STR(e.text, "written in another byte order");
	kx_vec_layout(&l, KX_VEC_DIMENSIONS_MAX, KX_VEC_ROWS_MAX);
	T_OK(l.size > (uint64_t)1 << 46 && l.size < (uint64_t)1 << 48);
}

int main(void)
{
	static const char *const files[] = { "v", "x", "y" };
	char dir[] = "/tmp/kx-test-XXXXXX";
	size_t i;

	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	finds_the_best();
	kernels_agree();
	leaves_out_what_is_refused();
	equal_rows_come_by_id();
	vectors_without_length();
	scores_by_id();
	a_copy_holds_the_same(1000, 33);
	a_copy_holds_the_same(101, 384);
	what_cannot_be_copied();
	one_of_our_own();
	signs_are_tried();
	writers_do_no_harm();
	survives_damage(50, 70);
	survives_damage(13, 300);
	refuses_wrong_claims();
	for (i = 0; i < 3; i++)
		unlink(files[i]);
	T_INT(rmdir(dir), 0);
	return T_END();
}
