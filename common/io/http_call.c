#include "io/http_call.h"

#include "base/mem.h"

#include <string.h>
#include <strings.h>
#include <time.h>

#define CONNECT_MS 10000
#define FIRST_MS 60000
#define IDLE_MS 30000
#define TOTAL_MS 300000

#define PIECE                                                                          \
	65536L /* bytes read at once: a fifth less CPU than with the usual 16 KiB */

int64_t kx_http_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t kx_http_worked(const struct kx_http *h)
{
	return kx_http_us() - h->away;
}

/* ---- what comes --------------------------------------------------------------------- */

static size_t on_head(char *p, size_t size, size_t n, void *ctx)
{
	struct kx_http_call *c = ctx;

	n *= size;
	c->head += n;
	if (c->head > KX_HTTP_HEAD_MAX) {
		c->fault = KX_HTTP_TOO_LARGE;
		return 0;
	}
	kx_http_head_line(c, p, n);
	return n;
}

/* of an error only the beginning is wanted: the rest is not waited for */
static size_t take_error(struct kx_http_call *c, const char *p, size_t n)
{
	size_t room = KX_HTTP_ERROR_MAX - c->r->body.len;

	kx_buf_add(&c->r->body, p, n < room ? n : room);
	c->enough = n >= room;
	return c->enough ? 0 : n;
}

/* the time that it takes is not the server's */
static size_t hand_on(struct kx_http_call *c, const char *p, size_t n)
{
	int64_t start = kx_http_us();
	int rc = c->data(c->ctx, p, n, &c->r->why);

	c->h->away += kx_http_us() - start;
	c->r->streamed = true;
	if (!rc)
		return n;
	c->fault = KX_HTTP_REFUSED;
	return 0;
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct kx_http_call *c = ctx;

	n *= size;
	if (!c->first)
		c->first = kx_http_us();
	c->last = kx_http_worked(c->h);
	if (c->r->status / 100 != 2)
		return take_error(c, p, n);
	c->got += n;
	if (c->got > c->limits.body_max) {
		c->fault = KX_HTTP_TOO_LARGE;
		return 0;
	}
	if (c->data)
		return hand_on(c, p, n);
	kx_buf_add(&c->r->body, p, n);
	return n;
}

/* ---- the beginning ------------------------------------------------------------------ */

#define SET(option, value) c->h->lib->easy_setopt(c->easy, option, value)

static int add_header(struct kx_http_call *c, const char *line)
{
	struct curl_slist *all = c->h->lib->slist_append(c->headers, line);

	if (!all)
		kx_nomem();
	c->headers = all;
	return 0;
}

/* a line end in one would begin another */
static int check_header(const char *line, struct kx_err *e)
{
	size_t name = strcspn(line, ":");

	for (const char *s = line; *s; s++)
		if (((unsigned char)*s < ' ' && *s != '\t') || *s == 0x7f)
			return kx_fail(e, KX_ECONFIG,
				"a header holds a line end or another control character");
	if (!name || !line[name] || strcspn(line, " \t") < name)
		return kx_fail(e, KX_ECONFIG, "a header is not 'Name: value'");
	return 0;
}

static int set_headers(
	struct kx_http_call *c, const struct kx_http_request *r, struct kx_err *e)
{
	bool typed = false;

	for (size_t i = 0; r->headers && r->headers[i]; i++) {
		if (check_header(r->headers[i], e))
			return -1;
		typed |= strncasecmp(r->headers[i], "Content-Type:", 13) == 0;
		add_header(c, r->headers[i]);
	}
	/* what libcurl would say by itself: a form, and a wait for its leave */
	if (!typed)
		add_header(c, "Content-Type:");
	add_header(c, "Expect:");
	SET(CURLOPT_HTTPHEADER, c->headers);
	return 0;
}

static void set_method(struct kx_http_call *c, const struct kx_http_request *r)
{
	if (r->body || strcmp(r->method, "POST") == 0) {
		c->len = r->body ? r->len : 0;
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->len);
		SET(CURLOPT_POSTFIELDS, r->body ? r->body : "");
	}
	if (strcmp(r->method, "HEAD") == 0)
		SET(CURLOPT_NOBODY, 1L);
	else if (strcmp(r->method, r->body ? "POST" : "GET") != 0)
		SET(CURLOPT_CUSTOMREQUEST, r->method);
}

static void set_limits(struct kx_http_call *c, const struct kx_http_limits *l)
{
	c->limits = *l;
	if (!c->limits.connect_ms)
		c->limits.connect_ms = CONNECT_MS;
	if (!c->limits.first_ms)
		c->limits.first_ms = FIRST_MS;
	if (!c->limits.idle_ms)
		c->limits.idle_ms = IDLE_MS;
	if (!c->limits.total_ms)
		c->limits.total_ms = TOTAL_MS;
	if (!c->limits.body_max)
		c->limits.body_max = KX_HTTP_BODY_MAX;
	/* libcurl's own limit as well: it shares the time among a host's addresses */
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)c->limits.connect_ms);
}

static void set_trust(struct kx_http_call *c)
{
	struct kx_http *h = c->h;

	kx_http_ca_default(h);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (!h->ca_file && !h->ca_folder)
		return;
	SET(CURLOPT_CAINFO, h->ca_file);
	SET(CURLOPT_CAPATH, h->ca_folder);
	SET(CURLOPT_PROXY_CAINFO, h->ca_file);
	SET(CURLOPT_PROXY_CAPATH, h->ca_folder);
}

static void set_options(struct kx_http_call *c)
{
	struct kx_http *h = c->h;

	SET(CURLOPT_ERRORBUFFER, c->cause);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_BUFFERSIZE, PIECE);
	SET(CURLOPT_QUICK_EXIT, 1L); /* no waiting for a name server when we leave */
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_TCP_NODELAY, 1L);
	SET(CURLOPT_TCP_KEEPALIVE, 1L);
	SET(CURLOPT_USERAGENT, "kx/" KX_VERSION);
	/* a packed stream would be held back until there is enough to unpack */
	SET(CURLOPT_ACCEPT_ENCODING, c->data ? "identity" : "");
	/* not set, they would be read from the environment */
	SET(CURLOPT_PROXY, h->proxy);
	SET(CURLOPT_NOPROXY, h->no_proxy);
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_HEADERFUNCTION, on_head);
	SET(CURLOPT_HEADERDATA, c);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, c);
	if (c->url.tls || *h->proxy)
		set_trust(c);
}

static int set_url(struct kx_http_call *c, const char *url, struct kx_err *e)
{
	const struct kx_curl *lib = c->h->lib;
	CURLU *u;
	bool good;

	/* what is wrong is not shown: it may hold a password */
	if (kx_http_url_read(url, &c->url)) {
		kx_fail(e, KX_ECONFIG, "unusable address");
		return kx_fail_hint(e, "it must look like https://HOST/PATH");
	}
	u = lib->url();
	if (!u)
		kx_nomem();
	good = !lib->url_set(u, CURLUPART_URL, url, 0);
	lib->url_cleanup(u);
	if (!good)
		return kx_fail(
			e, KX_ECONFIG, "host '%s': unusable address", c->url.host);
	SET(CURLOPT_URL, url);
	return 0;
}

int kx_http_call_begin(struct kx_http *h, struct kx_http_call *c,
	const struct kx_http_request *r, struct kx_err *e)
{
	if (!c->easy)
		c->easy = h->lib->easy_init();
	else
		h->lib->easy_reset(c->easy);
	if (!c->easy)
		kx_nomem();
	*c = (struct kx_http_call){ .easy = c->easy,
		.h = h,
		.data = r->data,
		.ctx = r->ctx,
		.start = kx_http_us(),
		.begun = kx_http_worked(h) };
	if (set_url(c, r->url, e) || set_headers(c, r, e)) {
		h->lib->slist_free_all(c->headers);
		c->headers = NULL;
		return -1;
	}
	set_options(c);
	set_method(c, r);
	set_limits(c, &r->limits);
	c->r = kx_alloc(sizeof(*c->r));
	c->r->tag = r->tag;
	c->r->retry_after_ms = -1;
	c->r->should_retry = -1;
	c->used = true;
	return 0;
}

/* ---- the time ----------------------------------------------------------------------- */

/* what is unpacked may come for a while before there is a byte to give */
static void see_progress(struct kx_http_call *c)
{
	const struct kx_curl *lib = c->h->lib;
	curl_off_t n = 0;

	if (!c->connected) {
		lib->easy_getinfo(c->easy, CURLINFO_PRETRANSFER_TIME_T, &n);
		if (n)
			c->connected = kx_http_worked(c->h);
		n = 0;
	}
	lib->easy_getinfo(c->easy, CURLINFO_SIZE_DOWNLOAD_T, &n);
	if (n == c->arrived)
		return;
	c->arrived = n;
	c->last = kx_http_worked(c->h);
	if (!c->first)
		c->first = kx_http_us();
}

enum kx_http_fault kx_http_call_late(struct kx_http_call *c, int64_t *left)
{
	int64_t total = c->start + (int64_t)c->limits.total_ms * 1000 - kx_http_us();
	enum kx_http_fault fault;

	see_progress(c);
	if (c->first) {
		fault = KX_HTTP_TIMEOUT_IDLE;
		*left = c->last + (int64_t)c->limits.idle_ms * 1000;
	} else if (c->connected) {
		fault = KX_HTTP_TIMEOUT_FIRST;
		*left = c->connected + (int64_t)c->limits.first_ms * 1000;
	} else {
		fault = KX_HTTP_CONNECT;
		*left = c->begun + (int64_t)c->limits.connect_ms * 1000;
	}
	*left -= kx_http_worked(c->h);
	if (total <= 0)
		return KX_HTTP_TIMEOUT_TOTAL;
	if (*left <= 0)
		return fault;
	if (total < *left)
		*left = total;
	return KX_HTTP_OK;
}

/* ---- the end ------------------------------------------------------------------------ */

static void complete(struct kx_http_call *c, enum kx_http_fault fault, CURLcode rc)
{
	const struct kx_curl *lib = c->h->lib;
	struct kx_http_reply *r = c->r;
	curl_off_t up = 0;
	long head = 0;

	lib->easy_getinfo(c->easy, CURLINFO_SIZE_UPLOAD_T, &up);
	lib->easy_getinfo(c->easy, CURLINFO_REQUEST_SIZE, &head);
	r->sent = c->connected && head && up >= (curl_off_t)c->len;
	r->total_ms = (double)(kx_http_us() - c->start) / 1000;
	r->first_ms = c->first ? (double)(c->first - c->start) / 1000 : 0;
	kx_http_fault_say(c, fault, rc);
}

void kx_http_call_done(struct kx_http_call *c, CURLcode rc)
{
	see_progress(c);
	complete(c, kx_http_fault_of(c, rc), rc);
}

void kx_http_call_fail(struct kx_http_call *c, enum kx_http_fault fault)
{
	see_progress(c);
	complete(c, fault, CURLE_OK);
}
