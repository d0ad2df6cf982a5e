#ifndef KX_IO_FILE_H
#define KX_IO_FILE_H
/* Whole files: read with a limit, replaced so that a reader sees the old bytes or the
 * new ones, never half. */
#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

#define KX_FILE_MAX (64u << 20) /* most bytes when the caller names no limit */

/* Append the bytes of `path` (a regular file, a fifo or a character device) to `out`.
 * `max` 0 is KX_FILE_MAX. KX_EIO when it cannot be read, KX_EINPUT when it is larger
 * than `max`; `out` is then as it was. "-" is a name like any other. */
int kx_file_read(const char *path, size_t max, struct kx_buf *out, struct kx_err *e);

/* Replace `path` by data[0..n): written beside it, synced, renamed. A new file gets
 * `mode` less the umask, an old one keeps its own; a symlink stays and its target is
 * replaced; a fifo or device is written to. KX_EIO, and nothing is left behind. */
int kx_file_write(
	const char *path, const void *data, size_t n, unsigned mode, struct kx_err *e);

/* Sync the folder that `path` is in: a rename there then survives a power cut. */
void kx_file_sync_folder(const char *path);

#endif
