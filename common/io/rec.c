#include "io/rec.h"

#include <math.h>
#include <string.h>

static struct json_object *get(struct json_object *rec, const char *name)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(rec, name, &v);
	return v;
}

static int wrong(
	const char *name, const char *want, struct json_object *v, struct kx_err *e)
{
	return kx_fail(e, KX_EINPUT, "field '%s' is of type %s, wanted %s", name,
		json_type_to_name(json_object_get_type(v)), want);
}

int kx_rec_str(
	struct json_object *rec, const char *name, const char **v, struct kx_err *e)
{
	struct json_object *o = get(rec, name);

	*v = NULL;
	if (!o)
		return 0;
	if (!json_object_is_type(o, json_type_string))
		return wrong(name, "string", o, e);
	*v = json_object_get_string(o);
	return 0;
}

int kx_rec_need(
	struct json_object *rec, const char *name, const char **v, struct kx_err *e)
{
	if (kx_rec_str(rec, name, v, e))
		return -1;
	if (!*v)
		return kx_fail(e, KX_EINPUT, "field '%s' is missing", name);
	if (!**v)
		return kx_fail(e, KX_EINPUT, "field '%s' is empty", name);
	return 0;
}

int kx_rec_id(
	struct json_object *rec, const char *name, const char **v, struct kx_err *e)
{
	struct json_object *o = get(rec, name);

	*v = NULL;
	if (!o)
		return kx_fail(e, KX_EINPUT, "field '%s' is missing", name);
	if (!json_object_is_type(o, json_type_string) &&
		!json_object_is_type(o, json_type_int))
		return wrong(name, "string or integer", o, e);
	/* beyond 64 bits the library gives its largest number for all of them */
	if (json_object_is_type(o, json_type_int) &&
		(json_object_get_uint64(o) > INT64_MAX ||
			json_object_get_int64(o) == INT64_MIN))
		return kx_fail(e, KX_EINPUT,
			"field '%s' is too large a number: write it in quotes", name);
	*v = json_object_get_string(o);
	if (!**v)
		return kx_fail(e, KX_EINPUT, "field '%s' is empty", name);
	return 0;
}

int kx_rec_int(struct json_object *rec, const char *name, int64_t min, int64_t max,
	int64_t *v, struct kx_err *e)
{
	struct json_object *o = get(rec, name);
	int64_t n;

	if (!o)
		return 0;
	if (!json_object_is_type(o, json_type_int))
		return wrong(name, "integer", o, e);
	n = json_object_get_int64(o);
	if (n >= 0 && json_object_get_uint64(o) > INT64_MAX)
		return kx_fail(e, KX_EINPUT, "field '%s' is too large a number", name);
	if (n < min || n > max)
		return kx_fail(e, KX_EINPUT, "field '%s' is %lld, wanted %lld to %lld",
			name, (long long)n, (long long)min, (long long)max);
	*v = n;
	return 0;
}

int kx_rec_real(struct json_object *rec, const char *name, double *v, struct kx_err *e)
{
	struct json_object *o = get(rec, name);

	if (!o)
		return 0;
	if (!json_object_is_type(o, json_type_double) &&
		!json_object_is_type(o, json_type_int))
		return wrong(name, "number", o, e);
	if (!isfinite(json_object_get_double(o)))
		return kx_fail(e, KX_EINPUT, "field '%s' is too large a number", name);
	*v = json_object_get_double(o);
	return 0;
}

int kx_rec_bool(struct json_object *rec, const char *name, bool *v, struct kx_err *e)
{
	struct json_object *o = get(rec, name);

	if (!o)
		return 0;
	if (!json_object_is_type(o, json_type_boolean))
		return wrong(name, "boolean", o, e);
	*v = json_object_get_boolean(o);
	return 0;
}

int kx_rec_array(struct json_object *rec, const char *name, struct json_object **v,
	struct kx_err *e)
{
	*v = get(rec, name);
	if (*v && !json_object_is_type(*v, json_type_array))
		return wrong(name, "array", *v, e);
	return 0;
}

int kx_rec_object(struct json_object *rec, const char *name, struct json_object **v,
	struct kx_err *e)
{
	*v = get(rec, name);
	if (*v && !json_object_is_type(*v, json_type_object))
		return wrong(name, "object", *v, e);
	return 0;
}

int kx_rec_strings(struct json_object *rec, const char *name, struct json_object **v,
	struct kx_err *e)
{
	size_t i;

	*v = get(rec, name);
	if (!*v || json_object_is_type(*v, json_type_string))
		return 0;
	if (!json_object_is_type(*v, json_type_array))
		return wrong(name, "array of strings", *v, e);
	for (i = 0; i < json_object_array_length(*v); i++)
		if (!json_object_is_type(
			    json_object_array_get_idx(*v, i), json_type_string))
			return kx_fail(e, KX_EINPUT,
				"field '%s' holds something that is no string", name);
	return 0;
}
