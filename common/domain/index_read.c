#include "domain/index.h"

#include "base/mem.h"
#include "domain/index_page.h"
#include "domain/index_segment.h"

#include <stdlib.h>
#include <string.h>

struct kx_index {
	struct kx_db *db;
	struct kx_segments segments;
	size_t live;
	double mean;
	struct kx_buf words; /* see kx_index_words() */
};

int kx_index_open(struct kx_index **out, struct kx_db *db, struct kx_err *e)
{
	struct kx_index *x = kx_alloc(sizeof(*x));
	uint64_t total = 0;

	*out = NULL;
	x->db = db;
	if (kx_segments_load(&x->segments, db, e)) {
		kx_index_close(x);
		return -1;
	}
	for (size_t i = 0; i < x->segments.ndocs; i++)
		if (!x->segments.docs[i].dead) {
			x->live++;
			total += x->segments.docs[i].length;
		}
	x->mean = x->live ? (double)total / (double)x->live : 0;
	*out = x;
	return 0;
}

void kx_index_close(struct kx_index *x)
{
	if (!x)
		return;
	kx_segments_release(&x->segments);
	kx_buf_release(&x->words);
	free(x);
}

struct kx_buf *kx_index_words(struct kx_index *x)
{
	return &x->words;
}

struct kx_db *kx_index_store(const struct kx_index *x)
{
	return x->db;
}

size_t kx_index_size(const struct kx_index *x)
{
	return x->segments.ndocs;
}

const struct kx_index_doc *kx_index_docs(const struct kx_index *x)
{
	return x->segments.docs;
}

size_t kx_index_live(const struct kx_index *x)
{
	return x->live;
}

double kx_index_mean(const struct kx_index *x)
{
	return x->mean;
}

/* the slices of a long list, in order */
static int read_slices(struct kx_index *x, int64_t segment, const char *term,
	size_t len, const struct kx_list_place *at, struct kx_postings *p,
	struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(x->db,
		"select page from posting where segment = $1 and term = $2 order by part",
		e);
	bool last = false;
	uint32_t base = 0;
	size_t n;
	int rc;

	if (!s)
		return -1;
	kx_bind_int(s, 1, segment);
	kx_bind_blob(s, 2, term, len);
	while (!(rc = kx_db_step(s, e))) {
		const void *page = kx_col_blob(s, 0, &n);

		if (last || kx_slice_read(page, n, at, &base, &last, p, e)) {
			rc = -1;
			break;
		}
	}
	kx_db_reset(s);
	if (rc == 1 && !last)
		return kx_fail(e, KX_EINPUT,
			"the word index is damaged: a list has no last slice");
	return rc < 0 ? -1 : 0;
}

/* looks for the term in a page; nothing is added when it is not there */
static int read_page(const void *page, size_t n, const char *term, size_t len,
	const struct kx_list_place *at, struct kx_postings *p, struct kx_err *e)
{
	struct kx_page_cursor c;
	int rc, order;

	if (kx_page_first(&c, page, n, e))
		return -1;
	while (!(rc = kx_page_next(&c, e))) {
		order = memcmp(c.term, term, c.term_len < len ? c.term_len : len);
		if (order == 0 && c.term_len == len)
			return kx_list_read(c.list, c.list_len, at, p, e);
		if (order > 0 || (order == 0 && c.term_len > len))
			return 0;
	}
	return rc < 0 ? -1 : 0;
}

static int read_segment(struct kx_index *x, const struct kx_segment *g,
	const char *term, size_t len, struct kx_postings *p, struct kx_err *e)
{
	struct kx_list_place at = { .docs = x->segments.docs + g->first,
		.n = g->n,
		.first = (uint32_t)g->first };
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
		return rc < 0 ? -1 : 0;
	page = kx_col_blob(s, 0, &n);
	key = kx_col_blob(s, 1, &key_len);
	if (!kx_page_is_slice(page, n)) {
		rc = read_page(page, n, term, len, &at, p, e);
		kx_db_reset(s);
		return rc;
	}
	rc = key_len == len && memcmp(key, term, len) == 0;
	kx_db_reset(s);
	return rc ? read_slices(x, g->id, term, len, &at, p, e) : 0;
}

int kx_index_term(struct kx_index *x, const char *term, size_t len,
	struct kx_postings *p, struct kx_err *e)
{
	memset(p, 0, sizeof(*p));
	if (!len || len > KX_TERM_MAX)
		return 0;
	for (size_t i = 0; i < x->segments.n; i++)
		if (read_segment(x, &x->segments.v[i], term, len, p, e)) {
			kx_postings_release(p);
			return -1;
		}
	return 0;
}

void kx_postings_release(struct kx_postings *p)
{
	free(p->doc);
	free(p->tf);
	memset(p, 0, sizeof(*p));
}
