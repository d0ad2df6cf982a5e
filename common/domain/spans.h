#ifndef KX_DOMAIN_SPANS_H
#define KX_DOMAIN_SPANS_H
/* The map from a chunk's text to its article's source, as the store keeps it: per span
 * three LEB128 varints, the distance of `at` and of `from` to the end of the span before
 * (the first `from` counts from `start`), and the length. */
#include "base/arena.h"
#include "base/buf.h"
#include "domain/doc.h"

#include <stddef.h>

void kx_spans_pack(struct kx_buf *b, const struct kx_span *s, size_t n, size_t start);
/* Back into the arena; *n is 0 when the bytes are broken. */
const struct kx_span *kx_spans_unpack(
	const void *p, size_t len, size_t start, struct kx_arena *a, size_t *n);

#endif
