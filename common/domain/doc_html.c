#include "base/mem.h"
#include "domain/doc_tag.h"
#include "io/html.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define TITLE_MAX 400 /* bytes */
#define LANG_MAX 35

/* Which part of the page holds the article. */
enum root { BODY, ARTICLE, MAIN };

struct page {
	struct kx_build b;
	const struct kx_html *h;
	enum root root;
	size_t depth;
	/* depth of the element we are in, or 0 */
	size_t root_at;
	size_t header_at; /* of a header in the root: only its h1 is read */
	size_t words_at;
	struct kx_buf *words; /* what it collects: */
	struct kx_buf title;  /* words of <title> */
	struct kx_buf h1;     /* words of a heading outside the root */
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
	static const char *const roots[] = { "body", "article", "main" };

	return strcmp(name, roots[p->root]) == 0;
}

static void collect(struct page *p, struct kx_buf *words)
{
	if (p->words || words->len)
		return;
	p->words = words;
	p->words_at = p->depth + 1;
}

/* Outside the root only what may be the title is looked for. */
static bool open_outside(struct page *p, const struct kx_html_tag *t)
{
	if (is_hidden(p, t))
		return false;
	if (strcmp(t->name, "title") == 0)
		collect(p, &p->title);
	else if (strcmp(t->name, "h1") == 0 && p->header_at && p->root != BODY)
		kx_build_heading(&p->b, 1);
	else if (strcmp(t->name, "h1") == 0)
		collect(p, &p->h1);
	else if (strcmp(t->name, "header") != 0 && strcmp(t->name, "head") != 0)
		return kx_tag_kind(t->name) != KX_TAG_DROP;
	return true;
}

static bool open_inside(struct page *p, const struct kx_html_tag *t)
{
	struct kx_tag tag = { .name = t->name, .start = 1, .hidden = is_hidden(p, t) };
	const char *start;

	if (strcmp(t->name, "header") == 0 && !p->b.d->title && !tag.hidden) {
		p->header_at = p->depth + 1;
		return true;
	}
	if (strcmp(t->name, "ol") == 0 &&
		(start = kx_html_attr(p->h, t, "start", NULL)))
		tag.start = (unsigned)strtoul(start, NULL, 10);
	if (kx_tag_kind(t->name) == KX_TAG_UNKNOWN) {
		tag.label = kx_html_attr(p->h, t, "title", &tag.label_from);
		if (!tag.label)
			tag.label = kx_html_attr(p->h, t, "label", &tag.label_from);
		tag.label_len = tag.label ? strlen(tag.label) : 0;
	}
	return kx_tag_open(&p->b, &tag);
}

static bool open(const struct kx_html_tag *t, void *ctx)
{
	struct page *p = ctx;
	bool in;

	if (!p->root_at && is_root(p, t->name) && !is_hidden(p, t)) {
		p->root_at = p->depth + 1;
		in = true;
	} else if (p->root_at && !p->header_at) {
		in = open_inside(p, t);
	} else {
		in = open_outside(p, t);
	}
	p->depth += in;
	return in;
}

static void close(const struct kx_html_tag *t, void *ctx)
{
	struct page *p = ctx;
	struct kx_tag tag = { .name = t->name };

	if (p->depth == p->words_at) {
		p->words = NULL;
		p->words_at = 0;
	}
	if (p->root_at && (!p->header_at || kx_tag_kind(t->name) == KX_TAG_HEADING))
		kx_tag_close(&p->b, &tag);
	if (p->depth == p->root_at)
		p->root_at = 0;
	if (p->depth == p->header_at)
		p->header_at = 0;
	p->depth--;
}

static void text(const char *s, size_t n, size_t from, void *ctx)
{
	struct page *p = ctx;

	if (p->words)
		kx_buf_add(p->words, s, n);
	else if (p->b.level || (p->root_at && !p->header_at))
		kx_build_text(&p->b, s, n, from);
}

static bool count_open(const struct kx_html_tag *t, void *ctx)
{
	struct page *p = ctx;

	if (is_hidden(p, t))
		return false;
	p->mains += strcmp(t->name, "main") == 0;
	p->articles += strcmp(t->name, "article") == 0;
	return true;
}

static void count_close(const struct kx_html_tag *t, void *ctx)
{
	(void)t;
	(void)ctx;
}

static void count_text(const char *s, size_t n, size_t from, void *ctx)
{
	(void)s;
	(void)n;
	(void)from;
	(void)ctx;
}

/* White space runs to single spaces, at most TITLE_MAX bytes. */
static char *squeeze(const struct kx_buf *words)
{
	struct kx_doc d = { 0 };
	struct kx_build b;
	char *title = NULL;

	kx_build_begin(&b, &d, "", 0);
	kx_build_text(&b, kx_buf_text(words), words->len, KX_NOWHERE);
	kx_build_end(&b);
	if (d.text.len && d.text.len <= TITLE_MAX)
		title = kx_strndup(d.text.p, d.text.len);
	kx_doc_release(&d);
	return title;
}

static void read(struct page *p, struct kx_doc *d, const char *body, size_t n)
{
	static const struct kx_html_events ev = { open, close, text };

	kx_build_begin(&p->b, d, body, n);
	p->b.any_h1 = true;
	p->depth = p->root_at = p->header_at = p->words_at = 0;
	p->words = NULL;
	kx_html_walk(p->h, &ev, p);
	kx_build_end(&p->b);
	if (!d->title)
		d->title = squeeze(&p->h1);
	if (!d->title)
		d->title = squeeze(&p->title);
}

/* a language tag has letters, digits and dashes */
static char *language(const char *lang)
{
	size_t n = lang ? strlen(lang) : 0, i;

	for (i = 0; i < n; i++)
		if (!isalnum((unsigned char)lang[i]) && lang[i] != '-')
			return NULL;
	return n && n <= LANG_MAX ? kx_strdup(lang) : NULL;
}

int kx_doc_html(struct kx_doc *d, const char *body, size_t n, struct kx_err *e)
{
	static const struct kx_html_events count = { count_open, count_close,
		count_text };
	struct page p = { .title.max = TITLE_MAX * 4, .h1.max = TITLE_MAX * 4 };
	struct kx_html *h;

	if (kx_html_open(&h, body, n, e))
		return -1;
	p.h = h;
	kx_html_walk(h, &count, &p);
	p.root = p.mains == 1 ? MAIN : p.articles == 1 ? ARTICLE : BODY;
	read(&p, d, body, n);
	if (d->nsections == 0 && p.root != BODY) {
		/* a page that fills its <main> later, by script */
		kx_doc_release(d);
		p.root = BODY;
		read(&p, d, body, n);
	}
	d->locale = language(kx_html_lang(h));
	kx_buf_release(&p.title);
	kx_buf_release(&p.h1);
	kx_html_close(h);
	return 0;
}
