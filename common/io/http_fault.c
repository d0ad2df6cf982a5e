/* Why no whole answer came, in our words. libcurl's own are shown for certificates alone:
 * elsewhere they may quote what was sent or what came. */
#include "io/http_call.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LINE_TOO_LARGE 100 /* CURLE_TOO_LARGE, from 8.6 on */

/* ---- which -------------------------------------------------------------------------- */

static long errno_of(const struct kx_http_call *c)
{
	long n = 0;

	c->h->lib->easy_getinfo(c->easy, CURLINFO_OS_ERRNO, &n);
	return n;
}

/* before there was a connection it is the way to the server that fails, afterwards the
 * server */
static enum kx_http_fault by_phase(const struct kx_http_call *c)
{
	return c->connected ? KX_HTTP_RESET : KX_HTTP_CONNECT;
}

/* one code for a connection that broke and for chunks that are none */
static enum kx_http_fault receiving(const struct kx_http_call *c)
{
	if (!c->connected)
		return KX_HTTP_CONNECT;
	if (strstr(c->cause, "Too large response"))
		return KX_HTTP_TOO_LARGE;
	if (strstr(c->cause, "chunk"))
		return KX_HTTP_GARBLED;
	return KX_HTTP_RESET;
}

enum kx_http_fault kx_http_fault_of(const struct kx_http_call *c, CURLcode rc)
{
	if (c->fault)
		return c->fault;
	if (c->enough)
		return KX_HTTP_OK;
	switch ((int)rc) {
	case CURLE_OK: /* also for a head that breaks off */
		return c->headed && c->r->status ? KX_HTTP_OK : KX_HTTP_RESET;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return KX_HTTP_DNS;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CLIENTCERT:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_ENGINE_INITFAILED:
	case CURLE_SSL_ENGINE_NOTFOUND:
	case CURLE_SSL_ENGINE_SETFAILED:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
	case CURLE_USE_SSL_FAILED:
		return KX_HTTP_TLS;
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_UNSUPPORTED_PROTOCOL: /* no status line */
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_WRITE_ERROR: /* not ours: what unpacks */
		return KX_HTTP_GARBLED;
	case CURLE_OUT_OF_MEMORY: /* of a header's line, too */
	case LINE_TOO_LARGE:
		return KX_HTTP_TOO_LARGE;
	case CURLE_RECV_ERROR:
		return receiving(c);
	default:
		return by_phase(c);
	}
}

/* ---- in words ----------------------------------------------------------------------- */

static const char *refusal(long cause)
{
	switch (cause) {
	case ECONNREFUSED:
		return "connection refused";
	case ENETUNREACH:
		return "network unreachable";
	case EHOSTUNREACH:
		return "host unreachable";
	case ECONNRESET:
		return "connection reset";
	default:
		return "no connection";
	}
}

static int say_connect(struct kx_http_call *c, const char *where, CURLcode rc)
{
	struct kx_err *e = &c->r->why;
	long status = 0;

	c->h->lib->easy_getinfo(c->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	if (status / 100 > 2)
		return kx_fail(e, KX_EAGAIN, "%s: the proxy answered with status %ld",
			where, status);
	if (rc == CURLE_OK || rc == CURLE_OPERATION_TIMEDOUT)
		return kx_fail(e, KX_EAGAIN, "%s: no connection within %g s", where,
			c->limits.connect_ms / 1000.0);
	return kx_fail(e, KX_EAGAIN, "%s: %s", where, refusal(errno_of(c)));
}

/* a certificate may hold any bytes; the beginning is said already */
static int say_tls(struct kx_http_call *c, const char *where, CURLcode rc)
{
	static const char *const known[] = { "SSL certificate problem: ",
		"server certificate verification failed. ", "SSL: " };
	const char *cause = c->cause;
	char *where_again;
	const char *what = rc == CURLE_PEER_FAILED_VERIFICATION
				   ? "its certificate is not trusted"
			   : rc == CURLE_SSL_CACERT_BADFILE
				   ? "the certificates to trust cannot be read"
				   : "no TLS connection";

	if ((where_again = strstr(c->cause, " in connection to ")))
		*where_again = '\0';
	for (char *s = c->cause; *s; s++)
		if ((unsigned char)*s < ' ' || (unsigned char)*s >= 0x7f)
			*s = '?';
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strncmp(cause, known[i], strlen(known[i])) == 0)
			cause += strlen(known[i]);
	if (strstr(cause, "CAfile")) /* GnuTLS has nothing to say but where it looked */
		cause = "";
	return kx_fail(&c->r->why, KX_ECONFIG, "%s: %s%s%s", where, what,
		*cause ? ": " : "", cause);
}

static int say_large(struct kx_http_call *c, const char *where)
{
	if (c->got > c->limits.body_max)
		return kx_fail(&c->r->why, KX_EREFUSED,
			"%s: answer of more than %zu bytes", where, c->limits.body_max);
	return kx_fail(&c->r->why, KX_EREFUSED, "%s: headers of more than %u bytes",
		where, KX_HTTP_HEAD_MAX);
}

static int say(struct kx_http_call *c, const char *where, CURLcode rc)
{
	const char *part =
		c->first ? "in the middle of the answer" : "before the answer";
	struct kx_err *e = &c->r->why;

	switch (c->r->fault) {
	case KX_HTTP_DNS:
		return kx_fail(e, KX_EAGAIN, "%s: its name is not known", where);
	case KX_HTTP_CONNECT:
		return say_connect(c, where, rc);
	case KX_HTTP_TLS:
		return say_tls(c, where, rc);
	case KX_HTTP_RESET:
		return kx_fail(e, KX_EAGAIN, "%s: connection closed %s", where, part);
	case KX_HTTP_TIMEOUT_FIRST:
		return kx_fail(e, KX_EAGAIN, "%s: no answer within %g s", where,
			c->limits.first_ms / 1000.0);
	case KX_HTTP_TIMEOUT_IDLE:
		return kx_fail(e, KX_EAGAIN,
			"%s: silent for %g s in the middle of the answer", where,
			c->limits.idle_ms / 1000.0);
	case KX_HTTP_TIMEOUT_TOTAL:
		return kx_fail(e, KX_EAGAIN, "%s: no whole answer within %g s", where,
			c->limits.total_ms / 1000.0);
	case KX_HTTP_TOO_LARGE:
		return say_large(c, where);
	case KX_HTTP_GARBLED:
		return kx_fail(e, KX_EAGAIN, "%s: %s", where,
			c->r->status ? "the answer's body cannot be read"
				     : "the answer is not HTTP");
	case KX_HTTP_STOPPED:
		return kx_fail(e, KX_EAGAIN, "%s: interrupted", where);
	default:
		return 0;
	}
}

void kx_http_fault_say(struct kx_http_call *c, enum kx_http_fault fault, CURLcode rc)
{
	struct kx_http_reply *r = c->r;
	bool proxy = rc == CURLE_COULDNT_RESOLVE_PROXY || rc == CURLE_PROXY;
	char where[sizeof(c->url.host) + 32];

	r->fault = fault;
	if (fault == KX_HTTP_REFUSED)
		return;
	r->why = (struct kx_err){ 0 };
	if (proxy)
		snprintf(where, sizeof(where), "proxy '%s'", c->h->proxy_host);
	else
		snprintf(where, sizeof(where), "host '%s' port %u", c->url.host,
			c->url.port);
	say(c, where, rc);
	if (*c->h->proxy_host && !c->connected && fault != KX_HTTP_STOPPED)
		kx_fail_hint(&r->why, "the proxy '%s' is set", c->h->proxy_host);
}
