#include "io/conf.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "io/conf_value.h"
#include "io/file.h"
#include "io/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENV_NAME_MAX 128

/* what a key has; one per row of the table */
struct slot {
	struct json_object *value;
	char *where;
	int layer;
};

enum { BUILT_IN, USER_FILE, PROJECT_FILE, ENVIRONMENT, FLAG };

struct kx_conf {
	const struct kx_conf_key *keys;
	size_t n;
	struct slot *slots;
	struct kx_map names; /* key name -> row */
	struct kx_buf files;
};

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

static struct slot *find(const struct kx_conf *c, const char *name)
{
	const union kx_map_value *v = kx_map_get(&c->names, name, strlen(name));

	return v ? &c->slots[v->num] : NULL;
}

/* takes `value` */
static void put(struct slot *s, struct json_object *value, const char *where, int layer)
{
	json_object_put(s->value);
	free(s->where);
	s->value = value;
	s->where = kx_strdup(where);
	s->layer = layer;
}

static int put_text(struct kx_conf *c, struct slot *s, const char *text,
	const char *where, int layer, struct kx_err *e)
{
	struct json_object *v;

	if (kx_conf_value_text(&c->keys[s - c->slots], text, &v, e))
		return kx_fail_in(e, "%s", where);
	put(s, v, where, layer);
	return 0;
}

/* ---- files ---- */
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

static int fail_unknown(struct source *f)
{
	const char *name = kx_buf_text(&f->key), *near;

	near = kx_conf_nearest(f->c->keys, name);
	kx_fail(f->e, KX_ECONFIG, "unknown key '%.100s'", name);
	if (near)
		kx_fail_hint(f->e, "did you mean '%s'?", near);
	return fail_at(f);
}

static int take(struct source *f, struct slot *s, struct json_object *in)
{
	char where[4096];
	struct json_object *v;

	if (!in)
		return 0;
	if (s->layer == f->layer) {
		kx_fail(f->e, KX_ECONFIG, "key '%s' is given twice", f->key.p);
		return fail_at(f);
	}
	if (kx_conf_value(&f->c->keys[s - f->c->slots], in, &v, f->e))
		return fail_at(f);
	snprintf(where, sizeof(where), "%s:%d", f->name,
		kx_yaml_line(f->lines, kx_buf_text(&f->path)));
	put(s, v, where, f->layer);
	return 0;
}

static int map(struct source *f, struct json_object *o);

static int member(struct source *f, const char *name, struct json_object *v)
{
	struct slot *s;

	kx_yaml_path_add(&f->path, name);
	if (f->key.len)
		kx_buf_char(&f->key, '.');
	kx_buf_str(&f->key, name);
	s = find(f->c, f->key.p);
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

static int parse(struct kx_conf *c, const char *name, int layer,
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

/* a file planted in a shared folder must not choose the programs that we run */
static int check_owner(const char *path, const struct stat *st, struct kx_err *e)
{
	struct stat dir;

	if (st->st_uid == geteuid() || st->st_uid == 0 ||
		(!stat(".", &dir) && dir.st_uid == st->st_uid))
		return 0;
	kx_fail(e, KX_ECONFIG, "'%s' belongs to another user", path);
	return kx_fail_hint(e, "use it with --config %s if you trust it", path);
}

/* 1: there is no such file, and it need not be */
static int load(
	struct kx_conf *c, const char *path, int layer, bool needed, struct kx_err *e)
{
	struct kx_buf text = { 0 };
	struct stat st;
	int rc = 0;

	if (!needed && stat(path, &st)) {
		if (errno == ENOENT || errno == ENOTDIR)
			return 1;
		return kx_fail_errno(e, KX_ECONFIG, "cannot read '%s'", path);
	}
	if (!needed && layer == PROJECT_FILE)
		rc = check_owner(path, &st, e);
	if (!rc) {
		rc = kx_file_read(path, KX_YAML_MAX, &text, e);
		if (rc)
			e->code = KX_ECONFIG;
	}
	if (!rc)
		rc = parse(c, path, layer, &text, e);
	kx_buf_release(&text);
	return rc;
}

static int load_files(struct kx_conf *c, const char *file, struct kx_err *e)
{
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	const char *project = file ? file : "./" KX_CONF_FILE;
	struct kx_buf user = { 0 };
	int no_user = 1, no_project = 1;

	/* the XDG rules say that a relative path is to be ignored */
	if (!file && base && base[0] == '/')
		kx_buf_printf(&user, "%s/kx/config.yaml", base);
	else if (!file && home && home[0] == '/')
		kx_buf_printf(&user, "%s/.config/kx/config.yaml", home);
	if (user.len)
		no_user = load(c, user.p, USER_FILE, false, e);
	if (no_user >= 0)
		no_project = load(c, project, PROJECT_FILE, file != NULL, e);
	if (!no_project)
		kx_buf_str(&c->files, project);
	if (!no_user)
		kx_buf_printf(&c->files, "%s%s", no_project ? "" : ", ", user.p);
	kx_buf_release(&user);
	return no_user < 0 || no_project < 0 ? -1 : 0;
}

/* ---- environment ---- */
static int from_env(struct kx_conf *c, struct slot *s, struct kx_err *e)
{
	const char *list = c->keys[s - c->slots].env, *v;
	char name[ENV_NAME_MAX];
	size_t n;

	kx_conf_env_name(c->keys[s - c->slots].name, name, sizeof(name));
	for (;;) {
		v = getenv(name);
		if (v && *v)
			return put_text(c, s, v, name, ENVIRONMENT, e);
		list += list ? strspn(list, " ") : 0;
		n = list ? strcspn(list, " ") : 0;
		if (!n || n >= sizeof(name))
			return 0;
		memcpy(name, list, n);
		name[n] = '\0';
		list += n;
	}
}

/* ---- the whole ---- */
static int defaults(struct kx_conf *c, struct kx_err *e)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		kx_map_put(&c->names, c->keys[i].name, strlen(c->keys[i].name))->num =
			i;
		if (c->keys[i].def && put_text(c, &c->slots[i], c->keys[i].def,
					      "built in", BUILT_IN, e))
			return -1;
	}
	return 0;
}

int kx_conf_open(struct kx_conf **out, const struct kx_conf_key *keys, const char *file,
	struct kx_err *e)
{
	struct kx_conf *c = kx_alloc(sizeof(*c));
	struct kx_err own;
	size_t i;
	int rc;

	if (!e)
		e = &own;
	c->keys = keys;
	while (keys[c->n].name && c->n < KX_CONF_KEYS)
		c->n++;
	c->slots = kx_calloc(c->n, sizeof(*c->slots));
	rc = defaults(c, e);
	if (!rc)
		rc = load_files(c, file, e);
	for (i = 0; !rc && i < c->n; i++)
		rc = from_env(c, &c->slots[i], e);
	*out = c;
	if (rc) {
		kx_conf_close(c);
		*out = NULL;
	}
	return rc;
}

void kx_conf_close(struct kx_conf *c)
{
	size_t i;

	if (!c)
		return;
	for (i = 0; i < c->n; i++) {
		json_object_put(c->slots[i].value);
		free(c->slots[i].where);
	}
	free(c->slots);
	kx_map_release(&c->names);
	kx_buf_release(&c->files);
	free(c);
}

int kx_conf_set(struct kx_conf *c, const char *name, const char *text,
	const char *where, struct kx_err *e)
{
	struct slot *s = find(c, name);

	if (!s)
		return kx_fail(e, KX_EBUG, "no key '%s'", name);
	if (!put_text(c, s, text, where, FLAG, e))
		return 0;
	if (e)
		e->code = KX_EUSAGE;
	return -1;
}

struct json_object *kx_conf_get(const struct kx_conf *c, const char *name)
{
	const struct slot *s = find(c, name);

	return s ? s->value : NULL;
}

const char *kx_conf_str(const struct kx_conf *c, const char *name)
{
	struct json_object *v = kx_conf_get(c, name);

	return v ? json_object_get_string(v) : NULL;
}

int64_t kx_conf_int(const struct kx_conf *c, const char *name)
{
	return json_object_get_int64(kx_conf_get(c, name));
}

double kx_conf_real(const struct kx_conf *c, const char *name)
{
	return json_object_get_double(kx_conf_get(c, name));
}

bool kx_conf_bool(const struct kx_conf *c, const char *name)
{
	return json_object_get_boolean(kx_conf_get(c, name)) != 0;
}

const char *kx_conf_where(const struct kx_conf *c, const char *name)
{
	const struct slot *s = find(c, name);

	return s && s->where ? s->where : "";
}

const char *kx_conf_files(const struct kx_conf *c)
{
	return kx_buf_text(&c->files);
}
