#include "io/jsonl.h"

#include "../t.h"
#include "base/mem.h"

#include <stdlib.h>

static struct kx_err e;

/* in a block of exactly its size, so that a step behind it is seen */
static int check(const char *s, size_t n)
{
	char *p = kx_alloc(n);
	int rc;

	memcpy(p, s, n);
	e = (struct kx_err){ 0 };
	rc = kx_json_check(p, n, &e);
	free(p);
	return rc;
}

static const char *const values[] = { "{}", "[]", "\"\"", "0", "-0", "1", "-1", "true",
	"false", "null", " \t\r\n1\n", "[1,2]", "[ 1 , 2 ]", "[[]]", "{\"\":0}",
	"{\"a\":1,\"a\":2}", "{\"a\" : [ {} ] }", "0.5", "-0.0", "10", "1e5", "1E5",
	"1e+5", "1e-5", "1.25e-10", "0e0", "0e+00", "123456789012345678901234567890",
	"1e400", "-1e400", "1e-400", "1e99999999999", "0.00000000000000000000000001",
	"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\\u00e4\\u20AC\\uFFFF\"",
	"\"\\ud83d\\ude00\"", "\"\\uD83D\\uDE00\"", "\"\xf0\x9f\x98\x80\"",
	"\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"", "\"\x7f\"", "\"'\"", "\"//\"",
	"\"\xe2\x80\xa8\xe2\x80\xa9\"", "\"\\u2028\"", "\"a/b\"",
	"[\"\xef\xbb\xbf\"]" };

/* each of these is none of RFC 8259's texts */
static const char *const refused[] = { "", " ", "{", "}", "[", "]", "{]", "[}", "[1",
	"[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1]]", "[1],", "{\"a\":1,}",
	"{,\"a\":1}", "{\"a\":1,,\"b\":2}", "{\"a\":1 \"b\":2}", "{\"a\"}", "{\"a\":}",
	"{\"a\" 1}", "{\"a\":1", "{\"a\"", "{\"a", "{a:1}", "{'a':1}", "{1:1}",
	"{null:1}", "{\"a\"::1}", "{\"a\",1}", "{[]:1}", "'a'", "[']", "\"a", "\"",
	"\"\\\"", "\"a\\", "\"\\x41\"", "\"\\a\"", "\"\\'\"", "\"\\0\"", "\"\\u\"",
	"\"\\u12\"", "\"\\u12", "\"\\u123\"", "\"\\u123g\"", "\"\\u 123\"",
	"\"\\U0041\"", "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83dx\"", "\"\\ud83d\\n\"",
	"\"\\ud83d\\u0041\"", "\"\\ude00\\ud83d\"", "\"\\ud83d\\ud83d\"",
	"\"\\ud83d\\u\"", "\"\\ud83d\\ude0\"", "\"\\u0000\"", "\"\n\"", "\"\t\"",
	"\"\r\"", "\"\x1f\"", "\"\x1b[31m\"", "\"12345678\x01\"", "01", "-01", "00",
	"-", "+1", "--1", ".5", "-.5", "1.", "1.e5", "1e", "1e+", "1e-", "1ee5",
	"1e5.5", "1.2.3", "0x1f", "0b1", "1_000", "1,000", "1f", "0e", "- 1", "1e 5",
	"NaN", "-NaN", "nan", "Infinity", "-Infinity", "inf", "True", "TRUE", "tru",
	"truee", "nul", "nullx", "Null", "undefined", "none", "yes", "// x\n1",
	"1 // x", "/* x */1", "1/**/", "# x\n1", "1#", "1 2", "{}{}", "{} {}", "{}x",
	"{},", "\"a\"\"b\"", "[1]x", "*", "<a>", "\\u0031", "[\\n]", "\xef\xbb\xbf{}",
	"\xc2\xa0"
	"1",
	"\xe2\x80\x83"
	"1",
	"\v1", "\f1", "\b1", "{}\f", "[\xe2\x81\xa0]", "\xc3\xa9", "\"\xff\"",
	"\"\xfe\"", "\"\x80\"", "\"\xc3\"", "\"\xc3(\"", "\"\xc0\x80\"", "\"\xc1\xbf\"",
	"\"\xe0\x80\xaf\"", "\"\xe0\x9f\xbf\"", "\"\xf0\x80\x80\xaf\"",
	"\"\xf0\x8f\xbf\xbf\"", "\"\xed\xa0\x80\"", "\"\xed\xbf\xbf\"",
	"\"\xf4\x90\x80\x80\"", "\"\xf8\x88\x80\x80\x80\"", "\"\xe2\x82\"",
	"\"\xf0\x9f\x98\"", "\"\xe4\"", "{\"\xff\":1}", "\xff\xfe{\x01}" };

static void the_grammar(void)
{
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(*values); i++)
		if (check(values[i], strlen(values[i])))
			T_STR(e.text, values[i]);
		else
			T_OK(true);
	for (i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		if (!check(refused[i], strlen(refused[i])))
			T_STR("taken", refused[i]);
		T_INT(e.code, KX_EINPUT);
		T_OK(strstr(e.text, " at byte "));
	}
}

static void a_nul_is_nowhere(void)
{
	static const struct {
		const char *s;
		size_t n;
	} nul[] = { { "\0", 1 }, { "1\0", 2 },
		{ "\0"
		  "1",
			2 },
		{ "{}\0", 3 }, { "{}\0{}", 5 }, { "\"a\0b\"", 5 }, { "[1\0]", 4 },
		{ "{\0}", 3 }, { "{\"a\0\":1}", 8 }, { "tr\0ue", 5 }, { "1.\0", 3 },
		{ "\"\\\0\"", 4 }, { "\"\\u0\0\0\0\"", 8 },
		{ "\"aaaaaaaa\0aaaaaaaa\"", 19 } };
	size_t i;

	for (i = 0; i < sizeof(nul) / sizeof(*nul); i++) {
		T_INT(check(nul[i].s, nul[i].n), -1);
		T_INT(e.code, KX_EINPUT);
	}
}

static void says_what_and_where(void)
{
	static const struct {
		const char *line, *error;
	} bad[] = { { "{\"a\":1,}",
			    "a field name in double quotes is missing at byte 8" },
		{ "{\"a\":1}x", "text behind the JSON value at byte 8" },
		{ "{\"a\":\xff}", "not UTF-8 at byte 6" },
		{ "{\"a\":NaN}", "not a JSON value at byte 6" },
		{ "{\"a\" 1}", "a colon is missing at byte 6" },
		{ "{\"a\":1 \"b\":2}", "a comma is missing at byte 8" },
		{ "{\"a\":\"x", "a string has no end at byte 8" },
		{ "{\"a\":\"\t\"}", "a string holds a control character at byte 7" },
		{ "{\"a\":1", "the object has no end at byte 7" } };
	struct json_object *rec;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		rec = (struct json_object *)&e;
		T_INT(kx_jsonl_parse(bad[i].line, strlen(bad[i].line), &rec, &e), -1);
		T_STR(e.text, bad[i].error);
		T_OK(rec == NULL);
	}
	T_INT(kx_jsonl_parse("[1", 2, &rec, NULL), -1);
}

/* n arrays, each in the one before, below an object when `object` */
static int nested(int n, bool object)
{
	struct kx_buf b = { 0 };
	struct json_object *rec = NULL;
	int rc, i;

	kx_buf_str(&b, object ? "{\"a\":" : "");
	for (i = object; i < n; i++)
		kx_buf_char(&b, '[');
	for (i = object; i < n; i++)
		kx_buf_char(&b, ']');
	kx_buf_str(&b, object ? "}" : "");
	rc = object ? kx_jsonl_parse(b.p, b.len, &rec, &e)
		    : kx_json_check(b.p, b.len, &e);
	json_object_put(rec);
	kx_buf_release(&b);
	return rc;
}

static void the_depth_is_limited(void)
{
	struct json_object *rec;

	T_INT(nested(KX_JSON_DEPTH, false), 0);
	T_INT(nested(KX_JSON_DEPTH + 1, false), -1);
	T_OK(strstr(e.text, "nested too deeply"));
	T_INT(nested(KX_JSON_DEPTH, true), 0);
	T_INT(nested(KX_JSON_DEPTH + 1, true), -1);
	T_INT(nested(1000000, false), -1);
	/* what failed leaves nothing behind for the next line */
	T_INT(kx_jsonl_parse("{\"a\":1}", 7, &rec, &e), 0);
	json_object_put(rec);
}

static void a_record_is_an_object(void)
{
	static const char *const others[] = { "[]", "1", "\"a\"", "null", "true",
		"[{}]" };
	struct json_object *rec;
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		T_INT(kx_jsonl_parse(others[i], strlen(others[i]), &rec, &e), -1);
		T_STR(e.text, "the line is not a JSON object");
		T_OK(rec == NULL);
	}
	T_INT(kx_jsonl_parse(" {\"a\":\"\\u00e4\"} ", 16, &rec, &e), 0);
	T_STR(json_object_get_string(json_object_object_get(rec, "a")), "\xc3\xa4");
	json_object_put(rec);
}

static void put(struct kx_buf *b, const char *line)
{
	struct json_object *rec;

	kx_buf_clear(b);
	T_INT(kx_jsonl_parse(line, strlen(line), &rec, &e), 0);
	kx_jsonl_put(b, rec);
	json_object_put(rec);
}

static void puts_compact_lines(void)
{
	struct kx_buf b = { 0 };

	put(&b, " { \"b\" : [ 1 , 2.50 ] , \"a\":\"x\\/y\" } ");
	T_STR(b.p, "{\"b\":[1,2.50],\"a\":\"x/y\"}\n");
	put(&b, "{}");
	T_STR(b.p, "{}\n");
	put(&b, "{\"a\":\"\\n\\r\\u001b[31m\\u0007\\b\"}");
	T_OK(!strpbrk(b.p, "\r\x1b\x07\b"));
	T_INT(strchr(b.p, '\n') - b.p, b.len - 1);
	put(&b, "{\"a\":1e400,\"b\":-1e400}");
	T_INT(kx_json_check(b.p, b.len, &e), 0);
	kx_buf_release(&b);
}

/* DEL, and the controls of U+0080 to U+009F: U+009B is what ESC [ is */
static void puts_nothing_for_terminals(void)
{
	struct kx_buf b = { 0 };

	put(&b, "{\"a\":\"\\u009b31m\"}");
	T_OK(!strstr(b.p, "\xc2\x9b"));
	T_INT(kx_json_check(b.p, b.len, &e), 0);
	put(&b, "{\"a\":\"\\u007f\"}");
	T_OK(!strchr(b.p, 0x7f));
	kx_buf_release(&b);
}

static void splices_without_touching_the_rest(void)
{
	static const struct {
		const char *line, *out;
	} rows[] = { { "{}", "{\"x\":[1]}\n" }, { " { } ", " {\"x\":[1]}\n" },
		{ "{\"a\":1}", "{\"a\":1,\"x\":[1]}\n" },
		{ "{ \"a\" : 1.50e0 , \"b\":\"\\u00e4}\" } \t",
			"{ \"a\" : 1.50e0 , \"b\":\"\\u00e4}\",\"x\":[1]}\n" },
		{ "{\"a\":{}}", "{\"a\":{},\"x\":[1]}\n" },
		{ "{\"a\":\"{\"}", "{\"a\":\"{\",\"x\":[1]}\n" },
		{ "{\"a\":123456789012345678901234567890}\r",
			"{\"a\":123456789012345678901234567890,\"x\":[1]}\n" } };
	struct kx_buf b = { 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		kx_buf_clear(&b);
		kx_jsonl_splice(&b, rows[i].line, strlen(rows[i].line), "x", "[1]", 3);
		T_STR(b.p, rows[i].out);
		T_INT(kx_json_check(b.p, b.len, &e), 0);
	}
	kx_buf_release(&b);
}

static uint32_t seed = 1;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

/* Lines with a few bytes changed: what passes the check goes through json-c and comes back
 * as a line that passes again. */
static void rubbish(void)
{
	static const char line[] = "{\"id\":\"a\\u00e4\\ud83d\\ude00\",\"n\":[-1.5e3,0,"
				   "true,null,{\"\xc3\xa4\":\"\xf0\x9f\x98\x80\"}]}";
	static const char bytes[] = "{}[]\",:\\u0dD8eE+-.1 \n\x01\x80\xff\xed\xc0tn";
	struct json_object *rec;
	struct kx_buf b = { 0 };
	size_t n = sizeof(line) - 1, len, taken = 0;
	char *p;

	for (int i = 0; i < 60000; i++) {
		len = rnd(8) ? n : rnd((uint32_t)n);
		p = kx_alloc(len + 1);
		memcpy(p, line, len);
		for (uint32_t k = rnd(4); k > 0 && len; k--)
			p[rnd((uint32_t)len)] = bytes[rnd(sizeof(bytes))];
		if (!kx_jsonl_parse(p, len, &rec, &e)) {
			taken++;
			kx_buf_clear(&b);
			kx_jsonl_put(&b, rec);
			if (kx_json_check(b.p, b.len, &e))
				T_STR(e.text, p);
			json_object_put(rec);
		}
		free(p);
	}
	T_OK(taken > 1000);
	kx_buf_release(&b);
}

int main(void)
{
	the_grammar();
	a_nul_is_nowhere();
	says_what_and_where();
	the_depth_is_limited();
	a_record_is_an_object();
	puts_compact_lines();
	puts_nothing_for_terminals();
	splices_without_touching_the_rest();
	rubbish();
	return T_END();
}
