#ifndef KX_IO_REC_H
#define KX_IO_REC_H
/* Typed reads from a record, with messages a person can act on. A field that is null
 * counts as missing. Strings are borrowed from the record. */
#include "base/err.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

/* A string field; *v is NULL when it is missing. -1 when it is of another type. */
int kx_rec_str(
	struct json_object *rec, const char *name, const char **v, struct kx_err *e);
/* The same, but missing or empty fails: "field 'id' is missing". */
int kx_rec_need(
	struct json_object *rec, const char *name, const char **v, struct kx_err *e);
/* A string or an integer as a string (ids come in both): *v lives as long as the record. */
int kx_rec_id(
	struct json_object *rec, const char *name, const char **v, struct kx_err *e);
/* Numbers and booleans; *v keeps its value when the field is missing. */
int kx_rec_int(struct json_object *rec, const char *name, int64_t min, int64_t max,
	int64_t *v, struct kx_err *e);
int kx_rec_real(struct json_object *rec, const char *name, double *v, struct kx_err *e);
int kx_rec_bool(struct json_object *rec, const char *name, bool *v, struct kx_err *e);
/* An array or object; *v is NULL when it is missing. */
int kx_rec_array(struct json_object *rec, const char *name, struct json_object **v,
	struct kx_err *e);
int kx_rec_object(struct json_object *rec, const char *name, struct json_object **v,
	struct kx_err *e);
/* An array of strings, or one string, which stands for an array of one: *v may be either.
 * Fails on other members. */
int kx_rec_strings(struct json_object *rec, const char *name, struct json_object **v,
	struct kx_err *e);

#endif
