#include "domain/sentence.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/codeline.h"
#include "domain/fullstop.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum line_kind { EMPTY, FENCE, WORDS, ITEM, ROW, CODE, HEAD };

struct line {
	size_t at; /* without white space at either end */
	size_t len;
	size_t indent;
	size_t mark; /* of an item */
	enum line_kind kind;
	unsigned number; /* of an ordered item */
};

#define NARROW 50 /* columns: nobody wraps prose so early */
#define RAGGED 6  /* columns by which wrapped lines differ without a reason */

struct lines {
	struct line *v;
	size_t n;
	size_t cap;
};

/* ---- lines --------------------------------------------------------------------------
 */

/* Bytes of the bullet or number that s begins with, its space included; 0 when none. */
static size_t item_mark(const char *s, size_t n, unsigned *number)
{
	size_t i = 0;

	*number = 0;
	if (n > 2 && strchr("-*+", s[0]) && s[1] == ' ')
		return 2;
	if (n > 4 && !memcmp(s, "\xe2\x80\xa2", 3) && s[3] == ' ')
		return 4;
	for (; i < n && i < 4 && isdigit((unsigned char)s[i]); i++)
		*number = *number * 10 + (unsigned)(s[i] - '0');
	if (i == 0 && n > 3 && islower((unsigned char)s[0]) && s[1] == ')')
		*number = (unsigned)(s[i++] - 'a' + 1);
	if (i == 0 || i + 2 >= n || (s[i] != '.' && s[i] != ')') || s[i + 1] != ' ')
		*number = 0;
	return i && *number ? i + 2 : 0;
}

static bool is_row(const char *s, size_t n)
{
	if (n < 3 || !memchr(s, '|', n))
		return false;
	for (size_t i = 0; i + 2 < n; i++)
		if (s[i] == ' ' && s[i + 1] == '|' && s[i + 2] == ' ')
			return true;
	return s[0] == '|' && s[n - 1] == '|';
}

static void line_add(struct lines *l, struct line one)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 32;
		l->v = kx_realloc(l->v, l->cap, sizeof(*l->v));
	}
	l->v[l->n++] = one;
}

static void read_line(
	struct lines *l, const char *text, size_t at, size_t end, bool *fenced)
{
	struct line r = { .kind = WORDS };
	const char *s;

	for (; at < end && isspace((unsigned char)text[at]); at++)
		r.indent += text[at] == '\t' ? 8 : 1;
	while (end > at && isspace((unsigned char)text[end - 1]))
		end--;
	r.at = at;
	r.len = end - at;
	s = text + at;
	if (r.len >= 3 && (!memcmp(s, "```", 3) || !memcmp(s, "~~~", 3))) {
		*fenced = !*fenced;
		r.kind = FENCE;
	} else if (r.len == 0) {
		r.kind = EMPTY;
	} else if (*fenced) {
		r.kind = CODE;
	} else if ((r.mark = item_mark(s, r.len, &r.number))) {
		r.kind = ITEM;
	} else if (is_row(s, r.len)) {
		r.kind = ROW;
	}
	line_add(l, r);
}

static void read_lines(struct lines *l, const char *text, size_t n)
{
	bool fenced = false;

	for (size_t at = 0; at < n;) {
		const char *nl = memchr(text + at, '\n', n - at);
		size_t end = nl ? (size_t)(nl - text) : n;

		read_line(l, text, at, end, &fenced);
		at = end + 1;
	}
}

static size_t count_words(const char *s, size_t n)
{
	size_t words = 0;

	for (size_t i = 0; i < n; i++)
		words += !isspace((unsigned char)s[i]) &&
			 (i == 0 || isspace((unsigned char)s[i - 1]));
	return words;
}

/* Ends like a sentence, or like the beginning of a list? */
static bool is_closed(const char *s, size_t n)
{
	static const char *const wide[] = { "。", "！", "？", "…", "：", "；", "，",
		NULL };

	while (n && strchr("\"')]*", s[n - 1]))
		n--;
	if (n && strchr(".!?:;,", s[n - 1]))
		return true;
	for (size_t i = 0; wide[i]; i++)
		if (n >= 3 && !memcmp(s + n - 3, wide[i], 3))
			return true;
	return false;
}

/* Does a sentence end before the line does? */
static bool has_stop(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t stop = strchr(".!?", s[i]) ? kx_fullstop(s, 0, i, n) : 0;

		if (stop && stop < n)
			return true;
	}
	return false;
}

/* A short line without an end mark stands over what follows: alone between empty lines,
 * or on top of a paragraph that begins anew (wrapped lines are of one length and go on
 * in small letters). */
static bool is_head(const struct lines *l, size_t i, const char *text)
{
	const struct line *a = &l->v[i], *b = i + 1 < l->n ? &l->v[i + 1] : NULL;
	const char *s = text + a->at;
	bool alone = !b || b->kind == EMPTY;

	if (a->kind != WORDS || (i && l->v[i - 1].kind == WORDS))
		return false;
	if (count_words(s, a->len) > KX_HEADING_WORDS)
		return false;
	/* the second line of an item */
	if (i && a[-1].kind == ITEM &&
		(a->indent > a[-1].indent || islower((unsigned char)s[0])))
		return false;
	/* a question on a line of its own is a heading, too */
	if (s[a->len - 1] != '?' && is_closed(s, a->len))
		return false;
	if (has_stop(s, a->len))
		return false;
	/* alone in the whole text there is nothing it could stand over */
	if (alone)
		return b != NULL || i > 0;
	if (b->kind != WORDS)
		return b->kind != CODE;
	if (islower((unsigned char)s[0]) || islower((unsigned char)text[b->at]))
		return false;
	return a->len < 60 && a->len * 4 < b->len * 3;
}

static size_t word_len(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && !isspace((unsigned char)s[i]))
		i++;
	return i;
}

/* Was the line ended on purpose? The first word of the next one would have fitted into
 * the width of the paragraph, and with room to spare; or it introduces that one. */
static bool is_cut(const struct line *a, size_t width, const char *text)
{
	size_t word = word_len(text + a[1].at, a[1].len);

	if (text[a->at + a->len - 1] == ':')
		return true;
	return width < NARROW || a->indent + a->len + 1 + word + RAGGED <= width;
}

/* Does a run of n lines look like code? It begins with code and is code in half of its
 * lines or more; or its lines stand each for itself, small and without a stop. `begins`:
 * its first line is no wrapped one. */
static bool is_code(
	const struct line *a, size_t n, bool begins, size_t width, const char *text)
{
	size_t code = 0, small = 0, cuts = 0, stops = 0, same = 0;
	bool first = false;

	for (size_t i = 0; i < n; i++) {
		const char *s = text + a[i].at + a[i].mark;
		size_t len = a[i].len - a[i].mark, word = word_len(s, len);
		bool looks = kx_codeline(s, len, begins);

		if (i == 0)
			first = looks;
		code += looks;
		small += looks || islower((unsigned char)s[0]);
		stops += strchr(".!?,", s[len - 1]) != NULL;
		same += i > 0 && islower((unsigned char)s[0]) && a[i - 1].len > word &&
			!memcmp(s, text + a[i - 1].at, word + 1);
		begins = i + 1 < n && is_cut(&a[i], width, text);
		cuts += begins;
	}
	if (first && code * 2 >= n)
		return true;
	return n > 1 && (code || same * 2 >= n - 1) && !stops && small * 2 >= n &&
	       (cuts * 2 >= n - 1 || (n > 2 && same == n - 1));
}

static void set_code(struct line *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		a[i].kind = CODE;
		a[i].mark = 0;
	}
}

/* A paragraph of n lines: all of it is code, and what looks like a list in it (YAML),
 * or what stands below its first line or below a list item. */
static void mark_paragraph(struct line *a, size_t n, const char *text)
{
	size_t width = 0;

	for (size_t i = 0; i < n; i++)
		if (a[i].indent + a[i].len > width)
			width = a[i].indent + a[i].len;
	if (a->kind != ITEM && is_code(a, n, true, width, text)) {
		set_code(a, n);
		return;
	}
	for (size_t i = 0, j; i + 1 < n; i = j) {
		for (j = i + 1; j < n && a[j].kind != ITEM;)
			j++;
		if (j > i + 1 && is_code(a + i + 1, j - i - 1,
					 is_cut(&a[i], width, text), width, text))
			set_code(a + i + 1, j - i - 1);
	}
}

static void mark_code(struct lines *l, const char *text)
{
	for (size_t i = 0, j; i < l->n; i = j) {
		for (j = i;
			j < l->n && (l->v[j].kind == WORDS || l->v[j].kind == ITEM);)
			j++;
		if (j == i)
			j++;
		else
			mark_paragraph(&l->v[i], j - i, text);
	}
}

/* ---- sentences ----------------------------------------------------------------------
 */

static void sentence_add(struct kx_sentences *s, const char *text,
	const struct kx_sentence *proto, size_t at, size_t end)
{
	struct kx_sentence *r;
	const char *p;

	while (at < end && isspace((unsigned char)text[at]))
		at++;
	while (end > at && isspace((unsigned char)text[end - 1]))
		end--;
	if (at == end || s->n == KX_SENTENCES_MAX)
		return;
	if ((s->n & (s->n - 1)) == 0)
		s->v = kx_realloc(s->v, s->n ? s->n * 2 : 1, sizeof(*s->v));
	r = &s->v[s->n++];
	*r = *proto;
	r->at = at;
	r->len = end - at;
	if (s->n > 1 && r[-1].block == r->block)
		r->mark = 0;
	p = text + end;
	while (end > at && strchr("\"')]*", p[-1]))
		p--, end--;
	if (end == at)
		return;
	/* a step of a list may end in the name of a button that asks */
	r->question = r->kind != KX_SENTENCE_ITEM &&
		      (p[-1] == '?' || (end - at >= 3 && !memcmp(p - 3, "？", 3)));
	r->intro = p[-1] == ':' || (end - at >= 3 && !memcmp(p - 3, "：", 3));
}

/* Cut text[at .. end) at its full stops; `skip` bytes of list mark are not looked at.
 */
static void cut(struct kx_sentences *s, const char *text,
	const struct kx_sentence *proto, size_t at, size_t end)
{
	size_t i = at + proto->mark, from = i;

	while (i < end) {
		uint32_t c;
		size_t n = kx_utf8_next(text + i, end - i, &c);
		size_t stop = kx_fullstop(text, from, i, end);

		if (!stop) {
			i += n;
			continue;
		}
		sentence_add(s, text, proto, at, stop);
		at = from = i = stop;
	}
	sentence_add(s, text, proto, at, end);
}

/* The lines that line i goes on in: wrapped prose, or the wrapped words of an item. */
static size_t block_end(const struct lines *l, size_t i, const char *text)
{
	size_t j = i + 1;

	if (l->v[i].kind != WORDS && l->v[i].kind != ITEM)
		return j;
	for (; j < l->n && l->v[j].kind == WORDS; j++)
		if (l->v[i].kind == ITEM && l->v[j].indent <= l->v[i].indent &&
			!islower((unsigned char)text[l->v[j].at]))
			break;
	return j;
}

void kx_sentences_split(struct kx_sentences *s, const char *text, size_t n)
{
	static const enum kx_sentence_kind kinds[] = { [WORDS] = KX_SENTENCE_PROSE,
		[ITEM] = KX_SENTENCE_ITEM,
		[ROW] = KX_SENTENCE_ROW,
		[CODE] = KX_SENTENCE_CODE,
		[HEAD] = KX_SENTENCE_HEADING };
	struct lines l = { 0 };
	size_t block = 0;

	*s = (struct kx_sentences){ 0 };
	read_lines(&l, text, n);
	mark_code(&l, text);
	for (size_t i = 0; i < l.n; i++)
		if (is_head(&l, i, text))
			l.v[i].kind = HEAD;
	for (size_t i = 0, j; i < l.n; i = j) {
		const struct line *a = &l.v[i];
		struct kx_sentence p = { .mark = a->mark,
			.indent = a->indent,
			.ordered = a->number > 0,
			.number = a->number,
			.block = block };

		j = block_end(&l, i, text);
		if (a->kind == EMPTY || a->kind == FENCE)
			continue;
		p.kind = kinds[a->kind];
		block++;
		if (a->kind == WORDS || a->kind == ITEM)
			cut(s, text, &p, a->at, l.v[j - 1].at + l.v[j - 1].len);
		else
			sentence_add(s, text, &p, a->at, a->at + a->len);
	}
	free(l.v);
}

void kx_sentences_release(struct kx_sentences *s)
{
	free(s->v);
	*s = (struct kx_sentences){ 0 };
}
