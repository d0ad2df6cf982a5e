#include "base/mem.h"
#include "domain/vec_file_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNIT_WITHIN 1e-3 /* a sum of squares, of a row at unit length */

/* the sections, and room for what they should hold */
struct check {
	struct kx_vec_file *f;
	const void *p[KX_VEC_SECTIONS];
	float *row; /* row - centre */
	int8_t *bytes;
	uint64_t *bits;
};

static int bad(struct check *c, size_t row, const char *what, struct kx_err *e)
{
	return kx_fail(e, KX_EINPUT, "'%s', row %zu: %s", c->f->path, row, what);
}

static bool signs_differ(const struct check *c, size_t row)
{
	size_t words = c->f->l.words, w;
	const uint64_t *p = (const uint64_t *)c->p[KX_VEC_SIGNS] +
			    row / KX_VEC_BLOCK * words * KX_VEC_BLOCK +
			    row % KX_VEC_BLOCK;

	for (w = 0; w < words; w++)
		if (p[w * KX_VEC_BLOCK] != c->bits[w])
			return true;
	return false;
}

static int check_row(struct check *c, size_t row, struct kx_err *e)
{
	size_t n = c->f->shape.dimensions, width8 = c->f->l.width8, i;
	const float *v = (const float *)c->p[KX_VEC_FLOATS] + row * c->f->l.width;
	const float *centre = c->p[KX_VEC_CENTRE];
	const int64_t *ids = c->p[KX_VEC_IDS];
	double sum = 0;
	float scale;

	if (row && ids[row] <= ids[row - 1])
		return bad(c, row, "the ids do not ascend", e);
	for (i = 0; i < c->f->l.width; i++)
		sum += (double)v[i] * v[i];
	if (!(sum == 0 || fabs(sum - 1) < UNIT_WITHIN))
		return bad(c, row, "not of unit length", e);
	scale = kx_vec_i8(v, n, c->bytes);
	if (scale != ((const float *)c->p[KX_VEC_SCALES])[row] ||
		memcmp(c->bytes, (const int8_t *)c->p[KX_VEC_INT8] + row * width8,
			width8) != 0)
		return bad(c, row, "the bytes are not those of the floats", e);
	for (i = 0; i < n; i++)
		c->row[i] = v[i] - centre[i];
	kx_vec_bits(c->row, n, c->bits);
	return signs_differ(c, row)
		       ? bad(c, row, "the signs are not those of the floats", e)
		       : 0;
}

int kx_vec_file_check(struct kx_vec_file *f, struct kx_err *e)
{
	struct check c = { .f = f };
	size_t i;
	int s, rc = 0;

	for (s = 0; s < KX_VEC_SECTIONS; s++)
		if (kx_vec_file_section(f, s, &c.p[s], e))
			return -1;
	c.row = kx_calloc(f->l.width, sizeof(*c.row));
	c.bytes = kx_alloc(f->l.width8);
	c.bits = kx_calloc(f->l.words, sizeof(*c.bits));
	for (i = 0; i < f->shape.rows && !rc; i++)
		rc = check_row(&c, i, e);
	free(c.row);
	free(c.bytes);
	free(c.bits);
	return rc;
}
