#include "domain/rank.h"

#include "base/mem.h"
#include "domain/rank_best.h"
#include "domain/rank_scan.h"
#include "domain/rank_terms.h"

#include <stdlib.h>
#include <string.h>

struct kx_ranker {
	struct kx_rank_terms t;
};

struct kx_ranker *kx_ranker_new(struct kx_index *x, struct kx_query *q)
{
	struct kx_ranker *r = kx_alloc(sizeof(*r));

	r->t.x = x;
	r->t.q = q;
	r->t.segments = kx_index_segments(x);
	return r;
}

void kx_ranker_free(struct kx_ranker *r)
{
	if (!r)
		return;
	kx_rank_terms_release(&r->t);
	free(r);
}

int kx_ranker_find(struct kx_ranker *r, bool words_only, struct kx_err *e)
{
	return kx_rank_terms_find(&r->t, words_only, e);
}

/* ---- some docs ---------------------------------------------------------------------- */

/* rows whose docs lie in one segment */
static int score_segment(struct kx_ranker *r, size_t segment, uint32_t first,
	struct kx_ranked *rows, size_t n)
{
	double *words = kx_calloc(n, sizeof(*words)),
	       *grams = kx_calloc(n, sizeof(*grams));
	uint32_t *docs = kx_calloc(n, sizeof(*docs));
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		docs[i] = rows[i].doc - first;
	for (size_t i = 0; i < r->t.nlanes[segment] && !rc; i++) {
		struct kx_lane *l = &r->t.lanes[segment][i];

		rc = kx_lane_probe(l, docs, n, l->gram ? grams : words);
	}
	for (size_t i = 0; i < n; i++) {
		rows[i].words = words[i];
		rows[i].grams = grams[i];
		rows[i].score = words[i] + grams[i];
		rows[i].article = kx_index_article(r->t.x, rows[i].doc);
	}
	free(docs);
	free(words);
	free(grams);
	return rc;
}

int kx_ranker_score(struct kx_ranker *r, const struct kx_rank_opts *o,
	struct kx_ranked *rows, size_t n, struct kx_err *e)
{
	uint32_t first, docs;
	size_t from = 0, to;
	bool dead;

	if (kx_rank_terms_open(&r->t, o->words_only, e))
		return -1;
	for (size_t i = 0; i < r->t.segments && from < n; i++, from = to) {
		kx_index_segment(r->t.x, i, &first, &docs, &dead);
		for (to = from; to < n && rows[to].doc - first < docs; to++)
			;
		if (to > from && score_segment(r, i, first, rows + from, to - from))
			return kx_index_damaged(e, "a list cannot be read");
	}
	return 0;
}

/* ---- the best ----------------------------------------------------------------------- */

bool kx_rank_may_see(
	const struct kx_index *x, uint32_t doc, const struct kx_rank_opts *o)
{
	uint32_t article;

	if (kx_index_dead(x, doc) || kx_index_visibility(x, doc) > o->visibility)
		return false;
	if (!o->allowed)
		return true;
	article = kx_index_article(x, doc);
	return article < o->allowed_bits &&
	       o->allowed[article / 64] >> (article % 64) & 1;
}

static int by_doc(const void *a, const void *b)
{
	const struct kx_ranked *r = a, *s = b;

	return r->doc < s->doc ? -1 : r->doc > s->doc;
}

/* the chunks of an article stand one behind the other: those around its best */
static void neighbours(const struct kx_index *x, const struct kx_ranked *best,
	struct kx_ranked **v, size_t *n, size_t *cap)
{
	uint32_t from = best->doc, to = best->doc, size = (uint32_t)kx_index_size(x);

	while (from && kx_index_article(x, from - 1) == best->article)
		from--;
	while (to + 1 < size && kx_index_article(x, to + 1) == best->article)
		to++;
	for (uint32_t doc = from; doc <= to; doc++) {
		if (*n == *cap) {
			*cap = *cap ? *cap * 2 : 64;
			*v = kx_realloc(*v, *cap, sizeof(**v));
		}
		(*v)[(*n)++] = (struct kx_ranked){ .doc = doc };
	}
}

/* how many of v[0 .. n) are chunks of that article */
static size_t taken(const struct kx_ranked *v, size_t n, uint32_t article)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += v[i].article == article;
	return count;
}

/* The chunks of the chosen articles, the best `each` of every one, take their place. */
static int add_chunks(struct kx_ranker *r, const struct kx_rank_opts *o,
	struct kx_ranked **v, size_t *n, struct kx_err *e)
{
	struct kx_ranked *all = NULL;
	size_t count = 0, cap = 0, kept = 0;

	for (size_t i = 0; i < *n; i++)
		neighbours(r->t.x, &(*v)[i], &all, &count, &cap);
	qsort(all, count, sizeof(*all), by_doc);
	if (kx_ranker_score(r, o, all, count, e)) {
		free(all);
		return -1;
	}
	kx_ranked_sort(all, count);
	for (size_t i = 0; i < count; i++)
		if (all[i].score > 0 && kx_rank_may_see(r->t.x, all[i].doc, o) &&
			taken(all, kept, all[i].article) < o->per_article)
			all[kept++] = all[i];
	free(*v);
	*v = all;
	*n = kept;
	return 0;
}

/* the parts of the scores of the rows, which are sorted by score */
static int add_parts(struct kx_ranker *r, const struct kx_rank_opts *o,
	struct kx_ranked *v, size_t n, struct kx_err *e)
{
	struct kx_ranked *by = kx_calloc(n, sizeof(*by)), *found;
	int rc;

	memcpy(by, v, n * sizeof(*by));
	qsort(by, n, sizeof(*by), by_doc);
	rc = kx_ranker_score(r, o, by, n, e);
	for (size_t i = 0; i < n && !rc; i++) {
		found = bsearch(&v[i], by, n, sizeof(*by), by_doc);
		v[i].words = found->words;
		v[i].grams = found->grams;
	}
	free(by);
	return rc;
}

int kx_ranker_top(struct kx_ranker *r, const struct kx_rank_opts *o,
	struct kx_ranked **out, size_t *n, struct kx_err *e)
{
	size_t live = kx_index_live(r->t.x);
	struct kx_best h = { .x = r->t.x, .max = o->k < live ? o->k : live };
	uint32_t first, docs;
	bool dead;
	int rc;

	*out = NULL;
	*n = 0;
	rc = kx_rank_terms_open(&r->t, o->words_only, e);
	if (rc || !h.max)
		return rc;
	h.v = kx_calloc(h.max, sizeof(*h.v));
	for (size_t i = 0; i < r->t.segments && !rc; i++) {
		kx_index_segment(r->t.x, i, &first, &docs, &dead);
		rc = kx_rank_scan(r->t.lanes[i], r->t.nlanes[i], first, docs, o, &h, e);
	}
	kx_ranked_sort(h.v, h.n);
	if (!rc && h.n)
		rc = o->per_article > 1 ? add_chunks(r, o, &h.v, &h.n, e)
					: add_parts(r, o, h.v, h.n, e);
	if (rc) {
		free(h.v);
		return -1;
	}
	*out = h.v;
	*n = h.n;
	return 0;
}

int kx_rank(struct kx_index *x, struct kx_query *q, const struct kx_rank_opts *o,
	struct kx_ranked **out, size_t *n, struct kx_err *e)
{
	struct kx_ranker *r = kx_ranker_new(x, q);
	int rc;

	*out = NULL;
	*n = 0;
	rc = kx_ranker_find(r, o->words_only, e) || kx_ranker_top(r, o, out, n, e);
	kx_ranker_free(r);
	return rc ? -1 : 0;
}
