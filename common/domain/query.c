#include "domain/query.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct parse {
	struct kx_query *q;
	size_t cap;
	bool stopwords; /* take the stopwords, and only them */
	double weight;
};

struct adding {
	struct kx_query *q;
	double weight;
};

static void add_gram(const char *gram, size_t len, void *ctx)
{
	const struct adding *a = ctx;
	struct kx_query *q = a->q;
	struct kx_query_gram *g;

	for (g = q->grams; g < q->grams + q->ngrams; g++)
		if (g->len == len && !memcmp(g->gram, gram, len)) {
			g->weight = a->weight > g->weight ? a->weight : g->weight;
			return;
		}
	if (q->ngrams == KX_QUERY_GRAMS_MAX)
		return;
	if (!(q->ngrams & (q->ngrams - 1)))
		q->grams = kx_realloc(
			q->grams, q->ngrams ? 2 * q->ngrams : 1, sizeof(*q->grams));
	g = &q->grams[q->ngrams++];
	*g = (struct kx_query_gram){ .len = len, .weight = a->weight };
	memcpy(g->gram, gram, len);
}

void kx_query_grams(struct kx_query *q, const char *word, size_t n, double weight)
{
	struct adding a = { q, weight };

	kx_gram_each(word, n, add_gram, &a);
}

static bool add_term(const struct kx_token *t, void *ctx)
{
	struct parse *p = ctx;
	struct kx_query *q = p->q;

	if (t->stop != p->stopwords)
		return true;
	if (t->word && !t->stop)
		kx_query_grams(q, t->word, t->word_len, p->weight);
	for (size_t i = 0; i < q->n; i++)
		if (q->terms[i].len == t->len &&
			!memcmp(q->terms[i].term, t->term, t->len))
			return true;
	if (q->n == KX_QUERY_TERMS_MAX)
		return false;
	if (q->n == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 16;
		q->terms = kx_realloc(q->terms, p->cap, sizeof(*q->terms));
	}
	q->terms[q->n] = (struct kx_query_term){ .len = t->len, .weight = p->weight };
	memcpy(q->terms[q->n++].term, t->term, t->len);
	return true;
}

void kx_query_parse(struct kx_query *q, struct kx_tokenizer *k, const char *locale,
	const char *text, size_t n)
{
	struct parse p = { .q = q, .weight = 1 };

	memset(q, 0, sizeof(*q));
	kx_token_each(k, locale, text, n, add_term, &p);
	if (q->n)
		return;
	p.stopwords = true;
	kx_token_each(k, locale, text, n, add_term, &p);
}

void kx_query_more(struct kx_query *q, struct kx_tokenizer *k, const char *locale,
	const char *text, size_t n, double weight)
{
	struct parse p = { .q = q, .weight = weight, .cap = q->n };

	kx_token_each(k, locale, text, n, add_term, &p);
}

void kx_query_release(struct kx_query *q)
{
	free(q->terms);
	free(q->grams);
	free(q->synonyms);
	memset(q, 0, sizeof(*q));
}
