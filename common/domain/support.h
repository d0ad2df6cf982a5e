#ifndef KX_DOMAIN_SUPPORT_H
#define KX_DOMAIN_SUPPORT_H
/* Does an article say what a sentence of an answer says? By words: how much of the
 * sentence's content words, weighted by how rare they are, stands close together in one
 * section; and every number, address and code of the sentence must stand there. It cannot
 * see a sentence that turns the meaning around with the article's own words; it sees what
 * is made up. Pure. */
#include "base/arena.h"
#include "domain/excerpt.h"
#include "domain/token.h"

#include <stdbool.h>
#include <stddef.h>

enum kx_support_is {
	KX_SUPPORT_NEUTRAL, /* says nothing that needs support: a greeting, a question */
	KX_SUPPORT_YES,
	KX_SUPPORT_NO,
};

struct kx_support; /* sections, prepared; in the arena */

struct kx_verdict {
	enum kx_support_is is;
	double share;   /* 0..1 of the sentence's weight that was found */
	int n;          /* the article that supports it best; 0: none */
	size_t section; /* its section, */
	size_t part;    /* the chunk in it, */
	size_t at, len; /* and the passage: bytes of the chunk's text */
};

struct kx_support *kx_support_new(const struct kx_excerpts *s, struct kx_tokenizer *k,
	const char *locale, struct kx_arena *a);
/* The verdict on sentence[0..n), citation marks taken out already. `cited`: only these
 * articles' sections count; none: all do. */
void kx_support_check(struct kx_support *s, const char *sentence, size_t n,
	const int *cited, size_t ncited, struct kx_verdict *v);
/* Does any section hold this address (address.h), or one that it is the beginning of? The
 * article's own counts, too. */
bool kx_support_address(const struct kx_support *s, const char *p, size_t n);

#endif
