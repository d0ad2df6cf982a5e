#include "base/base64.h"

#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

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

#if defined(__x86_64__)
#define FOR_AVX2 __attribute__((target("avx2")))
#define AT_ONCE 32 /* characters, which give 24 bytes */

/* where c - first is below count: c's bytes plus `shift`, elsewhere 0 */
FOR_AVX2 static inline __m256i range(
	__m256i c, char first, char count, char shift, __m256i *known)
{
	__m256i from = _mm256_sub_epi8(c, _mm256_set1_epi8(first));
	__m256i in = _mm256_cmpeq_epi8(
		_mm256_min_epu8(from, _mm256_set1_epi8((char)(count - 1))), from);

	*known = _mm256_or_si256(*known, in);
	return _mm256_and_si256(in, _mm256_add_epi8(c, _mm256_set1_epi8(shift)));
}

/* As much of s[0..n) as can be done 32 characters at a time; returns it. What is written
 * stays within the n / 4 * 3 bytes that belong to it. Stops in front of a wrong letter. */
FOR_AVX2 static size_t decode_avx2(const unsigned char *s, size_t n, unsigned char *o)
{
	const __m256i bytes = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12,
		-1, -1, -1, -1, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
	const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
	size_t i = 0;

	/* the last 8 bytes of each store are overwritten by the next */
	for (; n - i >= AT_ONCE + 16; i += AT_ONCE, o += AT_ONCE / 4 * 3) {
		__m256i c = _mm256_loadu_si256((const __m256i *)(const void *)(s + i));
		__m256i known = _mm256_setzero_si256(), v;

		v = range(c, 'A', 26, -'A', &known);
		v = _mm256_or_si256(v, range(c, 'a', 26, 26 - 'a', &known));
		v = _mm256_or_si256(v, range(c, '0', 10, 52 - '0', &known));
		v = _mm256_or_si256(v, range(c, '+', 1, 62 - '+', &known));
		v = _mm256_or_si256(v, range(c, '/', 1, 63 - '/', &known));
		if (_mm256_movemask_epi8(known) != -1)
			break;
		/* 6 bits and 6 bits to 12, 12 and 12 to 24 */
		v = _mm256_maddubs_epi16(v, _mm256_set1_epi16(0x0140));
		v = _mm256_madd_epi16(v, _mm256_set1_epi32(0x00011000));
		v = _mm256_shuffle_epi8(v, bytes);
		v = _mm256_permutevar8x32_epi32(v, lanes);
		_mm256_storeu_si256((__m256i *)(void *)o, v);
	}
	return i;
}
#endif

size_t kx_base64_size(const char *text, size_t n)
{
	size_t pad;

	if (!n || n % 4)
		return 0;
	pad = text[n - 1] != '=' ? 0 : text[n - 2] != '=' ? 1 : 2;
	return n / 4 * 3 - pad;
}

int kx_base64_decode_to(const char *text, size_t n, void *out)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned char table[256], tail[3], *o = out;
	uint32_t v, wrong = 0;
	size_t got;

	if (!n)
		return 0;
	if (n % 4)
		return -1;
	fill(table);
	got = last(table, s + n - 4, tail);
	if (!got)
		return -1;
#if defined(__x86_64__)
	if (n >= 2 * AT_ONCE && __builtin_cpu_supports("avx2")) {
		size_t done = decode_avx2(s, n, o);

		s += done;
		n -= done;
		o += done / 4 * 3;
	}
#endif
	for (; n > 4; s += 4, n -= 4) {
		wrong |= table[s[0]] | table[s[1]] | table[s[2]] | table[s[3]];
		v = (uint32_t)table[s[0]] << 18 | (uint32_t)table[s[1]] << 12 |
		    (uint32_t)table[s[2]] << 6 | table[s[3]];
		*o++ = (unsigned char)(v >> 16);
		*o++ = (unsigned char)(v >> 8);
		*o++ = (unsigned char)v;
	}
	memcpy(o, tail, got);
	return wrong > 63 ? -1 : 0;
}

int kx_base64_decode(const char *text, size_t n, struct kx_buf *out)
{
	size_t size = kx_base64_size(text, n);

	if (!n)
		return 0;
	if (!size || kx_buf_room(out, size))
		return -1;
	if (kx_base64_decode_to(text, n, out->p + out->len)) {
		out->p[out->len] = '\0';
		return -1;
	}
	out->len += size;
	out->p[out->len] = '\0';
	return 0;
}
