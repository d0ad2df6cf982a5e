#include "base/buf.h"
#include "io/yaml.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool is_one(const char *s, size_t n, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == n && !memcmp(s, *list, n))
			return true;
	return false;
}

static size_t span(const char *s, size_t n, const char *set)
{
	size_t i = 0;

	while (i < n && s[i] && strchr(set, s[i]))
		i++;
	return i;
}

/* 0x1f and 0o17; NULL when it is neither, or does not fit */
static struct json_object *based_int(const char *s, size_t n)
{
	bool hex = s[1] == 'x';
	unsigned long long v;
	char text[32];

	if (n < 3 || n >= sizeof(text) || s[0] != '0' || (!hex && s[1] != 'o') ||
		span(s + 2, n - 2, hex ? "0123456789abcdefABCDEF" : "01234567") !=
			n - 2)
		return NULL;
	memcpy(text, s + 2, n - 2);
	text[n - 2] = '\0';
	errno = 0;
	v = strtoull(text, NULL, hex ? 16 : 8);
	if (errno || v > INT64_MAX)
		return NULL;
	return json_object_new_int64((int64_t)v);
}

static struct json_object *whole_int(const char *s, size_t n)
{
	char text[32];
	long long v;

	if (n >= sizeof(text))
		return NULL;
	memcpy(text, s, n);
	text[n] = '\0';
	errno = 0;
	v = strtoll(text, NULL, 10);
	return errno ? NULL : json_object_new_int64(v);
}

/* json-c reads the number: it keeps the digits as they were written, and strtod would
 * follow the locale */
static struct json_object *decimal(const char *s, size_t whole, size_t frac, bool point,
	const char *rest, size_t nrest, bool minus)
{
	struct kx_buf b = { .max = 512 };
	struct json_object *v = NULL;

	if (minus)
		kx_buf_char(&b, '-');
	kx_buf_add(&b, whole ? s : "0", whole ? whole : 1);
	kx_buf_char(&b, '.');
	kx_buf_add(&b, frac ? s + whole + point : "0", frac ? frac : 1);
	kx_buf_add(&b, rest, nrest);
	if (!b.over)
		v = json_tokener_parse(b.p);
	kx_buf_release(&b);
	return v;
}

static struct json_object *number(const char *s, size_t n)
{
	const char *const d = "0123456789", *p;
	bool minus = n && s[0] == '-', point;
	size_t whole, frac, left, sign, exp;

	p = s + minus;
	left = n - minus;
	whole = span(p, left, d);
	if (whole > 1 && p[0] == '0')
		return NULL;
	if (whole && whole == left)
		return whole_int(s, n);
	point = whole < left && p[whole] == '.';
	frac = point ? span(p + whole + 1, left - whole - 1, d) : 0;
	if (!whole && !frac)
		return NULL;
	exp = whole + point + frac;
	if (exp < left) {
		if (p[exp] != 'e' && p[exp] != 'E')
			return NULL;
		sign = exp + 1 < left && (p[exp + 1] == '-' || p[exp + 1] == '+');
		if (exp + 1 + sign == left ||
			span(p + exp + 1 + sign, left - exp - 1 - sign, d) !=
				left - exp - 1 - sign)
			return NULL;
	}
	return decimal(p, whole, frac, point, p + exp, left - exp, minus);
}

struct json_object *kx_yaml_scalar(const char *text, size_t n)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const yes[] = { "true", "True", "TRUE", NULL };
	static const char *const no[] = { "false", "False", "FALSE", NULL };
	struct json_object *v = NULL;

	if (is_one(text, n, nulls))
		return NULL;
	if (is_one(text, n, yes))
		return json_object_new_boolean(1);
	if (is_one(text, n, no))
		return json_object_new_boolean(0);
	if (n > 2)
		v = based_int(text, n);
	if (!v)
		v = number(text, n);
	return v ? v : json_object_new_string_len(text, (int)n);
}
