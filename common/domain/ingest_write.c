#include "domain/ingest_write.h"

#include "base/mem.h"
#include "domain/embed_cache.h"
#include "domain/index.h"
#include "domain/seen.h"
#include "domain/spans.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

/* postings held before they become a segment; a batch of articles stays well below */
#define POSTINGS_MAX (48u << 20)

struct kx_writer {
	struct kx_db *db;
	struct kx_tokenizer *k;
	struct kx_indexer *x;
	struct kx_seen *seen;
	int64_t *dead; /* chunks that went, in this transaction */
	size_t ndead, dead_cap;
	struct kx_buf spans;
};

struct kx_writer *kx_writer_new(struct kx_db *db)
{
	struct kx_writer *w = kx_alloc(sizeof(*w));

	w->db = db;
	w->k = kx_tokenizer_new();
	w->x = kx_indexer_new();
	w->seen = kx_seen_new();
	return w;
}

void kx_writer_free(struct kx_writer *w)
{
	if (!w)
		return;
	kx_tokenizer_free(w->k);
	kx_indexer_free(w->x);
	kx_seen_free(w->seen);
	kx_buf_release(&w->spans);
	free(w->dead);
	free(w);
}

bool kx_writer_known(struct kx_writer *w, const struct kx_digest *raw)
{
	struct kx_stmt *s =
		kx_db_stmt(w->db, "select id from article where raw = $1", NULL);
	int64_t id = 0;

	if (!s)
		return false;
	kx_bind_blob(s, 1, raw->b, sizeof(raw->b));
	if (kx_db_step(s, NULL) == 0)
		id = kx_col_int(s, 0);
	kx_db_reset(s);
	/* seen already: let the long way find the duplicate and say so */
	return id && kx_seen_row(w->seen, id);
}

struct row {
	int64_t id; /* 0: no such article */
	struct kx_digest content;
};

static int find(struct kx_writer *w, const char *source, const char *name,
	struct row *r, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(w->db,
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

int kx_writer_claim(
	struct kx_writer *w, const char *source, const char *name, struct kx_err *e)
{
	struct row r;

	if (find(w, source, name, &r, e))
		return -1;
	if (!kx_seen_name(w->seen, source, name) ||
		(r.id && !kx_seen_row(w->seen, r.id)))
		return kx_fail(e, KX_EINPUT,
			"article '%.100s' came before in this run: the first one counts",
			name);
	return 0;
}

void kx_item_digest(struct kx_ingest_item *it)
{
	struct kx_digester d;
	size_t i, k;

	kx_digest_begin(&d);
	kx_digest_str(&d, it->a.title);
	kx_digest_str(&d, it->a.url);
	kx_digest_str(&d, it->a.locale);
	kx_digest_str(&d, it->a.tags);
	kx_digest_str(&d, it->a.updated_at);
	kx_digest_int(&d, it->a.visibility);
	kx_digest_int(&d, it->a.numeric);
	kx_digest_str(&d, it->model);
	for (i = 0; i < it->chunks.n; i++) {
		const struct kx_chunk *c = &it->chunks.v[i];

		kx_digest_str(&d, c->heading);
		kx_digest_str(&d, c->text);
		kx_digest_int(&d, (int64_t)c->start);
		kx_digest_int(&d, (int64_t)c->end);
		for (k = 0; k < c->nspans; k++) {
			kx_digest_int(&d, (int64_t)c->spans[k].at);
			kx_digest_int(&d, (int64_t)c->spans[k].from);
			kx_digest_int(&d, (int64_t)c->spans[k].len);
		}
	}
	kx_digest_end(&d, &it->content);
}

/* remember an article's chunks for the index, then delete them with their row */
static int drop_chunks(struct kx_writer *w, int64_t article, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(
		w->db, "select id from chunk where article = $1 order by id", e);
	int rc;

	if (!s)
		return -1;
	kx_bind_int(s, 1, article);
	while ((rc = kx_db_step(s, e)) == 0) {
		if (w->ndead == w->dead_cap) {
			w->dead_cap = w->dead_cap ? 2 * w->dead_cap : 256;
			w->dead = kx_realloc(w->dead, w->dead_cap, sizeof(*w->dead));
		}
		w->dead[w->ndead++] = kx_col_int(s, 0);
	}
	if (rc < 0)
		return -1;
	s = kx_db_stmt(w->db, "delete from chunk where article = $1", e);
	if (!s)
		return -1;
	kx_bind_int(s, 1, article);
	if (kx_db_run(s, e))
		return -1;
	s = kx_db_stmt(w->db, "delete from article_tag where article = $1", e);
	if (!s)
		return -1;
	kx_bind_int(s, 1, article);
	return kx_db_run(s, e);
}

static int delete_article(struct kx_writer *w, int64_t id, struct kx_err *e)
{
	struct kx_stmt *s;

	if (drop_chunks(w, id, e))
		return -1;
	s = kx_db_stmt(w->db, "delete from article where id = $1", e);
	if (!s)
		return -1;
	kx_bind_int(s, 1, id);
	return kx_db_run(s, e);
}

static int put_article(struct kx_writer *w, const struct kx_ingest_item *it,
	int64_t *id, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(w->db,
		"insert into article (source, name, numeric, title, url, locale, tags,"
		" visibility, updated_at, raw, content)"
		" values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
		" on conflict (source, name) do update set numeric = excluded.numeric,"
		" title = excluded.title, url = excluded.url, locale = excluded.locale,"
		" tags = excluded.tags, visibility = excluded.visibility,"
		" updated_at = excluded.updated_at, raw = excluded.raw,"
		" content = excluded.content returning id",
		e);

	if (!s)
		return -1;
	kx_bind_text(s, 1, it->a.source);
	kx_bind_text(s, 2, it->a.name);
	kx_bind_int(s, 3, it->a.numeric);
	kx_bind_text(s, 4, it->a.title);
	kx_bind_text(s, 5, it->a.url);
	kx_bind_text(s, 6, it->a.locale);
	kx_bind_text(s, 7, it->a.tags);
	kx_bind_int(s, 8, it->a.visibility);
	kx_bind_text(s, 9, it->a.updated_at);
	kx_bind_blob(s, 10, it->has_raw ? it->raw.b : NULL, sizeof(it->raw.b));
	kx_bind_blob(s, 11, it->content.b, sizeof(it->content.b));
	if (kx_db_step(s, e) != 0)
		return -1;
	*id = kx_col_int(s, 0);
	kx_db_reset(s);
	return 0;
}

static int put_tags(struct kx_writer *w, int64_t id, const char *tags, struct kx_err *e)
{
	struct json_object *o = tags ? json_tokener_parse(tags) : NULL;
	size_t i, n = o ? json_object_array_length(o) : 0;
	struct kx_stmt *s;
	int rc = 0;

	for (i = 0; i < n && !rc; i++) {
		s = kx_db_stmt(w->db,
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

static int model_id(struct kx_writer *w, const struct kx_ingest_item *it, int64_t *id,
	struct kx_err *e)
{
	*id = 0;
	return it->model ? kx_embed_model_id(w->db, it->model, it->dimensions, id, e)
			 : 0;
}

static int put_chunk(struct kx_writer *w, const struct kx_ingest_item *it, size_t i,
	int64_t article, int64_t model, int64_t *id, struct kx_err *e)
{
	const struct kx_chunk *c = &it->chunks.v[i];
	struct kx_stmt *s = kx_db_stmt(w->db,
		"insert into chunk (article, ordinal, heading, text, start_at, end_at, spans,"
		" model, vector) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id",
		e);

	if (!s)
		return -1;
	kx_buf_clear(&w->spans);
	kx_spans_pack(&w->spans, c->spans, c->nspans, c->start);
	kx_bind_int(s, 1, article);
	kx_bind_int(s, 2, (int64_t)i);
	kx_bind_text(s, 3, c->heading);
	kx_bind_text(s, 4, c->text);
	kx_bind_int(s, 5, (int64_t)c->start);
	kx_bind_int(s, 6, (int64_t)c->end);
	kx_bind_blob(s, 7, w->spans.len ? w->spans.p : NULL, w->spans.len);
	if (it->vectors) {
		kx_bind_int(s, 8, model);
		kx_bind_blob(s, 9, it->vectors + i * it->dimensions,
			it->dimensions * sizeof(float));
	} else {
		kx_bind_null(s, 8);
		kx_bind_null(s, 9);
	}
	if (kx_db_step(s, e) != 0)
		return -1;
	*id = kx_col_int(s, 0);
	kx_db_reset(s);
	return 0;
}

static int put_chunks(struct kx_writer *w, const struct kx_ingest_item *it,
	int64_t article, struct kx_err *e)
{
	struct kx_buf title = { 0 };
	int64_t model, id;
	size_t i;
	int rc = model_id(w, it, &model, e);

	for (i = 0; i < it->chunks.n && !rc; i++) {
		rc = put_chunk(w, it, i, article, model, &id, e);
		if (rc)
			break;
		kx_buf_clear(&title);
		kx_buf_printf(&title, "%s > %s", it->a.title, it->chunks.v[i].heading);
		kx_indexer_add(w->x, w->k, id, article, it->a.visibility, it->a.locale,
			title.p, it->chunks.v[i].text);
		if (kx_indexer_bytes(w->x) > POSTINGS_MAX)
			rc = kx_indexer_flush(w->x, w->db, e);
	}
	kx_buf_release(&title);
	return rc;
}

/* the same article from other bytes: only the hash of those bytes is news */
static int touch(struct kx_writer *w, const struct kx_ingest_item *it, int64_t id,
	struct kx_err *e)
{
	struct kx_stmt *s =
		kx_db_stmt(w->db, "update article set raw = $1 where id = $2", e);

	if (!s)
		return -1;
	kx_bind_blob(s, 1, it->has_raw ? it->raw.b : NULL, sizeof(it->raw.b));
	kx_bind_int(s, 2, id);
	return kx_db_run(s, e);
}

static int put_item(struct kx_writer *w, const struct kx_ingest_item *it,
	struct kx_ingest_stats *st, struct kx_err *e)
{
	struct row r;

	if (find(w, it->a.source, it->a.name, &r, e))
		return -1;
	if (it->a.deleted) {
		st->deleted += r.id != 0;
		return r.id ? delete_article(w, r.id, e) : 0;
	}
	if (r.id && !memcmp(&r.content, &it->content, sizeof(r.content))) {
		st->unchanged++;
		return touch(w, it, r.id, e);
	}
	if (r.id && drop_chunks(w, r.id, e))
		return -1;
	if (r.id)
		st->changed++;
	else
		st->added++;
	st->chunks += (int64_t)it->chunks.n;
	if (put_article(w, it, &r.id, e) || put_tags(w, r.id, it->a.tags, e))
		return -1;
	return put_chunks(w, it, r.id, e);
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int finish(struct kx_writer *w, bool dry_run, struct kx_err *e)
{
	if (kx_indexer_flush(w->x, w->db, e))
		return -1;
	if (w->ndead) {
		qsort(w->dead, w->ndead, sizeof(*w->dead), by_id);
		if (kx_index_kill(w->db, w->dead, w->ndead, e))
			return -1;
	}
	if (dry_run) {
		kx_db_rollback(w->db);
		return 0;
	}
	return kx_index_merge(w->db, e) || kx_db_commit(w->db, e) ? -1 : 0;
}

/* a failed transaction leaves nothing behind, in the store or in memory */
static void give_up(struct kx_writer *w)
{
	kx_db_rollback(w->db);
	kx_indexer_free(w->x);
	w->x = kx_indexer_new();
}

int kx_writer_write(struct kx_writer *w, const struct kx_ingest_item *items, size_t n,
	bool dry_run, struct kx_ingest_stats *st, struct kx_err *e)
{
	struct kx_ingest_stats new = *st;
	size_t i;

	w->ndead = 0;
	if (kx_db_begin(w->db, e))
		return -1;
	for (i = 0; i < n; i++)
		if (!items[i].failed && put_item(w, &items[i], &new, e)) {
			give_up(w);
			return -1;
		}
	if (finish(w, dry_run, e)) {
		give_up(w);
		return -1;
	}
	*st = new;
	return 0;
}

/* row ids of a source's articles that this run did not see */
static int unseen(struct kx_writer *w, const char *source, int64_t **ids, size_t *n,
	struct kx_err *e)
{
	struct kx_stmt *s =
		kx_db_stmt(w->db, "select id, name from article where source = $1", e);
	size_t cap = 0;
	int rc;

	*ids = NULL;
	*n = 0;
	if (!s)
		return -1;
	kx_bind_text(s, 1, source);
	while ((rc = kx_db_step(s, e)) == 0) {
		if (kx_seen_has(w->seen, kx_col_int(s, 0), source, kx_col_text(s, 1)))
			continue;
		if (*n == cap) {
			cap = cap ? 2 * cap : 256;
			*ids = kx_realloc(*ids, cap, sizeof(**ids));
		}
		(*ids)[(*n)++] = kx_col_int(s, 0);
	}
	return rc < 0 ? -1 : 0;
}

int kx_writer_prune(struct kx_writer *w, const char *source, bool dry_run,
	struct kx_ingest_stats *st, struct kx_err *e)
{
	int64_t *ids = NULL;
	size_t n = 0, i;
	int rc;

	w->ndead = 0;
	if (kx_db_begin(w->db, e))
		return -1;
	rc = unseen(w, source, &ids, &n, e);
	for (i = 0; i < n && !rc; i++)
		rc = delete_article(w, ids[i], e);
	if (!rc)
		rc = finish(w, dry_run, e);
	if (rc)
		give_up(w);
	else
		st->deleted += (int64_t)n;
	free(ids);
	return rc;
}
