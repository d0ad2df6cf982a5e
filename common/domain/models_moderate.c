/* One moderation. */
#include "domain/models_call.h"

#include "base/clock.h"

/* one try; *f says what went wrong */
static int try_once(struct kx_models *m, const struct kx_post *p,
	struct kx_moderation *out, struct kx_failure *f, struct kx_err *e)
{
	struct kx_http_reply *r = NULL;
	struct kx_http *h;

	*f = (struct kx_failure){ .class = KX_FAILS_NOT };
	if (kx_models_http(m, &h, e) || kx_models_post(m, p, e))
		return -1;
	while (!r)
		kx_http_wait(h, -1, &r);
	if (r->fault != KX_HTTP_OK || r->status < 200 || r->status > 299)
		kx_api_failure(f, r);
	else if (kx_api_moderation_read(out, kx_buf_text(&r->body), r->body.len, e))
		kx_models_misread(f, kx_buf_text(&r->body), r->body.len, e);
	kx_http_reply_free(r);
	return 0;
}

static void note(struct kx_models *m, const struct kx_post *p,
	const struct kx_failure *f, int attempts, int64_t began)
{
	struct kx_usage_row u = { .provider = p->provider->name,
		.model = p->model,
		.purpose = "moderation",
		.request_id = "",
		.outcome = kx_failure_name(f->class),
		.attempts = attempts,
		.at = kx_clock_now(),
		.latency_ms = kx_clock_mono() - began,
		.usage = KX_USAGE_NONE,
		.cost = -1 };

	kx_models_used(m, &u);
}

int kx_models_moderate(struct kx_models *m, const char *spec, const char *text,
	struct kx_moderation *out, struct kx_err *e)
{
	struct kx_buf body = { 0 };
	struct kx_post p = {
		.cap = KX_CAP_MODERATION, .path = "/moderations", .body = &body
	};
	int64_t began = kx_clock_mono(), ms;
	struct kx_failure f;
	int rc, n = 0;

	if (kx_provider_find(
		    kx_models_providers(m), spec, p.cap, &p.provider, &p.model, e) ||
		kx_models_allowed(m, p.provider, e))
		return -1;
	kx_api_moderation_body(p.model, text, &body);
	do {
		rc = try_once(m, &p, out, &f, e);
		n++;
		ms = kx_models_delay(m, n, &f);
	} while (!rc && f.retry && n < p.provider->tries && ms >= 0 &&
		 kx_models_wait(m, ms));
	kx_buf_release(&body);
	if (rc)
		return -1;
	kx_models_settle(m, p.provider, f.class == KX_FAILS_NOT ? NULL : &f);
	note(m, &p, &f, n, began);
	if (f.class == KX_FAILS_NOT)
		return 0;
	return kx_models_fail(m, p.provider, p.cap, &f, e);
}
