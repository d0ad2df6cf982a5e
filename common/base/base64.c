#include "base/base64.h"

#include <stdint.h>
#include <string.h>

static const char letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int kx_base64_encode(const void *data, size_t n, struct kx_buf *out)
{
	const unsigned char *p = data;
	uint32_t v;
	char *o;

	if (n > SIZE_MAX / 2 || kx_buf_room(out, (n + 2) / 3 * 4))
		return -1;
	o = out->p + out->len;
	for (; n >= 3; p += 3, n -= 3) {
		v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
		*o++ = letters[v >> 18];
		*o++ = letters[v >> 12 & 63];
		*o++ = letters[v >> 6 & 63];
		*o++ = letters[v & 63];
	}
	if (n) {
		v = (uint32_t)p[0] << 16 | (n == 2 ? (uint32_t)p[1] << 8 : 0);
		*o++ = letters[v >> 18];
		*o++ = letters[v >> 12 & 63];
		*o++ = n == 2 ? letters[v >> 6 & 63] : '=';
		*o++ = '=';
	}
	*o = '\0';
	out->len = (size_t)(o - out->p);
	return 0;
}

/* values of the letters, 64 for what is none */
static void fill(unsigned char table[256])
{
	size_t i;

	memset(table, 64, 256);
	for (i = 0; i < 64; i++)
		table[(unsigned char)letters[i]] = (unsigned char)i;
}

/* the last four characters: 1 to 3 bytes, or 0 when they are wrong */
static size_t last(
	const unsigned char table[256], const unsigned char *s, unsigned char o[3])
{
	size_t pad = (s[3] == '=') + (s[3] == '=' && s[2] == '=');
	uint32_t v = 0;
	size_t i;

	for (i = 0; i < 4; i++) {
		if (i < 4 - pad && table[s[i]] > 63)
			return 0;
		v = v << 6 | (i < 4 - pad ? table[s[i]] : 0);
	}
	if ((pad == 1 && (v & 0xff)) || (pad == 2 && (v & 0xffff)))
		return 0;
	o[0] = (unsigned char)(v >> 16);
	o[1] = (unsigned char)(v >> 8);
	o[2] = (unsigned char)v;
	return 3 - pad;
}

int kx_base64_decode(const char *text, size_t n, struct kx_buf *out)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned char table[256], tail[3];
	size_t keep = out->len, got;
	uint32_t v, wrong = 0;
	unsigned char *o;

	if (!n)
		return 0;
	fill(table);
	if (n % 4)
		return -1;
	got = last(table, s + n - 4, tail);
	if (!got || kx_buf_room(out, n / 4 * 3 - 3 + got))
		return -1;
	o = (unsigned char *)out->p + out->len;
	for (; n > 4; s += 4, n -= 4) {
		wrong |= table[s[0]] | table[s[1]] | table[s[2]] | table[s[3]];
		v = (uint32_t)table[s[0]] << 18 | (uint32_t)table[s[1]] << 12 |
		    (uint32_t)table[s[2]] << 6 | table[s[3]];
		*o++ = (unsigned char)(v >> 16);
		*o++ = (unsigned char)(v >> 8);
		*o++ = (unsigned char)v;
	}
	memcpy(o, tail, got);
	out->len = (size_t)(o + got - (unsigned char *)out->p);
	out->p[out->len] = '\0';
	if (wrong > 63)
		kx_buf_cut(out, keep);
	return wrong > 63 ? -1 : 0;
}
