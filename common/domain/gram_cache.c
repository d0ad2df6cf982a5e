#include "domain/gram_cache.h"

#include "base/buf.h"
#include "base/mem.h"
#include "domain/gram.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 4096

struct known {
	uint32_t hash;
	uint32_t word;  /* in words */
	uint32_t grams; /* in grams */
	uint8_t len, n; /* of the two */
};

struct kx_gram_cache {
	struct kx_gather *g;
	struct known *v;
	size_t n, cap;
	uint32_t *slots; /* index + 1 into v */
	size_t nslots;
	struct kx_buf words;
	uint32_t *grams;
	size_t ngrams, grams_cap;
};

struct kx_gram_cache *kx_gram_cache_new(struct kx_gather *g)
{
	struct kx_gram_cache *c = kx_alloc(sizeof(*c));

	c->g = g;
	return c;
}

void kx_gram_cache_free(struct kx_gram_cache *c)
{
	if (!c)
		return;
	free(c->v);
	free(c->slots);
	free(c->grams);
	kx_buf_release(&c->words);
	free(c);
}

size_t kx_gram_cache_bytes(const struct kx_gram_cache *c)
{
	return c->cap * sizeof(*c->v) + c->nslots * sizeof(*c->slots) + c->words.cap +
	       c->grams_cap * sizeof(*c->grams);
}

static uint32_t *slot(
	const struct kx_gram_cache *c, const char *word, size_t n, uint32_t hash)
{
	size_t i = hash & (c->nslots - 1);
	const struct known *k;

	for (; c->slots[i]; i = (i + 1) & (c->nslots - 1)) {
		k = &c->v[c->slots[i] - 1];
		if (k->hash == hash && k->len == n &&
			!memcmp(c->words.p + k->word, word, n))
			break;
	}
	return &c->slots[i];
}

static void grow(struct kx_gram_cache *c)
{
	free(c->slots);
	c->nslots = c->nslots ? 2 * c->nslots : SLOTS_FIRST;
	c->slots = kx_calloc(c->nslots, sizeof(*c->slots));
	for (size_t i = 0; i < c->n; i++)
		*slot(c, c->words.p + c->v[i].word, c->v[i].len, c->v[i].hash) =
			(uint32_t)i + 1;
}

static void add(const char *gram, size_t len, void *ctx)
{
	struct kx_gram_cache *c = ctx;

	if (c->ngrams == c->grams_cap) {
		c->grams_cap = c->grams_cap ? 2 * c->grams_cap : SLOTS_FIRST;
		c->grams = kx_realloc(c->grams, c->grams_cap, sizeof(*c->grams));
	}
	c->grams[c->ngrams++] =
		kx_gather_term(c->g, gram, len, kx_token_hash(gram, len));
	c->v[c->n].n++;
}

static void learn(struct kx_gram_cache *c, const char *word, size_t n, uint32_t hash)
{
	if (c->n == c->cap) {
		c->cap = c->cap ? 2 * c->cap : SLOTS_FIRST / 2;
		c->v = kx_realloc(c->v, c->cap, sizeof(*c->v));
	}
	c->v[c->n] = (struct known){ .hash = hash,
		.word = (uint32_t)c->words.len,
		.len = (uint8_t)n,
		.grams = (uint32_t)c->ngrams };
	kx_buf_add(&c->words, word, n);
	kx_gram_each(word, n, add, c);
	c->n++;
}

size_t kx_gram_cache_get(
	struct kx_gram_cache *c, const char *word, size_t n, const uint32_t **grams)
{
	uint32_t hash = kx_token_hash(word, n), *at;

	if (c->n >= c->nslots / 2)
		grow(c);
	at = slot(c, word, n, hash);
	if (!*at) {
		learn(c, word, n, hash);
		*at = (uint32_t)c->n;
	}
	*grams = c->grams + c->v[*at - 1].grams;
	return c->v[*at - 1].n;
}
