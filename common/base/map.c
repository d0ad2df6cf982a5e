#include "base/map.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define CAP_MIN 16u
#define CAP_MAX (1u << 31)

struct kx_map_entry {
	const char *key; /* NULL: removed */
	size_t n;
	uint64_t hash;
	union kx_map_value value;
};

static uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 p = (unsigned __int128)a * b;

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

/* Multiply and fold, 8 bytes at a time, the seed in every step: the family of wyhash.
 */
static uint64_t hash(uint64_t seed, const void *key, size_t n)
{
	const unsigned char *p = key;
	uint64_t h = seed ^ n, word;

	for (; n >= 8; p += 8, n -= 8) {
		memcpy(&word, p, 8);
		h = mix(h ^ word, seed | 1);
	}
	word = 0;
	if (n)
		memcpy(&word, p, n);
	h = mix(h ^ word, 0x9e3779b97f4a7c15u ^ seed);
	return mix(h, seed | 1);
}

/* the place of the key in index, or of the empty cell where it belongs */
static size_t probe(const struct kx_map *m, uint64_t h, const void *key, size_t n)
{
	size_t mask = m->cap - 1, i;
	const struct kx_map_entry *x;

	for (i = h & mask; m->index[i]; i = (i + 1) & mask) {
		x = &m->entries[m->index[i] - 1];
		if (x->key && x->hash == h && x->n == n &&
			(!n || !memcmp(x->key, key, n)))
			break;
	}
	return i;
}

/* drop the removed entries; make room for as many again */
static void rebuild(struct kx_map *m)
{
	size_t cap = CAP_MIN, live = 0, i, at;

	if (!m->seed && getrandom(&m->seed, sizeof(m->seed), 0) < 0)
		m->seed = (uintptr_t)m;
	while (cap < m->n * 4)
		cap *= 2;
	if (cap > CAP_MAX)
		kx_nomem();
	for (i = 0; i < m->used; i++)
		if (m->entries[i].key)
			m->entries[live++] = m->entries[i];
	m->used = live;
	m->entries = kx_realloc(m->entries, cap / 2, sizeof(*m->entries));
	free(m->index);
	m->index = kx_calloc(cap, sizeof(*m->index));
	m->cap = cap;
	for (i = 0; i < m->used; i++) {
		at = m->entries[i].hash & (cap - 1);
		while (m->index[at])
			at = (at + 1) & (cap - 1);
		m->index[at] = (uint32_t)i + 1;
	}
}

union kx_map_value *kx_map_put(struct kx_map *m, const void *key, size_t n)
{
	union kx_map_value *known = kx_map_get(m, key, n);
	struct kx_map_entry *x;

	if (known)
		return known;
	if (m->used >= m->cap / 2)
		rebuild(m);
	x = &m->entries[m->used++];
	x->hash = hash(m->seed, key, n);
	x->key = kx_arena_strndup(&m->keys, n ? key : "", n);
	x->n = n;
	x->value.num = 0;
	m->index[probe(m, x->hash, key, n)] = (uint32_t)m->used;
	m->n++;
	return &x->value;
}

union kx_map_value *kx_map_get(const struct kx_map *m, const void *key, size_t n)
{
	size_t i;

	if (!m->n)
		return NULL;
	i = probe(m, hash(m->seed, key, n), key, n);
	return m->index[i] ? &m->entries[m->index[i] - 1].value : NULL;
}

void kx_map_del(struct kx_map *m, const void *key, size_t n)
{
	size_t i;

	if (!m->n)
		return;
	i = probe(m, hash(m->seed, key, n), key, n);
	if (!m->index[i])
		return;
	/* its cell stays taken, so that keys behind it are still found */
	m->entries[m->index[i] - 1].key = NULL;
	m->n--;
}

const char *kx_map_next(
	const struct kx_map *m, size_t *at, size_t *n, union kx_map_value **v)
{
	struct kx_map_entry *x;

	while (*at < m->used) {
		x = &m->entries[(*at)++];
		if (!x->key)
			continue;
		*n = x->n;
		*v = &x->value;
		return x->key;
	}
	return NULL;
}

void kx_map_release(struct kx_map *m)
{
	free(m->entries);
	free(m->index);
	kx_arena_release(&m->keys);
	*m = (struct kx_map){ 0 };
}
