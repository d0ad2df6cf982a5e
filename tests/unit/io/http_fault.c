#include "../server.h"
#include "../t.h"
#include "base/mem.h"
#include "io/http.h"

#include <signal.h>
#include <sys/time.h>
#include <zlib.h>

static struct kx_http *h;
static struct kx_err err;

#define HEAD "HTTP/1.1 200 OK\r\n"

/* what one connection gets: a text, and what comes then */
struct script {
	const char *text;
	enum { CLOSE, HANG, RESET } then;
};

static void play(struct server *s, int fd, int nth)
{
	const struct script *p = s->ctx;

	(void)nth;
	if (!server_request(fd, NULL) || !server_say(fd, p->text))
		return;
	if (p->then == RESET)
		server_reset(fd);
	else if (p->then == HANG)
		server_gone(fd, -1);
}

static const struct kx_http_limits usual, first = { .first_ms = 60 },
					  idle = { .idle_ms = 60 };

static struct kx_http_reply *call(
	const char *url, const struct kx_http_limits *l, const char *body)
{
	struct kx_http_request q = { .method = body ? "POST" : "GET",
		.url = url,
		.limits = *l,
		.body = body,
		.len = body ? strlen(body) : 0 };
	struct kx_http_reply *r = NULL;

	if (kx_http_run(h, &q, &r, &err)) {
		T_STR(err.text, "");
		exit(1);
	}
	return r;
}

/* the port differs each time: "host '127.0.0.1' port N: " is left out */
static const char *cause(const struct kx_http_reply *r)
{
	const char *s = strstr(r->why.text, ": ");

	T_OK(strncmp(r->why.text, "host '127.0.0.1' port ", 22) == 0);
	return s ? s + 2 : r->why.text;
}

/* the reply to a script */
static struct kx_http_reply *get_with(
	const char *text, int then, const struct kx_http_limits *l)
{
	struct script p = { .text = text, .then = then };
	struct server s = { .serve = play, .ctx = &p };
	struct kx_http_reply *r;

	server_start(&s);
	r = call(s.url, l, NULL);
	server_stop(&s);
	return r;
}

static void expect(
	const char *text, int then, enum kx_http_fault fault, const char *why)
{
	struct kx_http_reply *r = get_with(text, then,
		fault == KX_HTTP_TIMEOUT_FIRST  ? &first
		: fault == KX_HTTP_TIMEOUT_IDLE ? &idle
						: &usual);

	if (r->fault != fault || strcmp(fault ? cause(r) : "", why) != 0)
		printf("after '%.60s':\n", text);
	T_INT(r->fault, fault);
	T_STR(fault ? cause(r) : "", why);
	T_INT(r->why.code, fault == KX_HTTP_TOO_LARGE ? KX_EREFUSED : KX_EAGAIN);
	T_OK(r->sent);
	kx_http_reply_free(r);
}

#define BEFORE "connection closed before the answer"
#define WITHIN "connection closed in the middle of the answer"

static void sees_a_broken_connection(void)
{
	expect("", CLOSE, KX_HTTP_RESET, BEFORE);
	expect("", RESET, KX_HTTP_RESET, BEFORE);
	expect("HTTP/1.1 20", CLOSE, KX_HTTP_RESET, BEFORE);
	expect("HTTP/1.1 100 Continue\r\n\r\n", CLOSE, KX_HTTP_RESET, BEFORE);
	expect(HEAD "Content-Len", CLOSE, KX_HTTP_RESET, BEFORE);
	expect(HEAD "Content-Length: 9\r\n", CLOSE, KX_HTTP_RESET, BEFORE);
	expect(HEAD "Content-Length: 9\r\n", RESET, KX_HTTP_RESET, BEFORE);
	expect(HEAD "Content-Length: 9\r\n\r\n", CLOSE, KX_HTTP_RESET, BEFORE);
	expect(HEAD "Content-Length: 9\r\n\r\n12345678", CLOSE, KX_HTTP_RESET, WITHIN);
	expect(HEAD "Content-Length: 9\r\n\r\n12345678", RESET, KX_HTTP_RESET, WITHIN);
	expect(HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", CLOSE,
		KX_HTTP_RESET, WITHIN);
	expect(HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", CLOSE, KX_HTTP_RESET,
		WITHIN);
	expect(HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", CLOSE,
		KX_HTTP_RESET, WITHIN);
	expect(HEAD "\r\nhello", RESET, KX_HTTP_RESET, WITHIN);
}

static void sees_what_is_not_http(void)
{
	expect("garbage, and a lot of it\r\n\r\n", CLOSE, KX_HTTP_GARBLED,
		"the answer is not HTTP");
	expect("<html>no</html>", CLOSE, KX_HTTP_GARBLED, "the answer is not HTTP");
	expect("HTTP/1.1 abc OK\r\n\r\n", CLOSE, KX_HTTP_GARBLED,
		"the answer is not HTTP");
	expect(HEAD "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello", CLOSE,
		KX_HTTP_GARBLED, "the answer's body cannot be read");
	expect(HEAD "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", CLOSE,
		KX_HTTP_GARBLED, "the answer's body cannot be read");
	expect(HEAD "Content-Encoding: foo\r\nContent-Length: 5\r\n\r\nhello", CLOSE,
		KX_HTTP_GARBLED, "the answer's body cannot be read");
	expect(HEAD "Content-Length: five\r\n\r\nhello", CLOSE, KX_HTTP_GARBLED,
		"the answer's body cannot be read");
}

static void takes_a_body_that_ends_with_the_connection(void)
{
	struct kx_http_reply *r = get_with(HEAD "\r\nhello", CLOSE, &usual);

	T_INT(r->fault, KX_HTTP_OK);
	T_STR(r->body.p, "hello");
	kx_http_reply_free(r);
}

/* ---- limits of time ----------------------------------------------------------------- */

static void waits_so_long_for_the_first_byte(void)
{
	expect("", HANG, KX_HTTP_TIMEOUT_FIRST, "no answer within 0.06 s");
	expect(HEAD, HANG, KX_HTTP_TIMEOUT_FIRST, "no answer within 0.06 s");
	expect(HEAD "Content-Length: 9\r\n\r\n", HANG, KX_HTTP_TIMEOUT_FIRST,
		"no answer within 0.06 s");
}

static void waits_so_long_for_the_next_byte(void)
{
	expect(HEAD "Content-Length: 9\r\n\r\n1", HANG, KX_HTTP_TIMEOUT_IDLE,
		"silent for 0.06 s in the middle of the answer");
	expect(HEAD "\r\n1", HANG, KX_HTTP_TIMEOUT_IDLE,
		"silent for 0.06 s in the middle of the answer");
}

/* never silent for long, never done */
static void drip(struct server *s, int fd, int nth)
{
	(void)s;
	(void)nth;
	if (server_request(fd, NULL) && server_say(fd, HEAD "\r\n"))
		while (server_say(fd, "x") && !server_gone(fd, 2))
			;
}

static void waits_so_long_for_the_whole(void)
{
	struct kx_http_limits l = { .total_ms = 200 };
	struct server s = { .serve = drip };
	struct kx_http_reply *r;

	server_start(&s);
	r = call(s.url, &l, NULL);
	T_INT(r->fault, KX_HTTP_TIMEOUT_TOTAL);
	T_STR(cause(r), "no whole answer within 0.2 s");
	kx_http_reply_free(r);
	server_stop(&s);
}

static void other_calls_are_not_ended_with_a_late_one(void)
{
	struct script late = { "", HANG }, good = { HEAD "\r\nok", CLOSE };
	struct server a = { .serve = play, .ctx = &late },
		      b = { .serve = play, .ctx = &good };
	struct kx_http_request q = { .method = "GET", .limits = first };
	struct kx_http_reply *r;

	server_start(&a);
	server_start(&b);
	q.url = a.url;
	T_INT(kx_http_start(h, &q, &err), 0);
	q.url = b.url;
	q.limits = usual;
	T_INT(kx_http_run(h, &q, &r, &err), 0);
	T_STR(r->body.p, "ok");
	kx_http_reply_free(r);
	T_INT(kx_http_wait(h, -1, &r), 0);
	T_INT(r->fault, KX_HTTP_TIMEOUT_FIRST);
	kx_http_reply_free(r);
	server_stop(&a);
	server_stop(&b);
}

/* while the caller is busy with something else, nobody is late */
static int slow(void *ctx, const char *p, size_t n, struct kx_err *e)
{
	(void)p;
	(void)n;
	(void)e;
	(*(int *)ctx)++;
	poll(NULL, 0, 250);
	return 0;
}

static void is_not_impatient_because_the_caller_is_slow(void)
{
	struct script p = { HEAD "Content-Length: 2\r\n\r\nok", HANG };
	struct server s = { .serve = play, .ctx = &p };
	struct kx_http_limits l = { .first_ms = 200, .idle_ms = 200 };
	struct kx_http_request q = { .method = "GET", .limits = l, .data = slow };
	struct kx_http_reply *r;
	int calls = 0;

	server_start(&s);
	q.url = s.url;
	q.ctx = &calls;
	for (int i = 0; i < 3; i++) {
		T_INT(kx_http_start(h, &q, &err), 0);
		poll(NULL, 0, 150);
	}
	for (int i = 0; i < 3; i++) {
		T_INT(kx_http_wait(h, -1, &r), 0);
		T_INT(r->fault, KX_HTTP_OK);
		kx_http_reply_free(r);
	}
	T_INT(calls, 3);
	server_stop(&s);
}

/* ---- limits of size ----------------------------------------------------------------- */

static void huge_head(struct server *s, int fd, int nth)
{
	const char *piece = s->ctx;

	(void)nth;
	if (server_request(fd, NULL) && server_say(fd, HEAD))
		while (server_say(fd, piece))
			;
}

static void takes_only_so_many_headers(void)
{
	static const char *const pieces[] = { "X-Header: something of some length\r\n",
		"X-one-line-without-end" };
	struct server s = { .serve = huge_head };
	struct kx_http_reply *r;

	for (size_t i = 0; i < 2; i++) {
		s.ctx = pieces[i];
		server_start(&s);
		r = call(s.url, &usual, NULL);
		T_INT(r->fault, KX_HTTP_TOO_LARGE);
		T_STR(cause(r), "headers of more than 65536 bytes");
		kx_http_reply_free(r);
		server_stop(&s);
	}
}

static void takes_only_so_large_a_body(void)
{
	struct kx_http_limits l = { .body_max = 5 };
	struct kx_http_reply *r;

	r = get_with(HEAD "\r\nhello", CLOSE, &l);
	T_INT(r->fault, KX_HTTP_OK);
	kx_http_reply_free(r);
	r = get_with(HEAD "\r\nhello!", HANG, &l);
	T_INT(r->fault, KX_HTTP_TOO_LARGE);
	T_STR(cause(r), "answer of more than 5 bytes");
	kx_http_reply_free(r);
}

#define BOMB (20u << 20)

static void serve_bomb(struct server *s, int fd, int nth)
{
	const struct kx_buf *bomb = s->ctx;
	char head[200];

	(void)nth;
	snprintf(head, sizeof(head),
		HEAD "Content-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
		bomb->len);
	if (server_request(fd, NULL) && server_say(fd, head))
		server_send(fd, bomb->p, bomb->len);
}

static void make_bomb(struct kx_buf *b)
{
	unsigned char *zeros = kx_alloc(BOMB);
	z_stream z = { .next_in = zeros, .avail_in = BOMB };

	T_INT(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	kx_buf_room(b, BOMB / 100);
	z.next_out = (unsigned char *)b->p;
	z.avail_out = BOMB / 100;
	T_INT(deflate(&z, Z_FINISH), Z_STREAM_END);
	b->len = BOMB / 100 - z.avail_out;
	deflateEnd(&z);
	free(zeros);
}

static void counts_what_is_unpacked(void)
{
	struct kx_http_limits l = { .body_max = 1u << 20 };
	struct kx_buf bomb = { 0 };
	struct server s = { .serve = serve_bomb, .ctx = &bomb };
	struct kx_http_reply *r;

	make_bomb(&bomb);
	T_OK(bomb.len < l.body_max);
	server_start(&s);
	r = call(s.url, &l, NULL);
	T_INT(r->fault, KX_HTTP_TOO_LARGE);
	T_STR(cause(r), "answer of more than 1048576 bytes");
	T_OK(r->body.cap <= 2 * l.body_max);
	kx_http_reply_free(r);
	l.body_max = BOMB;
	r = call(s.url, &l, NULL);
	T_INT(r->fault, KX_HTTP_OK);
	T_INT(r->body.len, BOMB);
	kx_http_reply_free(r);
	server_stop(&s);
	kx_buf_release(&bomb);
}

/* ---- no way to the server ----------------------------------------------------------- */

static void says_that_nobody_is_there(void)
{
	struct server s = { 0 };
	struct kx_http_reply *r;

	server_listen(&s);
	close(s.fd);
	r = call(s.url, &usual, NULL);
	T_INT(r->fault, KX_HTTP_CONNECT);
	T_STR(cause(r), "connection refused");
	T_INT(r->why.code, KX_EAGAIN);
	T_STR(r->why.hint, "");
	T_INT(r->status, 0);
	T_OK(!r->sent);
	kx_http_reply_free(r);
}

/* no name server is asked for a name that cannot be one */
#define NO_NAME "a123456789b123456789c123456789d123456789e123456789f123456789g123456789"

static void says_that_the_name_is_not_known(void)
{
	struct kx_http_reply *r =
		call("http://user:secret@" NO_NAME ":81/secret?secret", &usual, NULL);

	T_INT(r->fault, KX_HTTP_DNS);
	T_STR(r->why.text, "host '" NO_NAME "' port 81: its name is not known");
	T_OK(!r->sent);
	kx_http_reply_free(r);
}

static void names_the_proxy(void)
{
	struct script p = { "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", CLOSE };
	struct server s = { .serve = play, .ctx = &p };
	struct kx_http_opts o = { .proxy = "http://user:secret@" NO_NAME ":1" };
	struct kx_http_request q = { .method = "GET", .url = "https://host.invalid/" };
	struct kx_http_reply *r = NULL;
	struct kx_http *other;

	T_INT(kx_http_open(&other, &o, &err), 0);
	T_INT(kx_http_run(other, &q, &r, &err), 0);
	T_INT(r->fault, KX_HTTP_DNS);
	T_STR(r->why.text, "proxy '" NO_NAME "': its name is not known");
	kx_http_reply_free(r);
	kx_http_close(other);
	server_start(&s);
	o.proxy = s.url;
	T_INT(kx_http_open(&other, &o, &err), 0);
	T_INT(kx_http_run(other, &q, &r, &err), 0);
	T_INT(r->fault, KX_HTTP_CONNECT);
	T_STR(r->why.text, "host 'host.invalid' port 443: the proxy answered with "
			   "status 403");
	T_STR(r->why.hint, "the proxy '127.0.0.1' is set");
	T_INT(r->status, 0);
	T_OK(!r->sent);
	kx_http_reply_free(r);
	kx_http_close(other);
	server_stop(&s);
}

/* ---- TLS, as far as a server without it goes ---------------------------------------- */

static void raw(struct server *s, int fd, int nth)
{
	(void)nth;
	if (s->ctx)
		server_say(fd, s->ctx);
	else
		server_gone(fd, -1);
}

static void wants_a_handshake(void)
{
	struct kx_http_limits l = { .connect_ms = 60 };
	struct server s = { .serve = raw };
	struct kx_http_reply *r;
	char url[80];

	server_start(&s);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", s.port);
	r = call(url, &l, NULL);
	T_INT(r->fault, KX_HTTP_CONNECT);
	T_STR(cause(r), "no connection within 0.06 s");
	T_OK(!r->sent);
	kx_http_reply_free(r);
	server_stop(&s);
	s.ctx = HEAD "\r\nno TLS here";
	server_start(&s);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", s.port);
	r = call(url, &usual, "secret");
	T_INT(r->fault, KX_HTTP_TLS);
	T_OK(strncmp(cause(r), "no TLS connection: ", 19) == 0);
	T_INT(r->why.code, KX_ECONFIG);
	T_INT(r->status, 0);
	T_OK(!r->sent);
	kx_http_reply_free(r);
	server_stop(&s);
}

/* ---- ended by us -------------------------------------------------------------------- */

static int refuse(void *ctx, const char *p, size_t n, struct kx_err *e)
{
	(void)ctx;
	(void)p;
	(void)n;
	return kx_fail(e, KX_EINPUT, "that is enough");
}

static void ends_when_the_data_are_refused(void)
{
	struct script p = { HEAD "Content-Length: 10\r\n\r\nhello", HANG };
	struct server s = { .serve = play, .ctx = &p };
	struct kx_http_request q = { .method = "GET", .data = refuse };
	struct kx_http_reply *r = NULL;

	server_start(&s);
	q.url = s.url;
	T_INT(kx_http_run(h, &q, &r, &err), 0);
	T_INT(r->fault, KX_HTTP_REFUSED);
	T_STR(r->why.text, "that is enough");
	T_INT(r->why.code, KX_EINPUT);
	T_INT(r->status, 200);
	T_OK(r->streamed);
	kx_http_reply_free(r);
	server_stop(&s);
}

static volatile sig_atomic_t ticks;
static int arrived;

static void on_tick(int number)
{
	(void)number;
	ticks++;
}

static bool stopped(void)
{
	return ticks >= 20 && arrived >= 2;
}

static int arrive(void *ctx, const char *p, size_t n, struct kx_err *e)
{
	(void)ctx;
	(void)p;
	(void)n;
	(void)e;
	arrived++;
	return 0;
}

/* a signal every millisecond: it neither breaks a call nor keeps it from ending */
static void ends_when_it_is_stopped(void)
{
	struct sigaction on = { .sa_handler = on_tick };
	struct itimerval often = { { 0, 1000 }, { 0, 1000 } }, never = { 0 };
	struct kx_http_opts o = { .stopped = stopped };
	struct script p = { HEAD "\r\nhello", HANG };
	struct server s = { .serve = play, .ctx = &p };
	struct kx_http_request q = { .method = "GET", .data = arrive };
	struct kx_http_reply *r;
	struct kx_http *other;

	T_INT(kx_http_open(&other, &o, &err), 0);
	server_start(&s);
	q.url = s.url;
	sigaction(SIGALRM, &on, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	for (int i = 0; i < 2; i++)
		T_INT(kx_http_start(other, &q, &err), 0);
	for (int i = 0; i < 2; i++) {
		T_INT(kx_http_wait(other, -1, &r), 0);
		T_INT(r->fault, KX_HTTP_STOPPED);
		T_STR(cause(r), "interrupted");
		T_INT(r->why.code, KX_EAGAIN);
		T_OK(r->streamed);
		kx_http_reply_free(r);
	}
	setitimer(ITIMER_REAL, &never, NULL);
	kx_http_close(other);
	server_stop(&s);
}

/* ---- what went out ------------------------------------------------------------------ */

static void serve_deaf(struct server *s, int fd, int nth)
{
	(void)s;
	(void)nth;
	server_gone(fd, -1);
}

static void knows_whether_all_was_sent(void)
{
	struct kx_http_limits l = { .total_ms = 300 };
	struct server s = { .serve = serve_deaf };
	size_t n = 32u << 20;
	char *body = kx_alloc(n + 1);
	struct kx_http_reply *r;

	memset(body, 'x', n);
	server_start(&s);
	r = call(s.url, &l, body);
	T_INT(r->fault, KX_HTTP_TIMEOUT_TOTAL);
	T_OK(!r->sent);
	kx_http_reply_free(r);
	r = call(s.url, &l, "short");
	T_INT(r->fault, KX_HTTP_TIMEOUT_TOTAL);
	T_OK(r->sent);
	kx_http_reply_free(r);
	server_stop(&s);
	free(body);
}

/* the answer to what is not wanted need not wait for its end */
static void serve_hasty(struct server *s, int fd, int nth)
{
	char some[1000];

	(void)s;
	(void)nth;
	if (recv(fd, some, sizeof(some), 0) > 0 &&
		server_say(fd, "HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\n{}"))
		server_gone(fd, -1);
}

static void takes_an_answer_that_comes_too_early(void)
{
	struct server s = { .serve = serve_hasty };
	size_t n = 32u << 20;
	char *body = kx_alloc(n + 1);
	struct kx_http_reply *r;

	memset(body, 'x', n);
	server_start(&s);
	r = call(s.url, &usual, body);
	T_INT(r->fault, KX_HTTP_OK);
	T_INT(r->status, 413);
	T_STR(kx_buf_text(&r->body), "{}");
	T_OK(!r->sent);
	kx_http_reply_free(r);
	server_stop(&s);
	free(body);
}

int main(void)
{
	if (kx_http_open(&h, NULL, &err)) {
		printf("skipped: %s\n", err.text);
		return T_END();
	}
	sees_a_broken_connection();
	sees_what_is_not_http();
	takes_a_body_that_ends_with_the_connection();
	waits_so_long_for_the_first_byte();
	waits_so_long_for_the_next_byte();
	waits_so_long_for_the_whole();
	other_calls_are_not_ended_with_a_late_one();
	is_not_impatient_because_the_caller_is_slow();
	takes_only_so_many_headers();
	takes_only_so_large_a_body();
	counts_what_is_unpacked();
	says_that_nobody_is_there();
	says_that_the_name_is_not_known();
	names_the_proxy();
	wants_a_handshake();
	ends_when_the_data_are_refused();
	ends_when_it_is_stopped();
	knows_whether_all_was_sent();
	takes_an_answer_that_comes_too_early();
	kx_http_close(h);
	return T_END();
}
