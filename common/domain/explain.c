#include "domain/explain.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct count {
	const struct kx_query *q;
	unsigned *tf;
	unsigned length;
	unsigned weight;
};

static bool count(const struct kx_token *t, void *ctx)
{
	struct count *c = ctx;
	size_t i;

	if (t->stop)
		return true;
	c->length += c->weight;
	for (i = 0; i < c->q->n; i++)
		if (c->q->terms[i].len == t->len &&
			!memcmp(c->q->terms[i].term, t->term, t->len))
			c->tf[i] += c->weight;
	return true;
}

static struct json_object *real(double v)
{
	static char digits[] = "%.4f";
	struct json_object *o = json_object_new_double(v);

	json_object_set_serializer(o, json_object_double_to_json_string, digits, NULL);
	return o;
}

static struct json_object *signals(const struct kx_signals *s)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "evidence", real(s->evidence));
	json_object_object_add(o, "density", real(s->density));
	json_object_object_add(o, "pairs", real(s->pairs));
	json_object_object_add(o, "title", real(s->title));
	json_object_object_add(o, "matches", real(s->matches));
	json_object_object_add(o, "lookup", json_object_new_boolean(s->lookup));
	return o;
}

static void add_synonym(struct json_object *o, const struct kx_query *q,
	const struct kx_query_synonym *y)
{
	struct kx_buf b = { 0 };

	for (size_t i = 0; i < y->nof; i++)
		kx_buf_printf(&b, "%s%s", i ? " " : "", q->terms[y->of[i]].term);
	json_object_object_add(o, "for", json_object_new_string(kx_buf_text(&b)));
	json_object_object_add(o, "synonym", json_object_new_string(y->text));
	kx_buf_release(&b);
}

static struct json_object *term(
	const struct kx_query *q, size_t i, unsigned tf, double length, double mean)
{
	struct json_object *o = json_object_new_object();
	const struct kx_query_term *t = &q->terms[i];
	double norm = KX_RANK_K1 * (1 - KX_RANK_B + KX_RANK_B * length / mean);

	json_object_object_add(o, "term", json_object_new_string(t->term));
	if (t->guess_of)
		json_object_object_add(o, "for",
			json_object_new_string(q->terms[t->guess_of - 1].term));
	if (t->syn_of)
		add_synonym(o, q, &q->synonyms[t->syn_of - 1]);
	json_object_object_add(o, "df", json_object_new_int64((int64_t)t->df));
	json_object_object_add(o, "idf", real(t->idf));
	json_object_object_add(o, "tf", json_object_new_int((int)tf));
	json_object_object_add(o, "score",
		real(tf ? t->weight * t->idf * tf * (KX_RANK_K1 + 1) / (tf + norm)
			: 0));
	return o;
}

struct json_object *kx_explain(
	struct kx_search *s, const struct kx_found *f, const struct kx_hit *h)
{
	struct json_object *o = json_object_new_object(),
			   *terms = json_object_new_array();
	double mean = kx_search_index(s) ? kx_index_mean(kx_search_index(s)) : 0;
	struct count c = { .q = &f->q, .tf = kx_calloc(f->q.n, sizeof(*c.tf)) };
	const char *locale = *h->locale ? h->locale : NULL;
	struct kx_tokenizer *k = kx_search_tokenizer(s);
	size_t i;

	c.weight = KX_INDEX_TITLE_WEIGHT;
	kx_token_each(k, locale, h->title, strlen(h->title), count, &c);
	kx_token_each(k, locale, h->heading, strlen(h->heading), count, &c);
	c.weight = 1;
	kx_token_each(k, locale, h->text, strlen(h->text), count, &c);
	for (i = 0; i < f->q.n; i++)
		json_object_array_add(
			terms, term(&f->q, i, c.tf[i], (double)c.length, mean));
	json_object_object_add(o, "terms", terms);
	json_object_object_add(o, "length", json_object_new_int((int)c.length));
	json_object_object_add(o, "mean_length", real(mean));
	json_object_object_add(o, "signals", signals(&f->signals));
	if (f->entity)
		json_object_object_add(o, "entity", json_object_new_string(f->entity));
	free(c.tf);
	return o;
}
