#include "domain/vec_file_pick.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void kx_vec_pick_init(struct kx_vec_pick *p, size_t keep, size_t levels)
{
	*p = (struct kx_vec_pick){
		.keep = keep, .limit = UINT64_MAX, .levels = levels
	};
	p->item = kx_calloc(2 * keep, sizeof(*p->item));
	if (levels)
		p->count = kx_calloc(levels, sizeof(*p->count));
}

void kx_vec_pick_release(struct kx_vec_pick *p)
{
	free(p->item);
	free(p->count);
	*p = (struct kx_vec_pick){ 0 };
}

static void swap(uint64_t *a, uint64_t *b)
{
	uint64_t x = *a;

	*a = *b;
	*b = x;
}

/* the k smallest to the front, by Hoare's selection; no two items are alike */
static void select_front(uint64_t *a, size_t n, size_t k)
{
	size_t lo = 0, hi = n - 1, i, j, mid;
	uint64_t pivot;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (a[mid] < a[lo])
			swap(&a[mid], &a[lo]);
		if (a[hi] < a[mid])
			swap(&a[hi], &a[mid]);
		if (a[mid] < a[lo])
			swap(&a[mid], &a[lo]);
		pivot = a[mid];
		i = lo;
		j = hi;
		for (;;) {
			while (a[i] < pivot)
				i++;
			while (pivot < a[j])
				j--;
			if (i >= j)
				break;
			swap(&a[i], &a[j]);
		}
		/* the pivot is where it belongs */
		if (i == k)
			return;
		if (i < k)
			lo = i + 1;
		else
			hi = i - 1;
	}
}

/* The same by counting how many there are of each level; keeps the order. Without
 * branches: half of them would go the other way than the processor thinks. */
static void select_level(struct kx_vec_pick *p)
{
	uint64_t *item = p->item;
	uint32_t *count = p->count, level = 0, key;
	size_t room = p->keep, total = p->n, i, n = 0, equal = 0;
	bool tie;

	memset(count, 0, p->levels * sizeof(*count));
	for (i = 0; i < total; i++)
		count[item[i] >> 32]++;
	for (; count[level] <= room && level + 1 < p->levels; level++)
		room -= count[level];
	for (i = 0; i < total; i++) {
		key = (uint32_t)(item[i] >> 32);
		item[n] = item[i];
		tie = key == level;
		n += (key < level) | (tie & (equal < room));
		equal += tie;
	}
	p->n = n;
	p->limit = (uint64_t)level << 32;
}

static uint64_t largest(const struct kx_vec_pick *p)
{
	uint64_t top = 0;
	size_t i;

	for (i = 0; i < p->n; i++)
		top = p->item[i] > top ? p->item[i] : top;
	return top;
}

static void shrink(struct kx_vec_pick *p)
{
	if (p->n <= p->keep)
		return;
	if (p->levels) {
		select_level(p);
		return;
	}
	select_front(p->item, p->n, p->keep);
	p->n = p->keep;
	p->limit = largest(p);
}

uint64_t kx_vec_pick_worst(struct kx_vec_pick *p)
{
	shrink(p);
	return p->n < p->keep ? UINT64_MAX : largest(p);
}

void kx_vec_pick_add(struct kx_vec_pick *p, uint32_t key, uint32_t row)
{
	uint64_t item = (uint64_t)key << 32 | row;

	if (item >= p->limit)
		return;
	p->item[p->n++] = item;
	if (p->n == 2 * p->keep)
		shrink(p);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

void kx_vec_pick_finish(struct kx_vec_pick *p, bool sort)
{
	shrink(p);
	if (sort && p->n)
		qsort(p->item, p->n, sizeof(*p->item), by_value);
}

uint32_t kx_vec_pick_key(float score)
{
	uint32_t u;

	score += 0.0f; /* -0 is 0 */
	memcpy(&u, &score, sizeof(u));
	return u & 0x80000000u ? u : ~u & 0x7fffffffu;
}

float kx_vec_pick_score(uint32_t key)
{
	uint32_t u = key & 0x80000000u ? key : ~key & 0x7fffffffu;
	float score;

	memcpy(&score, &u, sizeof(score));
	return score;
}
