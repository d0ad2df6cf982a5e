#include "domain/ingest.h"

#include "base/mem.h"
#include "base/par.h"
#include "domain/embed_cache.h"
#include "domain/ingest_write.h"
#include "domain/seen.h"

#include <stdlib.h>
#include <string.h>

struct kx_ingest {
	struct kx_ingest_opts o;
	struct kx_db *db;
	struct kx_writer *w;   /* NULL: articles are only put out */
	struct kx_seen *seen;  /* then: their names */
	struct kx_arena arena; /* of the batch */
	struct kx_ingest_item *items;
	size_t n, cap, bytes;
	struct kx_tokenizer *tokenizers[KX_JOBS_MAX];
	struct kx_ingest_stats stats;
};

struct kx_ingest *kx_ingest_new(struct kx_db *db, const struct kx_ingest_opts *opts)
{
	struct kx_ingest *g = kx_alloc(sizeof(*g));

	g->o = *opts;
	if (g->o.jobs < 1 || g->o.jobs > KX_JOBS_MAX)
		g->o.jobs = 1;
	g->db = db;
	if (db)
		g->w = kx_writer_new(db);
	else
		g->seen = kx_seen_new();
	return g;
}

static void drop_batch(struct kx_ingest *g)
{
	size_t i;

	for (i = 0; i < g->n; i++) {
		if (!g->items[i].given)
			kx_chunks_release(&g->items[i].chunks);
		free(g->items[i].vectors);
		free(g->items[i].err);
	}
	g->n = g->bytes = 0;
	kx_arena_reset(&g->arena);
}

void kx_ingest_free(struct kx_ingest *g)
{
	int i;

	if (!g)
		return;
	drop_batch(g);
	kx_writer_free(g->w);
	kx_seen_free(g->seen);
	kx_arena_release(&g->arena);
	for (i = 0; i < KX_JOBS_MAX; i++)
		kx_tokenizer_free(g->tokenizers[i]);
	free(g->items);
	free(g);
}

bool kx_ingest_known(struct kx_ingest *g, const struct kx_digest *raw)
{
	if (!g->db || !kx_writer_known(g->w, raw))
		return false;
	g->stats.unchanged++;
	return true;
}

static const char *copy(struct kx_ingest *g, const char *s)
{
	return s ? kx_arena_strdup(&g->arena, s) : NULL;
}

static void copy_article(
	struct kx_ingest *g, struct kx_article *to, const struct kx_article *a)
{
	*to = *a;
	to->source = copy(g, a->source);
	to->name = copy(g, a->name);
	to->title = copy(g, a->title);
	to->url = copy(g, a->url);
	to->locale = copy(g, a->locale);
	to->tags = copy(g, a->tags);
	to->updated_at = copy(g, a->updated_at);
	to->file = copy(g, a->file);
	to->body = a->body ? kx_arena_strndup(&g->arena, a->body, a->n) : NULL;
}

/* a second article with an id of this run is refused, with a store or without */
static int claim(struct kx_ingest *g, const struct kx_article *a, struct kx_err *e)
{
	if (g->w)
		return kx_writer_claim(g->w, a->source, a->name, e);
	if (kx_seen_name(g->seen, a->source, a->name))
		return 0;
	return kx_fail(e, KX_EINPUT,
		"article '%.100s' came before in this run: the first one counts",
		a->name);
}

static struct kx_ingest_item *queue(struct kx_ingest *g, const struct kx_article *a,
	const char *where, struct kx_err *e)
{
	struct kx_ingest_item *it;

	if (claim(g, a, e))
		return NULL;
	if (g->n == g->cap) {
		g->cap = g->cap ? 2 * g->cap : 64;
		g->items = kx_realloc(g->items, g->cap, sizeof(*g->items));
	}
	it = &g->items[g->n++];
	memset(it, 0, sizeof(*it));
	copy_article(g, &it->a, a);
	it->where = copy(g, where);
	g->bytes += a->n;
	g->stats.bytes += (int64_t)a->n;
	return it;
}

static int maybe_commit(struct kx_ingest *g, struct kx_err *e)
{
	if (g->bytes < KX_BATCH_BYTES && g->n < KX_BATCH_ARTICLES)
		return 0;
	return kx_ingest_commit(g, e);
}

int kx_ingest_add(struct kx_ingest *g, const struct kx_article *a,
	const struct kx_digest *raw, const char *where, struct kx_err *e)
{
	struct kx_ingest_item *it = queue(g, a, where, e);

	if (!it)
		return -1;
	if (raw) {
		it->raw = *raw;
		it->has_raw = true;
	}
	return maybe_commit(g, e);
}

/* chunks that came in: deep copies in the batch's arena */
static void copy_chunks(struct kx_ingest *g, struct kx_ingest_item *it,
	const struct kx_chunk *c, size_t n)
{
	size_t i;

	it->given = true;
	it->chunks.n = n;
	it->chunks.v = kx_arena_alloc(&g->arena, (n + 1) * sizeof(*c));
	for (i = 0; i < n; i++) {
		struct kx_chunk *to = &it->chunks.v[i];

		*to = c[i];
		to->heading = kx_arena_strdup(&g->arena, c[i].heading);
		to->text = kx_arena_strdup(&g->arena, c[i].text);
		to->spans = kx_arena_alloc(
			&g->arena, (c[i].nspans + 1) * sizeof(*c[i].spans));
		if (c[i].nspans)
			memcpy(to->spans, c[i].spans,
				c[i].nspans * sizeof(*c[i].spans));
		g->bytes += strlen(c[i].text);
		g->stats.bytes += (int64_t)strlen(c[i].text);
	}
}

/* vectors that a model cannot have made, or not the one of that name in the store */
static int check_model(struct kx_ingest *g, const struct kx_ingest_item *it,
	const struct kx_embedder **m, struct kx_err *e)
{
	size_t wanted = 0;

	*m = NULL;
	if (!kx_embedder_find(m, it->model, NULL) && *m)
		wanted = (*m)->dimensions;
	else if (g->db && kx_embed_model_known(g->db, it->model, &wanted, e))
		return -1;
	if (wanted && wanted != it->dimensions)
		return kx_fail(e, KX_EINPUT,
			"model '%.100s' makes %zu numbers, here are %zu", it->model,
			wanted, it->dimensions);
	return 0;
}

/* all chunks have a vector of one model and size, or none has */
static int copy_vectors(struct kx_ingest *g, struct kx_ingest_item *it,
	const struct kx_vector *vec, size_t n, struct kx_err *e)
{
	const struct kx_embedder *m;
	size_t i, dim = n ? vec[0].n : 0;

	for (i = 0; i < n; i++)
		if (vec[i].n != dim || (dim && strcmp(vec[i].model, vec[0].model) != 0))
			return kx_fail(e, KX_EINPUT,
				"the chunks of the article have vectors of different kinds");
	if (!dim)
		return 0;
	it->dimensions = dim;
	it->model = kx_arena_strdup(&g->arena, vec[0].model);
	if (check_model(g, it, &m, e))
		return -1;
	if (m && m->stateless)
		return 0;
	it->vectors = kx_calloc(n * dim, sizeof(float));
	for (i = 0; i < n; i++)
		memcpy(it->vectors + i * dim, vec[i].v, dim * sizeof(float));
	return 0;
}

int kx_ingest_add_chunks(struct kx_ingest *g, const struct kx_article *a,
	const struct kx_chunk *c, const struct kx_vector *vec, size_t n,
	const char *where, struct kx_err *e)
{
	struct kx_ingest_item *it = queue(g, a, where, e);

	if (!it)
		return -1;
	copy_chunks(g, it, c, n);
	if (copy_vectors(g, it, vec, n, e)) {
		g->n--;
		return -1;
	}
	return maybe_commit(g, e);
}

int kx_ingest_keep(
	struct kx_ingest *g, const char *source, const char *name, struct kx_err *e)
{
	return g->db ? kx_writer_keep(g->w, source, name, e) : 0;
}

/* offsets count from the start of the file, not from behind its front matter */
static void shift(struct kx_chunks *c, size_t base)
{
	size_t i, k;

	for (i = 0; base && i < c->n; i++) {
		c->v[i].start += base;
		c->v[i].end += base;
		for (k = 0; k < c->v[i].nspans; k++)
			c->v[i].spans[k].from += base;
	}
}

static int convert(struct kx_ingest_item *it, size_t words, struct kx_err *e)
{
	struct kx_doc d = { 0 };
	int rc = kx_doc_read(&d, it->a.format, it->a.body, it->a.n, e);

	if (!rc) {
		kx_chunk_cut(&it->chunks, &d, words);
		shift(&it->chunks, it->a.base);
		if (!*it->a.title && d.title)
			it->a.title = it->own_title = kx_strdup(d.title);
		if (!it->a.locale && d.locale)
			it->a.locale = it->own_locale = kx_strdup(d.locale);
		if (!it->chunks.n)
			rc = kx_fail(e, KX_EINPUT, "it holds no text");
	}
	kx_doc_release(&d);
	return rc;
}

static int embed(struct kx_ingest *g, struct kx_ingest_item *it, struct kx_tokenizer *k,
	struct kx_err *e)
{
	const struct kx_embedder *m = g->o.embedder;
	size_t i, n = it->chunks.n;
	const char **texts, **locales;
	struct kx_arena a = { 0 };
	int rc;

	it->dimensions = m->dimensions;
	it->model = m->name;
	if (m->stateless)
		return 0;

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

static void prepare(size_t i, int worker, void *ctx)
{
	struct kx_ingest *g = ctx;
	struct kx_ingest_item *it = &g->items[i];
	struct kx_err e;

	if (it->a.deleted)
		return;
	if (!g->tokenizers[worker])
		g->tokenizers[worker] = kx_tokenizer_new();
	if (!it->given &&
		(convert(it, g->o.words, &e) ||
			(g->o.embedder && embed(g, it, g->tokenizers[worker], &e)))) {
		it->failed = true;
		it->err = kx_alloc(sizeof(*it->err));
		*it->err = e;
	} else {
		kx_item_digest(it);
	}
}

static void emit_batch(struct kx_ingest *g)
{
	size_t i;

	for (i = 0; i < g->n; i++) {
		if (g->items[i].failed)
			continue;
		g->o.emit(&g->items[i].a, &g->items[i].chunks, g->o.ctx);
		g->stats.chunks += (int64_t)g->items[i].chunks.n;
		g->stats.added += !g->items[i].a.deleted;
		g->stats.deleted += g->items[i].a.deleted;
	}
}

static void report(struct kx_ingest *g)
{
	size_t i;

	for (i = 0; i < g->n; i++) {
		if (!g->items[i].failed)
			continue;
		g->stats.failed++;
		if (g->o.failed)
			g->o.failed(g->items[i].where, g->items[i].err, g->o.ctx);
	}
}

/* what a thread found in a body goes into the arena of the batch */
static const char *take(struct kx_ingest *g, char **own, const char *now)
{
	const char *s = *own ? kx_arena_strdup(&g->arena, *own) : now;

	free(*own);
	*own = NULL;
	return s;
}

static void adopt(struct kx_ingest *g, struct kx_ingest_item *it)
{
	it->a.title = take(g, &it->own_title, it->a.title);
	it->a.locale = take(g, &it->own_locale, it->a.locale);
}

int kx_ingest_commit(struct kx_ingest *g, struct kx_err *e)
{
	size_t i;
	int rc = 0;

	if (!g->n)
		return 0;
	kx_par_each(g->n, g->o.jobs, prepare, g);
	for (i = 0; i < g->n; i++)
		adopt(g, &g->items[i]);
	if (g->o.emit)
		emit_batch(g);
	else
		rc = kx_writer_write(g->w, g->items, g->n, g->o.dry_run, &g->stats, e);
	if (!rc)
		report(g);
	drop_batch(g);
	return rc;
}

int kx_ingest_prune(struct kx_ingest *g, const char *source, struct kx_err *e)
{
	return kx_writer_prune(g->w, source, g->o.dry_run, &g->stats, e);
}

const struct kx_ingest_stats *kx_ingest_stats(const struct kx_ingest *g)
{
	return &g->stats;
}

size_t kx_ingest_pending(const struct kx_ingest *g)
{
	return g->n;
}
