#ifndef KX_IO_INPUT_H
#define KX_IO_INPUT_H
/* Lines or bytes from a file or stdin, plain or gzip, with a limit on the line. */
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_LINE_MAX (16u << 20) /* most bytes of one line */

struct kx_input;

/* Open a file; "-" is stdin. The name in messages is the path, or "stdin". */
int kx_input_open(struct kx_input **in, const char *path, struct kx_err *e);
void kx_input_close(struct kx_input *in);
const char *kx_input_name(const struct kx_input *in);
/* Number of the line that kx_input_line() gave last, from 1. */
size_t kx_input_lineno(const struct kx_input *in);
/* Bytes read from the file so far (as stored), and its size (0: unknown). */
size_t kx_input_at(const struct kx_input *in);
size_t kx_input_size(const struct kx_input *in);

/* Next line without its LF (or CR LF); valid until the next call, NUL-terminated, though
 * it may hold NULs. 0 a line, 1 the end, -1 trouble. A line over KX_LINE_MAX gives -1 with
 * KX_EINPUT and is skipped: the next call goes on behind it. A byte order mark at the start
 * of the file is dropped. */
int kx_input_line(struct kx_input *in, char **line, size_t *n, struct kx_err *e);
/* True when the next call of kx_input_line() would wait for somebody to write. */
bool kx_input_would_block(struct kx_input *in);
/* The first byte that is not white space, without taking it; -1 at the end. Waits. */
int kx_input_peek(struct kx_input *in);

#endif
