#ifndef KX_IO_JSCAN_H
#define KX_IO_JSCAN_H
/* A cursor over one JSON text (RFC 8259): what is wanted is read, all else skipped, no
 * objects are made. For answers that are large, and for those that come many a second.
 *
 *	struct kx_jscan s;
 *	struct kx_jtext key;
 *
 *	kx_jscan_begin(&s, body, n);
 *	if (kx_jscan_enter(&s, '{'))
 *		while (kx_jscan_member(&s, &key))
 *			if (!kx_jtext_is(&key, "id") || !kx_jscan_string(&s, &id))
 *				kx_jscan_skip(&s);
 *	if (!kx_jscan_end(&s))
 *		… the text is no JSON
 *
 * Each value is taken by one call. The readers say false, and stand where they stood, when
 * the value is of another type: then skip it, or ask for another. The grammar is checked on
 * the way, and `bad` stays set from the first fault on: nothing is read any more. Strings
 * may be any bytes but controls: who shows one to somebody checks kx_utf8_valid() first.
 * A copy of the struct is a second cursor; a text need not end in NUL. */
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_JSCAN_DEPTH 64 /* deepest nesting, as KX_JSON_DEPTH */

struct kx_jscan {
	const char *p, *end;
	uint64_t objects; /* the open groups, the innermost lowest: 1 is an object */
	int depth;
	bool first; /* no value of the innermost group was taken yet */
	bool bad;
};

/* Bytes of the text, borrowed: of a key or a string between its quotes, escapes and all. */
struct kx_jtext {
	const char *p;
	size_t n;
};

void kx_jscan_begin(struct kx_jscan *s, const char *text, size_t n);
/* What comes: { [ " t f n, 0 for a number; '?' for nothing that JSON knows. */
char kx_jscan_kind(struct kx_jscan *s);
/* Go into the object or array (`kind` { or [) that comes. */
bool kx_jscan_enter(struct kx_jscan *s, char kind);
/* The next member of the object or element of the array that was entered: its value is
 * what comes. false: there is none; the cursor is behind the group. */
bool kx_jscan_member(struct kx_jscan *s, struct kx_jtext *key);
bool kx_jscan_element(struct kx_jscan *s);
/* Take the value, whatever it is; its bytes. */
void kx_jscan_skip(struct kx_jscan *s);
struct kx_jtext kx_jscan_slice(struct kx_jscan *s);
/* A string as it stands, and with its escapes resolved, appended to `out` (what passes
 * out->max is left out, out->over set). Half a surrogate pair and NUL become U+FFFD. */
bool kx_jscan_raw(struct kx_jscan *s, struct kx_jtext *raw);
/* The same up to the first quote, faster: for who checks each letter anyway, as a decoder
 * of base64 does. With an escape in it the bytes, and what comes next, are wrong. */
bool kx_jscan_letters(struct kx_jscan *s, struct kx_jtext *raw);
bool kx_jscan_string(struct kx_jscan *s, struct kx_buf *out);
/* The same, cut at a whole character to `size` with its NUL. */
bool kx_jscan_copy(struct kx_jscan *s, char *out, size_t size);
/* A number without a fraction, within int64_t. */
bool kx_jscan_int(struct kx_jscan *s, int64_t *v);
bool kx_jscan_bool(struct kx_jscan *s, bool *v);

enum kx_jfloats {
	KX_JFLOATS_OK,
	KX_JFLOATS_MANY, /* more than max */
	KX_JFLOATS_ODD, /* a member is no finite number: null, "1", 1e99, even a bare NaN */
	KX_JFLOATS_BAD, /* the grammar is broken: cut off … */
};
/* An array of numbers, which must come, each rounded to the nearest float, as strtof()
 * does. Unless it is OK, the cursor is bad afterwards. */
enum kx_jfloats kx_jscan_floats(struct kx_jscan *s, float *out, size_t max, size_t *n);

/* Is the value taken, nothing bad, and nothing but white space left? */
bool kx_jscan_end(struct kx_jscan *s);

/* Is it this name? Both as they stand: a name written with escapes is another. */
bool kx_jtext_is(const struct kx_jtext *t, const char *name);
/* Bytes in front of the first one that a JSON string must escape: a control, a quote, a
 * backslash. */
size_t kx_json_plain(const char *s, size_t n);

#endif
