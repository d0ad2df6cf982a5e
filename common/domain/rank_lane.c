#include "domain/rank_lane.h"

#include "base/mem.h"
#include "domain/index_page.h"

#include <stdlib.h>
#include <string.h>

static double part(const struct kx_lane *l, uint32_t tf, uint32_t length)
{
	return l->weight * tf / (tf + l->norm.flat + l->norm.slope * length);
}

static uint32_t length(const struct kx_lane *l, uint32_t doc)
{
	return l->gram ? l->lengths[doc].grams : l->lengths[doc].words;
}

static int open_plain(struct kx_lane *l, const struct kx_list *list, uint32_t docs)
{
	double v;

	if (kx_list_plain(list, docs, &l->now) || !l->now.n)
		return -1;
	l->v = kx_alloc(sizeof(*l->v));
	l->n = 1;
	l->v->head.base = l->now.doc[0];
	l->v->head.last = l->now.doc[l->now.n - 1];
	for (size_t i = 0; i < l->now.n; i++) {
		v = part(l, l->now.tf[i], length(l, l->now.doc[i]));
		l->v->bound = v > l->v->bound ? v : l->v->bound;
	}
	l->open = true;
	return 0;
}

static int open_blocks(struct kx_lane *l, const struct kx_list *list, uint32_t docs)
{
	const unsigned char *s = list->p;
	uint32_t left = list->n, base = 0;
	size_t n;

	l->v = kx_calloc(
		(left + KX_BLOCK_POSTINGS - 1) / KX_BLOCK_POSTINGS, sizeof(*l->v));
	for (; left; left -= (uint32_t)n) {
		struct kx_lane_block *b = &l->v[l->n];

		n = left < KX_BLOCK_POSTINGS ? left : KX_BLOCK_POSTINGS;
		if (kx_block_head(&b->head, &s, list->end, n, base, docs))
			return -1;
		b->bound = part(l, b->head.most, b->head.least);
		base = b->head.last + 1;
		l->n++;
	}
	return s == list->end ? 0 : -1;
}

int kx_lane_open(struct kx_lane *l, const unsigned char *bytes,
	const struct kx_index_list *at, uint32_t docs, struct kx_err *e)
{
	struct kx_list list = { bytes + at->at, bytes + at->at + at->len, at->n };

	l->end = list.end;
	if (at->n > docs || (at->n > KX_PAGE_PLAIN ? open_blocks(l, &list, docs)
						   : open_plain(l, &list, docs)))
		return kx_index_damaged(e, "a list cannot be read");
	return 0;
}

void kx_lane_release(struct kx_lane *l)
{
	free(l->v);
	l->v = NULL;
}

void kx_lane_rewind(struct kx_lane *l)
{
	/* a short list has no body to read again */
	l->open = l->n == 1 && !l->v->head.body;
	l->at = l->i = 0;
}

/* to the first block that may hold docs from `low` on */
static bool seek(struct kx_lane *l, uint32_t low)
{
	while (l->at < l->n && l->v[l->at].head.last < low) {
		l->at++;
		l->open = false;
	}
	return l->at < l->n;
}

static int read_block(struct kx_lane *l)
{
	if (l->open)
		return 0;
	if (kx_block_read(&l->v[l->at].head, l->end, &l->now))
		return -1;
	l->open = true;
	l->i = 0;
	return 0;
}

double kx_lane_bound(struct kx_lane *l, uint32_t low, uint32_t high)
{
	double most = 0;

	if (!seek(l, low))
		return 0;
	for (size_t i = l->at; i < l->n && l->v[i].head.base < high; i++)
		most = l->v[i].bound > most ? l->v[i].bound : most;
	return most;
}

/* the postings of the open block below `high` */
static void add_open(
	struct kx_lane *l, uint32_t low, uint32_t high, double *sums, uint64_t *marks)
{
	size_t i = l->i;

	while (i < l->now.n && l->now.doc[i] < low)
		i++;
	for (; i < l->now.n && l->now.doc[i] < high; i++) {
		uint32_t doc = l->now.doc[i], at = doc - low;

		sums[at] += part(l, l->now.tf[i], length(l, doc));
		marks[at / 64] |= 1ull << (at % 64);
	}
	l->i = i;
}

int kx_lane_add(
	struct kx_lane *l, uint32_t low, uint32_t high, double *sums, uint64_t *marks)
{
	while (seek(l, low) && l->v[l->at].head.base < high) {
		if (read_block(l))
			return -1;
		add_open(l, low, high, sums, marks);
		if (l->i < l->now.n)
			return 0;
		l->at++;
		l->open = false;
	}
	return 0;
}

int kx_lane_probe(struct kx_lane *l, const uint32_t *docs, size_t n, double *sums)
{
	for (size_t i = 0; i < n && seek(l, docs[i]); i++) {
		uint32_t doc = docs[i];

		if (l->v[l->at].head.base > doc)
			continue;
		if (read_block(l))
			return -1;
		while (l->now.doc[l->i] < doc)
			l->i++;
		if (l->now.doc[l->i] == doc)
			sums[i] += part(l, l->now.tf[l->i], length(l, doc));
	}
	return 0;
}

int kx_lane_live(struct kx_lane *l, const struct kx_index *x, uint32_t first, size_t *n)
{
	kx_lane_rewind(l);
	for (; l->at < l->n; l->at++, l->open = false) {
		if (read_block(l))
			return -1;
		for (size_t i = 0; i < l->now.n; i++)
			*n += !kx_index_dead(x, first + l->now.doc[i]);
	}
	kx_lane_rewind(l);
	return 0;
}
