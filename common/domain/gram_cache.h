#ifndef KX_DOMAIN_GRAM_CACHE_H
#define KX_DOMAIN_GRAM_CACHE_H
/* The grams of a word as terms that are gathered: each word is taken apart once. Pure. */
#include "domain/index_gather.h"

#include <stddef.h>
#include <stdint.h>

struct kx_gram_cache;

/* `g` is borrowed and gets the grams. */
struct kx_gram_cache *kx_gram_cache_new(struct kx_gather *g);
void kx_gram_cache_free(struct kx_gram_cache *c);
size_t kx_gram_cache_bytes(const struct kx_gram_cache *c);
/* The numbers of its grams, as often as the word has each; they stay until the next call.
 * Returns how many. */
size_t kx_gram_cache_get(
	struct kx_gram_cache *c, const char *word, size_t n, const uint32_t **grams);

#endif
