#include "domain/search_hit.h"

#include "domain/spans.h"

#include <math.h>
#include <string.h>

/* two scores closer than this are printed alike, so ties are drawn apart by it */
#define TIE 1e-7

static const char *text(struct kx_stmt *s, int i, struct kx_arena *a)
{
	const char *v = kx_col_text(s, i);

	return v ? kx_arena_strdup(a, v) : "";
}

static int fetch(struct kx_db *db, int64_t chunk, struct kx_hit *h, struct kx_arena *a,
	struct kx_err *e)
{
	struct kx_stmt *st = kx_db_stmt(db,
		"select a.name, a.numeric, a.source, a.title, a.url, c.heading, c.text,"
		" a.locale, c.start_at, c.end_at, c.spans from chunk c"
		" join article a on a.id = c.article where c.id = $1",
		e);
	const void *p;
	size_t n;
	int rc;

	if (!st)
		return -1;
	kx_bind_int(st, 1, chunk);
	rc = kx_db_step(st, e);
	if (rc == 1)
		return kx_fail(e, KX_EIO,
			"store '%s': the index names chunk %lld, which is "
			"not there",
			kx_db_place(db), (long long)chunk);
	if (rc)
		return -1;
	memset(h, 0, sizeof(*h));
	h->chunk = chunk;
	h->article_id = text(st, 0, a);
	h->id_is_int = kx_col_int(st, 1) != 0;
	h->source = text(st, 2, a);
	h->title = text(st, 3, a);
	h->url = text(st, 4, a);
	h->heading = text(st, 5, a);
	h->text = text(st, 6, a);
	h->locale = text(st, 7, a);
	h->start = (size_t)kx_col_int(st, 8);
	h->end = (size_t)kx_col_int(st, 9);
	p = kx_col_blob(st, 10, &n);
	h->spans = kx_spans_unpack(p, n, h->start, a, &h->nspans);
	kx_db_reset(st);
	return 0;
}

int kx_hits_make(struct kx_hit **hits, const struct kx_row *rows, size_t n,
	struct kx_db *db, struct kx_arena *a, struct kx_err *e)
{
	double last = 0;
	struct kx_hit *h;
	size_t i;

	*hits = kx_arena_alloc(a, (n + 1) * sizeof(**hits));
	for (i = 0; i < n; i++) {
		h = *hits + i;
		if (fetch(db, rows[i].chunk, h, a, e))
			return -1;
		h->rank = (int)i + 1;
		h->words = rows[i].words;
		h->grams = rows[i].grams;
		h->vector = rows[i].vector;
		h->score = rows[i].score;
		if (i && h->score >= last - fabs(last) * TIE)
			h->score = last - fabs(last) * TIE;
		last = h->score;
	}
	return 0;
}
