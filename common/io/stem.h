#ifndef KX_IO_STEM_H
#define KX_IO_STEM_H
/* Stems of words by the Snowball algorithms (libstemmer). */
#include <stddef.h>

struct kx_stem; /* one algorithm; not to be shared between threads */

/* Open an algorithm by its Snowball name ("porter", "german"); NULL when the library
 * has none of that name. */
struct kx_stem *kx_stem_open(const char *algorithm);
void kx_stem_close(struct kx_stem *s);

/* The stem of a case-folded composed UTF-8 word; lives until the next call. The word
 * itself when the algorithm fails. */
const char *kx_stem_word(struct kx_stem *s, const char *word, size_t n, size_t *len);

#endif
