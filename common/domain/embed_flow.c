/* The window of texts: taken in, given out in order. What is asked of a provider, and how,
 * is embed_send.c. */
#include "domain/embed_flow.h"

#include "base/mem.h"
#include "domain/embed_send.h"
#include "domain/provider.h"

#include <stdlib.h>
#include <string.h>

struct kx_embed_flow {
	const struct kx_embedder *m;
	struct kx_embed_flow_opts o;
	struct kx_embed_sender *sender; /* NULL: a local model */
	struct kx_embed_slot *ring;
	size_t size, head, count; /* of the ring */
	size_t dimensions;        /* of all vectors; 0: none came yet */
	bool failed;              /* nothing more comes, */
	struct kx_err why;        /* for this */
};

struct kx_embed_flow *kx_embed_flow_new(
	const struct kx_embedder *m, const struct kx_embed_flow_opts *o)
{
	struct kx_embed_flow *f = kx_alloc(sizeof(*f));

	f->m = m;
	f->o = *o;
	f->dimensions = o->dimensions ? o->dimensions : m->dimensions;
	f->size = m->embed ? 1 : m->provider->batch * (m->provider->in_flight + 1);
	f->ring = kx_calloc(f->size, sizeof(*f->ring));
	if (!m->embed)
		f->sender = kx_embed_sender_new(m, o->models);
	return f;
}

void kx_embed_flow_free(struct kx_embed_flow *f)
{
	size_t i;

	if (!f)
		return;
	kx_embed_sender_free(f->sender);
	/* the first slot that was never used: none behind it was */
	for (i = 0; i < f->size && f->ring[i].text; i++) {
		free(f->ring[i].text);
		free(f->ring[i].locale);
		free(f->ring[i].v);
	}
	free(f->ring);
	free(f);
}

bool kx_embed_flow_full(const struct kx_embed_flow *f)
{
	return f->count == f->size;
}

size_t kx_embed_flow_count(const struct kx_embed_flow *f)
{
	return f->count;
}

static int keep(struct kx_embed_flow *f, struct kx_embed_slot *s, struct kx_err *e)
{
	if (!f->o.cache || s->cached || s->state != KX_SLOT_DONE)
		return 0;
	s->cached = true;
	return kx_embed_cache_keep(f->o.cache, s->text, s->locale, s->v, s->n, e);
}

/* The service is gone, but what has come was paid for: it is kept, and what stands before
 * the first text that waits is still given out. */
static void fail(struct kx_embed_flow *f, const struct kx_err *why)
{
	struct kx_err ignored;
	size_t i;

	f->failed = true;
	f->why = *why;
	for (i = 0; i < f->count; i++)
		keep(f, &f->ring[(f->head + i) % f->size], &ignored);
}

/* ---- in ----------------------------------------------------------------------------- */

static void fill(struct kx_embed_slot *s, const float *v, size_t n)
{
	s->v = kx_realloc(s->v, n, sizeof(*v));
	memcpy(s->v, v, n * sizeof(*v));
	s->n = n;
	s->state = KX_SLOT_DONE;
}

static int from_cache(
	struct kx_embed_flow *f, struct kx_embed_slot *s, struct kx_err *e)
{
	const float *v;
	size_t n;
	int rc;

	if (!f->o.cache)
		return 1;
	rc = kx_embed_cache_find(f->o.cache, s->text, s->locale, &v, &n, e);
	if (rc == 0) {
		fill(s, v, n);
		s->cached = true;
	}
	return rc;
}

static int local(struct kx_embed_flow *f, struct kx_embed_slot *s, struct kx_err *e)
{
	const char *text = s->text, *locale = s->locale;

	s->n = f->m->dimensions;
	s->v = kx_realloc(s->v, s->n, sizeof(*s->v));
	s->state = KX_SLOT_DONE;
	if (!f->m->embed(f->m, f->o.tokenizer, &text, &locale, 1, s->v, &s->why))
		return 0;
	s->state = KX_SLOT_REFUSED;
	if (s->why.code == KX_EINPUT)
		return 0;
	if (e)
		*e = s->why;
	return -1;
}

int kx_embed_flow_put(struct kx_embed_flow *f, const char *text, const char *locale,
	void *tag, struct kx_err *e)
{
	struct kx_embed_slot *s = &f->ring[(f->head + f->count) % f->size];
	int rc;

	free(s->text);
	free(s->locale);
	s->text = kx_strdup(text);
	s->locale = locale ? kx_strdup(locale) : NULL;
	s->tag = tag;
	s->cached = false;
	s->state = KX_SLOT_WAITS;
	f->count++;
	rc = from_cache(f, s, e);
	if (rc <= 0)
		return rc;
	if (!f->sender)
		return local(f, s, e);
	if (!f->failed && (kx_embed_sender_put(f->sender, s, e) ||
				  kx_embed_sender_work(f->sender, NULL, e)))
		fail(f, e);
	return 0;
}

/* ---- out ---------------------------------------------------------------------------- */

/* a vector of another length than the others is the provider's fault, not the text's */
static int check_size(
	struct kx_embed_flow *f, const struct kx_embed_slot *s, struct kx_err *e)
{
	if (!f->dimensions)
		f->dimensions = s->n;
	if (s->n == f->dimensions)
		return 0;
	return kx_fail(e, KX_EREFUSED,
		"model '%s' gave a vector of %zu numbers, the others have %zu",
		f->m->name, s->n, f->dimensions);
}

int kx_embed_flow_get(
	struct kx_embed_flow *f, bool wait, struct kx_embedded *out, struct kx_err *e)
{
	struct kx_embed_slot *s = &f->ring[f->head];

	if (!f->count)
		return 1;
	if (s->state == KX_SLOT_WAITS && !f->failed &&
		kx_embed_sender_work(f->sender, wait ? s : NULL, e))
		fail(f, e);
	if (s->state == KX_SLOT_WAITS && f->failed) {
		*e = f->why;
		return -1;
	}
	if (s->state == KX_SLOT_WAITS)
		return 1;
	*out = (struct kx_embedded){ .tag = s->tag };
	if (s->state == KX_SLOT_REFUSED) {
		out->why = s->why;
	} else {
		if (check_size(f, s, e))
			return -1;
		out->v = s->v;
		out->n = s->n;
		if (keep(f, s, e))
			return -1;
	}
	f->head = (f->head + 1) % f->size;
	f->count--;
	return 0;
}

int kx_embed_one(const struct kx_embedder *m, struct kx_models *models,
	struct kx_tokenizer *k, const char *text, const char *locale,
	struct kx_arena *a, float **v, size_t *n, struct kx_err *e)
{
	struct kx_embed_flow_opts o = { .models = models, .tokenizer = k };
	struct kx_embed_flow *f = kx_embed_flow_new(m, &o);
	struct kx_embedded out = { 0 };
	int rc = kx_embed_flow_put(f, text, locale, NULL, e);

	if (!rc)
		rc = kx_embed_flow_get(f, true, &out, e);
	if (!rc && !out.v) {
		*e = out.why;
		rc = -1;
	}
	if (!rc) {
		*n = out.n;
		*v = kx_arena_alloc(a, out.n * sizeof(**v));
		memcpy(*v, out.v, out.n * sizeof(**v));
	}
	kx_embed_flow_free(f);
	return rc ? -1 : 0;
}
