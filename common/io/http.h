#ifndef KX_IO_HTTP_H
#define KX_IO_HTTP_H
/* HTTP requests over libcurl, several at once on kept connections. The library is opened
 * at the first kx_http_open(), not before: it and what comes with it cost as much as a
 * whole search.
 *
 * Only http and https, version 1.1, no redirects, no environment read behind our back: the
 * proxy is what the options say. Certificates are those of SSL_CERT_FILE and SSL_CERT_DIR
 * where they are set, else those of the hashed folder of the system where there is one:
 * reading the bundle of all of them costs 20 ms a start. */
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_HTTP_BODY_MAX (64u << 20)  /* most bytes of a body when no limit is named */
#define KX_HTTP_ERROR_MAX (64u << 10) /* bytes kept of the body of an error */
#define KX_HTTP_HEAD_MAX (64u << 10)  /* bytes of all headers of an answer */
#define KX_HTTP_AT_ONCE 16            /* most calls that run at once */

struct kx_http; /* connections; of one thread */

struct kx_http_opts {
	const char *proxy;    /* NULL: none */
	const char *no_proxy; /* hosts it is not for, as in NO_PROXY, or NULL */
	const char *
		ca; /* a file of certificates, or a hashed folder; NULL: the system's */
	/* Asked at least every 100 ms; true ends all calls with KX_HTTP_STOPPED. May be
	 * NULL. */
	bool (*stopped)(void);
};

/* Why no whole answer came. */
enum kx_http_fault {
	KX_HTTP_OK,
	KX_HTTP_DNS,
	KX_HTTP_CONNECT, /* refused, unreachable, or not within connect_ms */
	KX_HTTP_TLS,     /* no handshake, or a certificate that is not trusted */
	KX_HTTP_RESET,   /* closed or reset by the other side before the end */
	KX_HTTP_TIMEOUT_FIRST,
	KX_HTTP_TIMEOUT_IDLE,
	KX_HTTP_TIMEOUT_TOTAL,
	KX_HTTP_TOO_LARGE, /* body_max, or KX_HTTP_HEAD_MAX */
	KX_HTTP_GARBLED,   /* not HTTP, or an encoding that does not unpack */
	KX_HTTP_REFUSED,   /* `data` said no */
	KX_HTTP_STOPPED,
};

struct kx_http_limits {
	/* The time between two waits, and that which `data` takes, counts for total_ms
	 * alone: the server is not late because the caller was busy. */
	int connect_ms;  /* until connected, TLS included; 0: 10,000 */
	int first_ms;    /* from then until the first byte of the body; 0: 60,000 */
	int idle_ms;     /* between two arrivals of bytes; 0: 30,000 */
	int total_ms;    /* 0: 300,000 */
	size_t body_max; /* bytes after unpacking; 0: KX_HTTP_BODY_MAX */
};

struct kx_http_request {
	const char *method; /* "GET", "POST" */
	const char *url;
	const char *const *headers; /* "Name: value" each, NULL at the end */
	const void *body;           /* borrowed until the call is done; NULL: none */
	size_t len;
	struct kx_http_limits limits;
	/* NULL: the body is gathered in the reply. Otherwise the bytes of the body of a
	 * 2xx answer as they come; -1 with `e` ends the call with KX_HTTP_REFUSED. It must
	 * not call anything of this header with the same struct kx_http. */
	int (*data)(void *ctx, const char *p, size_t n, struct kx_err *e);
	void *ctx;
	void *tag; /* the caller's, comes back in the reply */
};

struct kx_http_reply {
	void *tag;
	enum kx_http_fault fault;
	struct kx_err why;   /* of the fault: "host 'h' port 80: connection refused"; no
			      address with user or query, no header, no body */
	int status;          /* 0: no answer came */
	struct kx_buf body;  /* with a fault: as far as it came; of an error the first
			       KX_HTTP_ERROR_MAX bytes, the rest is not waited for */
	char type[64];       /* Content-Type without parameters, lower case; "" */
	char request_id[80]; /* x-request-id, printable; "" */
	int64_t retry_after_ms; /* from retry-after-ms, else Retry-After (seconds, may be
				   a fraction, or an HTTP date); -1: not said */
	int should_retry;       /* x-should-retry: 1 true, 0 false, -1 not said */
	bool streamed;          /* bytes were given to `data` */
	bool sent; /* the whole request went out: it may have had its effect */
	double first_ms,
		total_ms; /* since the start; first_ms: first byte of the body */
};

/* `o` may be NULL. KX_ECONFIG when the library is not there (with the package to install),
 * when `ca` cannot be read, or is a folder that is not hashed, or for a bad `proxy`. */
int kx_http_open(struct kx_http **h, const struct kx_http_opts *o, struct kx_err *e);
void kx_http_close(struct kx_http *h);

/* Begin a call. Strings are copied, the body is borrowed. KX_ECONFIG for a bad address or
 * header; KX_EBUG when KX_HTTP_AT_ONCE run already. */
int kx_http_start(struct kx_http *h, const struct kx_http_request *r, struct kx_err *e);
/* Calls whose reply was not fetched yet. */
size_t kx_http_running(const struct kx_http *h);
/* Work on all of them until one has ended, or for `ms` (-1: as long as it takes; 0: only
 * what can be done at once): 0 with *reply, the caller's to release; 1 none has ended.
 * Never fails: what goes wrong is the reply's fault. */
int kx_http_wait(struct kx_http *h, int ms, struct kx_http_reply **reply);
void kx_http_reply_free(struct kx_http_reply *r);
/* One call from its start to its end, while others may go on. */
int kx_http_run(struct kx_http *h, const struct kx_http_request *r,
	struct kx_http_reply **reply, struct kx_err *e);

/* Milliseconds that a Retry-After value asks for, seen at `now` (kx_clock_now()), at most
 * 24 hours; -1 for one that cannot be read. RFC 9110, section 10.2.3. */
int64_t kx_http_retry_after(const char *value, int64_t now);
/* Is the host of a URL this machine ("localhost", 127/8, ::1)? Or that, or one of a private
 * network (10/8, 172.16/12, 192.168/16, fc00::/7, link-local, ".local", ".internal", a
 * name without a dot)? By the letters alone; false for an address that cannot be used. */
bool kx_http_loopback(const char *url);
bool kx_http_private(const char *url);

#endif
