#include "domain/index_page.h"
#include "domain/index_view.h"

#include <string.h>

static void add_list(
	struct kx_buf *bytes, struct kx_index_list *l, const struct kx_list *from)
{
	size_t len = (size_t)(from->end - from->p);

	kx_buf_add(bytes, from->p, len);
	l->len += len;
	l->n += from->n;
}

/* the slices of a long list, in order */
static int find_slices(struct kx_index *x, const struct kx_segment_view *g,
	const char *term, size_t len, struct kx_buf *bytes, struct kx_index_list *l,
	struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(x->db,
		"select page, part from posting where segment = $1 and term = $2"
		" order by part",
		e);
	struct kx_list slice;
	bool last = false;
	int64_t part = 0;
	uint32_t base;
	size_t n;
	int rc;

	if (!s)
		return -1;
	kx_bind_int(s, 1, g->id);
	kx_bind_blob(s, 2, term, len);
	for (; !(rc = kx_db_step(s, e)); part++) {
		const void *page = kx_col_blob(s, 0, &n);

		rc = last || kx_col_int(s, 1) != part
			     ? kx_index_damaged(e,
				       "the slices of a list do not follow each other")
			     : kx_slice_open(&slice, page, n, &base, &last, e);
		if (rc)
			break;
		add_list(bytes, l, &slice);
	}
	kx_db_reset(s);
	if (rc == 1 && !last)
		return kx_index_damaged(e, "a list has no last slice");
	return rc < 0 ? -1 : 0;
}

static int find_in_page(const void *page, size_t n, const char *term, size_t len,
	struct kx_buf *bytes, struct kx_index_list *l, struct kx_err *e)
{
	struct kx_page_cursor c;
	struct kx_list list;
	int rc, order;

	if (kx_page_first(&c, page, n, e))
		return -1;
	while (!(rc = kx_page_next(&c, e))) {
		order = memcmp(c.term, term, c.term_len < len ? c.term_len : len);
		if (order == 0 && c.term_len == len) {
			if (kx_list_open(&list, c.list, c.list_len, e))
				return -1;
			add_list(bytes, l, &list);
			return 0;
		}
		if (order > 0 || (order == 0 && c.term_len > len))
			return 1;
	}
	return rc;
}

static int find(struct kx_index *x, const struct kx_segment_view *g, const char *term,
	size_t len, struct kx_buf *bytes, struct kx_index_list *l, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(x->db,
		"select page, term from posting where segment = $1 and term <= $2 "
		"order by term desc, part desc limit 1",
		e);
	const void *page, *key;
	size_t n, key_len;
	int rc;

	if (!s)
		return -1;
	kx_bind_int(s, 1, g->id);
	kx_bind_blob(s, 2, term, len);
	rc = kx_db_step(s, e);
	if (rc)
		return rc;
	page = kx_col_blob(s, 0, &n);
	key = kx_col_blob(s, 1, &key_len);
	if (!kx_page_is_slice(page, n)) {
		rc = find_in_page(page, n, term, len, bytes, l, e);
		kx_db_reset(s);
		return rc;
	}
	rc = key_len == len && memcmp(key, term, len) == 0;
	kx_db_reset(s);
	return rc ? find_slices(x, g, term, len, bytes, l, e) : 1;
}

int kx_index_find(struct kx_index *x, size_t segment, const char *term, size_t len,
	struct kx_buf *bytes, struct kx_index_list *l, struct kx_err *e)
{
	static const char padding[8];
	int rc;

	*l = (struct kx_index_list){ .at = bytes->len };
	if (!len || len > KX_TERM_MAX)
		return 1;
	rc = find(x, &x->v[segment], term, len, bytes, l, e);
	if (!rc && l->n > x->v[segment].docs.n)
		return kx_index_damaged(e, "a list has no size");
	if (!rc)
		kx_buf_add(bytes, padding, sizeof(padding));
	return rc;
}
