#include "domain/rank_scan.h"

#include <string.h>

#define WINDOW 2048 /* docs; their sums stay in the fastest cache */
/* Sums of bounds are rounded in another order than sums of parts. */
#define ROUNDING (1 - 1e-12)

struct scan {
	struct kx_lane *lanes;
	size_t n;
	uint32_t first;
	const struct kx_rank_opts *o;
	struct kx_best *best;
	double sums[WINDOW];
	uint64_t marks[WINDOW / 64];
	/* the docs that may still get in, with their sums */
	uint32_t docs[WINDOW];
	double scores[WINDOW];
	size_t ndocs;
};

/* The lanes that a doc must be in, at least one of them, to get in: the others together
 * do not reach the bar. *rest is what those may add. */
static size_t essential(const struct scan *s, double bar, double *rest)
{
	double sum = 0;
	size_t i = s->n;

	*rest = 0;
	while (i) {
		sum += s->lanes[i - 1].bound;
		if (sum > bar)
			break;
		*rest = sum;
		i--;
	}
	return i;
}

/* the marked docs that get over the bar with as much as `rest` more */
static void select_docs(struct scan *s, uint32_t low, double bar, double rest)
{
	for (size_t w = 0; w < WINDOW / 64; w++)
		for (uint64_t m = s->marks[w]; m; m &= m - 1) {
			uint32_t at = (uint32_t)w * 64 + (uint32_t)__builtin_ctzll(m);

			if (s->sums[at] + rest > bar) {
				s->docs[s->ndocs] = low + at;
				s->scores[s->ndocs++] = s->sums[at];
			}
			s->sums[at] = 0;
		}
	memset(s->marks, 0, sizeof(s->marks));
}

static void drop_docs(struct scan *s, double bar, double rest)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->ndocs; i++)
		if (s->scores[i] + rest > bar) {
			s->docs[kept] = s->docs[i];
			s->scores[kept++] = s->scores[i];
		}
	s->ndocs = kept;
}

static void offer(struct scan *s)
{
	for (size_t i = 0; i < s->ndocs; i++) {
		struct kx_ranked r = { .doc = s->first + s->docs[i],
			.score = s->scores[i] };

		if (!(r.score > kx_best_bar(s->best)) ||
			!kx_rank_may_see(s->best->x, r.doc, s->o))
			continue;
		r.article = kx_index_article(s->best->x, r.doc);
		kx_best_offer(s->best, r);
	}
	s->ndocs = 0;
}

static int look_at(struct scan *s, uint32_t low, uint32_t high)
{
	double bar = kx_best_bar(s->best) * ROUNDING, rest;
	size_t must;

	for (size_t i = 0; i < s->n; i++)
		s->lanes[i].bound = kx_lane_bound(&s->lanes[i], low, high);
	must = essential(s, bar, &rest);
	for (size_t i = 0; i < must; i++)
		if (kx_lane_add(&s->lanes[i], low, high, s->sums, s->marks))
			return -1;
	if (must)
		select_docs(s, low, bar, rest);
	for (size_t i = must; i < s->n && s->ndocs; i++) {
		if (!(s->lanes[i].bound > 0))
			continue;
		if (kx_lane_probe(&s->lanes[i], s->docs, s->ndocs, s->scores))
			return -1;
		rest -= s->lanes[i].bound;
		drop_docs(s, bar, rest > 0 ? rest : 0);
	}
	offer(s);
	return 0;
}

int kx_rank_scan(struct kx_lane *lanes, size_t n, uint32_t first, uint32_t docs,
	const struct kx_rank_opts *o, struct kx_best *best, struct kx_err *e)
{
	struct scan s = {
		.lanes = lanes, .n = n, .first = first, .o = o, .best = best
	};

	for (uint32_t low = 0; n && low < docs; low += WINDOW)
		if (look_at(&s, low, docs - low < WINDOW ? docs : low + WINDOW))
			return kx_index_damaged(e, "a list cannot be read");
	return 0;
}
