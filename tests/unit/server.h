#ifndef KX_TESTS_SERVER_H
#define KX_TESTS_SERVER_H
/* A server on loopback whose every byte is the test's: a thread for each connection. */
#include "base/buf.h"
#include "t.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVER_CONNECTIONS 64

struct server {
	/* serves one connection, number `nth` from 0, which is closed behind it */
	void (*serve)(struct server *s, int fd, int nth);
	const void *ctx;
	int fd, n, port;
	char url[64]; /* "http://127.0.0.1:PORT/" */
	pthread_t thread;
	struct server_connection {
		struct server *s;
		int fd, nth;
		pthread_t thread;
	} connections[SERVER_CONNECTIONS];
};

static inline void *server_connection(void *arg)
{
	struct server_connection *c = arg;

	c->s->serve(c->s, c->fd, c->nth);
	shutdown(c->fd, SHUT_WR);
	return NULL;
}

static inline void *server_accept(void *arg)
{
	struct server *s = arg;
	struct server_connection *c;
	int fd;

	while (s->n < SERVER_CONNECTIONS) {
		fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			break;
		c = &s->connections[s->n];
		*c = (struct server_connection){ .s = s, .fd = fd, .nth = s->n };
		if (pthread_create(&c->thread, NULL, server_connection, c))
			abort();
		s->n++;
	}
	return NULL;
}

static inline void server_listen(struct server *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);

	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&a, len) || listen(s->fd, 64) ||
		getsockname(s->fd, (struct sockaddr *)&a, &len))
		abort();
	s->port = ntohs(a.sin_port);
	snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d/", s->port);
}

/* Signals are for the test itself. */
static inline void server_start(struct server *s)
{
	sigset_t all, old;

	s->n = 0;
	server_listen(s);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	if (pthread_create(&s->thread, NULL, server_accept, s))
		abort();
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* What is still being served is cut off. Afterwards s->n says how many connections came. */
static inline void server_stop(struct server *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	for (int i = 0; i < s->n; i++) {
		shutdown(s->connections[i].fd, SHUT_RDWR);
		pthread_join(s->connections[i].thread, NULL);
		close(s->connections[i].fd);
	}
	close(s->fd);
}

/* ---- for `serve` -------------------------------------------------------------------- */

/* false: the other side is gone */
static inline bool server_send(int fd, const void *p, size_t n)
{
	const char *s = p;
	ssize_t done;

	for (; n; s += done, n -= (size_t)done) {
		done = send(fd, s, n, MSG_NOSIGNAL);
		if (done < 0 && errno == EINTR)
			done = 0;
		if (done < 0)
			return false;
	}
	return true;
}

static inline bool server_say(int fd, const char *text)
{
	return server_send(fd, text, strlen(text));
}

/* one whole request into `b`, which may be NULL; false: none came */
static inline bool server_request(int fd, struct kx_buf *b)
{
	struct kx_buf own = { 0 };
	struct kx_buf *r = b ? b : &own;
	const char *end, *length;
	size_t want = SIZE_MAX;
	char piece[16384];
	ssize_t n;

	kx_buf_clear(r);
	while (r->len < want) {
		n = recv(fd, piece, sizeof(piece), 0);
		if (n <= 0)
			break;
		kx_buf_add(r, piece, (size_t)n);
		end = want == SIZE_MAX ? strstr(r->p, "\r\n\r\n") : NULL;
		if (!end)
			continue;
		length = strcasestr(r->p, "\r\ncontent-length:");
		want = (size_t)(end + 4 - r->p);
		if (length && length < end)
			want += strtoul(length + 17, NULL, 10);
	}
	kx_buf_release(&own);
	return want != SIZE_MAX;
}

/* until the other side closes the connection, or for so long; true: it did */
static inline bool server_gone(int fd, int ms)
{
	struct pollfd f = { .fd = fd, .events = POLLRDHUP };

	while (poll(&f, 1, ms) < 0 && errno == EINTR)
		;
	return f.revents & (POLLRDHUP | POLLHUP | POLLERR);
}

/* the connection is to end with a reset */
static inline void server_reset(int fd)
{
	struct linger l = { .l_onoff = 1 };
	struct sockaddr none = { .sa_family = AF_UNSPEC };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
	connect(fd, &none, sizeof(none)); /* closes it, but keeps the descriptor */
}

#endif
