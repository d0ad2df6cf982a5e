#include "base/map.h"
#include "../t.h"

#include <stdio.h>

#define MANY 5000

static void finds_what_was_put(void)
{
	struct kx_map m = { 0 };
	char key[32];
	int i, n, wrong = 0;

	T_OK(kx_map_get(&m, "a", 1) == NULL);
	kx_map_del(&m, "a", 1);
	for (i = 0; i < MANY; i++) {
		n = snprintf(key, sizeof(key), "key %d", i);
		kx_map_put(&m, key, (size_t)n)->num = (uint64_t)i;
	}
	T_INT(m.n, MANY);
	for (i = 0; i < MANY; i++) {
		n = snprintf(key, sizeof(key), "key %d", i);
		wrong += kx_map_get(&m, key, (size_t)n)->num != (uint64_t)i;
	}
	T_INT(wrong, 0);
	T_OK(kx_map_get(&m, "key", 3) == NULL);
	kx_map_put(&m, "key 7", 5)->num += 100;
	T_INT(kx_map_get(&m, "key 7", 5)->num, 107);
	T_INT(m.n, MANY);
	kx_map_release(&m);
	T_OK(kx_map_get(&m, "key 7", 5) == NULL);
}

static void keys_are_bytes(void)
{
	struct kx_map m = { 0 };

	kx_map_put(&m, "a\0b", 3)->num = 1;
	kx_map_put(&m, "a\0c", 3)->num = 2;
	kx_map_put(&m, "", 0)->num = 3;
	kx_map_put(&m, NULL, 0)->num += 1;
	T_INT(kx_map_get(&m, "a\0b", 3)->num, 1);
	T_INT(kx_map_get(&m, "a\0c", 3)->num, 2);
	T_INT(kx_map_get(&m, NULL, 0)->num, 4);
	T_OK(kx_map_get(&m, "a", 1) == NULL);
	T_INT(m.n, 3);
	kx_map_release(&m);
}

static void walks_in_order_of_insertion(void)
{
	static const char *const want[] = { "zebra", "apple", "mango" };
	union kx_map_value *v;
	struct kx_map m = { 0 };
	size_t at = 0, n, i;
	const char *key;

	kx_map_put(&m, "zebra", 5);
	kx_map_put(&m, "gone", 4);
	kx_map_put(&m, "apple", 5);
	kx_map_put(&m, "mango", 5);
	kx_map_put(&m, "zebra", 5)->ptr = &m;
	kx_map_del(&m, "gone", 4);
	kx_map_del(&m, "never there", 11);
	for (i = 0; (key = kx_map_next(&m, &at, &n, &v)); i++) {
		T_STR(key, want[i]);
		T_INT(n, 5);
	}
	T_INT(i, 3);
	T_OK(kx_map_get(&m, "zebra", 5)->ptr == &m);
	kx_map_release(&m);
}

static void forgets_and_learns_again(void)
{
	struct kx_map m = { 0 };
	char key[32];
	int i, n, wrong = 0;

	for (i = 0; i < MANY; i++) {
		n = snprintf(key, sizeof(key), "%d", i);
		kx_map_put(&m, key, (size_t)n)->num = 1;
		if (i >= 10) {
			n = snprintf(key, sizeof(key), "%d", i - 10);
			kx_map_del(&m, key, (size_t)n);
		}
	}
	T_INT(m.n, 10);
	T_OK(m.cap <= 128);
	for (i = 0; i < MANY; i++) {
		n = snprintf(key, sizeof(key), "%d", i);
		wrong += (kx_map_get(&m, key, (size_t)n) != NULL) != (i >= MANY - 10);
	}
	T_INT(wrong, 0);
	kx_map_put(&m, "5", 1)->num = 5;
	T_INT(kx_map_get(&m, "5", 1)->num, 5);
	kx_map_release(&m);
}

int main(void)
{
	finds_what_was_put();
	keys_are_bytes();
	walks_in_order_of_insertion();
	forgets_and_learns_again();
	return T_END();
}
