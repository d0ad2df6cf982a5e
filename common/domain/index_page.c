#include "domain/index_page.h"

#include "base/mem.h"
#include "domain/gram.h"
#include "domain/varint.h"

#include <stdlib.h>
#include <string.h>

/* bytes around a list in a page: the kind, the numbers and term of an entry */
#define ENTRY_HEAD (1 + 4 * KX_VARINT_MAX + KX_TERM_MAX)
#define POSTING_MAX (2 * KX_VARINT_MAX)

_Static_assert(KX_PAGE_BYTES > 2 * KX_BLOCK_MAX + ENTRY_HEAD, "a slice holds a block");

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
	int part;                      /* slices written */
	struct kx_buf blocks;          /* finished ones */
	struct kx_block_postings open; /* the block being filled */
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

/* the postings of a short list */
static size_t put_plain(const struct kx_block_postings *p, unsigned char *out)
{
	uint32_t base = 0;
	size_t len = 0;

	for (size_t i = 0; i < p->n; i++) {
		len += kx_varint_put(
			(p->doc[i] - base) << 1 | (p->tf[i] == 1), out + len);
		if (p->tf[i] != 1)
			len += kx_varint_put(p->tf[i], out + len);
		base = p->doc[i] + 1;
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
	add_number(&row, w->n - (uint32_t)w->open.n);
	add_number(&row, w->slice_base);
	kx_buf_add(&row, w->blocks.p, w->blocks.len);
	rc = w->fn(w->term, w->term_len, w->part, row.p, row.len, w->ctx, e);
	kx_buf_release(&row);
	w->part++;
	w->n = (uint32_t)w->open.n;
	w->slice_base = w->base;
	kx_buf_clear(&w->blocks);
	return rc;
}

/* the length of the shortest doc of the open block */
static uint16_t shortest(const struct kx_page_writer *w)
{
	bool grams = kx_gram_is(w->term, w->term_len);
	uint16_t least = UINT16_MAX, length;

	for (size_t i = 0; i < w->open.n; i++) {
		const struct kx_index_doc *d = &w->docs[w->open.doc[i]];

		length = grams ? d->grams : d->length;
		least = length < least ? length : least;
	}
	return least;
}

/* the open block joins the finished ones, which go out first when it does not fit */
static int close_block(struct kx_page_writer *w, struct kx_err *e)
{
	unsigned char block[KX_BLOCK_MAX];
	size_t len = kx_block_put(&w->open, w->base, shortest(w), block);

	if (w->blocks.len + len > KX_PAGE_BYTES - ENTRY_HEAD &&
		write_slice(w, false, e))
		return -1;
	kx_buf_add(&w->blocks, block, len);
	w->base = w->open.doc[w->open.n - 1] + 1;
	w->open.n = 0;
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
		rc = add_entry(w, plain, put_plain(&w->open, plain), e);
	} else if (w->open.n && close_block(w, e)) {
		rc = -1;
	} else if (w->part) {
		rc = write_slice(w, true, e);
	} else {
		rc = add_entry(w, w->blocks.p, w->blocks.len, e);
	}
	w->n = 0;
	w->open.n = 0;
	w->part = 0;
	kx_buf_clear(&w->blocks);
	return rc;
}

int kx_page_writer_term(
	struct kx_page_writer *w, const char *term, size_t n, struct kx_err *e)
{
	if (end_term(w, e))
		return -1;
	if (w->page.len && kx_gram_is(w->first, w->first_len) && !kx_gram_is(term, n) &&
		flush_page(w, e))
		return -1;
	memcpy(w->term, term, n);
	w->term_len = n;
	w->base = w->slice_base = 0;
	return 0;
}

int kx_page_writer_add(
	struct kx_page_writer *w, uint32_t doc, uint16_t tf, struct kx_err *e)
{
	if (w->open.n == KX_BLOCK_POSTINGS && close_block(w, e))
		return -1;
	w->open.doc[w->open.n] = doc;
	w->open.tf[w->open.n++] = tf;
	w->n++;
	return 0;
}

int kx_page_writer_end(struct kx_page_writer *w, struct kx_err *e)
{
	return end_term(w, e) || flush_page(w, e) ? -1 : 0;
}
