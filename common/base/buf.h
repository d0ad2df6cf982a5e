#ifndef KX_BASE_BUF_H
#define KX_BASE_BUF_H
/* A growing byte buffer with a stated maximum, so that nothing that comes from outside
 * can eat all memory. The bytes are always followed by a NUL that `len` does not count. */
#include <stdbool.h>
#include <stddef.h>

/* Start with `struct kx_buf b = { .max = LIMIT };`; max 0 means no limit of its own. */
struct kx_buf {
	char *p;    /* NULL until something was added */
	size_t len; /* bytes in use */
	size_t cap; /* bytes allocated */
	size_t max; /* most bytes ever held; 0: unlimited */
	bool over;  /* an addition was refused because of max; sticky */
};

/* Append; -1 (and `over` set, nothing added) when max would be passed, else 0. */
int kx_buf_add(struct kx_buf *b, const void *data, size_t n);
int kx_buf_str(struct kx_buf *b, const char *s);
int kx_buf_char(struct kx_buf *b, char c);
int kx_buf_printf(struct kx_buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Room for `n` more bytes at p + len (for read(2)); -1 when max would be passed. */
int kx_buf_room(struct kx_buf *b, size_t n);
/* Shorten to `len` bytes (no effect when it is not longer). */
void kx_buf_cut(struct kx_buf *b, size_t len);
/* Empty it, keep the memory, clear `over`. */
void kx_buf_clear(struct kx_buf *b);
/* Its bytes as a string, never NULL; valid until the next change. */
const char *kx_buf_text(const struct kx_buf *b);
/* The bytes go to the caller (free()), the buffer is empty; never NULL. */
char *kx_buf_give(struct kx_buf *b);
/* Give the memory back. */
void kx_buf_release(struct kx_buf *b);

#endif
