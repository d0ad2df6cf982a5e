#include "domain/vec_file.h"

#include "base/mem.h"
#include "domain/vec_file_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* a sum of squares this near to 1 is a unit vector already: copied rows stay as they are */
#define NEAR 1e-5
#define ALIKE 1e-5f /* of one number, after that */

int kx_vec_file_open(struct kx_vec_file **out, const char *path, struct kx_err *e)
{
	struct kx_vec_file *f = kx_alloc(sizeof(*f));
	unsigned char head[KX_VEC_HEADER_SIZE];
	int rc;

	f->path = kx_strdup(path);
	rc = kx_mapped_open(&f->file, f->path, e);
	if (rc) {
		free(f->path);
		free(f);
		return rc;
	}
	if (kx_mapped_read(&f->file, 0, head, sizeof(head), e)) {
		kx_vec_file_close(f);
		return -1;
	}
	if (kx_vec_layout_decode(head, f->file.size, &f->shape, &f->l, e)) {
		kx_vec_file_close(f);
		return kx_fail_in(e, "'%s'", path);
	}
	*out = f;
	return 0;
}

void kx_vec_file_close(struct kx_vec_file *f)
{
	int i;

	if (!f)
		return;
	for (i = 0; i < KX_VEC_SECTIONS; i++)
		kx_mapping_release(&f->map[i]);
	kx_mapped_close(&f->file);
	free(f->path);
	free(f);
}

const struct kx_vec_shape *kx_vec_file_shape(const struct kx_vec_file *f)
{
	return &f->shape;
}

int kx_vec_file_section(
	struct kx_vec_file *f, enum kx_vec_section s, const void **p, struct kx_err *e)
{
	size_t n = kx_vec_layout_units(s, f->shape.rows) * f->l.unit[s];

	if (!f->map[s].p && kx_mapped_map(&f->file, f->l.at[s], n, &f->map[s], e))
		return -1;
	*p = f->map[s].p;
	return 0;
}

bool kx_vec_file_unit(const float *v, size_t dimensions, float *out, size_t width)
{
	double sum = 0, by;
	size_t i;

	for (i = 0; i < dimensions; i++)
		sum += (double)v[i] * v[i];
	if (!isfinite(sum))
		return false;
	memset(out, 0, width * sizeof(*out));
	by = sum > 0 && fabs(sum - 1) > NEAR ? 1 / sqrt(sum) : 1;
	for (i = 0; i < dimensions; i++)
		out[i] = (float)(v[i] * by);
	return true;
}

bool kx_vec_file_finite(const float *v, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (double)v[i] * v[i];
	return isfinite(sum);
}

static size_t row_of(const int64_t *ids, size_t n, int64_t id)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (ids[mid] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && ids[lo] == id ? lo : n;
}

int kx_vec_file_score(struct kx_vec_file *f, const float *v, const int64_t *ids,
	size_t n, float *out, struct kx_err *e)
{
	const struct kx_vec_kernels *k = kx_vec_kernels_best();
	size_t width = f->l.width, i, row;
	float *q, *r;
	const void *all;
	int rc = 0;

	if (kx_vec_file_section(f, KX_VEC_IDS, &all, e))
		return -1;
	q = kx_calloc(2 * width, sizeof(*q));
	r = q + width;
	if (!kx_vec_file_unit(v, f->shape.dimensions, q, width))
		rc = kx_fail(e, KX_EINPUT, "the query holds what is not a number");
	for (i = 0; i < n && !rc; i++) {
		out[i] = KX_VEC_ABSENT;
		row = row_of(all, f->shape.rows, ids[i]);
		if (row == f->shape.rows)
			continue;
		rc = kx_mapped_read(&f->file,
			f->l.at[KX_VEC_FLOATS] + row * f->l.unit[KX_VEC_FLOATS], r,
			width * sizeof(*r), e);
		if (!rc)
			k->f32(r, 1, width, q, &out[i]);
		if (!isfinite(out[i]))
			out[i] = KX_VEC_ABSENT;
	}
	free(q);
	return rc;
}

int kx_vec_file_ids(struct kx_vec_file *f, const int64_t **ids, struct kx_err *e)
{
	const void *p;

	if (kx_vec_file_section(f, KX_VEC_IDS, &p, e))
		return -1;
	*ids = p;
	return 0;
}

int kx_vec_file_is(struct kx_vec_file *f, size_t row, const float *v, struct kx_err *e)
{
	size_t width = f->l.width, i;
	const void *all;
	const float *has;
	float *unit;
	int is;

	if (kx_vec_file_section(f, KX_VEC_FLOATS, &all, e))
		return -1;
	has = (const float *)all + row * width;
	unit = kx_calloc(width, sizeof(*unit));
	is = kx_vec_file_unit(v, f->shape.dimensions, unit, width);
	for (i = 0; i < width && is; i++)
		is = fabsf(has[i] - unit[i]) <= ALIKE;
	free(unit);
	return is;
}
