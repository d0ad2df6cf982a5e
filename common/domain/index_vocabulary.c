#include "domain/index_page.h"
#include "domain/varint.h"

typedef void term_fn(const char *term, size_t len, size_t df, void *ctx);

/* a list, and a slice behind its first byte, begin with the number of their postings */
static size_t count(const unsigned char *p, size_t n)
{
	const unsigned char *end = p + n;
	uint32_t v = 0;

	return kx_varint_take(&p, end, &v) ? 1 : v;
}

static int page_terms(
	const void *page, size_t n, term_fn *fn, void *ctx, struct kx_err *e)
{
	struct kx_page_cursor c;
	int rc;

	if (kx_page_first(&c, page, n, e))
		return -1;
	while (!(rc = kx_page_next(&c, e)))
		fn(c.term, c.term_len, count(c.list, c.list_len), ctx);
	return rc < 0 ? -1 : 0;
}

int kx_index_vocabulary(struct kx_index *x, term_fn *fn, void *ctx, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(kx_index_store(x),
		"select term, page from posting where part = 0 order by segment, term",
		e);
	const void *term, *page;
	size_t len, n;
	int rc;

	if (!s)
		return -1;
	while (!(rc = kx_db_step(s, e))) {
		term = kx_col_blob(s, 0, &len);
		page = kx_col_blob(s, 1, &n);
		if (!kx_page_is_slice(page, n)) {
			if (page_terms(page, n, fn, ctx, e)) {
				kx_db_reset(s);
				return -1;
			}
		} else if (len <= KX_TERM_MAX && n > 1) {
			fn(term, len, count((const unsigned char *)page + 1, n - 1),
				ctx);
		}
	}
	return rc < 0 ? -1 : 0;
}
