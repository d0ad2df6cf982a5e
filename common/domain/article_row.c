#include "domain/article_row.h"

#include "domain/spans.h"

#include <string.h>

/* a statement with one number that returns nothing */
static int run_id(struct kx_db *db, const char *sql, int64_t id, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db, sql, e);

	if (!s)
		return -1;
	kx_bind_int(s, 1, id);
	return kx_db_run(s, e);
}

int kx_article_by_raw(
	struct kx_db *db, const struct kx_digest *raw, int64_t *id, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db, "select id from article where raw = $1", e);
	int rc;

	*id = 0;
	if (!s)
		return -1;
	kx_bind_blob(s, 1, raw->b, sizeof(raw->b));
	rc = kx_db_step(s, e);
	if (rc == 0)
		*id = kx_col_int(s, 0);
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

int kx_article_find(struct kx_db *db, const char *source, const char *name,
	struct kx_article_row *r, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select id, content from article where source = $1 and name = $2", e);
	const void *p;
	size_t n;
	int rc;

	memset(r, 0, sizeof(*r));
	if (!s)
		return -1;
	kx_bind_text(s, 1, source);
	kx_bind_text(s, 2, name);
	rc = kx_db_step(s, e);
	if (rc == 0) {
		r->id = kx_col_int(s, 0);
		p = kx_col_blob(s, 1, &n);
		if (n == sizeof(r->content.b))
			memcpy(r->content.b, p, n);
	}
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

static int put_tags(struct kx_db *db, int64_t id, const char *tags, struct kx_err *e)
{
	struct json_object *o = tags ? json_tokener_parse(tags) : NULL;
	size_t i, n = o ? json_object_array_length(o) : 0;
	struct kx_stmt *s;
	int rc = 0;

	for (i = 0; i < n && !rc; i++) {
		s = kx_db_stmt(db,
			"insert into article_tag (tag, article) values ($1, $2)"
			" on conflict do nothing",
			e);
		if (!s) {
			rc = -1;
			break;
		}
		kx_bind_text(
			s, 1, json_object_get_string(json_object_array_get_idx(o, i)));
		kx_bind_int(s, 2, id);
		rc = kx_db_run(s, e);
	}
	json_object_put(o);
	return rc;
}

/* Two statements instead of one with "on conflict" and "returning": SQLite runs those with
 * a table of their results and a journal of their own, which cost as much as the row. */
static struct kx_stmt *put_stmt(struct kx_db *db, bool known, struct kx_err *e)
{
	if (known)
		return kx_db_stmt(db,
			"update article set source = $1, name = $2, numeric = $3,"
			" title = $4, url = $5, locale = $6, tags = $7, visibility = $8,"
			" updated_at = $9, raw = $10, content = $11, file = $12"
			" where id = $13",
			e);
	return kx_db_stmt(db,
		"insert into article (source, name, numeric, title, url, locale, tags,"
		" visibility, updated_at, raw, content, file)"
		" values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		e);
}

int kx_article_put(struct kx_db *db, const struct kx_article *a,
	const struct kx_digest *raw, const struct kx_digest *content, int64_t *id,
	struct kx_err *e)
{
	bool known = *id != 0;
	struct kx_stmt *s = put_stmt(db, known, e);

	if (!s)
		return -1;
	kx_bind_text(s, 1, a->source);
	kx_bind_text(s, 2, a->name);
	kx_bind_int(s, 3, a->numeric);
	kx_bind_text(s, 4, a->title);
	kx_bind_text(s, 5, a->url);
	kx_bind_text(s, 6, a->locale);
	kx_bind_text(s, 7, a->tags);
	kx_bind_int(s, 8, a->visibility);
	kx_bind_text(s, 9, a->updated_at);
	kx_bind_blob(s, 10, raw ? raw->b : NULL, sizeof(raw->b));
	kx_bind_blob(s, 11, content->b, sizeof(content->b));
	kx_bind_text(s, 12, a->file);
	if (known) {
		kx_bind_int(s, 13, *id);
		if (kx_db_run(s, e) ||
			run_id(db, "delete from article_tag where article = $1", *id,
				e))
			return -1;
	} else if (kx_db_insert(s, id, e)) {
		return -1;
	}
	return put_tags(db, *id, a->tags, e);
}

int kx_article_touch(struct kx_db *db, int64_t id, const struct kx_digest *raw,
	const char *file, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(
		db, "update article set raw = $1, file = $2 where id = $3", e);

	if (!s)
		return -1;
	kx_bind_blob(s, 1, raw ? raw->b : NULL, sizeof(raw->b));
	kx_bind_text(s, 2, file);
	kx_bind_int(s, 3, id);
	return kx_db_run(s, e);
}

/* the rest of a statement that gives ids, one a row */
static int take_ids(struct kx_stmt *s, struct kx_buf *ids, struct kx_err *e)
{
	int64_t id;
	int rc;

	while ((rc = kx_db_step(s, e)) == 0) {
		id = kx_col_int(s, 0);
		kx_buf_add(ids, &id, sizeof(id));
	}
	return rc < 0 ? -1 : 0;
}

int kx_article_of_file(struct kx_db *db, const char *source, const char *file,
	struct kx_buf *ids, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select id from article where source = $1 and (name = $2 or file = $2)",
		e);

	if (!s)
		return -1;
	kx_bind_text(s, 1, source);
	kx_bind_text(s, 2, file);
	return take_ids(s, ids, e);
}

int kx_article_clear(
	struct kx_db *db, int64_t id, struct kx_buf *dead, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(
		db, "select id from chunk where article = $1 order by id", e);

	if (!s)
		return -1;
	kx_bind_int(s, 1, id);
	if (take_ids(s, dead, e))
		return -1;
	return run_id(db, "delete from chunk where article = $1", id, e) ||
			       run_id(db, "delete from article_tag where article = $1",
				       id, e)
		       ? -1
		       : 0;
}

int kx_article_delete(
	struct kx_db *db, int64_t id, struct kx_buf *dead, struct kx_err *e)
{
	if (kx_article_clear(db, id, dead, e))
		return -1;
	return run_id(db, "delete from article where id = $1", id, e);
}

int kx_chunk_put(struct kx_db *db, int64_t id, int64_t article, size_t ordinal,
	const struct kx_chunk *c, const struct kx_chunk_vector *vector,
	struct kx_buf *spans, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"insert into chunk (id, article, ordinal, heading, text, start_at, end_at,"
		" spans, model, vector) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		e);

	if (!s)
		return -1;
	kx_buf_clear(spans);
	kx_spans_pack(spans, c->spans, c->nspans, c->start);
	kx_bind_int(s, 1, id);
	kx_bind_int(s, 2, article);
	kx_bind_int(s, 3, (int64_t)ordinal);
	kx_bind_text(s, 4, c->heading);
	kx_bind_text(s, 5, c->text);
	kx_bind_int(s, 6, (int64_t)c->start);
	kx_bind_int(s, 7, (int64_t)c->end);
	kx_bind_blob(s, 8, spans->len ? spans->p : NULL, spans->len);
	if (vector->model)
		kx_bind_int(s, 9, vector->model);
	else
		kx_bind_null(s, 9);
	kx_bind_blob(s, 10, vector->v, vector->n * sizeof(*vector->v));
	return kx_db_run(s, e);
}
