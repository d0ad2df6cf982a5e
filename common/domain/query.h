#ifndef KX_DOMAIN_QUERY_H
#define KX_DOMAIN_QUERY_H
/* What a question asks the index for: its terms, weighted. Made from its words, more are
 * added by the spelling (spell.h); rank.h fills in how frequent each is. */
#include "domain/gram.h"
#include "domain/token.h"

#include <stddef.h>

#define KX_QUERY_TERMS_MAX 256  /* most distinct terms of one query, */
#define KX_QUERY_GRAMS_MAX 1024 /* and grams of its words */

struct kx_query_term {
	char term[KX_TERM_MAX + 1];
	size_t len;
	double weight;   /* 1 for a word of the question */
	size_t guess_of; /* 0, or 1 + the place of the unknown word it stands for */
	size_t syn_of;   /* 0, or 1 + the place of the synonym it is a word of */
	bool known;      /* not to be repaired: a synonym of it is known */
	size_t df;       /* filled by kx_rank() */
	double idf;      /* filled by kx_rank() */
};

#define KX_QUERY_SYNONYM_WORDS 16 /* of the question that a synonym stands for */

/* What people wrote to stand for words of the question (synonym.h). */
struct kx_query_synonym {
	const char *text; /* as it was written; borrowed */
	size_t at, end;   /* bytes of the question; both 0: of an earlier turn */
	size_t of[KX_QUERY_SYNONYM_WORDS]; /* places of the words it stands for */
	size_t nof;
	size_t gram, ngrams; /* its own: grams[gram .. gram + ngrams) */
};

struct kx_query_gram {
	char gram[KX_GRAM_BYTES];
	size_t len;
	double weight; /* of the word it is from */
	size_t df;     /* filled by kx_rank() */
	double idf;    /* filled by kx_rank() */
};

struct kx_query {
	struct kx_query_term *terms; /* distinct */
	size_t n;
	struct kx_query_gram *grams; /* distinct: of the words as they were typed */
	size_t ngrams;
	struct kx_query_synonym *synonyms;
	size_t nsynonyms;
};

/* Terms of a question, stopwords out unless nothing else is left; each distinct term
 * once. Release with kx_query_release(). */
void kx_query_parse(struct kx_query *q, struct kx_tokenizer *k, const char *locale,
	const char *text, size_t n);
/* Add the terms of another text that are not there yet, with a weight of their own. */
void kx_query_more(struct kx_query *q, struct kx_tokenizer *k, const char *locale,
	const char *text, size_t n, double weight);
/* Add the 4-grams of a word; one that is there keeps the greater weight. */
void kx_query_grams(struct kx_query *q, const char *word, size_t n, double weight);
void kx_query_release(struct kx_query *q);

#endif
