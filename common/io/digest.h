#ifndef KX_IO_DIGEST_H
#define KX_IO_DIGEST_H
/* Content hashes: BLAKE2b (RFC 7693) with 16 bytes, enough that no two contents meet. */
#include <stddef.h>
#include <stdint.h>

#define KX_DIGEST_LEN 16

struct kx_digest {
	uint8_t b[KX_DIGEST_LEN];
};

/* A hash over several pieces; each piece is framed by its length, so that ("ab","c") and
 * ("a","bc") differ. */
struct kx_digester {
	_Alignas(64) unsigned char state[384];
};
void kx_digest_begin(struct kx_digester *d);
void kx_digest_add(struct kx_digester *d, const void *data, size_t n);
void kx_digest_str(struct kx_digester *d, const char *s); /* NULL and "" differ */
void kx_digest_int(struct kx_digester *d, int64_t v);
void kx_digest_end(struct kx_digester *d, struct kx_digest *out);

/* Lower-case hexadecimal with a NUL. */
void kx_digest_hex(const struct kx_digest *d, char hex[2 * KX_DIGEST_LEN + 1]);

#endif
