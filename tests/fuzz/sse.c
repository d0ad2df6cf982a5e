/* A stream of events: read at once, in pieces, and by a reader that takes byte after byte
 * as the standard words it. All three must see the same. */
#include "io/sse.h"
#include "fuzz.h"

#include <string.h>

const unsigned fuzz_rounds = 6000;

static int note(
	void *ctx, const char *event, const char *data, size_t n, struct kx_err *e)
{
	struct kx_buf *log = ctx;

	(void)e;
	kx_buf_printf(log, "%s (%zu) ", event, n);
	kx_buf_add(log, data, n);
	kx_buf_char(log, '\n');
	return 0;
}

/* ---- the slow reader ---------------------------------------------------------------- */

static void slow_line(struct kx_sse *s, const struct kx_buf *line)
{
	const char *p = kx_buf_text(line), *colon = memchr(p, ':', line->len);
	size_t name = colon ? (size_t)(colon - p) : line->len;
	const char *value = colon ? colon + 1 : p + line->len;
	size_t n;

	if (!line->len) {
		if (s->has_data)
			note(s->ctx, s->event, s->data.p, s->data.len - 1, NULL);
		kx_buf_clear(&s->data);
		s->has_data = false;
		s->event[0] = '\0';
		return;
	}
	n = (size_t)(p + line->len - value);
	if (n && *value == ' ')
		value++, n--;
	if (name == 4 && memcmp(p, "data", name) == 0) {
		kx_buf_add(&s->data, value, n);
		kx_buf_char(&s->data, '\n');
		s->has_data = true;
	} else if (name == 5 && memcmp(p, "event", name) == 0) {
		FUZZ_MUST(n < 1u << 20);
		snprintf(s->event, sizeof(s->event), "%.*s", (int)n, value);
		/* what was cut is compared as far as both have it */
		s->event[n < sizeof(s->event) - 4 ? n : sizeof(s->event) - 4] = '\0';
	}
}

static void read_slowly(const uint8_t *p, size_t n, struct kx_buf *log)
{
	struct kx_sse s = { .ctx = log };
	struct kx_buf line = { 0 };
	size_t i = n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	for (; i < n; i++) {
		if (p[i] != '\n' && p[i] != '\r') {
			kx_buf_char(&line, (char)p[i]);
			continue;
		}
		slow_line(&s, &line);
		kx_buf_clear(&line);
		if (p[i] == '\r' && i + 1 < n && p[i + 1] == '\n')
			i++;
	}
	if (line.len)
		slow_line(&s, &line);
	kx_buf_clear(&line);
	slow_line(&s, &line);
	kx_buf_release(&line);
	kx_sse_release(&s);
}

/* ---- ours --------------------------------------------------------------------------- */

static int note_short(
	void *ctx, const char *event, const char *data, size_t n, struct kx_err *e)
{
	char name[sizeof(((struct kx_sse *)NULL)->event)];

	FUZZ_MUST(strlen(event) < sizeof(name) && data[n] == '\0');
	snprintf(name, sizeof(name), "%s", event);
	name[sizeof(name) - 4] = '\0';
	return note(ctx, name, data, n, e);
}

static void feed(struct kx_sse *s, const uint8_t *p, size_t n)
{
	/* memory that ends where it ends */
	char *piece = malloc(n + !n);

	if (!piece)
		exit(1);
	memcpy(piece, p, n);
	FUZZ_MUST(!kx_sse_feed(s, piece, n, NULL));
	free(piece);
}

static void read_cut(const uint8_t *p, size_t n, uint32_t longest, struct kx_buf *log)
{
	struct kx_sse s = { .event_fn = note_short, .ctx = log };
	uint64_t r = fuzz_start(n + longest);
	size_t piece;

	for (; n; p += piece, n -= piece) {
		piece = longest ? 1 + fuzz_rnd(&r, longest) : n;
		if (piece > n)
			piece = n;
		feed(&s, p, piece);
	}
	FUZZ_MUST(!kx_sse_end(&s, NULL));
	kx_sse_release(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint32_t longest[] = { 0, 1, 3, 20, 300 };
	struct kx_buf slow = { 0 }, ours = { 0 };

	read_slowly(data, n, &slow);
	for (size_t i = 0; i < sizeof(longest) / sizeof(*longest); i++) {
		kx_buf_clear(&ours);
		read_cut(data, n, longest[i], &ours);
		FUZZ_MUST(
			slow.len == ours.len &&
			memcmp(kx_buf_text(&slow), kx_buf_text(&ours), slow.len) == 0);
	}
	kx_buf_release(&slow);
	kx_buf_release(&ours);
	return 0;
}

void fuzz_seed(uint32_t number, struct kx_buf *b)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };
	static const char *const lines[] = { "data: {\"choices\":[{\"delta\":{}}]}",
		"data:x", "data: [DONE]", "data", "data:", ": ping", "event: error",
		"id: 7", "retry: 100", "other: field", "event", "dat", "data : x",
		"event: a name that is longer than what is kept of a name, which is 63 "
		"bytes" };
	uint64_t r = fuzz_start(number);
	const char *end = ends[fuzz_rnd(&r, 3)];

	if (fuzz_rnd(&r, 4) == 0)
		kx_buf_str(b, "\xef\xbb\xbf");
	for (uint32_t n = fuzz_rnd(&r, 20); n; n--) {
		kx_buf_str(b, lines[fuzz_rnd(&r, sizeof(lines) / sizeof(*lines))]);
		if (fuzz_rnd(&r, 8) == 0)
			end = ends[fuzz_rnd(&r, 3)];
		kx_buf_str(b, end);
		if (fuzz_rnd(&r, 2))
			kx_buf_str(b, end);
	}
	if (fuzz_rnd(&r, 3) == 0)
		kx_buf_cut(b, b->len - (b->len > 2 ? fuzz_rnd(&r, 3) : 0));
}
