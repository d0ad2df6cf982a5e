#include "base/mem.h"
#include "domain/vec_file_pick.h"
#include "domain/vec_file_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEP 256              /* rows whose scores are made before they are looked at */
#define RUN_BYTES (16u << 10) /* a longer way to the next row costs more than a call */

/* one search */
struct find {
	struct kx_vec_file *f;
	const struct kx_vec_query *q;
	const struct kx_vec_kernels *k;
	float *unit;        /* the query */
	const int64_t *ids; /* NULL: nobody asks */
	struct kx_vec_pick pick;
};

static size_t more(size_t a, size_t b)
{
	return a > b ? a : b;
}

static bool accepts(const struct find *s, size_t row)
{
	return !s->ids || s->q->accept(s->ids[row], s->q->ctx);
}

/* Rows [first, first + n) with their scores. The good ones are gathered without a branch,
 * which would be foretold wrongly each time one comes. */
static void note_scores(struct find *s, size_t first, size_t n, const float *score)
{
	float above = s->pick.limit == UINT64_MAX
			      ? -INFINITY
			      : kx_vec_pick_score((uint32_t)(s->pick.limit >> 32));
	uint16_t good[STEP] = { 0 };
	size_t i, m = 0;

	for (i = 0; i < n; i++) {
		good[m] = (uint16_t)i;
		/* false for what is no number */
		m += (score[i] > above) & (score[i] < INFINITY);
	}
	for (i = 0; i < m; i++)
		if (accepts(s, first + good[i]))
			kx_vec_pick_add(&s->pick, kx_vec_pick_key(score[good[i]]),
				(uint32_t)(first + good[i]));
}

static void note_distances(struct find *s, size_t first, size_t n, const uint16_t *d)
{
	uint32_t below = (uint32_t)(s->pick.limit >> 32);
	uint16_t good[STEP];
	size_t i, m = 0;

	for (i = 0; i < n; i++) {
		good[m] = (uint16_t)i;
		m += d[i] < below;
	}
	for (i = 0; i < m; i++)
		if (accepts(s, first + good[i]))
			kx_vec_pick_add(
				&s->pick, d[good[i]], (uint32_t)(first + good[i]));
}

static int scan_floats(struct find *s, struct kx_err *e)
{
	size_t n = s->f->shape.rows, width = s->f->l.width, i, m;
	float score[STEP];
	const void *all;

	if (kx_vec_file_section(s->f, KX_VEC_FLOATS, &all, e))
		return -1;
	for (i = 0; i < n; i += m) {
		m = n - i < STEP ? n - i : STEP;
		s->k->f32((const float *)all + i * width, m, width, s->unit, score);
		note_scores(s, i, m, score);
	}
	return 0;
}

static int scan_bytes(struct find *s, struct kx_err *e)
{
	size_t n = s->f->shape.rows, width = s->f->l.width8, i, j, m;
	int32_t dot[STEP];
	float score[STEP];
	const void *all, *scales;
	int8_t *q;

	if (kx_vec_file_section(s->f, KX_VEC_INT8, &all, e) ||
		kx_vec_file_section(s->f, KX_VEC_SCALES, &scales, e))
		return -1;
	q = kx_alloc(width);
	kx_vec_i8(s->unit, s->f->shape.dimensions, q);
	for (i = 0; i < n; i += m) {
		m = n - i < STEP ? n - i : STEP;
		s->k->i8((const int8_t *)all + i * width, m, width, q, dot);
		for (j = 0; j < m; j++)
			score[j] = (float)dot[j] * ((const float *)scales)[i + j];
		note_scores(s, i, m, score);
	}
	free(q);
	return 0;
}

static void scan_signs(struct find *s, const uint64_t *all, const float *q)
{
	size_t n = s->f->shape.rows, words = s->f->l.words, i, m;
	uint64_t bits[KX_VEC_DIMENSIONS_MAX / 64];
	uint16_t d[STEP];

	kx_vec_bits(q, s->f->shape.dimensions, bits);
	for (i = 0; i < n; i += m) {
		m = n - i < STEP ? n - i : STEP;
		s->k->bits(all + i * words, (m + KX_VEC_BLOCK - 1) / KX_VEC_BLOCK,
			words, bits, d);
		note_distances(s, i, m, d);
	}
}

/* for each byte of a row's bits, what its eight signs give with the query's values */
static float *sign_table(const float *q, size_t words)
{
	float *table = kx_calloc(words * 8 * 256, sizeof(*table)), *t = table;
	size_t b, x;
	int j;

	for (b = 0; b < words * 8; b++, t += 256, q += 8) {
		for (j = 0; j < 8; j++)
			t[0] -= q[j];
		for (x = 1; x < 256; x++)
			t[x] = t[x & (x - 1)] + 2 * q[__builtin_ctz((unsigned)x)];
	}
	return table;
}

static float sign_score(const float *t, const uint64_t *all, size_t words, size_t row)
{
	const uint64_t *p =
		all + row / KX_VEC_BLOCK * words * KX_VEC_BLOCK + row % KX_VEC_BLOCK;
	float a = 0, b = 0;
	uint64_t x;
	size_t w;

	for (w = 0; w < words; w++, t += 8 * 256) {
		x = p[w * KX_VEC_BLOCK];
		a += (t[x & 255] + t[256 + (x >> 8 & 255)]) +
		     (t[512 + (x >> 16 & 255)] + t[768 + (x >> 24 & 255)]);
		b += (t[1024 + (x >> 32 & 255)] + t[1280 + (x >> 40 & 255)]) +
		     (t[1536 + (x >> 48 & 255)] + t[1792 + (x >> 56)]);
	}
	return a + b;
}

/* The distance in signs throws away how large the query's values are. For the rows that
 * it likes their signs are looked at again with those values: as good as twice to four
 * times as many rows rescored, and no more of the file is read. */
static void weigh_signs(
	struct find *s, const uint64_t *all, const float *q, size_t keep)
{
	size_t words = s->f->l.words, i;
	float *table, score;
	struct kx_vec_pick from = s->pick;

	kx_vec_pick_finish(&from, false);
	kx_vec_pick_init(&s->pick, keep, 0);
	table = sign_table(q, words);
	for (i = 0; i < from.n; i++) {
		score = sign_score(table, all, words, (uint32_t)from.item[i]);
		kx_vec_pick_add(
			&s->pick, kx_vec_pick_key(score), (uint32_t)from.item[i]);
	}
	free(table);
	kx_vec_pick_release(&from);
}

static int scan_bits(struct find *s, size_t keep, struct kx_err *e)
{
	size_t dimensions = s->f->shape.dimensions, words = s->f->l.words, pool, i;
	const void *all;
	float *centre, *q;
	int rc;

	if (kx_vec_file_section(s->f, KX_VEC_SIGNS, &all, e))
		return -1;
	/* words * 64 is no less than the width */
	centre = kx_calloc(2 * words * 64, sizeof(*centre));
	q = centre + words * 64;
	rc = kx_mapped_read(&s->f->file, s->f->l.at[KX_VEC_CENTRE], centre,
		dimensions * sizeof(*centre), e);
	if (!rc) {
		for (i = 0; i < dimensions; i++)
			q[i] = s->unit[i] - centre[i];
		pool = keep < s->f->shape.rows / KX_VEC_POOL ? keep * KX_VEC_POOL
							     : s->f->shape.rows;
		kx_vec_pick_init(&s->pick, pool, words * 64 + 1);
		scan_signs(s, all, q);
		weigh_signs(s, all, q, keep);
	}
	free(centre);
	return rc;
}

static int by_row(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (uint32_t)*x < (uint32_t)*y ? -1 : (uint32_t)*x > (uint32_t)*y;
}

/* The floats of the first items, as far as they lie near each other; their number in *m
 * and a pointer to the row of the first. The first search of a handle reads them by calls,
 * which cost less than page faults; a second one finds them mapped. */
static int near_floats(struct find *s, const uint64_t *item, size_t n, float *buf,
	size_t *m, const float **rows, struct kx_err *e)
{
	size_t unit = s->f->l.unit[KX_VEC_FLOATS];
	uint32_t first = (uint32_t)item[0], last = first;
	const void *all;

	for (*m = 1; *m < n; ++*m) {
		if (((uint32_t)item[*m] - first + 1) * unit > RUN_BYTES)
			break;
		last = (uint32_t)item[*m];
	}
	if (s->f->asked || s->f->map[KX_VEC_FLOATS].p) {
		if (kx_vec_file_section(s->f, KX_VEC_FLOATS, &all, e))
			return -1;
		*rows = (const float *)all + first * s->f->l.width;
		return 0;
	}
	*rows = buf;
	return kx_mapped_read(&s->f->file, s->f->l.at[KX_VEC_FLOATS] + first * unit,
		buf, (last - first + 1) * unit, e);
}

/* items by their floats, into s->pick */
static int rescore_some(
	struct find *s, uint64_t *item, size_t n, float *buf, struct kx_err *e)
{
	size_t i, j, m;
	const float *rows;
	uint32_t first;
	float score;

	qsort(item, n, sizeof(*item), by_row);
	for (i = 0; i < n; i += m) {
		first = (uint32_t)item[i];
		if (near_floats(s, item + i, n - i, buf, &m, &rows, e))
			return -1;
		for (j = i; j < i + m; j++) {
			s->k->f32(rows + ((uint32_t)item[j] - first) * s->f->l.width, 1,
				s->f->l.width, s->unit, &score);
			note_scores(s, (uint32_t)item[j], 1, &score);
		}
	}
	return 0;
}

/* The candidates in the order of their floats, the most promising first; no more when a
 * good number of them has not changed the list, unless the caller says how many. */
static int rescore(struct find *s, size_t want, struct kx_err *e)
{
	struct kx_vec_pick from = s->pick;
	size_t unit = s->f->l.unit[KX_VEC_FLOATS], i, n;
	size_t step = more(more(KX_VEC_STEP, want), s->f->shape.rows / 5000);
	float *buf = kx_alloc(more(unit, RUN_BYTES));
	const int64_t *ids = s->ids;
	uint64_t last, worst = UINT64_MAX;
	int rc = 0;

	kx_vec_pick_finish(&from, true);
	kx_vec_pick_init(&s->pick, want, 0);
	s->ids = NULL; /* they have been accepted */
	for (i = 0; i < from.n && !rc; i += n) {
		n = from.n - i < step ? from.n - i : step;
		rc = rescore_some(s, from.item + i, n, buf, e);
		last = worst;
		worst = kx_vec_pick_worst(&s->pick);
		if (!s->q->rescored && worst == last && worst != UINT64_MAX)
			break;
	}
	s->ids = ids;
	free(buf);
	kx_vec_pick_release(&from);
	return rc;
}

static int hits(struct find *s, struct kx_vec_hit *out, size_t *n, struct kx_err *e)
{
	uint64_t at = s->f->l.at[KX_VEC_IDS];
	size_t i;

	kx_vec_pick_finish(&s->pick, true);
	for (i = 0; i < s->pick.n; i++) {
		out[i].row = (uint32_t)s->pick.item[i];
		out[i].score = kx_vec_pick_score((uint32_t)(s->pick.item[i] >> 32));
		if (s->ids)
			out[i].id = s->ids[out[i].row];
		else if (kx_mapped_read(&s->f->file, at + out[i].row * sizeof(int64_t),
				 &out[i].id, sizeof(out[i].id), e))
			return -1;
	}
	*n = s->pick.n;
	return 0;
}

static bool by_bytes(const struct kx_vec_shape *shape)
{
	return shape->dimensions < KX_VEC_BITS_FROM || shape->rough;
}

static int search(struct find *s, size_t want, struct kx_err *e)
{
	size_t rows = s->f->shape.rows, keep = s->q->rescored;
	enum kx_vec_way way = s->q->way;

	if (!keep)
		keep = more(more(KX_VEC_RESCORED, rows / 1000), 4 * want);
	keep = more(keep, want);
	if (way == KX_VEC_AUTO)
		way = rows / 4 <= keep         ? KX_VEC_EXACT
		      : by_bytes(&s->f->shape) ? KX_VEC_BYTES
					       : KX_VEC_BITS;
	keep = keep < rows ? keep : rows;
	if (way == KX_VEC_EXACT) {
		kx_vec_pick_init(&s->pick, want, 0);
		return scan_floats(s, e);
	}
	if (way == KX_VEC_BITS)
		return scan_bits(s, keep, e) ? -1 : rescore(s, want, e);
	kx_vec_pick_init(&s->pick, keep, 0);
	return scan_bytes(s, e) ? -1 : rescore(s, want, e);
}

static bool has_length(const float *v, size_t n)
{
	size_t i;

	for (i = 0; i < n && v[i] == 0; i++)
		;
	return i < n;
}

int kx_vec_file_find(struct kx_vec_file *f, const struct kx_vec_query *q,
	struct kx_vec_hit *out, size_t *n, struct kx_err *e)
{
	struct find s = { .f = f, .q = q, .k = q->kernels };
	size_t rows = f->shape.rows, want = q->want < rows ? q->want : rows;
	const void *ids = NULL;
	int rc = 0;

	*n = 0;
	if (!s.k)
		s.k = kx_vec_kernels_best();
	if (q->accept && rows && kx_vec_file_section(f, KX_VEC_IDS, &ids, e))
		return -1;
	s.ids = ids;
	s.unit = kx_calloc(f->l.width, sizeof(*s.unit));
	if (!kx_vec_file_unit(q->v, f->shape.dimensions, s.unit, f->l.width))
		rc = kx_fail(e, KX_EINPUT, "the query holds what is not a number");
	else if (want && has_length(s.unit, f->l.width)) {
		rc = search(&s, want, e);
		if (!rc)
			rc = hits(&s, out, n, e);
		f->asked++;
	}
	kx_vec_pick_release(&s.pick);
	free(s.unit);
	return rc;
}
