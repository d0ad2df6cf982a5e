#include "io/conf_value.h"
#include "io/yaml.h"

#include <string.h>

/* where the reader is */
struct walk {
	const struct kx_conf_key *key;
	const char *entry, *member; /* NULL: above */
	struct kx_buf *at;
	struct kx_err *e;
};

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

int kx_conf_word(const char *name)
{
	int n = 0;

	while (n < KX_CONF_WORD && is_plain(name[n]))
		n++;
	return n;
}

static struct json_object *fail(struct walk *w, const char *must)
{
	if (w->at && w->entry)
		kx_yaml_path_add(w->at, w->entry);
	if (w->at && w->member)
		kx_yaml_path_add(w->at, w->member);
	if (w->member)
		kx_fail(w->e, KX_ECONFIG, "'%s.%.64s.%.*s' must be %s", w->key->name,
			w->entry, kx_conf_word(w->member), w->member, must);
	else if (w->entry)
		kx_fail(w->e, KX_ECONFIG, "'%s.%.64s' must be %s", w->key->name,
			w->entry, must);
	else
		kx_fail(w->e, KX_ECONFIG, "'%s' must be %s", w->key->name, must);
	return NULL;
}

static struct json_object *list(struct walk *w, struct json_object *in)
{
	size_t n = json_object_array_length(in), i;
	struct json_object *l = json_object_new_array();
	const char *s;

	for (i = 0; i < n && n <= KX_CONF_ENTRIES; i++) {
		s = kx_conf_scalar_text(json_object_array_get_idx(in, i));
		if (!s)
			break;
		json_object_array_add(l, json_object_new_string(s));
	}
	if (i == n)
		return l;
	json_object_put(l);
	return fail(w, "a short list of values");
}

static struct json_object *map(struct walk *w, struct json_object *in)
{
	bool bad = json_object_object_length(in) > KX_CONF_MEMBERS;
	struct json_object *m = json_object_new_object();
	const char *s;

	json_object_object_foreach(in, name, v)
	{
		s = kx_conf_scalar_text(v);
		bad |= !s;
		if (s && v)
			json_object_object_add(m, name, json_object_new_string(s));
	}
	if (!bad)
		return m;
	json_object_put(m);
	return fail(w, "a short map of values");
}

static struct json_object *member(struct walk *w, struct json_object *in)
{
	if (json_object_get_type(in) == json_type_object)
		return map(w, in);
	if (json_object_get_type(in) == json_type_array)
		return list(w, in);
	return json_object_new_string(kx_conf_scalar_text(in));
}

static struct json_object *entry(struct walk *w, struct json_object *in)
{
	struct json_object *m, *got;

	if (json_object_get_type(in) != json_type_object ||
		json_object_object_length(in) > KX_CONF_MEMBERS)
		return fail(w, "a short map of names and values");
	m = json_object_new_object();
	json_object_object_foreach(in, name, v)
	{
		if (!v)
			continue;
		w->member = name;
		got = member(w, v);
		w->member = NULL;
		if (!got) {
			json_object_put(m);
			return NULL;
		}
		json_object_object_add(m, name, got);
	}
	return m;
}

int kx_conf_maps_value(const struct kx_conf_key *k, struct json_object *in,
	struct json_object **out, struct kx_buf *at, struct kx_err *e)
{
	struct walk w = { .key = k, .at = at, .e = e };
	struct json_object *m, *got;

	if (json_object_get_type(in) != json_type_object ||
		json_object_object_length(in) > KX_CONF_ENTRIES) {
		fail(&w, "names with a map of values each");
		return -1;
	}
	m = json_object_new_object();
	json_object_object_foreach(in, name, v)
	{
		if (!v)
			continue;
		w.entry = name;
		got = entry(&w, v);
		w.entry = NULL;
		if (!got) {
			json_object_put(m);
			return -1;
		}
		json_object_object_add(m, name, got);
	}
	*out = m;
	return 0;
}
