#ifndef KX_BASE_PAR_H
#define KX_BASE_PAR_H
/* The same work over many items on several processors. */
#include <stddef.h>

#define KX_JOBS_MAX 64

/* Processors this process may use, 1 to KX_JOBS_MAX. */
int kx_par_jobs(void);
/* Call work(i, worker, ctx) for every i in [0, n), on up to `jobs` threads (worker is 0 to
 * jobs - 1, so that each may have its own scratch); returns when all are done. With one
 * job, or when a thread cannot be had, the caller's thread does it. */
void kx_par_each(
	size_t n, int jobs, void (*work)(size_t i, int worker, void *ctx), void *ctx);

#endif
