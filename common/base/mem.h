#ifndef KX_BASE_MEM_H
#define KX_BASE_MEM_H
/* Allocation that cannot fail: when memory runs out, one line goes to stderr and the
 * process ends with status 70 (KX_EBUG). Everything else in kx returns errors. */
#include <stddef.h>

/* A block of `n` bytes (at least 1), zeroed; free with free(). */
void *kx_alloc(size_t n);
/* `n * size` bytes, zeroed, the product checked; free with free(). */
void *kx_calloc(size_t n, size_t size);
/* Resize `p` (or NULL) to `n * size` bytes, the product checked; old pointer is gone. */
void *kx_realloc(void *p, size_t n, size_t size);
/* A copy of `s`, or of its first `n` bytes, NUL-terminated; free with free(). */
char *kx_strdup(const char *s);
char *kx_strndup(const char *s, size_t n);
/* End the process with status 70 because memory ran out. */
_Noreturn void kx_nomem(void);

#endif
