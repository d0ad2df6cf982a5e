#include "domain/embed_cache.h"

#include "base/mem.h"
#include "io/digest.h"

#include <stdlib.h>
#include <string.h>

#define NEW_MAX 512 /* vectors held before they are written */

struct fresh {
	struct kx_digest key;
	float *v;
};

struct kx_embed_cache {
	struct kx_db *db;
	bool own; /* closed with it */
	const struct kx_embedder *m;
	size_t dimensions; /* 0: not known yet */
	struct fresh fresh[NEW_MAX];
	size_t n;
	float *found; /* what was found last */
};

struct kx_embed_cache *kx_embed_cache_share(
	struct kx_db *db, const struct kx_embedder *m)
{
	struct kx_embed_cache *c = kx_alloc(sizeof(*c));

	c->db = db;
	c->m = m;
	c->dimensions = m->dimensions;
	return c;
}

struct kx_embed_cache *kx_embed_cache_new(struct kx_db *db, const struct kx_embedder *m)
{
	struct kx_embed_cache *c = kx_embed_cache_share(db, m);

	c->own = true;
	return c;
}

static void drop(struct kx_embed_cache *c)
{
	while (c->n)
		free(c->fresh[--c->n].v);
}

void kx_embed_cache_free(struct kx_embed_cache *c)
{
	if (!c)
		return;
	drop(c);
	if (c->own)
		kx_db_close(c->db);
	free(c->found);
	free(c);
}

static void key_of(const char *text, const char *locale, struct kx_digest *key)
{
	struct kx_digester d;

	kx_digest_begin(&d);
	kx_digest_str(&d, locale);
	kx_digest_str(&d, text);
	kx_digest_end(&d, key);
}

static const float *among_fresh(
	const struct kx_embed_cache *c, const struct kx_digest *key)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (!memcmp(&c->fresh[i].key, key, sizeof(*key)))
			return c->fresh[i].v;
	return NULL;
}

int kx_embed_cache_find(struct kx_embed_cache *c, const char *text, const char *locale,
	const float **v, size_t *n, struct kx_err *e)
{
	struct kx_digest key;
	struct kx_stmt *s;
	const void *p;
	size_t bytes;
	int rc;

	key_of(text, locale, &key);
	*v = among_fresh(c, &key);
	*n = c->dimensions;
	if (*v)
		return 0;
	s = kx_db_stmt(c->db,
		"select c.vector from embed_cache c join embed_model m on m.id = c.model"
		" where m.name = $1 and c.content = $2",
		e);
	if (!s)
		return -1;
	kx_bind_text(s, 1, c->m->name);
	kx_bind_blob(s, 2, key.b, sizeof(key.b));
	rc = kx_db_step(s, e);
	if (rc == 0) {
		p = kx_col_blob(s, 0, &bytes);
		*n = bytes / sizeof(float);
		if (*n && (!c->dimensions || *n == c->dimensions)) {
			c->found = kx_realloc(c->found, *n, sizeof(float));
			memcpy(c->found, p, bytes);
			*v = c->found;
		} else {
			rc = 1;
		}
	}
	kx_db_reset(s);
	return rc;
}

int kx_embed_cache_keep(struct kx_embed_cache *c, const char *text, const char *locale,
	const float *v, size_t n, struct kx_err *e)
{
	struct fresh *f;

	/* full since a commit that failed: it has to go through first */
	if (c->n == NEW_MAX && kx_embed_cache_commit(c, e))
		return -1;
	c->dimensions = n;
	f = &c->fresh[c->n++];
	key_of(text, locale, &f->key);
	f->v = kx_calloc(n, sizeof(float));
	memcpy(f->v, v, n * sizeof(float));
	return c->n == NEW_MAX ? kx_embed_cache_commit(c, e) : 0;
}

int kx_embed_cached(struct kx_embed_cache *c, const struct kx_embedder *m,
	struct kx_tokenizer *k, const char *text, const char *locale, float *out,
	struct kx_err *e)
{
	const float *v;
	size_t n;
	int rc;

	if (!c)
		return m->embed(m, k, &text, &locale, 1, out, e);
	rc = kx_embed_cache_find(c, text, locale, &v, &n, e);
	if (rc == 0)
		memcpy(out, v, m->dimensions * sizeof(float));
	if (rc <= 0)
		return rc;
	if (m->embed(m, k, &text, &locale, 1, out, e))
		return -1;
	return kx_embed_cache_keep(c, text, locale, out, m->dimensions, e);
}

static int put(struct kx_embed_cache *c, int64_t model, const struct fresh *f,
	struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(c->db,
		"insert into embed_cache (model, content, vector) values ($1, $2, $3)"
		" on conflict do nothing",
		e);

	if (!s)
		return -1;
	kx_bind_int(s, 1, model);
	kx_bind_blob(s, 2, f->key.b, sizeof(f->key.b));
	kx_bind_blob(s, 3, f->v, c->dimensions * sizeof(float));
	return kx_db_run(s, e);
}

static int put_all(struct kx_embed_cache *c, struct kx_err *e)
{
	int64_t model;
	size_t i;

	if (kx_embed_model_id(c->db, c->m->name, c->dimensions, &model, e))
		return -1;
	for (i = 0; i < c->n; i++)
		if (put(c, model, &c->fresh[i], e))
			return -1;
	return 0;
}

int kx_embed_cache_commit(struct kx_embed_cache *c, struct kx_err *e)
{
	if (!c || !c->n)
		return 0;
	if (kx_db_begin(c->db, e))
		return -1;
	if (put_all(c, e) || kx_db_commit(c->db, e)) {
		kx_db_rollback(c->db);
		return -1;
	}
	drop(c);
	return 0;
}

/* 0 it is there, 1 it is not */
static int find_model(
	struct kx_db *db, const char *name, int64_t *id, int64_t *dim, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(
		db, "select id, dimensions from embed_model where name = $1", e);
	int rc;

	if (!s)
		return -1;
	kx_bind_text(s, 1, name);
	rc = kx_db_step(s, e);
	if (rc)
		return rc;
	*id = kx_col_int(s, 0);
	*dim = kx_col_int(s, 1);
	kx_db_reset(s);
	return 0;
}

static int new_model(struct kx_db *db, const char *name, size_t dimensions, int64_t *id,
	struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(
		db, "insert into embed_model (name, dimensions) values ($1, $2)", e);

	if (!s)
		return -1;
	kx_bind_text(s, 1, name);
	kx_bind_int(s, 2, (int64_t)dimensions);
	return kx_db_insert(s, id, e);
}

int kx_embed_model_id(struct kx_db *db, const char *name, size_t dimensions,
	int64_t *id, struct kx_err *e)
{
	int64_t dim = 0;
	int rc;

	*id = 0;
	rc = find_model(db, name, id, &dim, e);
	if (rc == 1)
		return new_model(db, name, dimensions, id, e);
	if (rc < 0)
		return -1;
	if (dim != (int64_t)dimensions)
		return kx_fail(e, KX_EINPUT,
			"model '%.100s' has %lld dimensions in the store, here %zu",
			name, (long long)dim, dimensions);
	return 0;
}

int kx_embed_model_known(
	struct kx_db *db, const char *name, size_t *dimensions, struct kx_err *e)
{
	struct kx_stmt *s =
		kx_db_stmt(db, "select dimensions from embed_model where name = $1", e);
	int rc;

	*dimensions = 0;
	if (!s)
		return -1;
	kx_bind_text(s, 1, name);
	rc = kx_db_step(s, e);
	if (rc == 0)
		*dimensions = (size_t)kx_col_int(s, 0);
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}
