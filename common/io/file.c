#include "io/file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536u
#define TRIES 16

static int open_retry(const char *path, int flags, mode_t mode)
{
	int fd;

	do
		fd = open(path, flags | O_CLOEXEC | O_NOCTTY, mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

static int read_all(
	int fd, const char *path, size_t max, struct kx_buf *out, struct kx_err *e)
{
	size_t start = out->len;
	ssize_t n;

	for (;;) {
		if (kx_buf_room(out, CHUNK))
			return kx_fail(e, KX_EINPUT, "'%s' is too large", path);
		n = read(fd, out->p + out->len, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return kx_fail_errno(e, KX_EIO, "cannot read '%s'", path);
		out->len += (size_t)n;
		out->p[out->len] = '\0';
		if (!n)
			return 0;
		if (out->len - start > max)
			return kx_fail(e, KX_EINPUT, "'%s' is larger than %zu bytes",
				path, max);
	}
}

int kx_file_read(const char *path, size_t max, struct kx_buf *out, struct kx_err *e)
{
	size_t start = out->len;
	struct stat st;
	int fd, rc;

	fd = open_retry(path, O_RDONLY, 0);
	if (fd < 0)
		return kx_fail_errno(e, KX_EIO, "cannot open '%s'", path);
	if (fstat(fd, &st))
		rc = kx_fail_errno(e, KX_EIO, "cannot read '%s'", path);
	else if (S_ISDIR(st.st_mode))
		rc = kx_fail(e, KX_EIO, "cannot read '%s': it is a folder", path);
	else
		rc = read_all(fd, path, max ? max : KX_FILE_MAX, out, e);
	close(fd);
	if (rc)
		kx_buf_cut(out, start);
	return rc;
}

static int write_all(int fd, const char *p, size_t n)
{
	ssize_t done;

	while (n) {
		done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

/* a new file beside `path`, its name in `temp`; mkstemp would ignore the umask */
static int open_temp(const char *path, unsigned mode, struct kx_buf *temp)
{
	const char *slash = strrchr(path, '/');
	int fd = -1, i;
	uint64_t r;

	for (i = 0; i < TRIES && fd < 0; i++) {
		if (getrandom(&r, sizeof(r), 0) != (ssize_t)sizeof(r))
			continue;
		kx_buf_clear(temp);
		kx_buf_add(temp, path, slash ? (size_t)(slash + 1 - path) : 0);
		kx_buf_printf(temp, ".kx-%016llx", (unsigned long long)r);
		fd = open_retry(temp->p, O_WRONLY | O_CREAT | O_EXCL, (mode_t)mode);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

void kx_file_sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder =
		slash ? kx_strndup(path, (size_t)(slash + 1 - path)) : kx_strdup(".");
	int fd = open_retry(folder, O_RDONLY | O_DIRECTORY, 0);

	free(folder);
	if (fd < 0)
		return;
	/* some file systems cannot sync a folder; the bytes themselves are synced */
	(void)!fsync(fd);
	close(fd);
}

/* Owner and mode of the file that is replaced. Only root may give a file away; for
 * everybody else the new file is theirs. */
static int inherit(int fd, const struct stat *old)
{
	(void)!fchown(fd, old->st_uid, old->st_gid);
	return fchmod(fd, old->st_mode & 0777);
}

static int replace(const char *path, const void *data, size_t n, unsigned mode,
	const struct stat *old, struct kx_err *e)
{
	struct kx_buf temp = { 0 };
	/* 0600: nobody may look in before it has the old file's mode */
	int fd = open_temp(path, old ? 0600 : mode, &temp);
	int bad = fd < 0 || write_all(fd, data, n) || (old && inherit(fd, old)) ||
		  fsync(fd);

	if (fd >= 0 && close(fd))
		bad = 1;
	if (!bad && rename(temp.p, path))
		bad = 1;
	if (bad)
		kx_fail_errno(e, KX_EIO, "cannot write '%s'", path);
	else
		kx_file_sync_folder(path);
	if (bad && fd >= 0)
		unlink(temp.p);
	kx_buf_release(&temp);
	return bad ? -1 : 0;
}

static int write_through(const char *path, const void *data, size_t n, struct kx_err *e)
{
	int fd = open_retry(path, O_WRONLY, 0), bad;

	bad = fd < 0 || write_all(fd, data, n);
	if (fd >= 0 && close(fd))
		bad = 1;
	return bad ? kx_fail_errno(e, KX_EIO, "cannot write '%s'", path) : 0;
}

int kx_file_write(
	const char *path, const void *data, size_t n, unsigned mode, struct kx_err *e)
{
	struct stat st;
	char *target;
	int rc;

	if (stat(path, &st))
		return replace(path, data, n, mode, NULL, e);
	if (S_ISDIR(st.st_mode))
		return kx_fail(e, KX_EIO, "cannot write '%s': it is a folder", path);
	if (!S_ISREG(st.st_mode))
		return write_through(path, data, n, e);
	target = realpath(path, NULL);
	rc = replace(target ? target : path, data, n, mode, &st, e);
	free(target);
	return rc;
}
