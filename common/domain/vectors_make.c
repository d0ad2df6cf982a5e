#include "domain/vectors_make.h"

#include "base/buf.h"
#include "base/mem.h"
#include "domain/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void kx_vectors_generation(
	const struct kx_vectors *v, unsigned char out[KX_VEC_GENERATION])
{
	unsigned byte = 0;

	for (size_t i = 0; i < KX_VEC_GENERATION; i++) {
		sscanf(v->generation + 2 * i, "%2x", &byte);
		out[i] = (unsigned char)byte;
	}
}

/* ---- what the store has ------------------------------------------------------------- */

int kx_vectors_model(struct kx_db *db, const char *model, int64_t *id,
	size_t *dimensions, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(
		db, "select id, dimensions from embed_model where name = $1", e);
	int rc;

	if (!s)
		return -1;
	kx_bind_text(s, 1, model);
	rc = kx_db_step(s, e);
	if (rc < 0)
		return -1;
	if (rc)
		return kx_fail(e, KX_EINPUT, "store '%s': it does not know model '%s'",
			kx_db_place(db), model);
	*id = kx_col_int(s, 0);
	*dimensions = (size_t)kx_col_int(s, 1);
	kx_db_reset(s);
	return 0;
}

struct kx_stmt *kx_vectors_rows(
	struct kx_db *db, int64_t model, int64_t after, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select id, vector from chunk where id > $1 and model = $2"
		" and vector is not null order by id",
		e);

	if (s) {
		kx_bind_int(s, 1, after);
		kx_bind_int(s, 2, model);
	}
	return s;
}

int kx_vectors_row(
	struct kx_stmt *s, size_t dimensions, int64_t *id, float *out, struct kx_err *e)
{
	const void *p;
	size_t n;
	int rc;

	while ((rc = kx_db_step(s, e)) == 0) {
		p = kx_col_blob(s, 1, &n);
		if (n != dimensions * sizeof(*out))
			continue;
		memcpy(out, p, n);
		*id = kx_col_int(s, 0);
		break;
	}
	return rc;
}

static int count_from(struct kx_db *db, int64_t after, size_t *n, struct kx_err *e)
{
	struct kx_stmt *s =
		kx_db_stmt(db, "select count(*) from chunk where id > $1", e);

	if (!s)
		return -1;
	kx_bind_int(s, 1, after);
	if (kx_db_step(s, e))
		return -1;
	*n = (size_t)kx_col_int(s, 0);
	kx_db_reset(s);
	return 0;
}

/* without a condition, as that would read the chunks themselves */
static int count_all(struct kx_db *db, size_t *n, struct kx_err *e)
{
	int64_t all = 0;
	int rc = kx_store_count(db, "select count(*) from chunk", &all, e);

	*n = (size_t)all;
	return rc;
}

/* ---- what of an older file can be copied -------------------------------------------- */

struct plan {
	struct kx_vec_file *base; /* NULL: nothing */
	int64_t after;            /* the last chunk that it knows */
	struct kx_buf gone;       /* int64_t each */
	size_t room;              /* rows that there may be */
};

static size_t place_of(const int64_t *ids, size_t n, int64_t id)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (ids[mid] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Which of the ids are no chunks any more. All chunks are asked for, in any order: that
 * comes from an index, without reading the texts and vectors. */
static int find_gone(struct plan *p, struct kx_db *db, const int64_t *ids, size_t n,
	struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db, "select id from chunk", e);
	bool *here;
	size_t at;
	int rc;

	if (!s)
		return -1;
	here = kx_calloc(n + 1, sizeof(*here));
	while ((rc = kx_db_step(s, e)) == 0) {
		at = place_of(ids, n, kx_col_int(s, 0));
		if (at < n && ids[at] == kx_col_int(s, 0))
			here[at] = true;
	}
	for (size_t i = 0; i < n; i++)
		if (!here[i])
			kx_buf_add(&p->gone, &ids[i], sizeof(*ids));
	free(here);
	return rc < 0 ? -1 : 0;
}

static size_t gone(const struct plan *p)
{
	return p->gone.len / sizeof(int64_t);
}

static bool is_of(struct kx_vec_file *base, const struct kx_vec_shape *shape)
{
	const struct kx_vec_shape *s = kx_vec_file_shape(base);

	return s->dimensions == shape->dimensions && !strcmp(s->model, shape->model);
}

/* A base that cannot be read is none. */
static int plan(struct plan *p, struct kx_db *db, struct kx_vec_file *base,
	const struct kx_vec_shape *shape, struct kx_err *e)
{
	const int64_t *ids;
	size_t n, more;

	if (base && is_of(base, shape) && !kx_vec_file_ids(base, &ids, NULL)) {
		n = kx_vec_file_shape(base)->rows;
		p->after = n ? ids[n - 1] : 0;
		if (find_gone(p, db, ids, n, e) || count_from(db, p->after, &more, e))
			return -1;
		p->room = n - gone(p) + more;
		if (!kx_vec_file_worn(base, gone(p) + more)) {
			p->base = base;
			return 0;
		}
	}
	p->after = 0;
	return count_all(db, &p->room, e);
}

/* ---- making ------------------------------------------------------------------------- */

static int add_rows(
	struct kx_vec_writer *w, struct kx_stmt *s, size_t dimensions, struct kx_err *e)
{
	float *v = kx_calloc(dimensions, sizeof(*v));
	struct kx_err why;
	int64_t id;
	int rc;

	while ((rc = kx_vectors_row(s, dimensions, &id, v, e)) == 0) {
		if (kx_vec_writer_add(w, id, v, &why) == 0)
			continue;
		/* one that holds what is no number is left out, too */
		if (why.code == KX_EINPUT)
			continue;
		if (e)
			*e = why;
		kx_db_reset(s);
		rc = -1;
		break;
	}
	free(v);
	return rc < 0 ? -1 : 0;
}

static int fill(struct kx_vec_writer *w, struct kx_db *db, int64_t model,
	size_t dimensions, const struct plan *p, struct kx_err *e)
{
	const int64_t *ids = (const int64_t *)(const void *)p->gone.p;
	struct kx_stmt *s;

	if (p->base && kx_vec_writer_copy(w, p->base, ids, gone(p), e))
		return -1;
	s = kx_vectors_rows(db, model, p->after, e);
	return s ? add_rows(w, s, dimensions, e) : -1;
}

static int begin(struct kx_vec_writer **w, const char *path, unsigned mode,
	const struct kx_vec_shape *shape, struct kx_err *e)
{
	const char *folder = getenv("TMPDIR");

	if (path)
		return kx_vec_writer_begin(w, path, shape, mode, e);
	return kx_vec_writer_begin_own(
		w, folder && *folder ? folder : "/tmp", shape, e);
}

int kx_vectors_make(struct kx_db *db, const struct kx_vectors *v, const char *path,
	unsigned mode, struct kx_vec_file *base, struct kx_vec_file **own,
	struct kx_err *e)
{
	struct kx_vec_shape shape = { 0 };
	struct plan p = { 0 };
	struct kx_vec_writer *w;
	int64_t model = 0;
	int rc;

	kx_vectors_generation(v, shape.generation);
	memcpy(shape.model, v->model, sizeof(shape.model));
	rc = kx_vectors_model(db, v->model, &model, &shape.dimensions, e) ||
			     plan(&p, db, base, &shape, e)
		     ? -1
		     : 0;
	shape.rows = p.room;
	rc = rc ? rc : begin(&w, path, mode, &shape, e);
	if (!rc && fill(w, db, model, shape.dimensions, &p, e)) {
		kx_vec_writer_drop(w);
		rc = -1;
	} else if (!rc) {
		rc = path ? kx_vec_writer_finish(w, e) : kx_vec_writer_open(w, own, e);
	}
	kx_buf_release(&p.gone);
	return rc;
}
