#ifndef KX_DOMAIN_JUDGE_H
#define KX_DOMAIN_JUDGE_H
/* Does the knowledge base hold an answer? A confidence from what the question and the
 * best hits share, and the threshold that parts an answer from "not in the knowledge
 * base".
 *
 * Three signals, each the best over the hits: the cosine over words and character 3- to
 * 5-grams, the number of the query's words, the number of the question's word pairs,
 * weighed by logistic regression over seven knowledge bases and compared with each left
 * out once. Beside them, BM25 over its attainable maximum and the share of the idf covered
 * gained nothing, and the share that the index knows lost.
 *
 * A threshold does not carry over from one knowledge base to the next (a fitting answer
 * has .2 here and .8 there), so each gets its own when it is filled: ask its titles and
 * headings, and the questions of strangers.h, and give both lists of confidences to
 * kx_judge_threshold(). Pure. */
#include "domain/hit.h"
#include "domain/rank.h"
#include "domain/token.h"

#include <stddef.h>

#define KX_JUDGE_ARTICLES 5           /* articles looked at, the best hit of each */
#define KX_JUDGE_TEXT_MAX (16u << 10) /* bytes looked at of one hit */
#define KX_JUDGE_THRESHOLD 0.25       /* of a knowledge base never calibrated */
/* The least threshold: the few titles of a small knowledge base tell little. */
#define KX_JUDGE_LEAST 0.1
/* Titles and headings that are enough to calibrate with; they should have two words or
 * more besides stopwords. */
#define KX_JUDGE_OWN 200

struct kx_signals {
	double cosine;
	/* words of the query in one hit, those of earlier turns included: they keep a
	 * follow-up alive; a guessed spelling counts by its weight */
	double matches;
	/* neighbouring words of the question that are neighbours in a hit, too */
	double pairs;
};

/* Signals of a question and its hits in order. Further hits of an article and further
 * articles change nothing, so a search and an answer are judged alike. `question` is its
 * last turn alone: earlier ones must not carry a change of subject. `q` is all that was
 * searched, filled by kx_rank(). `rarest` is the idf of a term that no chunk holds
 * (kx_judge_rarest()), which every word that is not in the query counts with. No hits:
 * all 0. */
void kx_judge_signals(struct kx_signals *s, const char *question, const char *locale,
	const struct kx_query *q, double rarest, const struct kx_hit *hits, size_t n,
	struct kx_tokenizer *k);

/* ln(1 + (n + 0.5) / 0.5), n being the live chunks (kx_index_live()). */
double kx_judge_rarest(size_t chunks);

/* 0..1: a chance only on the average of many knowledge bases. */
double kx_judge_confidence(const struct kx_signals *s);

/* The threshold: on the logit scale, 0.3 of the way from the median of `out`
 * (strangers) to the median of `in` (own titles and headings). Never under KX_JUDGE_LEAST;
 * KX_JUDGE_THRESHOLD when either is empty. */
double kx_judge_threshold(const double *in, size_t nin, const double *out, size_t nout);

#endif
