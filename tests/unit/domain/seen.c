#include "domain/seen.h"

#include "../t.h"
#include "base/mem.h"

#include <stdlib.h>

#define MANY 60000

static uint32_t seed = 1;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

/* against a plain table of what was noted */
static void rows_and_names(void)
{
	bool *row = kx_calloc(MANY, 1), *name = kx_calloc(MANY, 1);
	struct kx_seen *s = kx_seen_new();
	size_t wrong = 0;
	char text[32];
	uint32_t i;

	for (int round = 0; round < 2 * MANY; round++) {
		i = rnd(rnd(3) ? 300 : MANY);
		snprintf(text, sizeof(text), "n%u", i);
		wrong += kx_seen_has(s, i, "kb", text) != (row[i] || name[i]);
		if (rnd(2)) {
			wrong += kx_seen_row(s, i) == row[i];
			row[i] = true;
		} else {
			wrong += kx_seen_name(s, "kb", text) == name[i];
			name[i] = true;
		}
	}
	for (i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "n%u", i);
		wrong += kx_seen_has(s, i, "kb", text) != (row[i] || name[i]);
		wrong += kx_seen_has(s, i, "other", text) != row[i];
		wrong += kx_seen_has(s, MANY + 1, "kb", text) != name[i];
	}
	T_INT(wrong, 0);
	kx_seen_free(s);
	free(row);
	free(name);
}

static void no_two_names_are_one(void)
{
	static const char *const names[][2] = { { "a", "b" }, { "ab", "" },
		{ "", "ab" }, { "b", "a" }, { "a", "" }, { "", "a" }, { "", "" },
		{ "a", "B" }, { "a/b", "c" }, { "a", "b/c" }, { "\xc3\xa4", "b" } };
	struct kx_seen *s = kx_seen_new();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		T_OK(!kx_seen_has(s, 0, names[i][0], names[i][1]));
		T_OK(kx_seen_name(s, names[i][0], names[i][1]));
		T_OK(!kx_seen_name(s, names[i][0], names[i][1]));
		T_OK(kx_seen_has(s, 0, names[i][0], names[i][1]));
	}
	kx_seen_free(s);
}

static void edges(void)
{
	static const int64_t ids[] = { 0, 1, 63, 64, 65, 127, 128, 1000000, 40000000 };
	struct kx_seen *s = kx_seen_new();

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		T_OK(!kx_seen_has(s, ids[i], "s", "n"));
		T_OK(kx_seen_row(s, ids[i]));
		T_OK(!kx_seen_row(s, ids[i]));
		T_OK(kx_seen_has(s, ids[i], "s", "n"));
		T_OK(!kx_seen_has(s, ids[i] + 2, "s", "n") || ids[i] == 63);
	}
	kx_seen_free(s);
	kx_seen_free(NULL);
}

int main(void)
{
	rows_and_names();
	no_two_names_are_one();
	edges();
	return T_END();
}
