#include "base/utf8.h"

#include "base/buf.h"

#include <string.h>

/* bytes of the character at s, 0 when it is broken */
static size_t char_len(const unsigned char *s, size_t n)
{
	size_t len, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	len = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (n < len)
		return 0;
	for (i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
		(s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

size_t kx_utf8_valid(const char *s, size_t n)
{
	size_t i = 0, len;
	uint64_t eight;

	while (i < n) {
		while (n - i >= 8) {
			memcpy(&eight, s + i, 8);
			if (eight & 0x8080808080808080u)
				break;
			i += 8;
		}
		if (i == n)
			break;
		len = char_len((const unsigned char *)s + i, n - i);
		if (!len)
			return i;
		i += len;
	}
	return n;
}

size_t kx_utf8_next(const char *s, size_t n, uint32_t *cp)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t len = char_len(u, n);

	switch (len) {
	case 1:
		*cp = u[0];
		return 1;
	case 2:
		*cp = (uint32_t)(u[0] & 0x1f) << 6 | (u[1] & 0x3f);
		return 2;
	case 3:
		*cp = (uint32_t)(u[0] & 0x0f) << 12 | (uint32_t)(u[1] & 0x3f) << 6 |
		      (u[2] & 0x3f);
		return 3;
	case 4:
		*cp = (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3f) << 12 |
		      (uint32_t)(u[2] & 0x3f) << 6 | (u[3] & 0x3f);
		return 4;
	default:
		*cp = KX_UTF8_BAD;
		return 1;
	}
}

size_t kx_utf8_put(uint32_t cp, char out[4])
{
	unsigned char *u = (unsigned char *)out;

	if (cp < 0x80) {
		u[0] = (unsigned char)cp;
		return 1;
	}
	if (cp < 0x800) {
		u[0] = (unsigned char)(0xc0 | cp >> 6);
		u[1] = (unsigned char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		cp = KX_UTF8_BAD;
	if (cp < 0x10000) {
		u[0] = (unsigned char)(0xe0 | cp >> 12);
		u[1] = (unsigned char)(0x80 | (cp >> 6 & 0x3f));
		u[2] = (unsigned char)(0x80 | (cp & 0x3f));
		return 3;
	}
	u[0] = (unsigned char)(0xf0 | cp >> 18);
	u[1] = (unsigned char)(0x80 | (cp >> 12 & 0x3f));
	u[2] = (unsigned char)(0x80 | (cp >> 6 & 0x3f));
	u[3] = (unsigned char)(0x80 | (cp & 0x3f));
	return 4;
}

size_t kx_utf8_cut(const char *s, size_t n, size_t max)
{
	if (max >= n)
		return n;
	while (max && ((unsigned char)s[max] & 0xc0) == 0x80)
		max--;
	return max;
}

char *kx_utf8_repair(const char *s, size_t n, size_t *len, size_t *bad)
{
	struct kx_buf b = { 0 };
	size_t i = 0, ok;

	*bad = 0;
	while (i < n) {
		ok = kx_utf8_valid(s + i, n - i);
		if (memchr(s + i, '\0', ok))
			ok = strlen(s + i);
		kx_buf_add(&b, s + i, ok);
		i += ok;
		if (i < n) {
			kx_buf_str(&b, "\xef\xbf\xbd");
			(*bad)++;
			i++;
		}
	}
	*len = b.len;
	return kx_buf_give(&b);
}
