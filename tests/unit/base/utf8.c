#include "base/utf8.h"
#include "../t.h"

#include <stdlib.h>

/* how many leading bytes are good, and the text with the rest replaced */
static const struct {
	const char *s;
	size_t good;
	const char *repaired;
} broken[] = {
	{ "\x80", 0, "\xef\xbf\xbd" },                                 /* stray */
	{ "a\xbf", 1, "a\xef\xbf\xbd" },                               /* stray */
	{ "\xc0\xaf", 0, "\xef\xbf\xbd\xef\xbf\xbd" },                 /* overlong */
	{ "\xc1\xbf", 0, "\xef\xbf\xbd\xef\xbf\xbd" },                 /* overlong */
	{ "\xe0\x9f\xbf", 0, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* overlong */
	{ "\xf0\x8f\xbf\xbf", 0,
		"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },  /* overlong */
	{ "\xed\xa0\x80", 0, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* surrogate */
	{ "\xed\xbf\xbf", 0, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* surrogate */
	{ "\xf4\x90\x80\x80", 0,
		"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* too high */
	{ "\xf5\x80", 0, "\xef\xbf\xbd\xef\xbf\xbd" },                /* too high */
	{ "\xff"
	  "b",
		0,
		"\xef\xbf\xbd"
		"b" },                                                   /* never */
	{ "a\xc3", 1, "a\xef\xbf\xbd" },                                 /* cut off */
	{ "a\xe2\x82", 1, "a\xef\xbf\xbd\xef\xbf\xbd" },                 /* cut off */
	{ "a\xf0\x9f\x98", 1, "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* cut off */
	{ "\xc3(", 0, "\xef\xbf\xbd(" },                                 /* no tail */
	{ "\xe2\x28\xa1", 0, "\xef\xbf\xbd(\xef\xbf\xbd" },              /* no tail */
	{ "12345678\x80", 8, "12345678\xef\xbf\xbd" }, /* behind a whole word */
	{ "1234567\x80"
	  "9",
		7,
		"1234567\xef\xbf\xbd"
		"9" },
};

static const struct {
	const char *s;
	uint32_t cp;
} good[] = {
	{ "a", 'a' },
	{ "\x7f", 0x7f },
	{ "\xc2\x80", 0x80 },
	{ "\xdf\xbf", 0x7ff },
	{ "\xe0\xa0\x80", 0x800 },
	{ "\xe2\x82\xac", 0x20ac },
	{ "\xed\x9f\xbf", 0xd7ff },
	{ "\xee\x80\x80", 0xe000 },
	{ "\xef\xbf\xbf", 0xffff },
	{ "\xf0\x90\x80\x80", 0x10000 },
	{ "\xf4\x8f\xbf\xbf", 0x10ffff },
};

static void finds_what_is_broken(void)
{
	size_t i, len, bad;
	uint32_t cp;
	char *p;

	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		T_INT(kx_utf8_valid(broken[i].s, strlen(broken[i].s)), broken[i].good);
		p = kx_utf8_repair(broken[i].s, strlen(broken[i].s), &len, &bad);
		T_STR(p, broken[i].repaired);
		T_INT(len, strlen(p));
		T_OK(bad > 0);
		T_INT(kx_utf8_valid(p, len), len);
		free(p);
		T_INT(kx_utf8_next(broken[i].s + broken[i].good,
			      strlen(broken[i].s) - broken[i].good, &cp),
			1);
		T_INT(cp, KX_UTF8_BAD);
	}
	p = kx_utf8_repair("a\0b", 3, &len, &bad);
	T_STR(p, "a\xef\xbf\xbd"
		 "b");
	T_INT(bad, 1);
	free(p);
	p = kx_utf8_repair("", 0, &len, &bad);
	T_STR(p, "");
	T_INT(bad, 0);
	free(p);
}

static void reads_and_writes_characters(void)
{
	char out[5] = { 0 };
	uint32_t cp;
	size_t i, n;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		n = strlen(good[i].s);
		T_INT(kx_utf8_valid(good[i].s, n), n);
		T_INT(kx_utf8_next(good[i].s, n, &cp), n);
		T_INT(cp, good[i].cp);
		memset(out, 0, sizeof(out));
		T_INT(kx_utf8_put(cp, out), n);
		T_STR(out, good[i].s);
	}
	T_INT(kx_utf8_put(0xd800, out), 3);
	T_INT(memcmp(out, "\xef\xbf\xbd", 3), 0);
	T_INT(kx_utf8_put(0x110000, out), 3);
	T_INT(memcmp(out, "\xef\xbf\xbd", 3), 0);
	T_INT(kx_utf8_valid("", 0), 0);
	T_INT(kx_utf8_valid(
		      "plain words and \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80 more", 30),
		30);
}

static void cuts_between_characters(void)
{
	const char *s = "a\xc3\xa4\xe2\x82\xac";
	static const size_t want[] = { 0, 1, 1, 3, 3, 3, 6, 6 };
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		T_INT(kx_utf8_cut(s, 6, i), want[i]);
}

int main(void)
{
	finds_what_is_broken();
	reads_and_writes_characters();
	cuts_between_characters();
	return T_END();
}
