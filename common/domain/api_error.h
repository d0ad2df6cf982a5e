#ifndef KX_DOMAIN_API_ERROR_H
#define KX_DOMAIN_API_ERROR_H
/* What an answer that is none means: whether to try again, elsewhere, or not at all. Pure.
 *
 * A provider's message may quote the customer's words or a part of the key: it is never
 * put into an error. Status, `type`, `code` and `param` are, cut to letters, digits and
 * "_-.[]". */
#include "base/err.h"
#include "io/http.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kx_failure_class {
	KX_FAILS_NOT,
	KX_FAILS_DEAD,    /* nobody answered: no name, no connection, no first byte */
	KX_FAILS_SERVER,  /* status 408, 409, 5xx; the connection broke */
	KX_FAILS_RATE,    /* 429: later */
	KX_FAILS_QUOTA,   /* 402, insufficient_quota: money */
	KX_FAILS_AUTH,    /* 401, 403 */
	KX_FAILS_MODEL,   /* 404, model_not_found */
	KX_FAILS_CONTEXT, /* too long for the model: context_length_exceeded,
			     exceed_context_size_error, 413, llama.cpp's 500 "too large" */
	KX_FAILS_CONTENT, /* content_filter, content_policy_violation */
	KX_FAILS_REQUEST, /* 400, 405, 415, 422 …: the request itself */
	KX_FAILS_GARBLED, /* 2xx whose body is not an answer */
	KX_FAILS_STOPPED, /* by a signal */
};
const char *kx_failure_name(enum kx_failure_class c); /* "dead", "server" … */

struct kx_failure {
	enum kx_failure_class class;
	bool retry;       /* the same provider may be asked again */
	bool elsewhere;   /* another provider may do better */
	bool breaks;      /* counts for the breaker */
	int64_t after_ms; /* not before; -1: not said */
	struct kx_err
		why; /* code: 75 when later may help, 69 when not; with a hint where
			      the user can act */
};

/* Of a reply whose fault is not KX_HTTP_OK or whose status is not 2xx. x-should-retry is
 * obeyed. */
void kx_api_failure(struct kx_failure *f, const struct kx_http_reply *r);
/* Of an error object that came with status 200 (in mid-stream, or as the whole body): all
 * the shapes that are about: {"error": {message, type, code, param}}, {"error": "text"},
 * {"object": "error", …}, {"detail": …}; code a string, a number or null. false: `body` is
 * no such thing, *f is left alone. `status`: that it came with. */
bool kx_api_error(struct kx_failure *f, int status, const char *body, size_t n);
/* Milliseconds before try number `tries` (from 1 for the first repetition): 500 doubled up
 * to 8000, each times 0.75 to 1 by `random` (0..1); what the provider said is a floor. As
 * OpenAI's own clients do. */
int64_t kx_retry_delay(int tries, int64_t after_ms, double random);

#endif
