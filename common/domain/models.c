#include "domain/models_call.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define HEADERS_MAX 32
#define SLICE 50 /* ms between two looks at `stopped` */

int kx_models_new(
	struct kx_models **out, const struct kx_models_opts *o, struct kx_err *e)
{
	struct kx_models *m = kx_alloc(sizeof(*m));

	m->o = *o;
	m->retry_ms = kx_conf_int(o->conf, "retry_ms");
	if (kx_providers_open(&m->providers, o->conf, e)) {
		free(m);
		return -1;
	}
	*out = m;
	return 0;
}

void kx_models_close(struct kx_models *m)
{
	struct kx_err e;

	if (!m)
		return;
	if (kx_models_flush(m, &e))
		kx_models_tell(m, &e);
	kx_http_close(m->http);
	kx_db_close(m->own);
	kx_providers_close(m->providers);
	kx_arena_release(&m->arena);
	kx_arena_release(&m->embedders);
	free(m);
}

struct kx_providers *kx_models_providers(struct kx_models *m)
{
	return m->providers;
}

void kx_models_tell(struct kx_models *m, const struct kx_err *what)
{
	if (m->o.told)
		m->o.told(what);
}

bool kx_models_stopped(const struct kx_models *m)
{
	return m->o.stopped && m->o.stopped();
}

bool kx_models_wait(struct kx_models *m, int64_t ms)
{
	struct timespec t = { 0 };

	while (ms > 0 && !kx_models_stopped(m)) {
		t.tv_nsec = (ms < SLICE ? ms : SLICE) * 1000000;
		nanosleep(&t, NULL);
		ms -= SLICE;
	}
	return !kx_models_stopped(m);
}

static double chance(void)
{
	uint32_t r = 0;

	if (getrandom(&r, sizeof(r), 0) != sizeof(r))
		return 1;
	return r / 4294967296.0;
}

int64_t kx_models_delay(struct kx_models *m, int tries, const struct kx_failure *f)
{
	int64_t ms = kx_retry_delay(tries, -1, chance()) * m->retry_ms / 500;

	if (f->after_ms > KX_RETRY_AFTER_MAX)
		return -1;
	return ms > f->after_ms ? ms : f->after_ms;
}

/* ---- requests ----------------------------------------------------------------------- */

int kx_models_http(struct kx_models *m, struct kx_http **h, struct kx_err *e)
{
	struct kx_http_opts o = {
		.proxy = kx_conf_str(m->o.conf, "proxy"),
		.no_proxy = kx_conf_str(m->o.conf, "no_proxy"),
		.stopped = m->o.stopped,
	};
	const char *said = kx_conf_str(m->o.conf, "ca");
	char *ca = NULL;
	int rc = 0;

	if (!m->http) {
		if (said)
			ca = kx_conf_path(kx_conf_where(m->o.conf, "ca"), said);
		o.ca = ca;
		rc = kx_http_open(&m->http, &o, e);
		free(ca);
	}
	if (rc)
		m->http = NULL;
	*h = m->http;
	return rc;
}

static void header(const char **v, size_t *n, const char *s)
{
	if (s && *n + 1 < HEADERS_MAX)
		v[(*n)++] = s;
}

int kx_models_post(struct kx_models *m, const struct kx_post *p, struct kx_err *e)
{
	const struct kx_provider *of = p->provider;
	const char *headers[HEADERS_MAX] = { 0 }, *auth;
	struct kx_http_request r = { .method = "POST",
		.body = p->body->p,
		.len = p->body->len,
		.limits = of->limits,
		.data = p->data,
		.ctx = p->ctx,
		.tag = p->tag };
	char organization[256], project[256];
	struct kx_buf url = { 0 };
	struct kx_http *h;
	size_t n = 0, i;
	int rc;

	if (kx_provider_auth(m->providers, of, p->cap, &auth, e) ||
		kx_models_http(m, &h, e))
		return -1;
	header(headers, &n, "Content-Type: application/json");
	header(headers, &n,
		p->stream ? "Accept: text/event-stream, application/json;q=0.9"
			  : "Accept: application/json");
	header(headers, &n, auth);
	snprintf(organization, sizeof(organization), "OpenAI-Organization: %s",
		of->organization ? of->organization : "");
	snprintf(project, sizeof(project), "OpenAI-Project: %s",
		of->project ? of->project : "");
	header(headers, &n, of->organization ? organization : NULL);
	header(headers, &n, of->project ? project : NULL);
	for (i = 0; of->headers && of->headers[i]; i++)
		header(headers, &n, of->headers[i]);
	kx_api_url(of, p->path, p->model, &url);
	r.url = kx_buf_text(&url);
	r.headers = headers;
	rc = kx_http_start(h, &r, e);
	kx_buf_release(&url);
	return rc;
}

void kx_models_misread(
	struct kx_failure *f, const char *body, size_t n, const struct kx_err *why)
{
	if (kx_api_error(f, 200, body, n))
		return;
	*f = (struct kx_failure){ .class = KX_FAILS_GARBLED,
		.retry = why->code == KX_EAGAIN,
		.elsewhere = true,
		.breaks = true,
		.after_ms = -1,
		.why = *why };
}

int kx_models_fail(struct kx_models *m, const struct kx_provider *p,
	enum kx_capability cap, const struct kx_failure *f, struct kx_err *e)
{
	struct kx_err ignored;
	const char *key;

	*e = f->why;
	if (f->class == KX_FAILS_AUTH &&
		!kx_provider_auth(m->providers, p, cap, &key, &ignored) && !key)
		kx_fail_hint(e, "no key is set for this provider: see kx doctor");
	return kx_fail_in(e, "provider '%s'", p->name);
}

/* ---- embedders ---------------------------------------------------------------------- */

int kx_models_embedder(struct kx_models *m, const struct kx_embedder **out,
	const char *name, struct kx_err *e)
{
	const struct kx_provider *p;
	struct kx_embedder *made;
	const char *model;

	if (!kx_provider_named(m->providers, name))
		return kx_embedder_find(out, name, e);
	if (kx_provider_find(m->providers, name, KX_CAP_EMBED, &p, &model, e))
		return -1;
	made = kx_arena_alloc(&m->embedders, sizeof(*made));
	made->name = kx_arena_printf(&m->embedders, "%s:%s", p->name, model);
	made->dimensions = p->dimensions;
	made->weight = p->weight;
	made->costly = true;
	made->provider = p;
	made->model = kx_arena_strdup(&m->embedders, model);
	*out = made;
	return 0;
}
