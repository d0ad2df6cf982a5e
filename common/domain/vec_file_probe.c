#include "base/mem.h"
#include "domain/vec_file_read.h"

#include <stdlib.h>

#define WANT 11 /* ten, and the row itself */

/* of the best by bytes, how many are as good by bits; *all: how many there are */
static int probe(struct kx_vec_file *f, const float *v, size_t *all, size_t *found,
	struct kx_err *e)
{
	struct kx_vec_query q = { .v = v, .want = WANT, .way = KX_VEC_BYTES };
	struct kx_vec_hit best[WANT], hit[WANT];
	size_t n, m, i;

	if (kx_vec_file_find(f, &q, best, &n, e))
		return -1;
	q.way = KX_VEC_BITS;
	if (kx_vec_file_find(f, &q, hit, &m, e))
		return -1;
	/* the row finds itself, which proves nothing */
	for (i = 1; i < m && i < n; i++)
		*found += hit[i].score >= best[n - 1].score;
	*all += n ? n - 1 : 0;
	return 0;
}

int kx_vec_file_probe(struct kx_vec_file *f, bool *rough, struct kx_err *e)
{
	size_t rows = f->shape.rows, unit = f->l.unit[KX_VEC_FLOATS], all = 0,
	       found = 0, i;
	float *v;
	int rc = 0;

	*rough = false;
	if (f->shape.dimensions < KX_VEC_BITS_FROM || rows / 4 <= KX_VEC_RESCORED)
		return 0;
	v = kx_alloc(unit);
	for (i = 0; i < KX_VEC_PROBES && !rc; i++) {
		rc = kx_mapped_read(&f->file,
			f->l.at[KX_VEC_FLOATS] +
				(2 * i + 1) * rows / (2 * KX_VEC_PROBES) * unit,
			v, unit, e);
		if (!rc)
			rc = probe(f, v, &all, &found, e);
	}
	*rough = (double)found < KX_VEC_PROBE_FOUND * (double)all;
	free(v);
	return rc;
}
