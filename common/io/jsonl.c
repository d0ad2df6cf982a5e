#include "io/jsonl.h"

#include "base/utf8.h"
#include "io/jscan.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct scan {
	const char *s;
	size_t n, i;
	int depth;
	const char *why; /* NULL while all is well */
};

static int value(struct scan *p);

static int bad(struct scan *p, const char *why)
{
	if (!p->why)
		p->why = why;
	return -1;
}

static void space(struct scan *p)
{
	while (p->i < p->n && (p->s[p->i] == ' ' || p->s[p->i] == '\t' ||
				      p->s[p->i] == '\n' || p->s[p->i] == '\r'))
		p->i++;
}

static bool digit(const struct scan *p)
{
	return p->i < p->n && p->s[p->i] >= '0' && p->s[p->i] <= '9';
}

static int digits(struct scan *p)
{
	if (!digit(p))
		return bad(p, "a number is not well formed");
	while (digit(p))
		p->i++;
	return 0;
}

static int number(struct scan *p)
{
	if (p->s[p->i] == '-')
		p->i++;
	if (p->i < p->n && p->s[p->i] == '0')
		p->i++;
	else if (digits(p))
		return -1;
	if (p->i < p->n && p->s[p->i] == '.') {
		p->i++;
		if (digits(p))
			return -1;
	}
	if (p->i < p->n && (p->s[p->i] == 'e' || p->s[p->i] == 'E')) {
		p->i++;
		if (p->i < p->n && (p->s[p->i] == '+' || p->s[p->i] == '-'))
			p->i++;
		return digits(p);
	}
	return 0;
}

static int hex4(struct scan *p, unsigned *v)
{
	int k;

	*v = 0;
	if (p->n - p->i < 4)
		return bad(p, "an escape in a string is not well formed");
	for (k = 0; k < 4; k++) {
		char c = p->s[p->i + (size_t)k];
		unsigned d = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
			     : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
			     : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
						    : 16;
		if (d == 16)
			return bad(p, "an escape in a string is not well formed");
		*v = *v << 4 | d;
	}
	p->i += 4;
	return 0;
}

/* behind the backslash */
static int escape(struct scan *p)
{
	unsigned v;

	if (p->i >= p->n)
		return bad(p, "a string has no end");
	if (p->s[p->i] != 'u') {
		if (!strchr("\"\\/bfnrt", p->s[p->i]) || !p->s[p->i])
			return bad(p, "an escape in a string is not well formed");
		p->i++;
		return 0;
	}
	p->i++;
	if (hex4(p, &v))
		return -1;
	if (v == 0)
		return bad(p, "a string holds a NUL");
	if (v >= 0xdc00 && v < 0xe000)
		return bad(p, "a string holds half a surrogate pair");
	if (v >= 0xd800 && v < 0xdc00) {
		if (p->n - p->i < 2 || p->s[p->i] != '\\' || p->s[p->i + 1] != 'u')
			return bad(p, "a string holds half a surrogate pair");
		p->i += 2;
		if (hex4(p, &v))
			return -1;
		if (v < 0xdc00 || v >= 0xe000)
			return bad(p, "a string holds half a surrogate pair");
	}
	return 0;
}

static int string(struct scan *p)
{
	p->i++;
	for (;;) {
		p->i += kx_json_plain(p->s + p->i, p->n - p->i);
		if (p->i >= p->n)
			return bad(p, "a string has no end");
		if (p->s[p->i] == '"') {
			p->i++;
			return 0;
		}
		if (p->s[p->i] != '\\')
			return bad(p, p->s[p->i] ? "a string holds a control character"
						 : "a NUL byte");
		p->i++;
		if (escape(p))
			return -1;
	}
}

static int word(struct scan *p, const char *w)
{
	size_t n = strlen(w);

	if (p->n - p->i < n || memcmp(p->s + p->i, w, n) != 0)
		return bad(p, "not a JSON value");
	p->i += n;
	return 0;
}

static int member(struct scan *p)
{
	space(p);
	if (p->i >= p->n || p->s[p->i] != '"')
		return bad(p, "a field name in double quotes is missing");
	if (string(p))
		return -1;
	space(p);
	if (p->i >= p->n || p->s[p->i] != ':')
		return bad(p, "a colon is missing");
	p->i++;
	return value(p);
}

static int group(struct scan *p, char close)
{
	if (++p->depth > KX_JSON_DEPTH)
		return bad(p, "nested too deeply");
	p->i++;
	space(p);
	if (p->i < p->n && p->s[p->i] == close) {
		p->i++;
		p->depth--;
		return 0;
	}
	for (;;) {
		if (close == '}' ? member(p) : value(p))
			return -1;
		space(p);
		if (p->i >= p->n)
			return bad(p, close == '}' ? "the object has no end"
						   : "an array has no end");
		if (p->s[p->i] == close)
			break;
		if (p->s[p->i] != ',')
			return bad(p, "a comma is missing");
		p->i++;
	}
	p->i++;
	p->depth--;
	return 0;
}

static int value(struct scan *p)
{
	space(p);
	if (p->i >= p->n)
		return bad(p, "a value is missing");
	switch (p->s[p->i]) {
	case '{':
		return group(p, '}');
	case '[':
		return group(p, ']');
	case '"':
		return string(p);
	case 't':
		return word(p, "true");
	case 'f':
		return word(p, "false");
	case 'n':
		return word(p, "null");
	case '-':
	case '0' ... '9':
		return number(p);
	default:
		return bad(p, p->s[p->i] == '\0' ? "a NUL byte" : "not a JSON value");
	}
}

int kx_json_check(const char *text, size_t n, struct kx_err *e)
{
	struct scan p = { .s = text, .n = n };
	size_t ok = kx_utf8_valid(text, n);

	if (ok < n)
		return kx_fail(e, KX_EINPUT, "not UTF-8 at byte %zu", ok + 1);
	if (value(&p))
		return kx_fail(e, KX_EINPUT, "%s at byte %zu", p.why, p.i + 1);
	space(&p);
	if (p.i < n)
		return kx_fail(e, KX_EINPUT, "%s at byte %zu",
			text[p.i] ? "text behind the JSON value" : "a NUL byte",
			p.i + 1);
	return 0;
}

int kx_jsonl_parse(
	const char *line, size_t n, struct json_object **rec, struct kx_err *e)
{
	/* the tokener is kept: making one costs more than a short record */
	static _Thread_local struct json_tokener *tok;

	*rec = NULL;
	if (kx_json_check(line, n, e))
		return -1;
	if (!tok)
		tok = json_tokener_new_ex(KX_JSON_DEPTH + 1);
	json_tokener_reset(tok);
	*rec = json_tokener_parse_ex(tok, line, (int)n + 1);
	if (!*rec || !json_object_is_type(*rec, json_type_object)) {
		json_object_put(*rec);
		*rec = NULL;
		return kx_fail(e, KX_EINPUT, "the line is not a JSON object");
	}
	return 0;
}

/* bytes in front of the first one that a terminal would act on */
static size_t harmless(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] == 0x7f || ((unsigned char)s[i] == 0xc2 && i + 1 < n &&
					    (unsigned char)s[i + 1] < 0xa0))
			break;
	return i;
}

void kx_jsonl_put(struct kx_buf *b, struct json_object *rec)
{
	size_t n;
	const char *s = json_object_to_json_string_length(
		rec, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &n);

	while (n) {
		size_t safe = harmless(s, n);

		kx_buf_add(b, s, safe);
		s += safe;
		n -= safe;
		if (n) {
			/* DEL is one byte, U+0080 to U+009F are two */
			size_t bytes = *s == 0x7f ? 1 : 2;

			kx_buf_printf(b, "\\u%04x", (unsigned char)s[bytes - 1]);
			s += bytes;
			n -= bytes;
		}
	}
	kx_buf_char(b, '\n');
}

void kx_jsonl_splice(struct kx_buf *b, const char *line, size_t n, const char *name,
	const char *value, size_t nvalue)
{
	size_t end = n, last;

	while (end && line[end - 1] != '}')
		end--;
	last = end - 1;
	while (last && strchr(" \t\r\n", line[last - 1]))
		last--;
	kx_buf_add(b, line, last);
	kx_buf_str(b, line[last - 1] == '{' ? "\"" : ",\"");
	kx_buf_str(b, name);
	kx_buf_str(b, "\":");
	kx_buf_add(b, value, nvalue);
	kx_buf_str(b, "}\n");
}
