#include "domain/index_page.h"

#include "base/mem.h"
#include "domain/varint.h"

#include <stdlib.h>
#include <string.h>

/* bytes around a list in a page: the kind, the numbers and term of an entry */
#define ENTRY_HEAD (1 + 4 * KX_VARINT_MAX + KX_TERM_MAX)
#define POSTING_MAX (2 * KX_VARINT_MAX)
#define BLOCK_MAX (4 * KX_VARINT_MAX + KX_PAGE_BLOCK * POSTING_MAX)

_Static_assert(KX_PAGE_BYTES > 2 * BLOCK_MAX + ENTRY_HEAD, "a slice holds a block");

struct kx_page_writer {
	const struct kx_index_doc *docs;
	kx_page_fn *fn;
	void *ctx;
	/* the page being filled */
	struct kx_buf page;
	char first[KX_TERM_MAX], last[KX_TERM_MAX];
	size_t first_len, last_len;
	/* the term being written */
	char term[KX_TERM_MAX];
	size_t term_len;
	uint32_t n;    /* postings of the list, or of the slice */
	uint32_t base; /* of the next block */
	uint32_t slice_base;
	int part;                    /* slices written */
	struct kx_buf blocks;        /* finished ones */
	uint32_t doc[KX_PAGE_BLOCK]; /* the open block */
	uint16_t tf[KX_PAGE_BLOCK];
	size_t open;
};

struct kx_page_writer *kx_page_writer_new(
	const struct kx_index_doc *docs, kx_page_fn *fn, void *ctx)
{
	struct kx_page_writer *w = kx_alloc(sizeof(*w));

	w->docs = docs;
	w->fn = fn;
	w->ctx = ctx;
	return w;
}

void kx_page_writer_free(struct kx_page_writer *w)
{
	if (!w)
		return;
	kx_buf_release(&w->page);
	kx_buf_release(&w->blocks);
	free(w);
}

static void add_number(struct kx_buf *b, uint32_t v)
{
	unsigned char s[KX_VARINT_MAX];

	kx_buf_add(b, s, kx_varint_put(v, s));
}

static int flush_page(struct kx_page_writer *w, struct kx_err *e)
{
	int rc;

	if (!w->page.len)
		return 0;
	rc = w->fn(w->first, w->first_len, 0, w->page.p, w->page.len, w->ctx, e);
	kx_buf_clear(&w->page);
	w->last_len = 0;
	return rc;
}

/* the postings of the open block, behind `base` */
static size_t put_postings(
	const struct kx_page_writer *w, uint32_t base, unsigned char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < w->open; i++) {
		len += kx_varint_put(
			(w->doc[i] - base) << 1 | (w->tf[i] == 1), out + len);
		if (w->tf[i] != 1)
			len += kx_varint_put(w->tf[i], out + len);
		base = w->doc[i] + 1;
	}
	return len;
}

static int write_slice(struct kx_page_writer *w, bool last, struct kx_err *e)
{
	struct kx_buf row = { 0 };
	int rc;

	if (w->part == 0 && flush_page(w, e))
		return -1;
	kx_buf_char(&row, last ? KX_PAGE_SLICE_LAST : KX_PAGE_SLICE);
	add_number(&row, w->n - (uint32_t)w->open);
	add_number(&row, w->slice_base);
	kx_buf_add(&row, w->blocks.p, w->blocks.len);
	rc = w->fn(w->term, w->term_len, w->part, row.p, row.len, w->ctx, e);
	kx_buf_release(&row);
	w->part++;
	w->n = (uint32_t)w->open;
	w->slice_base = w->base;
	kx_buf_clear(&w->blocks);
	return rc;
}

/* the open block joins the finished ones, which go out first when it does not fit */
static int close_block(struct kx_page_writer *w, struct kx_err *e)
{
	unsigned char postings[KX_PAGE_BLOCK * POSTING_MAX], head[4 * KX_VARINT_MAX];
	size_t len, head_len = 0;
	uint16_t most = 0, least = UINT16_MAX;

	for (size_t i = 0; i < w->open; i++) {
		if (w->tf[i] > most)
			most = w->tf[i];
		if (w->docs[w->doc[i]].length < least)
			least = w->docs[w->doc[i]].length;
	}
	len = put_postings(w, w->base, postings);
	head_len += kx_varint_put(w->doc[w->open - 1] - w->base, head + head_len);
	head_len += kx_varint_put((uint32_t)len, head + head_len);
	head_len += kx_varint_put(most, head + head_len);
	head_len += kx_varint_put(least, head + head_len);
	if (w->blocks.len + head_len + len > KX_PAGE_BYTES - ENTRY_HEAD &&
		write_slice(w, false, e))
		return -1;
	kx_buf_add(&w->blocks, head, head_len);
	kx_buf_add(&w->blocks, postings, len);
	w->base = w->doc[w->open - 1] + 1;
	w->open = 0;
	return 0;
}

static size_t shared_bytes(const struct kx_page_writer *w)
{
	size_t n = w->term_len < w->last_len ? w->term_len : w->last_len, i = 0;

	while (i < n && w->term[i] == w->last[i])
		i++;
	return i;
}

static int add_entry(
	struct kx_page_writer *w, const void *list, size_t len, struct kx_err *e)
{
	unsigned char count[KX_VARINT_MAX];
	size_t count_len = kx_varint_put(w->n, count), shared;

	if (w->page.len + ENTRY_HEAD + len > KX_PAGE_BYTES && flush_page(w, e))
		return -1;
	if (!w->page.len) {
		kx_buf_char(&w->page, KX_PAGE_TERMS);
		memcpy(w->first, w->term, w->term_len);
		w->first_len = w->term_len;
	}
	shared = shared_bytes(w);
	add_number(&w->page, (uint32_t)shared);
	add_number(&w->page, (uint32_t)(w->term_len - shared));
	kx_buf_add(&w->page, w->term + shared, w->term_len - shared);
	add_number(&w->page, (uint32_t)(count_len + len));
	kx_buf_add(&w->page, count, count_len);
	kx_buf_add(&w->page, list, len);
	memcpy(w->last, w->term, w->term_len);
	w->last_len = w->term_len;
	return 0;
}

static int end_term(struct kx_page_writer *w, struct kx_err *e)
{
	unsigned char plain[KX_PAGE_PLAIN * POSTING_MAX];
	int rc;

	if (!w->n && !w->part)
		return 0;
	if (!w->part && w->n <= KX_PAGE_PLAIN) {
		rc = add_entry(w, plain, put_postings(w, 0, plain), e);
	} else if (w->open && close_block(w, e)) {
		rc = -1;
	} else if (w->part) {
		rc = write_slice(w, true, e);
	} else {
		rc = add_entry(w, w->blocks.p, w->blocks.len, e);
	}
	w->n = 0;
	w->open = 0;
	w->part = 0;
	kx_buf_clear(&w->blocks);
	return rc;
}

int kx_page_writer_term(
	struct kx_page_writer *w, const char *term, size_t n, struct kx_err *e)
{
	if (end_term(w, e))
		return -1;
	memcpy(w->term, term, n);
	w->term_len = n;
	w->base = w->slice_base = 0;
	return 0;
}

int kx_page_writer_add(
	struct kx_page_writer *w, uint32_t doc, uint16_t tf, struct kx_err *e)
{
	if (w->open == KX_PAGE_BLOCK && close_block(w, e))
		return -1;
	w->doc[w->open] = doc;
	w->tf[w->open++] = tf;
	w->n++;
	return 0;
}

int kx_page_writer_end(struct kx_page_writer *w, struct kx_err *e)
{
	return end_term(w, e) || flush_page(w, e) ? -1 : 0;
}
