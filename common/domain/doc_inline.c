#include "domain/doc_inline.h"

#include "domain/doc_tag.h"
#include "io/html.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

size_t kx_inline_place(const struct kx_inline *x, const char *p)
{
	return p >= x->s && p < x->s + x->n ? (size_t)(p - x->s) : KX_NOWHERE;
}

void kx_inline_words(struct kx_inline *x, const char *p, size_t n)
{
	size_t at = kx_inline_place(x, p);

	/* the line ends of code come from the parser's own memory */
	if (at == KX_NOWHERE && n == 1 && x->next < x->n && x->s[x->next] == *p)
		at = x->next;
	x->next = at == KX_NOWHERE ? at : at + n;
	if (n && !x->drops && !x->images)
		kx_build_text(&x->b, p, n, at);
}

void kx_inline_entity(struct kx_inline *x, const char *p, size_t n)
{
	char out[16];
	size_t len = x->entities < KX_INLINE_ENTITIES ? kx_html_entity(p, n, out) : 0;

	if (n > 2 && p[1] != '#')
		x->entities++;
	if (x->drops || x->images)
		return;
	if (len)
		kx_build_text(&x->b, out, len, KX_NOWHERE);
	else
		kx_inline_words(x, p, n);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_name(char c)
{
	return c && !is_space(c) && !strchr("=\"'<>/", c);
}

/* The value of an attribute of the tag p, which is terminated; NULL without one. */
static const char *attr(const char *p, const char *name, size_t *len)
{
	size_t want = strlen(name);

	*len = 0;
	while (is_name(*p) || *p == '<' || *p == '/')
		p++;
	while (*p) {
		const char *key, *value = p;
		size_t key_len;

		while (*p && !is_name(*p))
			p++;
		for (key = p; is_name(*p); p++)
			;
		key_len = (size_t)(p - key);
		while (is_space(*p))
			p++;
		*len = 0;
		if (*p == '=') {
			for (p++; is_space(*p); p++)
				;
			value = p + (*p == '"' || *p == '\'');
			*len = *p == '"'    ? strcspn(value, "\"")
			       : *p == '\'' ? strcspn(value, "'")
					    : strcspn(value, " \t\r\n>");
			p = value + *len;
			p += *p == '"' || *p == '\'';
		}
		if (key_len == want && strncmp(key, name, want) == 0)
			return value;
	}
	return NULL;
}

static bool has(const char *tag, const char *name, const char *wanted)
{
	size_t len;
	const char *v = attr(tag, name, &len);

	return v &&
	       (!wanted || (strlen(wanted) == len && strncmp(v, wanted, len) == 0));
}

/* Whether the tag, at `from` and n bytes long, has a line of its own in the source; a
 * component inside a sentence must not cut it. */
static bool is_block(const struct kx_inline *x, size_t from, size_t n)
{
	size_t i = from, k = from + n;

	if (from == KX_NOWHERE)
		return false;
	while (i > 0 &&
		(x->s[i - 1] == ' ' || x->s[i - 1] == '\t' || x->s[i - 1] == '>'))
		i--;
	while (k < x->n && (x->s[k] == ' ' || x->s[k] == '\t' || x->s[k] == '\r'))
		k++;
	return i == 0 || x->s[i - 1] == '\n' || k == x->n || x->s[k] == '\n';
}

static void open_tag(struct kx_inline *x, struct kx_tag *t, const char *p, bool empty)
{
	enum kx_tag_kind kind = kx_tag_kind(t->name);
	size_t len;
	const char *v;

	if (x->drops) {
		x->drops += strcmp(t->name, x->drop) == 0 && !empty;
		return;
	}
	t->hidden = has(p, "hidden", NULL) || has(p, "aria-hidden", "true") ||
		    has(p, "role", "navigation");
	t->start = 1;
	if (kind == KX_TAG_NUMBERS && (v = attr(p, "start", &len)))
		t->start = (unsigned)strtoul(v, NULL, 10);
	if (kind == KX_TAG_UNKNOWN) {
		t->label = attr(p, "title", &len);
		if (!t->label || !len)
			t->label = attr(p, "label", &len);
		if (!len)
			t->label = NULL;
		t->label_len = len;
		t->label_from = KX_NOWHERE;
		if (t->label && x->tag_from != KX_NOWHERE)
			t->label_from = x->tag_from + (size_t)(t->label - p);
	}
	if (!kx_tag_open(&x->b, t) && !empty && kind != KX_TAG_SKIP) {
		memcpy(x->drop, t->name, KX_INLINE_NAME);
		x->drops = 1;
	}
}

/* Elements whose content people indent. */
static bool is_container(const char *name)
{
	static const char *const names[] = { "div", "section", "details", "ul", "ol",
		"dl", "table" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/* A whole tag, comment or declaration is in x->tag. */
static void end_tag(struct kx_inline *x)
{
	const char *p = kx_buf_text(&x->tag);
	bool end = p[1] == '/', empty = x->tag.len > 2 && p[x->tag.len - 2] == '/';
	char name[KX_INLINE_NAME] = "";
	size_t k = 0;
	struct kx_tag t = { .name = name };

	for (const char *q = p + 1 + end; is_name(*q) && k < KX_INLINE_NAME - 1; q++)
		name[k++] = (char)(*q >= 'A' && *q <= 'Z' ? *q + 32 : *q);
	if (is_container(name) && !empty)
		x->elements += !end ? 1 : x->elements ? -1 : 0;
	t.block = p[1 + end] >= 'A' && p[1 + end] <= 'Z' &&
		  is_block(x, x->tag_from, x->tag.len);
	if (k && name[0] != '!' && name[0] != '?') {
		if (!end)
			open_tag(x, &t, p, empty);
		else if (!x->drops)
			kx_tag_close(&x->b, &t);
		else if (strcmp(name, x->drop) == 0)
			x->drops--;
	}
	kx_buf_clear(&x->tag);
}

/* More of an open tag; returns the bytes used. */
static size_t more_tag(struct kx_inline *x, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *t;

		if (kx_buf_char(&x->tag, p[i]))
			continue;
		t = x->tag.p;
		if (x->tag.len >= 4 && memcmp(t, "<!--", 4) == 0) {
			if (p[i] != '>' || x->tag.len < 6 ||
				memcmp(t + x->tag.len - 3, "-->", 3) != 0)
				continue;
		} else if (p[i] == '"' || p[i] == '\'') {
			if (!x->quote)
				x->quote = p[i];
			else if (x->quote == p[i])
				x->quote = 0;
			continue;
		} else if (p[i] != '>' || x->quote) {
			continue;
		}
		end_tag(x);
		return i + 1;
	}
	return n;
}

/* Text of an HTML block, with its entities. */
static void html_words(struct kx_inline *x, const char *p, size_t n)
{
	while (n && !x->drops) {
		const char *amp = memchr(p, '&', n), *semi = NULL;
		size_t k = amp ? (size_t)(amp - p) : n;

		kx_inline_words(x, p, k);
		p += k, n -= k;
		if (n == 0)
			return;
		semi = memchr(p, ';', n < 40 ? n : 40);
		k = semi ? (size_t)(semi - p) + 1 : 1;
		if (semi)
			kx_inline_entity(x, p, k);
		else
			kx_inline_words(x, p, k);
		p += k, n -= k;
	}
}

/* Inside <script> and <style> only their own end is a tag. */
bool kx_inline_is_tag(const struct kx_inline *x, const char *p, size_t n)
{
	size_t len = strlen(x->drop);

	if (x->drops &&
		(strcmp(x->drop, "script") == 0 || strcmp(x->drop, "style") == 0))
		return n > len + 2 && p[1] == '/' &&
		       strncasecmp(p + 2, x->drop, len) == 0;
	return n > 1 &&
	       ((p[1] | 32) >= 'a' ? (p[1] | 32) <= 'z' : strchr("/!?", p[1]) != NULL);
}

void kx_inline_html(struct kx_inline *x, const char *p, size_t n)
{
	while (n) {
		const char *lt;
		size_t k;

		if (x->tag.len) {
			k = more_tag(x, p, n);
			p += k, n -= k;
			continue;
		}
		lt = memchr(p, '<', n);
		k = lt ? (size_t)(lt - p) : n;
		html_words(x, p, k);
		p += k, n -= k;
		if (n && kx_inline_is_tag(x, p, n)) {
			x->tag_from = kx_inline_place(x, p);
			x->quote = 0;
			kx_buf_char(&x->tag, '<');
		} else if (n) {
			kx_inline_words(x, p, 1);
		}
		p += n > 0, n -= n > 0;
	}
}

void kx_inline_reset(struct kx_inline *x)
{
	kx_buf_clear(&x->tag);
}
