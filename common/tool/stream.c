#include "tool/stream.h"

#include "base/utf8.h"
#include "tool/out.h"

#include <string.h>

static bool gone;

bool kx_stream_gone(void)
{
	return gone;
}

static void end_word(struct kx_stream *s)
{
	s->word = 0;
	s->len = 0;
	s->too_long = false;
}

/* the word so far goes to the next line */
static void carry(struct kx_stream *s)
{
	int i;

	for (i = 0; i < s->word; i++)
		kx_put("\b", 1);
	kx_put("\033[K\n", 4);
	kx_put(s->tail, s->len);
	s->column = s->word;
}

static void letter(struct kx_stream *s, const char *p, size_t n, uint32_t cp)
{
	int w = kx_out_columns(p, n);

	if (kx_out_acts(cp))
		return;
	if (s->column + w > kx_out_width()) {
		if (s->word && s->word < s->column && !s->too_long)
			carry(s);
		else
			kx_put("\n", 1), s->column = 0;
	}
	kx_put(p, n);
	s->column += w;
	s->word += w;
	s->too_long |= s->len + n > sizeof(s->tail);
	if (!s->too_long) {
		memcpy(s->tail + s->len, p, n);
		s->len += n;
	}
}

static void wrapped(struct kx_stream *s, const char *p, size_t n)
{
	size_t i, len;
	uint32_t cp;

	for (i = 0; i < n; i += len) {
		len = kx_utf8_next(p + i, n - i, &cp);
		if (cp == '\n') {
			kx_put("\n", 1);
			s->column = 0;
			end_word(s);
		} else if (cp == ' ') {
			if (s->column < kx_out_width()) {
				kx_put(" ", 1);
				s->column++;
			}
			end_word(s);
		} else {
			letter(s, p + i, len, cp);
		}
	}
}

void kx_stream_text(void *ctx, const char *p, size_t n)
{
	struct kx_stream *s = ctx;

	s->began = true;
	if (kx_out_tty()) {
		wrapped(s, p, n);
	} else {
		kx_put(p, n);
		s->column = n && p[n - 1] == '\n' ? 0 : 1;
	}
	if (!kx_out_pass_on())
		gone = true;
}

void kx_stream_end(struct kx_stream *s)
{
	if (s->began && s->column)
		kx_puts("\n");
}
