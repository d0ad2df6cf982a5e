#include "domain/rank.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Scoring. */
static double idf(double docs, double df)
{
	return log(1 + (docs - df + 0.5) / (df + 0.5));
}

struct scores {
	double *of;        /* per doc; 0: no term in it */
	uint32_t *touched; /* docs with a score, in the order they got it */
	size_t n;
};

static size_t count_live(const struct kx_index *x, const struct kx_postings *p)
{
	const struct kx_index_doc *docs = kx_index_docs(x);
	size_t n = 0;

	if (kx_index_live(x) == kx_index_size(x))
		return p->n;
	for (size_t i = 0; i < p->n; i++)
		n += !docs[p->doc[i]].dead;
	return n;
}

static void score_term(const struct kx_index *x, const struct kx_postings *p,
	double weight, struct scores *s)
{
	const struct kx_index_doc *docs = kx_index_docs(x);
	double mean = kx_index_mean(x);
	double flat = KX_RANK_K1 * (1 - KX_RANK_B);
	double slope = mean > 0 ? KX_RANK_K1 * KX_RANK_B / mean : 0;

	for (size_t i = 0; i < p->n; i++) {
		uint32_t doc = p->doc[i];
		double tf = p->tf[i];

		if (s->of[doc] == 0)
			s->touched[s->n++] = doc;
		s->of[doc] += weight * tf / (tf + flat + slope * docs[doc].length);
	}
}

static int score(
	struct kx_index *x, struct kx_query *q, struct scores *s, struct kx_err *e)
{
	struct kx_postings p;

	for (size_t i = 0; i < q->n; i++) {
		struct kx_query_term *t = &q->terms[i];

		if (kx_index_term(x, t->term, t->len, &p, e))
			return -1;
		t->df = count_live(x, &p);
		t->idf = idf((double)kx_index_live(x), (double)t->df);
		if (t->weight > 0)
			score_term(x, &p, t->weight * t->idf * (KX_RANK_K1 + 1), s);
		kx_postings_release(&p);
	}
	return 0;
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

/* Choosing. */
/* The best rows so far: a heap with the worst of them at the root. */
struct best {
	const struct kx_index_doc *docs;
	struct kx_ranked *v;
	size_t n, max;
};

/* ranks a behind b? docs ascend by chunk id, so positions break ties */
static bool worse(const struct kx_ranked *a, const struct kx_ranked *b)
{
	return a->score < b->score || (a->score == b->score && a->doc > b->doc);
}

static int by_rank(const void *a, const void *b)
{
	return worse(a, b) ? 1 : worse(b, a) ? -1 : 0;
}

static void sift_down(struct best *h, size_t i)
{
	struct kx_ranked moved = h->v[i];
	size_t child;

	while ((child = 2 * i + 1) < h->n) {
		if (child + 1 < h->n && worse(&h->v[child + 1], &h->v[child]))
			child++;
		if (!worse(&h->v[child], &moved))
			break;
		h->v[i] = h->v[child];
		i = child;
	}
	h->v[i] = moved;
}

static void sift_up(struct best *h, size_t i)
{
	struct kx_ranked moved = h->v[i];

	while (i && worse(&moved, &h->v[(i - 1) / 2])) {
		h->v[i] = h->v[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	h->v[i] = moved;
}

/* offers a row that stands for its article */
static void offer(struct best *h, struct kx_ranked r)
{
	uint32_t article = h->docs[r.doc].article;

	if (h->n == h->max && !worse(&h->v[0], &r))
		return;
	/* few rows get this far: the heap soon holds better ones */
	for (size_t i = 0; i < h->n; i++) {
		if (h->docs[h->v[i].doc].article != article)
			continue;
		if (worse(&h->v[i], &r)) {
			h->v[i] = r;
			sift_down(h, i);
		}
		return;
	}
	if (h->n < h->max) {
		h->v[h->n++] = r;
		sift_up(h, h->n - 1);
		return;
	}
	h->v[0] = r;
	sift_down(h, 0);
}

static bool may_see(const struct kx_index_doc *d, const struct kx_rank_opts *o)
{
	if (d->dead || d->visibility > o->visibility)
		return false;
	return !o->allowed ||
	       (d->article < o->allowed_bits &&
		       o->allowed[d->article / 64] >> (d->article % 64) & 1);
}

static void choose_articles(
	struct best *h, const struct scores *s, const struct kx_rank_opts *o)
{
	for (size_t i = 0; i < s->n; i++) {
		struct kx_ranked r = { s->touched[i], s->of[s->touched[i]] };

		if (h->n == h->max && !worse(&h->v[0], &r))
			continue;
		if (may_see(&h->docs[r.doc], o))
			offer(h, r);
	}
	qsort(h->v, h->n, sizeof(*h->v), by_rank);
}

static int by_article(const void *a, const void *b)
{
	const struct kx_ranked *r = a, *s = b;

	/* `doc` holds the article here */
	return r->doc < s->doc ? -1 : r->doc > s->doc;
}

/* The chunks of the chosen articles, the best `each` of every one; replaces h->v. */
static void add_chunks(struct best *h, const struct scores *s,
	const struct kx_rank_opts *o, size_t each)
{
	struct kx_ranked *articles = kx_calloc(h->n, sizeof(*articles)), *hit, key;
	struct kx_ranked *all = kx_calloc(s->n, sizeof(*all));
	size_t *taken = kx_calloc(h->n, sizeof(*taken));
	size_t n = 0, kept = 0, count = h->n;

	for (size_t i = 0; i < count; i++)
		articles[i].doc = h->docs[h->v[i].doc].article;
	qsort(articles, count, sizeof(*articles), by_article);
	for (size_t i = 0; i < s->n; i++) {
		key.doc = h->docs[s->touched[i]].article;
		hit = bsearch(&key, articles, count, sizeof(*articles), by_article);
		if (hit && may_see(&h->docs[s->touched[i]], o))
			all[n++] = (struct kx_ranked){ s->touched[i],
				s->of[s->touched[i]] };
	}
	qsort(all, n, sizeof(*all), by_rank);
	for (size_t i = 0; i < n; i++) {
		key.doc = h->docs[all[i].doc].article;
		hit = bsearch(&key, articles, count, sizeof(*articles), by_article);
		if (taken[hit - articles]++ < each)
			all[kept++] = all[i];
	}
	free(articles);
	free(taken);
	free(h->v);
	h->v = all;
	h->n = kept;
}

int kx_rank(struct kx_index *x, struct kx_query *q, const struct kx_rank_opts *o,
	struct kx_ranked **out, size_t *n, struct kx_err *e)
{
	size_t size = kx_index_size(x);
	struct scores s = { 0 };
	struct best h = { .docs = kx_index_docs(x) };
	int rc;

	*out = NULL;
	*n = 0;
	s.of = kx_calloc(size, sizeof(*s.of));
	s.touched = kx_calloc(size, sizeof(*s.touched));
	rc = score(x, q, &s, e);
	h.max = o->k < s.n ? o->k : s.n;
	if (!rc && h.max) {
		h.v = kx_calloc(h.max, sizeof(*h.v));
		choose_articles(&h, &s, o);
		if (o->per_article > 1 && h.n)
			add_chunks(&h, &s, o, o->per_article);
		*out = h.v;
		*n = h.n;
	}
	free(s.of);
	free(s.touched);
	return rc;
}
