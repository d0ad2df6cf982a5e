#include "domain/ingest_item.h"

#include "base/mem.h"
#include "domain/embed_cache.h"
#include "domain/embed_model.h"

#include <stdio.h>
#include <string.h>

static void digest_chunk(struct kx_digester *d, const struct kx_chunk *c)
{
	size_t k;

	kx_digest_str(d, c->heading);
	kx_digest_str(d, c->text);
	kx_digest_int(d, (int64_t)c->start);
	kx_digest_int(d, (int64_t)c->end);
	for (k = 0; k < c->nspans; k++) {
		kx_digest_int(d, (int64_t)c->spans[k].at);
		kx_digest_int(d, (int64_t)c->spans[k].from);
		kx_digest_int(d, (int64_t)c->spans[k].len);
	}
}

void kx_item_digest(struct kx_ingest_item *it)
{
	struct kx_digester d;
	size_t i;

	kx_digest_begin(&d);
	kx_digest_str(&d, it->a.title);
	kx_digest_str(&d, it->a.url);
	kx_digest_str(&d, it->a.locale);
	kx_digest_str(&d, it->a.tags);
	kx_digest_str(&d, it->a.updated_at);
	kx_digest_int(&d, it->a.visibility);
	kx_digest_int(&d, it->a.numeric);
	for (i = 0; i < it->chunks.n; i++)
		digest_chunk(&d, &it->chunks.v[i]);
	kx_digest_end(&d, &it->content);
}

void kx_item_fail(struct kx_ingest_item *it, const struct kx_err *why)
{
	it->failed = true;
	if (it->err)
		return;
	it->err = kx_alloc(sizeof(*it->err));
	*it->err = *why;
}

/* ---- what the store has of it -------------------------------------------------------- */

static bool same_vector(const struct kx_ingest_item *it, size_t i, struct kx_stmt *s)
{
	const char *model = kx_col_text(s, 0);
	size_t n, bytes = it->dimensions * sizeof(*it->vectors);
	const void *p = kx_col_blob(s, 1, &n);

	if (!it->keeps)
		return p || (model && it->model ? !strcmp(model, it->model)
						: !model && !it->model);
	if (!p || !model || strcmp(model, it->model) != 0)
		return false;
	/* those that this run makes are the same if their texts are */
	return !it->given ||
	       (n == bytes && !memcmp(p, it->vectors + i * it->dimensions, bytes));
}

static int same_vectors(const struct kx_ingest_item *it, struct kx_db *db,
	int64_t article, bool *same, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select m.name, c.vector from chunk c left join embed_model m"
		" on m.id = c.model where c.article = $1 order by c.ordinal",
		e);
	size_t i = 0;
	int rc = 0;

	if (!s)
		return -1;
	kx_bind_int(s, 1, article);
	*same = true;
	while (*same && i < it->chunks.n && (rc = kx_db_step(s, e)) == 0)
		*same = same_vector(it, i++, s);
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

int kx_item_same(const struct kx_ingest_item *it, struct kx_db *db,
	struct kx_article_row *r, bool *same, struct kx_err *e)
{
	*same = false;
	if (kx_article_find(db, it->a.source, it->a.name, r, e))
		return -1;
	if (!r->id || memcmp(&r->content, &it->content, sizeof(r->content)) != 0)
		return 0;
	return same_vectors(it, db, r->id, same, e);
}

/* ---- an article that came as chunks --------------------------------------------------- */

size_t kx_item_chunks(struct kx_ingest_item *it, struct kx_arena *a,
	const struct kx_chunk *c, size_t n)
{
	size_t i, bytes = 0;

	it->given = true;
	it->chunks.n = n;
	it->chunks.v = kx_arena_alloc(a, (n + 1) * sizeof(*c));
	for (i = 0; i < n; i++) {
		struct kx_chunk *to = &it->chunks.v[i];

		*to = c[i];
		to->heading = kx_arena_strdup(a, c[i].heading);
		to->text = kx_arena_strdup(a, c[i].text);
		to->spans = kx_arena_alloc(a, (c[i].nspans + 1) * sizeof(*c[i].spans));
		if (c[i].nspans)
			memcpy(to->spans, c[i].spans,
				c[i].nspans * sizeof(*c[i].spans));
		bytes += strlen(c[i].text);
	}
	return bytes;
}

/* vectors of another model than those of the store, or of this run */
static int check_own(struct kx_own_model *own, const char *model, struct kx_err *e)
{
	if (!own->db || own->mix)
		return 0;
	if (!own->looked && kx_embed_model_own(own->db, own->name, e) < 0)
		return -1;
	own->looked = true;
	if (!*own->name)
		snprintf(own->name, sizeof(own->name), "%s", model);
	return strcmp(own->name, model)
		       ? kx_embed_model_refuse(KX_EINPUT, own->name, model, e)
		       : 0;
}

/* vectors that a model cannot have made, or not the one of that name in the store */
static int check_model(const struct kx_ingest_item *it, struct kx_db *db,
	const struct kx_embedder **m, struct kx_err *e)
{
	size_t wanted = 0;

	*m = NULL;
	if (!kx_embedder_find(m, it->model, NULL) && *m)
		wanted = (*m)->dimensions;
	else if (db && kx_embed_model_known(db, it->model, &wanted, e))
		return -1;
	if (wanted && wanted != it->dimensions)
		return kx_fail(e, KX_EINPUT,
			"model '%.100s' makes %zu numbers, here are %zu", it->model,
			wanted, it->dimensions);
	return 0;
}

int kx_item_vectors(struct kx_ingest_item *it, struct kx_arena *a,
	struct kx_own_model *own, const struct kx_vector *vec, size_t n,
	struct kx_err *e)
{
	const struct kx_embedder *m;
	size_t i, dim = n ? vec[0].n : 0;

	for (i = 0; i < n; i++)
		if (vec[i].n != dim || (dim && strcmp(vec[i].model, vec[0].model) != 0))
			return kx_fail(e, KX_EINPUT,
				"the chunks of the article have vectors of different kinds");
	if (!dim)
		return 0;
	it->dimensions = dim;
	it->model = kx_arena_strdup(a, vec[0].model);
	if (check_model(it, own->db, &m, e))
		return -1;
	if (m && m->stateless)
		return 0;
	if (check_own(own, it->model, e))
		return -1;
	it->keeps = true;
	it->vectors = kx_calloc(n * dim, sizeof(float));
	for (i = 0; i < n; i++)
		memcpy(it->vectors + i * dim, vec[i].v, dim * sizeof(float));
	return 0;
}
