#include "domain/rank_terms.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

struct kx_rank_term {
	bool gram;
	size_t place;                /* among the query's terms or grams */
	struct kx_index_list *lists; /* per segment */
	double weight;               /* 0: not ranked by */
};

static void drop_lanes(struct kx_rank_terms *r)
{
	for (size_t i = 0; r->lanes && i < r->segments; i++) {
		for (size_t k = 0; k < r->nlanes[i]; k++)
			kx_lane_release(&r->lanes[i][k]);
		free(r->lanes[i]);
	}
	free(r->lanes);
	free(r->nlanes);
	r->lanes = NULL;
	r->nlanes = NULL;
}

/* ---- finding ------------------------------------------------------------------------ */

static double idf(double docs, double df)
{
	return log(1 + (docs - df + 0.5) / (df + 0.5));
}

static const unsigned char *bytes(const struct kx_rank_terms *r)
{
	return (const unsigned char *)r->bytes.p;
}

/* the docs of a list that are alive */
static int count(struct kx_rank_terms *r, size_t segment, const struct kx_index_list *l,
	size_t *n, struct kx_err *e)
{
	struct kx_lane lane = { .lengths = kx_index_lengths(r->x) };
	uint32_t first, docs;
	bool dead;
	int rc;

	kx_index_segment(r->x, segment, &first, &docs, &dead);
	if (!dead) {
		*n += l->n;
		return 0;
	}
	lane.lengths += first;
	rc = kx_lane_open(&lane, bytes(r), l, docs, e);
	if (!rc && kx_lane_live(&lane, r->x, first, n))
		rc = kx_index_damaged(e, "a list cannot be read");
	kx_lane_release(&lane);
	return rc;
}

static int find(struct kx_rank_terms *r, const char *term, size_t len,
	struct kx_rank_term *f, size_t *df, struct kx_err *e)
{
	int rc;

	*df = 0;
	f->lists = kx_calloc(r->segments, sizeof(*f->lists));
	for (size_t i = 0; i < r->segments; i++) {
		rc = kx_index_find(r->x, i, term, len, &r->bytes, &f->lists[i], e);
		if (rc < 0 || (!rc && count(r, i, &f->lists[i], df, e)))
			return -1;
	}
	return 0;
}

static struct kx_rank_term *more(struct kx_rank_terms *r, bool gram, size_t place)
{
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 32;
		r->v = kx_realloc(r->v, r->cap, sizeof(*r->v));
	}
	r->v[r->n] = (struct kx_rank_term){ .gram = gram, .place = place };
	return &r->v[r->n++];
}

int kx_rank_terms_find(struct kx_rank_terms *r, bool words_only, struct kx_err *e)
{
	double live = (double)kx_index_live(r->x);

	drop_lanes(r);
	for (; r->terms < r->q->n; r->terms++) {
		struct kx_query_term *t = &r->q->terms[r->terms];

		if (find(r, t->term, t->len, more(r, false, r->terms), &t->df, e))
			return -1;
		t->idf = idf(live, (double)t->df);
	}
	for (; !words_only && r->grams < r->q->ngrams; r->grams++) {
		struct kx_query_gram *g = &r->q->grams[r->grams];

		if (find(r, g->gram, g->len, more(r, true, r->grams), &g->df, e))
			return -1;
		g->idf = idf(live, (double)g->df);
	}
	return 0;
}

/* ---- lanes -------------------------------------------------------------------------- */

/* the weightiest first; of equals, as in the query */
static int by_weight(const void *a, const void *b)
{
	const struct kx_rank_term *f = a, *g = b;

	if (f->weight != g->weight)
		return f->weight > g->weight ? -1 : 1;
	if (f->gram != g->gram)
		return f->gram - g->gram;
	return f->place < g->place ? -1 : f->place > g->place;
}

static void weigh(struct kx_rank_terms *r, bool words_only)
{
	for (size_t i = 0; i < r->n; i++) {
		struct kx_rank_term *f = &r->v[i];
		const struct kx_query *q = r->q;

		f->weight = KX_RANK_K1 + 1;
		if (f->gram)
			f->weight *= words_only ? 0
						: KX_RANK_GRAMS *
							  q->grams[f->place].weight *
							  q->grams[f->place].idf;
		else
			f->weight *= q->terms[f->place].weight * q->terms[f->place].idf;
	}
	if (r->n > 1)
		qsort(r->v, r->n, sizeof(*r->v), by_weight);
}

static struct kx_norm norm(double mean)
{
	return (struct kx_norm){ .flat = KX_RANK_K1 * (1 - KX_RANK_B),
		.slope = mean > 0 ? KX_RANK_K1 * KX_RANK_B / mean : 0 };
}

static int open_segment(struct kx_rank_terms *r, size_t segment, struct kx_err *e)
{
	struct kx_norm words = norm(kx_index_mean(r->x)),
		       grams = norm(kx_index_mean_grams(r->x));
	uint32_t first, docs;
	bool dead;

	kx_index_segment(r->x, segment, &first, &docs, &dead);
	r->lanes[segment] = kx_calloc(r->n, sizeof(struct kx_lane));
	for (size_t i = 0; i < r->n; i++) {
		const struct kx_rank_term *f = &r->v[i];
		struct kx_lane *l = &r->lanes[segment][r->nlanes[segment]];

		if (!f->lists[segment].n || !(f->weight > 0))
			continue;
		l->weight = f->weight;
		l->gram = f->gram;
		l->norm = f->gram ? grams : words;
		l->lengths = kx_index_lengths(r->x) + first;
		r->nlanes[segment]++;
		if (kx_lane_open(l, bytes(r), &f->lists[segment], docs, e))
			return -1;
	}
	return 0;
}

int kx_rank_terms_open(struct kx_rank_terms *r, bool words_only, struct kx_err *e)
{
	if (r->lanes && r->words_only != words_only)
		drop_lanes(r);
	if (!r->lanes) {
		r->words_only = words_only;
		weigh(r, words_only);
		r->lanes = kx_calloc(r->segments, sizeof(*r->lanes));
		r->nlanes = kx_calloc(r->segments, sizeof(*r->nlanes));
		for (size_t i = 0; i < r->segments; i++)
			if (open_segment(r, i, e)) {
				drop_lanes(r);
				return -1;
			}
	}
	for (size_t i = 0; i < r->segments; i++)
		for (size_t k = 0; k < r->nlanes[i]; k++)
			kx_lane_rewind(&r->lanes[i][k]);
	return 0;
}

void kx_rank_terms_release(struct kx_rank_terms *r)
{
	drop_lanes(r);
	for (size_t i = 0; i < r->n; i++)
		free(r->v[i].lists);
	free(r->v);
	kx_buf_release(&r->bytes);
}

double kx_rank_attainable(const struct kx_index *x, const struct kx_query *q)
{
	double sum = 0;

	for (size_t i = 0; i < q->n; i++)
		sum += q->terms[i].weight *
		       (q->terms[i].df ? q->terms[i].idf
				       : idf((double)kx_index_live(x), 0));
	return sum * (KX_RANK_K1 + 1);
}
