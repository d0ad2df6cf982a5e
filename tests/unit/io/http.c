#include "io/http.h"
#include "../server.h"
#include "../t.h"
#include "base/mem.h"

static struct kx_http *h;
static struct kx_err err;
static struct kx_buf seen; /* the last request */
static pthread_mutex_t seen_lock = PTHREAD_MUTEX_INITIALIZER;

/* answers every request of a connection with the text in ctx */
static void answer(struct server *s, int fd, int nth)
{
	(void)nth;
	for (;;) {
		struct kx_buf r = { 0 };
		bool came = server_request(fd, &r);

		if (came) {
			pthread_mutex_lock(&seen_lock);
			kx_buf_clear(&seen);
			kx_buf_add(&seen, r.p, r.len);
			pthread_mutex_unlock(&seen_lock);
		}
		kx_buf_release(&r);
		if (!came || !server_say(fd, s->ctx))
			return;
	}
}

static struct kx_http_reply *call(const struct kx_http_request *r)
{
	struct kx_http_reply *reply = NULL;

	err.text[0] = '\0';
	if (kx_http_run(h, r, &reply, &err)) {
		T_STR(err.text, "");
		exit(1);
	}
	return reply;
}

static struct kx_http_reply *get(const struct server *s)
{
	return call(&(struct kx_http_request){ .method = "GET", .url = s->url });
}

static int add(void *ctx, const char *p, size_t n, struct kx_err *e)
{
	(void)e;
	return kx_buf_add(ctx, p, n);
}

static void gives_status_head_and_body(void)
{
	struct server s = { .serve = answer,
		.ctx = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
		       "Content-Type: Application/JSON; charset=utf-8\r\n"
		       "X-Request-ID:  req_\x01\xff"
		       "7 \r\nX-Should-Retry: false\r\n"
		       "Retry-After: 2\r\nretry-after-ms: 1500.5\r\nRetry-After: 3\r\n\r\n"
		       "hello" };
	struct kx_http_request q = { .method = "GET", .tag = &s };
	struct kx_http_reply *r;

	server_start(&s);
	q.url = s.url;
	r = call(&q);
	T_INT(r->fault, KX_HTTP_OK);
	T_STR(r->why.text, "");
	T_OK(r->tag == &s);
	T_INT(r->status, 200);
	T_STR(r->body.p, "hello");
	T_STR(r->type, "application/json");
	T_STR(r->request_id, "req_7");
	T_INT(r->retry_after_ms, 1501);
	T_INT(r->should_retry, 0);
	T_OK(!r->streamed);
	T_OK(r->sent);
	T_OK(r->first_ms > 0 && r->total_ms >= r->first_ms);
	kx_http_reply_free(r);
	server_stop(&s);
}

static void says_what_was_not_said(void)
{
	struct server s = { .serve = answer,
		.ctx = "HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\nX-Request-Id: no\r\n"
		       "Content-Type: text/x\r\nX-Should-Retry: true\r\n\r\n"
		       "HTTP/1.1 204 No Content\r\nRetry-After: soon\r\n\r\n" };
	struct kx_http_reply *r;

	server_start(&s);
	r = get(&s);
	T_INT(r->fault, KX_HTTP_OK);
	T_INT(r->status, 204);
	T_STR(r->type, "");
	T_STR(r->request_id, "");
	T_INT(r->retry_after_ms, -1);
	T_INT(r->should_retry, -1);
	T_INT(r->body.len, 0);
	T_OK(r->first_ms == 0 && r->total_ms > 0);
	kx_http_reply_free(r);
	server_stop(&s);
}

static void sends_what_it_was_given(void)
{
	static const char *const headers[] = { "Authorization: Bearer k",
		"Content-Type: application/json", NULL };
	struct server s = { .serve = answer,
		.ctx = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" };
	struct kx_http_request q = {
		.method = "POST", .headers = headers, .body = "{\"a\":\0 1}", .len = 9
	};

	server_start(&s);
	q.url = s.url;
	kx_http_reply_free(call(&q));
	T_OK(strncmp(seen.p, "POST / HTTP/1.1\r\nHost: 127.0.0.1:", 33) == 0);
	T_OK(strstr(seen.p, "\r\nAuthorization: Bearer k\r\n") != NULL);
	T_OK(strstr(seen.p, "\r\nContent-Type: application/json\r\n") != NULL);
	T_OK(strstr(seen.p, "\r\nContent-Length: 9\r\n") != NULL);
	T_OK(strstr(seen.p, "\r\nUser-Agent: kx/" KX_VERSION "\r\n") != NULL);
	T_OK(strcasestr(seen.p, "gzip") != NULL);
	T_OK(strcasestr(seen.p, "Expect") == NULL);
	T_OK(seen.len > 9 && memcmp(seen.p + seen.len - 9, q.body, 9) == 0);
	q = (struct kx_http_request){ .method = "POST", .url = s.url };
	kx_http_reply_free(call(&q));
	T_OK(strstr(seen.p, "\r\nContent-Length: 0\r\n") != NULL);
	T_OK(strcasestr(seen.p, "Content-Type") == NULL);
	q = (struct kx_http_request){
		.method = "DELETE", .url = s.url, .data = add, .ctx = &seen
	};
	kx_http_reply_free(call(&q));
	T_OK(strncmp(seen.p, "DELETE / ", 9) == 0);
	T_OK(strcasestr(seen.p, "gzip") == NULL);
	q = (struct kx_http_request){ .method = "HEAD", .url = s.url };
	kx_http_reply_free(call(&q));
	T_OK(strncmp(seen.p, "HEAD / ", 7) == 0);
	server_stop(&s);
}

static void sends_a_large_body(void)
{
	struct server s = { .serve = answer,
		.ctx = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" };
	size_t n = 5u << 20;
	char *body = kx_alloc(n);
	struct kx_http_request q = { .method = "POST", .body = body, .len = n };
	struct kx_http_reply *r;

	memset(body, 'x', n);
	server_start(&s);
	q.url = s.url;
	r = call(&q);
	T_INT(r->status, 200);
	T_OK(r->sent);
	T_OK(seen.len > n && memcmp(seen.p + seen.len - n, body, n) == 0);
	kx_http_reply_free(r);
	server_stop(&s);
	free(body);
}

/* ---- bodies ------------------------------------------------------------------------- */

#define PIECES "5\r\ndata:\r\n1\r\n \r\n3;ext=1\r\nx\n\n\r\n0\r\nRetry-After: 7\r\n\r\n"

static void streams_a_good_answer(void)
{
	struct server s = { .serve = answer,
		.ctx = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" PIECES };
	struct kx_buf got = { 0 };
	struct kx_http_request q = { .method = "GET", .data = add, .ctx = &got };
	struct kx_http_reply *r;

	server_start(&s);
	q.url = s.url;
	r = call(&q);
	T_INT(r->fault, KX_HTTP_OK);
	T_STR(got.p, "data: x\n\n");
	T_INT(r->body.len, 0);
	T_OK(r->streamed);
	T_INT(r->retry_after_ms, -1);
	kx_http_reply_free(r);
	q.data = NULL;
	r = call(&q);
	T_STR(r->body.p, "data: x\n\n");
	kx_http_reply_free(r);
	server_stop(&s);
	kx_buf_release(&got);
}

static void keeps_an_error_back_from_a_stream(void)
{
	struct server s = { .serve = answer,
		.ctx = "HTTP/1.1 429 Slow\r\nContent-Length: 2\r\n\r\n{}" };
	struct kx_buf got = { 0 };
	struct kx_http_request q = { .method = "GET", .data = add, .ctx = &got };
	struct kx_http_reply *r;

	server_start(&s);
	q.url = s.url;
	r = call(&q);
	T_INT(r->status, 429);
	T_INT(r->fault, KX_HTTP_OK);
	T_STR(r->body.p, "{}");
	T_OK(!r->streamed);
	T_INT(got.len, 0);
	kx_http_reply_free(r);
	server_stop(&s);
	kx_buf_release(&got);
}

static void follows_no_redirect(void)
{
	struct server s = {
		.serve = answer,
		.ctx = "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"
	};
	struct kx_http_reply *r;

	server_start(&s);
	r = get(&s);
	T_INT(r->status, 302);
	T_INT(r->fault, KX_HTTP_OK);
	kx_http_reply_free(r);
	server_stop(&s);
	T_INT(s.n, 1);
}

/* an error of any length: what is kept is its beginning, and the rest is not waited for */
static void serve_endless_error(struct server *s, int fd, int nth)
{
	char piece[4096];

	(void)s;
	(void)nth;
	memset(piece, 'e', sizeof(piece));
	if (server_request(fd, NULL) && server_say(fd, "HTTP/1.1 500 No\r\n\r\n"))
		while (server_send(fd, piece, sizeof(piece)))
			;
}

static void keeps_the_beginning_of_an_error(void)
{
	struct server s = { .serve = serve_endless_error };
	struct kx_http_reply *r;

	server_start(&s);
	r = get(&s);
	T_INT(r->status, 500);
	T_INT(r->fault, KX_HTTP_OK);
	T_INT(r->body.len, KX_HTTP_ERROR_MAX);
	kx_http_reply_free(r);
	server_stop(&s);
}

static const unsigned char small_gz[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0x4b,
	0x4c, 0x4a, 6, 0, 0xc2, 0x41, 0x24, 0x35, 3, 0, 0, 0 }; /* "abc" */

static void serve_gz(struct server *s, int fd, int nth)
{
	char head[200];

	(void)nth;
	snprintf(head, sizeof(head),
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
		sizeof(small_gz));
	while (server_request(fd, NULL))
		if (!server_say(fd, head) ||
			!server_send(fd, s->ctx ? s->ctx : small_gz, sizeof(small_gz)))
			return;
}

static void unpacks_a_body(void)
{
	struct server s = { .serve = serve_gz };
	struct kx_http_reply *r;

	server_start(&s);
	r = get(&s);
	T_INT(r->fault, KX_HTTP_OK);
	T_STR(r->body.p, "abc");
	kx_http_reply_free(r);
	server_stop(&s);
}

/* ---- many, kept, in turn ------------------------------------------------------------ */

static void keeps_a_connection(void)
{
	struct server s = { .serve = answer,
		.ctx = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" };
	struct kx_http_reply *r;

	server_start(&s);
	for (int i = 0; i < 20; i++) {
		r = get(&s);
		T_INT(r->fault, KX_HTTP_OK);
		T_STR(r->body.p, "ok");
		kx_http_reply_free(r);
	}
	server_stop(&s);
	T_INT(s.n, 1);
}

static void serve_and_close(struct server *s, int fd, int nth)
{
	(void)nth;
	if (server_request(fd, NULL))
		server_say(fd, s->ctx);
}

/* what a server closes while nobody uses it is no fault */
static void takes_another_connection_for_a_closed_one(void)
{
	struct server s = { .serve = serve_and_close,
		.ctx = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" };
	struct kx_http_reply *r;

	server_start(&s);
	for (int i = 0; i < 5; i++) {
		r = get(&s);
		T_INT(r->fault, KX_HTTP_OK);
		T_STR(r->body.p, "ok");
		kx_http_reply_free(r);
	}
	server_stop(&s);
	T_INT(s.n, 5);
}

/* all requests must be there before the first is answered, the last one first */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int waiting, turn;
} gate = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0 };

static void serve_in_turn(struct server *s, int fd, int nth)
{
	struct kx_buf r = { 0 };
	char text[200];
	int number;

	(void)s;
	(void)nth;
	server_request(fd, &r);
	number = (int)strtol(strstr(kx_buf_text(&r), "/") + 1, NULL, 10);
	kx_buf_release(&r);
	pthread_mutex_lock(&gate.lock);
	if (++gate.waiting == KX_HTTP_AT_ONCE)
		gate.turn = KX_HTTP_AT_ONCE - 1;
	pthread_cond_broadcast(&gate.changed);
	while (gate.turn != number)
		pthread_cond_wait(&gate.changed, &gate.lock);
	pthread_mutex_unlock(&gate.lock);
	snprintf(text, sizeof(text),
		"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nnumber %d", number);
	server_say(fd, text);
}

static void next_turn(void)
{
	pthread_mutex_lock(&gate.lock);
	gate.turn--;
	pthread_cond_broadcast(&gate.changed);
	pthread_mutex_unlock(&gate.lock);
}

static void runs_many_at_once(void)
{
	struct server s = { .serve = serve_in_turn };
	struct kx_http_request q = { .method = "GET" };
	int tags[KX_HTTP_AT_ONCE];
	struct kx_http_reply *r;
	char url[100], want[30];

	gate.turn = -1;
	server_start(&s);
	for (int i = 0; i < KX_HTTP_AT_ONCE; i++) {
		snprintf(url, sizeof(url), "%s%d", s.url, i);
		q.url = url;
		q.tag = &tags[i];
		T_INT(kx_http_start(h, &q, &err), 0);
	}
	T_INT(kx_http_running(h), KX_HTTP_AT_ONCE);
	T_INT(kx_http_start(h, &q, &err), -1);
	T_INT(err.code, KX_EBUG);
	T_INT(kx_http_wait(h, 0, &r), 1);
	for (int i = KX_HTTP_AT_ONCE - 1; i >= 0; i--) {
		T_INT(kx_http_wait(h, -1, &r), 0);
		T_OK(r->tag == &tags[i]);
		snprintf(want, sizeof(want), "number %d", i);
		T_STR(kx_buf_text(&r->body), want);
		T_INT(kx_http_running(h), i);
		kx_http_reply_free(r);
		next_turn();
	}
	T_INT(kx_http_wait(h, -1, &r), 1);
	server_stop(&s);
}

static void runs_one_while_others_go_on(void)
{
	struct server s = { .serve = answer,
		.ctx = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" };
	struct kx_http_request q = { .method = "GET" };
	struct kx_http_reply *r;
	int tags[4];

	server_start(&s);
	q.url = s.url;
	for (int i = 0; i < 3; i++) {
		q.tag = &tags[i];
		T_INT(kx_http_start(h, &q, &err), 0);
	}
	q.tag = &tags[3];
	r = call(&q);
	T_OK(r->tag == &tags[3]);
	kx_http_reply_free(r);
	for (size_t left = 3; left; left--) {
		T_INT(kx_http_running(h), left);
		T_INT(kx_http_wait(h, -1, &r), 0);
		T_OK(r->tag != &tags[3] && r->fault == KX_HTTP_OK);
		kx_http_reply_free(r);
	}
	T_INT(kx_http_running(h), 0);
	server_stop(&s);
}

static void closes_while_they_run(void)
{
	struct server s = { .serve = answer, .ctx = "HTTP/1.1 200 OK\r\n" };
	struct kx_http_request q = { .method = "GET" };
	struct kx_http *other;
	struct kx_http_reply *r;

	server_start(&s);
	q.url = s.url;
	T_INT(kx_http_open(&other, NULL, &err), 0);
	for (int i = 0; i < 3; i++)
		T_INT(kx_http_start(other, &q, &err), 0);
	T_INT(kx_http_wait(other, 0, &r), 1);
	kx_http_close(other);
	kx_http_close(NULL);
	server_stop(&s);
}

/* ---- what it is told wrongly -------------------------------------------------------- */

static void refuses_bad_requests(void)
{
	static const char *const bad[] = { "X: a\r\nY: b", "X: a\nb", "X: a\x7f", "X",
		": x", "X y: z", "" };
	const char *headers[] = { NULL, NULL };
	struct kx_http_request q = { .method = "GET",
		.url = "http://u:secret@h h/?secret" };
	struct kx_http_reply *r;

	T_INT(kx_http_start(h, &q, &err), -1);
	T_INT(err.code, KX_ECONFIG);
	T_STR(err.text, "unusable address");
	T_OK(err.hint[0]);
	q.url = "ftp://h/";
	T_INT(kx_http_run(h, &q, &r, &err), -1);
	T_INT(err.code, KX_ECONFIG);
	q.url = "http://h/";
	q.headers = headers;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		headers[0] = bad[i];
		T_INT(kx_http_start(h, &q, &err), -1);
		T_INT(err.code, KX_ECONFIG);
	}
	T_INT(kx_http_running(h), 0);
}

static void refuses_bad_options(void)
{
	struct kx_http_opts o = { .ca = "/nonexistent" };
	char folder[] = "/tmp/kx-http-XXXXXX";
	struct kx_http *other;

	T_INT(kx_http_open(&other, &o, &err), -1);
	T_INT(err.code, KX_ECONFIG);
	T_STR(err.text,
		"cannot read certificates in '/nonexistent': No such file or directory");
	o.ca = mkdtemp(folder);
	T_INT(kx_http_open(&other, &o, &err), -1);
	T_OK(strstr(err.text, "no hashed certificates in '/tmp/kx-http-") == err.text);
	T_OK(err.hint[0]);
	rmdir(folder);
	o = (struct kx_http_opts){ .proxy = "http://u:secret@h h" };
	T_INT(kx_http_open(&other, &o, &err), -1);
	T_INT(err.code, KX_ECONFIG);
	T_STR(err.text, "unusable address of the proxy");
	o.proxy = "gopher://h";
	T_INT(kx_http_open(&other, &o, &err), -1);
	o.proxy = "socks5h://h:1080";
	T_INT(kx_http_open(&other, &o, &err), 0);
	kx_http_close(other);
}

/* ---- the proxy ---------------------------------------------------------------------- */

static void goes_through_the_proxy_it_is_told(void)
{
	struct server s = { .serve = answer,
		.ctx = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" };
	struct kx_http_opts o = { .no_proxy = "127.0.0.1" };
	struct kx_http_request q = { .method = "GET",
		.url = "http://host.invalid/path" };
	struct kx_http_reply *r = NULL;
	struct kx_http *other;

	server_start(&s);
	o.proxy = s.url;
	T_INT(kx_http_open(&other, &o, &err), 0);
	T_INT(kx_http_run(other, &q, &r, &err), 0);
	T_STR(r->body.p, "ok");
	T_OK(strncmp(seen.p, "GET http://host.invalid/path HTTP/1.1\r\n", 39) == 0);
	kx_http_reply_free(r);
	q.url = s.url;
	T_INT(kx_http_run(other, &q, &r, &err), 0);
	T_OK(strncmp(seen.p, "GET / HTTP/1.1\r\n", 16) == 0);
	kx_http_reply_free(r);
	kx_http_close(other);
	server_stop(&s);
}

static void reads_no_proxy_from_the_environment(void)
{
	static const char *const names[] = { "http_proxy", "HTTP_PROXY", "all_proxy",
		"ALL_PROXY" };
	struct server s = { .serve = answer,
		.ctx = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" };
	struct kx_http_reply *r;

	for (size_t i = 0; i < 4; i++)
		setenv(names[i], "http://proxy.invalid:1/", 1);
	server_start(&s);
	r = get(&s);
	T_INT(r->fault, KX_HTTP_OK);
	kx_http_reply_free(r);
	server_stop(&s);
	for (size_t i = 0; i < 4; i++)
		unsetenv(names[i]);
}

int main(void)
{
	if (kx_http_open(&h, NULL, &err)) {
		printf("skipped: %s\n", err.text);
		return T_END();
	}
	gives_status_head_and_body();
	says_what_was_not_said();
	sends_what_it_was_given();
	sends_a_large_body();
	streams_a_good_answer();
	keeps_an_error_back_from_a_stream();
	follows_no_redirect();
	keeps_the_beginning_of_an_error();
	unpacks_a_body();
	keeps_a_connection();
	takes_another_connection_for_a_closed_one();
	runs_many_at_once();
	runs_one_while_others_go_on();
	closes_while_they_run();
	refuses_bad_requests();
	refuses_bad_options();
	goes_through_the_proxy_it_is_told();
	reads_no_proxy_from_the_environment();
	kx_http_close(h);
	kx_buf_release(&seen);
	return T_END();
}
