#include "io/sse.h"
#include "../t.h"
#include "base/mem.h"

#include <stdlib.h>

static struct kx_buf got;
static struct kx_err err;

static int note(
	void *ctx, const char *event, const char *data, size_t n, struct kx_err *e)
{
	(void)ctx;
	if (strcmp(data, "no") == 0)
		return kx_fail(e, KX_EINPUT, "no");
	T_INT(data[n], 0);
	kx_buf_printf(&got, "%s(", event);
	kx_buf_add(&got, data, n);
	kx_buf_str(&got, ")");
	return 0;
}

/* fed in pieces that end at `a` and `b` */
static const char *cut(const char *text, size_t n, size_t a, size_t b)
{
	struct kx_sse s = { .event_fn = note };
	int rc;

	kx_buf_clear(&got);
	rc = kx_sse_feed(&s, text, a, &err);
	rc |= kx_sse_feed(&s, text + a, b - a, &err);
	rc |= kx_sse_feed(&s, text + b, n - b, &err);
	rc |= kx_sse_end(&s, &err);
	T_INT(rc, 0);
	kx_sse_release(&s);
	return kx_buf_text(&got);
}

/* the same events wherever it is cut */
static void reads_n(const char *text, size_t n, const char *want)
{
	T_STR(cut(text, n, 0, n), want);
	for (size_t a = 0; a <= n; a++)
		for (size_t b = a; b <= n; b++)
			if (strcmp(cut(text, n, a, b), want) != 0)
				T_STR(got.p, want);
}

static void reads(const char *text, const char *want)
{
	reads_n(text, strlen(text), want);
}

static void reads_the_events_of_the_standard(void)
{
	reads("data: one\n\ndata:two\n\n", "(one)(two)");
	reads("data: YHOO\ndata: +2\ndata: 10\n\n", "(YHOO\n+2\n10)");
	reads("data\n\ndata\ndata\n\ndata:", "()(\n)()");
	reads("data:test\n\ndata: test\n\ndata:  test\n\n", "(test)(test)( test)");
	reads("event: add\ndata: 1\n\nevent: remove\ndata: 2\n\ndata: 3\n\n",
		"add(1)remove(2)(3)");
	reads("event: lost\n\ndata: x\n\n", "(x)");
	reads("data: a:b: c\n\n", "(a:b: c)");
}

static void ends_lines_in_three_ways(void)
{
	reads("data: a\r\n\r\ndata: b\r\rdata: c\n\n", "(a)(b)(c)");
	reads("data: a\r\ndata: b\rdata: c\n\r\n\r\r", "(a\nb\nc)");
	reads("\r\n\r\ndata: x\r\n\r\n", "(x)");
	reads("data: a\n\rdata: b\n\n", "(a)(b)");
}

static void leaves_out_what_is_no_data(void)
{
	reads(": a comment\n\n:\n\ndata: x\n: in the middle\ndata: y\n\n", "(x\ny)");
	reads("id: 5\nretry: 10\nunknown: z\nnocolon\ndata: x\n\n", "(x)");
	reads("data : x\nDATA: y\n data: z\ndatax: w\n\n", "");
	reads(": OPENROUTER PROCESSING\n\n", "");
	reads("", "");
	reads("\n\n\n", "");
}

static void takes_a_bom_at_the_start_alone(void)
{
	reads("\xef\xbb\xbf"
	      "data: x\n\n",
		"(x)");
	reads("\xef\xbb\xbf\n\n", "");
	reads("data: x\n\n\xef\xbb\xbf"
	      "data: y\n\n",
		"(x)");
	reads("data: \xef\xbb\xbfx\n\n", "(\xef\xbb\xbfx)");
	reads("\xef\xbb", "");
}

static void gives_out_the_last_event_without_its_blank_line(void)
{
	reads("data: x\n\ndata: [DONE]", "(x)([DONE])");
	reads("data: x\n\ndata: [DONE]\n", "(x)([DONE])");
	reads("data: x\n\ndata: [DONE]\r", "(x)([DONE])");
	reads("event: error\ndata: y", "error(y)");
}

static void keeps_all_bytes(void)
{
	reads_n("data: a\0b\n\n", 11, "(a");
	T_INT(got.len, 5);
	T_OK(memcmp(got.p, "(a\0b)", 5) == 0);
	reads("data: \xff\xc3\n\n", "(\xff\xc3)");
}

static void cuts_a_long_name(void)
{
	struct kx_buf text = { 0 }, want = { 0 };

	kx_buf_str(&text, "event: ");
	for (int i = 0; i < 40; i++)
		kx_buf_str(&text, "\xc3\xa4");
	kx_buf_str(&text, "\ndata: x\n\n");
	for (int i = 0; i < 31; i++)
		kx_buf_str(&want, "\xc3\xa4");
	kx_buf_str(&want, "(x)");
	reads(text.p, want.p);
	kx_buf_release(&text);
	kx_buf_release(&want);
}

/* `n` times `fill` in pieces of 64 KiB, between two texts */
static int feed_much(const char *before, char fill, size_t n, const char *after)
{
	static char piece[65536];
	struct kx_sse s = { .event_fn = note };
	size_t now;
	int rc;

	memset(piece, fill, sizeof(piece));
	kx_buf_clear(&got);
	rc = kx_sse_feed(&s, before, strlen(before), &err);
	for (; !rc && n; n -= now) {
		now = n < sizeof(piece) ? n : sizeof(piece);
		rc = kx_sse_feed(&s, piece, now, &err);
	}
	if (!rc)
		rc = kx_sse_feed(&s, after, strlen(after), &err);
	kx_sse_release(&s);
	return rc;
}

static void has_a_limit(void)
{
	T_INT(feed_much("data: ", 'x', KX_SSE_EVENT_MAX, "\n\n"), 0);
	T_INT(got.len, KX_SSE_EVENT_MAX + 2);
	T_INT(feed_much("data: ", 'x', KX_SSE_EVENT_MAX + 1, "\n\n"), -1);
	T_STR(err.text, "an event of more than 4194304 bytes");
	T_INT(err.code, KX_EINPUT);
	T_INT(feed_much("data: ", 'x', KX_SSE_EVENT_MAX, "\ndata: y\n\n"), -1);
	T_INT(feed_much("data: ", 'x', 10 * KX_SSE_EVENT_MAX, ""), -1);
	T_INT(feed_much(": ", 'x', 10 * KX_SSE_EVENT_MAX, ""), -1);
	T_INT(feed_much("data: x", '\n', 10 * KX_SSE_EVENT_MAX, ""), 0);
	T_STR(got.p, "(x)");
}

static void stops_when_told(void)
{
	struct kx_sse s = { .event_fn = note };
	const char *text = "data: yes\n\ndata: no\n\ndata: yes\n\n";

	kx_buf_clear(&got);
	T_INT(kx_sse_feed(&s, text, strlen(text), &err), -1);
	T_STR(got.p, "(yes)");
	T_STR(err.text, "no");
	kx_sse_release(&s);
	s = (struct kx_sse){ .event_fn = note };
	T_INT(kx_sse_feed(&s, "data: no", 8, &err), 0);
	T_INT(kx_sse_end(&s, &err), -1);
	kx_sse_release(&s);
}

/* an event is given out with its last byte, not with the one behind */
static void gives_an_event_at_once(void)
{
	static const char *const texts[] = { "data: x\n\n", "data: x\r\r",
		"data: x\r\n\r" };
	struct kx_sse s;

	for (size_t i = 0; i < 3; i++) {
		s = (struct kx_sse){ .event_fn = note };
		kx_buf_clear(&got);
		T_INT(kx_sse_feed(&s, texts[i], strlen(texts[i]), &err), 0);
		T_STR(kx_buf_text(&got), "(x)");
		kx_sse_release(&s);
	}
}

int main(void)
{
	reads_the_events_of_the_standard();
	ends_lines_in_three_ways();
	leaves_out_what_is_no_data();
	takes_a_bom_at_the_start_alone();
	gives_out_the_last_event_without_its_blank_line();
	keeps_all_bytes();
	cuts_a_long_name();
	has_a_limit();
	stops_when_told();
	gives_an_event_at_once();
	kx_buf_release(&got);
	return T_END();
}
