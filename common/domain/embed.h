#ifndef KX_DOMAIN_EMBED_H
#define KX_DOMAIN_EMBED_H
/* Embedders: texts to vectors of unit length. One struct, several backends, chosen by the
 * model's name. */
#include "base/arena.h"
#include "base/err.h"
#include "domain/token.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_EMBED_TEXT_MAX (1u << 20) /* bytes of one text */

/* What the vectors of a model weigh that is not known here (they came from outside). */
#define KX_EMBED_WEIGHT 1.0

struct kx_provider;

struct kx_embedder {
	const char *name;  /* as it stands in records and in the store: "hash-256" */
	size_t dimensions; /* 0: known when the first vector has come */
	/* What its similarity adds to BM25 in a search (scores divided by their maximum);
	 * 0: nothing, measured: a weak embedder only spoils the order. */
	double weight;
	bool costly; /* worth a look in the cache before computing */
	/* Made of the text alone, and quicker than its vectors can be read: an ingest
	 * notes the model and keeps no vectors of it. */
	bool stateless;
	/* n texts to n * dimensions floats, unit length (all zero for a text without
	 * words); safe to call from several threads with different tokenizers. */
	int (*embed)(const struct kx_embedder *m, struct kx_tokenizer *k,
		const char *const *texts, const char *const *locales, size_t n,
		float *out, struct kx_err *e);
	/* Who is asked, and for which model, where `embed` is NULL: see embed_flow.h. */
	const struct kx_provider *provider;
	const char *model;
};

/* The embedder for a model's name: "hash" or "hash-N" (N dimensions, 64 to 4096). NULL in
 * *m for "none". An unknown name is KX_ECONFIG. Lives as long as the process. */
int kx_embedder_find(const struct kx_embedder **m, const char *model, struct kx_err *e);

/* What is embedded for a chunk: its title and heading path, then its text. */
const char *kx_embed_text(
	const char *title, const char *heading, const char *text, struct kx_arena *a);

#endif
