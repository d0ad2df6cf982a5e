#include "domain/vec_file_write.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define DIRECT (KX_VEC_STRIP / 4) /* bytes that are not worth gathering */

static int check(const struct kx_vec_shape *shape, struct kx_err *e)
{
	if (shape->dimensions && shape->dimensions <= KX_VEC_DIMENSIONS_MAX &&
		shape->rows <= KX_VEC_ROWS_MAX)
		return 0;
	return kx_fail(e, KX_EINPUT, "%zu vectors of %zu dimensions are too many",
		shape->rows, shape->dimensions);
}

static struct kx_vec_writer *new_writer(
	const struct kx_staged *file, const struct kx_vec_shape *shape)
{
	struct kx_vec_writer *w = kx_alloc(sizeof(*w));
	int i;

	w->file = *file;
	w->shape = *shape;
	w->shape.rows = w->shape.worn = 0;
	w->shape.rough = false;
	w->shape.model[KX_VEC_MODEL_MAX] = '\0';
	w->room = shape->rows;
	kx_vec_layout(&w->l, shape->dimensions, w->room);
	for (i = 0; i < KX_VEC_SECTIONS; i++) {
		w->strip[i].at = w->l.at[i];
		w->strip[i].p = kx_alloc(KX_VEC_STRIP);
	}
	w->unit = kx_calloc(w->l.width, sizeof(*w->unit));
	w->bytes = kx_alloc(w->l.width8);
	w->sum = kx_calloc(w->l.width, sizeof(*w->sum));
	w->centre = kx_calloc(w->l.width, sizeof(*w->centre));
	w->block = kx_alloc(w->l.unit[KX_VEC_SIGNS]);
	return w;
}

int kx_vec_writer_begin(struct kx_vec_writer **w, const char *path,
	const struct kx_vec_shape *shape, unsigned mode, struct kx_err *e)
{
	struct kx_staged file;
	int rc;

	if (check(shape, e))
		return -1;
	rc = kx_staged_begin(&file, path, mode, e);
	if (!rc)
		*w = new_writer(&file, shape);
	return rc;
}

int kx_vec_writer_begin_own(struct kx_vec_writer **w, const char *folder,
	const struct kx_vec_shape *shape, struct kx_err *e)
{
	struct kx_staged file;

	if (check(shape, e) || kx_staged_begin_own(&file, folder, e))
		return -1;
	*w = new_writer(&file, shape);
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
	free(w->centre);
	free(w->block);
	free(w);
}

void kx_vec_writer_drop(struct kx_vec_writer *w)
{
	if (!w)
		return;
	kx_staged_drop(&w->file);
	release(w);
}

static int flush(struct kx_vec_writer *w, struct kx_vec_strip *s, struct kx_err *e)
{
	size_t n = s->n;

	s->n = 0;
	s->at += n;
	return n ? kx_staged_write(&w->file, s->at - n, s->p, n, e) : 0;
}

int kx_vec_writer_put(struct kx_vec_writer *w, enum kx_vec_section section,
	const void *data, size_t n, struct kx_err *e)
{
	struct kx_vec_strip *s = &w->strip[section];

	if ((s->n + n > KX_VEC_STRIP || n >= DIRECT) && flush(w, s, e))
		return -1;
	if (n >= DIRECT) {
		s->at += n;
		return kx_staged_write(&w->file, s->at - n, data, n, e);
	}
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
	if (kx_vec_writer_put(w, KX_VEC_IDS, &id, sizeof(id), e) ||
		kx_vec_writer_put(w, KX_VEC_SCALES, &scale, sizeof(scale), e) ||
		kx_vec_writer_put(
			w, KX_VEC_INT8, w->bytes, w->l.unit[KX_VEC_INT8], e) ||
		kx_vec_writer_put(
			w, KX_VEC_FLOATS, w->unit, w->l.unit[KX_VEC_FLOATS], e))
		return -1;
	w->last = id;
	w->shape.rows++;
	w->shape.worn += w->copied;
	return 0;
}

/* ---- signs --------------------------------------------------------------------------- */

static int put_block(struct kx_vec_writer *w, struct kx_err *e)
{
	if (kx_vec_writer_put(w, KX_VEC_SIGNS, w->block, w->l.unit[KX_VEC_SIGNS], e))
		return -1;
	memset(w->block, 0, w->l.unit[KX_VEC_SIGNS]);
	return 0;
}

int kx_vec_writer_sign(
	struct kx_vec_writer *w, const uint64_t *bits, size_t step, struct kx_err *e)
{
	size_t lane = w->signed_to++ % KX_VEC_BLOCK, i;

	for (i = 0; i < w->l.words; i++)
		w->block[i * KX_VEC_BLOCK + lane] = bits[i * step];
	return lane + 1 == KX_VEC_BLOCK ? put_block(w, e) : 0;
}

static int sign_rows(
	struct kx_vec_writer *w, const float *rows, size_t n, struct kx_err *e)
{
	uint64_t bits[KX_VEC_DIMENSIONS_MAX / 64];
	size_t i, j;

	for (i = 0; i < n; i++, rows += w->l.width) {
		for (j = 0; j < w->shape.dimensions; j++)
			w->unit[j] = rows[j] - w->centre[j];
		kx_vec_bits(w->unit, w->shape.dimensions, bits);
		if (kx_vec_writer_sign(w, bits, 1, e))
			return -1;
	}
	return 0;
}

/* The centre is known when all rows are: those that were not copied are read once more. */
static int put_signs(struct kx_vec_writer *w, struct kx_err *e)
{
	size_t unit = w->l.unit[KX_VEC_FLOATS], rows = w->shape.rows, i, n;
	float *some = kx_calloc(KX_VEC_BLOCK, unit);
	int rc;

	for (i = 0; i < w->shape.dimensions && rows && !w->copied; i++)
		w->centre[i] = (float)(w->sum[i] / (double)rows);
	rc = kx_vec_writer_put(
		w, KX_VEC_CENTRE, w->centre, w->l.unit[KX_VEC_CENTRE], e);
	for (i = w->signed_to; i < rows && !rc; i += n) {
		n = rows - i < KX_VEC_BLOCK ? rows - i : KX_VEC_BLOCK;
		rc = kx_staged_read(
			&w->file, w->l.at[KX_VEC_FLOATS] + i * unit, some, n * unit, e);
		rc = rc ? rc : sign_rows(w, some, n, e);
	}
	if (!rc && w->signed_to % KX_VEC_BLOCK)
		rc = put_block(w, e);
	free(some);
	return rc;
}

/* ---- the end ------------------------------------------------------------------------- */

/* what is written, looked at as a file */
static int probe(struct kx_vec_writer *w, struct kx_err *e)
{
	struct kx_vec_file f = { .path = w->file.temp,
		.file = { w->file.temp, w->file.fd, w->l.size },
		.shape = w->shape,
		.l = w->l };
	int i, rc = kx_vec_file_probe(&f, &w->shape.rough, e);

	for (i = 0; i < KX_VEC_SECTIONS; i++)
		kx_mapping_release(&f.map[i]);
	return rc;
}

/* all but putting it in place */
static int complete(struct kx_vec_writer *w, struct kx_err *e)
{
	unsigned char head[KX_VEC_HEADER_SIZE];
	int i, rc;

	rc = flush(w, &w->strip[KX_VEC_FLOATS], e) || put_signs(w, e) ? -1 : 0;
	for (i = 0; i < KX_VEC_SECTIONS && !rc; i++)
		rc = flush(w, &w->strip[i], e);
	if (!rc && !w->copied)
		rc = probe(w, e);
	if (rc)
		return -1;
	kx_vec_layout_encode(&w->shape, w->room, head);
	return kx_staged_write(&w->file, 0, head, sizeof(head), e);
}

int kx_vec_writer_finish(struct kx_vec_writer *w, struct kx_err *e)
{
	int rc = complete(w, e);

	if (!rc)
		rc = kx_staged_commit(&w->file, w->l.size, e);
	kx_staged_drop(&w->file);
	release(w);
	return rc;
}

int kx_vec_writer_open(
	struct kx_vec_writer *w, struct kx_vec_file **out, struct kx_err *e)
{
	struct kx_vec_file *f = kx_alloc(sizeof(*f));
	int rc = complete(w, e);

	if (!rc)
		rc = kx_staged_take(&w->file, w->l.size, &f->file, e);
	if (!rc) {
		f->path = kx_strdup(f->file.path);
		f->shape = w->shape;
		f->l = w->l;
		*out = f;
	} else {
		free(f);
	}
	kx_staged_drop(&w->file);
	release(w);
	return rc;
}
