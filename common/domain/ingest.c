#include "domain/ingest.h"

#include "base/mem.h"
#include "base/par.h"
#include "domain/ingest_embed.h"
#include "domain/ingest_write.h"
#include "domain/seen.h"

#include <stdlib.h>
#include <string.h>

#define WORD_BYTES 6 /* of a word and what parts it from the next, about */

struct kx_ingest {
	struct kx_ingest_opts o;
	struct kx_db *db;
	struct kx_writer *w;          /* NULL: articles are only put out */
	struct kx_seen *seen;         /* then: their names */
	struct kx_ingest_embedder *x; /* of a costly model, or NULL */
	struct kx_own_model own;
	bool lost;             /* a commit failed */
	struct kx_arena arena; /* of the batch */
	struct kx_ingest_item *items;
	size_t n, cap, bytes, max, max_bytes;
	struct kx_tokenizer *tokenizers[KX_JOBS_MAX];
	struct kx_ingest_stats stats;
};

/* little is lost when it ends early */
static void be_costly(struct kx_ingest *g)
{
	size_t words = g->o.words ? g->o.words : KX_CHUNK_WORDS;

	g->x = kx_ingest_embedder_new(g->db, g->o.embedder, g->o.models);
	g->max = KX_BATCH_COSTLY;
	if (words * WORD_BYTES * KX_BATCH_COSTLY < g->max_bytes)
		g->max_bytes = words * WORD_BYTES * KX_BATCH_COSTLY;
}

struct kx_ingest *kx_ingest_new(struct kx_db *db, const struct kx_ingest_opts *opts)
{
	struct kx_ingest *g = kx_alloc(sizeof(*g));

	g->o = *opts;
	if (g->o.jobs < 1 || g->o.jobs > KX_JOBS_MAX)
		g->o.jobs = 1;
	g->db = db;
	g->own = (struct kx_own_model){ .db = db, .mix = opts->mix };
	g->max = KX_BATCH_ARTICLES;
	g->max_bytes = KX_BATCH_BYTES;
	if (db)
		g->w = kx_writer_new(db, opts->mix);
	else
		g->seen = kx_seen_new();
	if (db && opts->embedder && opts->embedder->costly && !opts->dry_run)
		be_costly(g);
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
	kx_ingest_embedder_free(g->x);
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
	if (g->bytes < g->max_bytes && g->n < g->max)
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

int kx_ingest_add_chunks(struct kx_ingest *g, const struct kx_article *a,
	const struct kx_chunk *c, const struct kx_vector *vec, size_t n,
	const char *where, struct kx_err *e)
{
	struct kx_ingest_item *it = queue(g, a, where, e);
	size_t bytes;

	if (!it)
		return -1;
	bytes = kx_item_chunks(it, &g->arena, c, n);
	g->bytes += bytes;
	g->stats.bytes += (int64_t)bytes;
	if (kx_item_vectors(it, &g->arena, &g->own, vec, n, e)) {
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

	it->model = m->name;
	it->dimensions = m->dimensions;
	it->keeps = !m->stateless;
	it->later = g->x != NULL;
	return m->stateless || m->costly ? 0 : kx_item_embed(it, m, k, e);
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
			(g->o.embedder && embed(g, it, g->tokenizers[worker], &e))))
		kx_item_fail(it, &e);
	else
		kx_item_digest(it);
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

static int store(struct kx_ingest *g, struct kx_err *e)
{
	int rc;

	do {
		rc = g->x ? kx_ingest_embedder_run(g->x, g->items, g->n, e) : 0;
		if (!rc)
			rc = kx_writer_write(
				g->w, g->items, g->n, g->o.dry_run, &g->stats, e);
	} while (rc == 1);
	g->lost |= rc < 0;
	return rc;
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
		rc = store(g, e);
	if (!rc)
		report(g);
	drop_batch(g);
	return rc;
}

bool kx_ingest_lost(const struct kx_ingest *g)
{
	return g->lost;
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
