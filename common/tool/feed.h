#ifndef KX_TOOL_FEED_H
#define KX_TOOL_FEED_H
/* Where articles come from: the operands of kx-kb-ingest (files, folders, stdin), fed to an
 * ingest, with what each of them means for what may be deleted. */
#include "base/err.h"
#include "domain/ingest.h"

#include <json-c/json.h>
#include <stdbool.h>

struct kx_feed_opts {
	const char *source; /* NULL: kx_feed_source() finds one */
	const char *from; /* NULL or "auto": by extension; or the format of all files */
	const char *locale, *tags, *model;
	enum kx_visibility visibility;
	bool prune, dry_run, named; /* named: the source was given by --source */
	long words, jobs;
	struct json_object *converters;
};

/* Ends the tool with 64 when `from` is no format. */
void kx_feed_check(const struct kx_feed_opts *o);
/* Settle the source: --source, the folder's name when there is one folder, "default". */
void kx_feed_source(struct kx_feed_opts *o, char *const *operands);

/* Feed all operands (none: stdin) and commit. A single folder that was listed completely
 * is a complete listing of its source, so what it no longer has is deleted; with `prune`
 * so is any other input, when nothing of it failed. 0 with *code KX_OK,
 * KX_ESOME (some failed) or KX_EIO (an operand could not be opened; the rest went in); -1
 * when it had to end. */
int kx_feed(struct kx_ingest *g, struct kx_db *db, char *const *operands,
	const struct kx_feed_opts *o, struct kx_ingest_stats *st, enum kx_code *code,
	struct kx_err *e);
/* The same for chunk records. */
int kx_feed_chunks(struct kx_ingest *g, char *const *operands,
	const struct kx_feed_opts *o, struct kx_ingest_stats *st, enum kx_code *code,
	struct kx_err *e);

#endif
