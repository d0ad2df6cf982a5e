#include "io/staged.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 8

/* whether the name still is this file: the writer before may have renamed or removed it
 * between our opening and our locking it */
static bool is_named(int fd, const char *path)
{
	struct stat a, b;

	return !fstat(fd, &a) && !lstat(path, &b) && S_ISREG(a.st_mode) &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* a locked fd, or -1: EWOULDBLOCK when another writer is at it */
static int open_locked(const char *temp)
{
	const int flags =
		O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK;
	int fd, i, why;

	for (i = 0; i < TRIES; i++) {
		fd = open(temp, flags, 0600);
		if (fd < 0)
			return -1;
		why = flock(fd, LOCK_EX | LOCK_NB) ? errno : 0;
		if (!why && is_named(fd, temp))
			return fd;
		close(fd);
		if (why && why != EINTR) {
			errno = why;
			return -1;
		}
	}
	errno = EWOULDBLOCK;
	return -1;
}

int kx_staged_begin(
	struct kx_staged *s, const char *path, unsigned mode, struct kx_err *e)
{
	struct kx_buf name = { 0 };
	int rc = 0;

	kx_buf_printf(&name, "%s.new", path);
	*s = (struct kx_staged){ kx_strdup(path), kx_buf_give(&name), -1 };
	s->fd = open_locked(s->temp);
	if (s->fd < 0 && errno == EWOULDBLOCK)
		rc = 1;
	else if (s->fd < 0 || ftruncate(s->fd, 0) || fchmod(s->fd, (mode_t)mode & 0777))
		rc = kx_fail_errno(e, KX_EIO, "cannot write '%s'", s->temp);
	if (rc)
		kx_staged_drop(s);
	return rc;
}

int kx_staged_begin_own(struct kx_staged *s, const char *folder, struct kx_err *e)
{
	struct kx_buf name = { 0 };

	kx_buf_printf(&name, "%s/kx-XXXXXX", folder);
	*s = (struct kx_staged){ NULL, kx_buf_give(&name), -1 };
	s->fd = mkostemp(s->temp, O_CLOEXEC);
	if (s->fd < 0) {
		kx_fail_errno(e, KX_EIO, "cannot write a file in '%s'", folder);
		kx_staged_drop(s);
		return -1;
	}
	unlink(s->temp);
	return 0;
}

int kx_staged_write(
	struct kx_staged *s, uint64_t at, const void *data, size_t n, struct kx_err *e)
{
	const char *p = data;
	ssize_t done;

	while (n) {
		done = pwrite(s->fd, p, n, (off_t)at);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return kx_fail_errno(e, KX_EIO, "cannot write '%s'", s->temp);
		p += done;
		at += (uint64_t)done;
		n -= (size_t)done;
	}
	return 0;
}

int kx_staged_read(
	struct kx_staged *s, uint64_t at, void *buf, size_t n, struct kx_err *e)
{
	struct kx_mapped m = { s->temp, s->fd, 0 };

	return kx_mapped_read(&m, at, buf, n, e);
}

static void release(struct kx_staged *s)
{
	if (s->fd >= 0)
		close(s->fd);
	free(s->path);
	free(s->temp);
	*s = (struct kx_staged){ NULL, NULL, -1 };
}

int kx_staged_commit(struct kx_staged *s, uint64_t size, struct kx_err *e)
{
	if (ftruncate(s->fd, (off_t)size) || fdatasync(s->fd) ||
		rename(s->temp, s->path)) {
		kx_fail_errno(e, KX_EIO, "cannot write '%s'", s->path);
		kx_staged_drop(s);
		return -1;
	}
	kx_file_sync_folder(s->path);
	release(s);
	return 0;
}

int kx_staged_take(
	struct kx_staged *s, uint64_t size, struct kx_mapped *m, struct kx_err *e)
{
	int rc = ftruncate(s->fd, (off_t)size)
			 ? kx_fail_errno(e, KX_EIO, "cannot write '%s'", s->temp)
			 : 0;

	if (!rc) {
		*m = (struct kx_mapped){ "a file of our own", s->fd, size };
		s->fd = -1;
	}
	release(s);
	return rc;
}

void kx_staged_drop(struct kx_staged *s)
{
	if (!s->temp)
		return;
	/* before the lock goes: afterwards the name may be another writer's */
	if (s->fd >= 0 && s->path)
		unlink(s->temp);
	release(s);
}
