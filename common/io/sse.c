#include "io/sse.h"

#include "base/utf8.h"

#include <string.h>

#define BOM "\xef\xbb\xbf"
#define FIELD_MAX 16u /* bytes in front of a line's data: a BOM, "data", ":", a blank */

static int too_large(struct kx_err *e)
{
	return kx_fail(
		e, KX_EINPUT, "an event of more than %u bytes", KX_SSE_EVENT_MAX);
}

static int give(struct kx_sse *s, struct kx_err *e)
{
	int rc = 0;

	if (s->has_data)
		rc = s->event_fn(
			s->ctx, s->event, kx_buf_text(&s->data), s->data.len, e);
	kx_buf_clear(&s->data);
	s->has_data = false;
	s->event[0] = '\0';
	return rc ? -1 : 0;
}

static int add_data(struct kx_sse *s, const char *p, size_t n, struct kx_err *e)
{
	s->data.max = KX_SSE_EVENT_MAX;
	if ((s->has_data && kx_buf_char(&s->data, '\n')) || kx_buf_add(&s->data, p, n))
		return too_large(e);
	s->has_data = true;
	return 0;
}

static void set_event(struct kx_sse *s, const char *p, size_t n)
{
	n = kx_utf8_cut(p, n, sizeof(s->event) - 1);
	memcpy(s->event, p, n);
	s->event[n] = '\0';
}

static bool is(const char *p, size_t n, const char *name)
{
	return strlen(name) == n && memcmp(p, name, n) == 0;
}

static int line(struct kx_sse *s, const char *p, size_t n, struct kx_err *e)
{
	const char *value;
	size_t name;

	if (n > KX_SSE_EVENT_MAX + FIELD_MAX)
		return too_large(e);
	if (!s->begun && n >= strlen(BOM) && memcmp(p, BOM, strlen(BOM)) == 0) {
		p += strlen(BOM);
		n -= strlen(BOM);
	}
	s->begun = true;
	if (!n)
		return give(s, e);
	/* the names that we know are short */
	value = memchr(p, ':', n < FIELD_MAX ? n : FIELD_MAX);
	name = value ? (size_t)(value - p) : n;
	value = value ? value + 1 : p + n;
	if (value < p + n && *value == ' ')
		value++;
	if (is(p, name, "data"))
		return add_data(s, value, (size_t)(p + n - value), e);
	if (is(p, name, "event"))
		set_event(s, value, (size_t)(p + n - value));
	return 0;
}

/* the line's end may have come before: its beginning is then kept from last time */
static int whole_line(struct kx_sse *s, const char *p, size_t n, struct kx_err *e)
{
	int rc;

	if (!s->line.len)
		return line(s, p, n, e);
	if (kx_buf_add(&s->line, p, n))
		return too_large(e);
	rc = line(s, s->line.p, s->line.len, e);
	kx_buf_clear(&s->line);
	return rc;
}

int kx_sse_feed(struct kx_sse *s, const char *p, size_t n, struct kx_err *e)
{
	const char *end = p + n, *lf = p, *cr = p, *stop;

	s->line.max = KX_SSE_EVENT_MAX + FIELD_MAX;
	/* the other half of a line end */
	if (s->cr && n && *p == '\n')
		p++;
	if (n)
		s->cr = false;
	while (p < end) {
		/* each kind is looked for once, however many of the other come before it */
		if (lf && lf <= p)
			lf = memchr(p, '\n', (size_t)(end - p));
		if (cr && cr <= p)
			cr = memchr(p, '\r', (size_t)(end - p));
		stop = cr && (!lf || cr < lf) ? cr : lf;
		if (!stop)
			return kx_buf_add(&s->line, p, (size_t)(end - p)) ? too_large(e)
									  : 0;
		if (whole_line(s, p, (size_t)(stop - p), e))
			return -1;
		p = stop + 1;
		if (stop == cr && p < end && *p == '\n')
			p++;
		s->cr = stop == cr && p == end && end[-1] == '\r';
	}
	return 0;
}

int kx_sse_end(struct kx_sse *s, struct kx_err *e)
{
	if (s->line.len && whole_line(s, "", 0, e))
		return -1;
	return give(s, e);
}

void kx_sse_release(struct kx_sse *s)
{
	kx_buf_release(&s->line);
	kx_buf_release(&s->data);
	s->has_data = false;
}
