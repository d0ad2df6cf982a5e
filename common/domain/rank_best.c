#include "domain/rank_best.h"

#include <stdlib.h>

bool kx_ranked_worse(const struct kx_ranked *a, const struct kx_ranked *b)
{
	return a->score < b->score || (a->score == b->score && a->doc > b->doc);
}

double kx_best_bar(const struct kx_best *h)
{
	return h->n == h->max ? h->v[0].score : 0;
}

static void sift_down(struct kx_best *h, size_t i)
{
	struct kx_ranked moved = h->v[i];
	size_t child;

	while ((child = 2 * i + 1) < h->n) {
		if (child + 1 < h->n && kx_ranked_worse(&h->v[child + 1], &h->v[child]))
			child++;
		if (!kx_ranked_worse(&h->v[child], &moved))
			break;
		h->v[i] = h->v[child];
		i = child;
	}
	h->v[i] = moved;
}

static void sift_up(struct kx_best *h, size_t i)
{
	struct kx_ranked moved = h->v[i];

	while (i && kx_ranked_worse(&moved, &h->v[(i - 1) / 2])) {
		h->v[i] = h->v[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	h->v[i] = moved;
}

void kx_best_offer(struct kx_best *h, struct kx_ranked r)
{
	if (h->n == h->max && !kx_ranked_worse(&h->v[0], &r))
		return;
	/* few rows get this far: the heap soon holds better ones */
	for (size_t i = 0; i < h->n; i++) {
		if (h->v[i].article != r.article)
			continue;
		if (kx_ranked_worse(&h->v[i], &r)) {
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

static int by_rank(const void *a, const void *b)
{
	return kx_ranked_worse(a, b) ? 1 : kx_ranked_worse(b, a) ? -1 : 0;
}

void kx_ranked_sort(struct kx_ranked *v, size_t n)
{
	if (n > 1)
		qsort(v, n, sizeof(*v), by_rank);
}
