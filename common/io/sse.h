#ifndef KX_IO_SSE_H
#define KX_IO_SSE_H
/* Server-sent events (WHATWG HTML, section 9.2.6): bytes in, cut anywhere, events out.
 * Lines end in LF, CRLF or CR; comments are left out; one BOM at the start is. */
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_SSE_EVENT_MAX (4u << 20) /* bytes of one event's data */

/* Zeroed at the start. */
struct kx_sse {
	struct kx_buf line, data;
	char event[64]; /* name, "" is "message"; a longer one is cut */
	bool has_data, cr, begun;
	/* An event that is whole: `event` as in the field above, `data` with a NUL behind.
	 * -1 with `e` ends the feed. */
	int (*event_fn)(void *ctx, const char *event, const char *data, size_t n,
		struct kx_err *e);
	void *ctx;
};

/* -1: event_fn said so, or KX_EINPUT for an event (or a comment) over KX_SSE_EVENT_MAX. */
int kx_sse_feed(struct kx_sse *s, const char *p, size_t n, struct kx_err *e);
/* The stream ended as it should. A last event without its blank line is given out: many
 * servers end so. */
int kx_sse_end(struct kx_sse *s, struct kx_err *e);
void kx_sse_release(struct kx_sse *s);

#endif
