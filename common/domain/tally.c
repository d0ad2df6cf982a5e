#include "domain/tally.h"

#include "base/mem.h"

#include <stdlib.h>

static uint16_t *place(const struct kx_tally *t, uint64_t id)
{
	size_t i = id & (t->slots - 1);

	while (t->index[i] && t->ids[t->index[i] - 1] != id)
		i = (i + 1) & (t->slots - 1);
	return &t->index[i];
}

void kx_tally_init(struct kx_tally *t, size_t max, size_t about)
{
	*t = (struct kx_tally){ .slots = 16, .max = max };
	while (t->slots / 2 < about && t->slots / 2 < max)
		t->slots *= 2;
	t->index = kx_calloc(t->slots, sizeof(*t->index));
	t->ids = kx_realloc(NULL, t->slots / 2, sizeof(*t->ids));
	t->v = kx_realloc(NULL, t->slots / 2, sizeof(*t->v));
}

void kx_tally_release(struct kx_tally *t)
{
	free(t->index);
	free(t->ids);
	free(t->v);
}

static void grow(struct kx_tally *t)
{
	free(t->index);
	t->slots *= 2;
	t->index = kx_calloc(t->slots, sizeof(*t->index));
	t->ids = kx_realloc(t->ids, t->slots / 2, sizeof(*t->ids));
	t->v = kx_realloc(t->v, t->slots / 2, sizeof(*t->v));
	for (size_t i = 0; i < t->n; i++)
		*place(t, t->ids[i]) = (uint16_t)i + 1;
}

size_t kx_tally_find(const struct kx_tally *t, uint64_t id)
{
	uint16_t at = *place(t, id);

	return at ? (size_t)at - 1 : KX_TALLY_NONE;
}

size_t kx_tally_put(struct kx_tally *t, uint64_t id)
{
	uint16_t *at = place(t, id);

	if (*at)
		return *at - 1;
	if (t->n == t->max)
		return KX_TALLY_NONE;
	if (t->n == t->slots / 2) {
		grow(t);
		at = place(t, id);
	}
	t->ids[t->n] = id;
	t->v[t->n] = 0;
	*at = (uint16_t)++t->n;
	return t->n - 1;
}
