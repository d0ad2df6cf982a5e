#include "tool/siblings.h"

#include "tool/say.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *const kx_siblings[] = {
	"kx-kb-ingest",
	"put help articles into the store",
	"kx-search",
	"find the articles that answer a question",
	"kx-chat",
	"answer a question from the articles",
	"kx-embed",
	"add a vector to every record",
	"kx-db",
	"look after the store",
	NULL,
};

void kx_sibling_path(const char *tool, char *path, size_t size)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (n > 0) {
		self[n] = '\0';
		slash = strrchr(self, '/');
		snprintf(path, size, "%.*s/%s", (int)(slash - self), self, tool);
		if (!access(path, X_OK))
			return;
	}
	snprintf(path, size, "%s", tool);
}

_Noreturn void kx_sibling_exec(const char *name, char **argv, int at)
{
	char tool[64], path[PATH_MAX];
	struct kx_err e;

	snprintf(tool, sizeof(tool), "kx-%s", name);
	kx_sibling_path(tool, path, sizeof(path));
	/* the name goes, what stood around it closes up */
	for (; argv[at]; at++)
		argv[at] = argv[at + 1];
	argv[0] = tool;
	if (!strchr(name, '/'))
		execvp(path, argv);
	kx_fail(&e, strchr(path, '/') && !strchr(name, '/') ? KX_EIO : KX_EUSAGE,
		"there is no tool '%.40s'", name);
	kx_fail_hint(&e, "kx help lists them");
	kx_die_err(&e);
}
