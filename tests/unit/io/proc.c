#include "io/proc.h"
#include "../t.h"
#include "base/mem.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct kx_buf out;
static struct kx_err err;

static int sh(const char *script, const char *in, int ms)
{
	const char *argv[] = { "sh", "-c", script, NULL };
	struct kx_proc p = {
		.argv = argv, .in = in, .in_len = in ? strlen(in) : 0, .ms = ms
	};

	kx_buf_clear(&out);
	return kx_proc_run(&p, &out, &err);
}

static void gives_what_it_writes(void)
{
	T_INT(sh("echo one; echo two >&2; echo three", NULL, 0), 0);
	T_STR(out.p, "one\nthree\n");
	T_INT(sh("cat", "through", 0), 0);
	T_STR(out.p, "through");
	T_INT(sh("cat", "", 0), 0);
	T_STR(kx_buf_text(&out), "");
	T_INT(sh("cat; echo end", NULL, 0), 0);
	T_STR(out.p, "end\n");
}

static void moves_more_than_a_pipe_holds(void)
{
	size_t n = 1 << 20;
	char *big = kx_alloc(n + 1);
	const char *cat[] = { "cat", NULL }, *none[] = { "true", NULL };
	struct kx_proc p = { .argv = cat, .in = big, .in_len = n };

	memset(big, 'x', n);
	kx_buf_clear(&out);
	T_INT(kx_proc_run(&p, &out, &err), 0);
	T_INT(out.len, n);
	p.argv = none;
	T_INT(kx_proc_run(&p, NULL, &err), 0);
	p.argv = cat;
	T_INT(kx_proc_run(&p, NULL, &err), 0);
	p.out_max = 100000;
	T_INT(kx_proc_run(&p, &out, &err), -1);
	T_STR(err.text, "'cat' wrote more than 100000 bytes");
	T_INT(err.code, KX_EINPUT);
	free(big);
}

static void says_why_it_failed(void)
{
	const char *none[] = { "kx-no-such-program", NULL };
	const char *folder[] = { "/tmp", NULL };
	struct kx_proc p = { .argv = none };

	T_INT(kx_proc_run(&p, &out, &err), -1);
	T_STR(err.text, "program 'kx-no-such-program' not found");
	T_INT(err.code, KX_ECONFIG);
	T_OK(err.hint[0]);
	p.argv = folder;
	T_INT(kx_proc_run(&p, &out, &err), -1);
	T_STR(err.text, "cannot run '/tmp': Permission denied");
	T_INT(err.code, KX_ECONFIG);
	T_INT(sh("exit 3", NULL, 0), -1);
	T_STR(err.text, "'sh' ended with status 3");
	T_INT(err.code, KX_EINPUT);
	T_INT(sh("printf '\\n\\033[1mbad\\tfile\\nmore\\n' >&2; exit 1", NULL, 0), -1);
	T_STR(err.text, "'sh' ended with status 1: [1mbadfile");
	T_INT(sh("printf 'a\\377b' >&2; exit 1", NULL, 0), -1);
	T_STR(err.text, "'sh' ended with status 1: a");
	T_INT(sh("kill -9 $$", NULL, 0), -1);
	T_STR(err.text, "'sh' ended by signal 9");
}

static void ends_what_does_not_end(void)
{
	T_INT(sh("echo begun; sleep 60 & sleep 60", NULL, 50), -1);
	T_STR(err.text, "'sh' did not end within 0.05 s");
	T_INT(err.code, KX_EINPUT);
	T_STR(out.p, "begun\n");
	T_INT(sh("exec >&- 2>&-; sleep 60", NULL, 50), -1);
	T_STR(err.text, "'sh' did not end within 0.05 s");
	T_INT(waitpid(-1, NULL, WNOHANG), -1);
}

/* the child must see three descriptors, default signals and an empty mask */
static void leaks_nothing(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC), free_fd;
	sigset_t mask;

	signal(SIGPIPE, SIG_IGN);
	T_INT(sh("ls /proc/self/fd | tr '\\n' ' '", NULL, 0), 0);
	/* the fourth is ls's own, of the folder it lists */
	T_STR(out.p, "0 1 2 3 ");
	T_INT(sh("yes | head -n 1", NULL, 0), 0);
	T_STR(out.p, "y\n");
	T_INT(sh("kill -PIPE $$", NULL, 0), -1);
	T_STR(err.text, "'sh' ended by signal 13");
	T_INT(sh("grep '^SigBlk' /proc/self/status | tr -d '0\\t\\n'", NULL, 0), 0);
	T_STR(out.p, "SigBlk:");
	signal(SIGPIPE, SIG_DFL);
	free_fd = dup(0);
	close(free_fd);
	T_INT(free_fd, fd + 1);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	T_INT(sigismember(&mask, SIGPIPE), 0);
	close(fd);
}

/* started with nothing open at all */
static void works_without_standard_streams(void)
{
	pid_t pid = fork();
	int status = -1;

	if (!pid) {
		close(0);
		close(1);
		close(2);
		_exit(sh("cat; echo no >&2", "in", 0) || strcmp(out.p, "in") != 0);
	}
	waitpid(pid, &status, 0);
	T_INT(status, 0);
}

static void notices_a_lost_status(void)
{
	signal(SIGCHLD, SIG_IGN);
	T_INT(sh("exit 0", NULL, 0), -1);
	T_STR(err.text, "'sh' left no status");
	signal(SIGCHLD, SIG_DFL);
}

int main(void)
{
	closefrom(3); /* what whoever runs the test left open */
	gives_what_it_writes();
	moves_more_than_a_pipe_holds();
	says_why_it_failed();
	ends_what_does_not_end();
	leaks_nothing();
	works_without_standard_streams();
	notices_a_lost_status();
	kx_buf_release(&out);
	return T_END();
}
