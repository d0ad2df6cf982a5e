#include "domain/index_page.h"

#include "base/mem.h"
#include "domain/varint.h"

#include <stdlib.h>
#include <string.h>

bool kx_page_is_slice(const void *page, size_t n)
{
	const unsigned char *p = page;

	return n && (p[0] == KX_PAGE_SLICE || p[0] == KX_PAGE_SLICE_LAST);
}

int kx_page_first(
	struct kx_page_cursor *c, const void *page, size_t n, struct kx_err *e)
{
	memset(c, 0, sizeof(*c));
	if (!n || *(const unsigned char *)page != KX_PAGE_TERMS)
		return kx_index_damaged(e, "a page has an unknown kind");
	c->p = (const unsigned char *)page + 1;
	c->end = (const unsigned char *)page + n;
	return 0;
}

int kx_page_next(struct kx_page_cursor *c, struct kx_err *e)
{
	uint32_t shared, rest, len;
	bool first = !c->list;
	int order;

	if (c->p == c->end)
		return 1;
	if (kx_varint_take(&c->p, c->end, &shared) ||
		kx_varint_take(&c->p, c->end, &rest) || shared > c->term_len ||
		rest > KX_TERM_MAX - shared || !(shared + rest) ||
		rest > (size_t)(c->end - c->p))
		return kx_index_damaged(e, "a term of a page cannot be read");
	/* what is not shared with the term before must be greater than it */
	if (!first) {
		size_t old = c->term_len - shared;

		order = memcmp(c->p, c->term + shared, rest < old ? rest : old);
		if (order < 0 || (order == 0 && rest <= old))
			return kx_index_damaged(e, "the terms of a page do not ascend");
	}
	memcpy(c->term + shared, c->p, rest);
	c->term_len = shared + rest;
	c->p += rest;
	if (kx_varint_take(&c->p, c->end, &len) || len > (size_t)(c->end - c->p))
		return kx_index_damaged(e, "a list of a page ends too early");
	c->list = c->p;
	c->list_len = len;
	c->p += len;
	return 0;
}

int kx_list_open(
	struct kx_list *l, const unsigned char *list, size_t len, struct kx_err *e)
{
	l->p = list;
	l->end = list + len;
	return kx_varint_take(&l->p, l->end, &l->n) || !l->n
		       ? kx_index_damaged(e, "a list has no size")
		       : 0;
}

int kx_slice_open(struct kx_list *l, const void *slice, size_t len, uint32_t *base,
	bool *last, struct kx_err *e)
{
	l->p = slice;
	l->end = l->p + len;
	if (!kx_page_is_slice(slice, len))
		return kx_index_damaged(e, "a slice of a list is missing");
	*last = *l->p++ == KX_PAGE_SLICE_LAST;
	if (kx_varint_take(&l->p, l->end, &l->n) ||
		kx_varint_take(&l->p, l->end, base) || !l->n)
		return kx_index_damaged(e, "a slice has no size");
	return 0;
}

int kx_list_plain(const struct kx_list *l, uint32_t docs, struct kx_block_postings *p)
{
	const unsigned char *s = l->p;
	uint32_t low = 0, v, tf;

	for (p->n = 0; p->n < l->n; p->n++) {
		if (p->n == KX_PAGE_PLAIN || kx_varint_take(&s, l->end, &v))
			return -1;
		tf = 1;
		if (!(v & 1) && kx_varint_take(&s, l->end, &tf))
			return -1;
		v >>= 1;
		if (v >= docs - low || tf == 0 || tf > UINT16_MAX)
			return -1;
		p->doc[p->n] = low + v;
		p->tf[p->n] = (uint16_t)tf;
		low += v + 1;
	}
	return s == l->end ? 0 : -1;
}

static void append(struct kx_postings *p, const struct kx_block_postings *b,
	const struct kx_list_place *at)
{
	if (p->n + b->n > p->cap) {
		p->cap = (p->n + b->n) * 3 / 2;
		p->doc = kx_realloc(p->doc, p->cap, sizeof(*p->doc));
		p->tf = kx_realloc(p->tf, p->cap, sizeof(*p->tf));
	}
	for (size_t i = 0; i < b->n; i++) {
		p->doc[p->n] = at->first + b->doc[i];
		p->tf[p->n++] = b->tf[i];
	}
}

/* is the shortest doc of the block as long as its head says? */
static bool honest(const struct kx_block *head, const struct kx_block_postings *b,
	const struct kx_list_place *at)
{
	uint16_t least = UINT16_MAX, length;

	for (size_t i = 0; i < b->n; i++) {
		const struct kx_index_doc *d = &at->docs[b->doc[i]];

		length = at->grams ? d->grams : d->length;
		least = length < least ? length : least;
	}
	return head->least == least;
}

static int read_blocks(struct kx_list *l, uint32_t *base,
	const struct kx_list_place *at, struct kx_postings *p)
{
	struct kx_block_postings b;
	struct kx_block head;
	size_t n;

	for (; l->n; l->n -= (uint32_t)n) {
		n = l->n < KX_BLOCK_POSTINGS ? l->n : KX_BLOCK_POSTINGS;
		if (kx_block_head(&head, &l->p, l->end, n, *base, (uint32_t)at->n) ||
			kx_block_read(&head, l->end, &b) ||
			(at->strict && !honest(&head, &b, at)))
			return -1;
		append(p, &b, at);
		*base = head.last + 1;
	}
	return l->p == l->end ? 0 : -1;
}

int kx_list_read(const unsigned char *list, size_t len, const struct kx_list_place *at,
	struct kx_postings *p, struct kx_err *e)
{
	struct kx_block_postings b;
	struct kx_list l;
	uint32_t base = 0;

	if (kx_list_open(&l, list, len, e))
		return -1;
	if (l.n > KX_PAGE_PLAIN)
		return read_blocks(&l, &base, at, p)
			       ? kx_index_damaged(e, "a list cannot be read")
			       : 0;
	if (kx_list_plain(&l, (uint32_t)at->n, &b))
		return kx_index_damaged(e, "a list cannot be read");
	append(p, &b, at);
	return 0;
}

int kx_slice_read(const void *slice, size_t len, const struct kx_list_place *at,
	uint32_t *base, bool *last, struct kx_postings *p, struct kx_err *e)
{
	struct kx_list l;
	uint32_t from;

	if (kx_slice_open(&l, slice, len, &from, last, e))
		return -1;
	if (from != *base || read_blocks(&l, base, at, p))
		return kx_index_damaged(e, "a slice cannot be read");
	return 0;
}

void kx_postings_release(struct kx_postings *p)
{
	free(p->doc);
	free(p->tf);
	memset(p, 0, sizeof(*p));
}
