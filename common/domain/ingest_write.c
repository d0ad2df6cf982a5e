#include "domain/ingest_write.h"

#include "base/mem.h"
#include "domain/embed_cache.h"
#include "domain/embed_model.h"
#include "domain/entity.h"
#include "domain/index.h"
#include "domain/seen.h"
#include "domain/store.h"
#include "domain/vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kx_writer {
	struct kx_db *db;
	bool mix;
	struct kx_tokenizer *k;
	struct kx_indexer *x;
	struct kx_seen *seen;
	int64_t next_chunk; /* ids are given once, or the index would mix up its chunks */
	bool news;          /* this transaction changes something */
	const char *model;   /* of its vectors, found fit; NULL: it brings none yet */
	const char *brought; /* the same, once any is written */
	bool asked, vectors; /* was it asked whether the store has vectors; has it? */
	struct kx_buf dead;  /* chunks that went in this transaction, int64_t each */
	struct kx_buf title, spans; /* scratch */
};

struct kx_writer *kx_writer_new(struct kx_db *db, bool mix)
{
	struct kx_writer *w = kx_alloc(sizeof(*w));

	w->db = db;
	w->mix = mix;
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
	kx_buf_release(&w->dead);
	kx_buf_release(&w->title);
	kx_buf_release(&w->spans);
	free(w);
}

bool kx_writer_known(struct kx_writer *w, const struct kx_digest *raw)
{
	int64_t id;

	/* seen already: let the long way find the duplicate and say so */
	return !kx_article_by_raw(w->db, raw, &id, NULL) && id &&
	       kx_seen_row(w->seen, id);
}

int kx_writer_claim(
	struct kx_writer *w, const char *source, const char *name, struct kx_err *e)
{
	struct kx_article_row r;

	if (kx_article_find(w->db, source, name, &r, e))
		return -1;
	if (!kx_seen_name(w->seen, source, name) ||
		(r.id && !kx_seen_row(w->seen, r.id)))
		return kx_fail(e, KX_EINPUT,
			"article '%.100s' came before in this run: the first one counts",
			name);
	return 0;
}

int kx_writer_keep(
	struct kx_writer *w, const char *source, const char *name, struct kx_err *e)
{
	struct kx_buf ids = { 0 };
	int64_t id;
	size_t i;
	int rc = kx_article_of_file(w->db, source, name, &ids, e);

	kx_seen_name(w->seen, source, name);
	for (i = 0; i < ids.len; i += sizeof(id)) {
		memcpy(&id, ids.p + i, sizeof(id));
		kx_seen_row(w->seen, id);
	}
	kx_buf_release(&ids);
	return rc;
}

/* ---- one article -------------------------------------------------------------------- */

static int put_chunks(struct kx_writer *w, const struct kx_ingest_item *it,
	int64_t article, struct kx_err *e)
{
	struct kx_chunk_vector v = { .n = it->dimensions };
	size_t i;
	int rc = 0;

	/* in a dry run nobody knows how long the vectors would be */
	if (it->model && (it->vectors || !it->keeps))
		rc = kx_embed_model_id(w->db, it->model, it->dimensions, &v.model, e);
	for (i = 0; i < it->chunks.n && !rc; i++) {
		const struct kx_chunk *c = &it->chunks.v[i];
		int64_t id = w->next_chunk++;

		v.v = it->vectors ? it->vectors + i * it->dimensions : NULL;
		if (v.v)
			w->brought = it->model;
		rc = kx_chunk_put(w->db, id, article, i, c, &v, &w->spans, e);
		if (rc)
			break;
		kx_indexer_title(&w->title, it->a.title, c->heading);
		kx_indexer_add(w->x, w->k, id, article, it->a.visibility, it->a.locale,
			w->title.p, c->text);
		if (kx_indexer_bytes(w->x) > KX_INDEXER_BYTES)
			rc = kx_indexer_flush(w->x, w->db, e);
	}
	return rc;
}

/* an article without vectors among others that have some */
static int count_bare(struct kx_writer *w, struct kx_ingest_stats *st, struct kx_err *e)
{
	char own[KX_VEC_MODEL_MAX + 1];
	int rc;

	if (!w->asked) {
		rc = kx_embed_model_own(w->db, own, e);
		if (rc < 0)
			return -1;
		w->vectors = rc == 0;
		w->asked = true;
	}
	st->bare += w->vectors;
	return 0;
}

/* The model is looked at while the article still has its vectors, in the transaction: a
 * --reembed of another process may have come before it. */
static int check_model(
	struct kx_writer *w, const struct kx_ingest_item *it, struct kx_err *e)
{
	if (w->mix || (w->model && !strcmp(w->model, it->model)))
		return 0;
	if (w->model)
		return kx_embed_model_refuse(KX_ECONFIG, w->model, it->model, e);
	if (kx_embed_model_fits(w->db, it->model, e))
		return -1;
	w->model = it->model;
	return 0;
}

/* 1: it must be embedded first */
static int put_item(struct kx_writer *w, const struct kx_ingest_item *it,
	struct kx_ingest_stats *st, struct kx_err *e)
{
	const struct kx_digest *raw = it->has_raw ? &it->raw : NULL;
	struct kx_article_row r;
	bool same;

	if (kx_item_same(it, w->db, &r, &same, e))
		return -1;
	if (it->a.deleted) {
		st->deleted += r.id != 0;
		w->news |= r.id != 0;
		return r.id ? kx_article_delete(w->db, r.id, &w->dead, e) : 0;
	}
	if (same) {
		st->unchanged++;
		return kx_article_touch(w->db, r.id, raw, it->a.file, e);
	}
	if (it->later)
		return 1;
	if (it->keeps ? check_model(w, it, e) : count_bare(w, st, e))
		return -1;
	w->news = true;
	if (r.id && kx_article_clear(w->db, r.id, &w->dead, e))
		return -1;
	if (r.id)
		st->changed++;
	else
		st->added++;
	st->chunks += (int64_t)it->chunks.n;
	if (kx_article_put(w->db, &it->a, raw, &it->content, &r.id, e))
		return -1;
	kx_seen_row(w->seen, r.id);
	return put_chunks(w, it, r.id, e);
}

/* ---- one transaction ---------------------------------------------------------------- */

static int begin(struct kx_writer *w, struct kx_err *e)
{
	struct kx_arena a = { 0 };
	const char *next = NULL;
	int rc;

	kx_buf_clear(&w->dead);
	if (kx_db_begin(w->db, e))
		return -1;
	w->news = false;
	w->model = w->brought = NULL;
	w->asked = false;
	rc = kx_store_get(w->db, "next_chunk", &a, &next, e);
	w->next_chunk = next ? strtoll(next, NULL, 10) : 1;
	kx_arena_release(&a);
	return rc;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int kill(struct kx_writer *w, struct kx_err *e)
{
	size_t n = w->dead.len / sizeof(int64_t);
	int64_t *ids = (int64_t *)(void *)w->dead.p;

	if (!n)
		return 0;
	qsort(ids, n, sizeof(*ids), by_id);
	return kx_index_kill(w->db, ids, n, e);
}

static int note(struct kx_writer *w, struct kx_err *e)
{
	char next[24];

	if (!w->news)
		return 0;
	/* chunks that came without a vector, and none went: the vectors are as they were */
	if ((w->brought || w->dead.len) && kx_vectors_note(w->db, w->brought, e))
		return -1;
	snprintf(next, sizeof(next), "%lld", (long long)w->next_chunk);
	return kx_store_set(w->db, "next_chunk", next, e) ||
			       kx_store_set(w->db, "calibrated", "0", e) ||
			       kx_store_set(w->db, KX_ENTITY_SETTING, "", e)
		       ? -1
		       : 0;
}

static int finish(struct kx_writer *w, bool dry_run, struct kx_err *e)
{
	if (kx_indexer_flush(w->x, w->db, e) || kill(w, e) || note(w, e))
		return -1;
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
	int rc = begin(w, e);

	for (i = 0; i < n && !rc; i++)
		if (!items[i].failed)
			rc = put_item(w, &items[i], &new, e);
	if (!rc)
		rc = finish(w, dry_run, e);
	if (rc)
		give_up(w);
	else
		*st = new;
	return rc;
}

/* row ids of a source's articles that this run did not see, int64_t each */
static int unseen(
	struct kx_writer *w, const char *source, struct kx_buf *ids, struct kx_err *e)
{
	struct kx_stmt *s =
		kx_db_stmt(w->db, "select id, name from article where source = $1", e);
	int64_t id;
	int rc;

	if (!s)
		return -1;
	kx_bind_text(s, 1, source);
	while ((rc = kx_db_step(s, e)) == 0) {
		id = kx_col_int(s, 0);
		if (!kx_seen_has(w->seen, id, source, kx_col_text(s, 1)))
			kx_buf_add(ids, &id, sizeof(id));
	}
	return rc < 0 ? -1 : 0;
}

int kx_writer_prune(struct kx_writer *w, const char *source, bool dry_run,
	struct kx_ingest_stats *st, struct kx_err *e)
{
	struct kx_buf ids = { 0 };
	size_t n = 0, i;
	int64_t id;
	int rc;

	rc = begin(w, e) || unseen(w, source, &ids, e);
	n = ids.len / sizeof(id);
	w->news = n > 0;
	for (i = 0; i < n && !rc; i++) {
		memcpy(&id, ids.p + i * sizeof(id), sizeof(id));
		rc = kx_article_delete(w->db, id, &w->dead, e);
	}
	rc = rc || finish(w, dry_run, e);
	if (rc)
		give_up(w);
	else
		st->deleted += (int64_t)n;
	kx_buf_release(&ids);
	return rc ? -1 : 0;
}
