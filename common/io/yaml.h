#ifndef KX_IO_YAML_H
#define KX_IO_YAML_H
/* YAML in, a json-c tree out. Meant for files that people write: one document, no
 * anchors, aliases, merge keys or tags, each key once.
 *
 * Plain scalars: null ~ and nothing are null; true false are booleans; whole numbers
 * (also 0x1f, 0o17) that fit 64 bits and decimal numbers are numbers. All else is a
 * string: `no`, `yes`, `12:30`, and what would lose something as a number (`0049`,
 * `+49`,
 * `.inf`). Quoted and block scalars are always strings. A key is always a string. */
#include "base/buf.h"
#include "base/err.h"

#include <json-c/json.h>
#include <stddef.h>

#define KX_YAML_MAX (1u << 20) /* most bytes of a document */
#define KX_YAML_DEPTH 32       /* most levels of nesting */
#define KX_YAML_NODES 100000   /* most keys and values */
#define KX_YAML_PATH 256       /* longest path kept in the table of lines */

/* Read text[0..n). *out is a new reference (json_object_put), NULL for null and for an
 * empty document. Errors are KX_EINPUT, "line N, column M: cause". */
int kx_yaml_read(
	const char *text, size_t n, struct json_object **out, struct kx_err *e);

/* The same for a file: errors are "NAME:N:M: cause", and *lines (unless NULL) gets a
 * new reference to a table of where things stand, for kx_yaml_line(). */
int kx_yaml_read_named(const char *name, const char *text, size_t n,
	struct json_object **out, struct json_object **lines, struct kx_err *e);

/* The line of the key or list entry at `path`, a JSON pointer (RFC 6901) such as
 * "/search/k" or "/sources/0"; 0 when there is none. */
int kx_yaml_line(struct json_object *lines, const char *path);
/* Append "/key" to a JSON pointer, escaped. */
void kx_yaml_path_add(struct kx_buf *path, const char *key);

/* What a plain scalar means, by the rules above; a new reference or NULL for null. */
struct json_object *kx_yaml_scalar(const char *text, size_t n);

#endif
