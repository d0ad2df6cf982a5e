#include "domain/index_segment.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void kx_segments_release(struct kx_segments *s)
{
	free(s->v);
	free(s->docs);
	memset(s, 0, sizeof(*s));
}

static int load_one(struct kx_segments *s, struct kx_stmt *row, struct kx_err *e)
{
	int64_t chunks = kx_col_int(row, 1);
	size_t len, dead_len;
	const void *docs = kx_col_blob(row, 4, &len),
		   *dead = kx_col_blob(row, 5, &dead_len);
	struct kx_segment *g;

	if (chunks < 1 || chunks > KX_SEGMENT_DOCS_MAX || (size_t)chunks > len)
		return kx_index_damaged(e, "a segment has no docs");
	s->v = kx_realloc(s->v, s->n + 1, sizeof(*s->v));
	s->docs = kx_realloc(s->docs, s->ndocs + (size_t)chunks, sizeof(*s->docs));
	g = &s->v[s->n];
	*g = (struct kx_segment){ .id = kx_col_int(row, 0),
		.first = s->ndocs,
		.n = (size_t)chunks,
		.terms = {
			(uint64_t)kx_col_int(row, 2), (uint64_t)kx_col_int(row, 3) } };
	if (kx_docs_read(s->docs + g->first, g->n, docs, len, dead, dead_len, e))
		return -1;
	for (size_t i = 0; dead && i < g->n; i++)
		g->dead += s->docs[g->first + i].dead;
	s->n++;
	s->ndocs += g->n;
	return 0;
}

/* A merged segment is a new row but covers old ids: back into the order of the ids. */
static int put_in_order(struct kx_segments *s, struct kx_err *e)
{
	struct kx_index_doc *docs;
	struct kx_segment g;
	size_t i, j, at = 0;

	for (i = 1; i < s->n; i++) {
		g = s->v[i];
		for (j = i; j && s->docs[s->v[j - 1].first].id > s->docs[g.first].id;
			j--)
			s->v[j] = s->v[j - 1];
		s->v[j] = g;
	}
	for (i = 1; i < s->n && s->v[i].first > s->v[i - 1].first; i++)
		;
	if (i < s->n) {
		docs = kx_calloc(s->ndocs, sizeof(*docs));
		for (i = 0; i < s->n; i++) {
			memcpy(docs + at, s->docs + s->v[i].first,
				s->v[i].n * sizeof(*docs));
			s->v[i].first = at;
			at += s->v[i].n;
		}
		free(s->docs);
		s->docs = docs;
	}
	for (i = 1; i < s->n; i++)
		if (s->docs[s->v[i].first - 1].id >= s->docs[s->v[i].first].id)
			return kx_index_damaged(e, "segments overlap");
	return 0;
}

int kx_segments_load(struct kx_segments *s, struct kx_db *db, struct kx_err *e)
{
	struct kx_stmt *row;
	int rc;

	memset(s, 0, sizeof(*s));
	row = kx_db_stmt(db,
		"select id, chunks, terms, grams, docs, dead from segment order by id",
		e);
	if (!row)
		return -1;
	while ((rc = kx_db_step(row, e)) == 0) {
		if (load_one(s, row, e)) {
			kx_db_reset(row);
			return -1;
		}
	}
	return rc < 0 ? -1 : put_in_order(s, e);
}

int kx_segment_begin(struct kx_segment_out *o, struct kx_db *db,
	const struct kx_index_doc *docs, size_t n, const struct kx_terms *terms,
	struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"insert into segment (chunks, terms, grams, docs) values ($1, $2, $3, $4)",
		e);
	struct kx_buf blob = { 0 };
	int rc;

	o->insert = kx_db_stmt(db,
		"insert into posting (segment, term, part, page) values ($1, $2, $3, $4)",
		e);
	if (!s || !o->insert)
		return -1;
	kx_docs_write(&blob, docs, n);
	kx_bind_int(s, 1, (int64_t)n);
	kx_bind_int(s, 2, (int64_t)terms->words);
	kx_bind_int(s, 3, (int64_t)terms->grams);
	kx_bind_blob(s, 4, blob.p, blob.len);
	rc = kx_db_insert(s, &o->id, e);
	kx_buf_release(&blob);
	return rc;
}

int kx_segment_row(const char *term, size_t n, int part, const void *page, size_t len,
	void *ctx, struct kx_err *e)
{
	struct kx_segment_out *o = ctx;

	kx_bind_int(o->insert, 1, o->id);
	kx_bind_blob(o->insert, 2, term, n);
	kx_bind_int(o->insert, 3, part);
	kx_bind_blob(o->insert, 4, page, len);
	return kx_db_run(o->insert, e);
}

int kx_segment_drop(struct kx_db *db, int64_t id, struct kx_err *e)
{
	struct kx_stmt *postings =
		kx_db_stmt(db, "delete from posting where segment = $1", e);
	struct kx_stmt *segment =
		kx_db_stmt(db, "delete from segment where id = $1", e);

	if (!postings || !segment)
		return -1;
	kx_bind_int(postings, 1, id);
	kx_bind_int(segment, 1, id);
	return kx_db_run(postings, e) || kx_db_run(segment, e) ? -1 : 0;
}
