/* A server of embeddings that answers at once, so that it is not what limits a client: all
 * vectors are made before the first request, and an answer is a piece of one long text.
 *
 *	embedd [-a] [-d N] [-n N]
 *
 *	-a	numbers, whatever encoding is asked for
 *	-d N	numbers of a vector (1536)
 *	-n N	most texts of a request (256)
 *
 * It prints its port and serves HTTP/1.1 on 127.0.0.1, any path, several connections, until
 * a signal ends it. Of a request it knows the length, the number of the texts and whether
 * base64 is asked for: not a server to test a client with. */
#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define CONNS_MAX 64
#define REQUEST_MAX (16u << 20)
#define TEXTS_MAX 2048
#define NUMBERS_MAX 16384

struct body {
	struct kx_buf b;
	size_t ends[TEXTS_MAX + 1]; /* where the answer for n texts ends */
};

struct conn {
	struct kx_buf in;
	char head[160], tail[128];
	struct iovec out[3];
	int next; /* part of the answer that is being sent; 3: none */
};

static const char begin[] = "{\"object\":\"list\",\"data\":[";
static struct body packed, numbers;
static struct pollfd fds[CONNS_MAX + 1];
static struct conn conns[CONNS_MAX + 1];
static nfds_t nfds = 1;
static size_t texts_max = 256, dimensions = 1536;
static bool arrays;

static void die(const char *what)
{
	fprintf(stderr, "embedd: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* ---- answers ------------------------------------------------------------------------ */

static void make_vector(float *v)
{
	static uint64_t seed = 88172645463325252u;
	double sum = 0;

	for (size_t i = 0; i < dimensions; i++) {
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		v[i] = (float)((double)(seed >> 11) / (double)(1ull << 53) - 0.5);
		sum += (double)v[i] * (double)v[i];
	}
	for (size_t i = 0; i < dimensions; i++)
		v[i] = (float)((double)v[i] / sqrt(sum));
}

static void add(struct body *b, size_t i, const float *v, bool base64)
{
	kx_buf_printf(&b->b, "%s{\"object\":\"embedding\",\"index\":%zu,\"embedding\":",
		i ? "," : begin, i);
	if (base64) {
		kx_buf_char(&b->b, '"');
		kx_base64_encode(v, dimensions * sizeof(*v), &b->b);
		kx_buf_char(&b->b, '"');
	}
	for (size_t k = 0; !base64 && k < dimensions; k++)
		kx_buf_printf(&b->b, "%c%.9g", k ? ',' : '[', (double)v[k]);
	kx_buf_str(&b->b, base64 ? "}" : "]}");
	b->ends[i + 1] = b->b.len;
}

static void make_answers(void)
{
	float *v = kx_alloc(dimensions * sizeof(*v));

	for (size_t i = 0; i < texts_max; i++) {
		make_vector(v);
		add(&packed, i, v, true);
		add(&numbers, i, v, false);
	}
	free(v);
}

/* ---- requests ----------------------------------------------------------------------- */

/* texts in the list "input", by its quotes */
static size_t count_texts(const char *p, const char *end)
{
	size_t quotes = 0;

	p = memmem(p, (size_t)(end - p), "\"input\":", 8);
	for (p = p ? p + 8 : end; p < end && *p != ']'; p++) {
		if (*p != '"')
			continue;
		for (p++; p < end && *p != '"'; p++)
			p += *p == '\\';
		quotes++;
	}
	return quotes;
}

static void answer(struct conn *c, const char *body, size_t len)
{
	bool base64 = !arrays && memmem(body, len, "\"base64\"", 8);
	struct body *b = base64 ? &packed : &numbers;
	size_t n = count_texts(body, body + len), all;
	int head, tail;

	if (!n || n > texts_max) {
		head = snprintf(c->head, sizeof(c->head),
			"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
		c->out[0] = (struct iovec){ c->head, (size_t)head };
		c->out[1] = c->out[2] = (struct iovec){ 0 };
		c->next = 0;
		return;
	}
	tail = snprintf(c->tail, sizeof(c->tail),
		"],\"model\":\"bench\",\"usage\":{\"prompt_tokens\":%zu,"
		"\"total_tokens\":%zu}}\n",
		n * 90, n * 90);
	all = b->ends[n] + (size_t)tail;
	head = snprintf(c->head, sizeof(c->head),
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		"Content-Length: %zu\r\n\r\n",
		all);
	c->out[0] = (struct iovec){ c->head, (size_t)head };
	c->out[1] = (struct iovec){ b->b.p, b->ends[n] };
	c->out[2] = (struct iovec){ c->tail, (size_t)tail };
	c->next = 0;
}

/* -1: not HTTP, or too much; 0 more is needed; 1 answered */
static int take_request(struct conn *c)
{
	char *end = c->in.len ? memmem(c->in.p, c->in.len, "\r\n\r\n", 4) : NULL,
	     *length;
	size_t head, body = 0;

	if (!end)
		return c->in.len > REQUEST_MAX ? -1 : 0;
	*end = '\0';
	length = strcasestr(c->in.p, "\r\nContent-Length:");
	*end = '\r';
	if (length)
		body = strtoul(length + 17, NULL, 10);
	head = (size_t)(end + 4 - c->in.p);
	if (body > REQUEST_MAX)
		return -1;
	if (c->in.len < head + body)
		return 0;
	answer(c, c->in.p + head, body);
	memmove(c->in.p, c->in.p + head + body, c->in.len - head - body);
	c->in.len -= head + body;
	return 1;
}

/* ---- connections -------------------------------------------------------------------- */

/* what is not sent yet; -1 the client has gone */
static int push(struct conn *c, int fd)
{
	ssize_t n;

	while (c->next < 3) {
		n = writev(fd, c->out + c->next, 3 - c->next);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -1;
		for (; c->next < 3 && (size_t)n >= c->out[c->next].iov_len; c->next++)
			n -= (ssize_t)c->out[c->next].iov_len;
		if (c->next < 3) {
			c->out[c->next].iov_base = (char *)c->out[c->next].iov_base + n;
			c->out[c->next].iov_len -= (size_t)n;
		}
	}
	return 0;
}

static int serve(struct conn *c, struct pollfd *p)
{
	ssize_t n;

	if (p->revents & (POLLIN | POLLHUP | POLLERR)) {
		kx_buf_room(&c->in, 256u << 10);
		n = read(p->fd, c->in.p + c->in.len, 256u << 10);
		if (!n || (n < 0 && errno != EAGAIN && errno != EINTR))
			return -1;
		c->in.len += n > 0 ? (size_t)n : 0;
	}
	for (;;) {
		if (push(c, p->fd))
			return -1;
		p->events = c->next < 3 ? POLLOUT : POLLIN;
		if (c->next < 3)
			return 0;
		switch (take_request(c)) {
		case -1:
			return -1;
		case 0:
			return 0;
		}
	}
}

static void take_in(void)
{
	int fd = accept4(fds[0].fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;

	if (fd < 0)
		return;
	if (nfds > CONNS_MAX) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	fds[nfds] = (struct pollfd){ .fd = fd, .events = POLLIN };
	conns[nfds++] = (struct conn){ .next = 3 };
}

static void drop(nfds_t i)
{
	close(fds[i].fd);
	kx_buf_release(&conns[i].in);
	fds[i] = fds[--nfds];
	conns[i] = conns[nfds];
}

static void listen_on(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(a);

	fds[0].fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	fds[0].events = POLLIN;
	if (fds[0].fd < 0 || bind(fds[0].fd, (struct sockaddr *)&a, sizeof(a)) ||
		listen(fds[0].fd, CONNS_MAX) ||
		getsockname(fds[0].fd, (struct sockaddr *)&a, &len))
		die("no port");
	printf("%d\n", ntohs(a.sin_port));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "ad:n:")) != -1) {
		switch (c) {
		case 'a':
			arrays = true;
			break;
		case 'd':
			dimensions = strtoul(optarg, NULL, 10);
			break;
		case 'n':
			texts_max = strtoul(optarg, NULL, 10);
			break;
		default:
			return 2;
		}
	}
	errno = EINVAL;
	if (!dimensions || dimensions > NUMBERS_MAX || !texts_max ||
		texts_max > TEXTS_MAX)
		die("used wrongly: see tests/bench/embedd.c");
	signal(SIGPIPE, SIG_IGN);
	make_answers();
	listen_on();
	for (;;) {
		if (poll(fds, nfds, -1) < 0 && errno != EINTR)
			die("cannot wait");
		for (nfds_t i = nfds - 1; i > 0; i--)
			if (fds[i].revents && serve(&conns[i], &fds[i]))
				drop(i);
		if (fds[0].revents)
			take_in();
	}
}
