#ifndef KX_DOMAIN_EMBED_CACHE_H
#define KX_DOMAIN_EMBED_CACHE_H
/* Vectors that were made before, by the hash of their text: a costly model is asked once
 * for each text. Kept in the store, written in batches. */
#include "base/err.h"
#include "domain/embed.h"
#include "io/db.h"

#include <stddef.h>
#include <stdint.h>

struct kx_embed_cache;

/* Takes the store over; kx_embed_cache_free() closes it. */
struct kx_embed_cache *kx_embed_cache_new(
	struct kx_db *db, const struct kx_embedder *m);
/* The same on a connection that stays the caller's, who has no transaction open when
 * vectors are kept. */
struct kx_embed_cache *kx_embed_cache_share(
	struct kx_db *db, const struct kx_embedder *m);
void kx_embed_cache_free(struct kx_embed_cache *c);
/* The vector of one text into out[0..dimensions), from the cache or made anew. `c` may be
 * NULL: always made. */
int kx_embed_cached(struct kx_embed_cache *c, const struct kx_embedder *m,
	struct kx_tokenizer *k, const char *text, const char *locale, float *out,
	struct kx_err *e);
/* The same in two steps, for vectors that come later. Find: 0 with *v, which lives until
 * the next call, and its n numbers; 1 it is not there. Keep: it is written with the next
 * commit. All vectors of a cache have one length. */
int kx_embed_cache_find(struct kx_embed_cache *c, const char *text, const char *locale,
	const float **v, size_t *n, struct kx_err *e);
int kx_embed_cache_keep(struct kx_embed_cache *c, const char *text, const char *locale,
	const float *v, size_t n, struct kx_err *e);
/* Keep what was made since the last commit. */
int kx_embed_cache_commit(struct kx_embed_cache *c, struct kx_err *e);

/* How many numbers a model's vectors have in the store; 0 when it has none of it. */
int kx_embed_model_known(
	struct kx_db *db, const char *name, size_t *dimensions, struct kx_err *e);
/* The row of a model in the store, made when it is new. KX_EINPUT when the store knows it
 * with other dimensions. */
int kx_embed_model_id(struct kx_db *db, const char *name, size_t dimensions,
	int64_t *id, struct kx_err *e);

#endif
