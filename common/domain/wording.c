#include "domain/wording.h"

#include "base/utf8.h"
#include "io/unicode.h"

#include <stdint.h>
#include <string.h>

#define GAP 4 /* words that "*" stands for, at most */

/* ---- words -------------------------------------------------------------------------- */

static void push(struct kx_wording *w, const char *s, size_t n)
{
	if (w->n == KX_WORDING_WORDS || !n)
		return;
	if (n > KX_WORDING_BYTES)
		n = KX_WORDING_BYTES;
	memcpy(w->v[w->n], s, n);
	w->v[w->n++][n] = '\0';
}

/* What stands behind an apostrophe: "don" "t" is "do not". */
static bool contracted(struct kx_wording *w, const char *s)
{
	char *last = w->n ? w->v[w->n - 1] : NULL;
	size_t n = last ? strlen(last) : 0;

	if (!last)
		return false;
	if (!strcmp(s, "t") && n > 2 && last[n - 1] == 'n') {
		if (!strcmp(last, "won"))
			memcpy(last, "will", 5);
		else if (strcmp(last, "can") != 0)
			last[n - 1] = '\0';
		push(w, "not", 3);
	} else if (!strcmp(s, "m")) {
		push(w, "am", 2);
	} else if (!strcmp(s, "re")) {
		push(w, "are", 3);
	} else if (!strcmp(s, "ve")) {
		push(w, "have", 4);
	} else if (!strcmp(s, "s") &&
		   (!strcmp(last, "here") || !strcmp(last, "there") ||
			   !strcmp(last, "that") || !strcmp(last, "it"))) {
		push(w, "is", 2);
	} else {
		return false;
	}
	return true;
}

static void add(struct kx_wording *w, const char *s, size_t n, bool joined)
{
	char folded[KX_UNICODE_OUT], bare[KX_UNICODE_OUT];

	if (n > KX_UNICODE_MAX)
		n = KX_UNICODE_MAX;
	n = kx_unicode_fold(s, n, folded);
	n = kx_unicode_strip(folded, n, bare);
	bare[n < sizeof(bare) ? n : sizeof(bare) - 1] = '\0';
	if (!strcmp(bare, "cannot")) {
		push(w, "can", 3);
		push(w, "not", 3);
	} else if (!joined || !contracted(w, bare)) {
		push(w, bare, n);
	}
}

/* Does it stand between two clauses? */
static bool parts(uint32_t c)
{
	return (c < 0x80 && c && strchr(",;:.!?()\n", (int)c)) || c == 0x2013 ||
	       c == 0x2014;
}

void kx_wording_read(struct kx_wording *w, const char *s, size_t n)
{
	size_t i = 0, len, step;
	bool joined = false, parted = false;
	uint32_t c = 0;

	w->n = 0;
	w->parted = 0;
	w->open = false;
	while (i < n && w->n < KX_WORDING_WORDS) {
		for (len = 0; i + len < n; len += step) {
			step = kx_utf8_next(s + i + len, n - i - len, &c);
			if (kx_unicode_class(c) == KX_CHAR_OTHER)
				break;
		}
		if (len && parted)
			w->parted |= (uint64_t)1 << w->n;
		if (len)
			add(w, s + i, len, joined);
		parted = (parted && !len) || parts(c);
		if (len && i + len == n)
			w->open = true;
		joined = len && (c == '\'' || c == 0x2019);
		i += len;
		if (i < n)
			i += kx_utf8_next(s + i, n - i, &c);
		w->open |= joined && i == n;
	}
}

/* ---- patterns ----------------------------------------------------------------------- */

/* bytes of a pattern's first place */
static size_t place(const char *p)
{
	return strcspn(p, " ");
}

/* Is the word one of those of a place? `open`: or the beginning of one, "don" of "do
 * not". */
static bool fits(const char *p, const char *word, bool open)
{
	size_t n = strlen(word), left = place(p), len;

	for (; left; p += len + 1) {
		len = strcspn(p, "| ");
		if ((len == n || (open && len > n)) && !memcmp(p, word, n))
			return true;
		if (open && n == len + 1 && word[len] == 'n' && !memcmp(p, word, len))
			return true;
		left -= len;
		if (!left--)
			break;
	}
	return false;
}

/* where a pattern ends that fits the words from `at` on, none behind `to`; 0: it does not */
static size_t matches(const char *p, const struct kx_wording *w, size_t at, size_t to)
{
	size_t end, most = 0;

	for (;; p += place(p), p += *p == ' ') {
		if (!*p)
			return at;
		if (*p == '*') {
			for (size_t i = 0; i <= GAP && at + i <= to; i++) {
				end = matches(p + 1 + (p[1] == ' '), w, at + i, to);
				most = end > most ? end : most;
			}
			return most;
		}
		if (at >= to || !fits(p, w->v[at++], false))
			return 0;
	}
}

/* the first letters of the words that may begin a pattern, a bit each: most words of a text
 * need no further look */
static uint32_t initials(const char *p)
{
	uint32_t all = 0;

	if (*p == '*')
		return UINT32_MAX;
	for (;; p++) {
		all |= 1u << (*p & 31);
		p += strcspn(p, "| ");
		if (*p != '|')
			return all;
	}
}

bool kx_wording_has(const struct kx_wording *w, const char *const *list)
{
	for (; *list; list++) {
		uint32_t may = initials(*list);

		for (size_t i = 0; i < w->n; i++)
			if (may >> (w->v[i][0] & 31) & 1 && matches(*list, w, i, w->n))
				return true;
	}
	return false;
}

size_t kx_wording_begins(
	const struct kx_wording *w, size_t from, size_t to, const char *const *list)
{
	size_t end, most = 0;

	for (; from < to && *list; list++) {
		if (!(initials(*list) >> (w->v[from][0] & 31) & 1))
			continue;
		end = matches(*list, w, from, to);
		most = end > most ? end : most;
	}
	return most;
}

bool kx_wording_is(
	const struct kx_wording *w, size_t from, size_t to, const char *const *list)
{
	return kx_wording_begins(w, from, to, list) == to && from < to;
}

bool kx_wording_may(const struct kx_wording *w, const char *const *list)
{
	for (; *list; list++) {
		const char *p = *list;
		size_t i = 0;

		while (*p && i < w->n && fits(p, w->v[i], w->open && i + 1 == w->n)) {
			p += place(p);
			p += *p == ' ';
			i++;
		}
		if (!*p || i == w->n)
			return true;
	}
	return false;
}
