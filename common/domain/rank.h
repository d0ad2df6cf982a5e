#ifndef KX_DOMAIN_RANK_H
#define KX_DOMAIN_RANK_H
/* Ranking by BM25 (Robertson and Zaragoza 2009; idf in Lucene's form, never negative):
 *   sum over terms of  idf * tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)),
 *   idf = ln(1 + (N - df + 0.5) / (df + 0.5)),  k1 = 1.2, b = 0.75,
 * tf and length weighted by field (index.h). The terms are the words of the question and,
 * with KX_RANK_GRAMS of the weight and lengths of their own, their character 4-grams:
 * what is left of a word that was mistyped, misheard or bent another way. The best chunk
 * stands for its article.
 *
 * One sum for both, with a constant between them, ranks as well as two sums that are each
 * divided by their maximum (macro nDCG@10 of 18 sets of questions .826 and .825; words
 * alone .818), and lets a list be passed by when all that it could add is too little:
 * docs are taken in windows; terms whose greatest parts together do not reach the k-th
 * best so far are only looked up for docs that other terms brought (MaxScore, Turtle and
 * Flood 1995), and blocks by their maxima (Ding and Suel 2011). Nothing is lost by that:
 * the result is that of a full count, to the last bit (with several chunks per article the
 * parts are summed in another order). */
#include "base/err.h"
#include "domain/index.h"
#include "domain/query.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_RANK_K1 1.2
#define KX_RANK_B 0.75
#define KX_RANK_GRAMS 0.2

struct kx_ranked {
	uint32_t doc; /* see kx_index_chunk() */
	uint32_t article;
	double score;        /* words and grams */
	double words, grams; /* the two parts */
};

struct kx_rank_opts {
	size_t k;           /* articles wanted */
	size_t per_article; /* chunks of one article at most (0: 1) */
	int visibility;     /* most private level the asker may see */
	bool words_only;    /* leave the grams out */
	/* NULL, or a bit per article row id: set when the filter lets it through */
	const uint64_t *allowed;
	size_t allowed_bits;
};

/* A query being ranked: its postings, read once. */
struct kx_ranker;

/* `x` and `q` are borrowed. */
struct kx_ranker *kx_ranker_new(struct kx_index *x, struct kx_query *q);
void kx_ranker_free(struct kx_ranker *r);
/* Find the terms of the query that were not looked for yet, fill in their df and idf.
 * With `words_only`, not the grams. */
int kx_ranker_find(struct kx_ranker *r, bool words_only, struct kx_err *e);
/* The best chunks by what was found, best first (equal scores: lower chunk id first). k
 * counts articles: with per_article > 1 up to k * per_article rows come back, ordered by
 * score. *out is freed with free(). */
int kx_ranker_top(struct kx_ranker *r, const struct kx_rank_opts *o,
	struct kx_ranked **out, size_t *n, struct kx_err *e);
/* Fill in article, score, words and grams for n rows whose docs ascend. */
int kx_ranker_score(struct kx_ranker *r, const struct kx_rank_opts *o,
	struct kx_ranked *rows, size_t n, struct kx_err *e);
/* May the asker see the doc? */
bool kx_rank_may_see(
	const struct kx_index *x, uint32_t doc, const struct kx_rank_opts *o);

/* All of that in one. */
int kx_rank(struct kx_index *x, struct kx_query *q, const struct kx_rank_opts *o,
	struct kx_ranked **out, size_t *n, struct kx_err *e);

/* The most any chunk could score by its words: sum of idf * (k1 + 1), a term that the
 * index does not know counted with the idf of df = 0. Filled queries only. */
double kx_rank_attainable(const struct kx_index *x, const struct kx_query *q);

#endif
