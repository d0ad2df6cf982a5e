#include "domain/doc_build.h"

#include "base/mem.h"

#include <string.h>

/* classes of bytes in running text */
enum { WORD, BLANK, OTHER, C2, EF };

static int class(unsigned char c)
{
	if (c > ' ' && c < 0x7f)
		return WORD;
	if (c == ' ')
		return BLANK;
	if (c < ' ' || c == 0x7f)
		return OTHER;
	return c == 0xc2 ? C2 : c == 0xef ? EF : WORD;
}

void kx_build_cut(struct kx_build *b, size_t len)
{
	struct kx_doc *d = b->d;

	kx_buf_cut(&d->text, len);
	while (d->nspans && d->spans[d->nspans - 1].at >= len)
		d->nspans--;
	if (d->nspans) {
		struct kx_span *s = &d->spans[d->nspans - 1];

		if (s->at + s->len > len)
			s->len = len - s->at;
	}
}

void kx_build_trim(struct kx_build *b)
{
	size_t at = b->d->sections[b->d->nsections - 1].at, len = b->d->text.len;
	const char *p = kx_buf_text(&b->d->text);

	while (len > at && (unsigned char)p[len - 1] <= ' ')
		len--;
	kx_build_cut(b, len);
}

static void put(struct kx_build *b, const char *p, size_t n, size_t from)
{
	struct kx_doc *d = b->d;
	struct kx_span *last = d->nspans ? &d->spans[d->nspans - 1] : NULL;
	size_t at = d->text.len;

	kx_buf_add(&d->text, p, n);
	if (from == KX_NOWHERE || from > b->n || n > b->n - from ||
		(b->src + from != p && memcmp(b->src + from, p, n) != 0))
		return;
	if (last && from < last->from + last->len)
		return;
	if (last && last->at + last->len == at && last->from + last->len == from) {
		last->len += n;
		return;
	}
	if (d->nspans == b->span_cap) {
		b->span_cap = b->span_cap ? b->span_cap * 2 : 64;
		d->spans = kx_realloc(d->spans, b->span_cap, sizeof(*d->spans));
	}
	d->spans[d->nspans++] = (struct kx_span){ .at = at, .from = from, .len = n };
}

static void put_str(struct kx_build *b, const char *s)
{
	put(b, s, strlen(s), KX_NOWHERE);
}

/* Bullet or indent at the beginning of a line in a list. */
static void put_margin(struct kx_build *b)
{
	int levels = b->depth < KX_BUILD_LISTS ? b->depth : KX_BUILD_LISTS;

	for (int i = b->item ? 1 : 0; i < levels; i++)
		put_str(b, "  ");
	if (!b->item)
		return;
	if (levels && b->list[levels - 1].numbered)
		kx_buf_printf(&b->d->text, "%u. ", b->list[levels - 1].next - 1);
	else
		put_str(b, "- ");
}

/* Han, Kana and full-width marks, by first byte: no space when such lines are joined.
 */
static bool is_wide(const char *p)
{
	unsigned char c = (unsigned char)*p;

	return (c >= 0xe3 && c <= 0xe9) || c == 0xef;
}

static bool need_space(const struct kx_build *b, const char *next)
{
	const struct kx_buf *t = &b->d->text;

	if (!b->space || (t->len && t->p[t->len - 1] == ' '))
		return false;
	return !(b->wrap && t->len >= 3 && is_wide(t->p + t->len - 3) && is_wide(next));
}

/* The break in front of the word at `next`. */
static void pay_break(struct kx_build *b, const char *next)
{
	bool flat = (b->cell && b->row) || (b->level && b->head_words);
	bool wide = b->want > 1 && !b->close && (b->depth == 0 || b->first);

	if (b->fresh) {
		if (b->d->text.len)
			put_str(b, "\n\n");
		b->d->sections[b->d->nsections - 1].at = b->d->text.len;
		put_margin(b);
		b->fresh = false;
	} else if (b->cells && b->row) {
		for (; b->cells; b->cells--)
			put_str(b, " | ");
	} else if (flat && (b->item || b->want)) {
		put_str(b, " ");
	} else if (b->item || b->want) {
		kx_build_trim(b);
		put_str(b, wide ? "\n\n" : "\n");
		put_margin(b);
	} else if (need_space(b, next)) {
		put(b, " ", 1, b->space_from);
	}
}

/* Pay what is owed before the word at `next`. */
static void pay(struct kx_build *b, const char *next)
{
	pay_break(b, next);
	if (b->level && !b->head_words) {
		b->head_at = b->d->text.len;
		b->head_words = true;
	}
	b->want = 0;
	b->cells = 0;
	b->row = b->cell;
	b->item = b->first = b->space = b->wrap = b->close = false;
	b->seen = b->seen || !b->level;
}

/* Length of what can be copied as it stands: single spaces between words included. */
static size_t run(const char *p, size_t n)
{
	size_t i = 0, end = 0;

	for (; i < n; i++) {
		int c = class((unsigned char)p[i]);

		if (c == WORD) {
			end = i + 1;
			continue;
		}
		if (c == BLANK) {
			if (i == 0 || end != i)
				break;
			continue;
		}
		if (c == C2 && i + 1 < n && (unsigned char)p[i + 1] != 0xa0 &&
			(unsigned char)p[i + 1] != 0xad) {
			end = ++i + 1;
			continue;
		}
		if (c == EF && i + 2 < n && memcmp(p + i, "\xef\xbb\xbf", 3) != 0) {
			end = (i += 2) + 1;
			continue;
		}
		break;
	}
	return end;
}

/* One thing that is not copied; returns its bytes. No-break spaces are spaces, soft
 * hyphens and byte order marks are nothing. */
static size_t odd(struct kx_build *b, const char *p, size_t n, size_t from)
{
	unsigned char c = (unsigned char)p[0];

	if (c == 0xc2 && n > 1)
		b->space = b->space || (unsigned char)p[1] == 0xa0;
	if (c >= 0x80) {
		b->space_from = KX_NOWHERE;
		return c == 0xc2 && n > 1 ? 2 : c == 0xef && n > 2 ? 3 : 1;
	}
	b->space_from = b->space ? KX_NOWHERE : from;
	b->wrap = b->wrap || c == '\n';
	b->space = true;
	return 1;
}

/* White space counts here; other control characters become spaces. */
static void text_pre(struct kx_build *b, const char *p, size_t n, size_t from)
{
	for (size_t i = 0, k; i < n; i += k) {
		for (k = 0; i + k < n; k++) {
			unsigned char c = (unsigned char)p[i + k];

			if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
				break;
		}
		if (k == 0) {
			if (p[i] != '\r')
				put_str(b, " ");
			k = 1;
			continue;
		}
		if (p[i] == '\n' && (b->want || b->fresh || b->item)) {
			k = 1;
			continue;
		}
		pay(b, p + i);
		put(b, p + i, k, from == KX_NOWHERE ? from : from + i);
	}
}

void kx_build_text(struct kx_build *b, const char *p, size_t n, size_t from)
{
	if (b->pre && !b->cell && !b->level) {
		text_pre(b, p, n, from);
		return;
	}
	for (size_t i = 0; i < n;) {
		size_t k = run(p + i, n - i);
		size_t place = from == KX_NOWHERE ? from : from + i;

		if (k) {
			pay(b, p + i);
			put(b, p + i, k, place);
		} else {
			k = odd(b, p + i, n - i, place);
		}
		i += k;
	}
}

void kx_build_raw(struct kx_build *b, const char *p, size_t n, size_t from)
{
	if (n == 0)
		return;
	pay(b, p);
	put(b, p, n, from);
}

void kx_build_space(struct kx_build *b, bool wrap)
{
	b->wrap = b->wrap || wrap;
	b->space = true;
	b->space_from = KX_NOWHERE;
}

void kx_build_line(struct kx_build *b)
{
	b->space = false;
	if (b->want < 1)
		b->want = 1;
}

void kx_build_para(struct kx_build *b)
{
	b->space = false;
	/* in a cell a line, but keep the break in front of the table */
	b->want = b->cell && b->want < 2 ? 1 : 2;
}

void kx_build_label(struct kx_build *b)
{
	kx_build_line(b);
	b->close = true;
}

void kx_build_pre(struct kx_build *b, bool on)
{
	kx_build_para(b);
	b->pre += on ? 1 : b->pre ? -1 : 0;
}
