#ifndef KX_DOMAIN_STRANGERS_LIST_H
#define KX_DOMAIN_STRANGERS_LIST_H
/* Inside strangers.h: the lists of languages other than English. */
#include <stddef.h>

/* `language` begins with two letters; NULL when there is no list of it. */
const char *const *kx_strangers_other(const char *language, size_t *n);

#endif
