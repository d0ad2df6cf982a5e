#include "domain/synonym_lines.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void trim(const char **s, size_t *n)
{
	while (*n && blank(**s)) {
		(*s)++;
		(*n)--;
	}
	while (*n && blank((*s)[*n - 1]))
		(*n)--;
}

/* a comment begins the line or follows a blank: 'c#' is a word */
static size_t without_comment(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '#' && (i == 0 || blank(s[i - 1])))
			return i;
	return n;
}

static size_t count_words(const char *s, size_t n)
{
	size_t words = 0;

	for (size_t i = 0; i < n; i++)
		words += !blank(s[i]) && (i == 0 || blank(s[i - 1]));
	return words;
}

static void keep(struct kx_synonym_lines *s, const char *entry, size_t n)
{
	/* doubled at each power of two */
	if ((s->nentries & (s->nentries - 1)) == 0)
		s->entries = kx_realloc(s->entries, s->nentries ? 2 * s->nentries : 1,
			sizeof(*s->entries));
	s->entries[s->nentries++] = kx_arena_strndup(&s->arena, entry, n);
}

/* the entries of one side; NULL, or why it is no good */
static const char *read_side(
	struct kx_synonym_lines *s, const char *p, size_t n, size_t from)
{
	const char *comma, *entry;
	size_t len;

	for (;;) {
		comma = memchr(p, ',', n);
		entry = p;
		len = comma ? (size_t)(comma - p) : n;
		trim(&entry, &len);
		if (!len)
			return "an entry is empty";
		if (s->nentries - from == KX_SYNONYM_ENTRIES)
			return "it has too many entries";
		if (count_words(entry, len) > KX_SYNONYM_WORDS)
			return "an entry has too many words";
		keep(s, entry, len);
		if (!comma)
			return NULL;
		n -= (size_t)(comma + 1 - p);
		p = comma + 1;
	}
}

static const char *read_line(struct kx_synonym_lines *s, const char *p, size_t n)
{
	struct kx_synonym_line *l = &s->v[s->n];
	const char *arrow = memmem(p, n, "=>", 2), *why;
	size_t left = arrow ? (size_t)(arrow - p) : n;

	*l = (struct kx_synonym_line){ .from = s->nentries };
	if (kx_utf8_valid(p, n) < n)
		return "it is not UTF-8";
	if (memchr(p, '\0', n))
		return "it holds a NUL byte";
	why = read_side(s, p, left, l->from);
	l->left = s->nentries - l->from;
	if (!why && arrow) {
		if (memmem(arrow + 2, n - left - 2, "=>", 2))
			return "'=>' is there twice";
		why = read_side(s, arrow + 2, n - left - 2, l->from);
	}
	l->n = s->nentries - l->from;
	if (!why && l->n < 2)
		return "one entry alone stands for nothing";
	return why;
}

void kx_synonym_lines_read(struct kx_synonym_lines *s, const char *text, size_t n,
	kx_synonym_bad *bad, void *ctx)
{
	size_t at = n >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0, count = 0;

	s->v = kx_calloc(KX_SYNONYM_LINES, sizeof(*s->v));
	while (at < n) {
		const char *p = text + at, *end = memchr(p, '\n', n - at), *why;
		size_t len = end ? (size_t)(end - p) : n - at;

		at += len + 1;
		count++;
		len = without_comment(p, len);
		trim(&p, &len);
		if (!len)
			continue;
		if (s->n == KX_SYNONYM_LINES) {
			bad(count, "too many lines; the rest is left out", ctx);
			break;
		}
		why = read_line(s, p, len);
		s->v[s->n].at = count;
		if (!why) {
			s->n++;
			continue;
		}
		s->nentries = s->v[s->n].from;
		bad(count, why, ctx);
	}
}

void kx_synonym_lines_release(struct kx_synonym_lines *s)
{
	kx_arena_release(&s->arena);
	free(s->entries);
	free(s->v);
}
