#include "domain/api_error.h"

#include "domain/api_fault.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define WAIT_FIRST 500 /* ms */
#define WAIT_MAX 8000
#define SLOW_CONNECT 2000 /* ms: it is silence that ended it, not a refusal */

/* What each class means to whoever asked. */
static const struct {
	const char *name, *text, *hint;
	bool retry, elsewhere, breaks, later;
} classes[] = {
	[KX_FAILS_NOT] = { "none", "" },
	[KX_FAILS_DEAD] = { "dead", "nobody answers",
		"is it running, is base_url right?", .retry = true, .elsewhere = true,
		.breaks = true, .later = true },
	[KX_FAILS_SERVER] = { "server", "the server failed", NULL, .retry = true,
		.elsewhere = true, .breaks = true, .later = true },
	[KX_FAILS_RATE] = { "rate", "too many requests", NULL, .retry = true,
		.elsewhere = true, .breaks = true, .later = true },
	[KX_FAILS_QUOTA] = { "quota", "no credit is left",
		"see the provider's billing page", .elsewhere = true },
	[KX_FAILS_AUTH] = { "auth", "no access with this key",
		"check the provider's key, and what it may be used for",
		.elsewhere = true },
	[KX_FAILS_MODEL] = { "model", "no such model or address",
		"check the model's name and base_url, which mostly ends in /v1",
		.elsewhere = true },
	[KX_FAILS_CONTEXT] = { "context", "too long for the model",
		"shorten the input, or take a model with a longer context",
		.elsewhere = true },
	[KX_FAILS_CONTENT] = { "content", "refused by the content filter", NULL,
		.elsewhere = true },
	[KX_FAILS_REQUEST] = { "request", "the request is refused", NULL,
		.elsewhere = true },
	[KX_FAILS_GARBLED] = { "garbled", "the answer is garbled", NULL, .retry = true,
		.elsewhere = true, .breaks = true, .later = true },
	[KX_FAILS_STOPPED] = { "stopped", "stopped", NULL, .later = true },
};

const char *kx_failure_name(enum kx_failure_class c)
{
	return classes[c].name;
}

static void set_class(struct kx_failure *f, enum kx_failure_class c)
{
	f->class = c;
	f->retry = classes[c].retry;
	f->elsewhere = classes[c].elsewhere;
	f->breaks = classes[c].breaks;
	f->why.code = classes[c].later ? KX_EAGAIN : KX_EREFUSED;
	if (classes[c].hint && !f->why.hint[0])
		kx_fail_hint(&f->why, "%s", classes[c].hint);
}

/* ---- by status and names ------------------------------------------------------------- */

static enum kx_failure_class by_status(int status)
{
	switch (status) {
	case 401:
	case 403:
		return KX_FAILS_AUTH;
	case 402:
		return KX_FAILS_QUOTA;
	case 404:
		return KX_FAILS_MODEL;
	case 408:
	case 409:
	case 425:
		return KX_FAILS_SERVER;
	case 413:
		return KX_FAILS_CONTEXT;
	case 429:
		return KX_FAILS_RATE;
	default:
		return status >= 500 ? KX_FAILS_SERVER : KX_FAILS_REQUEST;
	}
}

/* Codes and types that say more than a status does; KX_FAILS_NOT: not one of them. */
static enum kx_failure_class by_name(const char *name)
{
	static const struct {
		const char *name;
		enum kx_failure_class class;
	} names[] = {
		{ "context_length_exceeded", KX_FAILS_CONTEXT },
		{ "exceed_context_size_error", KX_FAILS_CONTEXT },
		{ "context_window_exceeded", KX_FAILS_CONTEXT },
		{ "request_too_large", KX_FAILS_CONTEXT },
		{ "content_filter", KX_FAILS_CONTENT },
		{ "content_policy_violation", KX_FAILS_CONTENT },
		{ "ResponsibleAIPolicyViolation", KX_FAILS_CONTENT },
		{ "moderation_blocked", KX_FAILS_CONTENT },
		{ "invalid_prompt", KX_FAILS_CONTENT },
		{ "insufficient_quota", KX_FAILS_QUOTA },
		{ "insufficient_credits", KX_FAILS_QUOTA },
		{ "billing_hard_limit_reached", KX_FAILS_QUOTA },
		{ "billing_not_active", KX_FAILS_QUOTA },
		{ "model_not_found", KX_FAILS_MODEL },
		{ "DeploymentNotFound", KX_FAILS_MODEL },
		{ "NotFoundError", KX_FAILS_MODEL },
		{ "not_found_error", KX_FAILS_MODEL },
		{ "invalid_api_key", KX_FAILS_AUTH },
		{ "authentication_error", KX_FAILS_AUTH },
		{ "permission_error", KX_FAILS_AUTH },
		{ "rate_limit_exceeded", KX_FAILS_RATE },
		{ "rate_limit_error", KX_FAILS_RATE },
		{ "RESOURCE_EXHAUSTED", KX_FAILS_RATE },
		{ "not_supported_error", KX_FAILS_REQUEST },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcasecmp(name, names[i].name) == 0)
			return names[i].class;
	return KX_FAILS_NOT;
}

/* Some name the reason in the message alone. */
static bool says(const struct kx_jtext *message, const char *words)
{
	for (size_t at = 0, n = strlen(words); at + n <= message->n; at++)
		if (strncasecmp(message->p + at, words, n) == 0)
			return true;
	return false;
}

static bool says_too_long(const struct kx_jtext *message)
{
	static const char *const words[] = { "maximum context length", "context length",
		"context size", "context window", "input is too large",
		"too large to process", "input is too long", "prompt is too long",
		"too many tokens", "maximum input length", "reduce the length of the" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (says(message, words[i]))
			return true;
	return false;
}

static enum kx_failure_class class_of(int status, const struct kx_api_fault *t)
{
	const char *const names[] = { t->code, t->reason, t->type };
	enum kx_failure_class c = KX_FAILS_NOT;
	/* of an error inside a stream its own number, if it has one, is the status */
	int real = status >= 300 ? status : t->number;

	for (size_t i = 0; i < 3 && !c; i++)
		c = by_name(names[i]);
	if (c)
		return c;
	if (t->flagged)
		return KX_FAILS_CONTENT;
	if ((real < 401 || real > 404) && real != 429 && says_too_long(&t->message))
		return KX_FAILS_CONTEXT;
	if (real == 400 && says(&t->message, "not a valid model"))
		return KX_FAILS_MODEL;
	if (real)
		return by_status(real);
	return strcasecmp(t->type, "invalid_request_error") == 0 ||
			       strcasecmp(t->type, "BadRequestError") == 0
		       ? KX_FAILS_REQUEST
		       : KX_FAILS_SERVER;
}

static void say(struct kx_failure *f, int status, const struct kx_api_fault *t)
{
	const char *const of[] = { "type", "code", "param" };
	const char *const what[] = { t->type, t->code, t->param };
	char *text = f->why.text;
	size_t size = sizeof(f->why.text), n;
	const char *between = ": ";

	snprintf(text, size, "%s", classes[f->class].text);
	if (status >= 300) {
		n = strlen(text);
		snprintf(text + n, size - n, ": status %d", status);
		between = ", ";
	}
	for (size_t i = 0; i < 3; i++) {
		if (!what[i][0] || (i == 1 && t->number && t->number == status))
			continue;
		n = strlen(text);
		snprintf(text + n, size - n, "%s%s '%s'", between, of[i], what[i]);
		between = ", ";
	}
}

bool kx_api_error(struct kx_failure *f, int status, const char *body, size_t n)
{
	struct kx_api_fault t;

	if (!kx_api_fault_read(&t, body, n))
		return false;
	*f = (struct kx_failure){ .after_ms = -1 };
	set_class(f, class_of(status, &t));
	say(f, status, &t);
	return true;
}

/* ---- of a reply ---------------------------------------------------------------------- */

static enum kx_failure_class by_fault(enum kx_http_fault fault)
{
	switch (fault) {
	case KX_HTTP_OK:
		return KX_FAILS_NOT;
	case KX_HTTP_DNS:
	case KX_HTTP_CONNECT:
	case KX_HTTP_TLS:
	case KX_HTTP_TIMEOUT_FIRST:
		return KX_FAILS_DEAD;
	case KX_HTTP_RESET:
	case KX_HTTP_TIMEOUT_IDLE:
	case KX_HTTP_TIMEOUT_TOTAL:
		return KX_FAILS_SERVER;
	case KX_HTTP_STOPPED:
		return KX_FAILS_STOPPED;
	case KX_HTTP_TOO_LARGE:
	case KX_HTTP_GARBLED:
	case KX_HTTP_REFUSED:
	default:
		return KX_FAILS_GARBLED;
	}
}

/* Nobody's patience is spent twice: what took its whole time would take it again. A
 * certificate that is not trusted, and a body that is too large, stay so. */
static bool again(const struct kx_http_reply *r)
{
	switch (r->fault) {
	case KX_HTTP_CONNECT:
		return r->total_ms < SLOW_CONNECT;
	case KX_HTTP_TLS:
	case KX_HTTP_TIMEOUT_FIRST:
	case KX_HTTP_TIMEOUT_TOTAL:
	case KX_HTTP_TOO_LARGE:
	case KX_HTTP_STOPPED:
		return false;
	default:
		return true;
	}
}

static void of_fault(struct kx_failure *f, const struct kx_http_reply *r)
{
	f->why = r->why;
	set_class(f, by_fault(r->fault));
	f->retry = f->retry && again(r);
	if (r->fault == KX_HTTP_TOO_LARGE)
		f->why.code = KX_EREFUSED;
	/* somebody is there, and waiting makes a certificate no better */
	if (r->fault == KX_HTTP_TLS && r->why.code == KX_ECONFIG) {
		f->breaks = false;
		f->why.code = KX_ECONFIG;
		kx_fail_hint(&f->why, "the key 'ca' names certificates to trust");
	}
	if (!f->why.text[0])
		snprintf(
			f->why.text, sizeof(f->why.text), "%s", classes[f->class].text);
}

void kx_api_failure(struct kx_failure *f, const struct kx_http_reply *r)
{
	struct kx_api_fault t;
	enum kx_failure_class c;

	*f = (struct kx_failure){ .after_ms = r->retry_after_ms };
	if (r->fault != KX_HTTP_OK) {
		of_fault(f, r);
		return;
	}
	if (r->status >= 200 && r->status < 300)
		return;
	kx_api_fault_read(&t, kx_buf_text(&r->body), r->body.len);
	c = class_of(r->status, &t);
	/* a budget that fills again, and says when */
	if (c == KX_FAILS_QUOTA && r->status == 402 && r->retry_after_ms >= 0)
		c = KX_FAILS_RATE;
	if (r->status < 400)
		kx_fail_hint(&f->why, "the address has moved: check base_url");
	set_class(f, c);
	say(f, r->status, &t);
	if (r->should_retry >= 0)
		f->retry = r->should_retry == 1;
}

int64_t kx_retry_delay(int tries, int64_t after_ms, double random)
{
	int64_t wait = WAIT_FIRST;

	for (int i = 1; i < tries && wait < WAIT_MAX; i++)
		wait *= 2;
	wait = wait < WAIT_MAX ? wait : WAIT_MAX;
	random = random >= 0 ? random <= 1 ? random : 1 : 0;
	wait = (int64_t)((double)wait * (0.75 + 0.25 * random));
	return wait > after_ms ? wait : after_ms;
}
