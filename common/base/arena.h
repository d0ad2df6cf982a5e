#ifndef KX_BASE_ARENA_H
#define KX_BASE_ARENA_H
/* An arena: many small allocations, one release. The record loop resets its arena for
 * each record, so nothing that belongs to a record is freed by hand. */
#include <stddef.h>

struct kx_arena_block;

/* Start with `struct kx_arena a = { 0 };`. */
struct kx_arena {
	struct kx_arena_block *first; /* newest block */
	size_t used;                  /* bytes used in the newest block */
};

/* `n` zeroed bytes, aligned for any type; they live until reset or release. */
void *kx_arena_alloc(struct kx_arena *a, size_t n);
/* Copies of strings, NUL-terminated, same lifetime. */
char *kx_arena_strdup(struct kx_arena *a, const char *s);
char *kx_arena_strndup(struct kx_arena *a, const char *s, size_t n);
/* A formatted string, same lifetime. */
char *kx_arena_printf(struct kx_arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Forget all allocations, keep the largest block for the next round. */
void kx_arena_reset(struct kx_arena *a);
/* Give all memory back; the arena may be used again. */
void kx_arena_release(struct kx_arena *a);

#endif
