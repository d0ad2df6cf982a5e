#include "domain/reembed.h"

#include "base/mem.h"
#include "domain/reembed_work.h"
#include "domain/store.h"

#include <stdlib.h>
#include <string.h>

/* ---- embedding ---------------------------------------------------------------------- */

static int tell_refused(struct kx_reembed_work *w, int64_t id, const struct kx_err *why,
	struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(w->db,
		"select a.name, c.ordinal from chunk c join article a"
		" on a.id = c.article where c.id = $1",
		e);
	struct kx_arena a = { 0 };
	int rc;

	if (!s)
		return -1;
	kx_bind_int(s, 1, id);
	rc = kx_db_step(s, e);
	if (rc == 0)
		w->o->refused(kx_arena_printf(&a, "article '%.100s', chunk %lld",
				      kx_col_text(s, 0), (long long)kx_col_int(s, 1)),
			why, w->o->ctx);
	kx_db_reset(s);
	kx_arena_release(&a);
	return rc < 0 ? -1 : 0;
}

static int refuse(struct kx_reembed_work *w, int64_t id, const struct kx_err *why,
	struct kx_err *e)
{
	if (w->nrefused == KX_REEMBED_REFUSED) {
		kx_fail(e, KX_EREFUSED, "more than %d texts are refused: %s",
			KX_REEMBED_REFUSED, why->text);
		return -1;
	}
	/* texts come back in order of their ids */
	w->refused[w->nrefused++] = id;
	w->st->refused++;
	return w->o->refused ? tell_refused(w, id, why, e) : 0;
}

static int take(struct kx_reembed_work *w, struct kx_err *e)
{
	struct kx_embedded got;

	if (kx_embed_flow_get(w->flow, true, &got, e))
		return -1;
	if (!got.v)
		return refuse(w, (int64_t)(uintptr_t)got.tag, &got.why, e);
	w->st->embedded++;
	return 0;
}

static int put(
	struct kx_reembed_work *w, const struct kx_reembed_row *r, struct kx_err *e)
{
	while (kx_embed_flow_full(w->flow))
		if (take(w, e))
			return -1;
	return kx_embed_flow_put(
		w->flow, r->text, r->locale, (void *)(uintptr_t)r->id, e);
}

static int embed_row(
	struct kx_reembed_work *w, const struct kx_reembed_row *r, struct kx_err *e)
{
	const float *v;
	size_t n;
	int rc;

	if (r->has) {
		w->st->kept++;
		return 0;
	}
	if (kx_reembed_refused(w, r->id))
		return 0;
	rc = kx_embed_cache_find(w->cache, r->text, r->locale, &v, &n, e);
	if (rc < 0)
		return -1;
	w->st->cached += rc == 0;
	if (rc == 0)
		return 0;
	if (!w->o->dry_run)
		return put(w, r, e);
	w->st->embedded++;
	return 0;
}

static int embed_page(
	struct kx_reembed_work *w, int64_t *done, int64_t of, struct kx_err *e)
{
	size_t i;

	if (w->o->stop && w->o->stop())
		return kx_fail(e, KX_EAGAIN, "interrupted");
	for (i = 0; i < w->n; i++)
		if (embed_row(w, &w->page[i], e))
			return -1;
	*done += (int64_t)w->n;
	if (w->o->progress)
		w->o->progress(*done, of, w->o->ctx);
	return 0;
}

/* all chunks behind `after` into the cache */
static int embed_from(struct kx_reembed_work *w, int64_t after, struct kx_err *e)
{
	int64_t done = 0, of;

	if (kx_store_count(w->db, "select count(*) from chunk", &of, e))
		return -1;
	for (;;) {
		if (kx_reembed_page(w, after, e))
			return -1;
		if (!w->n)
			break;
		after = w->page[w->n - 1].id;
		if (embed_page(w, &done, of, e))
			return -1;
	}
	while (w->flow && kx_embed_flow_count(w->flow))
		if (take(w, e))
			return -1;
	w->st->chunks = of;
	return kx_embed_cache_commit(w->cache, e);
}

/* ---- the whole ---------------------------------------------------------------------- */

static int begin(struct kx_reembed_work *w, struct kx_err *e)
{
	struct kx_embed_flow_opts o = { .models = w->o->models };

	w->m = w->o->embedder;
	w->cache = kx_embed_cache_share(w->db, w->m);
	if (w->o->dry_run)
		return 0;
	w->k = kx_tokenizer_new();
	o.cache = w->cache;
	o.tokenizer = w->k;
	if (kx_embed_model_known(w->db, w->m->name, &o.dimensions, e))
		return -1;
	w->flow = kx_embed_flow_new(w->m, &o);
	return 0;
}

static int run(struct kx_reembed_work *w, struct kx_err *e)
{
	int64_t missing = 1;
	int rc;

	do {
		rc = embed_from(w, missing - 1, e);
		if (!rc && !w->o->dry_run)
			rc = kx_reembed_turn(w, &missing, e);
	} while (rc == 1);
	return rc;
}

static int drop(struct kx_db *db, const struct kx_reembed_opts *o,
	struct kx_reembed_stats *st, struct kx_err *e)
{
	if (kx_store_count(db, "select count(*) from chunk", &st->chunks, e))
		return -1;
	if (o->dry_run)
		return 0;
	if (kx_db_begin(db, e))
		return -1;
	if (kx_reembed_drop(db, o->embedder, e) || kx_db_commit(db, e)) {
		kx_db_rollback(db);
		return -1;
	}
	return 0;
}

int kx_reembed(struct kx_db *db, const struct kx_reembed_opts *o,
	struct kx_reembed_stats *st, struct kx_err *e)
{
	struct kx_reembed_work *w;
	int rc;

	memset(st, 0, sizeof(*st));
	if (!o->embedder || o->embedder->stateless)
		return drop(db, o, st, e);
	w = kx_alloc(sizeof(*w));
	w->db = db;
	w->o = o;
	w->st = st;
	rc = begin(w, e) || run(w, e);
	/* what has come was paid for */
	if (rc && !o->dry_run)
		kx_embed_cache_commit(w->cache, NULL);
	kx_embed_flow_free(w->flow);
	kx_embed_cache_free(w->cache);
	kx_tokenizer_free(w->k);
	kx_arena_release(&w->arena);
	free(w);
	return rc ? -1 : 0;
}
