#ifndef KX_DOMAIN_SYNONYM_LINES_H
#define KX_DOMAIN_SYNONYM_LINES_H
/* The lines of a synonyms file as they were written. Pure; only for synonym.c. */
#include "base/arena.h"
#include "domain/synonym.h"

#include <stddef.h>

/* entries[from .. from + n) of one line */
struct kx_synonym_line {
	size_t from, n;
	size_t left; /* how many are looked for; n: each stands for the others */
	size_t at;   /* in the file, from 1 */
};

struct kx_synonym_lines {
	struct kx_arena arena;
	const char **entries;
	size_t nentries;
	struct kx_synonym_line *v;
	size_t n;
};

/* Read a file's text into *s, which is empty; release with kx_synonym_lines_release(). */
void kx_synonym_lines_read(struct kx_synonym_lines *s, const char *text, size_t n,
	kx_synonym_bad *bad, void *ctx);
void kx_synonym_lines_release(struct kx_synonym_lines *s);

#endif
