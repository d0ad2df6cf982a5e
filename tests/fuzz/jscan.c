/* Any text through the JSON cursor: it takes what kx_json_check() takes, and gives what
 * json-c and strtof() give. */
#include "io/jscan.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "io/jsonl.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

const unsigned fuzz_rounds = 20000;

static bool whole(const char *text, size_t n)
{
	struct kx_jscan s;

	kx_jscan_begin(&s, text, n);
	kx_jscan_skip(&s);
	return kx_jscan_end(&s);
}

/* every value, by every reader */
static void walk(struct kx_jscan *s, int depth)
{
	struct kx_buf b = { .max = 64 };
	struct kx_jtext key;
	struct kx_jscan again = *s;
	float v[8];
	size_t n;
	int64_t i = 0;
	bool yes;

	FUZZ_MUST(depth <= KX_JSCAN_DEPTH);
	if (kx_jscan_kind(&again) == '[')
		FUZZ_MUST(
			kx_jscan_floats(&again, v, 8, &n) <= KX_JFLOATS_BAD && n <= 8);
	if (kx_jscan_enter(s, '{')) {
		while (kx_jscan_member(s, &key))
			walk(s, depth + 1);
	} else if (kx_jscan_enter(s, '[')) {
		while (kx_jscan_element(s))
			walk(s, depth + 1);
	} else if (!kx_jscan_int(s, &i) && !kx_jscan_bool(s, &yes) &&
		   !kx_jscan_string(s, &b)) {
		kx_jscan_skip(s);
	}
	FUZZ_MUST(b.len <= 64 && s->p <= s->end);
	kx_buf_release(&b);
}

/* an array of numbers, as json-c reads it */
static void compare(const char *text, size_t n, struct json_object *o)
{
	static float v[4096];
	struct kx_jscan s;
	size_t count;
	enum kx_jfloats rc;

	kx_jscan_begin(&s, text, n);
	rc = kx_jscan_floats(&s, v, 4096, &count);
	if (rc)
		return;
	FUZZ_MUST(kx_jscan_end(&s) && count == json_object_array_length(o));
	for (size_t i = 0; i < count; i++) {
		struct json_object *x = json_object_array_get_idx(o, i);

		FUZZ_MUST(json_object_is_type(x, json_type_int) ||
			  json_object_is_type(x, json_type_double));
		FUZZ_MUST(isfinite(v[i]));
		FUZZ_MUST(fabs(json_object_get_double(x) - (double)v[i]) <=
				  1e-6 * fabs((double)v[i]) + 1e-44 ||
			  json_object_is_type(x, json_type_int));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct kx_err e = { 0 };
	struct json_object *o;
	struct kx_jscan s;
	bool ok = whole(text, size), checked = !kx_json_check(text, size, &e);

	FUZZ_MUST(ok || !checked);
	/* it is less strict in what strings may hold, and in nothing else */
	if (ok && !checked)
		FUZZ_MUST(strstr(e.text, "UTF-8") || strstr(e.text, "surrogate") ||
			  strstr(e.text, "NUL"));
	kx_jscan_begin(&s, text, size);
	walk(&s, 0);
	FUZZ_MUST(kx_jscan_end(&s) == ok);
	if (checked && size && memchr("[ \t\r\n", text[0], 5)) {
		char *copy = strndup(text, size);

		FUZZ_MUST(copy);
		o = json_tokener_parse(copy);
		if (json_object_is_type(o, json_type_array))
			compare(text, size, o);
		json_object_put(o);
		free(copy);
	}
	return 0;
}

static void value(struct kx_buf *b, uint64_t *r, int depth)
{
	static const char *const all[] = { "null", "true", "false", "0", "-1.5e3",
		"\"\"", "\"a\\u00e9\\n\"", "\"\\ud83d\\ude00\"", "12345678901234567890",
		"1e-40", "\"\xc3\xa4 \\\\\\/\"", "0.00123456789", "[]", "{}" };
	uint32_t n = fuzz_rnd(r, 5);

	switch (depth ? fuzz_rnd(r, 5) : 1 + fuzz_rnd(r, 2)) {
	case 1:
		kx_buf_char(b, '[');
		for (uint32_t i = 0; i < n; i++) {
			kx_buf_str(b, i ? ", " : "");
			value(b, r, depth + 1);
		}
		kx_buf_char(b, ']');
		break;
	case 2:
		kx_buf_char(b, '{');
		for (uint32_t i = 0; i < n; i++) {
			kx_buf_printf(b, "%s\"%u\" :", i ? "," : "", i);
			value(b, r, depth + 1);
		}
		kx_buf_char(b, '}');
		break;
	default:
		kx_buf_str(b, all[fuzz_rnd(r, sizeof(all) / sizeof(*all))]);
		break;
	}
}

void fuzz_seed(uint32_t number, struct kx_buf *b)
{
	uint64_t r = fuzz_start(number);

	if (number % 3) {
		value(b, &r, 0);
		return;
	}
	kx_buf_char(b, '[');
	for (uint32_t i = fuzz_rnd(&r, 20); i; i--)
		kx_buf_printf(b, "%.*g%s", 1 + (int)fuzz_rnd(&r, 18),
			((double)fuzz_rnd(&r, 1u << 31) - 1e9) /
				pow(10, fuzz_rnd(&r, 40)),
			i > 1 ? "," : "");
	kx_buf_char(b, ']');
}
