#include "base/mem.h"
#include "domain/doc_build.h"

#include <string.h>

#define BRACES_MAX 4096 /* bytes of an expression in a tag */
#define TICKS 8         /* longest mark of code in a line */

struct scan {
	const char *s;
	size_t n;
	char *copy; /* NULL: only looking */
	char fence; /* of the code block we are in, or 0 */
	size_t fence_len;
	size_t para;        /* end of the paragraph that was last asked for */
	size_t open[TICKS]; /* no mark of this length closes before this place */
};

static bool starts(const struct scan *c, size_t i, const char *word)
{
	size_t n = strlen(word);

	return c->n - i >= n && memcmp(c->s + i, word, n) == 0;
}

static size_t line_end(const struct scan *c, size_t i)
{
	const char *p = i < c->n ? memchr(c->s + i, '\n', c->n - i) : NULL;

	return p ? (size_t)(p - c->s) : c->n;
}

static size_t skip_blanks(const struct scan *c, size_t i, size_t end)
{
	while (i < end && (c->s[i] == ' ' || c->s[i] == '\t' || c->s[i] == '\r'))
		i++;
	return i;
}

static void blank(struct scan *c, size_t at, size_t end)
{
	for (size_t i = at; i < end; i++) {
		if (c->copy[i] != '\n')
			c->copy[i] = ' ';
	}
}

/* Whether the line at i opens, closes or belongs to a fenced block. */
static bool is_fenced(struct scan *c, size_t i, size_t end)
{
	size_t at, len = 0;
	char mark;

	for (at = i;
		at < end && (c->s[at] == ' ' || c->s[at] == '\t' || c->s[at] == '>');)
		at++;
	mark = at < end ? c->s[at] : '\0';
	if (mark != '`' && mark != '~')
		return c->fence != 0;
	while (at + len < end && c->s[at + len] == mark)
		len++;
	if (!c->fence) {
		if (len < 3 ||
			(mark == '`' && memchr(c->s + at + len, '`', end - at - len)))
			return false;
		c->fence = mark;
		c->fence_len = len;
	} else if (mark == c->fence && len >= c->fence_len &&
		   skip_blanks(c, at + len, end) == end) {
		c->fence = '\0';
	}
	return true;
}

static bool contains(const char *p, size_t n, const char *word)
{
	return memmem(p, n, word, strlen(word)) != NULL;
}

/* import x from "y", export const z = ... in the first column */
static bool is_script(const struct scan *c, size_t i, size_t end)
{
	const char *p = c->s + i;
	size_t n = end - i;

	if (starts(c, i, "import "))
		return contains(p, n, " from '") || contains(p, n, " from \"") ||
		       starts(c, i, "import '") || starts(c, i, "import \"") ||
		       starts(c, i, "import {");
	return starts(c, i, "export const ") || starts(c, i, "export default ") ||
	       starts(c, i, "export function ") || starts(c, i, "export {") ||
	       starts(c, i, "export let ");
}

static bool is_capital(char ch)
{
	return ch >= 'A' && ch <= 'Z';
}

/* The next empty line behind i. */
static size_t para_end(struct scan *c, size_t i)
{
	const char *p;

	if (i < c->para)
		return c->para;
	p = memmem(c->s + i, c->n - i, "\n\n", 2);
	c->para = p ? (size_t)(p - c->s) : c->n;
	return c->para;
}

/* A line of component tags: "</Note>", "<Icon />", "<Card>...</Card>". */
static bool is_component(const struct scan *c, size_t i, size_t end)
{
	size_t at = skip_blanks(c, i, end);

	if (at - i > 3 || end - at < 4 || c->s[at] != '<')
		return false;
	if (c->s[at + 1] == '/')
		return is_capital(c->s[at + 2]);
	while (end > at && (c->s[end - 1] == '\r' || c->s[end - 1] == ' '))
		end--;
	return is_capital(c->s[at + 1]) && c->s[end - 1] == '>' &&
	       (c->s[end - 2] == '/' || contains(c->s + at, end - at, "</"));
}

bool kx_mdx_is(const char *s, size_t n)
{
	struct scan c = { .s = s, .n = n };

	for (size_t i = 0, end; i < n; i = end + 1) {
		end = line_end(&c, i);
		if (!is_fenced(&c, i, end) && end > i &&
			(is_script(&c, i, end) || is_component(&c, i, end)))
			return true;
	}
	return false;
}

/* Behind the code that the ticks at i open; behind the ticks when they open none. */
static size_t code(struct scan *c, size_t i)
{
	size_t len = 0, at, limit;

	while (i + len < c->n && c->s[i + len] == '`')
		len++;
	at = i + len;
	if (len >= TICKS || c->open[len] > i)
		return at;
	limit = para_end(c, at);
	for (size_t k = at; k < limit;) {
		size_t run = 0;

		while (k + run < limit && c->s[k + run] == '`')
			run++;
		if (run == len)
			return k + run;
		k += run ? run : 1;
	}
	c->open[len] = limit;
	return at;
}

/* Behind the braces that open at i, or i when they do not close. */
static size_t braces(const struct scan *c, size_t i)
{
	size_t end = c->n - i > BRACES_MAX ? i + BRACES_MAX : c->n;
	int depth = 0;

	for (size_t k = i; k < end; k++) {
		if (c->s[k] == '{')
			depth++;
		if (c->s[k] == '}' && --depth == 0)
			return k + 1;
	}
	return i;
}

/* A tag: braces in it are blanked, for they are no HTML. Returns its end. */
static size_t tag(struct scan *c, size_t i)
{
	size_t k = i + 1, end = c->n - i > BRACES_MAX ? i + BRACES_MAX : c->n;

	while (k < end && c->s[k] != '>' && c->s[k] != '<' && c->s[k] != '`') {
		size_t to = k;

		if (c->s[k] == '"' || c->s[k] == '\'') {
			const char *q = memchr(c->s + k + 1, c->s[k], end - k - 1);

			k = q ? (size_t)(q - c->s) + 1 : k + 1;
			continue;
		}
		if (c->s[k] == '{' || starts(c, k, "={"))
			to = braces(c, k);
		blank(c, k, to);
		k = to > k ? to : k + 1;
	}
	return k < c->n && c->s[k] == '>' ? k + 1 : i + 1;
}

static size_t comment(struct scan *c, size_t i, const char *end)
{
	const char *p = memmem(c->s + i, c->n - i, end, strlen(end));

	if (!p)
		return i + 1;
	blank(c, i, (size_t)(p - c->s) + strlen(end));
	return (size_t)(p - c->s) + strlen(end);
}

/* Lines that are not Markdown: scripts up to the next empty line, and closing tags
 * alone on a line, which would else belong to the list or paragraph before them. */
static size_t line(struct scan *c, size_t i)
{
	size_t end = line_end(c, i), at = skip_blanks(c, i, end), to = end;

	if (is_fenced(c, i, end))
		return end;
	if (is_script(c, i, end)) {
		to = para_end(c, i);
		blank(c, i, to);
		return to;
	}
	while (to > at && (c->s[to - 1] == '\r' || c->s[to - 1] == ' '))
		to--;
	if (to - at > 3 && c->s[at] == '<' && c->s[at + 1] == '/' &&
		is_capital(c->s[at + 2]) && c->s[to - 1] == '>' &&
		!memchr(c->s + at + 1, '<', to - at - 1)) {
		blank(c, at, to);
		return end;
	}
	return i;
}

char *kx_mdx_clean(const char *s, size_t n)
{
	struct scan c = { .s = s, .n = n, .copy = kx_alloc(n + 1) };
	bool bol = true, html = true, mdx = true;

	memcpy(c.copy, s, n);
	for (size_t i = 0; i < n;) {
		if (bol) {
			size_t to = line(&c, i);

			bol = false;
			if (to > i) {
				i = to;
				continue;
			}
		}
		if (s[i] == '`') {
			i = code(&c, i);
		} else if (s[i] == '{' && mdx && starts(&c, i, "{/*")) {
			size_t to = comment(&c, i, "*/}");

			mdx = to > i + 1;
			i = to;
		} else if (s[i] == '<' && html && starts(&c, i, "<!--")) {
			size_t to = comment(&c, i, "-->");

			html = to > i + 1;
			i = to;
		} else if (s[i] == '<' && i + 1 < n &&
			   (is_capital(s[i + 1]) ||
				   (s[i + 1] >= 'a' && s[i + 1] <= 'z'))) {
			i = tag(&c, i);
		} else {
			bol = s[i] == '\n';
			i++;
		}
	}
	return c.copy;
}
