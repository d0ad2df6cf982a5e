#ifndef KX_IO_GZ_H
#define KX_IO_GZ_H
/* gzip (RFC 1952), read as a stream; members that follow one another are one stream. */
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct kx_gz;

/* True when the first two bytes say gzip. */
bool kx_gz_magic(const void *p, size_t n);
struct kx_gz *kx_gz_new(void);
void kx_gz_free(struct kx_gz *g);
/* Decompress: takes from in[0..*nin) and writes to out[0..*nout); both are set to what was
 * used. 0 done, -1 the data is broken. */
int kx_gz_read(struct kx_gz *g, const void *in, size_t *nin, void *out, size_t *nout,
	struct kx_err *e);
/* True when the stream ended with a whole member: anything else is a cut file. */
bool kx_gz_whole(const struct kx_gz *g);

#endif
