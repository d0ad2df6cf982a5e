#include "io/conf_value.h"

#include "io/yaml.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_LEN 64 /* longer names have no neighbours */

void kx_conf_env_name(const char *name, char *out, size_t size)
{
	size_t i;

	snprintf(out, size, "KX_%s", name);
	for (i = 0; out[i]; i++)
		out[i] = (char)(isalnum((unsigned char)out[i])
					? toupper((unsigned char)out[i])
					: '_');
}

static int fail_number(const struct kx_conf_key *k, const char *kind, struct kx_err *e)
{
	if (k->min == 0 && k->max == 0)
		return kx_fail(e, KX_ECONFIG, "'%s' must be %s", k->name, kind);
	return kx_fail(e, KX_ECONFIG, "'%s' must be %s from %.15g to %.15g", k->name,
		kind, k->min, k->max);
}

static bool in_range(const struct kx_conf_key *k, double v)
{
	return (k->min == 0 && k->max == 0) || (v >= k->min && v <= k->max);
}

static int number(const struct kx_conf_key *k, const char *s, struct json_object **out,
	struct kx_err *e)
{
	bool whole = k->type == KX_CONF_INT;
	struct json_object *v = kx_yaml_scalar(s, strlen(s));
	enum json_type t = json_object_get_type(v);

	if ((t == json_type_int || (!whole && t == json_type_double)) &&
		in_range(k, json_object_get_double(v))) {
		*out = v;
		return 0;
	}
	json_object_put(v);
	return fail_number(k, whole ? "a whole number" : "a number", e);
}

static int boolean(const struct kx_conf_key *k, const char *s, struct json_object **out,
	struct kx_err *e)
{
	static const char *const words[] = { "false", "true", "no", "yes", "off", "on",
		"0", "1" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcasecmp(s, words[i])) {
			*out = json_object_new_boolean(i % 2 == 1);
			return 0;
		}
	return kx_fail(e, KX_ECONFIG, "'%s' must be true or false", k->name);
}

const char *kx_conf_scalar_text(struct json_object *v)
{
	enum json_type t = json_object_get_type(v);

	if (t == json_type_object || t == json_type_array)
		return NULL;
	return v ? json_object_get_string(v) : "";
}

static int fail_kind(const struct kx_conf_key *k, struct kx_err *e)
{
	static const char *const kinds[] = {
		[KX_CONF_STR] = "one value",
		[KX_CONF_INT] = "a whole number",
		[KX_CONF_REAL] = "a number",
		[KX_CONF_BOOL] = "true or false",
		[KX_CONF_LIST] = "a list of values",
		[KX_CONF_LISTS] = "names with a list of values each",
		[KX_CONF_MAPS] = "names with a map of values each",
	};

	return kx_fail(e, KX_ECONFIG, "'%s' must be %s", k->name, kinds[k->type]);
}

static int scalar(const struct kx_conf_key *k, const char *s, struct json_object **out,
	struct kx_err *e)
{
	switch (k->type) {
	case KX_CONF_INT:
	case KX_CONF_REAL:
		return number(k, s, out, e);
	case KX_CONF_BOOL:
		return boolean(k, s, out, e);
	default:
		*out = json_object_new_string(s);
		return 0;
	}
}

/* an array of scalars, or one scalar, as an array of strings */
static int list(const struct kx_conf_key *k, struct json_object *in,
	struct json_object **out, struct kx_err *e)
{
	bool one = json_object_get_type(in) != json_type_array;
	size_t n = one ? 1 : json_object_array_length(in), i;
	struct json_object *l = json_object_new_array();
	const char *s;

	for (i = 0; i < n && n <= KX_CONF_ENTRIES; i++) {
		s = kx_conf_scalar_text(one ? in : json_object_array_get_idx(in, i));
		if (!s)
			break;
		json_object_array_add(l, json_object_new_string(s));
	}
	if (i < n) {
		json_object_put(l);
		return fail_kind(k, e);
	}
	*out = l;
	return 0;
}

static int lists(const struct kx_conf_key *k, struct json_object *in,
	struct json_object **out, struct kx_err *e)
{
	struct json_object *map, *l = NULL;

	if (json_object_get_type(in) != json_type_object ||
		json_object_object_length(in) > KX_CONF_ENTRIES)
		return fail_kind(k, e);
	map = json_object_new_object();
	json_object_object_foreach(in, name, v)
	{
		if (list(k, v, &l, e)) {
			json_object_put(map);
			return -1;
		}
		json_object_object_add(map, name, l);
	}
	*out = map;
	return 0;
}

int kx_conf_value(const struct kx_conf_key *k, struct json_object *in,
	struct json_object **out, struct kx_buf *at, struct kx_err *e)
{
	const char *s = kx_conf_scalar_text(in);

	if (k->type == KX_CONF_LIST)
		return list(k, in, out, e);
	if (k->type == KX_CONF_LISTS)
		return lists(k, in, out, e);
	if (k->type == KX_CONF_MAPS)
		return kx_conf_maps_value(k, in, out, at, e);
	return s ? scalar(k, s, out, e) : fail_kind(k, e);
}

/* a, b, c */
static struct json_object *split(const char *s)
{
	struct json_object *l = json_object_new_array();
	size_t n, i = 0;

	while (*s && i++ <= KX_CONF_ENTRIES) {
		s += strspn(s, " \t");
		n = strcspn(s, ",");
		while (n && strchr(" \t", s[n - 1]))
			n--;
		if (n)
			json_object_array_add(l, json_object_new_string_len(s, (int)n));
		s += strcspn(s, ",");
		s += *s == ',';
	}
	return l;
}

int kx_conf_value_text(const struct kx_conf_key *k, const char *text,
	struct json_object **out, struct kx_err *e)
{
	size_t space = strspn(text, " \t\n");
	struct json_object *in = NULL;
	struct kx_err why;
	int rc;

	if (k->type != KX_CONF_LIST && k->type != KX_CONF_LISTS &&
		k->type != KX_CONF_MAPS)
		return scalar(k, text, out, e);
	if (k->type == KX_CONF_LIST && text[space] != '[')
		in = split(text);
	else if (kx_yaml_read(text, strlen(text), &in, &why))
		return kx_fail(e, KX_ECONFIG, "'%s': %s", k->name, why.text);
	rc = kx_conf_value(k, in, out, NULL, e);
	json_object_put(in);
	return rc;
}

/* Edits between two names: a letter more, less, other, or two swapped. Optimal string
 * alignment, Levenshtein's table with one case more. */
static size_t distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b), i, j, best;
	size_t d[3][NAME_MAX_LEN + 1];

	if (na > NAME_MAX_LEN || nb > NAME_MAX_LEN)
		return NAME_MAX_LEN;
	for (j = 0; j <= nb; j++)
		d[0][j] = j;
	for (i = 1; i <= na; i++) {
		size_t *now = d[i % 3], *up = d[(i + 2) % 3], *up2 = d[(i + 1) % 3];

		now[0] = i;
		for (j = 1; j <= nb; j++) {
			best = up[j - 1] + (a[i - 1] != b[j - 1]);
			if (up[j] + 1 < best)
				best = up[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1] && up2[j - 2] + 1 < best)
				best = up2[j - 2] + 1;
			now[j] = best;
		}
	}
	return d[na % 3][nb];
}

const char *kx_conf_near(const char *const *names, const char *name)
{
	size_t best = strlen(name) / 3 + 1, d;
	const char *found = NULL;

	for (; *names; names++) {
		d = distance(name, *names);
		if (d <= best && (!found || d < best)) {
			best = d;
			found = *names;
		}
	}
	return found;
}

static const char *leaf(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

const char *kx_conf_nearest(const struct kx_conf_key *keys, const char *name)
{
	size_t best = strlen(name) / 3 + 1, d;
	const struct kx_conf_key *k;
	const char *found = NULL;

	for (k = keys; k->name; k++) {
		d = distance(name, k->name);
		if (d <= best && (!found || d < best)) {
			best = d;
			found = k->name;
		}
	}
	/* the right word in the wrong place */
	for (k = keys; !found && k->name; k++)
		if (!strcmp(leaf(name), leaf(k->name)))
			found = k->name;
	return found;
}
