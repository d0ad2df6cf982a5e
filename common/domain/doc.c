#include "domain/doc.h"

#include "domain/doc_build.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
	[KX_MARKDOWN] = "markdown",
	[KX_HTML] = "html",
	[KX_TEXT] = "text",
};

int kx_doc_read(struct kx_doc *d, enum kx_format f, const char *body, size_t n,
	struct kx_err *e)
{
	if (n > KX_DOC_MAX)
		return kx_fail(e, KX_EINPUT, "body of %zu bytes is larger than %u", n,
			KX_DOC_MAX);
	kx_doc_release(d);
	if (f == KX_MARKDOWN)
		return kx_doc_markdown(d, body, n, e);
	if (f == KX_HTML)
		return kx_doc_html(d, body, n, e);
	kx_doc_text(d, body, n);
	return 0;
}

void kx_doc_release(struct kx_doc *d)
{
	for (size_t i = 0; i < d->nsections; i++)
		free(d->sections[i].heading);
	free(d->sections);
	free(d->spans);
	free(d->locale);
	free(d->title);
	kx_buf_release(&d->text);
	*d = (struct kx_doc){ 0 };
}

void kx_doc_source(
	const struct kx_doc *d, size_t at, size_t len, size_t *start, size_t *end)
{
	size_t lo = 0, hi = d->nspans;
	const struct kx_span *s;

	*start = *end = 0;
	/* the first span that ends behind `at` */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (d->spans[mid].at + d->spans[mid].len <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == d->nspans || d->spans[lo].at >= at + len)
		return;
	s = &d->spans[lo];
	*start = s->from + (at > s->at ? at - s->at : 0);
	/* the last span that begins before the end */
	hi = d->nspans;
	while (lo + 1 < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (d->spans[mid].at < at + len)
			lo = mid;
		else
			hi = mid;
	}
	s = &d->spans[lo];
	*end = s->from + (at + len - s->at < s->len ? at + len - s->at : s->len);
}

const char *kx_format_name(enum kx_format f)
{
	return names[f];
}

int kx_format_parse(const char *name, enum kx_format *f)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], name) == 0) {
			*f = (enum kx_format)i;
			return 0;
		}
	}
	return -1;
}
