#ifndef KX_IO_MAPPED_H
#define KX_IO_MAPPED_H
/* A large regular file that is read in places: by calls where little of it is wanted, by
 * mapping where much is. For files that are replaced by renaming (staged.h): who has the
 * old one open keeps it. A file that somebody cuts short under a mapping kills the reader
 * by SIGBUS, as with every mapping; kx_mapped_read() reports it. */
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct kx_mapped {
	const char *path; /* borrowed, for messages */
	int fd;
	uint64_t size; /* bytes when it was opened */
};

/* A part of it in memory. */
struct kx_mapping {
	const void *p; /* NULL: none */
	void *base;
	size_t len;
};

/* 0; 1 when there is no file; KX_EIO when it cannot be read or is none. */
int kx_mapped_open(struct kx_mapped *m, const char *path, struct kx_err *e);
void kx_mapped_close(struct kx_mapped *m);
/* The n bytes from `at`; KX_EINPUT when the file ends before. */
int kx_mapped_read(
	const struct kx_mapped *m, uint64_t at, void *buf, size_t n, struct kx_err *e);
/* Map the n bytes from `at`, which must be inside the file; undone by
 * kx_mapping_release(), before or after the file is closed. */
int kx_mapped_map(const struct kx_mapped *m, uint64_t at, size_t n,
	struct kx_mapping *out, struct kx_err *e);
void kx_mapping_release(struct kx_mapping *g);

#endif
