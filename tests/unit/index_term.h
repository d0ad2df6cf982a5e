#ifndef KX_TEST_INDEX_TERM_H
#define KX_TEST_INDEX_TERM_H
/* All postings of a term, read through the same doors as a ranking: docs ascending over the
 * segments, dead ones among them; n is 0 when the term is unknown. */
#include "base/mem.h"
#include "domain/index.h"
#include "domain/index_page.h"

#include <stdlib.h>
#include <string.h>

static void append(
	struct kx_postings *p, const struct kx_block_postings *b, uint32_t first)
{
	if (p->n + b->n > p->cap) {
		p->cap = (p->n + b->n) * 3 / 2;
		p->doc = kx_realloc(p->doc, p->cap, sizeof(*p->doc));
		p->tf = kx_realloc(p->tf, p->cap, sizeof(*p->tf));
	}
	for (size_t i = 0; i < b->n; i++) {
		p->doc[p->n] = first + b->doc[i];
		p->tf[p->n++] = b->tf[i];
	}
}

static int read_blocks(
	struct kx_list *l, uint32_t first, uint32_t docs, struct kx_postings *p)
{
	struct kx_block_postings b;
	struct kx_block head;
	uint32_t base = 0;
	size_t n;

	for (; l->n; l->n -= (uint32_t)n) {
		n = l->n < KX_BLOCK_POSTINGS ? l->n : KX_BLOCK_POSTINGS;
		if (kx_block_head(&head, &l->p, l->end, n, base, docs) ||
			kx_block_read(&head, l->end, &b))
			return -1;
		append(p, &b, first);
		base = head.last + 1;
	}
	return l->p == l->end ? 0 : -1;
}

static int read_list(struct kx_list *l, uint32_t first, uint32_t docs,
	struct kx_postings *p, struct kx_err *e)
{
	struct kx_block_postings b;
	int rc;

	if (l->n > KX_PAGE_PLAIN) {
		rc = read_blocks(l, first, docs, p);
	} else {
		rc = kx_list_plain(l, docs, &b);
		if (!rc)
			append(p, &b, first);
	}
	return rc ? kx_index_damaged(e, "a list cannot be read") : 0;
}

static int postings_of(struct kx_index *x, const char *term, size_t len,
	struct kx_postings *p, struct kx_err *e)
{
	struct kx_buf bytes = { 0 };
	struct kx_index_list at;
	uint32_t first, docs;
	bool dead;
	int rc = 0;

	memset(p, 0, sizeof(*p));
	for (size_t i = 0; i < kx_index_segments(x) && rc >= 0; i++) {
		struct kx_list l;

		kx_buf_clear(&bytes);
		rc = kx_index_find(x, i, term, len, &bytes, &at, e);
		if (rc)
			continue;
		l.p = (unsigned char *)bytes.p + at.at;
		l.end = l.p + at.len;
		l.n = at.n;
		kx_index_segment(x, i, &first, &docs, &dead);
		rc = read_list(&l, first, docs, p, e);
	}
	kx_buf_release(&bytes);
	if (rc >= 0)
		return 0;
	kx_postings_release(p);
	return -1;
}

#endif
