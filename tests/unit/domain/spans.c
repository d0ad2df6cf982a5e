#include "domain/spans.h"

#include "../t.h"

#include <stdint.h>
#include <string.h>

static uint32_t seed;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

/* small steps mostly, sometimes one that needs many bytes */
static size_t step(void)
{
	return rnd(8) ? rnd(200) : (size_t)rnd(UINT32_MAX) << rnd(20);
}

static size_t some(struct kx_span *s, size_t max, size_t start)
{
	size_t n = rnd((uint32_t)max + 1), at = 0, from = start;

	for (size_t i = 0; i < n; i++) {
		s[i] = (struct kx_span){ at + step(), from + step(), step() };
		at = s[i].at + s[i].len;
		from = s[i].from + s[i].len;
	}
	return n;
}

static void there_and_back(void)
{
	struct kx_span s[40];
	struct kx_arena a = { 0 };
	struct kx_buf b = { 0 };
	const struct kx_span *back;
	size_t n, got, start;

	for (uint32_t round = 1; round < 3000; round++) {
		seed = round;
		start = step();
		n = some(s, 40, start);
		kx_buf_clear(&b);
		kx_spans_pack(&b, s, n, start);
		back = kx_spans_unpack(b.p, b.len, start, &a, &got);
		T_INT(got, n);
		T_OK(got != n || !n || !memcmp(back, s, n * sizeof(*s)));
		kx_arena_reset(&a);
	}
	kx_buf_release(&b);
	kx_arena_release(&a);
}

/* the form that stores hold: it must never change */
static void the_bytes(void)
{
	static const struct kx_span s[] = { { 0, 10, 5 }, { 7, 20, 300 } };
	static const struct kx_span far = { 0, INT64_MAX, 1 };
	const struct kx_span *back;
	struct kx_arena a = { 0 };
	struct kx_buf b = { 0 };
	size_t n;

	kx_spans_pack(&b, s, 2, 10);
	T_INT(b.len, 7);
	T_OK(!memcmp(b.p, "\x00\x00\x05\x02\x05\xac\x02", 7));
	kx_buf_clear(&b);
	kx_spans_pack(&b, s, 0, 10);
	T_INT(b.len, 0);
	/* nine bytes are the most that a number has */
	kx_spans_pack(&b, &far, 1, 0);
	T_INT(b.len, 11);
	back = kx_spans_unpack(b.p, b.len, 0, &a, &n);
	T_INT(n, 1);
	T_OK(n == 1 && back->from == far.from);
	kx_buf_release(&b);
	kx_arena_release(&a);
}

static void broken(void)
{
	static const struct {
		const char *p;
		size_t len;
	} bad[] = { { "\x01", 1 }, { "\x01\x02", 2 }, { "\x80", 1 },
		{ "\x01\x02\x80", 3 }, { "\x01\x02\x03\x04", 4 },
		{ "\x01\x02\x03\x04\x05", 5 },
		{ "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01\x01", 13 } };
	struct kx_arena a = { 0 };
	size_t n = 1;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		kx_spans_unpack(bad[i].p, bad[i].len, 0, &a, &n);
		T_INT(n, 0);
	}
	kx_spans_unpack(NULL, 0, 5, &a, &n);
	T_INT(n, 0);
	kx_arena_release(&a);
}

/* any bytes: no more spans than they can hold, and what was cut off is noticed */
static void rubbish(void)
{
	struct kx_span s[20];
	struct kx_arena a = { 0 };
	struct kx_buf b = { 0 };
	unsigned char p[64];
	size_t n, got, len, ends;

	for (uint32_t round = 1; round < 4000; round++) {
		seed = round;
		len = rnd(sizeof(p));
		for (size_t i = 0; i < len; i++)
			p[i] = (unsigned char)rnd(256);
		kx_spans_unpack(p, len, rnd(100), &a, &got);
		T_OK(got <= len / 3);
		n = some(s, 20, 0);
		kx_buf_clear(&b);
		kx_spans_pack(&b, s, n, 0);
		if (b.len) {
			ends = rnd((uint32_t)b.len);
			kx_spans_unpack(b.p, ends, 0, &a, &got);
			T_OK(got < n);
		}
		kx_arena_reset(&a);
	}
	kx_buf_release(&b);
	kx_arena_release(&a);
}

int main(void)
{
	the_bytes();
	there_and_back();
	broken();
	rubbish();
	return T_END();
}
