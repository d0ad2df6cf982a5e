#ifndef KX_DOMAIN_ANSWER_H
#define KX_DOMAIN_ANSWER_H
/* Answers: a question and what search found, made into words with citations, or an honest
 * "not in the knowledge base". Who writes the words is a list of models, the next one
 * standing in for one that fails: a provider's language model, `extract`, which quotes
 * whole sentences of the articles, or `replay`, which plays recorded answers. Whatever
 * wrote the words, they are checked: a citation that points at nothing that was retrieved
 * goes, a sentence that no article supports is marked or dropped. */
#include "base/arena.h"
#include "base/err.h"
#include "domain/hit.h"
#include "domain/models.h"
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

struct kx_exchange;

struct kx_answer {
	const char *conversation; /* NULL: none */
	const char *message;      /* id of the answer in the store; NULL: not kept */
	const char *text;
	enum kx_status status;
	enum kx_outcome outcome;
	bool partial;      /* the model stopped, or was cut off, before its end */
	struct kx_err cut; /* why, when a fault cut it off; code KX_OK: none did */
	double confidence;
	const struct kx_cite *cites;
	size_t ncites;
	size_t unsupported; /* sentences that no article supports: marked or dropped */
	const struct kx_hit *nearest; /* when asking back: articles that come closest */
	size_t nnearest;
	const char *model; /* "extract", "openai:gpt-4o-mini" */
	struct kx_usage usage;
	double cost;            /* < 0: not known */
	const char *instead_of; /* the model that failed before it; NULL: none did */
	struct kx_err why;      /* of that failure */
	size_t shown;           /* bytes of text that went out while it was written */
	const struct kx_exchange
		*exchange; /* how it came about; NULL: no model asked */
	int64_t latency_ms;
};

/* The record of kx-records(5), with `id` (may be NULL) passed through; a new reference. */
struct json_object *kx_answer_json(const struct kx_answer *x, struct json_object *id);
/* Such a record read back; strings in the arena. */
int kx_answer_from(struct kx_answer *x, struct json_object *rec, struct kx_arena *a,
	struct kx_err *e);

struct kx_model; /* what writes answers */

struct kx_model_opts {
	const char
		*names; /* "extract", "replay:FILE", "PROVIDER:MODEL"; commas between */
	bool fallback;  /* extract stands in when all fail */
	struct kx_models *models;
	size_t words;                   /* of an extract */
	size_t excerpts, excerpt_words; /* for a provider's model */
	const char *system;             /* what the desk is, or NULL */
	bool drop; /* unsupported sentences go; else they are marked */
};

/* KX_ECONFIG when a name is not known. The options are copied, their strings borrowed. */
int kx_model_open(struct kx_model **m, const struct kx_model_opts *o, struct kx_err *e);
void kx_model_close(struct kx_model *m);
/* Does a language model write? */
bool kx_model_remote(const struct kx_model *m);

/* What is to be answered, and from what. */
struct kx_asked {
	const char *question;
	const struct kx_found *f;
	struct kx_bars bars;
	struct kx_tokenizer *k;
	struct kx_db *db; /* where the articles around the hits are; NULL: hits alone */
	struct json_object
		*turns; /* {role: customer|agent, text}, oldest first, or NULL */
	const char *conversation; /* or NULL */
	const char *query;   /* what was searched for, where that is not the question */
	bool whole;          /* ask for the answer as a whole, not as a stream */
	kx_models_text *out; /* gets the text while it is written; NULL: nobody */
	void *ctx;
};

/* Answer from what was found. Below the bar, or when the model finds nothing to say, the
 * status is KX_UNKNOWN; then the outcome says what is next. With a language model the lower
 * bar is enough to ask it: it has the last word. All memory is the arena's; hits stay the
 * caller's. -1: all models failed, and nothing went out. */
int kx_answer_make(struct kx_model *m, const struct kx_asked *q, struct kx_arena *a,
	struct kx_answer *x, struct kx_err *e);
/* A follow-up made to stand on its own by the first model that can, NULL when none can, or
 * nothing that helps came of it; in the arena. */
const char *kx_answer_rewrite(
	struct kx_model *m, const struct kx_asked *q, struct kx_arena *a);
/* The answer made anew from what was recorded: *x holds the record that was given then,
 * and gets what the checks make of the words today. */
int kx_answer_again(const struct kx_exchange *rec, struct kx_tokenizer *k,
	struct kx_arena *a, struct kx_answer *x, struct kx_err *e);

#endif
