#ifndef KX_DOMAIN_RANK_H
#define KX_DOMAIN_RANK_H
/* Ranking by BM25 (Robertson and Zaragoza 2009; idf in Lucene's form, never negative):
 *   sum over terms of  idf * tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)),
 *   idf = ln(1 + (N - df + 0.5) / (df + 0.5)),  k1 = 1.2, b = 0.75,
 * tf and length weighted by field (index.h). The best chunk stands for its article. */
#include "base/err.h"
#include "domain/index.h"
#include "domain/query.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_RANK_K1 1.2
#define KX_RANK_B 0.75

struct kx_ranked {
	uint32_t doc; /* position in kx_index_docs() */
	double score;
};

struct kx_rank_opts {
	size_t k;           /* articles wanted */
	size_t per_article; /* chunks of one article at most (0: 1) */
	int visibility;     /* most private level the asker may see */
	/* NULL, or a bit per article row id: set when the filter lets it through */
	const uint64_t *allowed;
	size_t allowed_bits;
};

/* The best chunks, best first (equal scores: lower chunk id first). k counts articles:
 * with per_article > 1 up to k * per_article rows come back, ordered by score. *out is
 * freed with free(). Fills df and idf of the query's terms. */
int kx_rank(struct kx_index *x, struct kx_query *q, const struct kx_rank_opts *o,
	struct kx_ranked **out, size_t *n, struct kx_err *e);

/* The most any chunk could score: sum of idf * (k1 + 1), a term that the index does not
 * know counted with the idf of df = 0. Filled queries only (after kx_rank). */
double kx_rank_attainable(const struct kx_index *x, const struct kx_query *q);

#endif
