#ifndef KX_DOMAIN_FAVOUR_H
#define KX_DOMAIN_FAVOUR_H
/* What a conversation is about goes first: the articles of the entity (entity.h) that it
 * named last, the question before the earlier turns, get a bonus on their scores,
 *   KX_FAVOUR_SAID * the most that any chunk could score (kx_rank_attainable()),
 * and so do those of an entity that the caller named, with KX_FAVOUR_NAMED, which puts
 * them before all others. Nothing is taken away. Of a turn that names several all are
 * favoured: the question knows which it means. A turn whose entity has no article with a
 * word of the question is passed over.
 *
 * Measured on recognised calls about 300 businesses, whose articles do not say whose they
 * are (nDCG@10, without their filter): .063 alone, .729 with the bonus, .816 with the true
 * filter or entity. When every question was made to follow a turn about something else,
 * the bonus lost .001 of .971; a filter by the name, ranked by words alone, lost .203. A
 * share of the attainable score lets a question that says what it wants win over what was
 * named before. Between .12 and .2 nothing changes much; a factor on the scores gained
 * less for more. */
#include "domain/entity.h"
#include "domain/rank.h"

#define KX_FAVOUR_SAID 0.15
#define KX_FAVOUR_NAMED 1.0
#define KX_FAVOUR_WORDS 0.5      /* weight of the words of a named one that is none */
#define KX_FAVOUR_ARTICLES 50000 /* of one entity; one with more parts nothing */

/* What a favouring needs; all borrowed but `names`, which is read from the store when it
 * is NULL and asked for. */
struct kx_favour {
	struct kx_index *x;
	struct kx_tokenizer *k;
	struct kx_query *q;
	const struct kx_talk *talk;
	struct kx_entities **names;
};

/* Add to the query the words of the entities that the caller named and the store has no
 * name for; before the query is ranked. */
int kx_favour_ask(const struct kx_favour *f, const char *locale, struct kx_err *e);

/* What is favoured; kx_favoured_release(). */
struct kx_favoured {
	const char *entity; /* of several the one said last, or NULL; lives as *names */
	size_t at, end;     /* where the question says it; both 0: it does not */
	double bonus;       /* on the score of a row with a word of the question: */
	uint64_t *w;        /* a bit per article row id */
	size_t n;           /* bits */
};

/* Choose by the conversation, once the query's terms are found. */
int kx_favour_pick(const struct kx_favour *f, const char *question, struct kx_ranker *r,
	const struct kx_rank_opts *o, struct kx_favoured *to, struct kx_err *e);
void kx_favoured_release(struct kx_favoured *to);

/* kx_ranker_top(), with the bonus when something is favoured. */
int kx_favoured_top(const struct kx_favoured *to, struct kx_ranker *r,
	const struct kx_rank_opts *o, struct kx_ranked **rows, size_t *n,
	struct kx_err *e);
/* The bonus on rows that kx_ranker_score() has filled. */
void kx_favoured_add(const struct kx_favoured *to, struct kx_ranked *rows, size_t n);

#endif
