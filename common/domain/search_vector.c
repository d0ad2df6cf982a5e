#include "domain/embed.h"
#include "domain/embed_flow.h"
#include "domain/search_state.h"

#include <string.h>

/* whether the store has vectors, and of which model */
static int know_vectors(struct kx_search *s, struct kx_err *e)
{
	int rc;

	if (s->vectors_known)
		return 0;
	rc = kx_vectors_look(&s->vectors, s->db, e);
	s->has_vectors = rc == 0;
	s->vectors_known = rc >= 0;
	return rc < 0 ? -1 : 0;
}

/* only now the file, which may have to be made */
static int need_vectors(struct kx_search *s, struct kx_err *e)
{
	if (!s->vectors_read && kx_vectors_open(&s->vectors, s->db, e))
		return -1;
	s->vectors_read = true;
	return 0;
}

/* the vector that came with the question */
static int given_vector(const struct kx_search *s, const struct kx_request *r,
	struct kx_ranking *g, struct kx_err *e)
{
	size_t n = kx_vec_file_shape(s->vectors.file)->dimensions;

	if (strcmp(r->vector.model, s->vectors.model) != 0)
		return kx_fail(e, KX_EINPUT,
			"the question's vector is of model '%.100s', those of the store "
			"of '%s'",
			r->vector.model, s->vectors.model);
	if (r->vector.n != n)
		return kx_fail(e, KX_EINPUT,
			"the question's vector has %zu numbers, those of the store %zu",
			r->vector.n, n);
	g->vector = r->vector.v;
	return 0;
}

static int make_vector(struct kx_search *s, const struct kx_embedder *m,
	const struct kx_request *r, struct kx_found *f, struct kx_ranking *g,
	struct kx_arena *a, struct kx_err *e)
{
	float *v = kx_arena_alloc(a, m->dimensions * sizeof(*v));

	g->vector = v;
	return m->embed(m, s->k, &r->text, &f->locale, 1, v, e);
}

static int no_vectors(struct kx_search *s, struct kx_err *e)
{
	if (s->has_vectors)
		return kx_fail(e, KX_EINPUT,
			"the question has no vector, and model '%.100s', which made those of "
			"the store, is not here",
			s->vectors.model);
	kx_fail(e, KX_ECONFIG, "store '%s': it holds no vectors to rank by",
		kx_db_place(s->db));
	return kx_fail_hint(e,
		"those of the built-in model are not kept; others come with chunk records: "
		"see kx-embed(1)");
}

int kx_search_set_vectors(struct kx_search *s, const struct kx_request *r,
	struct kx_found *f, struct kx_ranking *g, struct kx_arena *a, struct kx_err *e)
{
	bool only = r->rank == KX_BY_VECTORS;
	const struct kx_embedder *m = NULL;

	if (r->rank == KX_BY_TEXT || r->rank == KX_BY_WORDS)
		return 0;
	if (know_vectors(s, e))
		return -1;
	if (s->has_vectors && kx_embedder_find(&m, s->vectors.model, NULL))
		m = NULL;
	if (!s->has_vectors || (!m && !r->vector.v))
		return only ? no_vectors(s, e) : 0;
	g->weight = m ? m->weight : s->weight > 0 ? s->weight : KX_EMBED_WEIGHT;
	g->exact = r->exact;
	if (!only && !(g->weight > 0))
		return 0;
	if (need_vectors(s, e))
		return -1;
	g->vectors = s->vectors.file;
	return r->vector.v ? given_vector(s, r, g, e)
			   : make_vector(s, m, r, f, g, a, e);
}

/* ---- a vector from outside ---------------------------------------------------------- */

/* the model that made the store's vectors, when it is none of ours; NULL in *m otherwise */
static int far_model(
	struct kx_search *s, const struct kx_embedder **m, struct kx_err *e)
{
	const struct kx_embedder *ours;
	int rc;

	*m = NULL;
	if (kx_search_look(s, e))
		return -1;
	rc = know_vectors(s, e);
	kx_search_look_away(s);
	/* an unknown one came from outside, and nobody can be asked */
	if (rc || !s->has_vectors || !kx_embedder_find(&ours, s->vectors.model, NULL) ||
		!kx_provider_named(kx_models_providers(s->models), s->vectors.model))
		return rc;
	return kx_models_embedder(s->models, m, s->vectors.model, e);
}

int kx_search_ask_vector(
	struct kx_search *s, struct kx_request *r, struct kx_arena *a, struct kx_err *e)
{
	const struct kx_embedder *m;
	float *v;

	if (far_model(s, &m, e))
		return -1;
	if (!m || !(m->weight > 0))
		return 0;
	if (kx_embed_one(m, s->models, s->k, r->text, NULL, a, &v, &r->vector.n, e))
		return -1;
	r->vector.v = v;
	r->vector.model = m->name;
	s->weight = m->weight;
	return 0;
}

int kx_search_fit_vector(struct kx_search *s, struct kx_request *r, struct kx_err *e)
{
	if (!(s->weight > 0))
		return 0;
	if (know_vectors(s, e))
		return -1;
	if (!s->has_vectors || strcmp(r->vector.model, s->vectors.model) != 0)
		r->vector.v = NULL;
	return 0;
}
