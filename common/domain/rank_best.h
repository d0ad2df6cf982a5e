#ifndef KX_DOMAIN_RANK_BEST_H
#define KX_DOMAIN_RANK_BEST_H
/* The best articles so far, each with its best doc: a heap with the worst at the root.
 * Pure. */
#include "domain/rank.h"

#include <stdbool.h>
#include <stddef.h>

struct kx_best {
	const struct kx_index *x;
	struct kx_ranked *v;
	size_t n, max;
};

/* Ranks a behind b? The lower score, of equal ones the higher doc. */
bool kx_ranked_worse(const struct kx_ranked *a, const struct kx_ranked *b);
/* A doc must have more than this to get in. */
double kx_best_bar(const struct kx_best *h);
/* Offer a doc; docs come in ascending order. */
void kx_best_offer(struct kx_best *h, struct kx_ranked r);
/* Best first; the heap is none any more. */
void kx_ranked_sort(struct kx_ranked *v, size_t n);

#endif
