#include "domain/provider_conf.h"

#include "domain/embed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKENS 1024
#define TRIES 3
#define BATCH 64
#define BATCH_TOKENS 100000
#define IN_FLIGHT 4
#define LOCAL_FIRST_MS 300000 /* a model may have to be loaded first */
#define LOCAL_TOTAL_MS 900000

static bool is_local(enum kx_kind k)
{
	return k == KX_KIND_OLLAMA || k == KX_KIND_LLAMACPP || k == KX_KIND_VLLM;
}

/* before its entry is read, so that the entry says only what differs */
static void defaults(
	struct kx_provider *of, enum kx_kind kind, const struct kx_conf *conf)
{
	int64_t tokens = kx_conf_int(conf, "chat.max_tokens");

	of->kind = kind;
	of->tries = TRIES;
	of->batch = BATCH;
	of->batch_tokens = BATCH_TOKENS;
	of->in_flight = IN_FLIGHT;
	of->weight = KX_EMBED_WEIGHT;
	of->max_tokens = tokens > 0 ? (size_t)tokens : TOKENS;
	of->temperature = is_local(kind) ? 0 : -1;
	of->limits.first_ms = is_local(kind) ? LOCAL_FIRST_MS : 0;
	of->limits.total_ms = is_local(kind) ? LOCAL_TOTAL_MS : 0;
}

static const struct kx_provider_own *own_of(const char *name)
{
	const struct kx_provider_own *o;

	for (o = kx_provider_owns; o->name; o++)
		if (!strcmp(o->name, name))
			return o;
	return o;
}

/* "WHERE: 'key' cause", with the hint that is there */
static int fail_at(const char *where, const char *key, struct kx_err *e)
{
	struct kx_err old = *e;

	kx_fail(e, KX_ECONFIG, "%s: '%s' %s", where, key, old.text);
	return old.hint[0] ? kx_fail_hint(e, "%s", old.hint) : -1;
}

static int fail_entry(const struct kx_conf *conf, const char *entry, const char *member,
	struct kx_err *e)
{
	char key[KX_PROVIDER_NAME + KX_CONF_WORD + 16];

	if (member)
		snprintf(key, sizeof(key), "providers.%.*s.%.*s", KX_PROVIDER_NAME,
			entry, kx_conf_word(member), member);
	else
		snprintf(key, sizeof(key), "providers.%.*s", KX_PROVIDER_NAME, entry);
	return fail_at(kx_conf_where_in(conf, "providers", entry, member), key, e);
}

/* ---- entries ---- */
/* a name stands in front of a colon, in lists with commas, and must not hide a model of
 * ours */
static int check_name(const char *name, struct kx_err *e)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	size_t n = strlen(name);

	if (!n || n > KX_PROVIDER_NAME || strspn(name, chars) != n)
		return kx_fail(e, KX_ECONFIG,
			"must be at most %d letters, digits, '-', '_' and '.'",
			KX_PROVIDER_NAME);
	if (kx_provider_is_local(name))
		return kx_fail(e, KX_ECONFIG, "is a name of kx's own");
	return 0;
}

static int members(struct kx_provider_reader *r, struct json_object *entry)
{
	struct json_object *kind;

	/* what is not said depends on it */
	if (json_object_object_get_ex(entry, "kind", &kind)) {
		if (kx_provider_member(r, "kind", kind))
			return fail_entry(r->conf, r->name, "kind", r->e);
		defaults(r->of, r->of->kind, r->conf);
	}
	json_object_object_foreach(entry, name, v)
	{
		if (kx_provider_member(r, name, v))
			return fail_entry(r->conf, r->name, name, r->e);
	}
	return 0;
}

/* The environment goes before a file, but KX_PROVIDERS before names that others made; what
 * a kind has by itself comes last. */
static int base_url(struct kx_provider_reader *r, const struct kx_provider_own *own)
{
	const char *where = kx_conf_where_in(r->conf, "providers", r->name, NULL), *env;

	env = kx_provider_env_url(own, r->of->api_version != NULL, r->mem);
	if (env && !(r->base_url && !strncmp(where, "KX_", 3))) {
		if (kx_provider_url(env, r->mem, &r->base_url, r->e))
			return kx_fail_in(r->e, "%s", own->url_env);
		return 1;
	}
	if (!r->base_url)
		r->base_url = own->base_url;
	for (own = kx_provider_owns; !r->base_url && own->name; own++)
		if (own->kind == r->of->kind)
			r->base_url = own->base_url;
	return 0;
}

static int entry(struct kx_providers *p, const struct kx_conf *conf, const char *name,
	struct json_object *said, struct kx_err *e)
{
	const struct kx_provider_own *own = own_of(name);
	struct kx_provider_entry *x = &p->v[p->n];
	struct kx_provider_reader r = { .conf = conf,
		.mem = &p->mem,
		.of = &x->of[0],
		.key = &x->key.from,
		.e = e };
	int rc, i;

	r.name = x->of[0].name = kx_arena_strdup(&p->mem, name);
	defaults(r.of, own->name ? own->kind : KX_KIND_COMPATIBLE, conf);
	if (said && members(&r, said))
		return -1;
	rc = base_url(&r, own);
	if (rc < 0)
		return -1;
	x->configured = said || rc;
	x->of[0].base_url = r.base_url;
	if (kx_provider_key_env(
		    r.key, r.key_env ? r.key_env : own->key_env, &p->mem, e))
		return -1;
	for (i = 1; i < KX_CAPS; i++)
		x->of[i] = x->of[0];
	p->n++;
	return 0;
}

static int entries(struct kx_providers *p, const struct kx_conf *conf, struct kx_err *e)
{
	struct json_object *all = kx_conf_get(conf, "providers"), *said;
	const struct kx_provider_own *o;

	if (all && json_object_object_length(all) > KX_PROVIDER_MAX)
		return kx_fail(e, KX_ECONFIG,
			"%s: 'providers' has more than %d entries",
			kx_conf_where(conf, "providers"), KX_PROVIDER_MAX);
	for (o = kx_provider_owns; o->kind != KX_KIND_COMPATIBLE; o++)
		if (entry(p, conf, o->name,
			    json_object_object_get_ex(all, o->name, &said) ? said
									   : NULL,
			    e))
			return -1;
	if (!all)
		return 0;
	json_object_object_foreach(all, name, v)
	{
		if (check_name(name, e))
			return fail_entry(conf, name, NULL, e);
		if (!kx_provider_entry(p, name, strlen(name)) &&
			entry(p, conf, name, v, e))
			return -1;
	}
	return 0;
}

/* ---- what a capability says instead ---- */
static const char *key_of(const char *cap, const char *member, char *out, size_t size)
{
	snprintf(out, size, "%s.%s", cap, member);
	return out;
}

static int door_key(struct kx_provider_door *d, const char *cap,
	const struct kx_conf *conf, struct kx_arena *a, struct kx_err *e)
{
	const char **env = kx_arena_alloc(a, 2 * sizeof(*env)), *s;
	struct json_object *v;
	char key[64], *path;

	s = kx_conf_str(conf, key_of(cap, "key_credential", key, sizeof(key)));
	d->key.from.credential = s ? kx_arena_strdup(a, s) : NULL;
	s = kx_conf_str(conf, key_of(cap, "key_file", key, sizeof(key)));
	if (s) {
		path = kx_conf_path(kx_conf_where(conf, key), s);
		d->key.from.file = kx_arena_strdup(a, path);
		free(path);
	}
	v = kx_conf_get(conf, key_of(cap, "key_command", key, sizeof(key)));
	if (v && kx_provider_command(v, a, &d->key.from.command, e))
		return fail_at(kx_conf_where(conf, key), key, e);
	snprintf(key, sizeof(key), "%s.key", cap);
	d->key.from.env = env;
	env[0] = kx_arena_alloc(a, sizeof(key));
	kx_conf_env_name(key, (char *)env[0], sizeof(key));
	return 0;
}

static int doors(struct kx_providers *p, const struct kx_conf *conf, struct kx_err *e)
{
	const char *cap, *s;
	char key[64];
	int i;

	for (i = 0; i < KX_CAPS; i++) {
		cap = kx_capability_name((enum kx_capability)i);
		s = kx_conf_str(conf, key_of(cap, "base_url", key, sizeof(key)));
		if (s && kx_provider_url(s, &p->mem, &p->door[i].base_url, e))
			return fail_at(kx_conf_where(conf, key), key, e);
		if (door_key(&p->door[i], cap, conf, &p->mem, e))
			return -1;
	}
	return 0;
}

int kx_provider_conf_read(
	struct kx_providers *p, const struct kx_conf *conf, struct kx_err *e)
{
	const char *usual = kx_conf_str(conf, "provider");

	if (usual) {
		p->usual = kx_arena_strdup(&p->mem, usual);
		p->usual_where =
			kx_arena_strdup(&p->mem, kx_conf_where(conf, "provider"));
	}
	return entries(p, conf, e) || doors(p, conf, e) ? -1 : 0;
}
