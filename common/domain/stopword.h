#ifndef KX_DOMAIN_STOPWORD_H
#define KX_DOMAIN_STOPWORD_H
/* Function words that tell nothing about the subject of a text: articles, pronouns,
 * prepositions, auxiliaries, question words. Lists for da de en es fi fr it nl no pt ro
 * sv. Words are compared folded and without accents, and so are the lists written. */
#include <stdbool.h>
#include <stddef.h>

struct kx_stopwords; /* one language */

/* The list of a language ("de"); NULL when there is none. Lives forever. */
const struct kx_stopwords *kx_stopwords_find(const char *language);
/* Is the word on the list? `s` may be NULL. */
bool kx_stopword(const struct kx_stopwords *s, const char *word, size_t n);

#endif
