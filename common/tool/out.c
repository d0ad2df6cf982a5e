#include "tool/out.h"

#include "base/utf8.h"
#include "io/jsonl.h"
#include "tool/say.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define OUT_SIZE (64u << 10)
#define WIDTH_MAX 100 /* longer lines are hard to read */

static struct kx_buf held;
static enum { AUTO, ALWAYS, NEVER } color;

static int write_all(const char *p, size_t n)
{
	ssize_t w;

	while (n) {
		w = write(1, p, n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return -1;
		p += w;
		n -= (size_t)w;
	}
	return 0;
}

void kx_out_flush(void)
{
	int rc = write_all(held.p, held.len);

	kx_buf_clear(&held);
	/* the reader has gone: nobody to tell (where SIGPIPE is ignored) */
	if (rc && errno == EPIPE)
		exit(128 + SIGPIPE);
	if (rc) {
		kx_warn("cannot write to stdout: %s", strerror(errno));
		exit(KX_EIO);
	}
}

bool kx_out_pass_on(void)
{
	int rc = write_all(held.p, held.len);

	if (rc && errno != EPIPE)
		kx_out_flush();
	kx_buf_clear(&held);
	return rc == 0;
}

void kx_out_flush_quietly(void)
{
	if (write_all(held.p, held.len))
		errno = 0;
	kx_buf_clear(&held);
}

void kx_put(const void *p, size_t n)
{
	kx_buf_add(&held, p, n);
	if (held.len >= OUT_SIZE)
		kx_out_flush();
}

void kx_puts(const char *s)
{
	kx_put(s, strlen(s));
}

void kx_printf(const char *fmt, ...)
{
	struct kx_buf b = { 0 };
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n > 0) {
		kx_buf_room(&b, (size_t)n);
		vsnprintf(b.p, (size_t)n + 1, fmt, again);
		kx_put(b.p, (size_t)n);
	}
	va_end(again);
	kx_buf_release(&b);
}

void kx_emit(struct json_object *rec)
{
	kx_jsonl_put(&held, rec);
	if (held.len >= OUT_SIZE)
		kx_out_flush();
}

bool kx_out_tty(void)
{
	static int tty = -1;

	if (tty < 0)
		tty = isatty(1);
	return tty;
}

bool kx_out_color(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (color != AUTO)
		return color == ALWAYS;
	return kx_out_tty() && !(no && *no) && !(term && !strcmp(term, "dumb"));
}

int kx_out_set_color(const char *when)
{
	static const char *const names[] = { "auto", "always", "never" };
	int i;

	for (i = 0; i < 3; i++)
		if (!strcmp(when, names[i])) {
			color = i;
			return 0;
		}
	return -1;
}

int kx_out_width(void)
{
	struct winsize w;
	const char *columns = getenv("COLUMNS");
	long n = columns ? strtol(columns, NULL, 10) : 0;

	if (n <= 0 && kx_out_tty() && !ioctl(1, TIOCGWINSZ, &w))
		n = w.ws_col;
	if (n < 20)
		n = 80;
	return n > WIDTH_MAX ? WIDTH_MAX : (int)n;
}

bool kx_out_acts(uint32_t cp)
{
	return (cp < 0x20 && cp != '\n' && cp != '\t') || (cp >= 0x7f && cp < 0xa0) ||
	       (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

void kx_put_text(const char *s, size_t n)
{
	size_t i = 0, len;
	uint32_t cp;

	while (i < n) {
		len = kx_utf8_next(s + i, n - i, &cp);
		if (!kx_out_tty() || !kx_out_acts(cp))
			kx_put(s + i, len);
		i += len;
	}
}

int kx_out_columns(const char *s, size_t n)
{
	size_t i = 0;
	uint32_t cp;
	int c = 0;

	while (i < n) {
		i += kx_utf8_next(s + i, n - i, &cp);
		if (cp >= 0x300 && cp < 0x370)
			continue;
		c += (cp >= 0x1100 && cp < 0x1160) || (cp >= 0x2e80 && cp < 0xa4d0) ||
				     (cp >= 0xac00 && cp < 0xd7a4) ||
				     (cp >= 0xf900 && cp < 0xfb00) ||
				     (cp >= 0xff00 && cp < 0xff61) ||
				     (cp >= 0x1f300 && cp < 0x1fb00)
			     ? 2
			     : 1;
	}
	return c;
}

static void put_line(const char *s, size_t n, int indent, int width)
{
	size_t i = 0, lead = 0, word;
	int at, deep;

	while (lead < n && s[lead] == ' ')
		lead++;
	deep = indent + (int)lead;
	if (lead + 1 < n && s[lead] == '-' && s[lead + 1] == ' ')
		deep += 2;
	kx_printf("%*s", indent + (int)lead, "");
	at = indent + (int)lead;
	for (i = lead; i < n; i += word) {
		for (word = 0; i + word < n && s[i + word] != ' '; word++)
			;
		int w = kx_out_columns(s + i, word);
		if (i > lead && at + 1 + w > width) {
			kx_printf("\n%*s", deep, "");
			at = deep;
		} else if (i > lead) {
			kx_put(" ", 1);
			at++;
		}
		kx_put_text(s + i, word);
		at += w;
		while (i + word < n && s[i + word] == ' ')
			word++;
	}
	kx_put("\n", 1);
}

void kx_put_wrapped(const char *s, size_t n, int indent)
{
	int width = kx_out_tty() ? kx_out_width() : 1 << 30;
	size_t i = 0, len;
	const char *lf;

	while (i < n) {
		lf = memchr(s + i, '\n', n - i);
		len = lf ? (size_t)(lf - s) - i : n - i;
		if (len)
			put_line(s + i, len, indent, width);
		else
			kx_put("\n", 1);
		i += len + 1;
	}
}
