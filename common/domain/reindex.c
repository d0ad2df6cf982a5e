#include "domain/reindex.h"

#include "domain/index.h"

struct work {
	struct kx_db *db;
	struct kx_indexer *x;
	struct kx_tokenizer *k;
	struct kx_buf title;
	int64_t last; /* chunk */
	int64_t n;
};

static const char *text(struct kx_stmt *s, int i)
{
	const char *v = kx_col_text(s, i);

	return v ? v : "";
}

static void add(struct work *w, struct kx_stmt *s)
{
	w->last = kx_col_int(s, 0);
	kx_indexer_title(&w->title, text(s, 4), text(s, 5));
	kx_indexer_add(w->x, w->k, w->last, kx_col_int(s, 1), (int)kx_col_int(s, 2),
		kx_col_text(s, 3), w->title.p, text(s, 6));
	w->n++;
}

/* A segment's worth of chunks; 1 when there are no more. Rows are written only when the
 * reading has ended. */
static int some(struct work *w, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(w->db,
		"select c.id, c.article, a.visibility, a.locale, a.title, c.heading, c.text"
		" from chunk c join article a on a.id = c.article where c.id > $1"
		" order by c.id",
		e);
	int rc;

	if (!s)
		return -1;
	kx_bind_int(s, 1, w->last);
	while ((rc = kx_db_step(s, e)) == 0) {
		add(w, s);
		if (kx_indexer_bytes(w->x) > KX_INDEXER_BYTES)
			break;
	}
	kx_db_reset(s);
	return rc < 0 || kx_indexer_flush(w->x, w->db, e) ? -1 : rc;
}

int kx_reindex(struct kx_db *db, int64_t *chunks, struct kx_err *e)
{
	struct work w = { .db = db };
	int rc;

	*chunks = 0;
	if (kx_db_exec(db, "delete from posting; delete from segment", e))
		return -1;
	w.x = kx_indexer_new();
	w.k = kx_tokenizer_new();
	do
		rc = some(&w, e);
	while (!rc);
	kx_indexer_free(w.x);
	kx_tokenizer_free(w.k);
	kx_buf_release(&w.title);
	*chunks = w.n;
	return rc < 0 || kx_index_settle(db, e) ? -1 : 0;
}
