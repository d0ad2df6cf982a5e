#include "base/mem.h"
#include "domain/vec_file_read.h"
#include "io/staged.h"

#include <stdlib.h>
#include <string.h>

#define STRIP (256u << 10) /* bytes kept per section before they are written */

/* the part of a section that is not written yet */
struct strip {
	unsigned char *p;
	size_t n;
	uint64_t at; /* where p[0] belongs */
};

struct kx_vec_writer {
	struct kx_staged file;
	struct kx_vec_shape shape; /* rows: so far */
	struct kx_vec_layout l;
	size_t room;
	int64_t last;
	struct strip strip[KX_VEC_SECTIONS];
	float *unit;
	int8_t *bytes;
	double *sum; /* of all rows */
};

int kx_vec_writer_begin(struct kx_vec_writer **out, const char *path,
	const struct kx_vec_shape *shape, unsigned mode, struct kx_err *e)
{
	struct kx_vec_writer *w;
	int i, rc;

	if (!shape->dimensions || shape->dimensions > KX_VEC_DIMENSIONS_MAX ||
		shape->rows > KX_VEC_ROWS_MAX)
		return kx_fail(e, KX_EINPUT,
			"%zu vectors of %zu dimensions are too many", shape->rows,
			shape->dimensions);
	w = kx_alloc(sizeof(*w));
	rc = kx_staged_begin(&w->file, path, mode, e);
	if (rc) {
		free(w);
		return rc;
	}
	w->shape = *shape;
	w->shape.rows = 0;
	w->shape.model[KX_VEC_MODEL_MAX] = '\0';
	w->room = shape->rows;
	kx_vec_layout(&w->l, shape->dimensions, w->room);
	for (i = 0; i < KX_VEC_SECTIONS; i++) {
		w->strip[i].at = w->l.at[i];
		w->strip[i].p = kx_alloc(STRIP);
	}
	w->unit = kx_calloc(w->l.width, sizeof(*w->unit));
	w->bytes = kx_alloc(w->l.width8);
	w->sum = kx_calloc(w->l.width, sizeof(*w->sum));
	*out = w;
	return 0;
}

static void release(struct kx_vec_writer *w)
{
	int i;

	for (i = 0; i < KX_VEC_SECTIONS; i++)
		free(w->strip[i].p);
	free(w->unit);
	free(w->bytes);
	free(w->sum);
	free(w);
}

void kx_vec_writer_drop(struct kx_vec_writer *w)
{
	if (!w)
		return;
	kx_staged_drop(&w->file);
	release(w);
}

static int flush(struct kx_vec_writer *w, struct strip *s, struct kx_err *e)
{
	size_t n = s->n;

	s->n = 0;
	s->at += n;
	return kx_staged_write(&w->file, s->at - n, s->p, n, e);
}

/* `n` is at most STRIP: no row is larger */
static int put(struct kx_vec_writer *w, enum kx_vec_section section, const void *data,
	size_t n, struct kx_err *e)
{
	struct strip *s = &w->strip[section];

	if (s->n + n > STRIP && flush(w, s, e))
		return -1;
	memcpy(s->p + s->n, data, n);
	s->n += n;
	return 0;
}

int kx_vec_writer_add(
	struct kx_vec_writer *w, int64_t id, const float *v, struct kx_err *e)
{
	size_t n = w->shape.dimensions, i;
	float scale;

	if (w->shape.rows == w->room)
		return kx_fail(e, KX_EINPUT, "more vectors than were announced");
	if (w->shape.rows && id <= w->last)
		return kx_fail(
			e, KX_EINPUT, "the chunks of the vectors are out of order");
	if (!kx_vec_file_unit(v, n, w->unit, w->l.width))
		return kx_fail(e, KX_EINPUT, "the vector holds what is not a number");
	for (i = 0; i < n; i++)
		w->sum[i] += w->unit[i];
	scale = kx_vec_i8(w->unit, n, w->bytes);
	if (put(w, KX_VEC_IDS, &id, sizeof(id), e) ||
		put(w, KX_VEC_SCALES, &scale, sizeof(scale), e) ||
		put(w, KX_VEC_INT8, w->bytes, w->l.unit[KX_VEC_INT8], e) ||
		put(w, KX_VEC_FLOATS, w->unit, w->l.unit[KX_VEC_FLOATS], e))
		return -1;
	w->last = id;
	w->shape.rows++;
	return 0;
}

/* rows [first, first + n) of `old`, without gone[*g …) */
static int copy_rows(struct kx_vec_writer *w, struct kx_vec_file *old, size_t first,
	size_t n, const int64_t *gone, size_t ngone, size_t *g, struct kx_err *e)
{
	size_t unit = old->l.unit[KX_VEC_FLOATS], i;
	int64_t *ids = kx_calloc(n, sizeof(*ids));
	float *rows = kx_calloc(n, unit);
	int rc = kx_mapped_read(&old->file,
		old->l.at[KX_VEC_IDS] + first * sizeof(*ids), ids, n * sizeof(*ids), e);

	if (!rc)
		rc = kx_mapped_read(&old->file, old->l.at[KX_VEC_FLOATS] + first * unit,
			rows, n * unit, e);
	for (i = 0; i < n && !rc; i++) {
		while (*g < ngone && gone[*g] < ids[i])
			++*g;
		if (*g < ngone && gone[*g] == ids[i])
			continue;
		rc = kx_vec_writer_add(w, ids[i], rows + i * old->l.width, e);
	}
	free(rows);
	free(ids);
	return rc;
}

int kx_vec_writer_copy(struct kx_vec_writer *w, struct kx_vec_file *old,
	const int64_t *gone, size_t n, struct kx_err *e)
{
	size_t rows = old->shape.rows, step = STRIP / old->l.unit[KX_VEC_FLOATS], g = 0,
	       i;

	if (old->shape.dimensions != w->shape.dimensions)
		return kx_fail(e, KX_EINPUT,
			"'%s' has vectors of %zu dimensions, not %zu", old->path,
			old->shape.dimensions, w->shape.dimensions);
	for (i = 0; i < rows; i += step)
		if (copy_rows(w, old, i, rows - i < step ? rows - i : step, gone, n, &g,
			    e))
			return -1;
	return 0;
}

/* the signs of eight rows against the centre, word by word */
static int put_block(struct kx_vec_writer *w, const float *rows, size_t n,
	const float *centre, struct kx_err *e)
{
	uint64_t block[KX_VEC_DIMENSIONS_MAX / 64 * KX_VEC_BLOCK] = { 0 };
	uint64_t bits[KX_VEC_DIMENSIONS_MAX / 64];
	size_t i, j;

	for (i = 0; i < n; i++, rows += w->l.width) {
		for (j = 0; j < w->shape.dimensions; j++)
			w->unit[j] = rows[j] - centre[j];
		kx_vec_bits(w->unit, w->shape.dimensions, bits);
		for (j = 0; j < w->l.words; j++)
			block[j * KX_VEC_BLOCK + i] = bits[j];
	}
	return put(w, KX_VEC_SIGNS, block, w->l.unit[KX_VEC_SIGNS], e);
}

/* the centre is known when all rows are: they are read once more */
static int put_signs(struct kx_vec_writer *w, struct kx_err *e)
{
	size_t unit = w->l.unit[KX_VEC_FLOATS], rows = w->shape.rows, i, n;
	float *centre = kx_calloc(w->l.width, sizeof(*centre));
	float *eight = kx_calloc(KX_VEC_BLOCK, unit);
	int rc;

	for (i = 0; i < w->shape.dimensions && rows; i++)
		centre[i] = (float)(w->sum[i] / (double)rows);
	rc = put(w, KX_VEC_CENTRE, centre, w->l.unit[KX_VEC_CENTRE], e);
	for (i = 0; i < rows && !rc; i += n) {
		n = rows - i < KX_VEC_BLOCK ? rows - i : KX_VEC_BLOCK;
		rc = kx_staged_read(&w->file, w->l.at[KX_VEC_FLOATS] + i * unit, eight,
			n * unit, e);
		if (!rc)
			rc = put_block(w, eight, n, centre, e);
	}
	free(eight);
	free(centre);
	return rc;
}

int kx_vec_writer_finish(struct kx_vec_writer *w, struct kx_err *e)
{
	unsigned char head[KX_VEC_HEADER_SIZE];
	int i, rc;

	rc = flush(w, &w->strip[KX_VEC_FLOATS], e) || put_signs(w, e) ? -1 : 0;
	for (i = 0; i < KX_VEC_SECTIONS && !rc; i++)
		rc = flush(w, &w->strip[i], e);
	if (!rc) {
		kx_vec_layout_encode(&w->shape, w->room, head);
		rc = kx_staged_write(&w->file, 0, head, sizeof(head), e);
	}
	if (!rc)
		rc = kx_staged_commit(&w->file, w->l.size, e);
	kx_staged_drop(&w->file);
	release(w);
	return rc;
}
