#ifndef KX_TESTS_FUZZ_H
#define KX_TESTS_FUZZ_H
/* A fuzz driver: one function that takes whatever bytes come, in the shape that libFuzzer
 * and AFL know, and one that gives inputs as the real writers make them. driver.c runs it
 * by itself: see there. */
#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Returns 0; ends the process when something that must hold does not. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
/* Append a good input, another for each number. */
void fuzz_seed(uint32_t number, struct kx_buf *b);
/* Inputs of the short run: they take less than a second. */
extern const unsigned fuzz_rounds;

#define FUZZ_MUST(cond)                                                                \
	do {                                                                           \
		if (!(cond)) {                                                         \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__,     \
				#cond);                                                \
			abort();                                                       \
		}                                                                      \
	} while (0)

/* xorshift: the same numbers from the same start, which is not 0 */
static inline uint32_t fuzz_rnd(uint64_t *state, uint32_t below)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)((*state >> 32) * below >> 32);
}

/* a start for it */
static inline uint64_t fuzz_start(uint64_t number)
{
	return (number + 1) * 0x9e3779b97f4a7c15u | 1;
}

/* n bytes of the input as a number, lowest first; what is missing is 0 */
static inline uint32_t fuzz_take(const uint8_t **data, size_t *left, size_t n)
{
	uint32_t v = 0;

	for (size_t i = 0; i < n && *left; i++, --*left)
		v |= (uint32_t) * (*data)++ << 8 * i;
	return v;
}

static inline void fuzz_put(struct kx_buf *b, uint32_t v, size_t n)
{
	for (; n--; v >>= 8)
		kx_buf_char(b, (char)v);
}

#endif
