#ifndef KX_BASE_BASE64_H
#define KX_BASE_BASE64_H
/* Base64 with the standard alphabet and padding (RFC 4648, section 4). */
#include "base/buf.h"

#include <stddef.h>

/* Append the encoded form of data[0..n) to `out`; -1 when out->max would be passed. */
int kx_base64_encode(const void *data, size_t n, struct kx_buf *out);
/* Append the bytes that text[0..n) stands for; -1 when out->max would be passed or the
 * text is not exactly what an encoder writes: no spaces, padding complete, the unused
 * bits of the last character zero. `out` is then as it was. */
int kx_base64_decode(const char *text, size_t n, struct kx_buf *out);
/* Bytes that text[0..n) stands for, by its length and its padding alone; 0 when n is no
 * multiple of 4. */
size_t kx_base64_size(const char *text, size_t n);
/* Decode into exactly that many bytes at `out`; -1 as above, `out` is then anything. */
int kx_base64_decode_to(const char *text, size_t n, void *out);

#endif
