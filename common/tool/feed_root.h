#ifndef KX_TOOL_FEED_ROOT_H
#define KX_TOOL_FEED_ROOT_H
/* Where the listing of a source comes from, so that one cannot prune another's articles:
 * the folder, or the one file whose records share a source that nobody named. Used by
 * feed.c alone. */
#include "tool/feed.h"

#include <limits.h>

/* That place, "" when it says nothing. */
int kx_feed_root(const struct kx_feed_opts *o, char *const *operands, bool folder,
	char root[PATH_MAX], struct kx_err *e);
/* What is going to be pruned came from elsewhere: a folder, which prunes of itself, is
 * refused with KX_EUSAGE unless --prune was said; a file, which prunes with --prune only,
 * gets a warning. */
int kx_feed_root_check(struct kx_db *db, const struct kx_feed_opts *o, bool folder,
	const char *root, struct kx_err *e);
/* Remember it; a source that several files fill has no file that lists it all. */
int kx_feed_root_note(struct kx_db *db, const struct kx_feed_opts *o, bool folder,
	const char *root, struct kx_err *e);

#endif
