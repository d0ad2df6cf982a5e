#ifndef KX_DOMAIN_FULLSTOP_H
#define KX_DOMAIN_FULLSTOP_H
/* Where a sentence of prose ends. One question, asked at every mark that could be the
 * end: . ! ? … and their CJK forms. Knows the abbreviations of English, German, Spanish
 * and French; all at once, because an article seldom says which language a quotation in
 * it has. Pure. */
#include <stddef.h>

/* text[from .. end) is one paragraph (valid UTF-8), text[at] the first byte of a
 * character in it, the sentence began at `from`. When that character ends the sentence:
 * the offset behind it, closing quotes, brackets and note marks included. Otherwise 0.
 */
size_t kx_fullstop(const char *text, size_t from, size_t at, size_t end);

#endif
