#ifndef KX_TESTS_T_H
#define KX_TESTS_T_H
/* The whole unit-test framework: checks that say where, what was wanted and what came. */
#include <stdio.h>
#include <string.h>

static int t_done, t_failed;

#define T_OK(cond)                                                                     \
	do {                                                                           \
		t_done++;                                                              \
		if (!(cond)) {                                                         \
			t_failed++;                                                    \
			printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #cond);      \
		}                                                                      \
	} while (0)

#define T_INT(got, want)                                                               \
	do {                                                                           \
		long long t_g = (long long)(got), t_w = (long long)(want);             \
		t_done++;                                                              \
		if (t_g != t_w) {                                                      \
			t_failed++;                                                    \
			printf("%s:%d: %s is %lld, wanted %lld\n", __FILE__, __LINE__, \
				#got, t_g, t_w);                                       \
		}                                                                      \
	} while (0)

#define T_STR(got, want)                                                               \
	do {                                                                           \
		const char *t_g = (got), *t_w = (want);                                \
		t_done++;                                                              \
		if (!t_g || strcmp(t_g, t_w) != 0) {                                   \
			t_failed++;                                                    \
			printf("%s:%d: %s is\n  %s\nwanted\n  %s\n", __FILE__,         \
				__LINE__, #got, t_g ? t_g : "(null)", t_w);            \
		}                                                                      \
	} while (0)

/* last line of main: `return T_END();` */
#define T_END()                                                                        \
	(printf("%s: %d checks, %d failed\n", __FILE__, t_done, t_failed),             \
		t_failed != 0)

#endif
