#ifndef KX_DOMAIN_SEARCH_H
#define KX_DOMAIN_SEARCH_H
/* Search: a question in, the best chunks out, with the judgement whether the knowledge
 * base holds the answer. Words and their 4-grams are ranked by BM25 (rank.h); the
 * similarity of vectors adds to it where a worthwhile embedder made them
 * (search_fuse.h); filters hold inside the query. */
#include "base/arena.h"
#include "base/err.h"
#include "domain/article.h"
#include "domain/entity.h"
#include "domain/hit.h"
#include "domain/judge.h"
#include "domain/rank.h"
#include "domain/synonym.h"
#include "io/db.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#define KX_SEARCH_K_MAX 1000
#define KX_SEARCH_TURNS 4 /* earlier turns that a follow-up question may lean on */
#define KX_QUERY_MAX (64u << 10) /* bytes of a question that are looked at */

struct kx_filter_by {
	const char *source;
	const char *locale;
	const char *const *tags; /* all of them must be there */
	size_t ntags;
	enum kx_visibility
		visibility; /* what the asker may see: this and what is more public */
};

/* What hits are ranked by. */
enum kx_rank_by {
	KX_BY_ALL, /* text, and vectors where question and store have them */
	KX_BY_TEXT,
	KX_BY_WORDS, /* without 4-grams */
	KX_BY_VECTORS,
};

struct kx_request {
	const char *text;
	const char *
		context; /* earlier turns of the customer, or NULL; kx_request_context() */
	const char
		*locale; /* of the question; NULL: guessed among those of the store */
	struct kx_filter_by by;
	struct kx_talk talk;          /* what it may be about; kx_request_talk() */
	struct kx_synonyms *synonyms; /* of the knowledge base, or NULL */
	size_t k;                     /* articles */
	size_t per_article;           /* chunks of one article at most; 0: 1 */
	enum kx_rank_by rank;
	bool all; /* also chunks that share only pieces of words with the question, beside
		     others that share words */
	struct kx_vector vector; /* of the question; v NULL: none came with it */
	bool exact;              /* compare it with all vectors, without short cuts */
};

/* "all", "text", "words", "vectors"; -1 for another name. */
int kx_rank_by_parse(const char *name, enum kx_rank_by *by);

struct kx_found {
	struct kx_hit *hits; /* best first, in the arena */
	size_t n;
	size_t guesses;     /* terms of q that stand for words nobody knows (spell.h) */
	struct kx_query q;  /* terms with df and idf; release with kx_found_release() */
	const char *locale; /* that the question was read in; NULL: English */
	const char *entity; /* whose articles were favoured, or NULL */
	size_t entity_at, entity_end; /* bytes of the question that say it */
	struct kx_signals signals;
	double confidence; /* 0..1 */
	struct kx_err
		no_vector; /* why the question has none, though the store has; code
				    KX_OK: it has, or needs none */
};

struct kx_models;
struct kx_search; /* a store open for searching */

/* Read the index. `db` is borrowed. Each search sees one moment of the store, and what
 * others have changed since the last one; with `own` the caller's transaction is that
 * moment. */
int kx_search_open(struct kx_search **s, struct kx_db *db, bool own, struct kx_err *e);
void kx_search_close(struct kx_search *s);
/* Who is asked for the vector of a question, where a provider's model made those of the
 * store; borrowed, or NULL: nobody. When it does not answer the search goes by text. */
void kx_search_models(struct kx_search *s, struct kx_models *m);
/* The knowledge base's calibrated threshold of confidence. */
double kx_search_threshold(const struct kx_search *s);
/* From here up to the threshold it is worth asking back; below, to pass it on. */
double kx_search_ask(const struct kx_search *s);
/* The tokenizer and the index that the search uses; NULL as long as it ranked by vectors
 * alone. */
struct kx_tokenizer *kx_search_tokenizer(struct kx_search *s);
const struct kx_index *kx_search_index(const struct kx_search *s);

/* The best chunks for a request, `n` 0 when nothing matches a word of it. */
int kx_search_run(struct kx_search *s, const struct kx_request *r, struct kx_arena *a,
	struct kx_found *f, struct kx_err *e);
void kx_found_release(struct kx_found *f);

/* A question that was typed: KX_EINPUT when it is not UTF-8, KX_EUSAGE when it is empty. */
int kx_request_check(const char *question, struct kx_err *e);
/* A query record (kx-records(5)) over the defaults that *r holds already. Strings are in
 * the arena. */
int kx_request_read(struct kx_request *r, struct json_object *rec, struct kx_arena *a,
	struct kx_err *e);
/* The customer's words among the last KX_SEARCH_TURNS turns of a `context` array. */
const char *kx_request_context(
	struct json_object *turns, struct kx_arena *a, struct kx_err *e, bool *ok);
/* What anybody said in a `context` array, the latest first, into r->talk. */
void kx_request_talk(
	struct kx_request *r, struct json_object *turns, struct kx_arena *a);

#endif
