#include "domain/embed_model.h"
#include "domain/reembed_work.h"
#include "domain/vectors.h"

#include <string.h>

/* ---- reading ------------------------------------------------------------------------ */

static const char *text(struct kx_stmt *s, int i)
{
	const char *v = kx_col_text(s, i);

	return v ? v : "";
}

static void read_row(
	struct kx_reembed_work *w, struct kx_stmt *s, struct kx_reembed_row *r)
{
	const char *locale = kx_col_text(s, 5);
	const char *t = kx_embed_text(text(s, 2), text(s, 3), text(s, 4), &w->arena);

	r->id = kx_col_int(s, 0);
	r->has = kx_col_int(s, 1) != 0;
	/* without title and heading it is the column itself */
	r->text = kx_arena_strdup(&w->arena, t);
	r->locale = locale ? kx_arena_strdup(&w->arena, locale) : NULL;
}

int kx_reembed_page(struct kx_reembed_work *w, int64_t after, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(w->db,
		"select c.id, case when c.vector is not null and m.name = $1 then 1"
		" else 0 end, a.title, c.heading, c.text, a.locale from chunk c"
		" join article a on a.id = c.article"
		" left join embed_model m on m.id = c.model"
		" where c.id > $2 order by c.id",
		e);
	size_t bytes = 0;
	int rc = 0;

	kx_arena_reset(&w->arena);
	w->n = 0;
	if (!s)
		return -1;
	kx_bind_text(s, 1, w->m->name);
	kx_bind_int(s, 2, after);
	while (w->n < KX_REEMBED_PAGE && bytes < KX_REEMBED_BYTES &&
		(rc = kx_db_step(s, e)) == 0) {
		read_row(w, s, &w->page[w->n]);
		bytes += strlen(w->page[w->n++].text);
	}
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

bool kx_reembed_refused(const struct kx_reembed_work *w, int64_t id)
{
	size_t lo = 0, hi = w->nrefused, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (w->refused[mid] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < w->nrefused && w->refused[lo] == id;
}

/* ---- the switch --------------------------------------------------------------------- */

struct turn {
	int64_t model; /* row of the new one; 0: not looked up yet */
	int64_t chunks;
	int64_t vectors; /* those that have one now */
	int64_t set;     /* those that were changed */
	int64_t missing; /* the first that was not embedded yet */
};

static int set_vector(struct kx_db *db, int64_t chunk, int64_t model, const float *v,
	size_t n, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(
		db, "update chunk set model = $1, vector = $2 where id = $3", e);

	if (!s)
		return -1;
	if (v)
		kx_bind_int(s, 1, model);
	else
		kx_bind_null(s, 1);
	kx_bind_blob(s, 2, v, n * sizeof(*v));
	kx_bind_int(s, 3, chunk);
	return kx_db_run(s, e);
}

/* 1: it is not embedded yet */
static int turn_row(struct kx_reembed_work *w, const struct kx_reembed_row *r,
	struct turn *t, struct kx_err *e)
{
	const float *v = NULL;
	size_t n = 0;
	int rc;

	if (r->has) {
		t->vectors++;
		return 0;
	}
	if (!kx_reembed_refused(w, r->id)) {
		rc = kx_embed_cache_find(w->cache, r->text, r->locale, &v, &n, e);
		if (rc)
			return rc;
		t->vectors++;
	}
	if (v && !t->model && kx_embed_model_id(w->db, w->m->name, n, &t->model, e))
		return -1;
	t->set++;
	return set_vector(w->db, r->id, t->model, v, n, e);
}

static int turn_rows(struct kx_reembed_work *w, struct turn *t, struct kx_err *e)
{
	int64_t after = 0;
	size_t i;
	int rc;

	do {
		if (kx_reembed_page(w, after, e))
			return -1;
		for (i = 0; i < w->n; i++) {
			after = t->missing = w->page[i].id;
			rc = turn_row(w, &w->page[i], t, e);
			if (rc)
				return rc;
		}
		t->chunks += (int64_t)w->n;
	} while (w->n);
	return 0;
}

/* the hashes of what articles were made from hold the model: the next ingest has to look */
static int note(struct kx_db *db, const char *model, struct kx_err *e)
{
	return kx_vectors_renew(db, model, e) || kx_db_exec(db,
							 "update article set raw = null"
							 " where raw is not null",
							 e)
		       ? -1
		       : 0;
}

static bool is_own(struct kx_db *db, const char *model)
{
	char own[KX_VEC_MODEL_MAX + 1];

	return !kx_embed_model_own(db, own, NULL) && !strcmp(own, model);
}

int kx_reembed_turn(struct kx_reembed_work *w, int64_t *missing, struct kx_err *e)
{
	struct turn t = { 0 };
	int rc;

	if (kx_db_begin(w->db, e))
		return -1;
	rc = turn_rows(w, &t, e);
	if (!rc && (t.set || (t.vectors && !is_own(w->db, w->m->name))))
		rc = note(w->db, t.vectors ? w->m->name : NULL, e);
	if (!rc)
		rc = kx_db_commit(w->db, e);
	if (rc)
		kx_db_rollback(w->db);
	*missing = t.missing;
	w->st->chunks = t.chunks;
	return rc;
}

int kx_reembed_drop(struct kx_db *db, const struct kx_embedder *m, struct kx_err *e)
{
	struct kx_stmt *s;
	int64_t model = 0;

	if (m && kx_embed_model_id(db, m->name, m->dimensions, &model, e))
		return -1;
	s = kx_db_stmt(db, "update chunk set model = $1, vector = null", e);
	if (!s)
		return -1;
	if (m)
		kx_bind_int(s, 1, model);
	else
		kx_bind_null(s, 1);
	return kx_db_run(s, e) || note(db, NULL, e) ? -1 : 0;
}
