#include "domain/embed_send.h"

#include "base/clock.h"
#include "base/mem.h"
#include "domain/embed_batch.h"
#include "domain/models_call.h"

#include <stdlib.h>
#include <string.h>

#define DEAD_AFTER 900    /* ms of silence that are not spent a second time */
#define REFUSED_MAX 4     /* texts refused one by one before it may be the provider */
#define BYTES_PER_TOKEN 3 /* of text, low: a batch rather holds too little */

struct kx_embed_sender {
	const struct kx_embedder *m;
	struct kx_models *models;
	struct kx_embed_slot **open; /* the batch that is being filled */
	size_t nopen, tokens;
	struct kx_embed_batch *first, **last; /* waiting, in order */
	size_t running;
	bool floats;    /* base64 is not asked for */
	bool base64_ok; /* it was taken */
	bool taken;     /* any text was */
	int refused;    /* texts, before one was taken */
	struct kx_embed_slot probe;
	bool asked; /* the breaker was */
};

struct kx_embed_sender *kx_embed_sender_new(
	const struct kx_embedder *m, struct kx_models *models)
{
	struct kx_embed_sender *s = kx_alloc(sizeof(*s));

	s->m = m;
	s->models = models;
	s->open = kx_calloc(m->provider->batch, sizeof(struct kx_embed_slot *));
	s->last = &s->first;
	return s;
}

void kx_embed_sender_free(struct kx_embed_sender *s)
{
	struct kx_http_reply *r;
	struct kx_http *h;
	struct kx_embed_batch *b;
	struct kx_err e;

	if (!s)
		return;
	/* what is under way holds bodies of ours */
	while (s->running && !kx_models_http(s->models, &h, &e)) {
		r = NULL;
		if (kx_http_wait(h, -1, &r) || !r)
			break;
		kx_embed_batch_free(r->tag);
		kx_http_reply_free(r);
		s->running--;
	}
	while ((b = s->first)) {
		s->first = b->next;
		kx_embed_batch_free(b);
	}
	free(s->probe.v);
	free(s->open);
	free(s);
}

/* ---- batches ------------------------------------------------------------------------ */

static void enqueue(struct kx_embed_sender *s, struct kx_embed_batch *b)
{
	b->next = NULL;
	*s->last = b;
	s->last = &b->next;
}

/* before all others: the oldest texts are waited for */
static void requeue(struct kx_embed_sender *s, struct kx_embed_batch *b)
{
	b->next = s->first;
	s->first = b;
	if (!b->next)
		s->last = &b->next;
}

static void close_batch(struct kx_embed_sender *s)
{
	if (s->nopen)
		enqueue(s, kx_embed_batch_new(s->open, s->nopen));
	s->nopen = s->tokens = 0;
}

static int post(struct kx_embed_sender *s, struct kx_embed_batch *b, struct kx_err *e)
{
	struct kx_post p = { .provider = s->m->provider,
		.cap = KX_CAP_EMBED,
		.path = "/embeddings",
		.model = s->m->model,
		.body = &b->body,
		.tag = b };

	kx_embed_batch_write(b, s->m, !s->floats && !b->plain);
	b->began = kx_clock_mono();
	b->tries++;
	if (kx_models_post(s->models, &p, e))
		return -1;
	s->running++;
	return 0;
}

/* the breaker is asked, and what is known of the server, once: a run is one call in many
 * parts */
static int ask_first(struct kx_embed_sender *s, struct kx_err *e)
{
	if (s->asked)
		return 0;
	if (kx_models_allowed(s->models, s->m->provider, e))
		return -1;
	s->asked = true;
	s->floats = kx_models_quirk(s->models, s->m->provider, KX_QUIRK_FLOATS);
	return 0;
}

/* send off what may go now */
static int pump(struct kx_embed_sender *s, struct kx_err *e)
{
	struct kx_embed_batch *b;

	while ((b = s->first) && s->running < s->m->provider->in_flight &&
		s->running < KX_HTTP_AT_ONCE && b->before <= kx_clock_mono()) {
		if (ask_first(s, e))
			return -1;
		s->first = b->next;
		if (!s->first)
			s->last = &s->first;
		if (post(s, b, e)) {
			kx_embed_batch_free(b);
			return -1;
		}
	}
	return 0;
}

int kx_embed_sender_put(
	struct kx_embed_sender *s, struct kx_embed_slot *slot, struct kx_err *e)
{
	size_t tokens = strlen(slot->text) / BYTES_PER_TOKEN + 1;

	if (s->nopen && s->tokens + tokens > s->m->provider->batch_tokens)
		close_batch(s);
	s->open[s->nopen++] = slot;
	s->tokens += tokens;
	if (s->nopen == s->m->provider->batch)
		close_batch(s);
	return pump(s, e);
}

/* ---- what comes back ---------------------------------------------------------------- */

static void note(struct kx_embed_sender *s, const struct kx_embed_batch *b,
	const struct kx_http_reply *r, const struct kx_failure *f,
	const struct kx_usage *used)
{
	struct kx_usage_row u = { .provider = s->m->provider->name,
		.model = s->m->model,
		.purpose = "embed",
		.request_id = r->request_id,
		.outcome = f ? kx_failure_name(f->class) : "ok",
		.attempts = b->tries,
		.at = kx_clock_now(),
		.latency_ms = kx_clock_mono() - b->began,
		.usage = *used };

	u.cost = f ? 0 : kx_models_cost(s->models, s->m->provider, s->m->model, used);
	kx_models_used(s->models, &u);
}

static void take(struct kx_embed_batch *b, const struct kx_embeddings *got)
{
	struct kx_embed_slot *slot;
	size_t i;

	for (i = 0; i < b->n; i++) {
		slot = b->v[i];
		slot->v = kx_realloc(slot->v, got->dimensions, sizeof(float));
		memcpy(slot->v, got->v + i * got->dimensions,
			got->dimensions * sizeof(float));
		slot->n = got->dimensions;
		slot->state = KX_SLOT_DONE;
	}
}

static void halve(struct kx_embed_sender *s, struct kx_embed_batch *b)
{
	size_t half = b->n / 2;

	requeue(s, kx_embed_batch_new(b->v + half, b->n - half));
	requeue(s, kx_embed_batch_new(b->v, half));
	kx_embed_batch_free(b);
}

static void refuse(struct kx_embed_batch *b, const struct kx_failure *f)
{
	b->v[0]->state = KX_SLOT_REFUSED;
	b->v[0]->why = f->why;
	b->v[0]->why.code = KX_EINPUT;
	kx_fail_in(&b->v[0]->why, "the model does not take the text");
	kx_embed_batch_free(b);
}

/* true: the batch waits for another try */
static bool again(
	struct kx_embed_sender *s, struct kx_embed_batch *b, const struct kx_failure *f)
{
	struct kx_err what = f->why;
	int64_t ms = kx_models_delay(s->models, b->tries, f);

	/* a dead provider costs one time-out, not one a try */
	if (!f->retry || b->tries >= s->m->provider->tries || ms < 0 ||
		(f->class == KX_FAILS_DEAD && kx_clock_mono() - b->began > DEAD_AFTER))
		return false;
	b->before = kx_clock_mono() + ms;
	kx_fail_in(&what, "provider '%s': tried again in %lld ms", s->m->provider->name,
		(long long)ms);
	kx_models_tell(s->models, &what);
	requeue(s, b);
	return true;
}

/* Is it one of the texts? Other statuses of that class speak of the address. */
static bool at_fault(const struct kx_failure *f, int status)
{
	return f->class == KX_FAILS_CONTEXT || f->class == KX_FAILS_CONTENT ||
	       (f->class == KX_FAILS_REQUEST && (status == 400 || status == 422));
}

/* Nothing was ever taken: is it the texts, or does it take none at all? A word that cannot
 * be wrong is asked for, before the rest. */
static void probe(struct kx_embed_sender *s)
{
	static char word[] = "test";
	struct kx_embed_slot *slot = &s->probe;

	slot->text = word;
	slot->state = KX_SLOT_WAITS;
	requeue(s, kx_embed_batch_new(&slot, 1));
}

static int give_up(struct kx_embed_sender *s, struct kx_embed_batch *b,
	const struct kx_failure *f, struct kx_err *e)
{
	kx_embed_batch_free(b);
	kx_models_settle(s->models, s->m->provider, f);
	return kx_models_fail(s->models, s->m->provider, KX_CAP_EMBED, f, e);
}

static int failed(struct kx_embed_sender *s, struct kx_embed_batch *b,
	const struct kx_failure *f, int status, struct kx_err *e)
{
	if (at_fault(f, status) && f->class == KX_FAILS_REQUEST && b->base64 &&
		!s->base64_ok) {
		b->plain = true;
		b->tries = 0;
		requeue(s, b);
		return 0;
	}
	if (at_fault(f, status) && b->v[0] == &s->probe)
		return give_up(s, b, f, e);
	if (at_fault(f, status) && b->n == 1 && !s->taken &&
		++s->refused == REFUSED_MAX)
		probe(s);
	if (at_fault(f, status)) {
		if (b->n > 1)
			halve(s, b);
		else
			refuse(b, f);
		return 0;
	}
	return give_up(s, b, f, e);
}

/* which encoding the server takes is known now */
static void learn(struct kx_embed_sender *s, const struct kx_embed_batch *b)
{
	if (b->base64)
		s->base64_ok = true;
	if (!b->plain || s->base64_ok || s->floats)
		return;
	s->floats = true;
	kx_models_quirk_set(s->models, s->m->provider, KX_QUIRK_FLOATS);
}

static int settle(
	struct kx_embed_sender *s, const struct kx_http_reply *r, struct kx_err *e)
{
	struct kx_failure f = { .class = KX_FAILS_NOT };
	struct kx_usage none = KX_USAGE_NONE;
	struct kx_embeddings got = { 0 };
	struct kx_embed_batch *b = r->tag;

	s->running--;
	if (r->fault != KX_HTTP_OK || r->status < 200 || r->status > 299)
		kx_api_failure(&f, r);
	else if (kx_api_embed_read(&got, kx_buf_text(&r->body), r->body.len, b->n, e))
		kx_models_misread(&f, kx_buf_text(&r->body), r->body.len, e);
	if (f.class != KX_FAILS_NOT) {
		if (again(s, b, &f))
			return 0;
		note(s, b, r, &f, &none);
		return failed(s, b, &f, r->status, e);
	}
	kx_models_settle(s->models, s->m->provider, NULL);
	note(s, b, r, NULL, &got.usage);
	learn(s, b);
	take(b, &got);
	s->taken = true;
	kx_embeddings_release(&got);
	kx_embed_batch_free(b);
	return 0;
}

/* how long to wait at most: until a batch that was put off may go */
static int patience(const struct kx_embed_sender *s)
{
	int64_t ms = s->first ? s->first->before - kx_clock_mono() : -1;

	return s->first && s->running < s->m->provider->in_flight ? ms > 0 ? (int)ms : 0
								  : -1;
}

int kx_embed_sender_work(
	struct kx_embed_sender *s, struct kx_embed_slot *until, struct kx_err *e)
{
	struct kx_http_reply *r;
	struct kx_http *h;

	if (!s->running && !s->first && !until)
		return 0;
	if (until && until->state != KX_SLOT_WAITS)
		return 0;
	if (until)
		close_batch(s);
	if (kx_models_http(s->models, &h, e))
		return -1;
	do {
		if (kx_models_stopped(s->models))
			return kx_fail(e, KX_EAGAIN, "interrupted");
		if (pump(s, e))
			return -1;
		r = NULL;
		if (!s->running) {
			kx_models_wait(s->models, patience(s));
			continue;
		}
		if (kx_http_wait(h, until ? patience(s) : 0, &r))
			continue;
		if (settle(s, r, e)) {
			kx_http_reply_free(r);
			return -1;
		}
		kx_http_reply_free(r);
	} while (until ? until->state == KX_SLOT_WAITS : r != NULL);
	return pump(s, e);
}
