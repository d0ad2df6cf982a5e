#include "domain/spell.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 16  /* unknown words of one question that are repaired */
#define NEAR_MAX 1024 /* near words of one that are weighed */

/* a word as letters, with a set of them for a quick no */
struct word {
	uint32_t c[KX_TERM_MAX];
	int n;
	uint64_t set;
};

static void decode(struct word *w, const char *s, size_t n)
{
	size_t i = 0;

	w->n = 0;
	w->set = 0;
	while (i < n && w->n < KX_TERM_MAX) {
		i += kx_utf8_next(s + i, n - i, &w->c[w->n]);
		w->set |= 1ull << (w->c[w->n] & 63);
		w->n++;
	}
}

static int min(int a, int b)
{
	return a < b ? a : b;
}

static int distance(const struct word *a, const struct word *b, int max)
{
	int rows[3][KX_TERM_MAX + 1], *before = rows[0], *last = rows[1],
				      *now = rows[2];
	int i, j, least, cost, *swap;

	if (abs(a->n - b->n) > max || __builtin_popcountll(a->set ^ b->set) > 2 * max)
		return max + 1;
	for (j = 0; j <= b->n; j++)
		last[j] = j;
	for (i = 1; i <= a->n; i++) {
		least = now[0] = i;
		for (j = 1; j <= b->n; j++) {
			cost = a->c[i - 1] != b->c[j - 1];
			now[j] = min(min(last[j], now[j - 1]) + 1, last[j - 1] + cost);
			if (i > 1 && j > 1 && a->c[i - 1] == b->c[j - 2] &&
				a->c[i - 2] == b->c[j - 1])
				now[j] = min(now[j], before[j - 2] + 1);
			least = min(least, now[j]);
		}
		if (least > max)
			return max + 1;
		swap = before;
		before = last;
		last = now;
		now = swap;
	}
	return min(last[b->n], max + 1);
}

int kx_spell_distance(const char *a, size_t na, const char *b, size_t nb, int max)
{
	struct word x, y;

	decode(&x, a, na);
	decode(&y, b, nb);
	return distance(&x, &y, max);
}

struct guess {
	char term[KX_TERM_MAX + 1];
	size_t len, df;
	int distance;
};

/* an unknown word, and all known ones that are near enough */
struct unknown {
	size_t at; /* in the query */
	struct word w;
	int max;
	struct guess *near;
	size_t n, cap;
};

struct search {
	struct unknown v[WORDS_MAX];
	size_t n;
};

/* A term may come once per segment: its frequencies add up, so that a store in one piece
 * and the same in many give the same guesses. */
static void keep(struct unknown *u, const struct guess *g)
{
	size_t i;

	for (i = 0; i < u->n; i++)
		if (u->near[i].len == g->len &&
			!memcmp(u->near[i].term, g->term, g->len)) {
			u->near[i].df += g->df;
			return;
		}
	if (u->n == NEAR_MAX)
		return;
	if (u->n == u->cap) {
		u->cap = u->cap ? 2 * u->cap : 16;
		u->near = kx_realloc(u->near, u->cap, sizeof(*u->near));
	}
	u->near[u->n++] = *g;
}

static int best_first(const void *a, const void *b)
{
	const struct guess *x = a, *y = b;

	if (x->distance != y->distance)
		return x->distance - y->distance;
	if (x->df != y->df)
		return x->df > y->df ? -1 : 1;
	return strcmp(x->term, y->term);
}

/* a quick no before the letters are taken apart; other scripts go the long way */
static bool may_be_near(const struct search *s, const char *term, size_t len)
{
	uint64_t set = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		if (term[i] & 0x80)
			return true;
		set |= 1ull << (term[i] & 63);
	}
	for (i = 0; i < s->n; i++)
		if (abs(s->v[i].w.n - (int)len) <= s->v[i].max &&
			__builtin_popcountll(s->v[i].w.set ^ set) <= 2 * s->v[i].max)
			return true;
	return false;
}

static void look(const char *term, size_t len, size_t df, void *ctx)
{
	struct search *s = ctx;
	struct guess g;
	struct word w;
	size_t i;
	int d;

	if (len < 3 || (term[0] >= '0' && term[0] <= '9') || !may_be_near(s, term, len))
		return;
	decode(&w, term, len);
	for (i = 0; i < s->n; i++) {
		d = distance(&s->v[i].w, &w, s->v[i].max);
		if (d > s->v[i].max)
			continue;
		memcpy(g.term, term, len);
		g.term[len] = '\0';
		g.len = len;
		g.df = df;
		g.distance = d;
		keep(&s->v[i], &g);
	}
}

static bool has_digit(const char *s)
{
	return strpbrk(s, "0123456789") != NULL;
}

static void collect(struct search *s, const struct kx_query *q)
{
	struct unknown *u;
	size_t i;

	for (i = 0; i < q->n && s->n < WORDS_MAX; i++) {
		if (q->terms[i].df || q->terms[i].known || has_digit(q->terms[i].term))
			continue;
		u = &s->v[s->n];
		decode(&u->w, q->terms[i].term, q->terms[i].len);
		if (u->w.n < KX_SPELL_MIN)
			continue;
		u->at = i;
		u->max = u->w.n < 6 ? 1 : 2;
		s->n++;
	}
}

static bool asked(const struct kx_query *q, const struct guess *g)
{
	size_t i;

	for (i = 0; i < q->n; i++)
		if (q->terms[i].len == g->len &&
			!memcmp(q->terms[i].term, g->term, g->len))
			return true;
	return false;
}

static void add(struct kx_query *q, const struct unknown *u, const struct guess *g)
{
	double weight = q->terms[u->at].weight * (g->distance == 1 ? 0.8 : 0.5);
	struct kx_query_term *t;

	if (asked(q, g) || q->n == KX_QUERY_TERMS_MAX)
		return;
	q->terms = kx_realloc(q->terms, q->n + 1, sizeof(*q->terms));
	t = &q->terms[q->n];
	memset(t, 0, sizeof(*t));
	memcpy(t->term, g->term, g->len);
	t->len = g->len;
	t->weight = weight;
	t->guess_of = u->at + 1;
	q->n++;
	kx_query_grams(q, g->term, g->len, KX_SPELL_GRAMS * weight);
}

int kx_spell(struct kx_index *x, struct kx_query *q, size_t *n, struct kx_err *e)
{
	struct search *s = kx_alloc(sizeof(*s));
	size_t i, k, before = q->n;
	int rc = 0;

	collect(s, q);
	if (s->n)
		rc = kx_index_vocabulary(x, look, s, e);
	for (i = 0; i < s->n && !rc; i++) {
		if (s->v[i].n)
			qsort(s->v[i].near, s->v[i].n, sizeof(*s->v[i].near),
				best_first);
		for (k = 0; k < s->v[i].n && k < KX_SPELL_GUESSES; k++)
			add(q, &s->v[i], &s->v[i].near[k]);
	}
	*n = q->n - before;
	for (i = 0; i < s->n; i++)
		free(s->v[i].near);
	free(s);
	return rc;
}
