#include "io/unicode.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

/* the worst compatibility character (U+FDFA) gives 18 for its three bytes */
#define POINTS_MAX (KX_UNICODE_MAX / 3 * 18)
/* twice: composing and the table of strip may lengthen what POINTS_MAX counts */
_Static_assert(KX_UNICODE_OUT >= POINTS_MAX * 2, "result of fold must fit");

struct range {
	uint32_t from, to;
};

static const struct range dense[] = {
	{ 0x0e00, 0x0eff },   /* Thai, Lao */
	{ 0x1000, 0x109f },   /* Myanmar */
	{ 0x1100, 0x11ff },   /* Hangul Jamo */
	{ 0x1780, 0x17ff },   /* Khmer */
	{ 0x3005, 0x3007 },   /* ideographic iteration, closing and zero */
	{ 0x3021, 0x303c },   /* Hangzhou numerals, kana repeat marks */
	{ 0x3040, 0x31bf },   /* Kana, Bopomofo, Hangul compatibility Jamo */
	{ 0x31f0, 0x31ff },   /* Kana extensions */
	{ 0x3400, 0x4dbf },   /* Han */
	{ 0x4e00, 0x9fff },   /* Han */
	{ 0xa960, 0xa97f },   /* Hangul Jamo */
	{ 0xa9e0, 0xa9ff },   /* Myanmar */
	{ 0xaa60, 0xaa7f },   /* Myanmar */
	{ 0xac00, 0xd7ff },   /* Hangul */
	{ 0xf900, 0xfaff },   /* Han compatibility */
	{ 0xff66, 0xffdc },   /* half-width Kana and Hangul */
	{ 0x1aff0, 0x1b16f }, /* Kana */
	{ 0x20000, 0x3ffff }, /* Han */
};

static bool within(const struct range *r, size_t n, uint32_t cp)
{
	size_t low = 0, high = n, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (cp > r[mid].to)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && cp >= r[low].from;
}

static bool is_dense(uint32_t cp)
{
	return within(dense, sizeof(dense) / sizeof(*dense), cp);
}

/* vowels and finals of decomposed Hangul, voicing marks of half-width Kana: letters by
 * category, but no character on their own */
static bool joins(uint32_t cp)
{
	return (cp >= 0x1160 && cp <= 0x11ff) || (cp >= 0xd7b0 && cp <= 0xd7ff) ||
	       cp == 0xff9e || cp == 0xff9f;
}

enum kx_char kx_unicode_class(uint32_t cp)
{
	if ((cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0xac00 && cp <= 0xd7a3))
		return KX_CHAR_DENSE;
	if ((cp >= 0xfe00 && cp <= 0xfe0f) || (cp >= 0xe0100 && cp <= 0xe01ef) ||
		cp == 0x34f)
		return KX_CHAR_GHOST;
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_NL:
		if (joins(cp))
			return KX_CHAR_MARK;
		return is_dense(cp) ? KX_CHAR_DENSE : KX_CHAR_WORD;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NO:
		return KX_CHAR_WORD;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return KX_CHAR_MARK;
	case UTF8PROC_CATEGORY_CF:
		return KX_CHAR_GHOST;
	default:
		return KX_CHAR_OTHER;
	}
}

/* decomposed characters of s; 0 when it is broken or empty */
static size_t decompose(
	const char *s, size_t n, utf8proc_option_t options, utf8proc_int32_t *points)
{
	utf8proc_ssize_t got = utf8proc_decompose((const utf8proc_uint8_t *)s,
		(utf8proc_ssize_t)n, points, POINTS_MAX, options);

	return got > 0 && got <= POINTS_MAX ? (size_t)got : 0;
}

static size_t encode(utf8proc_int32_t *points, size_t n, char *out)
{
	utf8proc_ssize_t kept = utf8proc_normalize_utf32(
		points, (utf8proc_ssize_t)n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	size_t len = 0;

	for (utf8proc_ssize_t i = 0; i < kept && len + 4 <= KX_UNICODE_OUT; i++)
		len += kx_utf8_put((uint32_t)points[i], out + len);
	return len;
}

/* most words are, and have nothing to decompose */
static bool is_ascii(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return n <= KX_UNICODE_MAX;
}

size_t kx_unicode_fold(const char *s, size_t n, char *out)
{
	utf8proc_int32_t points[POINTS_MAX + 1];
	size_t got, i;

	if (is_ascii(s, n)) {
		for (i = 0; i < n; i++)
			out[i] =
				s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] | 0x20) : s[i];
		return n;
	}
	n = kx_utf8_cut(s, n, KX_UNICODE_MAX);
	got = decompose(s, n,
		UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
			UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
		points);
	if (!got) {
		memcpy(out, s, n);
		return n;
	}
	return encode(points, got, out);
}

static const struct range accents[] = {
	{ 0x0300, 0x036f }, /* Latin, Greek, Cyrillic */
	{ 0x0483, 0x0489 }, /* Cyrillic */
	{ 0x0591, 0x05bd }, /* Hebrew points */
	{ 0x05bf, 0x05bf }, /* rafe */
	{ 0x05c1, 0x05c7 },
	{ 0x0610, 0x061a }, /* Arabic */
	{ 0x0640, 0x0640 }, /* tatweel, a letter by category */
	{ 0x064b, 0x065f },
	{ 0x0670, 0x0670 },
	{ 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20ff }, /* for symbols: keycaps */
	{ 0xfe20, 0xfe2f },
};

/* letters without a decomposition that people type without their stroke */
static const char *plain(uint32_t cp)
{
	switch (cp) {
	case 0xdf:
		return "ss";
	case 0xe6:
		return "ae";
	case 0xf0:
	case 0x111:
		return "d";
	case 0xf8:
		return "o";
	case 0xfe:
		return "th";
	case 0x127:
		return "h";
	case 0x131:
		return "i";
	case 0x142:
		return "l";
	case 0x153:
		return "oe";
	default:
		return NULL;
	}
}

size_t kx_unicode_strip(const char *s, size_t n, char *out)
{
	utf8proc_int32_t points[POINTS_MAX + 1], kept[2 * POINTS_MAX + 1];
	size_t got, n_kept = 0;
	const char *letters;

	if (is_ascii(s, n)) {
		memcpy(out, s, n);
		return n;
	}
	n = kx_utf8_cut(s, n, KX_UNICODE_MAX);
	got = decompose(s, n, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, points);
	if (!got) {
		memcpy(out, s, n);
		return n;
	}
	for (size_t i = 0; i < got; i++) {
		if (within(accents, sizeof(accents) / sizeof(*accents),
			    (uint32_t)points[i]))
			continue;
		letters = plain((uint32_t)points[i]);
		if (!letters)
			kept[n_kept++] = points[i];
		else
			for (; *letters; letters++)
				kept[n_kept++] = (unsigned char)*letters;
	}
	return encode(kept, n_kept, out);
}
