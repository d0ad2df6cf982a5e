#include "base/arena.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_MIN 16384u
/* a block larger than this is not kept over a reset: one huge record must not hold its
 * memory for the rest of a long run */
#define BLOCK_KEEP (1u << 20)

struct kx_arena_block {
	struct kx_arena_block *next;
	size_t size;
	_Alignas(max_align_t) unsigned char data[];
};

static void add_block(struct kx_arena *a, size_t n)
{
	size_t size = n > BLOCK_MIN ? n : BLOCK_MIN;
	struct kx_arena_block *b;

	if (size > SIZE_MAX - sizeof(*b))
		kx_nomem();
	b = malloc(sizeof(*b) + size);
	if (!b)
		kx_nomem();
	b->size = size;
	b->next = a->first;
	a->first = b;
	a->used = 0;
}

void *kx_arena_alloc(struct kx_arena *a, size_t n)
{
	const size_t align = _Alignof(max_align_t);
	void *p;

	if (n > SIZE_MAX - align)
		kx_nomem();
	n = (n + align - 1) / align * align;
	if (!a->first || a->first->size - a->used < n)
		add_block(a, n);
	p = a->first->data + a->used;
	a->used += n;
	return memset(p, 0, n);
}

char *kx_arena_strndup(struct kx_arena *a, const char *s, size_t n)
{
	char *p = kx_arena_alloc(a, n + 1);

	memcpy(p, s, n);
	return p;
}

char *kx_arena_strdup(struct kx_arena *a, const char *s)
{
	return kx_arena_strndup(a, s, strlen(s));
}

char *kx_arena_printf(struct kx_arena *a, const char *fmt, ...)
{
	va_list ap, again;
	int n;
	char *p;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		n = 0;
	p = kx_arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

void kx_arena_reset(struct kx_arena *a)
{
	struct kx_arena_block *keep = NULL, *b, *next;

	for (b = a->first; b; b = next) {
		next = b->next;
		if (b->size <= BLOCK_KEEP && (!keep || b->size > keep->size)) {
			free(keep);
			keep = b;
		} else {
			free(b);
		}
	}
	if (keep)
		keep->next = NULL;
	a->first = keep;
	a->used = 0;
}

void kx_arena_release(struct kx_arena *a)
{
	struct kx_arena_block *b, *next;

	for (b = a->first; b; b = next) {
		next = b->next;
		free(b);
	}
	a->first = NULL;
	a->used = 0;
}
