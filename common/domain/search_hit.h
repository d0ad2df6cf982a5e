#ifndef KX_DOMAIN_SEARCH_HIT_H
#define KX_DOMAIN_SEARCH_HIT_H
/* What a search found, row by row, and the hits made of it. */
#include "base/arena.h"
#include "base/err.h"
#include "domain/hit.h"
#include "io/db.h"

#include <stddef.h>
#include <stdint.h>

/* A chunk that was found, with its scores (hit.h). */
struct kx_row {
	int64_t chunk;
	double score, words, grams, vector;
};

/* The hits of n rows, best first, in the arena; what is not kept in the row is read from
 * the store. Their scores fall strictly. */
int kx_hits_make(struct kx_hit **hits, const struct kx_row *rows, size_t n,
	struct kx_db *db, struct kx_arena *a, struct kx_err *e);

#endif
