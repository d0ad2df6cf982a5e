#ifndef KX_DOMAIN_API_JSON_H
#define KX_DOMAIN_API_JSON_H
/* What the interfaces of the model providers have in common: JSON written into a buffer,
 * token counts read. */
#include "base/buf.h"
#include "base/err.h"
#include "domain/usage.h"
#include "io/jscan.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/* Append text[0..n) as a JSON string; broken bytes become U+FFFD. */
void kx_api_quote(struct kx_buf *out, const char *text, size_t n);
/* Append `"name":` and the string, with a comma in front unless an object just began. */
void kx_api_field(struct kx_buf *out, const char *name, const char *value);
/* The same with the value as JSON: a json-c object, or written by hand. */
void kx_api_object(struct kx_buf *out, const char *name, struct json_object *value);
void kx_api_raw(struct kx_buf *out, const char *name, const char *json);

/* Take a `usage` object: prompt_tokens, completion_tokens and their details, or
 * input_tokens and output_tokens. Only what is said is set; anything but an object is
 * skipped. */
void kx_api_usage(struct kx_jscan *s, struct kx_usage *u);

/* Fail with KX_EAGAIN: a body that is no JSON, whole. Says so when it is a web page. */
int kx_api_garbled(const char *body, size_t n, struct kx_err *e);

#endif
