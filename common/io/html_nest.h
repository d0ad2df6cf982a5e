#ifndef KX_IO_HTML_NEST_H
#define KX_IO_HTML_NEST_H
/* How deep an HTML body nests, found before it is parsed: the parser's time grows with
 * the square of the depth. Inside html*.c only. */
#include <stddef.h>

/* NULL when no tag of s[0..n) nests deeper than `limit`; else a copy of the same length
 * in which the deeper tags are spaces, free() it. Counts rather too deep than not deep
 * enough. *tags gets the number of tags. */
char *kx_html_flatten(const char *s, size_t n, size_t limit, size_t *tags);

#endif
