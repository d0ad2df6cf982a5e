#include "io/jscan.h"

#include "../t.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/jsonl.h"

#include <math.h>
#include <stdlib.h>

/* a text in a block of exactly its size, so that a step behind it is seen */
struct exact {
	char *p;
	struct kx_jscan s;
};

static struct exact at(const char *text)
{
	struct exact x = { .p = kx_alloc(strlen(text)) };

	memcpy(x.p, text, strlen(text));
	kx_jscan_begin(&x.s, x.p, strlen(text));
	return x;
}

static bool is_json(const char *text)
{
	struct exact x = at(text);
	bool ok;

	kx_jscan_skip(&x.s);
	ok = kx_jscan_end(&x.s);
	free(x.p);
	return ok;
}

static const char *const good[] = { "{}", "[]", "\"\"", "0", "-0", "1", "-1", "true",
	"false", "null", " \t\r\n1\n", "[1,2]", "[ 1 , 2 ]", "[[]]", "{\"\":0}",
	"{\"a\":1,\"a\":2}", "{\"a\" : [ {} ] }", "0.5", "-0.0", "1E5", "1e+5", "0e+00",
	"1.25e-10", "123456789012345678901234567890", "1e400", "1e99999999999",
	"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\ud83d\\ude00\"",
	"[{\"a\":[[[{\"b\":\"]}\"}]]]},null]", "\"\\ud83d\"", "\"\\u0000\"" };

static const char *const refused[] = { "", " ", "{", "}", "[", "]", "{]", "[}", "[1",
	"[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "[1],", "{\"a\":1,}", "{,\"a\":1}",
	"{\"a\":1 \"b\":2}", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{\"a\":1", "{\"a\"",
	"{a:1}", "{'a':1}", "{1:1}", "{\"a\",1}", "'a'", "\"a", "\"", "\"\\\"", "\"a\\",
	"\"\\x41\"", "\"\\u12\"", "\"\\u12", "\"\\u123g\"", "\"\n\"", "\"\x1f\"", "01",
	"-01", "-", "+1", ".5", "1.", "1.e5", "1e", "1e+", "0x1f", "1_000", "- 1",
	"1 2", "NaN", "-Infinity", "True", "tru", "truee", "nullx", "{}{}", "{}x",
	"{},", "<a>", "\v1", "[1 /* x */]", "[\"a\":1]", "{[]:1}" };

static void the_grammar_is_checked_on_the_way(void)
{
	char deep[2 * KX_JSCAN_DEPTH + 3];

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		if (!is_json(good[i]))
			printf("%s\n", good[i]);
		T_OK(is_json(good[i]));
	}
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		if (is_json(refused[i]))
			printf("%s\n", refused[i]);
		T_OK(!is_json(refused[i]));
	}
	for (int n = KX_JSCAN_DEPTH; n <= KX_JSCAN_DEPTH + 1; n++) {
		memset(deep, '[', (size_t)n);
		memset(deep + n, ']', (size_t)n);
		deep[2 * n] = '\0';
		T_INT(is_json(deep), n == KX_JSCAN_DEPTH);
	}
}

static void what_is_wanted_is_read_the_rest_skipped(void)
{
	struct exact x = at("{\"a\":{\"x\":[1,{}]}, \"n\" : -12 ,\"s\":\"t\\u00e9\","
			    "\"yes\":true,\"list\":[1,\"two\",[3],null],\"r\":3.0}");
	struct kx_buf s = { 0 };
	struct kx_jtext key, t;
	int64_t n = 0, sum = 0, elements = 0;
	bool yes = false;

	T_OK(kx_jscan_enter(&x.s, '{'));
	while (kx_jscan_member(&x.s, &key)) {
		if (kx_jtext_is(&key, "n")) {
			/* of another type: still there for the next who asks */
			T_OK(!kx_jscan_string(&x.s, &s) && !kx_jscan_bool(&x.s, &yes));
			T_OK(!kx_jscan_enter(&x.s, '[') && !kx_jscan_raw(&x.s, &t));
			T_OK(kx_jscan_int(&x.s, &n));
		} else if (kx_jtext_is(&key, "s")) {
			T_OK(!kx_jscan_int(&x.s, &n));
			T_OK(kx_jscan_string(&x.s, &s));
		} else if (kx_jtext_is(&key, "yes")) {
			T_OK(kx_jscan_bool(&x.s, &yes));
		} else if (kx_jtext_is(&key, "r")) {
			T_OK(kx_jscan_int(&x.s, &sum));
		} else if (kx_jtext_is(&key, "list")) {
			T_OK(kx_jscan_enter(&x.s, '['));
			for (; kx_jscan_element(&x.s); elements++)
				kx_jscan_skip(&x.s);
		} else {
			t = kx_jscan_slice(&x.s);
			T_INT(t.n, strlen("{\"x\":[1,{}]}"));
			T_OK(memcmp(t.p, "{\"x\"", 4) == 0);
		}
	}
	T_OK(kx_jscan_end(&x.s));
	T_INT(n, -12);
	T_INT(sum, 3);
	T_INT(elements, 4);
	T_OK(yes);
	T_STR(kx_buf_text(&s), "t\xc3\xa9");
	kx_buf_release(&s);
	free(x.p);
}

static void strings_are_resolved(void)
{
	static const struct {
		const char *json, *text;
	} all[] = { { "\"\"", "" },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
		{ "\"\\u0041\\u00e4\\u20AC\"", "A\xc3\xa4\xe2\x82\xac" },
		{ "\"\\ud83d\\ude00!\"", "\xf0\x9f\x98\x80!" },
		{ "\"\\ud83d!\"", "\xef\xbf\xbd!" },
		{ "\"\\ud83d\\u0041\"", "\xef\xbf\xbd"
					"A" },
		{ "\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\"a\\u0000b\"", "a\xef\xbf\xbd"
				   "b" },
		{ "\"\xc3\xa4 in one\"", "\xc3\xa4 in one" } };
	struct kx_buf b = { 0 };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct exact x = at(all[i].json);

		kx_buf_clear(&b);
		T_OK(kx_jscan_string(&x.s, &b) && kx_jscan_end(&x.s));
		T_STR(kx_buf_text(&b), all[i].text);
		free(x.p);
	}
	kx_buf_release(&b);
}

static void limits_of_strings_are_kept(void)
{
	struct kx_buf b = { .max = 5 };
	struct exact x = at("\"abc\xc3\xa4\xc3\xa4\""), y = at("[\"abcd\\u20ac\",1]");
	char copy[6];
	int64_t n = 0;

	T_OK(kx_jscan_string(&x.s, &b));
	T_OK(b.over && kx_jscan_end(&x.s));
	T_STR(kx_buf_text(&b), "abc\xc3\xa4");
	T_OK(kx_jscan_enter(&y.s, '[') && kx_jscan_element(&y.s));
	T_OK(kx_jscan_copy(&y.s, copy, sizeof(copy)));
	T_STR(copy, "abcd");
	T_OK(kx_jscan_element(&y.s) && kx_jscan_int(&y.s, &n));
	T_OK(!kx_jscan_element(&y.s) && kx_jscan_end(&y.s));
	T_INT(n, 1);
	kx_buf_release(&b);
	free(x.p);
	free(y.p);
}

static void integers_are_those_that_fit(void)
{
	static const struct {
		const char *json;
		int64_t v;
	} all[] = { { "0", 0 }, { "-0", 0 }, { "9007199254740993", 9007199254740993 },
		{ "-9000000000000000000", -9000000000000000000 }, { "1e3", 1000 },
		{ "12.50e1", 125 } };
	static const char *const none[] = { "0.5", "1e-1", "1e400", "-1e400",
		"9300000000000000000", "123456789012345678901234567890123", "1e17",
		"\"1\"", "null", "true", "[1]" };
	int64_t v;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct exact x = at(all[i].json);

		T_OK(kx_jscan_int(&x.s, &v) && kx_jscan_end(&x.s));
		T_INT(v, all[i].v);
		free(x.p);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		struct exact x = at(none[i]);

		T_OK(!kx_jscan_int(&x.s, &v));
		kx_jscan_skip(&x.s);
		T_OK(kx_jscan_end(&x.s));
		free(x.p);
	}
}

static enum kx_jfloats floats(const char *json, float *v, size_t max, size_t *n)
{
	struct exact x = at(json);
	enum kx_jfloats rc = kx_jscan_floats(&x.s, v, max, n);

	T_INT(rc == KX_JFLOATS_OK, !x.s.bad);
	free(x.p);
	return rc;
}

static void arrays_of_numbers(void)
{
	static const char *const odd[] = { "[1,null]", "[NaN]", "[1,-Infinity]",
		"[\"1\"]", "[[1]]", "[1e39]", "[-1e39,1]", "[{}]", "[nan]" };
	static const char *const bad[] = { "[", "[1", "[1,", "[1,]", "[1 2]", "[01]",
		"[1.]", "[.5]", "[1e]", "[-]", "[1}", "{", "1", "[+1]", "[\"1", "[x]" };
	float v[4];
	size_t n;

	T_INT(floats("[1,-2.5, 3e2 ,\n0.125]", v, 4, &n), KX_JFLOATS_OK);
	T_INT(n, 4);
	T_OK(v[0] == 1 && v[1] == -2.5f && v[2] == 300 && v[3] == 0.125f);
	T_INT(floats("[]", v, 4, &n), KX_JFLOATS_OK);
	T_INT(n, 0);
	T_INT(floats("[1,2,3,4,5]", v, 4, &n), KX_JFLOATS_MANY);
	T_INT(floats("[-0.0,0,1e-60,-1e-60]", v, 4, &n), KX_JFLOATS_OK);
	T_OK(signbit(v[0]) && !signbit(v[1]) && v[2] == 0 && v[3] == 0);
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		T_INT(floats(odd[i], v, 4, &n), KX_JFLOATS_ODD);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		T_INT(floats(bad[i], v, 4, &n), KX_JFLOATS_BAD);
}

static uint32_t rnd(uint64_t *r)
{
	*r ^= *r << 13;
	*r ^= *r >> 7;
	*r ^= *r << 17;
	return (uint32_t)(*r >> 32);
}

static bool same(const char *text)
{
	char json[512];
	float want = strtof(text, NULL), got;
	size_t n;

	snprintf(json, sizeof(json), "[%s]", text);
	if (!isfinite(want))
		return floats(json, &got, 1, &n) == KX_JFLOATS_ODD;
	return floats(json, &got, 1, &n) == KX_JFLOATS_OK &&
	       memcmp(&got, &want, sizeof(got)) == 0;
}

/* as servers do: in as many digits as a float needs, fewer, more */
static void print(char *text, size_t size, int form, double v)
{
	if (form % 5 == 0)
		snprintf(text, size, "%.9g", v);
	else if (form % 5 == 1)
		snprintf(text, size, "%.8f", v);
	else if (form % 5 == 2)
		snprintf(text, size, "%.17g", v);
	else
		snprintf(text, size, form % 5 == 3 ? "%.6e" : "%.30f", v);
}

/* as exactly as the C library, and to the last bit */
static void numbers_are_rounded_right(void)
{
	/* half-way between two floats, and a hair beside */
	static const char *const hard[] = { "16777217", "16777219",
		"16777217.0000000001", "16777216.9999999999",
		"0.500000029802322387695312", "0.5000000298023223876953125",
		"0.50000002980232238769531251", "3.4028234663852886e38",
		"3.4028235677973366e38", "3.5e38", "1e38", "1.1754943508222875e-38",
		"1.1754942e-38", "1.4e-45", "0.7e-45", "1e-45", "1e-37", "1e22", "1e23",
		"1e-22", "1e-44", "12345678901234567890123",
		"0.00000000000000000000000000000000001", "99999999", "100000001",
		"9007199254740993", "18446744073709551616", "0.1234567890123456789012",
		"1000000000000000000000000000000000000000e-39", "0e99999", "1e-99999",
		"0.0000000000000000000000000000000000000000000000000000000000001e61" };
	uint64_t r = 88172645463325252u;
	char text[400];
	size_t wrong = 0;

	for (size_t i = 0; i < sizeof(hard) / sizeof(*hard); i++) {
		if (!same(hard[i]))
			printf("%s\n", hard[i]);
		T_OK(same(hard[i]));
	}
	for (int i = 0; i < 40000; i++) {
		uint32_t bits = rnd(&r);
		float f;

		if (i % 2)
			bits = (bits & 0x87ffffffu) | 0x38000000u;
		memcpy(&f, &bits, sizeof(f));
		if (!isfinite(f))
			continue;
		print(text, sizeof(text), i, (double)f * (i % 3 ? 1 : 1.0000000298));
		wrong += !same(text);
	}
	T_INT(wrong, 0);
}

static void a_string_up_to_the_next_quote(void)
{
	struct exact x = at(" \"AAAA==\" "), y = at("\"AAAA");
	struct kx_jtext t;

	T_OK(kx_jscan_letters(&x.s, &t) && kx_jscan_end(&x.s));
	T_INT(t.n, 6);
	T_OK(!kx_jscan_letters(&y.s, &t) && y.s.bad);
	free(x.p);
	free(y.p);
}

static void where_an_escape_must_be(void)
{
	char text[40];

	T_INT(kx_json_plain("", 0), 0);
	for (size_t i = 0; i < 32; i++)
		for (int c = 0; c < 256; c++) {
			memset(text, 'x', sizeof(text));
			text[i] = (char)c;
			T_OK(kx_json_plain(text, 32) ==
				(c < 0x20 || c == '"' || c == '\\' ? i : 32));
		}
}

int main(void)
{
	the_grammar_is_checked_on_the_way();
	what_is_wanted_is_read_the_rest_skipped();
	strings_are_resolved();
	limits_of_strings_are_kept();
	integers_are_those_that_fit();
	arrays_of_numbers();
	numbers_are_rounded_right();
	a_string_up_to_the_next_quote();
	where_an_escape_must_be();
	return T_END();
}
