#include "domain/synonym.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "domain/language.h"
#include "domain/synonym_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LANGUAGES_MAX 8     /* whose terms are kept at a time */
#define QUESTION_WORDS 1024 /* words of a question that are looked at */
#define WHY_MAX 128

struct word {
	const char *term;
	size_t len, at, end;
	bool stop;
};

/* an entry in the terms of one language */
struct phrase {
	const struct word *words;
	size_t n;
	const struct kx_synonym_line *line;
	size_t entry;
	struct phrase *next; /* begins with the same term and is no longer */
};

struct language {
	char name[KX_LANGUAGE_NAME + 1];
	struct kx_map first; /* first term -> struct phrase */
	struct kx_arena arena;
};

struct kx_synonyms {
	struct kx_synonym_lines lines;
	struct language languages[LANGUAGES_MAX];
	size_t nlanguages;
	kx_synonym_bad *bad;
	void *ctx;
};

struct kx_synonyms *kx_synonyms_new(
	const char *text, size_t n, kx_synonym_bad *bad, void *ctx)
{
	struct kx_synonyms *s = kx_alloc(sizeof(*s));

	s->bad = bad;
	s->ctx = ctx;
	kx_synonym_lines_read(&s->lines, text, n, bad, ctx);
	return s;
}

void kx_synonyms_free(struct kx_synonyms *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->nlanguages; i++) {
		kx_map_release(&s->languages[i].first);
		kx_arena_release(&s->languages[i].arena);
	}
	kx_synonym_lines_release(&s->lines);
	free(s);
}

size_t kx_synonyms_count(const struct kx_synonyms *s)
{
	return s->lines.n;
}

/* ---- terms of a language ------------------------------------------------------------ */

struct words {
	struct kx_arena *arena;
	struct word *v;
	size_t n, max;
};

static bool take(const struct kx_token *t, void *ctx)
{
	struct words *w = ctx;

	if (w->n < w->max)
		w->v[w->n] = (struct word){ kx_arena_strndup(w->arena, t->term, t->len),
			t->len, t->at, t->end, t->stop };
	w->n++;
	return w->n <= w->max;
}

/* `n` is one more than `max` when there are more */
static void split(struct words *w, struct kx_tokenizer *k, const char *locale,
	const char *text, size_t n, size_t max, struct kx_arena *a)
{
	*w = (struct words){ .arena = a, .max = max };
	w->v = kx_arena_alloc(a, max * sizeof(*w->v));
	kx_token_each(k, locale, text, n, take, w);
}

static bool same(const struct word *a, const struct word *b)
{
	return a->len == b->len && !memcmp(a->term, b->term, a->len);
}

static bool all_stop(const struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (!w->v[i].stop)
			return false;
	return true;
}

static void complain(const struct kx_synonyms *s, const struct kx_synonym_line *l,
	const char *entry, const char *what)
{
	char why[WHY_MAX];

	snprintf(why, sizeof(why), "'%.60s' %s", entry, what);
	s->bad(l->at, why, s->ctx);
}

/* the longer one first; of equals the earlier */
static void hang(struct language *g, struct phrase *p)
{
	union kx_map_value *v = kx_map_put(&g->first, p->words->term, p->words->len);
	struct phrase *first = v->ptr, **to = &first;

	while (*to && (*to)->n >= p->n)
		to = &(*to)->next;
	p->next = *to;
	*to = p;
	v->ptr = first;
}

static void learn_entry(struct kx_synonyms *s, struct language *g,
	struct kx_tokenizer *k, const struct kx_synonym_line *l, size_t entry)
{
	const char *text = s->lines.entries[entry];
	struct phrase *p;
	struct words w;

	split(&w, k, g->name, text, strlen(text), KX_QUERY_SYNONYM_WORDS, &g->arena);
	if (w.n > KX_QUERY_SYNONYM_WORDS || !w.n || all_stop(&w)) {
		complain(s, l, text,
			!w.n           ? "has no letter or digit"
			: all_stop(&w) ? "is a function word"
				       : "has too many words");
		return;
	}
	if (entry - l->from >= l->left)
		return;
	p = kx_arena_alloc(&g->arena, sizeof(*p));
	*p = (struct phrase){ w.v, w.n, l, entry, NULL };
	hang(g, p);
}

static struct language *language(
	struct kx_synonyms *s, struct kx_tokenizer *k, const char *locale)
{
	char name[KX_LANGUAGE_NAME + 1];
	struct language *g;

	kx_language_subtag(locale && *locale ? locale : "en", name);
	for (size_t i = 0; i < s->nlanguages; i++)
		if (!strcmp(s->languages[i].name, name))
			return &s->languages[i];
	if (s->nlanguages == LANGUAGES_MAX)
		return NULL;
	g = &s->languages[s->nlanguages++];
	snprintf(g->name, sizeof(g->name), "%s", name);
	for (size_t i = 0; i < s->lines.n; i++)
		for (size_t j = 0; j < s->lines.v[i].n; j++)
			learn_entry(s, g, k, &s->lines.v[i], s->lines.v[i].from + j);
	return g;
}

/* ---- a question --------------------------------------------------------------------- */

static struct kx_query_term *find(const struct kx_query *q, const struct word *w)
{
	for (size_t i = 0; i < q->n; i++)
		if (q->terms[i].len == w->len &&
			!memcmp(q->terms[i].term, w->term, w->len))
			return &q->terms[i];
	return NULL;
}

/* the words of the query that stand at said[0..n) */
static void stands_for(struct kx_query_synonym *y, const struct kx_query *q,
	const struct word *said, size_t n)
{
	const struct kx_query_term *t;

	y->nof = 0;
	for (size_t i = 0; i < n; i++) {
		t = said[i].stop ? NULL : find(q, &said[i]);
		if (t && !t->syn_of)
			y->of[y->nof++] = (size_t)(t - q->terms);
	}
}

static bool added(const struct kx_query *q, const char *text)
{
	for (size_t i = 0; i < q->nsynonyms; i++)
		if (!strcmp(q->synonyms[i].text, text))
			return true;
	return false;
}

struct asking {
	struct kx_synonyms *s;
	struct kx_tokenizer *k;
	const char *locale;
	bool context;
	struct kx_query *q;
	struct kx_arena arena;
};

/* the terms of one alternative that are not asked for yet, and their grams */
static void add_alternative(struct asking *a, struct kx_query_synonym *y)
{
	struct kx_query *q = a->q;
	size_t before = q->n;

	y->gram = q->ngrams;
	kx_query_more(q, a->k, a->locale, y->text, strlen(y->text),
		KX_SYNONYM_WEIGHT * q->terms[y->of[0]].weight);
	y->ngrams = q->ngrams - y->gram;
	if (q->n == before)
		return;
	for (size_t i = before; i < q->n; i++)
		q->terms[i].syn_of = q->nsynonyms + 1;
	q->synonyms = kx_realloc(q->synonyms, q->nsynonyms + 1, sizeof(*q->synonyms));
	q->synonyms[q->nsynonyms++] = *y;
}

static void add_line(struct asking *a, const struct phrase *p, const struct word *said)
{
	const struct kx_synonym_line *l = p->line;
	size_t i = l->from + (l->left < l->n ? l->left : 0);
	struct kx_query_synonym y;

	stands_for(&y, a->q, said, p->n);
	if (!y.nof)
		return;
	y.at = a->context ? 0 : said->at;
	y.end = a->context ? 0 : said[p->n - 1].end;
	for (; i < l->from + l->n; i++) {
		y.text = a->s->lines.entries[i];
		if (i == p->entry || added(a->q, y.text))
			continue;
		add_alternative(a, &y);
	}
}

static bool stands_at(const struct phrase *p, const struct words *said, size_t at)
{
	if (p->n > said->n - at)
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (!same(&p->words[i], &said->v[at + i]))
			return false;
	return true;
}

/* what begins at a word; the number of words that it takes up */
static size_t look(
	struct asking *a, const struct language *g, const struct words *said, size_t at)
{
	const union kx_map_value *v =
		kx_map_get(&g->first, said->v[at].term, said->v[at].len);
	const struct phrase *p = v ? v->ptr : NULL;
	size_t longest = 0;

	for (; p && p->n >= longest; p = p->next)
		if (stands_at(p, said, at)) {
			longest = p->n;
			add_line(a, p, &said->v[at]);
		}
	return longest ? longest : 1;
}

void kx_synonyms_add(struct kx_synonyms *s, struct kx_tokenizer *k, const char *locale,
	const char *text, size_t n, bool context, struct kx_query *q)
{
	struct asking a = {
		.s = s, .k = k, .locale = locale, .context = context, .q = q
	};
	struct language *g = s && s->lines.n ? language(s, k, locale) : NULL;
	struct words said;
	size_t i = 0;

	if (!g)
		return;
	split(&said, k, locale, text, n, QUESTION_WORDS, &a.arena);
	said.n = said.n < said.max ? said.n : said.max;
	while (i < said.n)
		i += look(&a, g, &said, i);
	kx_arena_release(&a.arena);
}

/* ---- weights ------------------------------------------------------------------------ */

/* sum of idf of a synonym's terms that the index knows */
static double worth(const struct kx_query *q, size_t synonym)
{
	double sum = 0;

	for (size_t i = 0; i < q->n; i++)
		if (q->terms[i].syn_of == synonym + 1 && q->terms[i].df)
			sum += q->terms[i].idf;
	return sum;
}

static double weight(
	const struct kx_query *q, const struct kx_query_synonym *y, double alternative)
{
	double sum = 0, most = 0;

	for (size_t i = 0; i < y->nof; i++) {
		const struct kx_query_term *t = &q->terms[y->of[i]];

		sum += t->idf;
		most = t->weight > most ? t->weight : most;
	}
	return KX_SYNONYM_WEIGHT * most * (sum < alternative ? sum / alternative : 1);
}

static void settle(struct kx_query *q, size_t synonym)
{
	const struct kx_query_synonym *y = &q->synonyms[synonym];
	double all = worth(q, synonym), w = all > 0 ? weight(q, y, all) : 0;

	for (size_t i = 0; i < q->n; i++)
		if (q->terms[i].syn_of == synonym + 1) {
			q->terms[i].known = true;
			q->terms[i].weight = q->terms[i].df ? w : 0;
		}
	for (size_t i = 0; i < y->ngrams; i++)
		q->grams[y->gram + i].weight = w * KX_SYNONYM_GRAMS;
	for (size_t i = 0; all > 0 && i < y->nof; i++)
		q->terms[y->of[i]].known = true;
}

void kx_synonyms_settle(struct kx_query *q)
{
	for (size_t i = 0; i < q->nsynonyms; i++)
		settle(q, i);
}

/* ---- rewording ---------------------------------------------------------------------- */

static bool known_whole(const struct kx_query *q, size_t synonym)
{
	for (size_t i = 0; i < q->n; i++)
		if (q->terms[i].syn_of == synonym + 1 && !q->terms[i].df)
			return false;
	return true;
}

bool kx_synonyms_reword(
	const struct kx_query *q, const char *question, struct kx_buf *out)
{
	size_t at = 0;

	for (size_t i = 0; i < q->nsynonyms; i++) {
		const struct kx_query_synonym *y = &q->synonyms[i];

		if (y->end <= y->at || y->at < at || !known_whole(q, i))
			continue;
		kx_buf_add(out, question + at, y->at - at);
		kx_buf_str(out, y->text);
		at = y->end;
	}
	if (at)
		kx_buf_str(out, question + at);
	return at > 0;
}
