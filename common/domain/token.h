#ifndef KX_DOMAIN_TOKEN_H
#define KX_DOMAIN_TOKEN_H
/* The one tokenizer: text to the terms that are indexed, searched and compared. A term
 * is a run of letters and digits (Unicode), case folded, stemmed by locale, then
 * stripped of accents. `_` and apostrophes part words, invisible characters (soft
 * hyphen, zero-width) vanish, numbers stay whole.
 *
 * Han, Kana, Bopomofo, Thai, Lao, Khmer and Myanmar, which do not part words by spaces,
 * give overlapping pairs of characters (a character with its marks counts as one); a
 * character alone between others stays alone. Hangul does part words, but glues
 * particles to them, so that a whole word would be found only with the same particle:
 * it gives pairs too, within each word.
 *
 * Pure but for a cache of stems inside the tokenizer. */
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_TERM_MAX 64 /* bytes of a term; longer ones are cut at a character */

struct kx_tokenizer; /* stemmers and stem cache; one per thread */

struct kx_token {
	const char *term; /* NUL-terminated; valid until the next call */
	size_t len;
	size_t at;     /* byte range of the surface word in the text: */
	size_t end;    /* text[at .. end) */
	uint32_t hash; /* kx_token_hash() of the term */
	bool stop;     /* a stopword of the locale */
	/* the word before it was stemmed, folded and without accents; NULL for a pair of
	 * characters of a script without spaces */
	const char *word;
	size_t word_len;
};

/* Gets each token in order; returns true to go on. */
typedef bool kx_token_fn(const struct kx_token *t, void *ctx);

/* A tokenizer; free with kx_tokenizer_free(). Stemmers are opened when a locale first
 * asks for them. */
struct kx_tokenizer *kx_tokenizer_new(void);
void kx_tokenizer_free(struct kx_tokenizer *k);

/* Run over text[0..n) (valid UTF-8). `locale` is a BCP 47 tag ("de", "pt-BR") or NULL,
 * which is English; an unknown one is folded and not stemmed. Stopwords are reported
 * with stop = true, not dropped: what to do is the caller's business. */
void kx_token_each(struct kx_tokenizer *k, const char *locale, const char *text,
	size_t n, kx_token_fn *fn, void *ctx);

/* FNV-1a, 32 bits: for tables of terms. */
uint32_t kx_token_hash(const char *term, size_t n);

#endif
