#ifndef KX_DOMAIN_INDEX_PAGE_H
#define KX_DOMAIN_INDEX_PAGE_H
/* What stands in the pages of the word index (table `posting`).
 *
 * A varint is a number in groups of 7 bits, lowest first, the top bit set in all bytes
 * but the last; at most 5 bytes. Docs are numbered from 0 within their segment, in the
 * order of their chunk ids.
 *
 *   list      varint n; n <= 16: n postings; more: blocks (index_block.h)
 *   posting   varint (doc - base) * 2 + (tf is 1), then varint tf unless it is 1; `base`
 *             as in a block
 *
 * A row of `posting` is one of
 *   page      byte 1, then entries in ascending order of their terms: varints: bytes
 *             shared with the term before, bytes that follow; those; varint bytes of
 *             the list; the list. The row's term is its first term, its part 0. No page
 *             holds grams (gram.h) as well as words.
 *   slice     byte 2, or 3 for the last one; varint n; varint base; blocks. Slices hold
 *             a list that is too long for a page: part 0, 1, 2 … of the row's term.
 * So the row that holds a term is the one with the greatest term <= it.
 *
 * Whatever is read is checked: a damaged blob gives KX_EINPUT, never a crash. Pure. */
#include "base/buf.h"
#include "base/err.h"
#include "domain/index.h"
#include "domain/index_block.h"
#include "domain/index_docs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most bytes of a page or slice. SQLite keeps a row of this table in its tree up to
 * 1002 bytes and the rest in pages of 4092: this fills one of each. */
#define KX_PAGE_BYTES 4000
#define KX_PAGE_PLAIN 16 /* postings of a list without blocks */

enum kx_page_kind { KX_PAGE_TERMS = 1, KX_PAGE_SLICE = 2, KX_PAGE_SLICE_LAST = 3 };

/* ---- writing --------------------------------------------------------------------- */
/* Gets each finished row in ascending order. */
typedef int kx_page_fn(const char *term, size_t n, int part, const void *page,
	size_t len, void *ctx, struct kx_err *e);

struct kx_page_writer;

/* `docs` are those of the segment; borrowed. Free with kx_page_writer_free(). */
struct kx_page_writer *kx_page_writer_new(
	const struct kx_index_doc *docs, kx_page_fn *fn, void *ctx);
void kx_page_writer_free(struct kx_page_writer *w);
/* Begin a term, greater than the one before; it is written only if postings follow. */
int kx_page_writer_term(
	struct kx_page_writer *w, const char *term, size_t n, struct kx_err *e);
/* Add a posting to it; docs ascending, tf 1..65535. */
int kx_page_writer_add(
	struct kx_page_writer *w, uint32_t doc, uint16_t tf, struct kx_err *e);
/* Write what is left. */
int kx_page_writer_end(struct kx_page_writer *w, struct kx_err *e);

/* ---- reading --------------------------------------------------------------------- */
/* Goes through the entries of a page. */
struct kx_page_cursor {
	const unsigned char *p, *end; /* what is not read yet */
	char term[KX_TERM_MAX];       /* the entry's term */
	size_t term_len;
	const unsigned char *list; /* the entry's list */
	size_t list_len;
};

/* 0 it is a page; -1 it is not. kx_page_next: 0 there is an entry, 1 no more, -1. */
int kx_page_first(
	struct kx_page_cursor *c, const void *page, size_t n, struct kx_err *e);
int kx_page_next(struct kx_page_cursor *c, struct kx_err *e);

/* The postings of a list, one behind the other. */
struct kx_list {
	const unsigned char *p, *end;
	uint32_t n;
};
/* 0 and its bounds, or -1. */
int kx_list_open(
	struct kx_list *l, const unsigned char *list, size_t len, struct kx_err *e);
/* The same for a slice: the blocks behind its head, and where they begin to count. */
int kx_slice_open(struct kx_list *l, const void *slice, size_t len, uint32_t *base,
	bool *last, struct kx_err *e);
/* The postings of a list of at most KX_PAGE_PLAIN, docs below `docs`; 0 or -1. */
int kx_list_plain(const struct kx_list *l, uint32_t docs, struct kx_block_postings *p);

/* Postings in a row: docs ascending, and the weighted frequency in each. Free with
 * kx_postings_release(). */
struct kx_postings {
	uint32_t *doc;
	uint16_t *tf;
	size_t n;
	size_t cap; /* room in both */
};
void kx_postings_release(struct kx_postings *p);

/* Append the postings of a list to p: positions are doc + `first`. `docs` are those of
 * the segment, n of them; when `strict` block heads are compared with them too. */
struct kx_list_place {
	const struct kx_index_doc *docs;
	size_t n;
	uint32_t first;
	bool strict;
	bool grams; /* the lists of a gram: its docs are as long as their grams */
};
int kx_list_read(const unsigned char *list, size_t len, const struct kx_list_place *at,
	struct kx_postings *p, struct kx_err *e);
/* The same for a slice; *base is 0 before the first one, *last set behind the last. */
int kx_slice_read(const void *slice, size_t len, const struct kx_list_place *at,
	uint32_t *base, bool *last, struct kx_postings *p, struct kx_err *e);
/* Is it a slice, by its first byte? */
bool kx_page_is_slice(const void *page, size_t n);

#endif
