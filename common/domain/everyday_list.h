#ifndef KX_DOMAIN_EVERYDAY_LIST_H
#define KX_DOMAIN_EVERYDAY_LIST_H
/* Inside everyday.h: the lists of languages other than English. Sorted by bytes; behind
 * each stem its step and a space. */
#include <stddef.h>

/* `language` begins with two letters; NULL when there is no list of it. */
const char *kx_everyday_other(const char *language, size_t *n);

#endif
