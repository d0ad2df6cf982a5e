#ifndef KX_DOMAIN_EMBED_FLOW_H
#define KX_DOMAIN_EMBED_FLOW_H
/* Many texts in, their vectors out in the same order. For a provider's model: batches by
 * count and tokens, several requests under way, base64 asked for first, a batch that is
 * refused halved until the bad text stands alone, results kept in the cache as they come.
 * A local model is asked at once. */
#include "base/err.h"
#include "domain/embed.h"
#include "domain/embed_cache.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kx_models;
struct kx_embed_flow;

struct kx_embed_flow_opts {
	struct kx_models *models;       /* of a provider's model */
	struct kx_embed_cache *cache;   /* borrowed, or NULL */
	struct kx_tokenizer *tokenizer; /* of a local model; borrowed */
	size_t dimensions; /* that the vectors must have; 0: any, but all the same */
};

struct kx_embed_flow *kx_embed_flow_new(
	const struct kx_embedder *m, const struct kx_embed_flow_opts *o);
void kx_embed_flow_free(struct kx_embed_flow *f);

/* Take a text in (copied); `tag` comes back with its vector. -1: a local model or the cache
 * failed. That a service is gone is told by kx_embed_flow_get() in its turn. */
int kx_embed_flow_put(struct kx_embed_flow *f, const char *text, const char *locale,
	void *tag, struct kx_err *e);
/* As many texts are inside as are good for it: take some out first. */
bool kx_embed_flow_full(const struct kx_embed_flow *f);
/* Texts inside. */
size_t kx_embed_flow_count(const struct kx_embed_flow *f);

struct kx_embedded {
	void *tag;
	const float *v;    /* valid until the next put or get; NULL: refused */
	size_t n;          /* dimensions */
	struct kx_err why; /* of a text that is refused: KX_EINPUT */
};

/* The next in order: 0; 1 nothing is ready, or nothing is inside. With `wait` half-full
 * batches are sent off too, and it is waited for. -1: the service is gone (KX_EAGAIN), it
 * refuses for good (KX_EREFUSED, KX_ECONFIG), or the cache cannot be written; what is
 * inside is lost but for what the cache has. */
int kx_embed_flow_get(
	struct kx_embed_flow *f, bool wait, struct kx_embedded *out, struct kx_err *e);

/* One text's vector, without a cache, into the arena: *n gets its dimensions. */
int kx_embed_one(const struct kx_embedder *m, struct kx_models *models,
	struct kx_tokenizer *k, const char *text, const char *locale,
	struct kx_arena *a, float **v, size_t *n, struct kx_err *e);

#endif
