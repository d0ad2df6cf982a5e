#ifndef KX_DOMAIN_LANGUAGE_H
#define KX_DOMAIN_LANGUAGE_H
/* Words of one language to their terms: folded, stemmed, stripped of accents; each word
 * worked out once and kept, within bounds. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_LANGUAGE_NAME 8          /* bytes of a primary language subtag */
#define KX_LANGUAGE_CACHE_MAX 65536 /* words kept; then it starts anew */

struct kx_language;

/* What became of a word. */
struct kx_word {
	const char *term; /* NUL-terminated; valid until the next kx_language_word() */
	size_t len;       /* 0: nothing is left of it */
	uint32_t hash;    /* kx_token_hash() of the term */
	bool stop;
	const char *plain; /* folded and without accents, not stemmed */
	size_t plain_len;
};

/* The language of a primary subtag ("de"); an unknown one folds and does not stem.
 * Stemmer: Snowball's of the language, for English the older "porter". */
struct kx_language *kx_language_new(const char *name);
void kx_language_free(struct kx_language *l);
const char *kx_language_name(const struct kx_language *l);
/* Whether dotted and dotless i are two letters (Turkish, Azeri); then the caller folds
 * them, because the fold that all languages share cannot. */
bool kx_language_turkish(const struct kx_language *l);

/* "pt-BR" to "pt"; what cannot be a language, and NULL, to "" */
void kx_language_subtag(const char *locale, char out[KX_LANGUAGE_NAME + 1]);

/* The term of a word as it stands in a text, at most KX_UNICODE_MAX bytes. `hash` is
 * its kx_token_hash(). */
void kx_language_word(struct kx_language *l, const char *word, size_t n, uint32_t hash,
	struct kx_word *w);

#endif
