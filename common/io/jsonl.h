#ifndef KX_IO_JSONL_H
#define KX_IO_JSONL_H
/* Strict JSON Lines: one RFC 8259 object per line, UTF-8, nothing else. json-c alone takes
 * more (single quotes, NaN, NUL, text behind the object), so the bytes are checked first. */
#include "base/buf.h"
#include "base/err.h"

#include <json-c/json.h>
#include <stddef.h>

#define KX_JSON_DEPTH 64 /* deepest nesting of a record */

/* The object in line[0..n), NUL behind it; a new reference in *rec. The error says what is
 * wrong and at which byte of the line. */
int kx_jsonl_parse(
	const char *line, size_t n, struct json_object **rec, struct kx_err *e);

/* Check only: is text[0..n) one JSON value by the grammar? -1 says what and where. */
int kx_json_check(const char *text, size_t n, struct kx_err *e);

/* Append `rec` as one line, compact, with its LF. Slashes are not escaped; bytes that a
 * terminal would act on are. */
void kx_jsonl_put(struct kx_buf *b, struct json_object *rec);
/* Append a line that is `line[0..n)`, a record as it came in, with `"name":value` added
 * behind its last field; the rest stays byte for byte. The record must not have the field. */
void kx_jsonl_splice(struct kx_buf *b, const char *line, size_t n, const char *name,
	const char *value, size_t nvalue);

#endif
