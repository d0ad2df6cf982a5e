#include "domain/doc_tag.h"
#include "io/html.h"
#include "io/markdown.h"

#include <stdlib.h>
#include <string.h>

#define TAG_MAX 8192	  /* bytes of a tag; a longer one is left out */
#define NAME_MAX 32	  /* bytes of an element's name that count */
#define ENTITIES 20000	  /* named ones that are looked up; later ones stay as written */
#define ALERT_MAX 64	  /* bytes of "[!NOTE]" and its like */

struct reader {
	struct kx_build b;
	const char *s; /* what is parsed: the body, or its copy without MDX */
	size_t n;
	int quotes, images;
	bool line;	  /* at the beginning of a line of a paragraph */
	bool skip_line;	  /* a directive: nothing of it is for readers */
	const char *until; /* words before this place are markup */
	unsigned entities;
	int elements;	   /* open HTML blocks */
	bool maybe_html;   /* at the beginning of indented code inside of them ... */
	bool html;	   /* ... which is HTML that was indented for looks */
	/* a tag whose end has not come yet */
	struct kx_buf tag;
	size_t tag_from;
	char quote;
	/* an element that is left out, and how often it is open */
	char drop[NAME_MAX];
	int drops;
};

static size_t place(const struct reader *r, const char *p)
{
	return p >= r->s && p < r->s + r->n ? (size_t)(p - r->s) : KX_NOWHERE;
}

static void words(struct reader *r, const char *p, size_t n)
{
	if (n && !r->drops && !r->images)
		kx_build_text(&r->b, p, n, place(r, p));
}

static void entity(struct reader *r, const char *p, size_t n)
{
	char out[16];
	size_t len = r->entities < ENTITIES ? kx_html_entity(p, n, out) : 0;

	if (n > 2 && p[1] != '#')
		r->entities++;
	if (r->drops || r->images)
		return;
	if (len)
		kx_build_text(&r->b, out, len, KX_NOWHERE);
	else
		words(r, p, n);
}

/* ---- tags between the words ---------------------------------------------------------- */
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
			*len = *p == '"' ? strcspn(value, "\"") :
				*p == '\'' ? strcspn(value, "'") :
					     strcspn(value, " \t\r\n>");
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

	return v && (!wanted || (strlen(wanted) == len && strncmp(v, wanted, len) == 0));
}

/* Whether the tag, at `from` and n bytes long, has a line of its own in the source; a
 * component inside a sentence must not cut it. */
static bool is_block(const struct reader *r, size_t from, size_t n)
{
	size_t i = from, k = from + n;

	if (from == KX_NOWHERE)
		return false;
	while (i > 0 && (r->s[i - 1] == ' ' || r->s[i - 1] == '\t' || r->s[i - 1] == '>'))
		i--;
	while (k < r->n && (r->s[k] == ' ' || r->s[k] == '\t' || r->s[k] == '\r'))
		k++;
	return i == 0 || r->s[i - 1] == '\n' || k == r->n || r->s[k] == '\n';
}

static void open_tag(struct reader *r, struct kx_tag *t, const char *p, bool empty)
{
	enum kx_tag_kind kind = kx_tag_kind(t->name);
	size_t len;
	const char *v;

	if (r->drops) {
		r->drops += strcmp(t->name, r->drop) == 0 && !empty;
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
		if (t->label && r->tag_from != KX_NOWHERE)
			t->label_from = r->tag_from + (size_t)(t->label - p);
	}
	if (!kx_tag_open(&r->b, t) && !empty && kind != KX_TAG_SKIP) {
		memcpy(r->drop, t->name, NAME_MAX);
		r->drops = 1;
	}
}

/* A whole tag, comment or declaration is in r->tag. */
static void end_tag(struct reader *r)
{
	const char *p = kx_buf_text(&r->tag);
	bool end = p[1] == '/', empty = r->tag.len > 2 && p[r->tag.len - 2] == '/';
	char name[NAME_MAX] = "";
	size_t k = 0;
	struct kx_tag t = { .name = name };

	for (const char *q = p + 1 + end; is_name(*q) && k < NAME_MAX - 1; q++)
		name[k++] = (char)(*q >= 'A' && *q <= 'Z' ? *q + 32 : *q);
	if (kx_tag_kind(name) > KX_TAG_INLINE && !empty)
		r->elements += !end ? 1 : r->elements ? -1 : 0;
	t.block = p[1 + end] >= 'A' && p[1 + end] <= 'Z' &&
		is_block(r, r->tag_from, r->tag.len);
	if (k && name[0] != '!' && name[0] != '?') {
		if (!end)
			open_tag(r, &t, p, empty);
		else if (!r->drops)
			kx_tag_close(&r->b, &t);
		else if (strcmp(name, r->drop) == 0)
			r->drops--;
	}
	kx_buf_clear(&r->tag);
}

/* More of an open tag; returns the bytes used. */
static size_t more_tag(struct reader *r, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *t;

		if (kx_buf_char(&r->tag, p[i]))
			continue;
		t = r->tag.p;
		if (r->tag.len >= 4 && memcmp(t, "<!--", 4) == 0) {
			if (p[i] != '>' || r->tag.len < 6 ||
				memcmp(t + r->tag.len - 3, "-->", 3) != 0)
				continue;
		} else if (p[i] == '"' || p[i] == '\'') {
			if (!r->quote)
				r->quote = p[i];
			else if (r->quote == p[i])
				r->quote = 0;
			continue;
		} else if (p[i] != '>' || r->quote) {
			continue;
		}
		end_tag(r);
		return i + 1;
	}
	return n;
}

/* Text of an HTML block, with its entities. */
static void html_words(struct reader *r, const char *p, size_t n)
{
	while (n && !r->drops) {
		const char *amp = memchr(p, '&', n), *semi = NULL;
		size_t k = amp ? (size_t)(amp - p) : n;

		words(r, p, k);
		p += k, n -= k;
		if (n == 0)
			return;
		semi = memchr(p, ';', n < 40 ? n : 40);
		k = semi ? (size_t)(semi - p) + 1 : 1;
		if (semi)
			entity(r, p, k);
		else
			words(r, p, k);
		p += k, n -= k;
	}
}

/* Inside <script> and <style> only their own end is a tag. */
static bool is_tag(const struct reader *r, const char *p, size_t n)
{
	size_t len = strlen(r->drop);

	if (r->drops && (strcmp(r->drop, "script") == 0 || strcmp(r->drop, "style") == 0))
		return n > len + 2 && p[1] == '/' && strncasecmp(p + 2, r->drop, len) == 0;
	return n > 1 && ((p[1] | 32) >= 'a' ? (p[1] | 32) <= 'z' : strchr("/!?", p[1]) != NULL);
}

static void html(struct reader *r, const char *p, size_t n)
{
	while (n) {
		const char *lt;
		size_t k;

		if (r->tag.len) {
			k = more_tag(r, p, n);
			p += k, n -= k;
			continue;
		}
		lt = memchr(p, '<', n);
		k = lt ? (size_t)(lt - p) : n;
		html_words(r, p, k);
		p += k, n -= k;
		if (n && is_tag(r, p, n)) {
			r->tag_from = place(r, p);
			r->quote = 0;
			kx_buf_char(&r->tag, '<');
		} else if (n) {
			words(r, p, 1);
		}
		p += n > 0, n -= n > 0;
	}
}

/* ---- what begins a line -------------------------------------------------------------- */
/* "[!NOTE]" at the head of a quote: its word stays, in front of the text; other "[!" marks
 * and ":::" lines are directives of documentation tools. */
static void begin_line(struct reader *r, const char *p)
{
	static const char *const alerts[][2] = {
		{ "note]", "Note: " },
		{ "tip]", "Tip: " },
		{ "important]", "Important: " },
		{ "warning]", "Warning: " },
		{ "caution]", "Caution: " },
	};
	size_t left = (size_t)(r->s + r->n - p);
	const char *end;

	r->line = false;
	if (left > 3 && memcmp(p, ":::", 3) == 0)
		r->skip_line = true;
	if (!r->quotes || left < 3 || memcmp(p, "[!", 2) != 0)
		return;
	end = memchr(p, ']', left < ALERT_MAX ? left : ALERT_MAX);
	if (!end)
		return;
	r->until = end + 1;
	for (size_t i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++) {
		if (strncasecmp(p + 2, alerts[i][0], strlen(alerts[i][0])) == 0)
			kx_build_raw(&r->b, alerts[i][1], strlen(alerts[i][1]),
				KX_NOWHERE);
	}
}

static void plain(struct reader *r, const char *p, size_t n)
{
	if (r->line && !r->drops && !r->images && place(r, p) != KX_NOWHERE)
		begin_line(r, p);
	if (r->skip_line)
		return;
	if (r->until && place(r, p) != KX_NOWHERE && p < r->until) {
		size_t k = (size_t)(r->until - p);

		if (k >= n)
			return;
		p += k, n -= k;
	}
	words(r, p, n);
}

/* ---- events -------------------------------------------------------------------------- */
static void text(enum kx_md_text kind, const char *p, size_t n, void *ctx)
{
	struct reader *r = ctx;

	if (r->maybe_html && n) {
		size_t k = 0;

		while (k < n && is_space(p[k]))
			k++;
		r->maybe_html = k == n;
		r->html = k < n && is_tag(r, p + k, n - k);
		r->b.pre -= r->html;
	}
	if (kind == KX_MD_TAG || r->html) {
		html(r, p, n);
		return;
	}
	if (kind == KX_MD_SOFT && r->tag.len) {
		more_tag(r, "\n", 1);
		return;
	}
	kx_buf_clear(&r->tag);
	switch (kind) {
	case KX_MD_PLAIN:
		plain(r, p, n);
		break;
	case KX_MD_ENTITY:
		if (!r->skip_line)
			entity(r, p, n);
		break;
	case KX_MD_BREAK:
	case KX_MD_SOFT:
		r->line = true;
		r->skip_line = false;
		if (r->drops || r->images)
			break;
		if (kind == KX_MD_BREAK)
			kx_build_line(&r->b);
		else
			kx_build_space(&r->b, true);
		break;
	default:
		if (!r->skip_line)
			words(r, p, n);
	}
	if (kind != KX_MD_BREAK && kind != KX_MD_SOFT)
		r->line = false;
}

/* A Markdown heading ends whatever HTML was left open. */
static void heading(struct reader *r, int level)
{
	r->drops = r->elements = 0;
	kx_build_table_leave(&r->b);
	r->b.pre = 0;
	kx_build_heading(&r->b, level);
}

static void enter(const struct kx_md_node *node, void *ctx)
{
	struct reader *r = ctx;

	if (node->kind < KX_MD_EM) {
		r->line = node->kind == KX_MD_PARA || node->kind == KX_MD_ITEM;
		r->skip_line = false;
		kx_buf_clear(&r->tag);
	}
	if (node->kind == KX_MD_HEADING) {
		heading(r, (int)node->n);
		return;
	}
	if (node->kind == KX_MD_IMAGE)
		r->images++;
	if (node->kind == KX_MD_QUOTE)
		r->quotes++;
	if (node->kind >= KX_MD_EM || r->drops)
		return;
	kx_build_heading_end(&r->b);
	switch (node->kind) {
	case KX_MD_BULLETS:
	case KX_MD_NUMBERS:
		kx_build_list(&r->b, node->kind == KX_MD_NUMBERS, node->n);
		break;
	case KX_MD_ITEM:
		kx_build_item(&r->b);
		break;
	case KX_MD_CODE:
		kx_build_pre(&r->b, true);
		r->maybe_html = !node->n && r->elements;
		break;
	case KX_MD_TABLE:
		kx_build_table(&r->b);
		break;
	case KX_MD_ROW:
		kx_build_row(&r->b);
		break;
	case KX_MD_CELL:
		kx_build_cell(&r->b);
		break;
	default:
		kx_build_para(&r->b);
	}
}

static void leave(const struct kx_md_node *node, void *ctx)
{
	struct reader *r = ctx;

	r->skip_line = false;
	if (node->kind == KX_MD_IMAGE)
		r->images--;
	if (node->kind == KX_MD_QUOTE)
		r->quotes--;
	if (node->kind >= KX_MD_EM)
		return;
	if (r->drops && node->kind != KX_MD_HEADING && node->kind != KX_MD_BULLETS &&
		node->kind != KX_MD_NUMBERS)
		return;
	switch (node->kind) {
	case KX_MD_HEADING:
		kx_build_heading_end(&r->b);
		break;
	case KX_MD_BULLETS:
	case KX_MD_NUMBERS:
		kx_build_list_end(&r->b);
		break;
	case KX_MD_CODE:
		if (!r->html)
			kx_build_pre(&r->b, false);
		r->html = r->maybe_html = false;
		break;
	case KX_MD_TABLE:
		kx_build_table_end(&r->b);
		break;
	case KX_MD_CELL:
	case KX_MD_ROW:
	case KX_MD_ITEM:
		break;
	default:
		kx_build_para(&r->b);
	}
}

int kx_doc_markdown(struct kx_doc *d, const char *body, size_t n, struct kx_err *e)
{
	static const struct kx_md_events ev = { enter, leave, text };
	bool mdx = kx_mdx_is(body, n);
	char *copy = mdx ? kx_mdx_clean(body, n) : NULL;
	struct reader r = { .s = copy ? copy : body, .n = n, .tag.max = TAG_MAX };
	int rc;

	kx_build_begin(&r.b, d, body, n);
	rc = kx_md_parse(r.s, n, mdx ? KX_MD_MDX : 0, &ev, &r, e);
	kx_build_end(&r.b);
	kx_buf_release(&r.tag);
	free(copy);
	return rc;
}
