#ifndef KX_DOMAIN_CHUNK_CUT_H
#define KX_DOMAIN_CHUNK_CUT_H
/* Where a text may be cut, and how well each place suits. Inside chunk*.c only. */
#include <stddef.h>
#include <stdint.h>

/* How good a place is, best first. */
enum kx_cut_kind {
	KX_CUT_PARA,
	KX_CUT_LINE, /* in front of a list item or table row */
	KX_CUT_SENTENCE,
	KX_CUT_WRAP, /* another line end */
	KX_CUT_WORD,
	KX_CUT_CHAR, /* in a run without spaces */
};

struct kx_cut {
	size_t at;     /* the second piece begins here */
	size_t before; /* units in front of it */
	enum kx_cut_kind kind;
};

struct kx_cuts {
	struct kx_cut *v; /* ascending */
	size_t n, cap;
	size_t units; /* words, and one per KX_CHUNK_STRETCH bytes without a new word */
	size_t words;
};

/* Find all places in s[0..n); replaces what `c` held and keeps its memory. `list` may
 * be false to count only. */
void kx_cut_find(struct kx_cuts *c, const char *s, size_t n, int list);

#endif
