#include "domain/doc_tag.h"
#include "io/html.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Which part of the page holds the article. */
enum root { BODY, ARTICLE, MAIN };

struct page {
	struct kx_build b;
	const struct kx_html *h;
	enum root root;
	int inside;	  /* of the root: nesting, or 0 */
	int title;	  /* inside the first h1 or <title> that is only read for its words */
	bool has_h1;
	struct kx_buf words; /* of <title> */
	size_t mains, articles;
};

static bool is_hidden(const struct page *p, const struct kx_html_tag *t)
{
	const char *aria = kx_html_attr(p->h, t, "aria-hidden", NULL);
	const char *role = kx_html_attr(p->h, t, "role", NULL);

	return kx_html_attr(p->h, t, "hidden", NULL) ||
		(aria && strcmp(aria, "true") == 0) ||
		(role && strcmp(role, "navigation") == 0);
}

static bool is_root(const struct page *p, const char *name)
{
	return strcmp(name,
		       p->root == MAIN	  ? "main" :
		       p->root == ARTICLE ? "article" :
					    "body") == 0;
}

/* Outside the root only headings of level 1 and <title> are looked for. */
static bool open_outside(struct page *p, const struct kx_html_tag *t)
{
	enum kx_tag_kind kind = kx_tag_kind(t->name);

	if (is_hidden(p, t) || strcmp(t->name, "nav") == 0)
		return false;
	if (strcmp(t->name, "title") == 0)
		return p->words.len == 0 && ++p->title;
	if (strcmp(t->name, "h1") == 0 && !p->b.d->title && !p->b.level) {
		kx_build_heading(&p->b, 1);
		return true;
	}
	return kind != KX_TAG_DROP || strcmp(t->name, "header") == 0 ||
		strcmp(t->name, "head") == 0;
}

static bool open(const struct kx_html_tag *t, void *ctx)
{
	struct page *p = ctx;
	const char *start, *label;
	struct kx_tag tag = { .name = t->name, .start = 1 };

	if (!p->inside && !is_root(p, t->name))
		return open_outside(p, t);
	if (strcmp(t->name, "header") == 0 && !p->b.d->title) {
		/* a page's own heading often stands in one */
		p->inside = -p->inside;
	}
	return false;
}
