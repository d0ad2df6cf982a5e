#include "tool/demo.h"

#include "tool/out.h"
#include "tool/page.h"
#include "tool/say.h"
#include "tool/siblings.h"
#include "tool/tool.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef KX_SHARE
#define KX_SHARE "/usr/local/share/kx"
#endif

static const struct {
	const char *argv[4];
	int wanted; /* exit status */
} steps[] = {
	{ { "kx-kb-ingest", "ARTICLES" }, 0 },
	{ { "kx-chat", "When do I get my refund after a return?" }, 0 },
	{ { "kx-chat", "Can I pause my plan for the winter?" }, 0 },
	{ { "kx-chat", "When does a parcel count as lost?" }, 0 },
	{ { "kx-chat", "Do you give students a discount?" }, KX_ENOANSWER },
	{ { "kx-search", "--text", "--top=3", "frozen ring" }, 0 },
	{ { "kx-search", "--text", "--top=1", "set up 2fa" }, 0 }, /* a synonym */
};

/* KX_DEMO, beside the program in a build tree, or installed */
static const char *articles(void)
{
	static char path[PATH_MAX];
	char self[PATH_MAX];
	const char *set = getenv("KX_DEMO");
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (set && *set)
		return set;
	self[n > 0 ? n : 0] = '\0';
	slash = strrchr(self, '/');
	if (slash) {
		*slash = '\0';
		snprintf(
			path, sizeof(path), "%.4000s/../../config/demo/articles", self);
		if (!access(path, R_OK))
			return path;
		snprintf(path, sizeof(path), "%.4000s/../share/kx/demo/articles", self);
		if (!access(path, R_OK))
			return path;
	}
	return KX_SHARE "/demo/articles";
}

/* the sample's synonyms stand beside its folder of articles */
static const char *synonyms(void)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.4000s/../synonyms.txt", articles());
	return path;
}

static void show(const char *const *argv)
{
	size_t i;

	kx_puts("\n$ ");
	for (i = 0; i < 4 && argv[i]; i++) {
		kx_puts(i ? " " : "");
		if (strchr(argv[i], ' '))
			kx_printf("\"%s\"", argv[i]);
		else
			kx_page_style("bold", argv[i]);
	}
	kx_puts("\n");
	kx_out_flush();
}

static int run(const char *const *shown)
{
	char path[PATH_MAX], real[PATH_MAX];
	const char *argv[5] = { NULL };
	size_t i;
	int status;
	pid_t pid;

	for (i = 0; i < 4 && shown[i]; i++)
		argv[i] = shown[i];
	if (argv[1] && !strcmp(argv[1], "ARTICLES"))
		argv[1] = realpath(articles(), real) ? real : articles();
	show(argv);
	kx_sibling_path(argv[0], path, sizeof(path));
	pid = fork();
	if (pid == 0) {
		execvp(path, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		kx_die(KX_EBUG, "cannot run %s: %s", argv[0], strerror(errno));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void remove_store(const char *folder)
{
	static const char *const names[] = { "kx.db", "kx.db-wal", "kx.db-shm" };
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%.4000s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

int kx_demo(void)
{
	const char *tmp = getenv("TMPDIR");
	char folder[PATH_MAX], url[PATH_MAX + 32] = "";
	enum kx_code code = KX_OK;
	size_t i;
	int status;

	if (access(articles(), R_OK))
		kx_die(KX_EIO, "the sample articles are not at '%s'", articles());
	if (access(synonyms(), R_OK))
		kx_die(KX_EIO, "the sample synonyms are not at '%s'", synonyms());
	snprintf(folder, sizeof(folder), "%.3000s/kx-demo-XXXXXX",
		tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		kx_die(KX_EIO, "cannot create '%s': %s", folder, strerror(errno));
	snprintf(url, sizeof(url), "sqlite:%s/kx.db", folder);
	setenv("KX_STORE", url, 1);
	setenv("KX_SYNONYMS", synonyms(), 1);
	for (i = 0; i < sizeof(steps) / sizeof(*steps) && code == KX_OK; i++) {
		status = run(steps[i].argv);
		if (status != steps[i].wanted) {
			kx_warn("%s ended with %d, not %d", steps[i].argv[0], status,
				steps[i].wanted);
			code = KX_EBUG;
		}
		if (steps[i].wanted == KX_ENOANSWER && code == KX_OK)
			kx_puts("(exit status 3: nothing in the articles; a script would open "
				"a ticket here)\n");
	}
	remove_store(folder);
	return kx_finish(code);
}
