/* Times two commands in turn, A B A B ..., after a warm-up, and prints one row of a table:
 * the median CPU time of each (user and system, as the kernel counts a process that has
 * ended, all its threads included), the ratio of the medians, and the median of the ratios
 * pair by pair, which stays the same when the machine's speed drifts during the runs. The
 * last one is compared with the goal.
 *
 *	pair [OPTIONS] NAME -- A [ARG ...] -- B [ARG ...] [-- C [ARG ...]]
 *	pair -H NAME A B	the head of the table: what the rows compare
 *
 * With C, A is compared with B and C together, which run one after the other.
 *
 *	-n N	counted runs of each (11)
 *	-w N	runs before, not counted (1)
 *	-g R	goal: A takes at most R times the CPU of B
 *	-m MIB	goal: the largest run of A takes at most so much memory; one more row
 *	-t R	one more row: units in a second on the clock, and the goal that A does at
 *		least R times as many as B; 0: no goal
 *	-s N	status that A must end with (0); the others must end with 0
 *	-u N	units of work in a run: times are printed for one unit
 *	-i FILE	stdin of both (nothing)
 *	-f FILE	run number i gets line i of FILE (from the start again behind the last)
 *		wherever an argument is {}
 *	-p TEXT	command of the shell before each pair, not counted
 *
 * What the commands print is thrown away. The status is 0 whether the goal is reached or
 * not, 2 when something could not be run. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX 10000
#define LINES_MAX 100000
#define ARGS_MAX 64

extern char **environ;

struct run {
	double cpu, clock; /* seconds */
	long peak;         /* KiB */
};

static struct {
	long n, warm, status, units;
	double goal, memory, rate; /* 0: none; rate -1: not wanted */
	const char *input, *prepare;
	char **lines;
	long nlines;
} o = { .n = 11, .warm = 1, .units = 1, .rate = -1, .input = "/dev/null" };

static void die(const char *what, const char *name)
{
	fprintf(stderr, "pair: %s '%s'\n", what, name);
	exit(2);
}

static double number(const char *s)
{
	char *end;
	double v = strtod(s, &end);

	if (*end || end == s || !(v >= 0))
		die("not a number:", s);
	return v;
}

static long count(const char *s)
{
	double v = number(s);

	if (v > RUNS_MAX)
		die("too many:", s);
	return (long)v;
}

static void read_lines(const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	o.lines = calloc(LINES_MAX, sizeof(*o.lines));
	if (!f || !o.lines)
		die("cannot read", path);
	while (o.nlines < LINES_MAX && (n = getline(&line, &room, f)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		o.lines[o.nlines++] = line;
		line = NULL;
		room = 0;
	}
	free(line);
	fclose(f);
	if (!o.nlines)
		die("no lines in", path);
}

static int spawn(char **argv, pid_t *pid)
{
	posix_spawn_file_actions_t fa;
	int rc;

	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_addopen(&fa, 0, o.input, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&fa, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&fa, 2, "/dev/null", O_WRONLY, 0);
	rc = posix_spawnp(pid, argv[0], &fa, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&fa);
	return rc;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static struct run once(char *const *argv, long i, long wanted)
{
	char *args[ARGS_MAX + 1] = { 0 };
	double began = now();
	struct rusage u;
	int status, k;
	pid_t pid;

	for (k = 0; argv[k] && k < ARGS_MAX; k++)
		args[k] = o.nlines && !strcmp(argv[k], "{}") ? o.lines[i % o.nlines]
							     : argv[k];
	errno = spawn(args, &pid);
	if (errno)
		die(strerror(errno), argv[0]);
	while (wait4(pid, &status, 0, &u) < 0)
		if (errno != EINTR)
			die("lost", argv[0]);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != wanted) {
		fprintf(stderr, "pair: status %d, not %ld, from:",
			WIFEXITED(status) ? WEXITSTATUS(status)
					  : 128 + WTERMSIG(status),
			wanted);
		for (k = 0; args[k]; k++)
			fprintf(stderr, " %s", args[k]);
		fputc('\n', stderr);
		exit(2);
	}
	return (struct run){ seconds(u.ru_utime) + seconds(u.ru_stime), now() - began,
		u.ru_maxrss };
}

static void prepare(void)
{
	char sh[] = "/bin/sh", c[] = "-c";
	char *text = o.prepare ? strdup(o.prepare) : NULL;
	char *argv[] = { sh, c, text, NULL };

	if (text)
		once(argv, 0, 0);
	free(text);
}

static int rising(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *v, long n)
{
	qsort(v, (size_t)n, sizeof(*v), rising);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* seconds in a width of 10 */
static void put_time(double s)
{
	if (s < 0.1)
		printf(" %7.3f ms", s * 1e3);
	else if (s < 10)
		printf(" %7.1f ms", s * 1e3);
	else
		printf(" %8.2f s", s);
}

static void put_verdict(const char *name, double got, double goal, const char *unit)
{
	if (goal <= 0) {
		printf("%9s\n", "-");
		return;
	}
	printf("  <= %-4g %s\n", goal, got <= goal ? "ok" : "miss");
	if (got > goal)
		printf("goal missed: %s: %.3f%s, wanted at most %g%s\n", name, got,
			unit, goal, unit);
}

static struct run both(char *const *b, char *const *c, long i)
{
	struct run x = once(b, i, 0), y = { 0 };

	if (c)
		y = once(c, i, 0);
	return (struct run){ x.cpu + y.cpu, x.clock + y.clock,
		x.peak > y.peak ? x.peak : y.peak };
}

/* units in a second, and how many times as many */
static void put_rate(const char *name, double *a, double *b, double *ratio)
{
	double ma = median(a, o.n), mb = median(b, o.n), mr = median(ratio, o.n);

	printf("%-44s %8.0f/s %8.0f/s %8.2f %8.2f", "  on the clock", ma, mb, ma / mb,
		mr);
	if (o.rate <= 0) {
		printf("%9s\n", "-");
		return;
	}
	printf("  >= %-4g %s\n", o.rate, mr >= o.rate ? "ok" : "miss");
	if (mr < o.rate)
		printf("goal missed: %s: on the clock %.3f, wanted at least %g\n", name,
			mr, o.rate);
}

static void measure(const char *name, char *const *a, char *const *b, char *const *c)
{
	static double ta[RUNS_MAX], tb[RUNS_MAX], ratio[RUNS_MAX];
	static double ra[RUNS_MAX], rb[RUNS_MAX], faster[RUNS_MAX];
	struct run x, y;
	long i, peak = 0;
	double ma, mb, mr;

	for (i = -o.warm; i < o.n; i++) {
		prepare();
		x = once(a, i < 0 ? 0 : i, o.status);
		y = both(b, c, i < 0 ? 0 : i);
		if (i < 0)
			continue;
		ra[i] = (double)o.units / x.clock;
		rb[i] = (double)o.units / y.clock;
		faster[i] = y.clock / x.clock;
		ta[i] = x.cpu / (double)o.units;
		tb[i] = y.cpu / (double)o.units;
		ratio[i] = y.cpu > 0 ? x.cpu / y.cpu : 0;
		peak = x.peak > peak ? x.peak : peak;
	}
	ma = median(ta, o.n);
	mb = median(tb, o.n);
	mr = median(ratio, o.n);
	printf("%-44s", name);
	put_time(ma);
	put_time(mb);
	printf(" %8.3f %8.3f", mb > 0 ? ma / mb : 0, mr);
	put_verdict(name, mr, o.goal, "");
	if (o.rate >= 0)
		put_rate(name, ra, rb, faster);
	if (o.memory > 0) {
		printf("%-44s %6.0f MiB %10s %8s %8s", "  its largest memory",
			(double)peak / 1024, "", "", "");
		put_verdict(name, (double)peak / 1024, o.memory, " MiB");
	}
}

/* ends the command that stands at v; the next one, NULL: there is none */
static char **cut(char **v)
{
	while (*v && strcmp(*v, "--") != 0)
		v++;
	if (!*v)
		return NULL;
	*v = NULL;
	return v + 1;
}

static bool options(int argc, char **argv)
{
	bool head = false;
	int c;

	while ((c = getopt(argc, argv, "+Hn:w:g:m:t:s:u:i:f:p:")) != -1) {
		switch (c) {
		case 'H':
			head = true;
			break;
		case 'n':
			o.n = count(optarg);
			break;
		case 'w':
			o.warm = count(optarg);
			break;
		case 'g':
			o.goal = number(optarg);
			break;
		case 'm':
			o.memory = number(optarg);
			break;
		case 't':
			o.rate = number(optarg);
			break;
		case 's':
			o.status = count(optarg);
			break;
		case 'u':
			o.units = (long)number(optarg);
			break;
		case 'i':
			o.input = optarg;
			break;
		case 'f':
			read_lines(optarg);
			break;
		case 'p':
			o.prepare = optarg;
			break;
		default:
			exit(2);
		}
	}
	return head;
}

int main(int argc, char **argv)
{
	char **a, **b, **c;

	if (options(argc, argv) && argc - optind == 3) {
		printf("%-44s %10s %10s %8s %8s  %s\n", argv[optind], argv[optind + 1],
			argv[optind + 2], "ratio", "of pairs", "goal");
		return 0;
	}
	if (argc - optind < 5 || o.n < 1 || o.units < 1)
		die("used wrongly: see", "tests/bench/pair.c");
	a = cut(argv + optind);
	b = a ? cut(a) : NULL;
	c = b ? cut(b) : NULL;
	if (!b || !*a || !*b || (c && !*c))
		die("missing:", "a command");
	measure(argv[optind], a, b, c);
	return 0;
}
