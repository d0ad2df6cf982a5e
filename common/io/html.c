#include "io/html.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "io/html_nest.h"

#include <gumbo.h>
#include <stdlib.h>
#include <string.h>

/* gumbo frees its tree by recursion; ours are freed from this list instead. */
struct block {
	struct block *prev, *next;
};

struct kx_html {
	const char *src; /* the caller's */
	const char *s;   /* what was parsed: src or copy */
	size_t n;
	char *copy;
	struct block blocks;
	GumboOutput *out;
};

static void *take(void *ctx, size_t n)
{
	struct block *list = ctx, *b = kx_alloc(sizeof(*b) + n);

	b->prev = list;
	b->next = list->next;
	if (list->next)
		list->next->prev = b;
	list->next = b;
	return b + 1;
}

static void give(void *ctx, void *p)
{
	struct block *b = p;

	(void)ctx;
	if (!p)
		return;
	b--;
	b->prev->next = b->next;
	if (b->next)
		b->next->prev = b->prev;
	free(b);
}

static void parse(struct kx_html *h)
{
	GumboOptions o = kGumboDefaultOptions;

	o.allocator = take;
	o.deallocator = give;
	o.userdata = &h->blocks;
	o.max_errors = 0;
	h->out = gumbo_parse_with_options(&o, h->s, h->n);
}

static void clear(struct kx_html *h)
{
	for (struct block *b = h->blocks.next, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(h->copy);
}

int kx_html_open(struct kx_html **h, const char *s, size_t n, struct kx_err *e)
{
	size_t tags;
	char *copy = kx_html_flatten(s, n, KX_HTML_DEPTH, &tags);

	if (tags > KX_HTML_TAGS) {
		free(copy);
		return kx_fail(e, KX_EINPUT, "HTML has %zu tags, more than %u", tags,
			KX_HTML_TAGS);
	}
	*h = kx_alloc(sizeof(**h));
	(*h)->src = s;
	(*h)->copy = copy;
	(*h)->s = copy ? copy : n ? s : "";
	(*h)->n = n;
	parse(*h);
	return 0;
}

void kx_html_close(struct kx_html *h)
{
	if (!h)
		return;
	clear(h);
	free(h);
}

/* Bytes of the entity that begins at p, "&" included; 1 when there is none. */
static size_t entity_len(const char *p, const char *end)
{
	const char *q = p + 1;

	if (q < end && *q == '#')
		q++;
	while (q < end && ((*q >= '0' && *q <= '9') || (*q >= 'a' && *q <= 'z') ||
				  (*q >= 'A' && *q <= 'Z')))
		q++;
	if (q < end && *q == ';')
		q++;
	return (size_t)(q - p);
}

/* Length of what is the same in the text and in the source. */
static size_t same(const char *t, size_t tn, const char *o, size_t on)
{
	size_t i = 0, n = tn < on ? tn : on;

	while (i < n && t[i] == o[i] && o[i] != '&' && o[i] != '<' && o[i] != '\r')
		i++;
	return i;
}

/* The decoded character at t and its entity at o: the bytes of both, false when they
 * cannot be brought together. */
static bool step(
	const char *t, size_t tn, const char *o, size_t on, size_t *tl, size_t *ol)
{
	uint32_t cp;
	size_t len = entity_len(o, o + on);

	*tl = kx_utf8_next(t, tn, &cp);
	/* an entity may lack its semicolon and run into the next word; a few are
	 * decoded to two characters */
	for (int twice = 0; twice < 2; twice++) {
		for (*ol = len; *ol > 1; --*ol) {
			size_t left = tn - *tl, rest = on - *ol;

			if (left == 0 ||
				(rest && (t[*tl] == o[*ol] || o[*ol] == '&' ||
						 o[*ol] == '<' || o[*ol] == '\r')))
				return true;
			if (o[*ol - 1] == ';' || o[1] == '#')
				break;
		}
		if (*tl < tn)
			*tl += kx_utf8_next(t + *tl, tn - *tl, &cp);
	}
	return false;
}

/* Where the n bytes at o stand in the source, unless tags were blanked there. */
static size_t place(const struct kx_html *h, const char *o, size_t n)
{
	size_t at = (size_t)(o - h->s);

	return !h->copy || memcmp(h->src + at, o, n) == 0 ? at : KX_HTML_NOWHERE;
}

/* Text t[0..tn), decoded from o[0..on), piece by piece so that each has its place. */
static void text(const struct kx_html *h, const char *t, size_t tn, const char *o,
	size_t on, const struct kx_html_events *ev, void *ctx)
{
	while (tn) {
		size_t tl = same(t, tn, o, on), ol = tl;
		bool literal = false;

		if (tl == 0 && on && *o == '&') {
			size_t len = entity_len(o, o + on);

			literal = tn >= len && memcmp(t, o, len) == 0;
			if (literal)
				tl = ol = len;
			else if (!step(t, tn, o, on, &tl, &ol))
				on = 0;
		} else if (tl == 0 && on && *o == '<' && *t == '<') {
			tl = ol = 1;
			literal = true;
		} else if (tl == 0 && on && (*o == '<' || *o == '\r')) {
			const char *gt = *o == '<' ? memchr(o, '>', on) : o;

			ol = gt ? (size_t)(gt - o) + 1 : on;
		} else if (tl == 0) {
			on = 0;
		} else {
			literal = true;
		}
		if (on == 0 && !literal)
			tl = tn, ol = 0;
		if (tl)
			ev->text(t, tl, literal ? place(h, o, tl) : KX_HTML_NOWHERE,
				ctx);
		t += tl, tn -= tl;
		o += ol, on -= ol;
	}
}

static void leaf(const struct kx_html *h, const GumboNode *node,
	const struct kx_html_events *ev, void *ctx)
{
	const char *t = node->v.text.text, *o = node->v.text.original_text.data;
	size_t on = node->v.text.original_text.length;

	if (node->type == GUMBO_NODE_COMMENT)
		return;
	if (!o || o < h->s || o > h->s + h->n)
		o = h->s, on = 0;
	if (on > (size_t)(h->s + h->n - o))
		on = (size_t)(h->s + h->n - o);
	text(h, t, strlen(t), o, on, ev, ctx);
}

static void name(const GumboNode *node, char out[KX_HTML_NAME])
{
	GumboStringPiece p = node->v.element.original_tag;
	const char *known = gumbo_normalized_tagname(node->v.element.tag);
	size_t n = 0;

	if (node->v.element.tag != GUMBO_TAG_UNKNOWN) {
		p = (GumboStringPiece){ known, strlen(known) };
	} else if (p.data) {
		gumbo_tag_from_original_text(&p);
	}
	for (; n < p.length && n < KX_HTML_NAME - 1; n++)
		out[n] = (char)(p.data[n] >= 'A' && p.data[n] <= 'Z' ? p.data[n] + 32
								     : p.data[n]);
	out[n] = '\0';
}

struct frame {
	const GumboNode *node;
	unsigned next;
};

void kx_html_walk(const struct kx_html *h, const struct kx_html_events *ev, void *ctx)
{
	struct frame *stack = kx_calloc(64, sizeof(*stack));
	size_t depth = 1, cap = 64;

	stack[0].node = h->out->root;
	while (depth) {
		struct frame *f = &stack[depth - 1];
		char buf[KX_HTML_NAME];
		struct kx_html_tag t = { .name = buf };
		const GumboNode *kid;

		if (f->next == f->node->v.element.children.length) {
			if (--depth) {
				name(t.node = f->node, buf);
				ev->close(&t, ctx);
			}
			continue;
		}
		kid = f->node->v.element.children.data[f->next++];
		if (kid->type != GUMBO_NODE_ELEMENT &&
			kid->type != GUMBO_NODE_TEMPLATE) {
			leaf(h, kid, ev, ctx);
			continue;
		}
		name(t.node = kid, buf);
		if (!ev->open(&t, ctx))
			continue;
		if (depth == cap)
			stack = kx_realloc(stack, cap *= 2, sizeof(*stack));
		stack[depth++] = (struct frame){ .node = kid };
	}
	free(stack);
}

const char *kx_html_lang(const struct kx_html *h)
{
	const GumboAttribute *a =
		gumbo_get_attribute(&h->out->root->v.element.attributes, "lang");

	return a ? a->value : NULL;
}

const char *kx_html_attr(const struct kx_html *h, const struct kx_html_tag *t,
	const char *attr, size_t *from)
{
	const GumboNode *node = t->node;
	const GumboAttribute *a =
		gumbo_get_attribute(&node->v.element.attributes, attr);
	GumboStringPiece p;

	if (!a)
		return NULL;
	p = a->original_value;
	if (from && p.data >= h->s && p.data < h->s + h->n && p.length)
		*from = (size_t)(p.data - h->s) + (*p.data == '"' || *p.data == '\'');
	else if (from)
		*from = KX_HTML_NOWHERE;
	return a->value;
}

/* Numbers by hand, the names by gumbo, which does not show its table. */
static size_t by_number(const char *s, size_t n, char out[16])
{
	uint32_t cp = 0;
	bool hex = n > 3 && (s[2] == 'x' || s[2] == 'X');

	for (size_t i = hex ? 3 : 2; i + 1 < n && cp < 0x110000; i++) {
		int c = s[i] | 32;

		cp = hex ? cp * 16 + (uint32_t)(c > '9' ? c - 'a' + 10 : s[i] - '0')
			 : cp * 10 + (uint32_t)(s[i] - '0');
	}
	if (cp == 0 || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		cp = KX_UTF8_BAD;
	return kx_utf8_put(cp, out);
}

static void collect(const char *p, size_t n, size_t from, void *ctx)
{
	char *out = ctx;
	size_t len = strlen(out);

	(void)from;
	if (len + n >= 16)
		return;
	memcpy(out + len, p, n);
	out[len + n] = '\0';
}

static bool enter(const struct kx_html_tag *t, void *ctx)
{
	(void)t;
	(void)ctx;
	return true;
}

static void leave(const struct kx_html_tag *t, void *ctx)
{
	(void)t;
	(void)ctx;
}

size_t kx_html_entity(const char *s, size_t n, char out[16])
{
	static const struct kx_html_events ev = { enter, leave, collect };
	static const struct {
		const char *name, *text;
	} common[] = {
		{ "&nbsp;", "\xc2\xa0" },
		{ "&amp;", "&" },
		{ "&lt;", "<" },
		{ "&gt;", ">" },
		{ "&quot;", "\"" },
	};
	struct kx_html h = { .s = s, .n = n };

	if (n < 3 || n > 48 || s[0] != '&' || s[n - 1] != ';')
		return 0;
	if (s[1] == '#')
		return by_number(s, n, out);
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
		if (strlen(common[i].name) != n || memcmp(s, common[i].name, n) != 0)
			continue;
		memcpy(out, common[i].text, strlen(common[i].text));
		return strlen(common[i].text);
	}
	out[0] = '\0';
	parse(&h);
	kx_html_walk(&h, &ev, out);
	clear(&h);
	return out[0] == '&' ? 0 : strlen(out);
}
