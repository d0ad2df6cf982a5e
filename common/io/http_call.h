#ifndef KX_IO_HTTP_CALL_H
#define KX_IO_HTTP_CALL_H
/* One call of io/http.h from its start to its reply; for the files of that door alone. */
#include "io/http.h"
#include "io/http_curl.h"
#include "io/http_url.h"

#define KX_HTTP_WAIT_MAX_MS 86400000 /* no wait that a server asks for is longer */

struct kx_http_call {
	CURL *easy; /* NULL until the slot was used once */
	bool used, ended;
	struct kx_http_call *next; /* among those that ended */
	struct kx_http_reply *r;
	struct kx_http *h;
	struct kx_http_url url;
	struct kx_http_limits limits; /* none is 0 */
	struct curl_slist *headers;
	size_t len; /* of the request's body */
	int (*data)(void *ctx, const char *p, size_t n, struct kx_err *e);
	void *ctx;
	int64_t start, first; /* kx_http_us(); 0: not yet */
	/* kx_http_worked(); 0: not yet */
	int64_t begun, connected, last;
	curl_off_t arrived;       /* bytes of the body as last seen, packed */
	size_t got, head;         /* bytes of the body, unpacked; of the headers */
	enum kx_http_fault fault; /* that a callback found */
	bool enough;              /* of an error's body */
	bool headed;              /* the head is whole */
	bool exact;               /* retry-after-ms was there */
	char cause[CURL_ERROR_SIZE];
};

struct kx_http {
	const struct kx_curl *lib;
	CURLM *multi;
	char *proxy, *no_proxy; /* "": none */
	char proxy_host[256];   /* as it may be shown; "" */
	char *ca_file, *ca_folder;
	bool ca_looked_up; /* where the system has its own */
	bool (*stopped)(void);
	int64_t left,
		away; /* kx_http_us() when the last wait ended; time spent outside */
	struct kx_http_call calls[KX_HTTP_AT_ONCE];
	size_t running;
	struct kx_http_call *ended, **last_ended;
};

/* Microseconds of a clock that never goes back. */
int64_t kx_http_us(void);
/* The same without the time in which nobody looked after the calls, because the caller was
 * busy: a server is not late for that. */
int64_t kx_http_worked(const struct kx_http *h);

/* Prepare a call in a free slot. */
int kx_http_call_begin(struct kx_http *h, struct kx_http_call *c,
	const struct kx_http_request *r, struct kx_err *e);
/* It ended: by libcurl with `rc`, or by us with a fault. Completes the reply. */
void kx_http_call_done(struct kx_http_call *c, CURLcode rc);
void kx_http_call_fail(struct kx_http_call *c, enum kx_http_fault fault);
/* A limit that is passed, else KX_HTTP_OK with the microseconds to the next in *left. */
enum kx_http_fault kx_http_call_late(struct kx_http_call *c, int64_t *left);

/* One line of an answer's head. */
void kx_http_head_line(struct kx_http_call *c, const char *line, size_t n);

/* "12", "0.5", blanks around it: rounded up, at most KX_HTTP_WAIT_MAX_MS; -1: anything
 * else. */
int64_t kx_http_decimal(const char *text);

/* The fault that a libcurl code stands for. */
enum kx_http_fault kx_http_fault_of(const struct kx_http_call *c, CURLcode rc);
/* Fill reply->fault and reply->why. */
void kx_http_fault_say(struct kx_http_call *c, enum kx_http_fault fault, CURLcode rc);

/* Options `proxy` and `ca`, checked. */
int kx_http_proxy_set(
	struct kx_http *h, const struct kx_http_opts *o, struct kx_err *e);
int kx_http_ca_set(struct kx_http *h, const char *ca, struct kx_err *e);
/* Where the system has its certificates, looked up once, when the first https comes. */
void kx_http_ca_default(struct kx_http *h);

#endif
