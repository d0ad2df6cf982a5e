#ifndef KX_DOMAIN_ANSWER_H
#define KX_DOMAIN_ANSWER_H
/* Answers: a question and what search found, made into words with citations, or an honest
 * "not in the knowledge base". One backend per model: `extract` quotes whole sentences of
 * the articles, `replay` plays recorded answers. Whatever wrote the words, they are
 * checked: a citation that points at nothing that was retrieved goes, with its sentence. */
#include "base/arena.h"
#include "base/err.h"
#include "domain/hit.h"
#include "domain/search.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#define KX_ANSWER_ARTICLES 5 /* articles an answer may draw on */
#define KX_ANSWER_CHUNKS 3   /* chunks of each */
#define KX_ANSWER_NEAREST 3  /* articles named when there is no answer */

enum kx_status { KX_ANSWERED, KX_UNKNOWN, KX_ESCALATED, KX_REFUSED, KX_FAILED };
const char *kx_status_name(enum kx_status s);

/* What is to be done with a question, by how sure it is that there is an answer. */
enum kx_outcome {
	KX_OUTCOME_ANSWER,
	KX_OUTCOME_ASK,  /* not sure: name the nearest articles and ask back */
	KX_OUTCOME_PASS, /* not in the articles: for a person */
};
const char *kx_outcome_name(enum kx_outcome o);

/* Least confidence for an answer, and for asking back. */
struct kx_bars {
	double answer, ask;
};

struct kx_cite {
	int n; /* as in the text, "[1]": one number per article */
	const struct kx_hit *hit;
	const char *quote;
	size_t start, end; /* bytes of the article's source */
};

struct kx_answer {
	const char *conversation; /* NULL: none */
	const char *text;
	enum kx_status status;
	enum kx_outcome outcome;
	bool partial;
	double confidence;
	const struct kx_cite *cites;
	size_t ncites;
	const struct kx_hit *nearest; /* when asking back: articles that come closest */
	size_t nnearest;
	const char *model;
	int64_t latency_ms;
};

/* The record of kx-records(5), with `id` (may be NULL) passed through; a new reference. */
struct json_object *kx_answer_json(const struct kx_answer *x, struct json_object *id);

struct kx_model; /* what writes answers */

/* "extract", "replay:FILE". */
int kx_model_open(
	struct kx_model **m, const char *name, size_t words, struct kx_err *e);
void kx_model_close(struct kx_model *m);

/* Answer from what was found. Below the bar, or when the model finds nothing to quote, the
 * status is KX_UNKNOWN; then the outcome says what is next. All memory is the arena's; hits stay the caller's. */
int kx_answer_make(struct kx_model *m, const char *question, const struct kx_found *f,
	struct kx_bars bars, struct kx_tokenizer *k, struct kx_arena *a,
	struct kx_answer *x, struct kx_err *e);

#endif
