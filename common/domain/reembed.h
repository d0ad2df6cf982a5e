#ifndef KX_DOMAIN_REEMBED_H
#define KX_DOMAIN_REEMBED_H
/* Another model for all vectors of a store, while others read and write it. Every chunk's
 * text is embedded into the store's cache (embed_cache.h), in order of ids; a run that is
 * stopped or killed has lost nothing of it, and the next one goes on from there. When
 * nothing is missing any more, one transaction gives all chunks their new vectors: a search
 * sees the old ones or the new ones. Articles that came meanwhile are embedded before it.
 * Nothing is kept in memory but what is under way.
 *
 * That transaction holds the store's lock: other writers wait, for some seconds with
 * 100,000 chunks. */
#include "base/err.h"
#include "domain/embed.h"
#include "io/db.h"

#include <stdbool.h>
#include <stdint.h>

#define KX_REEMBED_REFUSED                                                             \
	1000 /* texts that a model may refuse before it is given up */

struct kx_models;

struct kx_reembed_opts {
	/* NULL or stateless: the vectors go, in one transaction. */
	const struct kx_embedder *embedder;
	struct kx_models *models; /* for one that a provider has */
	bool dry_run;             /* count, and ask nobody */
	/* Each may be NULL. Chunks looked at, of about so many. */
	void (*progress)(int64_t done, int64_t of, void *ctx);
	/* True ends the run: KX_EAGAIN. */
	bool (*stop)(void);
	/* A chunk whose text the model refuses; it has no vector in the end. */
	void (*refused)(const char *where, const struct kx_err *why, void *ctx);
	void *ctx;
};

struct kx_reembed_stats {
	int64_t chunks;   /* of the store */
	int64_t kept;     /* that had a vector of the model */
	int64_t cached;   /* whose vector was in the cache */
	int64_t embedded; /* that the model was, or would be, asked for */
	int64_t refused;
};

/* Not inside a transaction. -1: the vectors are as they were. kx_vectors_refresh() is the
 * caller's. */
int kx_reembed(struct kx_db *db, const struct kx_reembed_opts *o,
	struct kx_reembed_stats *st, struct kx_err *e);

#endif
