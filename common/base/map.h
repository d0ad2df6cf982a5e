#ifndef KX_BASE_MAP_H
#define KX_BASE_MAP_H
/* A hash map from bytes to a pointer or a number. Keys are copied; the order is that of
 * first insertion, so a run with the same input gives the same output; the hash is
 * seeded by the system's random numbers, so nobody outside can choose keys that
 * collide. */
#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

union kx_map_value {
	void *ptr;
	uint64_t num;
};

struct kx_map_entry;

/* Start with `struct kx_map m = { 0 };`. */
struct kx_map {
	struct kx_map_entry
		*entries; /* in order of insertion, removed ones among them */
	uint32_t *index;  /* hash table: 1 + place in entries, 0 is empty */
	size_t used;      /* entries, removed ones included */
	size_t cap;       /* of index, a power of two */
	size_t n;         /* live keys */
	uint64_t seed;
	struct kx_arena keys;
};

/* The value of key[0..n), inserted as 0 when it is new. Valid until the next put. */
union kx_map_value *kx_map_put(struct kx_map *m, const void *key, size_t n);
/* The value, or NULL when the key is unknown. Valid until the next put. */
union kx_map_value *kx_map_get(const struct kx_map *m, const void *key, size_t n);
/* Forget a key; an unknown one is ignored. Its copy lives until release. */
void kx_map_del(struct kx_map *m, const void *key, size_t n);
/* Walk over all: begin with `size_t at = 0;`. Returns the next key (NUL-terminated, its
 * length in *n) with its value, or NULL at the end. No put or del meanwhile, but the
 * value may be changed. */
const char *kx_map_next(
	const struct kx_map *m, size_t *at, size_t *n, union kx_map_value **v);
/* Give all memory back; what pointers point to is the caller's. */
void kx_map_release(struct kx_map *m);

#endif
