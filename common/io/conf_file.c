#include "io/conf_slot.h"

#include "io/conf_value.h"
#include "io/yaml.h"

#include <stdio.h>
#include <string.h>

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
#define NAME_SHOWN 100

/* one file while it is read */
struct source {
	struct kx_conf *c;
	const char *name;
	int layer;
	struct json_object *lines;
	struct kx_buf path; /* JSON pointer to here, for its line */
	struct kx_buf key;  /* dotted name of here */
	struct kx_err *e;
};

static int fail_at(struct source *f)
{
	int line = kx_yaml_line(f->lines, kx_buf_text(&f->path));

	f->e->code = KX_ECONFIG;
	if (line)
		return kx_fail_in(f->e, "%s:%d", f->name, line);
	return kx_fail_in(f->e, "%s", f->name);
}

/* is it the front part of a key's name? */
static bool is_group(const struct kx_conf *c, const char *name)
{
	size_t n = strlen(name), i;

	for (i = 0; i < c->n; i++)
		if (!strncmp(c->keys[i].name, name, n) && c->keys[i].name[n] == '.')
			return true;
	return false;
}

/* the key of the type KX_CONF_MAPS that `name` begins with, or NULL */
static const char *maps_above(const struct kx_conf *c, const char *name)
{
	size_t i, n;

	for (i = 0; i < c->n; i++) {
		n = strlen(c->keys[i].name);
		if (c->keys[i].type == KX_CONF_MAPS &&
			!strncmp(c->keys[i].name, name, n) && name[n] == '.')
			return c->keys[i].name;
	}
	return NULL;
}

static int fail_unknown(struct source *f)
{
	const char *name = kx_buf_text(&f->key), *near;
	char shown[NAME_SHOWN + 1], file[NAME_SHOWN + 8];

	/* behind another character stands no name of ours, perhaps a value */
	snprintf(shown, sizeof(shown), "%.*s", (int)strspn(name, NAME_CHARS), name);
	snprintf(file, sizeof(file), "%s_file", shown);
	kx_fail(f->e, KX_ECONFIG, "unknown key '%s'", shown);
	near = maps_above(f->c, shown);
	if (near) {
		kx_fail_hint(f->e, "write it nested: %s: {NAME: {KEY: VALUE}}", near);
		return fail_at(f);
	}
	near = kx_conf_slot_find(f->c, file) ? file
					     : kx_conf_nearest(f->c->keys, shown);
	if (near)
		kx_fail_hint(f->e, "did you mean '%s'?", near);
	return fail_at(f);
}

static int take(struct source *f, struct kx_conf_slot *s, struct json_object *in)
{
	struct kx_conf_text text = { .name = f->name, .lines = f->lines };
	char where[4096];
	struct json_object *v;

	if (!in)
		return 0;
	if (s->layer == f->layer) {
		kx_fail(f->e, KX_ECONFIG, "key '%s' is given twice", f->key.p);
		return fail_at(f);
	}
	if (kx_conf_value(&f->c->keys[s - f->c->slots], in, &v, &f->path, f->e))
		return fail_at(f);
	snprintf(where, sizeof(where), "%s:%d", f->name,
		kx_yaml_line(f->lines, kx_buf_text(&f->path)));
	text.path = kx_buf_text(&f->path);
	kx_conf_slot_put(f->c, s, v, where, f->layer, &text);
	return 0;
}

static int map(struct source *f, struct json_object *o);

static int member(struct source *f, const char *name, struct json_object *v)
{
	struct kx_conf_slot *s;

	kx_yaml_path_add(&f->path, name);
	if (f->key.len)
		kx_buf_char(&f->key, '.');
	kx_buf_str(&f->key, name);
	s = kx_conf_slot_find(f->c, f->key.p);
	if (s)
		return take(f, s, v);
	if (!is_group(f->c, f->key.p))
		return fail_unknown(f);
	if (!v || json_object_get_type(v) == json_type_object)
		return map(f, v);
	kx_fail(f->e, KX_ECONFIG, "'%s' must hold keys, not a value", f->key.p);
	return fail_at(f);
}

/* recursion is bounded by the depth that the YAML reader lets through */
static int map(struct source *f, struct json_object *o)
{
	size_t path = f->path.len, key = f->key.len;
	int rc;

	if (!o)
		return 0;
	json_object_object_foreach(o, name, v)
	{
		rc = member(f, name, v);
		kx_buf_cut(&f->path, path);
		kx_buf_cut(&f->key, key);
		if (rc)
			return -1;
	}
	return 0;
}

int kx_conf_file_parse(struct kx_conf *c, const char *name, int layer,
	const struct kx_buf *text, struct kx_err *e)
{
	struct source f = { .c = c, .name = name, .layer = layer, .e = e };
	struct json_object *root;
	int rc;

	if (kx_yaml_read_named(
		    name, kx_buf_text(text), text->len, &root, &f.lines, e)) {
		e->code = KX_ECONFIG;
		return -1;
	}
	if (root && json_object_get_type(root) != json_type_object)
		rc = kx_fail(e, KX_ECONFIG, "%s:1: must hold keys and values", name);
	else
		rc = map(&f, root);
	json_object_put(root);
	json_object_put(f.lines);
	kx_buf_release(&f.path);
	kx_buf_release(&f.key);
	return rc;
}
