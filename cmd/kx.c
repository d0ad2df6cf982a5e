/* kx: one name for all the tools: runs kx-NAME, says what is set up, shows the whole. */

#include "base/buf.h"
#include "tool/demo.h"
#include "tool/doctor.h"
#include "tool/out.h"
#include "tool/say.h"
#include "tool/siblings.h"
#include "tool/tool.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct kx_opt opts[] = { { 0 } };

static const struct kx_tool tool = { "kx",
	"NAME [ARGUMENTS] | doctor | demo | help [NAME]",
	"An AI support desk made of small tools; kx NAME runs kx-NAME.", opts,
	KX_WITH_STORE | KX_WITH_JSON };

static int list(void)
{
	const char *const *t;

	kx_puts("kx NAME [ARGUMENTS] runs one of:\n\n");
	for (t = kx_siblings; *t; t += 2)
		kx_printf("  %-12s %s\n", t[0] + 3, t[1]);
	kx_puts("\n"
		"  doctor       what is configured, reachable and missing\n"
		"  demo         the whole in a minute, offline\n"
		"  help NAME    the manual of a tool; man 7 kx is the tour\n");
	return kx_finish(KX_OK);
}

static int manual(const char *name)
{
	struct kx_buf file = { 0 };
	char page[64], folder[PATH_MAX];

	snprintf(page, sizeof(page), "kx-%s", name);
	/* in a source tree the page is not where man looks */
	kx_sibling_path("../../man", folder, sizeof(folder));
	kx_buf_printf(&file, "%s/%s.1", folder, page);
	if (!access(file.p, R_OK))
		execlp("man", "man", "-l", file.p, (char *)NULL);
	execlp("man", "man", page, (char *)NULL);
	kx_die(KX_EIO, "cannot run man: %s", strerror(errno));
}

/* the options in front of NAME are ours, all behind it are the tool's */
static int own_words(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++)
		if (!strcmp(argv[i], "--store") || !strcmp(argv[i], "--config") ||
			!strcmp(argv[i], "--color"))
			i++;
	return i < argc ? i : argc;
}

int main(int argc, char **argv)
{
	int at = own_words(argc, argv);
	const char *name = at < argc ? argv[at] : "help";

	if (at < argc && strcmp(name, "doctor") != 0 && strcmp(name, "demo") != 0 &&
		strcmp(name, "help") != 0) {
		kx_start(at, argv, &tool);
		kx_sibling_exec(name, argv, at);
	}
	at = kx_start(argc, argv, &tool);
	if (argc - at > (strcmp(name, "help") ? 1 : 2))
		kx_die(KX_EUSAGE, "'%s' takes no further words", name);
	if (!strcmp(name, "doctor"))
		return kx_doctor();
	if (!strcmp(name, "demo"))
		return kx_demo();
	return argc - at > 1 ? manual(argv[at + 1]) : list();
}
