#ifndef KX_DOMAIN_CODELINE_H
#define KX_DOMAIN_CODELINE_H
/* Does a line of readable text look like code: a command, an assignment, JSON, YAML,
 * markup? A guess from its marks, because the words of a code block carry no fence any
 * more once an article has become readable text. Pure. */
#include <stdbool.h>
#include <stddef.h>

/* s[0..n) without white space at either end; `first` when it opens a paragraph (a
 * command name in the middle of wrapped prose is a word). */
bool kx_codeline(const char *s, size_t n, bool first);

#endif
