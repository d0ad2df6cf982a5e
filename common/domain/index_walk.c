#include "domain/index_walk.h"

#include "domain/gram.h"

#include <string.h>

/* is a < b (-1), equal (0) or greater (1)? */
static int compare(const char *a, size_t n, const char *b, size_t m)
{
	int order = memcmp(a, b, n < m ? n : m);

	return order ? order : n < m ? -1 : n > m;
}

/* the row behind (key, part) */
static int fetch(struct kx_walk *w, struct kx_err *e)
{
	/* by key, not by stepping on: so rows may be added to the table between two */
	struct kx_stmt *s = kx_db_stmt(w->db,
		"select term, part, page from posting where segment = $1 "
		"and (term, part) > ($2, $3) order by term, part limit 1",
		e);
	const void *key, *page;
	size_t n = 0, len = 0;
	int rc;

	if (!s)
		return -1;
	kx_bind_int(s, 1, w->segment);
	kx_bind_blob(s, 2, w->key, w->key_len);
	kx_bind_int(s, 3, w->part);
	rc = kx_db_step(s, e);
	if (rc)
		return rc;
	key = kx_col_blob(s, 0, &n);
	page = kx_col_blob(s, 2, &len);
	kx_buf_clear(&w->row);
	kx_buf_add(&w->row, page, len);
	w->part = (int)kx_col_int(s, 1);
	if (n && n <= sizeof(w->key)) {
		memcpy(w->key, key, n);
		w->key_len = n;
	}
	kx_db_reset(s);
	return n && n <= sizeof(w->key) ? 0 : kx_index_damaged(e, "a page has no key");
}

/* the first term of the row just fetched */
static int enter(struct kx_walk *w, struct kx_err *e)
{
	w->slice = kx_page_is_slice(w->row.p, w->row.len);
	if (w->part != 0)
		return kx_index_damaged(e, "a list has no first slice");
	if (w->slice)
		return 0;
	if (kx_page_first(&w->cursor, w->row.p, w->row.len, e))
		return -1;
	if (kx_page_next(&w->cursor, e) ||
		compare(w->cursor.term, w->cursor.term_len, w->key, w->key_len))
		return kx_index_damaged(e, "a page does not begin with its key");
	return 0;
}

int kx_walk_next(struct kx_walk *w, struct kx_err *e)
{
	char before[KX_TERM_MAX];
	size_t before_len = w->term_len;
	int rc = 1;

	memcpy(before, w->term, before_len);
	if (w->row.len == 0)
		w->part = -1;
	else if (!w->slice && (rc = kx_page_next(&w->cursor, e)) < 0)
		return -1;
	if (rc == 1) {
		rc = fetch(w, e);
		if (rc || enter(w, e)) {
			w->done = rc == 1;
			return rc == 1 ? 1 : -1;
		}
	}
	w->term_len = w->slice ? w->key_len : w->cursor.term_len;
	memcpy(w->term, w->slice ? w->key : w->cursor.term, w->term_len);
	if (compare(before, before_len, w->term, w->term_len) >= 0)
		return kx_index_damaged(e, "the terms of a segment do not ascend");
	w->at.grams = kx_gram_is(w->term, w->term_len);
	w->drained = false;
	w->base = 0;
	return 0;
}

int kx_walk_postings(struct kx_walk *w, struct kx_postings *p, struct kx_err *e)
{
	bool last;
	int part, rc;

	p->n = 0;
	if (w->drained)
		return 1;
	if (!w->slice) {
		w->drained = true;
		return kx_list_read(w->cursor.list, w->cursor.list_len, &w->at, p, e);
	}
	if (w->base) {
		part = w->part + 1;
		rc = fetch(w, e);
		if (rc < 0)
			return -1;
		if (rc || w->part != part ||
			compare(w->key, w->key_len, w->term, w->term_len))
			return kx_index_damaged(e, "a list has no last slice");
	}
	if (kx_slice_read(w->row.p, w->row.len, &w->at, &w->base, &last, p, e))
		return -1;
	w->drained = last;
	return 0;
}

void kx_walk_release(struct kx_walk *w)
{
	kx_buf_release(&w->row);
}
