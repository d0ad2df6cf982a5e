#ifndef KX_DOMAIN_EXTRACT_H
#define KX_DOMAIN_EXTRACT_H
/* An answer without a model: the best sentences of the best hits, whole, in the order
 * of their articles, each with the number of the article it was taken from.
 *
 * Chosen one by one (as in maximal marginal relevance, Carbonell and Goldstein 1998):
 * each time what has the highest worth times the weight of its words not told yet, over
 * a power of its length, until the limit is reached or nothing is left; a further article
 * only for a good part of the best value. See passage.h for worth, weights and units.
 * Give it the best two or three chunks of the best five articles; the scores should be
 * comparable by ratio (BM25 or a weighted sum of scores), not ranks. Pure. */
#include "base/arena.h"
#include "domain/hit.h"
#include "domain/rank.h"
#include "domain/token.h"

#include <stddef.h>

#define KX_EXTRACT_WORDS 120  /* most words of an answer, citation marks left out */
#define KX_EXTRACT_ARTICLES 3 /* most articles an answer is taken from */

struct kx_citation {
	int n;      /* number of the article in the answer, from 1 */
	size_t hit; /* position in the hits */
	size_t at;  /* the quote is hits[hit].text[at .. at+len), byte for byte; */
	size_t len; /* kx_hit_source() leads on to the article */
	const char *quote; /* NUL-terminated */
};

struct kx_extract {
	const char *text; /* the answer; " [n]" behind what hits that stand side by side
			     gave; "" when the hits hold no sentence */
	const struct kx_citation *cites; /* one per run of neighbouring sentences, in
					    the order of the text */
	size_t n;
};

struct kx_extract_opts {
	size_t words;    /* 0: KX_EXTRACT_WORDS */
	size_t articles; /* 0: KX_EXTRACT_ARTICLES */
};

/* Answer from hits in order of rank. `q` is what they were found with. A sentence longer
 * than the limit is taken only when nothing else fits. White space inside a sentence
 * becomes one space in the text, never in the quote. All memory is the arena's. */
void kx_extract(struct kx_extract *x, const struct kx_query *q,
	const struct kx_hit *hits, size_t n, struct kx_tokenizer *k,
	const struct kx_extract_opts *o, struct kx_arena *a);

#endif
