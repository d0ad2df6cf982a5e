#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int kx_buf_room(struct kx_buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 64;

	if (n > SIZE_MAX / 4 - b->len)
		kx_nomem();
	if (b->max && b->len + n > b->max) {
		b->over = true;
		return -1;
	}
	while (cap < b->len + n + 1)
		cap *= 2;
	if (cap > b->cap) {
		b->p = kx_realloc(b->p, cap, 1);
		b->cap = cap;
	}
	return 0;
}

/* the NUL behind the last byte */
static void end(struct kx_buf *b)
{
	if (b->p)
		b->p[b->len] = '\0';
}

int kx_buf_add(struct kx_buf *b, const void *data, size_t n)
{
	if (kx_buf_room(b, n))
		return -1;
	if (n)
		memcpy(b->p + b->len, data, n);
	b->len += n;
	b->p[b->len] = '\0';
	return 0;
}

int kx_buf_str(struct kx_buf *b, const char *s)
{
	return kx_buf_add(b, s, strlen(s));
}

int kx_buf_char(struct kx_buf *b, char c)
{
	return kx_buf_add(b, &c, 1);
}

int kx_buf_printf(struct kx_buf *b, const char *fmt, ...)
{
	size_t room = b->cap - b->len;
	va_list ap, again;
	int n;

	/* most of the time it fits into what is there */
	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(b->cap ? b->p + b->len : NULL, room, fmt, ap);
	va_end(ap);
	if (n < 0 || kx_buf_room(b, (size_t)n)) {
		va_end(again);
		end(b);
		return -1;
	}
	if ((size_t)n >= room)
		vsnprintf(b->p + b->len, (size_t)n + 1, fmt, again);
	va_end(again);
	b->len += (size_t)n;
	return 0;
}

void kx_buf_cut(struct kx_buf *b, size_t len)
{
	if (len >= b->len)
		return;
	b->len = len;
	b->p[len] = '\0';
}

void kx_buf_clear(struct kx_buf *b)
{
	b->len = 0;
	b->over = false;
	if (b->p)
		b->p[0] = '\0';
}

const char *kx_buf_text(const struct kx_buf *b)
{
	return b->p ? b->p : "";
}

char *kx_buf_give(struct kx_buf *b)
{
	char *p = b->p ? b->p : kx_strdup("");

	b->p = NULL;
	b->len = b->cap = 0;
	b->over = false;
	return p;
}

void kx_buf_release(struct kx_buf *b)
{
	free(b->p);
	b->p = NULL;
	b->len = b->cap = 0;
	b->over = false;
}
