#ifndef KX_DOMAIN_RANK_LANE_H
#define KX_DOMAIN_RANK_LANE_H
/* One term of a query in one segment, on its way through the docs: what it adds to each,
 * and the most that it can add before its postings are read. Docs are numbered within the
 * segment. */
#include "base/err.h"
#include "domain/index.h"
#include "domain/index_block.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* BM25's normalisation of one kind of terms: flat + slope * length of the doc. */
struct kx_norm {
	double flat, slope;
};

struct kx_lane_block {
	struct kx_block head;
	double bound; /* no doc of it gets more */
};

struct kx_lane {
	double weight;
	bool gram; /* its docs are as long as their grams */
	struct kx_norm norm;
	const struct kx_doc_length *lengths; /* of the segment's docs */
	const unsigned char *end;            /* of the list's bytes */
	struct kx_lane_block *v;
	size_t n;
	/* where it is */
	size_t at; /* block */
	bool open; /* `now` holds it */
	size_t i;  /* next posting of `now` */
	struct kx_block_postings now;
	double bound; /* within the window looked at; for the scan */
};

/* Set up a lane with weight, gram, norm and lengths filled in: the heads of the list's
 * blocks. `bytes` holds the list, borrowed. Release also after -1. */
int kx_lane_open(struct kx_lane *l, const unsigned char *bytes,
	const struct kx_index_list *list, uint32_t docs, struct kx_err *e);
void kx_lane_release(struct kx_lane *l);
/* Back to the start. */
void kx_lane_rewind(struct kx_lane *l);
/* The most it adds to a doc from `low` on, below `high`; goes to `low`. */
double kx_lane_bound(struct kx_lane *l, uint32_t low, uint32_t high);
/* Add to sums[doc - low] for its docs from `low` on, below `high`, and mark them: a bit
 * each. 0, or -1 when the list is damaged. */
int kx_lane_add(
	struct kx_lane *l, uint32_t low, uint32_t high, double *sums, uint64_t *marks);
/* Add to the sums of some docs, ascending: sums[i] is that of docs[i]. */
int kx_lane_probe(struct kx_lane *l, const uint32_t *docs, size_t n, double *sums);
/* How many of its docs are not among the dead (a bit each). */
int kx_lane_live(
	struct kx_lane *l, const struct kx_index *x, uint32_t first, size_t *n);

#endif
