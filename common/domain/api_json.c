#include "domain/api_json.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static void escape(struct kx_buf *out, char c)
{
	static const char from[] = "\"\\\n\t\r\b\f", to[] = "\"\\ntrbf";
	const char *at = c ? strchr(from, c) : NULL;

	if (at) {
		kx_buf_char(out, '\\');
		kx_buf_char(out, to[at - from]);
	} else {
		kx_buf_printf(out, "\\u%04x", (unsigned char)c);
	}
}

void kx_api_quote(struct kx_buf *out, const char *text, size_t n)
{
	char *repaired = NULL;
	size_t plain, bad;

	if (kx_utf8_valid(text, n) < n)
		text = repaired = kx_utf8_repair(text, n, &n, &bad);
	kx_buf_char(out, '"');
	while (n) {
		plain = kx_json_plain(text, n);
		kx_buf_add(out, text, plain);
		text += plain;
		n -= plain;
		if (n) {
			escape(out, *text++);
			n--;
		}
	}
	kx_buf_char(out, '"');
	free(repaired);
}

static void name_it(struct kx_buf *out, const char *name)
{
	if (out->len && out->p[out->len - 1] != '{')
		kx_buf_char(out, ',');
	kx_api_quote(out, name, strlen(name));
	kx_buf_char(out, ':');
}

void kx_api_field(struct kx_buf *out, const char *name, const char *value)
{
	name_it(out, name);
	kx_api_quote(out, value, strlen(value));
}

void kx_api_raw(struct kx_buf *out, const char *name, const char *json)
{
	name_it(out, name);
	kx_buf_str(out, json);
}

void kx_api_object(struct kx_buf *out, const char *name, struct json_object *value)
{
	kx_api_raw(out, name,
		json_object_to_json_string_ext(value,
			JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

/* ---- token counts ------------------------------------------------------------------- */

static void count(struct kx_jscan *s, int64_t *v)
{
	int64_t n;

	if (!kx_jscan_int(s, &n))
		kx_jscan_skip(s);
	else if (n >= 0)
		*v = n;
}

static void details(struct kx_jscan *s, struct kx_usage *u)
{
	struct kx_jtext key;

	if (!kx_jscan_enter(s, '{')) {
		kx_jscan_skip(s);
		return;
	}
	while (kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "cached_tokens"))
			count(s, &u->cached);
		else if (kx_jtext_is(&key, "reasoning_tokens"))
			count(s, &u->reasoning);
		else
			kx_jscan_skip(s);
	}
}

void kx_api_usage(struct kx_jscan *s, struct kx_usage *u)
{
	struct kx_usage got = KX_USAGE_NONE;
	struct kx_jtext key;
	int64_t total = -1;

	if (!kx_jscan_enter(s, '{')) {
		kx_jscan_skip(s);
		return;
	}
	while (kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "prompt_tokens") ||
			kx_jtext_is(&key, "input_tokens"))
			count(s, &got.input);
		else if (kx_jtext_is(&key, "completion_tokens") ||
			 kx_jtext_is(&key, "output_tokens"))
			count(s, &got.output);
		else if (kx_jtext_is(&key, "total_tokens"))
			count(s, &total);
		else if (key.n > 8 && memcmp(key.p + key.n - 8, "_details", 8) == 0)
			details(s, &got);
		else
			kx_jscan_skip(s);
	}
	/* embeddings have no output */
	if (got.input < 0 && got.output < 0)
		got.input = total;
	u->input = got.input >= 0 ? got.input : u->input;
	u->output = got.output >= 0 ? got.output : u->output;
	u->cached = got.cached >= 0 ? got.cached : u->cached;
	u->reasoning = got.reasoning >= 0 ? got.reasoning : u->reasoning;
}

int kx_api_garbled(const char *body, size_t n, struct kx_err *e)
{
	size_t i = 0;

	while (i < n && strchr(" \t\r\n", body[i]) && body[i])
		i++;
	if (i == n)
		return kx_fail(e, KX_EAGAIN, "the answer is empty");
	if (body[i] == '<')
		return kx_fail(e, KX_EAGAIN, "the answer is a web page, not JSON");
	return kx_fail(e, KX_EAGAIN, "the answer is cut off or garbled");
}
