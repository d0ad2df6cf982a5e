#include "domain/spell.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 16 /* unknown words of one question that are repaired */

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

/* an unknown word and the best guesses so far, best first */
struct unknown {
	size_t at; /* in the query */
	struct word w;
	int max;
	struct guess best[KX_SPELL_GUESSES];
	size_t n;
};

struct search {
	struct unknown v[WORDS_MAX];
	size_t n;
};

static bool better(const struct guess *a, const struct guess *b)
{
	if (a->distance != b->distance)
		return a->distance < b->distance;
	if (a->df != b->df)
		return a->df > b->df;
	return strcmp(a->term, b->term) < 0;
}

static void keep(struct unknown *u, const struct guess *g)
{
	size_t i;

	/* the same word in another segment: its frequencies add up */
	for (i = 0; i < u->n; i++)
		if (u->best[i].len == g->len &&
			!memcmp(u->best[i].term, g->term, g->len)) {
			u->best[i].df += g->df;
			return;
		}
	for (i = u->n; i > 0 && better(g, &u->best[i - 1]); i--)
		if (i < KX_SPELL_GUESSES)
			u->best[i] = u->best[i - 1];
	if (i < KX_SPELL_GUESSES) {
		u->best[i] = *g;
		if (u->n < KX_SPELL_GUESSES)
			u->n++;
	}
}

static void look(const char *term, size_t len, size_t df, void *ctx)
{
	struct search *s = ctx;
	struct guess g;
	struct word w;
	size_t i;
	int d;

	if (len < 3 || (term[0] >= '0' && term[0] <= '9'))
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
		if (q->terms[i].df || has_digit(q->terms[i].term))
			continue;
		u = &s->v[s->n];
		decode(&u->w, q->terms[i].term, q->terms[i].len);
		if (u->w.n < KX_SPELL_MIN)
			continue;
		u->at = i;
		u->n = 0;
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
	struct kx_query_term *t;

	if (asked(q, g) || q->n == KX_RANK_TERMS_MAX)
		return;
	q->terms = kx_realloc(q->terms, q->n + 1, sizeof(*q->terms));
	t = &q->terms[q->n];
	memset(t, 0, sizeof(*t));
	memcpy(t->term, g->term, g->len);
	t->len = g->len;
	t->weight = q->terms[u->at].weight * (g->distance == 1 ? 0.8 : 0.5);
	t->guess_of = u->at + 1;
	q->n++;
}

int kx_spell(struct kx_index *x, struct kx_query *q, size_t *n, struct kx_err *e)
{
	struct search *s = kx_alloc(sizeof(*s));
	size_t i, k, before = q->n;
	int rc = 0;

	collect(s, q);
	if (s->n)
		rc = kx_index_vocabulary(x, look, s, e);
	for (i = 0; i < s->n && !rc; i++)
		for (k = 0; k < s->v[i].n; k++)
			add(q, &s->v[i], &s->v[i].best[k]);
	*n = q->n - before;
	free(s);
	return rc;
}
