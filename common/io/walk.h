#ifndef KX_IO_WALK_H
#define KX_IO_WALK_H
/* A folder and all below it, file by file, in an order that is the same every time.
 * Names beginning with a dot are skipped; so is what is neither file nor folder.
 * Symlinks are followed, but not into a folder that is being walked already. */
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#define KX_WALK_DEPTH 64     /* most levels of folders */
#define KX_WALK_MAX 10000000 /* most entries: links can multiply a tree without end */

struct kx_walk {
	/* Gets each regular file: `path` to open it, `rel` from the root ("faq/a.md").
	 * Anything but 0 ends the walk, which then returns it. */
	int (*file)(const char *path, const char *rel, const struct stat *st, void *ctx,
		struct kx_err *e);
	/* Gets each entry that could not be read (a closed folder, a dangling link, a
	 * file that went away, one too deep); the walk goes on. May be NULL. */
	void (*error)(const char *path, const struct kx_err *why, void *ctx);
	void *ctx;
	bool complete; /* out: no entry was lost, so what is missing is really gone */
	size_t files;  /* out: how many were reported */
};

/* Walk `root`, in byte order of the names in each folder. -1 with KX_EIO when the root
 * cannot be read or is no folder, KX_EINPUT above KX_WALK_MAX; `complete` is then
 * false. */
int kx_walk(struct kx_walk *w, const char *root, struct kx_err *e);

#endif
