#ifndef KX_DOMAIN_RANK_SCAN_H
#define KX_DOMAIN_RANK_SCAN_H
/* The docs of one segment, in windows: the best of them go to a heap. */
#include "domain/rank_best.h"
#include "domain/rank_lane.h"

/* Lanes in the order in which they are added up, the weightiest first, at their starts;
 * `first` is the number of the segment's first doc. */
int kx_rank_scan(struct kx_lane *lanes, size_t n, uint32_t first, uint32_t docs,
	const struct kx_rank_opts *o, struct kx_best *best, struct kx_err *e);

#endif
