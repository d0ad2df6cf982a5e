#include "domain/api_fault.h"

#include <string.h>

/* The letters of a name up to the first that has no place in one. What looks like a key is
 * none. */
static void clean(const struct kx_jtext *raw, char out[KX_API_NAME_MAX])
{
	static const char others[] = "_-.[]";
	size_t n = 0;

	for (; n < raw->n && n < KX_API_NAME_MAX - 1; n++) {
		char c = raw->p[n], low = (char)(c | 0x20);

		if (!(c >= '0' && c <= '9') && !(low >= 'a' && low <= 'z') &&
			!(c && strchr(others, c)))
			break;
		out[n] = c;
	}
	out[n] = '\0';
	if (strstr(out, "sk-"))
		out[0] = '\0';
}

static void name(struct kx_jscan *s, char out[KX_API_NAME_MAX])
{
	struct kx_jtext raw;

	if (!kx_jscan_raw(s, &raw))
		kx_jscan_skip(s);
	else if (!out[0])
		clean(&raw, out);
}

/* a string or a number; one of 400 to 599, in either form, is a status as well */
static void code(struct kx_jscan *s, struct kx_api_fault *t)
{
	struct kx_jtext raw = kx_jscan_slice(s);
	int v = 0;

	if (raw.n && (*raw.p == '{' || *raw.p == '[' || *raw.p == 'n'))
		return;
	if (raw.n > 1 && *raw.p == '"') {
		raw.p++;
		raw.n -= 2;
	}
	if (!t->code[0])
		clean(&raw, t->code);
	if (raw.n == 3)
		for (size_t i = 0; i < 3; i++)
			v = raw.p[i] >= '0' && raw.p[i] <= '9'
				    ? v * 10 + (raw.p[i] - '0')
				    : -1000;
	if (v >= 400 && v < 600)
		t->number = v;
}

/* what hangs below an error: Azure's innererror, OpenRouter's metadata */
static void below(struct kx_jscan *s, struct kx_api_fault *t)
{
	struct kx_jtext key;

	if (!kx_jscan_enter(s, '{')) {
		kx_jscan_skip(s);
		return;
	}
	while (kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "code") || kx_jtext_is(&key, "error_type")) {
			name(s, t->reason);
			continue;
		}
		if (kx_jtext_is(&key, "flagged_input"))
			t->flagged = true;
		kx_jscan_skip(s);
	}
}

/* one member that errors have; false: it is none, and was not taken */
static bool member(
	struct kx_jscan *s, const struct kx_jtext *key, struct kx_api_fault *t)
{
	if (kx_jtext_is(key, "message") || kx_jtext_is(key, "detail"))
		t->message = kx_jscan_slice(s);
	else if (kx_jtext_is(key, "code") || kx_jtext_is(key, "statusCode"))
		code(s, t);
	else if (kx_jtext_is(key, "type") || kx_jtext_is(key, "status"))
		name(s, t->type);
	else if (kx_jtext_is(key, "param"))
		name(s, t->param);
	else if (kx_jtext_is(key, "innererror") || kx_jtext_is(key, "metadata"))
		below(s, t);
	else
		return false;
	return true;
}

/* The value of `error`. Is it one? */
static bool error(struct kx_jscan *s, struct kx_api_fault *t)
{
	struct kx_jtext key;
	bool v = false, any = false;

	switch (kx_jscan_kind(s)) {
	case '{':
		kx_jscan_enter(s, '{');
		while (kx_jscan_member(s, &key)) {
			any = true;
			if (!member(s, &key, t))
				kx_jscan_skip(s);
		}
		return any;
	case '"':
		t->message = kx_jscan_slice(s);
		return t->message.n > 2;
	case 't':
		return kx_jscan_bool(s, &v) && v;
	default:
		kx_jscan_skip(s);
		return false;
	}
}

/* does it say "object": "error"? */
static bool says_error(struct kx_jscan *s)
{
	struct kx_jtext raw;

	if (kx_jscan_raw(s, &raw))
		return kx_jtext_is(&raw, "error");
	kx_jscan_skip(s);
	return false;
}

static bool top(struct kx_jscan *s, struct kx_api_fault *t)
{
	struct kx_api_fault inner = { 0 }, outer = { 0 };
	bool is = false, flat = false, answer = false;
	struct kx_jtext key;

	while (kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "error")) {
			is |= error(s, &inner);
		} else if (kx_jtext_is(&key, "object")) {
			flat |= says_error(s);
		} else if (!member(s, &key, &outer)) {
			answer |= kx_jtext_is(&key, "choices") ||
				  kx_jtext_is(&key, "data") ||
				  kx_jtext_is(&key, "results");
			kx_jscan_skip(s);
		}
	}
	flat |= !answer && outer.message.n;
	if (is && (inner.message.n || inner.code[0] || inner.type[0] || !flat))
		*t = inner;
	else if (is || flat)
		*t = outer;
	return is || flat;
}

bool kx_api_fault_read(struct kx_api_fault *t, const char *body, size_t n)
{
	struct kx_jscan s;

	*t = (struct kx_api_fault){ 0 };
	kx_jscan_begin(&s, body, n);
	/* one of Google's doors puts an array around it */
	if (kx_jscan_enter(&s, '['))
		kx_jscan_element(&s);
	return kx_jscan_enter(&s, '{') && top(&s, t);
}
