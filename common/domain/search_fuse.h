#ifndef KX_DOMAIN_SEARCH_FUSE_H
#define KX_DOMAIN_SEARCH_FUSE_H
/* Rankings by text, by vectors, and by both.
 *
 * Both: the best KX_FUSE_DEPTH articles by text and as many chunks by vectors; each gets
 *   text / highest text  +  weight * cosine / highest cosine,
 * both parts also where the other ranking found it. The weight belongs to the embedder: a
 * weak one at equal weight makes the whole worse than text alone (on a base of 17,000
 * chunks nDCG@10 .79 to .74 with hashed features), a good one makes it better. */
#include "base/err.h"
#include "domain/favour.h"
#include "domain/rank.h"
#include "domain/search_hit.h"
#include "domain/vec_file.h"
#include "io/db.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_FUSE_DEPTH 100 /* or 3 * k, if that is more */

struct kx_ranking {
	struct kx_db *db;
	struct kx_index *x;
	struct kx_ranker *ranker; /* its terms found; NULL: by vectors alone */
	struct kx_rank_opts o;
	struct kx_favoured favoured; /* its bonus is part of the text score */
	bool all;                    /* see struct kx_request */
	struct kx_vec_file *vectors; /* NULL: by text alone */
	const float *vector;         /* of the question */
	double weight;
	bool exact;
};

/* The best rows, best first: k articles, per_article chunks of each at most. *rows is freed
 * with free(), whatever is returned. */
int kx_ranking_run(
	const struct kx_ranking *g, struct kx_row **rows, size_t *n, struct kx_err *e);

#endif
