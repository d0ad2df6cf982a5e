#ifndef KX_IO_CONF_VALUE_H
#define KX_IO_CONF_VALUE_H
/* Values of configuration keys: from a YAML tree or from text to the key's type. Pure.
 * Only for conf*.c. */
#include "base/buf.h"
#include "base/err.h"
#include "io/conf.h"

/* `in` (borrowed, not NULL) as the key's type; *out is a new reference. -1 with
 * KX_ECONFIG
 * "'search.k' must be …"; the value is never shown. Then the JSON pointer of what is wrong
 * inside of it is added to `at` (which may be NULL). */
int kx_conf_value(const struct kx_conf_key *k, struct json_object *in,
	struct json_object **out, struct kx_buf *at, struct kx_err *e);
/* The same for KX_CONF_MAPS. */
int kx_conf_maps_value(const struct kx_conf_key *k, struct json_object *in,
	struct json_object **out, struct kx_buf *at, struct kx_err *e);
/* A scalar's own text; "" for null; NULL when it is no scalar. */
const char *kx_conf_scalar_text(struct json_object *v);
/* The same from the text of a variable, a flag or a default. */
int kx_conf_value_text(const struct kx_conf_key *k, const char *text,
	struct json_object **out, struct kx_err *e);
/* The name of the table nearest to `name`, or NULL when none is near. */
const char *kx_conf_nearest(const struct kx_conf_key *keys, const char *name);

#endif
