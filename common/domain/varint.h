#ifndef KX_DOMAIN_VARINT_H
#define KX_DOMAIN_VARINT_H
/* Numbers of 7 bits a byte, lowest first, the top bit set in all bytes but the last. */
#include <stddef.h>
#include <stdint.h>

#define KX_VARINT_MAX 5 /* bytes of the longest one */

/* Write v, return the bytes written (1..5). */
static inline size_t kx_varint_put(uint32_t v, unsigned char *out)
{
	size_t n = 0;

	for (; v >= 0x80; v >>= 7)
		out[n++] = (unsigned char)(v | 0x80);
	out[n++] = (unsigned char)v;
	return n;
}

/* Read one from *p, not beyond `end`: 0 and *p moved on, or -1 when it is cut off or
 * greater than 32 bits. */
static inline int kx_varint_take(
	const unsigned char **p, const unsigned char *end, uint32_t *v)
{
	const unsigned char *s = *p;
	uint32_t x = 0;
	unsigned shift = 0;

	if (s < end && *s < 0x80) {
		*v = *s;
		*p = s + 1;
		return 0;
	}
	for (; s < end && shift < 35; s++, shift += 7) {
		if (shift == 28 && *s > 0x0f)
			return -1;
		x |= (uint32_t)(*s & 0x7f) << shift;
		if (*s < 0x80) {
			*v = x;
			*p = s + 1;
			return 0;
		}
	}
	return -1;
}

#endif
