#include "base/mem.h"
#include "domain/vec_file_write.h"

#include <stdlib.h>

#define WORN_PART 8 /* of the rows */

/* some rows of the old file, from one that begins a block of signs */
struct piece {
	struct kx_vec_file *old;
	size_t first, n;
	const int64_t *ids;
	bool *keep;
	void *buf;
};

static int read_piece(struct piece *p, enum kx_vec_section s, struct kx_err *e)
{
	size_t unit = p->old->l.unit[s];

	return kx_mapped_read(&p->old->file,
		p->old->l.at[s] + kx_vec_layout_units(s, p->first) * unit, p->buf,
		kx_vec_layout_units(s, p->n) * unit, e);
}

static int copy_section(struct kx_vec_writer *w, struct piece *p, enum kx_vec_section s,
	struct kx_err *e)
{
	size_t unit = w->l.unit[s], i, j;

	if (read_piece(p, s, e))
		return -1;
	for (i = 0; i < p->n; i = j + 1) {
		for (j = i; j < p->n && p->keep[j]; j++)
			;
		if (j > i && kx_vec_writer_put(w, s, (char *)p->buf + i * unit,
				     (j - i) * unit, e))
			return -1;
	}
	return 0;
}

static int copy_signs(struct kx_vec_writer *w, struct piece *p, struct kx_err *e)
{
	const uint64_t *block = p->buf;
	size_t i;

	if (read_piece(p, KX_VEC_SIGNS, e))
		return -1;
	for (i = 0; i < p->n; i++)
		if (p->keep[i] &&
			kx_vec_writer_sign(w,
				block + i / KX_VEC_BLOCK * w->l.words * KX_VEC_BLOCK +
					i % KX_VEC_BLOCK,
				KX_VEC_BLOCK, e))
			return -1;
	return 0;
}

/* which rows of the piece stay; *g is the first of gone[0..n) that may be in it */
static int choose(struct kx_vec_writer *w, struct piece *p, const int64_t *gone,
	size_t n, size_t *g, struct kx_err *e)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (p->first + i && p->ids[p->first + i] <= p->ids[p->first + i - 1])
			return kx_fail(e, KX_EINPUT, "'%s' is damaged", p->old->path);
		while (*g < n && gone[*g] < p->ids[p->first + i])
			++*g;
		p->keep[i] = *g == n || gone[*g] != p->ids[p->first + i];
		if (!p->keep[i]) {
			w->shape.worn++;
			continue;
		}
		if (w->shape.rows == w->room)
			return kx_fail(
				e, KX_EINPUT, "more vectors than were announced");
		w->last = p->ids[p->first + i];
		w->shape.rows++;
	}
	return 0;
}

static int copy_rows(struct kx_vec_writer *w, struct kx_vec_file *old,
	const int64_t *gone, size_t n, struct kx_err *e)
{
	size_t rows = old->shape.rows, step, g = 0;
	struct piece p = { .old = old };
	const void *ids;
	int rc;

	if (kx_vec_file_section(old, KX_VEC_IDS, &ids, e))
		return -1;
	/* at least one block: no row is larger than an eighth of a strip */
	step = KX_VEC_STRIP / old->l.unit[KX_VEC_FLOATS] / KX_VEC_BLOCK * KX_VEC_BLOCK;
	p.ids = ids;
	p.keep = kx_calloc(step, sizeof(*p.keep));
	p.buf = kx_alloc(step * old->l.unit[KX_VEC_FLOATS]);
	for (rc = 0; p.first < rows && !rc; p.first += step) {
		p.n = rows - p.first < step ? rows - p.first : step;
		rc = choose(w, &p, gone, n, &g, e) ||
		     copy_section(w, &p, KX_VEC_IDS, e) ||
		     copy_section(w, &p, KX_VEC_SCALES, e) ||
		     copy_section(w, &p, KX_VEC_INT8, e) ||
		     copy_section(w, &p, KX_VEC_FLOATS, e) || copy_signs(w, &p, e);
	}
	free(p.keep);
	free(p.buf);
	return rc ? -1 : 0;
}

int kx_vec_writer_copy(struct kx_vec_writer *w, struct kx_vec_file *old,
	const int64_t *gone, size_t n, struct kx_err *e)
{
	if (old->shape.dimensions != w->shape.dimensions)
		return kx_fail(e, KX_EINPUT,
			"'%s' has vectors of %zu dimensions, not %zu", old->path,
			old->shape.dimensions, w->shape.dimensions);
	if (w->shape.rows)
		return kx_fail(e, KX_EINPUT, "there are rows already");
	w->copied = true;
	w->shape.worn = old->shape.worn;
	w->shape.rough = old->shape.rough;
	if (kx_mapped_read(&old->file, old->l.at[KX_VEC_CENTRE], w->centre,
		    w->l.unit[KX_VEC_CENTRE], e))
		return -1;
	return copy_rows(w, old, gone, n, e);
}

bool kx_vec_file_worn(const struct kx_vec_file *old, size_t changed)
{
	return old->shape.worn + changed > old->shape.rows / WORN_PART;
}
