#include "domain/spans.h"

#include <stdint.h>

static void put(struct kx_buf *b, size_t v)
{
	while (v >= 0x80) {
		kx_buf_char(b, (char)(v | 0x80));
		v >>= 7;
	}
	kx_buf_char(b, (char)v);
}

static size_t get(const unsigned char **p, const unsigned char *end, bool *bad)
{
	size_t v = 0;
	int shift;

	for (shift = 0; shift < 63 && *p < end; shift += 7) {
		unsigned char c = *(*p)++;

		v |= (size_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return v;
	}
	*bad = true;
	return 0;
}

void kx_spans_pack(struct kx_buf *b, const struct kx_span *s, size_t n, size_t start)
{
	size_t i, at = 0, from = start;

	for (i = 0; i < n; i++) {
		put(b, s[i].at - at);
		put(b, s[i].from - from);
		put(b, s[i].len);
		at = s[i].at + s[i].len;
		from = s[i].from + s[i].len;
	}
}

const struct kx_span *kx_spans_unpack(
	const void *p, size_t len, size_t start, struct kx_arena *a, size_t *n)
{
	const unsigned char *u = p, *end = u + len;
	struct kx_span *s = kx_arena_alloc(a, (len / 3 + 1) * sizeof(*s));
	size_t at = 0, from = start;
	bool bad = false;

	*n = 0;
	while (u < end && !bad) {
		struct kx_span *x = &s[*n];

		x->at = at + get(&u, end, &bad);
		x->from = from + get(&u, end, &bad);
		x->len = get(&u, end, &bad);
		at = x->at + x->len;
		from = x->from + x->len;
		(*n)++;
	}
	if (bad)
		*n = 0;
	return s;
}
