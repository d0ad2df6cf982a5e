#ifndef KX_TOOL_FILTER_H
#define KX_TOOL_FILTER_H
/* The one record loop. It alone knows: files or stdin, gzip, line numbers, strict
 * parsing, the arena of the record, what happens to a bad record (reported by place,
 * skipped, status 1; --strict stops, --rejects keeps it), flushing before a read that
 * would wait, and progress. */
#include "base/arena.h"
#include "base/err.h"
#include "io/input.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#define KX_FILTER_TOLD 1000 /* bad records that are named; the rest are only counted */

struct kx_record {
	struct json_object *json; /* borrowed; gone after the call */
	const char *line;         /* its bytes as they came, NUL behind */
	size_t n;
	const char *file; /* name for messages */
	size_t lineno;
	struct kx_arena *arena; /* for everything that may die with the record */
};

struct kx_filter {
	/* Handle one record: 0 done; -1 failed: KX_EINPUT is the record's own fault and
	 * the loop goes on, any other code ends the loop. */
	int (*record)(struct kx_record *r, void *ctx, struct kx_err *e);
	/* NULL, or a look at the line before it is parsed: true when it is dealt with. */
	bool (*known)(const char *line, size_t n, void *ctx);
	/* NULL, or asked before each line: true ends the loop, as a bad record does with
	 * --strict. */
	bool (*enough)(void *ctx);
	/* NULL, or called before a wait for input: work that should not lie about. */
	int (*idle)(void *ctx, struct kx_err *e);
	void *ctx;
	const char *progress; /* NULL, or the name of the work for the progress bar */
};

struct kx_filter_result {
	size_t records; /* good ones, `known` ones included */
	size_t failed;
	bool stopped; /* by kx_stop_wanted(), or --strict */
	bool unread;  /* a file could not be read */
};

/* Run over the named files ("-" is stdin; none: stdin). 0 done (look at the counts), -1
 * the loop had to end, with `e` filled. A file that cannot be opened is
 * reported, marks the run as `unread`, and the next one is read. */
int kx_filter_run(char *const *files, const struct kx_filter *f,
	struct kx_filter_result *r, struct kx_err *e);
/* The same over one open input. */
int kx_filter_input(struct kx_input *in, const struct kx_filter *f,
	struct kx_filter_result *r, struct kx_err *e);
/* The whole life of a simple filter: run, flush, exit status. */
int kx_filter(char *const *files, const struct kx_filter *f);

/* Report a bad record as the loop does, "FILE:LINE: cause", and keep its line. */
void kx_filter_report(const char *file, size_t lineno, const struct kx_err *cause,
	const char *line, size_t n);

#endif
