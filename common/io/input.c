#include "io/input.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/gz.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_SIZE (256u << 10)
#define PEEK_MAX (64u << 10) /* white space that is looked over */

struct kx_input {
	int fd;
	char *name;
	char *raw; /* bytes as stored, READ_SIZE of room */
	size_t raw_at, raw_len;
	struct kx_gz *gz; /* NULL: plain */
	bool started;     /* the first bytes were looked at */
	bool eof;
	struct kx_buf buf; /* plain bytes not yet given */
	size_t at;         /* how far buf was given */
	size_t seen;       /* buf holds no LF in [at, seen) */
	size_t lineno, read, size;
};

int kx_input_open(struct kx_input **out, const char *path, struct kx_err *e)
{
	bool is_stdin = !strcmp(path, "-");
	/* a fifo without a writer must not hold us in open(), where no signal gets in */
	int fd = is_stdin ? 0 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct kx_input *in;
	struct stat st;

	*out = NULL;
	if (fd < 0 || fstat(fd, &st))
		return kx_fail_errno(e, KX_EIO, "cannot open '%s'", path);
	if (S_ISDIR(st.st_mode)) {
		if (!is_stdin)
			close(fd);
		return kx_fail(
			e, KX_EIO, "'%s' is a folder", is_stdin ? "stdin" : path);
	}
	if (!is_stdin)
		fcntl(fd, F_SETFL, 0);
	in = kx_alloc(sizeof(*in));
	in->fd = fd;
	in->name = kx_strdup(is_stdin ? "stdin" : path);
	in->raw = kx_alloc(READ_SIZE);
	in->size = S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
	*out = in;
	return 0;
}

void kx_input_close(struct kx_input *in)
{
	if (!in)
		return;
	if (in->fd > 0)
		close(in->fd);
	kx_gz_free(in->gz);
	kx_buf_release(&in->buf);
	free(in->raw);
	free(in->name);
	free(in);
}

const char *kx_input_name(const struct kx_input *in)
{
	return in->name;
}

size_t kx_input_lineno(const struct kx_input *in)
{
	return in->lineno;
}

size_t kx_input_at(const struct kx_input *in)
{
	return in->read;
}

size_t kx_input_size(const struct kx_input *in)
{
	return in->size;
}

/* Wait until there is something to read; -1 when a signal came that asks to stop. A tool
 * may keep these signals back while it works (kx_stop_gently()): they are let in here, so
 * that none can slip in between a look at the flag and the wait. */
static int wait_for(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	sigset_t mask;

	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	sigdelset(&mask, SIGINT);
	sigdelset(&mask, SIGTERM);
	return ppoll(&p, 1, NULL, &mask) < 0 && errno == EINTR ? -1 : 0;
}

static ssize_t read_some(struct kx_input *in, struct kx_err *e)
{
	ssize_t n;

	if (wait_for(in->fd))
		return kx_fail(e, KX_EAGAIN, "%s: interrupted", in->name);
	n = read(in->fd, in->raw + in->raw_len, READ_SIZE - in->raw_len);
	/* only a signal that asks to stop interrupts a read (no SA_RESTART elsewhere) */
	if (n < 0 && errno == EINTR)
		return kx_fail(e, KX_EAGAIN, "%s: interrupted", in->name);
	if (n < 0)
		return kx_fail_errno(e, KX_EIO, "%s: cannot read", in->name);
	in->raw_len += (size_t)n;
	in->read += (size_t)n;
	return n;
}

/* read more stored bytes; 0 some came, 1 the end. The first two come together: they tell
 * whether it is gzip. */
static int fill_raw(struct kx_input *in, struct kx_err *e)
{
	ssize_t n;

	in->raw_at = in->raw_len = 0;
	do
		n = read_some(in, e);
	while (n > 0 && !in->started && in->raw_len < 2);
	if (n < 0)
		return -1;
	return in->raw_len == 0;
}

/* drop what was given, so that the buffer holds one unfinished line at most */
static void compact(struct kx_input *in)
{
	if (!in->at)
		return;
	memmove(in->buf.p, in->buf.p + in->at, in->buf.len - in->at);
	in->buf.len -= in->at;
	in->seen -= in->at;
	in->at = 0;
}

static void start(struct kx_input *in)
{
	in->started = true;
	if (kx_gz_magic(in->raw, in->raw_len))
		in->gz = kx_gz_new();
}

/* more plain bytes behind buf; 0 some came, 1 the end, -1 trouble */
static int fill(struct kx_input *in, struct kx_err *e)
{
	size_t nin, nout;
	int rc;

	compact(in);
	if (in->raw_at == in->raw_len) {
		rc = fill_raw(in, e);
		if (rc < 0)
			return -1;
		if (rc == 1) {
			in->eof = true;
			if (in->gz && !kx_gz_whole(in->gz)) {
				/* what is left of a line is no line */
				kx_buf_cut(&in->buf, in->at);
				return kx_fail(
					e, KX_EINPUT, "the gzip file is cut off");
			}
			return 1;
		}
		if (!in->started)
			start(in);
	}
	nin = in->raw_len - in->raw_at;
	nout = READ_SIZE;
	kx_buf_room(&in->buf, nout);
	if (!in->gz) {
		memcpy(in->buf.p + in->buf.len, in->raw + in->raw_at, nin);
		nout = nin;
	} else if (kx_gz_read(in->gz, in->raw + in->raw_at, &nin,
			   in->buf.p + in->buf.len, &nout, e)) {
		in->eof = true;
		kx_buf_cut(&in->buf, in->at);
		return -1;
	}
	in->raw_at += nin;
	in->buf.len += nout;
	in->buf.p[in->buf.len] = '\0';
	return 0;
}

/* a line longer than the limit: forget it up to its end */
static int skip_long(struct kx_input *in, struct kx_err *e)
{
	char *lf;
	int rc = 0;

	in->lineno++;
	for (;;) {
		lf = in->buf.len > in->at
			     ? memchr(in->buf.p + in->at, '\n', in->buf.len - in->at)
			     : NULL;
		if (lf) {
			in->at = (size_t)(lf - in->buf.p) + 1;
			break;
		}
		in->at = in->seen = in->buf.len;
		rc = in->eof ? 1 : fill(in, e);
		if (rc < 0)
			return -1;
		if (rc)
			break;
	}
	in->seen = in->at;
	return kx_fail(
		e, KX_EINPUT, "the line is longer than %u MiB", KX_LINE_MAX >> 20);
}

static void give(struct kx_input *in, size_t end, size_t next, char **line, size_t *n)
{
	char *p = in->buf.p + in->at;

	*n = end - in->at;
	if (in->lineno++ == 0 && *n >= 3 && !memcmp(p, "\xef\xbb\xbf", 3)) {
		p += 3;
		*n -= 3;
	}
	if (*n && p[*n - 1] == '\r')
		(*n)--;
	p[*n] = '\0';
	*line = p;
	in->at = in->seen = next;
}

int kx_input_line(struct kx_input *in, char **line, size_t *n, struct kx_err *e)
{
	char *lf;
	int rc;

	for (;;) {
		lf = in->buf.len > in->seen ? memchr(in->buf.p + in->seen, '\n',
						      in->buf.len - in->seen)
					    : NULL;
		if (lf) {
			size_t end = (size_t)(lf - in->buf.p);

			if (end - in->at > KX_LINE_MAX)
				return skip_long(in, e);
			give(in, end, end + 1, line, n);
			return 0;
		}
		in->seen = in->buf.len;
		if (in->buf.len - in->at > KX_LINE_MAX)
			return skip_long(in, e);
		rc = in->eof ? 1 : fill(in, e);
		if (rc < 0)
			return -1;
		if (rc && in->at == in->buf.len)
			return 1;
		if (rc) {
			give(in, in->buf.len, in->buf.len, line, n);
			return 0;
		}
	}
}

bool kx_input_would_block(struct kx_input *in)
{
	struct pollfd p = { .fd = in->fd, .events = POLLIN };

	if (in->eof || in->raw_at < in->raw_len ||
		(in->buf.len > in->at &&
			memchr(in->buf.p + in->at, '\n', in->buf.len - in->at)))
		return false;
	return poll(&p, 1, 0) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int kx_input_peek(struct kx_input *in)
{
	size_t i = 0;

	for (;;) {
		const char *p = in->buf.p + in->at;
		size_t n = in->buf.len - in->at;

		if (!in->lineno && i == 0 && n >= 3 && !memcmp(p, "\xef\xbb\xbf", 3))
			i = 3;
		/* the first bytes of a mark are no letter yet */
		if (n >= 3 || in->eof)
			for (; i < n; i++)
				if (!is_blank(p[i]) || i >= PEEK_MAX)
					return (unsigned char)p[i];
		if (in->eof || (fill(in, NULL) < 0 && !in->eof))
			return -1;
	}
}
