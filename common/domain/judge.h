#ifndef KX_DOMAIN_JUDGE_H
#define KX_DOMAIN_JUDGE_H
/* Does the knowledge base hold an answer? A confidence from what the question and the
 * best hits share, and two thresholds that part an answer, a question back and "not in
 * the knowledge base".
 *
 * Four signals, weighed by logistic regression over eleven knowledge bases, each left out
 * once: `tests/bench/judge-fit.py` asks them all and finds the weights again. What a word
 * counts is how rare it is in everyday language (everyday.h), not in the knowledge base,
 * whose most frequent words are what it is about: that alone lifts the area under the
 * curve, answerable against foreign questions, from .904 to .940. Beside these four the
 * cosine over character n-grams, BM25 over its attainable maximum, the idf covered, the
 * rarest words, the margin to later hits and their agreement gained nothing.
 *
 * A threshold does not carry over from one knowledge base to the next, so each gets its
 * own when it is filled: ask it the questions of strangers.h and give the confidences to
 * kx_judge_thresholds(). Pure. */
#include "domain/hit.h"
#include "domain/rank.h"
#include "domain/token.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_JUDGE_ARTICLES 5           /* articles looked at, the best hit of each */
#define KX_JUDGE_TEXT_MAX (16u << 10) /* bytes looked at of one hit */
#define KX_JUDGE_LOOKUP 0.7           /* at least, of a look-up that found its words */
/* Of a knowledge base never calibrated. */
#define KX_JUDGE_THRESHOLD 0.25
#define KX_JUDGE_ASK 0.15

struct kx_signals {
	/* The question's words in one hit: BM25's part of how often, k1 1.2, b .75, mean
	 * length 130, times how telling the word is (0 to 1). A guessed spelling counts
	 * by its weight, and so do the words of earlier turns: they keep a follow-up
	 * alive. */
	double evidence;
	/* The cosine over words, sqrt(length) for the norm of the hit: how much of it is
	 * about the question's words, and how many of them. Earlier turns do not count:
	 * they must not carry a change of subject. */
	double density;
	double pairs; /* share of the question's neighbouring words that are neighbours
			 * in a hit, too; at least one of the two is no stopword */
	double title; /* share of the words of the best article's title */
	double matches; /* words of the question in one hit; for looking at, weighs 0 */
	/* Not a question but one or two words to be looked up, and all of them are in one
	 * hit; a greeting is none. */
	bool lookup;
};

/* Signals of a question and its hits in order, each the greatest over the hits. Further
 * hits of an article and further articles change nothing, so a search and an answer are
 * judged alike. `question` is its last turn alone. `q` is all that was searched, filled by
 * kx_rank(): its guesses and earlier words are used, and its idf where the language has no
 * list of everyday words. `rarest` is the idf of a term that no chunk holds
 * (kx_judge_rarest()). No hits: all 0. */
void kx_judge_signals(struct kx_signals *s, const char *question, const char *locale,
	const struct kx_query *q, double rarest, const struct kx_hit *hits, size_t n,
	struct kx_tokenizer *k);

/* ln(1 + (n + 0.5) / 0.5), n being the live chunks (kx_index_live()). */
double kx_judge_rarest(size_t chunks);

/* 0..1: a chance only on the average of many knowledge bases. */
double kx_judge_confidence(const struct kx_signals *s);

/* At or above `answer` there is an answer; at or above `ask` something fits, and a
 * question back may find it; below, nothing does. */
struct kx_thresholds {
	double answer;
	double ask; /* <= answer */
};

/* From the confidences of strangers (`out`), of the own titles (`in`) and the number of
 * live chunks n. On the logit scale, `answer` is the third quartile of `out` + .5
 * + .6 log10(n / 1000) (where there is much text, chance finds more, and so do real
 * questions), `ask` is .8 lower. Own titles tell nothing about where customers' questions
 * lie but that it is below: `answer` is never above their first decile, nor above
 * KX_JUDGE_LOOKUP. Without strangers: the constants above. */
void kx_judge_thresholds(struct kx_thresholds *t, const double *out, size_t nout,
	const double *in, size_t nin, size_t chunks);

#endif
