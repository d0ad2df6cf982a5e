#include "io/mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int kx_mapped_open(struct kx_mapped *m, const char *path, struct kx_err *e)
{
	struct stat st;
	int fd;

	/* not waiting for the writer of a fifo */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return 1;
	if (fd < 0)
		return kx_fail_errno(e, KX_EIO, "cannot open '%s'", path);
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return kx_fail(
			e, KX_EIO, "cannot read '%s': it is not a regular file", path);
	}
	*m = (struct kx_mapped){ path, fd, (uint64_t)st.st_size };
	return 0;
}

void kx_mapped_close(struct kx_mapped *m)
{
	close(m->fd);
	m->fd = -1;
}

int kx_mapped_read(
	const struct kx_mapped *m, uint64_t at, void *buf, size_t n, struct kx_err *e)
{
	char *p = buf;
	ssize_t got;

	while (n) {
		got = pread(m->fd, p, n, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return kx_fail_errno(e, KX_EIO, "cannot read '%s'", m->path);
		if (!got)
			return kx_fail(e, KX_EINPUT, "'%s' is cut short", m->path);
		p += got;
		at += (uint64_t)got;
		n -= (size_t)got;
	}
	return 0;
}

int kx_mapped_map(const struct kx_mapped *m, uint64_t at, size_t n,
	struct kx_mapping *out, struct kx_err *e)
{
	/* a page may be larger than what the file's parts are aligned to */
	size_t off = (size_t)(at % (uint64_t)sysconf(_SC_PAGESIZE));
	char *base;

	if (at > m->size || n > m->size - at)
		return kx_fail(e, KX_EINPUT, "'%s' is cut short", m->path);
	if (!n) {
		*out = (struct kx_mapping){ "", NULL, 0 };
		return 0;
	}
	base = mmap(NULL, n + off, PROT_READ, MAP_SHARED, m->fd, (off_t)(at - off));
	if (base == MAP_FAILED)
		return kx_fail_errno(e, KX_EIO, "cannot map '%s'", m->path);
	*out = (struct kx_mapping){ base + off, base, n + off };
	return 0;
}

void kx_mapping_release(struct kx_mapping *g)
{
	if (g->base)
		munmap(g->base, g->len);
	*g = (struct kx_mapping){ 0 };
}
