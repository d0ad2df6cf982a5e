#include "domain/ingest_embed.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int kx_item_embed(struct kx_ingest_item *it, const struct kx_embedder *m,
	struct kx_tokenizer *k, struct kx_err *e)
{
	size_t i, n = it->chunks.n;
	const char **texts, **locales;
	struct kx_arena a = { 0 };
	int rc;

	texts = kx_arena_alloc(&a, (n + 1) * sizeof(*texts));
	locales = kx_arena_alloc(&a, (n + 1) * sizeof(*locales));
	for (i = 0; i < n; i++) {
		texts[i] = kx_embed_text(
			it->a.title, it->chunks.v[i].heading, it->chunks.v[i].text, &a);
		locales[i] = it->a.locale;
	}
	it->vectors = kx_calloc(n * m->dimensions, sizeof(float));
	rc = m->embed(m, k, texts, locales, n, it->vectors, e);
	kx_arena_release(&a);
	return rc;
}

/* ---- a costly model ----------------------------------------------------------------- */

struct kx_ingest_embedder {
	struct kx_db *db;
	const struct kx_embedder *m;
	struct kx_models *models;
	struct kx_embed_cache *cache;
	struct kx_tokenizer *k;
	struct kx_embed_flow *flow; /* NULL: not begun, or broken */
	struct kx_arena arena;      /* of a run */
};

/* where a text's vector goes */
struct place {
	struct kx_ingest_item *it;
	size_t i;
};

struct kx_ingest_embedder *kx_ingest_embedder_new(
	struct kx_db *db, const struct kx_embedder *m, struct kx_models *models)
{
	struct kx_ingest_embedder *x = kx_alloc(sizeof(*x));

	x->db = db;
	x->m = m;
	x->models = models;
	x->cache = kx_embed_cache_share(db, m);
	x->k = kx_tokenizer_new();
	return x;
}

void kx_ingest_embedder_free(struct kx_ingest_embedder *x)
{
	if (!x)
		return;
	kx_embed_flow_free(x->flow);
	kx_embed_cache_free(x->cache);
	kx_tokenizer_free(x->k);
	kx_arena_release(&x->arena);
	free(x);
}

static int begin(struct kx_ingest_embedder *x, struct kx_err *e)
{
	struct kx_embed_flow_opts o = {
		.models = x->models, .cache = x->cache, .tokenizer = x->k
	};

	if (x->flow)
		return 0;
	if (kx_embed_model_known(x->db, x->m->name, &o.dimensions, e))
		return -1;
	x->flow = kx_embed_flow_new(x->m, &o);
	return 0;
}

static void settle(const struct kx_embedded *got)
{
	const struct place *p = got->tag;
	struct kx_ingest_item *it = p->it;

	if (!got->v) {
		kx_item_fail(it, &got->why);
		return;
	}
	if (!it->vectors) {
		it->dimensions = got->n;
		it->vectors = kx_calloc(it->chunks.n * got->n, sizeof(float));
	}
	memcpy(it->vectors + p->i * got->n, got->v, got->n * sizeof(float));
}

static int take(struct kx_ingest_embedder *x, struct kx_err *e)
{
	struct kx_embedded got;

	if (kx_embed_flow_get(x->flow, true, &got, e))
		return -1;
	settle(&got);
	return 0;
}

static int put_item(
	struct kx_ingest_embedder *x, struct kx_ingest_item *it, struct kx_err *e)
{
	const struct kx_chunk *c = it->chunks.v;
	struct place *p = kx_arena_alloc(&x->arena, (it->chunks.n + 1) * sizeof(*p));
	const char *text;
	size_t i;

	for (i = 0; i < it->chunks.n; i++) {
		while (kx_embed_flow_full(x->flow))
			if (take(x, e))
				return -1;
		p[i] = (struct place){ it, i };
		text = kx_embed_text(it->a.title, c[i].heading, c[i].text, &x->arena);
		if (kx_embed_flow_put(x->flow, text, it->a.locale, &p[i], e))
			return -1;
	}
	return 0;
}

static int embed_items(struct kx_ingest_embedder *x, struct kx_ingest_item *items,
	size_t n, struct kx_err *e)
{
	struct kx_article_row r;
	bool same;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!items[i].later || items[i].failed)
			continue;
		if (kx_item_same(&items[i], x->db, &r, &same, e))
			return -1;
		if (same)
			continue;
		if (put_item(x, &items[i], e))
			return -1;
		items[i].later = false;
	}
	while (kx_embed_flow_count(x->flow))
		if (take(x, e))
			return -1;
	return kx_embed_cache_commit(x->cache, e);
}

int kx_ingest_embedder_run(struct kx_ingest_embedder *x, struct kx_ingest_item *items,
	size_t n, struct kx_err *e)
{
	int rc = begin(x, e) || embed_items(x, items, n, e);

	kx_arena_reset(&x->arena);
	if (!rc)
		return 0;
	/* what has come was paid for */
	kx_embed_cache_commit(x->cache, NULL);
	kx_embed_flow_free(x->flow);
	x->flow = NULL;
	return -1;
}
