#include "domain/doc_inline.h"
#include "io/markdown.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ALERT_MAX 64 /* bytes of "[!NOTE]" and its like */

struct reader {
	struct kx_inline x;
	int quotes, lists;
	bool line;         /* at the beginning of a line of a paragraph */
	bool skip_line;    /* a directive: nothing of it is for readers */
	const char *until; /* words before this place are markup */
	bool maybe_html; /* at the beginning of indented code between HTML blocks ... */
	bool html;       /* ... which is HTML that was indented for looks */
	int pre;         /* of the builder, outside of the code block */
};

/* "[!NOTE]" at the head of a quote: its word stays, in front of the text; other "[!"
 * marks and ":::" lines are directives of documentation tools. */
static void begin_line(struct reader *r, const char *p)
{
	static const char *const alerts[][2] = {
		{ "note]", "Note: " },
		{ "tip]", "Tip: " },
		{ "important]", "Important: " },
		{ "warning]", "Warning: " },
		{ "caution]", "Caution: " },
	};
	size_t left = (size_t)(r->x.s + r->x.n - p);
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
			kx_build_raw(&r->x.b, alerts[i][1], strlen(alerts[i][1]),
				KX_NOWHERE);
	}
}

static void plain(struct reader *r, const char *p, size_t n)
{
	if (r->line && !r->x.drops && !r->x.images &&
		kx_inline_place(&r->x, p) != KX_NOWHERE)
		begin_line(r, p);
	if (r->skip_line)
		return;
	if (r->until && kx_inline_place(&r->x, p) != KX_NOWHERE && p < r->until) {
		size_t k = (size_t)(r->until - p);

		if (k >= n)
			return;
		p += k, n -= k;
	}
	kx_inline_words(&r->x, p, n);
}

static void text(enum kx_md_text kind, const char *p, size_t n, void *ctx)
{
	struct reader *r = ctx;

	if (r->maybe_html && n) {
		size_t k = 0;

		while (k < n && (p[k] == ' ' || p[k] == '\t' || p[k] == '\n'))
			k++;
		if (k == n)
			return;
		r->maybe_html = false;
		r->html = p[k] == '<' && kx_inline_is_tag(&r->x, p + k, n - k);
		if (r->html)
			r->x.b.pre = r->pre;
	}
	if (kind == KX_MD_TAG || r->html) {
		kx_inline_html(&r->x, p, n);
		return;
	}
	if (kind == KX_MD_SOFT && r->x.tag.len) {
		kx_inline_html(&r->x, "\n", 1);
		return;
	}
	kx_inline_reset(&r->x);
	switch (kind) {
	case KX_MD_PLAIN:
		plain(r, p, n);
		break;
	case KX_MD_ENTITY:
		if (!r->skip_line)
			kx_inline_entity(&r->x, p, n);
		break;
	case KX_MD_BREAK:
	case KX_MD_SOFT:
		r->line = true;
		r->skip_line = false;
		if (r->x.drops || r->x.images)
			break;
		if (kind == KX_MD_BREAK)
			kx_build_line(&r->x.b);
		else
			kx_build_space(&r->x.b, true);
		break;
	default:
		if (!r->skip_line)
			kx_inline_words(&r->x, p, n);
	}
	if (kind != KX_MD_BREAK && kind != KX_MD_SOFT)
		r->line = false;
}

/* A Markdown heading ends whatever HTML was left open. */
static void heading(struct reader *r, int level)
{
	r->x.drops = r->x.elements = 0;
	kx_build_table_leave(&r->x.b);
	r->x.b.pre = 0;
	if (r->x.b.depth > r->lists)
		r->x.b.depth = r->lists;
	kx_build_heading(&r->x.b, level);
}

static void enter(const struct kx_md_node *node, void *ctx)
{
	struct reader *r = ctx;

	if (node->kind < KX_MD_EM) {
		r->line = node->kind == KX_MD_PARA || node->kind == KX_MD_ITEM;
		r->skip_line = false;
		kx_inline_reset(&r->x);
	}
	if (node->kind == KX_MD_HEADING) {
		heading(r, (int)node->n);
		return;
	}
	if (node->kind == KX_MD_IMAGE)
		r->x.images++;
	if (node->kind == KX_MD_QUOTE)
		r->quotes++;
	if (node->kind == KX_MD_BULLETS || node->kind == KX_MD_NUMBERS)
		r->lists++;
	if (node->kind == KX_MD_CODE) {
		r->maybe_html = !node->n && r->x.elements;
		r->pre = r->x.b.pre;
	}
	if (node->kind >= KX_MD_EM || r->x.drops)
		return;
	kx_build_heading_end(&r->x.b);
	switch (node->kind) {
	case KX_MD_BULLETS:
	case KX_MD_NUMBERS:
		kx_build_list(&r->x.b, node->kind == KX_MD_NUMBERS, node->n);
		break;
	case KX_MD_ITEM:
		kx_build_item(&r->x.b);
		break;
	case KX_MD_CODE:
		kx_build_pre(&r->x.b, true);
		break;
	case KX_MD_TABLE:
		kx_build_table(&r->x.b);
		break;
	case KX_MD_ROW:
		kx_build_row(&r->x.b);
		break;
	case KX_MD_CELL:
		kx_build_cell(&r->x.b);
		break;
	default:
		kx_build_para(&r->x.b);
	}
}

static void leave(const struct kx_md_node *node, void *ctx)
{
	struct reader *r = ctx;

	r->skip_line = false;
	if (node->kind == KX_MD_IMAGE)
		r->x.images--;
	if (node->kind == KX_MD_QUOTE)
		r->quotes--;
	if (node->kind == KX_MD_BULLETS || node->kind == KX_MD_NUMBERS)
		r->lists--;
	if (node->kind >= KX_MD_EM)
		return;
	if (node->kind == KX_MD_CODE) {
		r->html = r->maybe_html = false;
		r->x.b.pre = r->pre;
	}
	if (r->x.drops && node->kind != KX_MD_HEADING && node->kind != KX_MD_BULLETS &&
		node->kind != KX_MD_NUMBERS)
		return;
	switch (node->kind) {
	case KX_MD_HEADING:
		kx_build_heading_end(&r->x.b);
		break;
	case KX_MD_BULLETS:
	case KX_MD_NUMBERS:
		kx_build_list_end(&r->x.b);
		break;
	case KX_MD_TABLE:
		kx_build_table_end(&r->x.b);
		break;
	case KX_MD_CELL:
	case KX_MD_ROW:
	case KX_MD_ITEM:
		break;
	default:
		kx_build_para(&r->x.b);
	}
}

int kx_doc_markdown(struct kx_doc *d, const char *body, size_t n, struct kx_err *e)
{
	static const struct kx_md_events ev = { enter, leave, text };
	bool mdx = kx_mdx_is(body, n);
	char *copy = mdx ? kx_mdx_clean(body, n) : NULL;
	struct reader r = {
		.x = { .s = copy ? copy : body, .n = n, .tag.max = KX_INLINE_TAG },
	};
	int rc;

	kx_build_begin(&r.x.b, d, body, n);
	rc = kx_md_parse(r.x.s, n, mdx ? KX_MD_MDX : 0, &ev, &r, e);
	kx_build_end(&r.x.b);
	kx_buf_release(&r.x.tag);
	free(copy);
	return rc;
}
