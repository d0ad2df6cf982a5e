#include "domain/index_page.h"

#include "base/mem.h"
#include "domain/varint.h"

#include <string.h>

#define DOCS_HEAD 16
#define DOCS_ROW 8
#define DOCS_VERSION 1

static int damaged(struct kx_err *e, const char *what)
{
	return kx_fail(e, KX_EINPUT, "the word index is damaged: %s", what);
}

static void put_fixed(unsigned char *out, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++, v >>= 8)
		out[i] = (unsigned char)v;
}

static uint64_t get_eight(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	       (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
	       (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

void kx_docs_write(struct kx_buf *b, const struct kx_index_doc *docs, size_t n)
{
	unsigned char head[DOCS_HEAD] = { DOCS_VERSION }, row[DOCS_ROW],
		      gap[KX_VARINT_MAX];

	for (size_t i = 1; i < n && !head[1]; i++)
		head[1] = docs[i].id != docs[i - 1].id + 1;
	put_fixed(head + 8, (uint64_t)docs[0].id, 8);
	kx_buf_add(b, head, sizeof(head));
	for (size_t i = 0; i < n; i++) {
		put_fixed(row, docs[i].article, 4);
		put_fixed(row + 4, docs[i].length, 2);
		row[6] = docs[i].visibility;
		row[7] = 0;
		kx_buf_add(b, row, sizeof(row));
	}
	for (size_t i = 1; i < n && head[1]; i++)
		kx_buf_add(b, gap,
			kx_varint_put(
				(uint32_t)(docs[i].id - docs[i - 1].id - 1), gap));
}

/* ids from `first` on, with the gaps that stand in p[0 .. end) */
static int read_ids(struct kx_index_doc *docs, size_t n, int64_t first,
	const unsigned char *p, const unsigned char *end, struct kx_err *e)
{
	bool gaps = p < end;
	uint32_t gap = 0;

	for (size_t i = 0; i < n; i++) {
		docs[i].id = first;
		if (gaps && i + 1 < n && kx_varint_take(&p, end, &gap))
			return damaged(e, "the ids of a segment cannot be read");
		first += (int64_t)gap + 1;
	}
	return p == end ? 0 : damaged(e, "the ids of a segment do not end");
}

int kx_docs_read(struct kx_index_doc *docs, size_t n, const void *blob, size_t len,
	const void *dead, size_t dead_len, struct kx_err *e)
{
	const unsigned char *p = blob, *bits = dead, *row, *end;
	int64_t first;
	uint64_t v;

	if (n == 0 || n > KX_SEGMENT_DOCS_MAX || !p || len < DOCS_HEAD + n * DOCS_ROW ||
		p[0] != DOCS_VERSION || p[1] > 1 || (bits && dead_len != (n + 7) / 8))
		return damaged(e, "the docs of a segment have another size");
	first = (int64_t)get_eight(p + 8);
	end = p + DOCS_HEAD + n * DOCS_ROW;
	if (first < 0 || first > INT64_MAX / 2 || (p[1] == 1) != (p + len > end))
		return damaged(e, "the docs of a segment have no ids");
	row = p + DOCS_HEAD;
	for (size_t i = 0; i < n; i++, row += DOCS_ROW) {
		v = get_eight(row);
		docs[i].article = (uint32_t)v;
		docs[i].length = (uint16_t)(v >> 32);
		docs[i].visibility = (uint8_t)(v >> 48);
		docs[i].dead = 0;
	}
	for (size_t i = 0; bits && i < n; i++)
		docs[i].dead = bits[i / 8] >> (i % 8) & 1;
	return read_ids(docs, n, first, end, p + len, e);
}
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
		return damaged(e, "a page has an unknown kind");
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
		return damaged(e, "a term of a page cannot be read");
	/* what is not shared with the term before must be greater than it */
	if (!first) {
		size_t old = c->term_len - shared;

		order = memcmp(c->p, c->term + shared, rest < old ? rest : old);
		if (order < 0 || (order == 0 && rest <= old))
			return damaged(e, "the terms of a page do not ascend");
	}
	memcpy(c->term + shared, c->p, rest);
	c->term_len = shared + rest;
	c->p += rest;
	if (kx_varint_take(&c->p, c->end, &len) || len > (size_t)(c->end - c->p))
		return damaged(e, "a list of a page ends too early");
	c->list = c->p;
	c->list_len = len;
	c->p += len;
	return 0;
}

/* n postings from *p on, not beyond end, into p->doc, p->tf; room is made */
static int read_postings(const unsigned char **s, const unsigned char *end, uint32_t n,
	uint32_t *base, const struct kx_list_place *at, struct kx_postings *p)
{
	uint32_t low = *base, v, tf, doc, *docs = p->doc + p->n;
	uint16_t *tfs = p->tf + p->n;

	for (uint32_t i = 0; i < n; i++) {
		if (kx_varint_take(s, end, &v))
			return -1;
		tf = 1;
		if (!(v & 1) && kx_varint_take(s, end, &tf))
			return -1;
		v >>= 1;
		if (v >= at->n - low || tf == 0 || tf > UINT16_MAX)
			return -1;
		doc = low + v;
		docs[i] = at->first + doc;
		tfs[i] = (uint16_t)tf;
		low = doc + 1;
	}
	*base = low;
	p->n += n;
	return 0;
}

static int read_block(const unsigned char **s, const unsigned char *end, uint32_t n,
	uint32_t *base, const struct kx_list_place *at, struct kx_postings *p)
{
	uint32_t last, len, most, least, from = *base;
	uint16_t highest = 0, shortest = UINT16_MAX;
	const unsigned char *stop;
	size_t i = p->n;

	if (kx_varint_take(s, end, &last) || kx_varint_take(s, end, &len) ||
		kx_varint_take(s, end, &most) || kx_varint_take(s, end, &least) ||
		len > (size_t)(end - *s))
		return -1;
	stop = *s + len;
	if (read_postings(s, stop, n, base, at, p) || *s != stop ||
		*base - 1 - from != last)
		return -1;
	if (!at->strict)
		return 0;
	for (; i < p->n; i++) {
		uint16_t length = at->docs[p->doc[i] - at->first].length;

		highest = p->tf[i] > highest ? p->tf[i] : highest;
		shortest = length < shortest ? length : shortest;
	}
	return highest == most && shortest == least ? 0 : -1;
}

static int read_blocks(const unsigned char **s, const unsigned char *end, uint32_t n,
	uint32_t *base, const struct kx_list_place *at, struct kx_postings *p)
{
	uint32_t some;

	for (; n; n -= some) {
		some = n < KX_PAGE_BLOCK ? n : KX_PAGE_BLOCK;
		if (read_block(s, end, some, base, at, p))
			return -1;
	}
	return 0;
}

static void room(struct kx_postings *p, size_t n)
{
	if (p->n + n <= p->cap)
		return;
	p->cap = p->n ? (p->n + n) * 3 / 2 : n;
	p->doc = kx_realloc(p->doc, p->cap, sizeof(*p->doc));
	p->tf = kx_realloc(p->tf, p->cap, sizeof(*p->tf));
}

int kx_list_read(const unsigned char *list, size_t len, const struct kx_list_place *at,
	struct kx_postings *p, struct kx_err *e)
{
	const unsigned char *s = list, *end = list + len;
	uint32_t n, base = 0;
	int rc;

	/* a posting takes a byte at least: so n is no more than memory that is there */
	if (kx_varint_take(&s, end, &n) || !n || n > at->n || n > (size_t)(end - s))
		return damaged(e, "a list has no size");
	room(p, n);
	rc = n <= KX_PAGE_PLAIN ? read_postings(&s, end, n, &base, at, p)
				: read_blocks(&s, end, n, &base, at, p);
	return rc || s != end ? damaged(e, "a list cannot be read") : 0;
}

int kx_slice_read(const void *slice, size_t len, const struct kx_list_place *at,
	uint32_t *base, bool *last, struct kx_postings *p, struct kx_err *e)
{
	const unsigned char *s = slice, *end = s + len;
	uint32_t n, from;

	if (!kx_page_is_slice(slice, len))
		return damaged(e, "a slice of a list is missing");
	*last = *s++ == KX_PAGE_SLICE_LAST;
	if (kx_varint_take(&s, end, &n) || kx_varint_take(&s, end, &from) ||
		from != *base || !n || n > at->n || n > (size_t)(end - s))
		return damaged(e, "a slice has no size");
	room(p, n);
	if (read_blocks(&s, end, n, base, at, p) || s != end)
		return damaged(e, "a slice cannot be read");
	return 0;
}
