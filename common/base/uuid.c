#include "base/uuid.h"

#include "base/clock.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define COUNTER_MAX 0xfffu

/* early in a boot the system may have no random numbers to give without waiting; then
 * the clock must do: ids must differ, they are not secret */
static void fill_random(unsigned char *p, size_t n)
{
	static uint64_t calls;
	struct timespec t;
	uint64_t v;
	size_t i;

	if (getrandom(p, n, 0) == (ssize_t)n)
		return;
	clock_gettime(CLOCK_REALTIME, &t);
	v = (uint64_t)t.tv_nsec ^ (uint64_t)t.tv_sec << 30 ^ ++calls << 50;
	for (i = 0; i < n; i++) {
		v = v * 6364136223846793005u + 1442695040888963407u;
		p[i] = (unsigned char)(v >> 56);
	}
}

void kx_uuid_new(char out[KX_UUID_LEN])
{
	static uint64_t last_ms;
	static uint32_t counter;
	int64_t clock = kx_clock_now();
	uint64_t now = clock > 0 ? (uint64_t)clock : 0;
	unsigned char r[10];

	fill_random(r, sizeof(r));
	if (now > last_ms) {
		last_ms = now;
		/* its first bit stays 0: room to count */
		counter = ((uint32_t)r[0] << 8 | r[1]) & (COUNTER_MAX >> 1);
	} else if (++counter > COUNTER_MAX) {
		last_ms++;
		counter = 0;
	}
	snprintf(out, KX_UUID_LEN, "%08x-%04x-7%03x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		(unsigned)(last_ms >> 16 & 0xffffffff), (unsigned)(last_ms & 0xffff),
		(unsigned)counter, 0x80u | (r[2] & 0x3fu), r[3], r[4], r[5], r[6], r[7],
		r[8], r[9]);
}

bool kx_uuid_valid(const char *s)
{
	size_t i;

	for (i = 0; i < KX_UUID_LEN - 1; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23
				? s[i] != '-'
				: !s[i] || !strchr("0123456789abcdef", s[i]))
			return false;
	return !s[i];
}
