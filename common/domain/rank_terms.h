#ifndef KX_DOMAIN_RANK_TERMS_H
#define KX_DOMAIN_RANK_TERMS_H
/* The terms of a query in all segments: found in the store once, then opened as lanes.
 * For rank.c. */
#include "base/buf.h"
#include "domain/rank.h"
#include "domain/rank_lane.h"

#include <stdbool.h>
#include <stddef.h>

struct kx_rank_terms {
	struct kx_index *x;
	struct kx_query *q;
	size_t segments;
	struct kx_lane **lanes; /* per segment, the weightiest first; NULL: not open */
	size_t *nlanes;
	/* inside */
	struct kx_buf bytes; /* of all lists */
	struct kx_rank_term *v;
	size_t n, cap;
	size_t terms, grams; /* that were looked for */
	bool words_only;     /* the lanes are */
};

/* Start with `struct kx_rank_terms t = { .x = …, .q = …, .segments = … };`. Find what was
 * not looked for yet, fill in df and idf of the query. */
int kx_rank_terms_find(struct kx_rank_terms *t, bool words_only, struct kx_err *e);
/* All lanes, at their starts. */
int kx_rank_terms_open(struct kx_rank_terms *t, bool words_only, struct kx_err *e);
void kx_rank_terms_release(struct kx_rank_terms *t);

#endif
