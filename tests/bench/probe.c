/* Takes figures of one command where there is nothing to compare it with in pairs.
 *
 *	probe run FILE CMD ...	    once, with FILE as stdin: seconds of CPU; MiB of its
 *				    largest memory; the same without mapped files, which the
 *				    kernel takes back when it needs room, looked at a hundred
 *				    times a second
 *	probe fresh N FILE CMD ...  N processes, each with a line of FILE in the place of the
 *				    argument {}: how many; median, 99th of a hundred and
 *				    largest CPU time of a process, ms
 *	probe each FILE CMD ...	    one process gets the lines of FILE, each after the answers
 *				    to the one before: lines that were answered; median, 99th
 *				    of a hundred and largest CPU time between two answers, ms;
 *				    the same of the time on the clock; MiB of memory at the end
 *				    that is no mapped file
 *
 * CPU is user and system time of the process with all its threads. For "each" an answer is
 * any number of lines with "query_id":"qN", N being the number of the line, from 0: what a
 * first run over all lines prints tells how many to wait for. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LINES_MAX 100000
#define ARGS_MAX 64

extern char **environ;

static char *lines[LINES_MAX];
static long nlines, wanted[LINES_MAX];
static double cpu[LINES_MAX], wall[LINES_MAX];

static void die(const char *what, const char *name)
{
	fprintf(stderr, "probe: %s '%s'\n", what, name);
	exit(2);
}

static void read_lines(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t room = 0;

	if (!f)
		die("cannot read", path);
	while (nlines < LINES_MAX && getline(&lines[nlines], &room, f) > 0) {
		nlines++;
		room = 0;
	}
	fclose(f);
}

static pid_t start(char *const *argv, int in, int out)
{
	posix_spawn_file_actions_t fa;
	pid_t pid;

	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, in, 0);
	posix_spawn_file_actions_adddup2(&fa, out, 1);
	errno = posix_spawnp(&pid, argv[0], &fa, NULL, argv, environ);
	if (errno)
		die(strerror(errno), argv[0]);
	posix_spawn_file_actions_destroy(&fa);
	return pid;
}

static struct rusage end(pid_t pid, const char *name)
{
	struct rusage u;
	int status;

	while (wait4(pid, &status, 0, &u) < 0)
		if (errno != EINTR)
			die("lost", name);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		die("failed:", name);
	return u;
}

static double seconds(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e6;
}

static double now(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t))
		die("no clock:", strerror(errno));
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int rising(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void put(double *v, long n)
{
	qsort(v, (size_t)n, sizeof(*v), rising);
	printf(" %.3f %.3f %.3f", v[n / 2] * 1e3, v[n * 99 / 100] * 1e3,
		v[n - 1] * 1e3);
}

static void fresh(long n, char **argv)
{
	int in = open("/dev/null", O_RDWR);
	char *args[ARGS_MAX + 1];
	struct rusage u;
	long i;
	int k;

	for (i = 0; i < n; i++) {
		lines[i % nlines][strcspn(lines[i % nlines], "\n")] = '\0';
		for (k = 0; argv[k] && k < ARGS_MAX; k++)
			args[k] = strcmp(argv[k], "{}") ? argv[k] : lines[i % nlines];
		args[k] = NULL;
		u = end(start(args, in, in), argv[0]);
		cpu[i] = seconds(&u);
	}
	printf("%ld", n);
	put(cpu, n);
	putchar('\n');
}

/* how many lines answer each question */
static void count(const char *path, char **argv)
{
	static const char key[] = "\"query_id\":\"q";
	int in = open(path, O_RDONLY | O_CLOEXEC), fd[2];
	char *line = NULL, *at;
	size_t room = 0;
	pid_t pid;
	FILE *f;

	if (in < 0 || pipe2(fd, O_CLOEXEC))
		die("cannot read", path);
	pid = start(argv, in, fd[1]);
	close(fd[1]);
	f = fdopen(fd[0], "r");
	while (f && getline(&line, &room, f) > 0) {
		long i = (at = strstr(line, key))
				 ? strtol(at + sizeof(key) - 1, NULL, 10)
				 : -1;

		if (i < 0 || i >= nlines)
			die("not an answer:", line);
		wanted[i]++;
	}
	free(line);
	fclose(f);
	end(pid, argv[0]);
}

static double own_memory(pid_t pid)
{
	char path[64], line[256];
	double kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "RssAnon:", 8))
			kib = strtod(line + 8, NULL);
	if (f)
		fclose(f);
	return kib / 1024;
}

static void run(const char *path, char **argv)
{
	int in = open(path, O_RDONLY | O_CLOEXEC), out = open("/dev/null", O_WRONLY);
	const struct timespec pause = { .tv_nsec = 10000000 };
	double own = 0, most = 0;
	siginfo_t info = { 0 };
	struct rusage u;
	pid_t pid;

	if (in < 0)
		die("cannot read", path);
	pid = start(argv, in, out);
	while (!waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) &&
		!info.si_pid) {
		own = own_memory(pid);
		most = own > most ? own : most;
		nanosleep(&pause, NULL);
	}
	u = end(pid, argv[0]);
	printf("%.3f %.1f %.1f\n", seconds(&u), (double)u.ru_maxrss / 1024, most);
}

static void each(const char *path, char **argv)
{
	int to[2], from[2];
	char *line = NULL;
	double c, w, anon;
	clockid_t clock;
	size_t room = 0;
	long i, n = -1; /* the first answer has the start in it */
	pid_t pid;
	FILE *f;

	count(path, argv);
	if (pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
		die("no pipe:", strerror(errno));
	pid = start(argv, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	f = fdopen(from[0], "r");
	if (!f || clock_getcpuclockid(pid, &clock))
		die("no clock of", argv[0]);
	for (i = 0; i < nlines; i++) {
		if (!wanted[i])
			continue;
		c = now(clock);
		w = now(CLOCK_MONOTONIC);
		if (write(to[1], lines[i], strlen(lines[i])) < 0)
			die("gone:", argv[0]);
		for (; wanted[i]; wanted[i]--)
			if (getline(&line, &room, f) <= 0)
				die("gone:", argv[0]);
		if (n >= 0) {
			wall[n] = now(CLOCK_MONOTONIC) - w;
			cpu[n] = now(clock) - c;
		}
		n++;
	}
	free(line);
	anon = own_memory(pid);
	close(to[1]);
	fclose(f);
	end(pid, argv[0]);
	if (n < 1)
		die("no answers from", argv[0]);
	printf("%ld", n);
	put(cpu, n);
	put(wall, n);
	printf(" %.1f\n", anon);
}

int main(int argc, char **argv)
{
	const char *verb = argc > 3 ? argv[1] : "";
	long n;

	if (!strcmp(verb, "run")) {
		run(argv[2], argv + 3);
	} else if (!strcmp(verb, "each")) {
		read_lines(argv[2]);
		each(argv[2], argv + 3);
	} else if (!strcmp(verb, "fresh") && argc > 4) {
		n = strtol(argv[2], NULL, 10);
		read_lines(argv[3]);
		if (n < 1 || n > LINES_MAX || !nlines)
			die("used wrongly: see", "tests/bench/probe.c");
		fresh(n, argv + 4);
	} else {
		die("used wrongly: see", "tests/bench/probe.c");
	}
	return 0;
}
