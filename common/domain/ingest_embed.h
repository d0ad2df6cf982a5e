#ifndef KX_DOMAIN_INGEST_EMBED_H
#define KX_DOMAIN_INGEST_EMBED_H
/* The embedding half of an ingest: vectors for prepared articles. Used by ingest.c alone. */
#include "domain/embed_flow.h"
#include "domain/ingest_item.h"

#include <stddef.h>

/* An article's vectors by a model that is at hand and cheap; from any thread. */
int kx_item_embed(struct kx_ingest_item *it, const struct kx_embedder *m,
	struct kx_tokenizer *k, struct kx_err *e);

/* For a costly one: many texts under way, those of earlier runs from the store's cache. */
struct kx_ingest_embedder;

struct kx_ingest_embedder *kx_ingest_embedder_new(
	struct kx_db *db, const struct kx_embedder *m, struct kx_models *models);
void kx_ingest_embedder_free(struct kx_ingest_embedder *x);
/* Embed the items that are to be embedded later and that the store has not got as they are.
 * One whose text the model refuses fails alone. -1: the service is gone, or refuses for
 * good; what was made until then is in the cache. */
int kx_ingest_embedder_run(struct kx_ingest_embedder *x, struct kx_ingest_item *items,
	size_t n, struct kx_err *e);

#endif
