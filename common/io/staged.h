#ifndef KX_IO_STAGED_H
#define KX_IO_STAGED_H
/* A large file made anew: written in places under the name PATH.new, then synced and
 * renamed to PATH, so that a reader sees the old file or the new one, never half, however
 * the writer ends. What a dead writer left under that name is written over by the next.
 * One writer at a time: the lock is on the file that is written and ends with its
 * process. */
#include "base/err.h"
#include "io/mapped.h"

#include <stddef.h>
#include <stdint.h>

struct kx_staged {
	char *path, *temp;
	int fd;
};

/* 0; 1 when another writer is at it; KX_EIO. The new file gets `mode`. */
int kx_staged_begin(
	struct kx_staged *s, const char *path, unsigned mode, struct kx_err *e);
/* Bytes may be written in any order; what is never written reads as zeros. */
int kx_staged_write(
	struct kx_staged *s, uint64_t at, const void *data, size_t n, struct kx_err *e);
/* What was written; KX_EINPUT behind the end. */
int kx_staged_read(
	struct kx_staged *s, uint64_t at, void *buf, size_t n, struct kx_err *e);
/* Make it `size` bytes long, sync, rename. Failed or not, the handle is done with. */
int kx_staged_commit(struct kx_staged *s, uint64_t size, struct kx_err *e);
/* A file for this process alone, made in `folder`: it has no name and goes with the last
 * that has it open. Instead of being committed it is taken, to be read. Failed or not, the handle is then done with. */
int kx_staged_begin_own(struct kx_staged *s, const char *folder, struct kx_err *e);
int kx_staged_take(
	struct kx_staged *s, uint64_t size, struct kx_mapped *m, struct kx_err *e);
/* Leave things as they were; nothing to do when it was committed or never begun (zeros). */
void kx_staged_drop(struct kx_staged *s);

#endif
