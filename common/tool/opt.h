#ifndef KX_TOOL_OPT_H
#define KX_TOOL_OPT_H
/* Options from a table over getopt_long(3): the table parses, prints --help and
 * --complete, and is compared with the man page by the tests. */
#include <stdbool.h>
#include <stddef.h>

enum kx_opt_kind {
	KX_OPT_END,  /* last row of a table */
	KX_OPT_FLAG, /* bool *: set to true */
	KX_OPT_STR,  /* const char ** */
	KX_OPT_INT,  /* long *, checked against min and max */
	KX_OPT_REAL, /* double * */
	KX_OPT_LIST, /* struct kx_list *: comma separated, may be given again */
};

struct kx_opt {
	enum kx_opt_kind kind;
	char letter;      /* 0: none */
	const char *name; /* long name */
	void *to; /* where the value goes; left alone when the option is absent */
	const char *arg;  /* name of the argument in help; NULL for flags */
	const char *help; /* a few words */
	long min, max;    /* KX_OPT_INT; both 0: any */
};

struct kx_list {
	const char **v;
	size_t n;
};

enum kx_groups {
	KX_WITH_STORE = 1,  /* --store URL */
	KX_WITH_FILTER = 2, /* --strict, --rejects FILE */
	KX_WITH_JSON = 4,   /* --json */
};

struct kx_tool {
	const char *name;
	const char *args;          /* for the usage line: "[OPTIONS] QUERY" */
	const char *summary;       /* one sentence */
	const struct kx_opt *opts; /* of its own */
	unsigned groups;           /* enum kx_groups, shared options */
	const struct kx_opt *more; /* another table, or NULL */
};

/* Values of the shared options. */
struct kx_shared {
	const char *config, *store, *color, *rejects;
	bool strict, json, quiet, verbose;
};
extern struct kx_shared kx_shared;

/* Parse argv; the index of the first operand. --help, --version and --complete print and
 * end with 0; wrong use ends with 64. A list given on the command line is kept for the
 * life of the process. */
int kx_opt_parse(int argc, char **argv, const struct kx_tool *t);

#endif
