#include "io/jscan.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* ---- bytes -------------------------------------------------------------------------- */

size_t kx_json_plain(const char *s, size_t n)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
	size_t i = 0;
	uint64_t w, q, b, c;

	for (; n - i >= 8; i += 8) {
		memcpy(&w, s + i, 8);
		q = w ^ (ones * '"');
		b = w ^ (ones * '\\');
		c = (w - ones * 0x20) & ~w;
		if ((((q - ones) & ~q) | ((b - ones) & ~b) | c) & high)
			break;
	}
	while (i < n && (unsigned char)s[i] >= 0x20 && s[i] != '"' && s[i] != '\\')
		i++;
	return i;
}

bool kx_jtext_is(const struct kx_jtext *t, const char *name)
{
	return strlen(name) == t->n && memcmp(t->p, name, t->n) == 0;
}

void kx_jscan_begin(struct kx_jscan *s, const char *text, size_t n)
{
	*s = (struct kx_jscan){ .p = text, .end = text + n };
}

static bool fault(struct kx_jscan *s)
{
	s->bad = true;
	s->p = s->end;
	return false;
}

static inline void space(struct kx_jscan *s)
{
	while (s->p < s->end &&
		(*s->p == ' ' || *s->p == '\n' || *s->p == '\t' || *s->p == '\r'))
		s->p++;
}

/* is `c` what comes? then it is taken */
static bool take(struct kx_jscan *s, char c)
{
	space(s);
	if (s->p == s->end || *s->p != c)
		return false;
	s->p++;
	return true;
}

char kx_jscan_kind(struct kx_jscan *s)
{
	space(s);
	if (s->p == s->end)
		return '?';
	switch (*s->p) {
	case '{':
	case '[':
	case '"':
	case 't':
	case 'f':
	case 'n':
		return *s->p;
	case '-':
	case '0' ... '9':
		return 0;
	default:
		return '?';
	}
}

/* ---- groups ------------------------------------------------------------------------- */

bool kx_jscan_enter(struct kx_jscan *s, char kind)
{
	if (kx_jscan_kind(s) != kind)
		return false;
	if (s->depth == KX_JSCAN_DEPTH)
		return fault(s);
	s->p++;
	s->depth++;
	s->objects = s->objects << 1 | (kind == '{');
	s->first = true;
	return true;
}

/* Does another value follow in the group? If not, it is left. */
static bool more(struct kx_jscan *s, char close)
{
	bool first = s->first;

	if (s->bad)
		return false;
	s->first = false;
	if (take(s, close)) {
		s->depth--;
		s->objects >>= 1;
		return false;
	}
	return first || take(s, ',') ? true : fault(s);
}

bool kx_jscan_element(struct kx_jscan *s)
{
	return more(s, ']');
}

bool kx_jscan_member(struct kx_jscan *s, struct kx_jtext *key)
{
	return more(s, '}') &&
	       ((kx_jscan_raw(s, key) && take(s, ':')) ? true : fault(s));
}

/* ---- strings ------------------------------------------------------------------------ */

/* four digits, or -1 */
static int hex4(const char *p, const char *end)
{
	int v = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i], low = (char)(c | 0x20);

		if (c >= '0' && c <= '9')
			v = v << 4 | (c - '0');
		else if (low >= 'a' && low <= 'f')
			v = v << 4 | (low - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* bytes of the escape at p, whose backslash that is; 0 when it is none */
static size_t escape_len(const char *p, const char *end)
{
	if (end - p < 2)
		return 0;
	if (p[1] == 'u')
		return hex4(p + 2, end) < 0 ? 0 : 6;
	return p[1] && strchr("\"\\/bfnrt", p[1]) ? 2 : 0;
}

bool kx_jscan_raw(struct kx_jscan *s, struct kx_jtext *raw)
{
	const char *p;
	size_t len;

	if (kx_jscan_kind(s) != '"')
		return false;
	p = raw->p = s->p + 1;
	for (;;) {
		p += kx_json_plain(p, (size_t)(s->end - p));
		if (p == s->end)
			return fault(s);
		if (*p == '"')
			break;
		len = escape_len(p, s->end);
		if (*p != '\\' || !len)
			return fault(s);
		p += len;
	}
	raw->n = (size_t)(p - raw->p);
	s->p = p + 1;
	return true;
}

bool kx_jscan_letters(struct kx_jscan *s, struct kx_jtext *raw)
{
	const char *end;

	if (kx_jscan_kind(s) != '"')
		return false;
	raw->p = s->p + 1;
	end = memchr(raw->p, '"', (size_t)(s->end - raw->p));
	if (!end)
		return fault(s);
	raw->n = (size_t)(end - raw->p);
	s->p = end + 1;
	return true;
}

/* what the escape at p stands for; returns its bytes, with those of its other half */
static size_t resolve(const char *p, const char *end, struct kx_buf *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *at = strchr(from, p[1]);
	char utf8[4];
	int v, low;
	uint32_t cp;

	if (p[1] != 'u') {
		kx_buf_char(out, at ? to[at - from] : p[1]);
		return 2;
	}
	v = hex4(p + 2, end);
	cp = (uint32_t)v;
	if (v >= 0xd800 && v < 0xdc00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u') {
		low = hex4(p + 8, end);
		if (low >= 0xdc00 && low < 0xe000) {
			cp = 0x10000u + ((uint32_t)(v - 0xd800) << 10) +
			     (uint32_t)(low - 0xdc00);
			kx_buf_add(out, utf8, kx_utf8_put(cp, utf8));
			return 12;
		}
	}
	if (v == 0 || (v >= 0xd800 && v < 0xe000))
		kx_buf_str(out, REPLACEMENT);
	else
		kx_buf_add(out, utf8, kx_utf8_put(cp, utf8));
	return 6;
}

bool kx_jscan_string(struct kx_jscan *s, struct kx_buf *out)
{
	struct kx_jtext raw;
	const char *p, *end;
	size_t n;

	if (!kx_jscan_raw(s, &raw))
		return false;
	for (p = raw.p, end = p + raw.n; p < end && !out->over;) {
		n = kx_json_plain(p, (size_t)(end - p));
		/* as much as there is room for, in whole characters */
		if (out->max && n > out->max - out->len) {
			kx_buf_add(out, p, kx_utf8_cut(p, n, out->max - out->len));
			out->over = true;
			break;
		}
		kx_buf_add(out, p, n);
		p += n;
		if (p < end)
			p += resolve(p, end, out);
	}
	return true;
}

bool kx_jscan_copy(struct kx_jscan *s, char *out, size_t size)
{
	struct kx_buf b = { .max = size - 1 };

	if (!kx_jscan_string(s, &b))
		return false;
	memcpy(out, kx_buf_text(&b), b.len + 1);
	kx_buf_release(&b);
	return true;
}

/* ---- other values ------------------------------------------------------------------- */

static bool word(struct kx_jscan *s, const char *w)
{
	size_t n = strlen(w);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, w, n) != 0)
		return fault(s);
	s->p += n;
	return true;
}

bool kx_jscan_bool(struct kx_jscan *s, bool *v)
{
	char kind = kx_jscan_kind(s);

	if (kind != 't' && kind != 'f')
		return false;
	*v = kind == 't';
	return word(s, *v ? "true" : "false");
}

static const char *digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* behind the number at p, or NULL; *whole: it has neither fraction nor exponent */
static const char *number_end(const char *p, const char *end, bool *whole)
{
	const char *from;

	p += *p == '-';
	from = p;
	p = p < end && *p == '0' ? p + 1 : digits(p, end);
	if (p == from)
		return NULL;
	*whole = p == end || (*p != '.' && *p != 'e' && *p != 'E');
	if (p < end && *p == '.') {
		from = ++p;
		p = digits(p, end);
		if (p == from)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		from = p;
		p = digits(p, end);
		if (p == from)
			return NULL;
	}
	return p;
}

bool kx_jscan_int(struct kx_jscan *s, int64_t *v)
{
	char copy[32] = "";
	const char *end;
	bool whole;
	double real;

	if (kx_jscan_kind(s) != 0)
		return false;
	end = number_end(s->p, s->end, &whole);
	if (!end)
		return fault(s);
	if ((size_t)(end - s->p) >= sizeof(copy))
		return false;
	memcpy(copy, s->p, (size_t)(end - s->p));
	real = strtod(copy, NULL);
	if (!(real >= -9.2e18 && real <= 9.2e18))
		return false;
	if (!whole && (real < -9e15 || real > 9e15 || real != (double)(int64_t)real))
		return false;
	*v = whole ? strtoll(copy, NULL, 10) : (int64_t)real;
	s->p = end;
	return true;
}

static void scalar(struct kx_jscan *s)
{
	struct kx_jtext raw;
	bool whole;
	char kind = kx_jscan_kind(s);

	if (kind == '"')
		kx_jscan_raw(s, &raw);
	else if (kind == '?')
		fault(s);
	else if (kind)
		word(s, kind == 't' ? "true" : kind == 'f' ? "false" : "null");
	else if (!(s->p = number_end(s->p, s->end, &whole)))
		fault(s);
}

void kx_jscan_skip(struct kx_jscan *s)
{
	struct kx_jtext key;
	int depth = s->depth;
	bool next;

	while (!s->bad) {
		if (!kx_jscan_enter(s, '{') && !kx_jscan_enter(s, '['))
			scalar(s);
		/* to the next value inside, out of groups that end */
		for (next = false; !next;) {
			if (s->bad || s->depth == depth)
				return;
			next = s->objects & 1 ? kx_jscan_member(s, &key)
					      : kx_jscan_element(s);
		}
	}
}

struct kx_jtext kx_jscan_slice(struct kx_jscan *s)
{
	struct kx_jtext t;

	space(s);
	t.p = s->p;
	kx_jscan_skip(s);
	t.n = s->bad ? 0 : (size_t)(s->p - t.p);
	return t;
}

bool kx_jscan_end(struct kx_jscan *s)
{
	space(s);
	return !s->bad && s->depth == 0 && s->p == s->end;
}
