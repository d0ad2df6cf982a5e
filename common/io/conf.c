#include "io/conf.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/conf_slot.h"
#include "io/conf_value.h"
#include "io/file.h"
#include "io/yaml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENV_NAME_MAX 128

static int put_text(struct kx_conf *c, struct kx_conf_slot *s, const char *text,
	const char *where, int layer, struct kx_err *e)
{
	struct json_object *v;

	if (kx_conf_value_text(&c->keys[s - c->slots], text, &v, e))
		return kx_fail_in(e, "%s", where);
	kx_conf_slot_put(c, s, v, where, layer, NULL);
	return 0;
}

/* ---- files ---- */
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
	if (!needed && layer == KX_CONF_PROJECT_FILE)
		rc = check_owner(path, &st, e);
	if (!rc) {
		rc = kx_file_read(path, KX_YAML_MAX, &text, e);
		if (rc)
			e->code = KX_ECONFIG;
	}
	if (!rc)
		rc = kx_conf_file_parse(c, path, layer, &text, e);
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
		no_user = load(c, user.p, KX_CONF_USER_FILE, false, e);
	if (no_user >= 0)
		no_project = load(c, project, KX_CONF_PROJECT_FILE, file != NULL, e);
	if (!no_project)
		kx_buf_str(&c->files, project);
	if (!no_user)
		kx_buf_printf(&c->files, "%s%s", no_project ? "" : ", ", user.p);
	kx_buf_release(&user);
	return no_user < 0 || no_project < 0 ? -1 : 0;
}

/* ---- environment ---- */
static int from_env(struct kx_conf *c, struct kx_conf_slot *s, struct kx_err *e)
{
	const char *list = c->keys[s - c->slots].env, *v;
	char name[ENV_NAME_MAX];
	size_t n;

	kx_conf_env_name(c->keys[s - c->slots].name, name, sizeof(name));
	for (;;) {
		v = getenv(name);
		if (v && *v)
			return put_text(c, s, v, name, KX_CONF_ENVIRONMENT, e);
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
					      "built in", KX_CONF_BUILT_IN, e))
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
	for (i = 0; i < c->n; i++)
		kx_conf_slot_release(&c->slots[i]);
	free(c->slots);
	kx_map_release(&c->names);
	kx_buf_release(&c->files);
	free(c);
}

int kx_conf_set(struct kx_conf *c, const char *name, const char *text,
	const char *where, struct kx_err *e)
{
	struct kx_conf_slot *s = kx_conf_slot_find(c, name);

	if (!s)
		return kx_fail(e, KX_EBUG, "no key '%s'", name);
	if (!put_text(c, s, text, where, KX_CONF_FLAG, e))
		return 0;
	if (e)
		e->code = KX_EUSAGE;
	return -1;
}

struct json_object *kx_conf_get(const struct kx_conf *c, const char *name)
{
	const struct kx_conf_slot *s = kx_conf_slot_find(c, name);

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

const char *kx_conf_files(const struct kx_conf *c)
{
	return kx_buf_text(&c->files);
}
