#include "domain/vec_file_pick.h"
#include "../t.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static uint64_t state = 88172645463325252u;

static uint32_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 20);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* n rows with keys under `levels` (0: any); the best `keep` must be those of a sort */
static void picks_as_a_sort_does(size_t n, size_t keep, size_t levels)
{
	struct kx_vec_pick p;
	uint64_t *all = kx_calloc(n + 1, sizeof(*all)), last = 0;
	size_t i, want = n < keep ? n : keep;
	uint32_t key;

	kx_vec_pick_init(&p, keep, levels);
	for (i = 0; i < n; i++) {
		key = levels ? next() % (uint32_t)levels : next() % 50 ? next() : 7;
		all[i] = (uint64_t)key << 32 | i;
		kx_vec_pick_add(&p, key, (uint32_t)i);
	}
	qsort(all, n, sizeof(*all), by_value);
	if (!levels)
		T_OK(kx_vec_pick_worst(&p) == (n < keep ? UINT64_MAX : all[keep - 1]));
	kx_vec_pick_finish(&p, false);
	T_INT(p.n, want);
	if (levels)
		for (i = 0; i < p.n; i++) {
			T_OK(!i || (uint32_t)p.item[i] > last);
			last = (uint32_t)p.item[i];
		}
	kx_vec_pick_finish(&p, true);
	T_OK(!memcmp(all, p.item, want * sizeof(*all)));
	kx_vec_pick_release(&p);
	free(all);
}

static void scores_become_keys(void)
{
	const float up[] = { -INFINITY, -3e38f, -1, -1e-40f, 0, 1e-40f, .5f, 1, 3e38f,
		INFINITY };
	size_t i;

	for (i = 0; i < sizeof(up) / sizeof(up[0]); i++) {
		T_OK(kx_vec_pick_score(kx_vec_pick_key(up[i])) == up[i]);
		T_OK(!i || kx_vec_pick_key(up[i]) < kx_vec_pick_key(up[i - 1]));
	}
	T_INT(kx_vec_pick_key(-0.0f), kx_vec_pick_key(0.0f));
}

int main(void)
{
	static const size_t rows[] = { 0, 1, 2, 3, 10, 99, 1000, 20000 };
	static const size_t keeps[] = { 1, 2, 7, 50, 333 };
	static const size_t levels[] = { 0, 1, 2, 65, 385 };
	size_t i, j, k;

	for (i = 0; i < 8; i++)
		for (j = 0; j < 5; j++)
			for (k = 0; k < 5; k++)
				picks_as_a_sort_does(rows[i], keeps[j], levels[k]);
	scores_become_keys();
	return T_END();
}
