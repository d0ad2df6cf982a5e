#ifndef KX_DOMAIN_INDEX_WALK_H
#define KX_DOMAIN_INDEX_WALK_H
/* Goes through all terms of a segment in order, one row of it in memory at a time; rows
 * may be written meanwhile. For merging and checking. */
#include "base/buf.h"
#include "base/err.h"
#include "domain/index_page.h"
#include "domain/index_segment.h"
#include "io/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Start with `struct kx_walk w = { .db = …, .segment = …, .at = … };`. */
struct kx_walk {
	struct kx_db *db;
	int64_t segment;
	struct kx_list_place at; /* what lists refer to */
	/* the term it stands at */
	char term[KX_TERM_MAX];
	size_t term_len;
	bool done; /* there was no next one */
	/* inside */
	struct kx_buf row; /* the page or slice, */
	char key[KX_TERM_MAX];
	size_t key_len;
	int part; /* and its key */
	bool slice;
	bool drained; /* the term's postings were all given */
	uint32_t base;
	struct kx_page_cursor cursor;
};

/* Go to the next term (the first one at the start): 0 there is one, 1 no more, -1. The
 * postings of the term before must have been asked for until their end. */
int kx_walk_next(struct kx_walk *w, struct kx_err *e);
/* Its postings, called until it returns 1; p is emptied first. */
int kx_walk_postings(struct kx_walk *w, struct kx_postings *p, struct kx_err *e);
void kx_walk_release(struct kx_walk *w);

#endif
