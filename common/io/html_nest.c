#include "io/html_nest.h"

#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME 16    /* bytes of a name that count */
#define SEARCH 256 /* open tags that a closing one is compared with */

enum class {
	OTHER,
	VOID,
	FORMAT, /* reopened by the parser when something else closes them */
	BLOCK,  /* closing closes all that is open inside */
	PARA,   /* p, li, ...: closed by the next of their kind */
	TABLE,  /* table and its parts; nothing inside closes what is outside */
	RAW,    /* content is text */
	FOREIGN,
};

struct name {
	const char name[NAME];
	enum class class;
};

/* ascending */
static const struct name names[] = {
	{ "a", FORMAT },
	{ "address", BLOCK },
	{ "area", VOID },
	{ "article", BLOCK },
	{ "aside", BLOCK },
	{ "b", FORMAT },
	{ "base", VOID },
	{ "big", FORMAT },
	{ "blockquote", BLOCK },
	{ "br", VOID },
	{ "center", BLOCK },
	{ "code", FORMAT },
	{ "col", VOID },
	{ "dd", PARA },
	{ "details", BLOCK },
	{ "dir", BLOCK },
	{ "div", BLOCK },
	{ "dl", BLOCK },
	{ "dt", PARA },
	{ "em", FORMAT },
	{ "embed", VOID },
	{ "fieldset", BLOCK },
	{ "figcaption", BLOCK },
	{ "figure", BLOCK },
	{ "font", FORMAT },
	{ "footer", BLOCK },
	{ "h1", BLOCK },
	{ "h2", BLOCK },
	{ "h3", BLOCK },
	{ "h4", BLOCK },
	{ "h5", BLOCK },
	{ "h6", BLOCK },
	{ "header", BLOCK },
	{ "hr", VOID },
	{ "i", FORMAT },
	{ "iframe", RAW },
	{ "img", VOID },
	{ "input", VOID },
	{ "li", PARA },
	{ "link", VOID },
	{ "main", BLOCK },
	{ "math", FOREIGN },
	{ "menu", BLOCK },
	{ "meta", VOID },
	{ "nav", BLOCK },
	{ "nobr", FORMAT },
	{ "ol", BLOCK },
	{ "option", PARA },
	{ "p", PARA },
	{ "param", VOID },
	{ "pre", BLOCK },
	{ "s", FORMAT },
	{ "script", RAW },
	{ "section", BLOCK },
	{ "small", FORMAT },
	{ "source", VOID },
	{ "strike", FORMAT },
	{ "strong", FORMAT },
	{ "style", RAW },
	{ "summary", BLOCK },
	{ "svg", FOREIGN },
	{ "table", TABLE },
	{ "tbody", TABLE },
	{ "td", TABLE },
	{ "textarea", RAW },
	{ "tfoot", TABLE },
	{ "th", TABLE },
	{ "thead", TABLE },
	{ "title", RAW },
	{ "tr", TABLE },
	{ "track", VOID },
	{ "tt", FORMAT },
	{ "u", FORMAT },
	{ "ul", BLOCK },
	{ "wbr", VOID },
	{ "xmp", RAW },
};

struct open {
	char name[NAME];
	enum class class;
	bool dropped;
};

struct nest {
	const char *s;
	size_t n, limit;
	char *copy; /* once something was dropped */
	struct open *stack;
	size_t depth, cap;
	size_t foreign; /* svg and math that are open */
};

static int order(const void *key, const void *elem)
{
	return strcmp(key, ((const struct name *)elem)->name);
}

static enum class class(const char *name) {
	const struct name *t = bsearch(
		name, names, sizeof(names) / sizeof(names[0]), sizeof(names[0]), order);

	return t ? t->class : OTHER;
}

static bool is(const struct open *o, const char *list)
{
	size_t n = strlen(o->name);

	for (const char *p = list; (p = strstr(p, o->name)); p += n) {
		if (p > list && p[-1] == ' ' && p[n] == ' ')
			return true;
	}
	return false;
}

static void drop(struct nest *t, size_t at, size_t end)
{
	if (!t->copy) {
		t->copy = kx_alloc(t->n + 1);
		memcpy(t->copy, t->s, t->n);
	}
	memset(t->copy + at, ' ', end - at);
}

/* Leave out entry i; those above it move down. */
static void take(struct nest *t, size_t i)
{
	t->foreign -= t->stack[i].class == FOREIGN;
	t->depth--;
	memmove(t->stack + i, t->stack + i + 1, (t->depth - i) * sizeof(*t->stack));
}

/* What an opening tag closes without being told to. */
static void imply(struct nest *t, const char *name, enum class c)
{
	const char *list = NULL;

	if (c == BLOCK || strcmp(name, "p") == 0)
		list = " p ";
	else if (strcmp(name, "li") == 0)
		list = " p li ";
	else if (strcmp(name, "dd") == 0 || strcmp(name, "dt") == 0)
		list = " p dd dt ";
	else if (strcmp(name, "option") == 0)
		list = " option ";
	else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
		list = " p td th ";
	else if (strcmp(name, "tr") == 0)
		list = " p td th tr ";
	else if (c == TABLE && strcmp(name, "table") != 0)
		list = " p td th tr tbody thead tfoot ";
	while (list && t->depth && is(&t->stack[t->depth - 1], list))
		take(t, t->depth - 1);
}

static void opened(
	struct nest *t, const char *name, enum class c, size_t at, size_t end)
{
	struct open *o;

	if (c == VOID)
		return;
	imply(t, name, c);
	if (t->depth == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 64;
		t->stack = kx_realloc(t->stack, t->cap, sizeof(*t->stack));
	}
	o = &t->stack[t->depth++];
	memcpy(o->name, name, NAME);
	o->class = c;
	o->dropped = t->depth > t->limit;
	t->foreign += c == FOREIGN;
	if (o->dropped)
		drop(t, at, end);
}

/* Close what is surely closed: all above the match, but formats, for they come back. */
static void closed(
	struct nest *t, const char *name, enum class c, size_t at, size_t end)
{
	size_t i = t->depth, low = t->depth > SEARCH ? t->depth - SEARCH : 0;
	bool dropped;

	while (i > low && strcmp(t->stack[i - 1].name, name) != 0) {
		const struct open *o = &t->stack[i - 1];

		if (c == OTHER || c == VOID || o->class == FOREIGN ||
			(o->class == TABLE && c != TABLE) ||
			strcmp(o->name, "table") == 0)
			return;
		i--;
	}
	if (i == low)
		return;
	dropped = t->stack[i - 1].dropped;
	if (c == FORMAT) {
		take(t, i - 1);
	} else {
		for (size_t k = t->depth; k >= i; k--) {
			if (t->stack[k - 1].class != FORMAT)
				take(t, k - 1);
		}
	}
	if (dropped)
		drop(t, at, end);
}

/* Behind the tag that begins at `i`; a quote counts only where a value begins. */
static size_t tag_end(const char *s, size_t n, size_t i)
{
	while (i < n && s[i] != '>') {
		if (s[i++] != '=')
			continue;
		while (i < n && (s[i] == ' ' || (s[i] >= '\t' && s[i] <= '\r')))
			i++;
		if (i < n && (s[i] == '"' || s[i] == '\'')) {
			const char *q = memchr(s + i + 1, s[i], n - i - 1);

			i = q ? (size_t)(q - s) + 1 : n;
		}
	}
	return i < n ? i + 1 : n;
}

/* Behind a comment or declaration, which begins with "<!", "<?" or "</" at `i`. */
static size_t comment_end(const char *s, size_t n, size_t i)
{
	const char *p;

	if (n - i < 4 || memcmp(s + i, "<!--", 4) != 0) {
		p = memchr(s + i, '>', n - i);
		return p ? (size_t)(p - s) + 1 : n;
	}
	for (i += 2; (p = memmem(s + i, n - i, "--", 2)); i = (size_t)(p - s) + 1) {
		p += 2;
		if (p < s + n && *p == '!')
			p++;
		if (p < s + n && *p == '>')
			return (size_t)(p - s) + 1;
		p = memmem(s + i, n - i, "--", 2);
	}
	return n;
}

static size_t raw_end(const char *s, size_t n, size_t i, const char *name)
{
	size_t len = strlen(name);
	const char *p;

	for (; (p = memmem(s + i, n - i, "</", 2)); i = (size_t)(p - s) + 2) {
		if ((size_t)(s + n - p) >= len + 2 && !strncasecmp(p + 2, name, len))
			return (size_t)(p - s);
	}
	return n;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The tag at `i`; returns where to go on. */
static size_t tag(struct nest *t, size_t i)
{
	bool end = t->s[i + 1] == '/';
	size_t at = i, k = 0, stop;
	char name[NAME] = "";
	enum class c;

	for (i += end ? 2 : 1; i < t->n; i++) {
		char ch = t->s[i];

		if (ch == '>' || ch == '/' || ch == ' ' || (ch >= '\t' && ch <= '\r'))
			break;
		if (k < NAME - 1)
			name[k++] = (char)(ch >= 'A' && ch <= 'Z' ? ch + 32 : ch);
	}
	stop = tag_end(t->s, t->n, i);
	c = class(name);
	if (c == RAW && !t->foreign && !end)
		return raw_end(t->s, t->n, stop, name);
	if (c == RAW)
		c = OTHER;
	if (end)
		closed(t, name, c, at, stop);
	else
		opened(t, name, c, at, stop);
	return stop;
}

char *kx_html_flatten(const char *s, size_t n, size_t limit, size_t *tags)
{
	struct nest t = { .s = s, .n = n, .limit = limit };
	const char *p;

	*tags = 0;
	for (size_t i = 0; i < n && (p = memchr(s + i, '<', n - i));) {
		i = (size_t)(p - s);
		if (i + 2 >= n)
			break;
		if (is_letter(p[1]) || (p[1] == '/' && is_letter(p[2]))) {
			++*tags;
			i = tag(&t, i);
		} else if (p[1] == '!' || p[1] == '?' || p[1] == '/') {
			i = comment_end(s, n, i);
		} else {
			i++;
		}
	}
	free(t.stack);
	return t.copy;
}
