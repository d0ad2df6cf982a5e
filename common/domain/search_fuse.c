#include "domain/search_fuse.h"

#include "base/map.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SPARE 10 /* rows beyond those wanted: some are of one article, or not for all */

#define COSINE_MAX 1.001f /* rounding */

static size_t depth(const struct kx_ranking *g)
{
	return 3 * g->o.k > KX_FUSE_DEPTH ? 3 * g->o.k : KX_FUSE_DEPTH;
}

static size_t each(const struct kx_ranking *g)
{
	return g->o.per_article ? g->o.per_article : 1;
}

/* ---- text --------------------------------------------------------------------------- */

static struct kx_row row_of(const struct kx_index *x, const struct kx_ranked *r)
{
	return (struct kx_row){ .chunk = kx_index_chunk(x, r->doc),
		.score = r->score,
		.words = r->words,
		.grams = r->grams };
}

/* chunks that only share pieces of words with the question are noise beside those that
 * share words */
static bool noise(const struct kx_ranking *g, const struct kx_ranked *v, size_t i)
{
	return !g->all && v[0].words > 0 && !(v[i].words > 0);
}

static int by_text(
	const struct kx_ranking *g, struct kx_row **rows, size_t *n, struct kx_err *e)
{
	struct kx_ranked *v;
	size_t found;

	*n = 0;
	if (kx_favoured_top(&g->favoured, g->ranker, &g->o, &v, &found, e))
		return -1;
	*rows = kx_calloc(found + 1, sizeof(**rows));
	for (size_t i = 0; i < found; i++)
		if (!noise(g, v, i))
			(*rows)[(*n)++] = row_of(g->x, &v[i]);
	free(v);
	return 0;
}

/* ---- vectors ------------------------------------------------------------------------ */

static int find(const struct kx_ranking *g, size_t want,
	bool (*accept)(int64_t id, void *ctx), void *ctx, struct kx_vec_hit *hits,
	size_t *n, struct kx_err *e)
{
	struct kx_vec_query q = { .v = g->vector,
		.want = want,
		.way = g->exact ? KX_VEC_EXACT : KX_VEC_AUTO,
		.accept = accept,
		.ctx = ctx };

	if (kx_vec_file_find(g->vectors, &q, hits, n, e))
		return -1;
	/* a cosine; written so that what is no number is refused, too */
	for (size_t i = 0; i < *n; i++)
		if (!(fabsf(hits[i].score) <= COSINE_MAX)) {
			kx_fail(e, KX_EIO, "store '%s': its file of vectors is damaged",
				kx_db_place(g->db));
			return kx_fail_hint(e, "make it anew: kx-db reindex");
		}
	return 0;
}

static bool visible(int64_t chunk, void *ctx)
{
	const struct kx_ranking *g = ctx;
	uint32_t doc;

	return kx_index_doc_of(g->x, chunk, &doc) && kx_rank_may_see(g->x, doc, &g->o);
}

/* the article of a chunk; 1 when the asker may not see it */
static int article_of(
	const struct kx_ranking *g, int64_t chunk, int64_t *article, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(g->db,
		"select a.id, a.visibility from chunk c join article a on a.id = c.article"
		" where c.id = $1",
		e);
	int64_t visibility;
	int rc;

	if (!s)
		return -1;
	kx_bind_int(s, 1, chunk);
	rc = kx_db_step(s, e);
	if (rc)
		return rc;
	*article = kx_col_int(s, 0);
	visibility = kx_col_int(s, 1);
	kx_db_reset(s);
	if (visibility > g->o.visibility)
		return 1;
	return g->o.allowed &&
	       ((size_t)*article >= g->o.allowed_bits ||
		       !(g->o.allowed[*article / 64] >> (*article & 63) & 1));
}

/* The rows that are taken so far: their articles, and how often each. */
struct chosen {
	struct kx_map taken;
	size_t rows;
};

/* is there room for one more chunk of the article? */
static bool room(const struct kx_ranking *g, struct chosen *c, int64_t article)
{
	union kx_map_value *have = kx_map_get(&c->taken, &article, sizeof(article));

	if (have ? have->num >= each(g) : c->taken.n == g->o.k)
		return false;
	kx_map_put(&c->taken, &article, sizeof(article))->num++;
	c->rows++;
	return true;
}

/* the rows of the first k articles among the hits */
static int choose(const struct kx_ranking *g, const struct kx_vec_hit *hits, size_t n,
	struct kx_row *rows, struct chosen *c, struct kx_err *e)
{
	int64_t article;
	int rc;

	for (size_t i = 0; i < n && hits[i].score > 0; i++) {
		rc = article_of(g, hits[i].id, &article, e);
		if (rc < 0)
			return -1;
		if (rc || !room(g, c, article))
			continue;
		rows[c->rows - 1] = (struct kx_row){ .chunk = hits[i].id,
			.score = hits[i].score,
			.vector = hits[i].score };
	}
	return 0;
}

/* The best `want` chunks and what is left of them; *enough: more would add nothing. */
static int try_vectors(const struct kx_ranking *g, size_t want, struct kx_row *rows,
	size_t *n, bool *enough, struct kx_err *e)
{
	struct kx_vec_hit *hits = kx_calloc(want + 1, sizeof(*hits));
	struct chosen c = { 0 };
	size_t found;
	int rc = find(g, want, g->x ? visible : NULL, (void *)g, hits, &found, e);

	rc = rc || choose(g, hits, found, rows, &c, e);
	*n = c.rows;
	*enough = rc || c.taken.n == g->o.k || found < want ||
		  !(hits[found - 1].score > 0);
	kx_map_release(&c.taken);
	free(hits);
	return rc ? -1 : 0;
}

/* Without a filter the index is not needed, nor read: so this is quick in a fresh process.
 * Whom a row is for is asked of the store. Where that leaves too few, and with a filter,
 * the index says which rows may be found at all. */
static int by_vectors(
	const struct kx_ranking *g, struct kx_row **rows, size_t *n, struct kx_err *e)
{
	size_t all = kx_vec_file_shape(g->vectors)->rows, want = 2 * g->o.k * each(g);
	struct kx_ranking h = *g;
	bool enough = false;
	int rc = g->o.allowed ? kx_index_open(&h.x, g->db, e) : 0;

	for (want += SPARE; !rc && !enough; want *= 4) {
		want = want < all + 1 ? want : all + 1;
		*rows = kx_realloc(*rows, want, sizeof(**rows));
		rc = try_vectors(&h, want, *rows, n, &enough, e);
		if (!rc && !enough && !h.x)
			rc = kx_index_open(&h.x, g->db, e);
	}
	kx_index_close(h.x);
	return rc ? -1 : 0;
}

/* ---- both --------------------------------------------------------------------------- */

static int by_doc(const void *a, const void *b)
{
	const struct kx_ranked *r = a, *s = b;

	return r->doc < s->doc ? -1 : r->doc > s->doc;
}

/* docs of both rankings, each once, with their text scores */
static int gather(
	const struct kx_ranking *g, struct kx_ranked **out, size_t *n, struct kx_err *e)
{
	struct kx_rank_opts o = g->o;
	struct kx_vec_hit *hits = kx_calloc(depth(g), sizeof(*hits));
	struct kx_ranked *v = NULL;
	size_t found = 0, kept = 0;
	uint32_t doc;
	int rc;

	o.k = depth(g);
	rc = kx_favoured_top(&g->favoured, g->ranker, &o, &v, n, e) ||
	     find(g, depth(g), visible, (void *)g, hits, &found, e);
	v = kx_realloc(v, *n + found + 1, sizeof(*v));
	for (size_t i = 0; i < found && !rc; i++)
		if (kx_index_doc_of(g->x, hits[i].id, &doc))
			v[(*n)++] = (struct kx_ranked){ .doc = doc };
	free(hits);
	qsort(v, *n, sizeof(*v), by_doc);
	for (size_t i = 0; i < *n; i++)
		if (!kept || v[kept - 1].doc != v[i].doc)
			v[kept++] = v[i];
	*n = kept;
	rc = rc || kx_ranker_score(g->ranker, &o, v, kept, e);
	if (rc)
		free(v);
	else
		kx_favoured_add(&g->favoured, v, kept);
	*out = v;
	return rc ? -1 : 0;
}

struct fused {
	struct kx_row row;
	uint32_t doc, article;
};

static int by_score(const void *a, const void *b)
{
	const struct fused *f = a, *h = b;

	if (f->row.score != h->row.score)
		return f->row.score > h->row.score ? -1 : 1;
	return f->doc < h->doc ? -1 : f->doc > h->doc;
}

/* cosines of the docs, and the sum of the two parts */
static int add_vectors(
	const struct kx_ranking *g, struct fused *f, size_t n, struct kx_err *e)
{
	int64_t *ids = kx_calloc(n + 1, sizeof(*ids));
	float *cosine = kx_calloc(n + 1, sizeof(*cosine));
	double text = 0, vector = 0;
	int rc;

	for (size_t i = 0; i < n; i++)
		ids[i] = f[i].row.chunk;
	rc = kx_vec_file_score(g->vectors, g->vector, ids, n, cosine, e);
	for (size_t i = 0; i < n && !rc; i++) {
		f[i].row.vector = cosine[i] > 0 ? cosine[i] : 0;
		text = fmax(text, f[i].row.score);
		vector = fmax(vector, f[i].row.vector);
	}
	for (size_t i = 0; i < n && !rc; i++) {
		struct kx_row *r = &f[i].row;

		r->score = (text > 0 ? r->score / text : 0) +
			   (vector > 0 ? g->weight * r->vector / vector : 0);
	}
	free(ids);
	free(cosine);
	return rc;
}

static int by_both(
	const struct kx_ranking *g, struct kx_row **rows, size_t *n, struct kx_err *e)
{
	struct chosen c = { 0 };
	struct kx_ranked *v;
	struct fused *f;
	size_t count;
	int rc;

	if (gather(g, &v, &count, e))
		return -1;
	f = kx_calloc(count + 1, sizeof(*f));
	for (size_t i = 0; i < count; i++)
		f[i] = (struct fused){ row_of(g->x, &v[i]), v[i].doc, v[i].article };
	free(v);
	rc = add_vectors(g, f, count, e);
	qsort(f, count, sizeof(*f), by_score);
	*rows = kx_calloc(count + 1, sizeof(**rows));
	for (size_t i = 0; i < count && f[i].row.score > 0; i++)
		if (room(g, &c, f[i].article))
			(*rows)[c.rows - 1] = f[i].row;
	*n = c.rows;
	kx_map_release(&c.taken);
	free(f);
	return rc;
}

int kx_ranking_run(
	const struct kx_ranking *g, struct kx_row **rows, size_t *n, struct kx_err *e)
{
	*rows = NULL;
	*n = 0;
	if (!g->ranker)
		return by_vectors(g, rows, n, e);
	return g->vectors ? by_both(g, rows, n, e) : by_text(g, rows, n, e);
}
