#ifndef KX_DOMAIN_GRAM_H
#define KX_DOMAIN_GRAM_H
/* The character 4-grams of a word: what two spellings of it, or two words of one root,
 * have in common. `<` and `>` stand for its ends, so "card" gives <car, card, ard>. Words
 * under four letters are too short to say anything and give none.
 *
 * In the index a gram is a term that begins with the byte KX_GRAM_MARK, so that all of
 * them stand before all words. */
#include "domain/token.h"

#include <stddef.h>

#define KX_GRAM_SIZE 4 /* characters */
#define KX_GRAM_MARK '\1'
#define KX_GRAM_BYTES (1 + 4 * KX_GRAM_SIZE) /* the longest, with its mark */

/* Gets each gram, the mark in front, in order; valid during the call. */
typedef void kx_gram_fn(const char *gram, size_t len, void *ctx);

/* `word` is valid UTF-8, folded (kx_token.word); bytes behind KX_TERM_MAX are not
 * looked at. */
void kx_gram_each(const char *word, size_t n, kx_gram_fn *fn, void *ctx);

/* Is a term of the index a gram? */
static inline bool kx_gram_is(const char *term, size_t n)
{
	return n && term[0] == KX_GRAM_MARK;
}

#endif
