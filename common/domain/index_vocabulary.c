#include "domain/gram.h"
#include "domain/index_page.h"
#include "domain/varint.h"

#include <string.h>

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

static int walk(struct kx_index *x, term_fn *fn, void *ctx, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(kx_index_store(x),
		/* grams stand before all words, in pages of their own */
		"select p.term, p.page from segment s join posting p"
		" on p.segment = s.id and p.term >= $1 where p.part = 0"
		" order by s.id, p.term",
		e);
	static const char first_word[] = { KX_GRAM_MARK + 1 };
	const void *term, *page;
	size_t len, n;
	int rc;

	if (!s)
		return -1;
	kx_bind_blob(s, 1, first_word, sizeof(first_word));
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

/* one behind the other: length, df, term */
static void note(const char *term, size_t len, size_t df, void *ctx)
{
	uint32_t head[2] = { (uint32_t)len, (uint32_t)df };

	kx_buf_add(ctx, head, sizeof(head));
	kx_buf_add(ctx, term, len);
}

int kx_index_vocabulary(struct kx_index *x, term_fn *fn, void *ctx, struct kx_err *e)
{
	struct kx_buf *b = kx_index_words(x);
	uint32_t head[2];
	size_t i;

	if (!b->len && walk(x, note, b, e)) {
		kx_buf_clear(b);
		return -1;
	}
	for (i = 0; i < b->len; i += sizeof(head) + head[0]) {
		memcpy(head, b->p + i, sizeof(head));
		fn(b->p + i + sizeof(head), head[0], head[1], ctx);
	}
	return 0;
}
