#include "io/proc.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHUNK 65536u

enum { IN, OUT, ERR };

struct run {
	const struct kx_proc *p;
	struct kx_buf *out;
	size_t out_max, out_len, in_done;
	char line[KX_PROC_LINE + 1]; /* first line of stderr */
	size_t line_len;
	bool line_full;
	int ours[3], theirs[3]; /* pipe ends; -1: closed */
	int64_t deadline;
	pid_t pid;
};

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* A process started with stdin, stdout or stderr closed gets pipes with those numbers;
 * they would be overwritten while the child's own are put in place. */
static int lift(int *fd)
{
	int up;

	if (*fd > 2)
		return 0;
	up = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
	if (up < 0)
		return -1;
	close(*fd);
	*fd = up;
	return 0;
}

static int open_pipes(struct run *r)
{
	int i, fd[2];

	for (i = r->p->in ? IN : OUT; i <= ERR; i++) {
		if (pipe2(fd, O_CLOEXEC))
			return -1;
		r->ours[i] = fd[i == IN];
		r->theirs[i] = fd[i != IN];
		if (lift(&r->ours[i]) || lift(&r->theirs[i]))
			return -1;
		if (fcntl(r->ours[i], F_SETFL, O_NONBLOCK))
			return -1;
	}
	return 0;
}

/* returns an errno value */
static int spawn(struct run *r, const sigset_t *mask)
{
	extern char **environ;
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t at;
	sigset_t all, own = *mask;
	int rc, i;

	/* what we keep back for ourselves is not kept back from others */
	sigdelset(&own, SIGINT);
	sigdelset(&own, SIGTERM);
	posix_spawn_file_actions_init(&fa);
	posix_spawnattr_init(&at);
	if (!r->p->in)
		posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
	for (i = r->p->in ? IN : OUT; i <= ERR; i++)
		posix_spawn_file_actions_adddup2(&fa, r->theirs[i], i);
	sigfillset(&all);
	posix_spawnattr_setsigdefault(&at, &all);
	posix_spawnattr_setsigmask(&at, &own);
	posix_spawnattr_setpgroup(&at, 0);
	posix_spawnattr_setflags(&at,
		POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	rc = posix_spawnp(
		&r->pid, r->p->argv[0], &fa, &at, (char *const *)r->p->argv, environ);
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&at);
	return rc;
}

static void feed(struct run *r)
{
	ssize_t n = write(r->ours[IN], (const char *)r->p->in + r->in_done,
		r->p->in_len - r->in_done);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		r->in_done += (size_t)n;
	if (n < 0 || r->in_done == r->p->in_len)
		shut(&r->ours[IN]);
}

static int take_out(struct run *r, const char *p, size_t n)
{
	r->out_len += n;
	if (r->out_len > r->out_max)
		return -1;
	return r->out ? kx_buf_add(r->out, p, n) : 0;
}

/* the first line that says something, and nothing a terminal would obey */
static void take_err(struct run *r, const char *p, size_t n)
{
	for (; n && !r->line_full; p++, n--) {
		if (*p == '\n' && !r->line_len)
			continue;
		if (*p == '\n' || r->line_len == KX_PROC_LINE)
			r->line_full = true;
		else if ((unsigned char)*p >= 0x20 && *p != 0x7f)
			r->line[r->line_len++] = *p;
	}
}

static int drain(struct run *r, int which)
{
	char chunk[CHUNK];
	ssize_t n = read(r->ours[which], chunk, sizeof(chunk));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return shut(&r->ours[which]), 0;
	if (which == OUT)
		return take_out(r, chunk, (size_t)n);
	take_err(r, chunk, (size_t)n);
	return 0;
}

/* poll(2), but a signal that asks to stop is let in, if it is kept back: -1 */
static int wait_some(struct pollfd *f, int64_t ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	sigset_t mask;
	int n;

	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	sigdelset(&mask, SIGINT);
	sigdelset(&mask, SIGTERM);
	n = ppoll(f, 3, &t, &mask);
	return n < 0 && errno != EINTR ? 0 : n;
}

/* until both streams are closed; 0, or why not: 'o' too much output, 't' out of time, 'i'
 * somebody wants us to stop */
static int pump(struct run *r)
{
	struct pollfd f[3];
	int64_t left;
	int i, n;

	while (r->ours[OUT] >= 0 || r->ours[ERR] >= 0) {
		left = r->deadline - kx_clock_mono();
		if (left <= 0)
			return 't';
		for (i = IN; i <= ERR; i++)
			f[i] = (struct pollfd){ .fd = r->ours[i],
				.events = i == IN ? POLLOUT : POLLIN };
		n = wait_some(f, left);
		if (n < 0)
			return 'i';
		if (n == 0)
			continue;
		if (f[IN].fd >= 0 && f[IN].revents)
			feed(r);
		for (i = OUT; i <= ERR; i++)
			if (f[i].fd >= 0 && f[i].revents && drain(r, i))
				return 'o';
	}
	return 0;
}

/* it may close its output and go on: wait in small naps, to the deadline; as pump() */
static int reap(struct run *r, int *status)
{
	struct timespec nap = { .tv_nsec = 1000000 };
	sigset_t asked;
	pid_t got;

	for (;;) {
		got = waitpid(r->pid, status, WNOHANG);
		if (got == r->pid)
			return 0;
		if (got < 0 && errno != EINTR)
			return 's';
		if (kx_clock_mono() >= r->deadline)
			return 't';
		sigpending(&asked);
		if (sigismember(&asked, SIGINT) || sigismember(&asked, SIGTERM))
			return 'i';
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < 50000000)
			nap.tv_nsec *= 2;
	}
}

static void kill_group(struct run *r)
{
	int status;

	kill(-r->pid, SIGKILL);
	while (waitpid(r->pid, &status, 0) < 0 && errno == EINTR)
		;
}

/* a folder of PATH that is closed to us gives EACCES, be the program there or not */
static bool in_path(const char *name)
{
	const char *path = getenv("PATH");
	struct kx_buf file = { 0 };
	bool found = strchr(name, '/') != NULL;
	size_t n;

	while (path && *path && !found) {
		n = strcspn(path, ":");
		kx_buf_clear(&file);
		kx_buf_add(&file, path, n);
		kx_buf_printf(&file, "%s%s", n ? "/" : "", name);
		found = access(file.p, F_OK) == 0;
		path += n + (path[n] == ':');
	}
	kx_buf_release(&file);
	return found;
}

static int fail_spawn(const struct run *r, int cause, struct kx_err *e)
{
	const char *name = r->p->argv[0];

	if (cause == ENOENT || cause == ENOTDIR ||
		(cause == EACCES && !in_path(name))) {
		kx_fail(e, KX_ECONFIG, "program '%s' not found", name);
		return kx_fail_hint(
			e, "install it, or name another in the configuration");
	}
	errno = cause;
	if (cause != EACCES && cause != ENOEXEC)
		return kx_fail_errno(e, KX_EIO, "cannot run '%s'", name);
	kx_fail_errno(e, KX_ECONFIG, "cannot run '%s'", name);
	return kx_fail_hint(e, "it must be a program that this user may run");
}

static int fail_status(struct run *r, int status, struct kx_err *e)
{
	const char *name = r->p->argv[0], *sep = r->line_len ? ": " : "";

	r->line_len = kx_utf8_valid(r->line, r->line_len);
	r->line[r->line_len] = '\0';
	if (WIFSIGNALED(status))
		return kx_fail(e, KX_EINPUT, "'%s' ended by signal %d%s%s", name,
			WTERMSIG(status), sep, r->line);
	return kx_fail(e, KX_EINPUT, "'%s' ended with status %d%s%s", name,
		WEXITSTATUS(status), sep, r->line);
}

static int finish(struct run *r, struct kx_err *e)
{
	int why = pump(r), status = 0, i;

	for (i = IN; i <= ERR; i++)
		shut(&r->ours[i]);
	if (!why)
		why = reap(r, &status);
	if (why == 's') /* our parent had SIGCHLD ignored: the system reaped it */
		return kx_fail(e, KX_EIO, "'%s' left no status", r->p->argv[0]);
	if (why)
		kill_group(r);
	if (why == 'i')
		return kx_fail(e, KX_EAGAIN, "'%s' was interrupted", r->p->argv[0]);
	if (why == 't')
		return kx_fail(e, KX_EINPUT, "'%s' did not end within %g s",
			r->p->argv[0], (r->p->ms ? r->p->ms : KX_PROC_MS) / 1000.0);
	if (why)
		return kx_fail(e, KX_EINPUT, "'%s' wrote more than %zu bytes",
			r->p->argv[0], r->out_max);
	return status ? fail_status(r, status, e) : 0;
}

/* a reader that goes away must not kill us: SIGPIPE is held back and, if it came from
 * our own write, taken out before the old mask returns */
static void unhold_pipe(const sigset_t *pipe, const sigset_t *old, bool was_pending)
{
	const struct timespec now = { 0 };

	if (!was_pending)
		while (sigtimedwait(pipe, NULL, &now) < 0 && errno == EINTR)
			;
	pthread_sigmask(SIG_SETMASK, old, NULL);
}

int kx_proc_run(const struct kx_proc *p, struct kx_buf *out, struct kx_err *e)
{
	struct run r = {
		.p = p, .out = out, .ours = { -1, -1, -1 }, .theirs = { -1, -1, -1 }
	};
	sigset_t hold, old, pending;
	int rc, i;

	r.out_max = p->out_max ? p->out_max : KX_PROC_OUT_MAX;
	r.deadline = kx_clock_mono() + (p->ms ? p->ms : KX_PROC_MS);
	sigemptyset(&hold);
	sigaddset(&hold, SIGPIPE);
	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, &hold, &old);
	rc = open_pipes(&r) ? errno : spawn(&r, &old);
	for (i = IN; i <= ERR; i++)
		shut(&r.theirs[i]);
	if (rc) {
		for (i = IN; i <= ERR; i++)
			shut(&r.ours[i]);
		rc = fail_spawn(&r, rc, e);
	} else {
		rc = finish(&r, e);
	}
	unhold_pipe(&hold, &old, sigismember(&pending, SIGPIPE) == 1);
	return rc;
}
