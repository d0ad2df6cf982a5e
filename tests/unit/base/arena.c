#include "base/arena.h"
#include "../t.h"

#include <stddef.h>
#include <stdint.h>

static void gives_zeroed_aligned_memory(void)
{
	struct kx_arena a = { 0 };
	unsigned char *p;
	size_t n, i, dirty = 0, crooked = 0;

	for (n = 0; n < 3000; n += 7) {
		p = kx_arena_alloc(&a, n);
		crooked += (uintptr_t)p % _Alignof(max_align_t) != 0;
		for (i = 0; i < n; i++)
			dirty += p[i] != 0;
		memset(p, 0xff, n);
		if (n % 2)
			kx_arena_reset(&a);
	}
	T_INT(dirty, 0);
	T_INT(crooked, 0);
	kx_arena_release(&a);
}

static void copies_strings(void)
{
	struct kx_arena a = { 0 };
	char *one = kx_arena_strdup(&a, "one"),
	     *two = kx_arena_strndup(&a, "twofold", 3);

	T_STR(one, "one");
	T_STR(two, "two");
	T_STR(kx_arena_strdup(&a, ""), "");
	T_STR(kx_arena_printf(&a, "%s and %s: %d", one, two, 3), "one and two: 3");
	T_STR(kx_arena_printf(&a, "%s", ""), "");
	T_STR(one, "one");
	kx_arena_release(&a);
}

static void keeps_one_block_over_a_reset(void)
{
	struct kx_arena a = { 0 };
	int i;

	for (i = 0; i < 100; i++)
		kx_arena_alloc(&a, 10000);
	kx_arena_alloc(&a, 500000);
	kx_arena_alloc(&a, 5000000);
	kx_arena_reset(&a);
	T_OK(a.first != NULL);
	T_INT(a.used, 0);
	T_OK(kx_arena_alloc(&a, 400000) != NULL);
	kx_arena_release(&a);
	T_OK(a.first == NULL);
	kx_arena_reset(&a);
	T_OK(kx_arena_alloc(&a, 1) != NULL);
	kx_arena_release(&a);
	/* a block too large to keep */
	kx_arena_alloc(&a, 5000000);
	kx_arena_reset(&a);
	T_OK(a.first == NULL);
	kx_arena_release(&a);
}

int main(void)
{
	gives_zeroed_aligned_memory();
	copies_strings();
	keeps_one_block_over_a_reset();
	return T_END();
}
