#include "base/mem.h"
#include "io/jscan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EXACT 22 /* 10^22 is the last power of ten that a double holds exactly */

static const double powers[EXACT + 1] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8,
	1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
	1e22 };

/* a number's digits as they are read: w * 10^exp */
struct decimal {
	uint64_t w; /* the first 19 or so; below 10^19 */
	int64_t exp;
};

/* Eight digits at once: pairs, fours, then all of them are put together within one word. */
static bool eight(const char *p, uint32_t *v)
{
	uint64_t w;

	memcpy(&w, p, 8);
	if (((w & 0xf0f0f0f0f0f0f0f0u) |
		    (((w + 0x0606060606060606u) & 0xf0f0f0f0f0f0f0f0u) >> 4)) !=
		0x3333333333333333u)
		return false;
	w -= 0x3030303030303030u;
	w = (w * 10 + (w >> 8)) & 0x00ff00ff00ff00ffu;
	w = (w * 100 + (w >> 16)) & 0x0000ffff0000ffffu;
	*v = (uint32_t)(w * 10000 + (w >> 32));
	return true;
}

/* Digits of the whole part, or with `fraction` of that; those that no longer fit do not
 * matter, see rounded(). */
static inline const char *digits(
	const char *p, const char *end, bool fraction, struct decimal *d)
{
	uint32_t v;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	while (end - p >= 8 && d->w < 100000000000u && eight(p, &v)) {
		d->w = d->w * 100000000 + v;
		d->exp -= fraction ? 8 : 0;
		p += 8;
	}
#endif
	for (; p < end; p++) {
		v = (uint32_t)(unsigned char)*p - '0';
		if (v > 9)
			break;
		if (d->w < 1000000000000000000u) {
			d->w = d->w * 10 + v;
			d->exp -= fraction;
		} else {
			d->exp += !fraction;
		}
	}
	return p;
}

/* behind e or E; NULL: no digit */
static const char *exponent(const char *p, const char *end, struct decimal *d)
{
	bool minus = p < end && *p == '-';
	int64_t e = 0;
	const char *from;

	p += p < end && (*p == '-' || *p == '+');
	for (from = p; p < end && *p >= '0' && *p <= '9'; p++)
		if (e < 100000)
			e = e * 10 + (*p - '0');
	d->exp += minus ? -e : e;
	return p == from ? NULL : p;
}

static float by_library(const char *from, const char *end)
{
	char *copy = kx_strndup(from, (size_t)(end - from));
	float f = strtof(copy, NULL);

	free(copy);
	return f;
}

/* A float has 29 bits fewer than a double. The double below is wrong by 4 units of its last
 * place at most (digits cut off behind the 19th: less than 10^-18 of the value, then three
 * roundings: to a double, and by the division or multiplication in one or two steps). So
 * the float is the right one, unless the bits to be dropped are about half a unit of it.
 * Beyond 2^-125 and 2^127 a float has fewer bits, or none. */
static bool rounded(const struct decimal *d, float *f)
{
	double v = (double)d->w;
	int64_t exp = d->exp;
	uint64_t bits, low;

	if (exp < -2 * EXACT || exp > EXACT)
		return false;
	if (exp < -EXACT) {
		v /= powers[EXACT];
		exp += EXACT;
	}
	v = exp < 0 ? v / powers[-exp] : v * powers[exp];
	if (v < 0x1p-125 || v > 0x1p127)
		return false;
	memcpy(&bits, &v, 8);
	low = bits & 0x1fffffff;
	if (low - 0x0ffffff8u <= 16)
		return false;
	*f = (float)v;
	return true;
}

/* Behind the number at p, or NULL when it is none by JSON's grammar. */
static inline const char *number(const char *p, const char *end, float *f)
{
	struct decimal d = { 0 };
	const char *from = p, *at;
	bool minus = *p == '-';

	p += minus;
	at = p;
	if (p < end && *p == '0')
		p++;
	else
		p = digits(p, end, false, &d);
	if (p == at)
		return NULL;
	if (p < end && *p == '.') {
		at = ++p;
		p = digits(p, end, true, &d);
		if (p == at)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p = exponent(p + 1, end, &d);
		if (!p)
			return NULL;
	}
	if (!d.w)
		*f = minus ? -0.0f : 0.0f;
	else if (rounded(&d, f))
		*f = minus ? -*f : *f;
	else
		*f = by_library(from, p);
	return p;
}

/* what stands for a number that is none, as some write it */
static bool is_odd(struct kx_jscan *s)
{
	static const char *const words[] = { "NaN", "nan", "Inf", "inf", "-Inf", "-inf",
		"-NaN", "-nan" };
	size_t left = (size_t)(s->end - s->p);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (left >= strlen(words[i]) &&
			memcmp(s->p, words[i], strlen(words[i])) == 0)
			return true;
	if (kx_jscan_kind(s) == 0 || kx_jscan_kind(s) == '?')
		return false;
	kx_jscan_skip(s);
	return !s->bad;
}

static enum kx_jfloats stop(struct kx_jscan *s, enum kx_jfloats why)
{
	s->bad = true;
	s->p = s->end;
	return why;
}

enum kx_jfloats kx_jscan_floats(struct kx_jscan *s, float *out, size_t max, size_t *n)
{
	const char *p;
	float f;

	*n = 0;
	if (!kx_jscan_enter(s, '['))
		return stop(s, KX_JFLOATS_BAD);
	while (kx_jscan_element(s)) {
		while (s->p < s->end && *s->p == ' ')
			s->p++;
		p = kx_jscan_kind(s) == 0 ? number(s->p, s->end, &f) : NULL;
		if (!p)
			return stop(s, is_odd(s) ? KX_JFLOATS_ODD : KX_JFLOATS_BAD);
		if (!isfinite(f))
			return stop(s, KX_JFLOATS_ODD);
		if (*n == max)
			return stop(s, KX_JFLOATS_MANY);
		out[(*n)++] = f;
		s->p = p;
	}
	return s->bad ? KX_JFLOATS_BAD : KX_JFLOATS_OK;
}
