#include "io/conf_slot.h"

#include "base/mem.h"
#include "io/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kx_conf_slot *kx_conf_slot_find(const struct kx_conf *c, const char *name)
{
	const union kx_map_value *v = kx_map_get(&c->names, name, strlen(name));

	return v ? &c->slots[v->num] : NULL;
}

/* the line of what `path` points at, as FILE:LINE, into places[name] */
static void note(struct json_object *places, const char *name,
	const struct kx_conf_text *text, struct kx_buf *path)
{
	int line = kx_yaml_line(text->lines, kx_buf_text(path));
	struct kx_buf where = { 0 };

	if (!line)
		return;
	kx_buf_printf(&where, "%s:%d", text->name, line);
	json_object_object_add(
		places, name, json_object_new_string(kx_buf_text(&where)));
	kx_buf_release(&where);
}

/* where one entry and its members came from; a new object */
static struct json_object *places_of(const char *name, struct json_object *entry,
	const char *where, const struct kx_conf_text *text)
{
	struct json_object *places = json_object_new_object();
	struct kx_buf path = { 0 };
	size_t keep;

	json_object_object_add(places, "", json_object_new_string(where));
	if (text) {
		kx_buf_str(&path, text->path);
		kx_yaml_path_add(&path, name);
		note(places, "", text, &path);
		keep = path.len;
		json_object_object_foreach(entry, member, v)
		{
			(void)v;
			kx_yaml_path_add(&path, member);
			note(places, member, text, &path);
			kx_buf_cut(&path, keep);
		}
	}
	kx_buf_release(&path);
	return places;
}

/* takes `add`: its entries go into what lower layers said */
static void merge(struct kx_conf_slot *s, struct json_object *add, const char *where,
	const struct kx_conf_text *text)
{
	if (!s->value) {
		s->value = json_object_new_object();
		s->places = json_object_new_object();
	}
	json_object_object_foreach(add, name, entry)
	{
		json_object_object_add(s->value, name, json_object_get(entry));
		json_object_object_add(
			s->places, name, places_of(name, entry, where, text));
	}
	json_object_put(add);
}

void kx_conf_slot_put(const struct kx_conf *c, struct kx_conf_slot *s,
	struct json_object *value, const char *where, int layer,
	const struct kx_conf_text *text)
{
	if (c->keys[s - c->slots].type == KX_CONF_MAPS) {
		merge(s, value, where, text);
	} else {
		json_object_put(s->value);
		s->value = value;
	}
	free(s->where);
	s->where = kx_strdup(where);
	s->layer = layer;
}

void kx_conf_slot_release(struct kx_conf_slot *s)
{
	json_object_put(s->value);
	json_object_put(s->places);
	free(s->where);
}

const char *kx_conf_where(const struct kx_conf *c, const char *name)
{
	const struct kx_conf_slot *s = kx_conf_slot_find(c, name);

	return s && s->where ? s->where : "";
}

const char *kx_conf_where_in(const struct kx_conf *c, const char *name,
	const char *entry, const char *member)
{
	const struct kx_conf_slot *s = kx_conf_slot_find(c, name);
	struct json_object *places, *place;

	if (!s || !s->places || !json_object_object_get_ex(s->places, entry, &places))
		return kx_conf_where(c, name);
	if (!member || !json_object_object_get_ex(places, member, &place))
		json_object_object_get_ex(places, "", &place);
	return json_object_get_string(place);
}

char *kx_conf_path(const char *where, const char *path)
{
	const char *slash = strrchr(where, '/'), *home = getenv("HOME");
	struct kx_buf out = { 0 };

	if (!strncmp(path, "~/", 2) && home && *home) {
		kx_buf_printf(&out, "%s%s", home, path + 1);
		return kx_buf_give(&out);
	}
	/* a variable and a flag are no paths, and "./kx.yaml" is here */
	if (*path != '/' && slash && strncmp(where, "./", (size_t)(slash + 1 - where)))
		kx_buf_add(&out, where, (size_t)(slash + 1 - where));
	kx_buf_str(&out, path);
	return kx_buf_give(&out);
}
