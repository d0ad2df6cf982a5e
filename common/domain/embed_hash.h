#ifndef KX_DOMAIN_EMBED_HASH_H
#define KX_DOMAIN_EMBED_HASH_H
/* The `hash` embedder: no model, no download, no state. Every word (stemmed, stopwords
 * out) and every run of four characters of '<word>' adds +1 or -1 at a place that its hash
 * names (feature hashing, Weinberger et al. 2009); then the vector is made of unit length.
 * It knows shared words and shared letters, not meaning: search does not rank by it. */
#include "domain/embed.h"

#define KX_HASH_DIMENSIONS 256

/* `dimensions` is "" for the default, or a number from 64 to 4096. */
int kx_embed_hash(
	const struct kx_embedder **m, const char *dimensions, struct kx_err *e);

#endif
