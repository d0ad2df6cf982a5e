#ifndef KX_IO_PROC_H
#define KX_IO_PROC_H
/* Run another program: argument vector, never a shell; bytes in, bytes out, a limit on
 * both time and output. The program gets a process group of its own, default signals,
 * and no descriptor of ours but stdin, stdout and stderr. */
#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

#define KX_PROC_OUT_MAX (64u << 20) /* most bytes of output when no limit is named */
#define KX_PROC_MS 60000            /* longest run when no limit is named */
#define KX_PROC_LINE 200            /* most bytes kept of the first line of stderr */

struct kx_proc {
	const char *const *argv; /* NULL at the end; argv[0] is looked up in PATH */
	const void *in;          /* bytes for stdin; NULL: /dev/null */
	size_t in_len;
	size_t out_max; /* bytes of stdout; 0: KX_PROC_OUT_MAX */
	int ms;         /* time limit; 0: KX_PROC_MS */
};

/* Run it to its end and append its stdout to `out` (NULL: dropped). A program that ends
 * without reading all of stdin is fine. -1:
 *   KX_ECONFIG  "program 'x' not found", or it may not be run (with a hint)
 *   KX_EINPUT   it ended with a status other than 0 or by a signal, ran too long (it is
 *               killed with its group), or wrote too much; the first line it wrote to
 *               stderr is the cause
 *   KX_EAGAIN   SIGINT or SIGTERM came meanwhile; the program is killed
 *   KX_EIO      no descriptors, no processes
 * After -1 `out` may hold a part. */
int kx_proc_run(const struct kx_proc *p, struct kx_buf *out, struct kx_err *e);

#endif
