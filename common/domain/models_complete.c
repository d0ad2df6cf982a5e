/* One completion: tried, tried again, streamed. */
#include "domain/models_call.h"

#include "base/clock.h"
#include "io/sse.h"

#include <stdio.h>
#include <string.h>

#define WHOLE_MAX (4u << 20) /* bytes of an answer that is no stream */
#define DEAD_AFTER 900       /* ms of silence that are not spent a second time */

struct run {
	struct kx_models *m;
	const struct kx_completing *q;
	const struct kx_provider *p;
	struct kx_completion *c;
	struct kx_call *call;
	struct kx_sse sse;
	struct kx_buf whole; /* an answer that came as one object, asked for or not */
	bool events;         /* the body is a stream of events */
	size_t shown;        /* bytes of c->text that were passed on */
	struct kx_failure fails; /* class KX_FAILS_NOT: none yet */
};

/* ---- what arrives ------------------------------------------------------------------- */

static void show(struct run *r)
{
	if (!r->q->text || r->c->text.len <= r->shown)
		return;
	r->q->text(r->q->ctx, r->c->text.p + r->shown, r->c->text.len - r->shown);
	r->shown = r->c->text.len;
}

static int event(
	void *ctx, const char *name, const char *data, size_t n, struct kx_err *e)
{
	struct run *r = ctx;

	(void)name;
	if (kx_api_chat_event(r->c, data, n, e)) {
		show(r);
		kx_models_misread(&r->fails, data, n, e);
		return -1;
	}
	show(r);
	return 0;
}

/* Does a stream of events begin here? An object or a page is something else. */
static bool begins_events(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && strchr(" \t\r\n", p[i]))
		i++;
	return i < n && !strchr("{[<", p[i]);
}

static int arrived(void *ctx, const char *p, size_t n, struct kx_err *e)
{
	struct run *r = ctx;

	if (!r->events && !r->whole.len)
		r->events = begins_events(p, n);
	if (!r->events)
		return kx_buf_add(&r->whole, p, n)
			       ? kx_fail(e, KX_EREFUSED, "the answer is too long")
			       : 0;
	return kx_sse_feed(&r->sse, p, n, e);
}

/* ---- one try ------------------------------------------------------------------------ */

static void settle_body(struct run *r, const char *body, size_t n, struct kx_err *e)
{
	if (r->events ? kx_sse_end(&r->sse, e) || kx_api_chat_end(r->c, e)
		      : kx_api_chat_read(r->c, body, n, e)) {
		if (r->fails.class == KX_FAILS_NOT)
			kx_models_misread(
				&r->fails, r->events ? "" : body, r->events ? 0 : n, e);
		return;
	}
	show(r);
}

static void note_reply(struct run *r, const struct kx_http_reply *reply)
{
	snprintf(r->call->request_id, sizeof(r->call->request_id), "%s",
		reply->request_id);
	if (r->call->first_ms == 0)
		r->call->first_ms = reply->first_ms;
}

static void settle(struct run *r, struct kx_http_reply *reply)
{
	struct kx_err e;

	note_reply(r, reply);
	if (r->fails.class != KX_FAILS_NOT)
		return;
	/* all of the answer is there: how the connection ended does not matter */
	if (r->c->done && r->events)
		return;
	if (reply->fault != KX_HTTP_OK || reply->status < 200 || reply->status > 299) {
		kx_api_failure(&r->fails, reply);
		return;
	}
	if (r->q->text)
		settle_body(r, kx_buf_text(&r->whole), r->whole.len, &e);
	else
		settle_body(r, kx_buf_text(&reply->body), reply->body.len, &e);
}

static void begin_try(struct run *r)
{
	kx_completion_clear(r->c);
	kx_sse_release(&r->sse);
	r->sse = (struct kx_sse){ .event_fn = event, .ctx = r };
	kx_buf_clear(&r->whole);
	r->whole.max = WHOLE_MAX;
	r->events = false;
	r->fails = (struct kx_failure){ .class = KX_FAILS_NOT };
	r->call->attempts++;
}

static int try_once(struct run *r, const struct kx_buf *body, struct kx_err *e)
{
	struct kx_post post = { .provider = r->p,
		.cap = KX_CAP_CHAT,
		.path = "/chat/completions",
		.model = r->call->model,
		.body = body,
		.stream = r->q->text != NULL,
		.data = r->q->text ? arrived : NULL,
		.ctx = r,
		.tag = r };
	struct kx_http_reply *reply = NULL;
	struct kx_http *h;

	begin_try(r);
	if (kx_models_http(r->m, &h, e) || kx_models_post(r->m, &post, e))
		return -1;
	while (!reply)
		kx_http_wait(h, -1, &reply);
	settle(r, reply);
	kx_http_reply_free(reply);
	return 0;
}

/* ---- all of them -------------------------------------------------------------------- */

/* true: once more, after a wait */
static bool again(struct run *r, int64_t began)
{
	struct kx_err what;
	int64_t ms;

	if (!r->fails.retry || r->shown || r->call->attempts >= r->p->tries)
		return false;
	/* a dead provider costs one time-out, not one a try */
	if (r->fails.class == KX_FAILS_DEAD && kx_clock_mono() - began > DEAD_AFTER)
		return false;
	ms = kx_models_delay(r->m, r->call->attempts, &r->fails);
	if (ms < 0 || kx_clock_mono() - began + ms >
			      (r->p->limits.total_ms ? r->p->limits.total_ms : 300000))
		return false;
	what = r->fails.why;
	kx_fail_in(&what, "provider '%s': tried again in %lld ms", r->p->name,
		(long long)ms);
	kx_models_tell(r->m, &what);
	return kx_models_wait(r->m, ms);
}

static void write_body(struct run *r, struct kx_buf *body)
{
	kx_buf_clear(body);
	kx_api_chat_body(r->p, r->q->ask, body);
	if (r->q->sent) {
		kx_buf_clear(r->q->sent);
		kx_buf_add(r->q->sent, body->p, body->len);
	}
}

static void prepare(struct run *r, struct kx_buf *body)
{
	struct kx_ask *a = r->q->ask;

	a->no_usage = kx_models_quirk(r->m, r->p, KX_QUIRK_NO_USAGE);

	a->model = r->call->model;
	a->stream = r->q->text != NULL;
	if (!a->max_tokens)
		a->max_tokens = r->p->max_tokens;
	if (a->temperature < 0)
		a->temperature = r->p->temperature;
	write_body(r, body);
}

static void note(struct run *r, int64_t began)
{
	struct kx_call *call = r->call;
	struct kx_usage_row u = { .provider = call->provider,
		.model = call->model,
		.purpose = r->q->purpose,
		.conversation = r->q->conversation,
		.request_id = call->request_id,
		.outcome = r->fails.class == KX_FAILS_NOT ? "ok"
			   : r->shown                     ? "partial"
				      : kx_failure_name(r->fails.class),
		.attempts = call->attempts,
		.at = kx_clock_now() };

	call->usage = r->c->usage;
	call->cost = kx_models_cost(r->m, r->p, call->model, &call->usage);
	call->latency_ms = (double)(kx_clock_mono() - began);
	u.latency_ms = (int64_t)call->latency_ms;
	u.usage = call->usage;
	/* what failed without a word of usage cost nothing that is known of */
	u.cost = r->fails.class != KX_FAILS_NOT && u.usage.input < 0 ? 0 : call->cost;
	kx_models_used(r->m, &u);
}

/* Some that speak the common part refuse to be asked for the usage of a stream: without
 * it, then. Did that help, it is remembered. */
static int without_usage(struct run *r, struct kx_buf *body, struct kx_err *e)
{
	if (r->fails.class != KX_FAILS_REQUEST || !r->q->text || r->q->ask->no_usage ||
		r->p->kind != KX_KIND_COMPATIBLE)
		return 0;
	r->q->ask->no_usage = true;
	write_body(r, body);
	if (try_once(r, body, e))
		return -1;
	if (r->fails.class == KX_FAILS_NOT)
		kx_models_quirk_set(r->m, r->p, KX_QUIRK_NO_USAGE);
	return 0;
}

static int tries(struct run *r, struct kx_buf *body, struct kx_err *e)
{
	int64_t began = kx_clock_mono();
	int rc;

	do {
		rc = try_once(r, body, e) || without_usage(r, body, e) ? -1 : 0;
	} while (!rc && r->fails.class != KX_FAILS_NOT && again(r, began));
	if (rc)
		return -1;
	kx_models_settle(r->m, r->p, r->fails.class == KX_FAILS_NOT ? NULL : &r->fails);
	note(r, began);
	if (r->fails.class == KX_FAILS_NOT)
		return 0;
	r->call->elsewhere = r->fails.elsewhere && !r->shown;
	r->call->stopped = kx_models_stopped(r->m);
	kx_models_fail(r->m, r->p, KX_CAP_CHAT, &r->fails, e);
	return r->shown ? 1 : -1;
}

int kx_models_complete(struct kx_models *m, const struct kx_completing *q,
	struct kx_completion *c, struct kx_call *call, struct kx_err *e)
{
	struct run r = { .m = m, .q = q, .c = c, .call = call };
	struct kx_buf body = { 0 };
	int rc;

	*call = (struct kx_call){ .usage = KX_USAGE_NONE, .cost = -1 };
	if (kx_provider_find(kx_models_providers(m), q->spec, KX_CAP_CHAT, &r.p,
		    &call->model, e)) {
		call->elsewhere = true;
		return -1;
	}
	call->provider = r.p->name;
	if (kx_models_allowed(m, r.p, e)) {
		call->elsewhere = true;
		return -1;
	}
	prepare(&r, &body);
	rc = tries(&r, &body, e);
	/* no key, no library: what is wrong here need not be wrong elsewhere */
	if (rc < 0 && !call->stopped && e->code == KX_ECONFIG)
		call->elsewhere = true;
	kx_buf_release(&body);
	kx_buf_release(&r.whole);
	kx_sse_release(&r.sse);
	return rc;
}
