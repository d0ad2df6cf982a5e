#ifndef KX_DOMAIN_EXCHANGE_H
#define KX_DOMAIN_EXCHANGE_H
/* How an answer came about, to the byte, kept beside its message: so that it can be looked
 * at and made again. */
#include "base/arena.h"
#include "base/err.h"
#include "io/db.h"

#include <stdint.h>

struct kx_exchange {
	const char *message;    /* id of the answer's message */
	const char *provider;   /* "openai"; "" when no provider answered */
	const char *model;      /* as asked for */
	const char *request;    /* body of the request, as it was sent */
	const char *completion; /* kx_completion_json() */
	const char *sections;   /* kx_excerpts_json(): what was given to the model */
	const char *hits;       /* [{article_id, source, chunk, score, confidence}] */
	const char *query;      /* what was searched for */
	const char
		*settings; /* policy, bars, locale, kx's version: what else it needs */
};

/* Keep it, in the transaction that adds the message. */
int kx_exchange_add(struct kx_db *db, const struct kx_exchange *x, struct kx_err *e);
/* By the id of a message, or of a conversation (its latest answer that has one): 0; 1 there
 * is none. Strings are the arena's. *answer: the answer record as it was given. */
int kx_exchange_get(struct kx_db *db, const char *id, struct kx_arena *a,
	struct kx_exchange *x, const char **answer, struct kx_err *e);

#endif
