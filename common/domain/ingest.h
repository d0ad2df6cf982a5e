#ifndef KX_DOMAIN_INGEST_H
#define KX_DOMAIN_INGEST_H
/* Articles into the store. Articles are queued; a batch is converted, chunked and embedded
 * on all processors, then written with its postings in one transaction: an ingest that
 * dies leaves the last committed batch, and running it again does only what is left. A
 * costly model is asked between the two, for articles that changed, through the store's
 * cache (embed_cache.h). */
#include "base/err.h"
#include "domain/article.h"
#include "domain/embed.h"
#include "io/db.h"
#include "io/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_BATCH_BYTES (8u << 20) /* bodies in one batch, about */
#define KX_BATCH_ARTICLES 20000
#define KX_BATCH_COSTLY 2000 /* chunks in one batch of a costly model, about */

struct kx_models;

struct kx_ingest_opts {
	const struct kx_embedder *embedder; /* NULL: no vectors */
	struct kx_models *models;           /* for one that a provider has */
	bool mix; /* vectors of another model than the store's may go in (--reembed) */
	size_t words; /* per chunk; 0: KX_CHUNK_WORDS */
	int jobs;
	bool dry_run; /* do all but the commit */
	/* Gets each article that failed: where it came from, and why. */
	void (*failed)(const char *where, const struct kx_err *why, void *ctx);
	/* NULL, or gets each finished article instead of the store. */
	void (*emit)(const struct kx_article *a, const struct kx_chunks *c, void *ctx);
	void *ctx;
};

struct kx_ingest_stats {
	int64_t added, changed, unchanged, deleted, failed, chunks, bytes;
	int64_t bare; /* added or changed without vectors, in a store that has some */
};

struct kx_ingest;

/* `db` is NULL when opts->emit is set. The options are copied. */
struct kx_ingest *kx_ingest_new(struct kx_db *db, const struct kx_ingest_opts *opts);
void kx_ingest_free(struct kx_ingest *g);

/* True when exactly these raw bytes (a hash that covers all options, too) are in the store
 * already: the article is counted as unchanged and as seen. */
bool kx_ingest_known(struct kx_ingest *g, const struct kx_digest *raw);
/* Queue an article; everything is copied. `where` is for messages ("FILE:LINE"). A second
 * article with the same id in this run is refused with KX_EINPUT. May write a batch. */
int kx_ingest_add(struct kx_ingest *g, const struct kx_article *a,
	const struct kx_digest *raw, const char *where, struct kx_err *e);
/* The same for an article that comes as chunks, with vectors (`vec[i].v` NULL: none).
 * KX_EINPUT when they are of another model than those of the store or of this run. */
int kx_ingest_add_chunks(struct kx_ingest *g, const struct kx_article *a,
	const struct kx_chunk *c, const struct kx_vector *vec, size_t n,
	const char *where, struct kx_err *e);
/* An article that is there but could not be read: kept as it is, never pruned. */
int kx_ingest_keep(
	struct kx_ingest *g, const char *source, const char *name, struct kx_err *e);
/* Write what is queued. -1: it is lost, and so is the run: KX_EAGAIN (the store is busy, a
 * provider is down), KX_ECONFIG (the store has vectors of another model by now) … */
int kx_ingest_commit(struct kx_ingest *g, struct kx_err *e);
/* Did a commit fail, by whatever function? */
bool kx_ingest_lost(const struct kx_ingest *g);
/* Delete the articles of `source` that this run did not see: only after a complete
 * listing, and after kx_ingest_commit(). */
int kx_ingest_prune(struct kx_ingest *g, const char *source, struct kx_err *e);
const struct kx_ingest_stats *kx_ingest_stats(const struct kx_ingest *g);
/* Articles queued and not yet written. */
size_t kx_ingest_pending(const struct kx_ingest *g);

#endif
