#include "domain/chunk_cut.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/chunk.h"

#include <stdbool.h>
#include <string.h>

struct scan {
	struct kx_cuts *c;
	const char *s;
	size_t n;
	bool list;
	size_t halves;  /* half words: characters of scripts without spaces */
	size_t stretch; /* bytes since the last unit */
	bool word;      /* the run since the last space counts already */
};

/* Scripts that are written without spaces between words. */
static bool is_dense(uint32_t cp)
{
	if (cp < 0xe00)
		return false;
	return cp <= 0xeff || (cp >= 0x1000 && cp <= 0x109f) ||
	       (cp >= 0x1780 && cp <= 0x17ff) || (cp >= 0x2e80 && cp <= 0x2fdf) ||
	       (cp >= 0x3005 && cp <= 0x3007) || (cp >= 0x3021 && cp <= 0x3029) ||
	       (cp >= 0x3041 && cp <= 0x30ff && cp != 0x30fb) ||
	       (cp >= 0x31f0 && cp <= 0x31ff) || (cp >= 0x3400 && cp <= 0x4dbf) ||
	       (cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0xf900 && cp <= 0xfaff) ||
	       (cp >= 0xff66 && cp <= 0xff9f) || (cp >= 0x20000 && cp <= 0x3fffd);
}

/* Letters and digits; outside ASCII all but the blocks of marks. */
static bool is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') ||
		       ((cp | 32) >= 'a' && (cp | 32) <= 'z');
	return cp >= 0xc0 && !(cp >= 0x2000 && cp <= 0x2bff) &&
	       !(cp >= 0x3000 && cp <= 0x3004) && !(cp >= 0x3008 && cp <= 0x3020) &&
	       !(cp >= 0xfe10 && cp <= 0xfe6f) && !(cp >= 0xff00 && cp <= 0xff0f) &&
	       !(cp >= 0xff1a && cp <= 0xff20);
}

static bool is_space(char ch)
{
	return ch == ' ' || (ch >= '\t' && ch <= '\r');
}

/* Ideographic full stop, its half-width form, full-width ! and ?: no space follows. */
static bool is_dense_stop(uint32_t cp)
{
	return cp == 0x3002 || cp == 0xff61 || cp == 0xff01 || cp == 0xff1f;
}

/* Marks that end a sentence when a space follows. */
static bool is_stop(uint32_t cp)
{
	return cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 || cp == 0x964 ||
	       cp == 0x61f || cp == 0x6d4 || cp == 0x17d4 || cp == 0x104b ||
	       is_dense_stop(cp);
}

/* Marks that may stand behind a full stop. */
static bool is_closing(uint32_t cp)
{
	return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0x201d ||
	       cp == 0x2019 || cp == 0xbb || cp == 0x300d || cp == 0x300f ||
	       cp == 0xff09 || cp == 0x3011;
}

static uint32_t before(const char *s, size_t *at)
{
	uint32_t cp;
	size_t i = *at - 1;

	while (i > 0 && ((unsigned char)s[i] & 0xc0) == 0x80)
		i--;
	kx_utf8_next(s + i, *at - i, &cp);
	*at = i;
	return cp;
}

/* Whether the word that ends with the full stop at `at` is short for something: a
 * single letter, or letters with stops between them (e.g., U.S.). */
static bool is_short(const char *s, size_t at)
{
	return at >= 1 && is_letter((unsigned char)s[at - 1]) &&
	       (unsigned char)s[at - 1] < 0x80 &&
	       (at == 1 || is_space(s[at - 2]) || s[at - 2] == '.' || s[at - 2] == '(');
}

/* Does a sentence end in front of `at`, behind which `next` begins? */
static bool ends_sentence(const char *s, size_t at, const char *next, size_t left)
{
	uint32_t cp = 0;

	while (at > 0 && is_closing(cp = before(s, &at)))
		;
	if (!is_stop(cp))
		return false;
	if (cp == '.' && is_short(s, at))
		return false;
	return left == 0 || !(*next >= 'a' && *next <= 'z');
}

/* Bullets, numbers, and rows of tables. */
static bool begins_item(const char *p, size_t left)
{
	size_t i = 0, digits;

	while (i < left && p[i] == ' ')
		i++;
	if (i + 1 < left && (p[i] == '-' || p[i] == '*' || p[i] == '+') &&
		p[i + 1] == ' ')
		return true;
	for (digits = i; i < left && p[i] >= '0' && p[i] <= '9'; i++)
		;
	if (i > digits && i + 1 < left && (p[i] == '.' || p[i] == ')') &&
		p[i + 1] == ' ')
		return true;
	for (; i + 2 < left && p[i] != '\n' && i < 400; i++) {
		if (p[i] == ' ' && p[i + 1] == '|' && p[i + 2] == ' ')
			return true;
	}
	return false;
}

static void place(struct scan *x, size_t at, enum kx_cut_kind kind)
{
	struct kx_cuts *c = x->c;

	if (!x->list)
		return;
	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 256;
		c->v = kx_realloc(c->v, c->cap, sizeof(*c->v));
	}
	c->v[c->n++] = (struct kx_cut){ at, c->units + x->halves / 2, kind };
}

/* The white space s[from..at): what kind of place is behind it? A line that ends in a
 * colon belongs to what it announces. */
static enum kx_cut_kind gap(const struct scan *x, size_t from, size_t at)
{
	size_t lines = 0;
	const char *next = x->s + at;
	bool colon = from > 0 && x->s[from - 1] == ':';

	for (size_t i = from; i < at; i++)
		lines += x->s[i] == '\n';
	if (lines == 0)
		return ends_sentence(x->s, from, next, x->n - at) ? KX_CUT_SENTENCE
								  : KX_CUT_WORD;
	if (colon)
		return lines > 1 ? KX_CUT_WRAP : KX_CUT_WORD;
	if (lines > 1)
		return KX_CUT_PARA;
	/* the margin of an item is white space, too */
	if (begins_item(next, x->n - at))
		return KX_CUT_LINE;
	return ends_sentence(x->s, from, next, x->n - at) ? KX_CUT_SENTENCE
							  : KX_CUT_WRAP;
}

static void flush_halves(struct scan *x)
{
	if (!x->halves)
		return;
	x->c->units += (x->halves + 1) / 2;
	x->c->words += (x->halves + 1) / 2;
	x->halves = 0;
}

/* One character that is not white space. */
static void character(struct scan *x, size_t at, uint32_t cp, size_t len, uint32_t last)
{
	bool dense = is_dense(cp);

	if (dense || (last && is_dense_stop(last))) {
		if (last && !is_closing(cp) && !is_stop(cp))
			place(x, at,
				is_dense_stop(last) ? KX_CUT_SENTENCE : KX_CUT_CHAR);
	}
	x->stretch += len;
	if (dense) {
		x->halves++;
		x->word = false;
		x->stretch = 0;
	} else {
		flush_halves(x);
		if (!x->word && is_letter(cp)) {
			x->word = true;
			x->c->units++;
			x->c->words++;
			x->stretch = 0;
		}
	}
	if (x->stretch >= KX_CHUNK_STRETCH) {
		x->c->units++;
		x->stretch = 0;
		place(x, at + len, KX_CUT_CHAR);
	}
}

/* ASCII behind a letter of a word that was counted: nothing to decide until a space, a
 * character of another kind, or a stretch that is too long. */
static size_t rest_of_word(struct scan *x, size_t at)
{
	size_t i = at, end = at + (KX_CHUNK_STRETCH - 1 - x->stretch);

	if (end > x->n)
		end = x->n;
	while (i < end && (unsigned char)x->s[i] < 0x80 && !is_space(x->s[i]))
		i++;
	x->stretch += i - at;
	return i - at;
}

void kx_cut_find(struct kx_cuts *c, const char *s, size_t n, int list)
{
	struct scan x = { .c = c, .s = s, .n = n, .list = list != 0 };
	uint32_t last = 0;

	c->n = c->units = c->words = 0;
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t cp = (unsigned char)s[i];

		len = 1;
		if (is_space(s[i])) {
			while (i + len < n && is_space(s[i + len]))
				len++;
			flush_halves(&x);
			x.word = false;
			last = 0;
			x.stretch += len;
			for (; x.stretch >= KX_CHUNK_STRETCH;
				x.stretch -= KX_CHUNK_STRETCH)
				c->units++;
			if (x.list && i && i + len < n)
				place(&x, i + len, gap(&x, i, i + len));
			continue;
		}
		if (cp >= 0x80)
			len = kx_utf8_next(s + i, n - i, &cp);
		character(&x, i, cp, len, last);
		last = cp;
		if (cp < 0x80 && x.word && x.stretch < KX_CHUNK_STRETCH)
			len += rest_of_word(&x, i + len);
	}
	flush_halves(&x);
}

size_t kx_chunk_count(const char *s, size_t n)
{
	struct kx_cuts c = { 0 };

	kx_cut_find(&c, s, n, 0);
	return c.words;
}
