#include "domain/doc_tag.h"

#include <stdlib.h>
#include <string.h>

struct name {
	const char *name;
	enum kx_tag_kind kind;
};

/* ascending */
static const struct name tags[] = {
	{ "a", KX_TAG_INLINE },
	{ "abbr", KX_TAG_INLINE },
	{ "address", KX_TAG_BLOCK },
	{ "area", KX_TAG_SKIP },
	{ "article", KX_TAG_BLOCK },
	{ "aside", KX_TAG_DROP },
	{ "audio", KX_TAG_DROP },
	{ "b", KX_TAG_INLINE },
	{ "base", KX_TAG_SKIP },
	{ "bdi", KX_TAG_INLINE },
	{ "bdo", KX_TAG_INLINE },
	{ "big", KX_TAG_INLINE },
	{ "blockquote", KX_TAG_BLOCK },
	{ "body", KX_TAG_BLOCK },
	{ "br", KX_TAG_LINE },
	{ "button", KX_TAG_DROP },
	{ "canvas", KX_TAG_DROP },
	{ "caption", KX_TAG_LABEL },
	{ "center", KX_TAG_BLOCK },
	{ "cite", KX_TAG_INLINE },
	{ "code", KX_TAG_INLINE },
	{ "col", KX_TAG_SKIP },
	{ "colgroup", KX_TAG_SKIP },
	{ "data", KX_TAG_INLINE },
	{ "datalist", KX_TAG_DROP },
	{ "dd", KX_TAG_LINE },
	{ "del", KX_TAG_INLINE },
	{ "details", KX_TAG_BLOCK },
	{ "dfn", KX_TAG_INLINE },
	{ "div", KX_TAG_BLOCK },
	{ "dl", KX_TAG_BLOCK },
	{ "dt", KX_TAG_LINE },
	{ "em", KX_TAG_INLINE },
	{ "embed", KX_TAG_SKIP },
	{ "fieldset", KX_TAG_BLOCK },
	{ "figcaption", KX_TAG_BLOCK },
	{ "figure", KX_TAG_BLOCK },
	{ "font", KX_TAG_INLINE },
	{ "footer", KX_TAG_DROP },
	{ "form", KX_TAG_BLOCK },
	{ "h1", KX_TAG_HEADING },
	{ "h2", KX_TAG_HEADING },
	{ "h3", KX_TAG_HEADING },
	{ "h4", KX_TAG_HEADING },
	{ "h5", KX_TAG_HEADING },
	{ "h6", KX_TAG_HEADING },
	{ "head", KX_TAG_DROP },
	{ "header", KX_TAG_DROP },
	{ "hgroup", KX_TAG_BLOCK },
	{ "hr", KX_TAG_BLOCK },
	{ "html", KX_TAG_BLOCK },
	{ "i", KX_TAG_INLINE },
	{ "iframe", KX_TAG_DROP },
	{ "img", KX_TAG_SKIP },
	{ "input", KX_TAG_SKIP },
	{ "ins", KX_TAG_INLINE },
	{ "kbd", KX_TAG_INLINE },
	{ "label", KX_TAG_INLINE },
	{ "legend", KX_TAG_LABEL },
	{ "li", KX_TAG_ITEM },
	{ "link", KX_TAG_SKIP },
	{ "main", KX_TAG_BLOCK },
	{ "map", KX_TAG_INLINE },
	{ "mark", KX_TAG_INLINE },
	{ "menu", KX_TAG_BULLETS },
	{ "meta", KX_TAG_SKIP },
	{ "nav", KX_TAG_DROP },
	{ "nobr", KX_TAG_INLINE },
	{ "noscript", KX_TAG_DROP },
	{ "object", KX_TAG_DROP },
	{ "ol", KX_TAG_NUMBERS },
	{ "optgroup", KX_TAG_DROP },
	{ "option", KX_TAG_DROP },
	{ "p", KX_TAG_BLOCK },
	{ "picture", KX_TAG_INLINE },
	{ "pre", KX_TAG_PRE },
	{ "q", KX_TAG_INLINE },
	{ "s", KX_TAG_INLINE },
	{ "samp", KX_TAG_INLINE },
	{ "script", KX_TAG_DROP },
	{ "section", KX_TAG_BLOCK },
	{ "select", KX_TAG_DROP },
	{ "small", KX_TAG_INLINE },
	{ "source", KX_TAG_SKIP },
	{ "span", KX_TAG_INLINE },
	{ "strike", KX_TAG_INLINE },
	{ "strong", KX_TAG_INLINE },
	{ "style", KX_TAG_DROP },
	{ "sub", KX_TAG_INLINE },
	{ "summary", KX_TAG_LABEL },
	{ "sup", KX_TAG_INLINE },
	{ "svg", KX_TAG_DROP },
	{ "table", KX_TAG_TABLE },
	{ "tbody", KX_TAG_INLINE },
	{ "td", KX_TAG_CELL },
	{ "template", KX_TAG_DROP },
	{ "textarea", KX_TAG_DROP },
	{ "tfoot", KX_TAG_INLINE },
	{ "th", KX_TAG_CELL },
	{ "thead", KX_TAG_INLINE },
	{ "time", KX_TAG_INLINE },
	{ "title", KX_TAG_DROP },
	{ "tr", KX_TAG_ROW },
	{ "track", KX_TAG_SKIP },
	{ "tt", KX_TAG_INLINE },
	{ "u", KX_TAG_INLINE },
	{ "ul", KX_TAG_BULLETS },
	{ "var", KX_TAG_INLINE },
	{ "video", KX_TAG_DROP },
	{ "wbr", KX_TAG_SKIP },
	{ "xmp", KX_TAG_PRE },
};

static int order(const void *key, const void *elem)
{
	return strcmp(key, ((const struct name *)elem)->name);
}

enum kx_tag_kind kx_tag_kind(const char *name)
{
	const struct name *t = bsearch(
		name, tags, sizeof(tags) / sizeof(tags[0]), sizeof(tags[0]), order);

	return t ? t->kind : KX_TAG_UNKNOWN;
}

static void open_unknown(struct kx_build *b, const struct kx_tag *t)
{
	if (t->block || t->label)
		kx_build_para(b);
	if (t->label) {
		kx_build_text(b, t->label, t->label_len, t->label_from);
		kx_build_label(b);
	}
}

bool kx_tag_open(struct kx_build *b, const struct kx_tag *t)
{
	enum kx_tag_kind kind = kx_tag_kind(t->name);

	/* the headings of accordions are buttons */
	if (kind == KX_TAG_DROP && b->level && strcmp(t->name, "button") == 0)
		return true;
	if (kind == KX_TAG_DROP || t->hidden)
		return false;
	switch (kind) {
	case KX_TAG_BLOCK:
	case KX_TAG_LABEL:
		kx_build_para(b);
		break;
	case KX_TAG_LINE:
		kx_build_line(b);
		break;
	case KX_TAG_HEADING:
		kx_build_heading(b, t->name[1] - '0');
		break;
	case KX_TAG_BULLETS:
	case KX_TAG_NUMBERS:
		kx_build_list(b, kind == KX_TAG_NUMBERS, t->start);
		break;
	case KX_TAG_ITEM:
		kx_build_item(b);
		break;
	case KX_TAG_TABLE:
		kx_build_table(b);
		break;
	case KX_TAG_ROW:
		kx_build_row(b);
		break;
	case KX_TAG_CELL:
		kx_build_cell(b);
		break;
	case KX_TAG_PRE:
		kx_build_pre(b, true);
		break;
	case KX_TAG_UNKNOWN:
		open_unknown(b, t);
		break;
	default:
		break;
	}
	return true;
}

void kx_tag_close(struct kx_build *b, const struct kx_tag *t)
{
	switch (kx_tag_kind(t->name)) {
	case KX_TAG_BLOCK:
		kx_build_para(b);
		break;
	case KX_TAG_LABEL:
		kx_build_label(b);
		break;
	case KX_TAG_LINE:
	case KX_TAG_ITEM:
	case KX_TAG_ROW:
		kx_build_line(b);
		break;
	case KX_TAG_HEADING:
		kx_build_heading_end(b);
		break;
	case KX_TAG_BULLETS:
	case KX_TAG_NUMBERS:
		kx_build_list_end(b);
		break;
	case KX_TAG_TABLE:
		kx_build_table_end(b);
		break;
	case KX_TAG_PRE:
		kx_build_pre(b, false);
		break;
	case KX_TAG_UNKNOWN:
		if (t->block)
			kx_build_para(b);
		break;
	default:
		break;
	}
}
