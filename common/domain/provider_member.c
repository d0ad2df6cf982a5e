#include "domain/provider_conf.h"

#include "base/buf.h"
#include "domain/api_embed.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TRIES_MAX 10
#define SECONDS_MAX 86400
#define BATCH_TOKENS_MAX 1000000
#define TOKENS_MAX 1000000

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define NAME_CHARS LETTERS LOWER DIGITS "-_."

/* ---- numbers ---- */
enum form { MILLISECONDS, COUNT, SIZE, REAL };

struct number {
	const char *name;
	size_t at; /* in struct kx_provider */
	enum form form;
	double min, max;
};

#define AT(field) offsetof(struct kx_provider, field)

static const struct number numbers[] = {
	{ "connect_s", AT(limits.connect_ms), MILLISECONDS, 0.001, SECONDS_MAX },
	{ "first_s", AT(limits.first_ms), MILLISECONDS, 0.001, SECONDS_MAX },
	{ "idle_s", AT(limits.idle_ms), MILLISECONDS, 0.001, SECONDS_MAX },
	{ "total_s", AT(limits.total_ms), MILLISECONDS, 0.001, SECONDS_MAX },
	{ "tries", AT(tries), COUNT, 1, TRIES_MAX },
	{ "batch", AT(batch), SIZE, 1, KX_EMBED_TEXTS_MAX },
	{ "batch_tokens", AT(batch_tokens), SIZE, 1, BATCH_TOKENS_MAX },
	{ "in_flight", AT(in_flight), SIZE, 1, KX_HTTP_AT_ONCE },
	{ "dimensions", AT(dimensions), SIZE, 0, KX_EMBED_DIMENSIONS_MAX },
	{ "weight", AT(weight), REAL, 0, 100 },
	{ "max_tokens", AT(max_tokens), SIZE, 1, TOKENS_MAX },
	{ "temperature", AT(temperature), REAL, -1, 2 },
};
#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static int number(struct kx_provider *p, const struct number *m, struct json_object *v,
	struct kx_err *e)
{
	char *at = (char *)p + m->at;
	double d;

	if (kx_provider_number(
		    v, m->form == COUNT || m->form == SIZE, m->min, m->max, &d, e))
		return -1;
	if (m->form == MILLISECONDS)
		*(int *)(void *)at = (int)(d * 1000 + 0.5);
	else if (m->form == COUNT)
		*(int *)(void *)at = (int)d;
	else if (m->form == SIZE)
		*(size_t *)(void *)at = (size_t)d;
	else
		*(double *)(void *)at = d;
	return 0;
}

/* ---- words ---- */
static int text(struct kx_provider_reader *r, struct json_object *v, const char **out)
{
	const char *s, *c;

	if (json_object_get_type(v) != json_type_string)
		return kx_fail(r->e, KX_ECONFIG, "must be one value");
	s = json_object_get_string(v);
	for (c = s; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return kx_fail(
				r->e, KX_ECONFIG, "must not have control characters");
	if (!*s)
		return kx_fail(r->e, KX_ECONFIG, "must not be empty");
	*out = kx_arena_strdup(r->mem, s);
	return 0;
}

static int take_kind(struct kx_provider_reader *r, struct json_object *v)
{
	const struct kx_provider_own *o;
	const char *s = NULL;

	if (text(r, v, &s))
		return -1;
	for (o = kx_provider_owns; o->name && strcmp(o->name, s) != 0; o++)
		;
	if (!o->name)
		return kx_fail(r->e, KX_ECONFIG,
			"must be openai, azure, openrouter, ollama, llamacpp, vllm or "
			"compatible");
	r->of->kind = o->kind;
	return 0;
}

static int take_base_url(struct kx_provider_reader *r, struct json_object *v)
{
	if (text(r, v, &r->base_url))
		return -1;
	return kx_provider_url(r->base_url, r->mem, &r->base_url, r->e);
}

static int take_api_version(struct kx_provider_reader *r, struct json_object *v)
{
	return text(r, v, &r->of->api_version);
}

static int take_organization(struct kx_provider_reader *r, struct json_object *v)
{
	return text(r, v, &r->of->organization);
}

static int take_project(struct kx_provider_reader *r, struct json_object *v)
{
	return text(r, v, &r->of->project);
}

static int take_key_file(struct kx_provider_reader *r, struct json_object *v)
{
	const char *where = kx_conf_where_in(r->conf, "providers", r->name, "key_file");
	const char *s;
	char *path;

	if (text(r, v, &s))
		return -1;
	path = kx_conf_path(where, s);
	r->key->file = kx_arena_strdup(r->mem, path);
	free(path);
	return 0;
}

static int take_key_command(struct kx_provider_reader *r, struct json_object *v)
{
	return kx_provider_command(v, r->mem, &r->key->command, r->e);
}

/* capitals alone: a key that is written here by mistake has others, too */
static int take_key_env(struct kx_provider_reader *r, struct json_object *v)
{
	const char *s = "";

	if (text(r, v, &s))
		return -1;
	if (strspn(s, LETTERS DIGITS "_") != strlen(s) || strspn(s, DIGITS))
		return kx_fail(r->e, KX_ECONFIG,
			"must be the name of a variable, in capitals");
	r->key_env = s;
	return 0;
}

static int take_key_credential(struct kx_provider_reader *r, struct json_object *v)
{
	const char *s = "";

	if (text(r, v, &s))
		return -1;
	if (strspn(s, NAME_CHARS) != strlen(s) || *s == '.')
		return kx_fail(r->e, KX_ECONFIG, "must be the name of a credential");
	r->key->credential = s;
	return 0;
}

/* ---- headers ---- */
/* A key has its places; the others are what a request is made of. */
static bool is_forbidden(const char *name, size_t n)
{
	static const char *const names[] = { "authorization", "proxy-authorization",
		"api-key", "x-api-key", "cookie", "host", "connection",
		"content-length", "content-type", "transfer-encoding", "expect" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == n && !strncasecmp(names[i], name, n))
			return true;
	return false;
}

static int header(struct kx_provider_reader *r, const char *line, const char **out)
{
	size_t n = strspn(line, LETTERS LOWER DIGITS "!#$%&'*+-.^_`|~");
	const char *c;

	for (c = line; *c; c++)
		if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7f)
			return kx_fail(
				r->e, KX_ECONFIG, "must not have control characters");
	if (!n || line[n] != ':')
		return kx_fail(r->e, KX_ECONFIG, "must be names with a value each");
	if (is_forbidden(line, n)) {
		kx_fail(r->e, KX_ECONFIG, "must not set '%.*s'", (int)n, line);
		return kx_fail_hint(r->e, "a key comes from %s", KX_KEY_PLACES);
	}
	*out = kx_arena_strdup(r->mem, line);
	return 0;
}

/* as a map {Name: value} or as a list ["Name: value"] */
static int take_headers(struct kx_provider_reader *r, struct json_object *v)
{
	bool map = json_object_get_type(v) == json_type_object;
	bool list = json_object_get_type(v) == json_type_array;
	const char **all = kx_arena_alloc(r->mem, (KX_HEADERS_MAX + 1) * sizeof(*all));
	size_t n = map    ? (size_t)json_object_object_length(v)
		   : list ? json_object_array_length(v)
			  : KX_HEADERS_MAX + 1;
	size_t i;

	if (n > KX_HEADERS_MAX)
		return kx_fail(r->e, KX_ECONFIG,
			"must be at most %d names with a value each", KX_HEADERS_MAX);
	for (i = 0; list && i < n; i++)
		if (header(r, json_object_get_string(json_object_array_get_idx(v, i)),
			    &all[i]))
			return -1;
	i = 0;
	if (map) {
		json_object_object_foreach(v, name, value)
		{
			if (header(r,
				    kx_arena_printf(r->mem, "%s: %s", name,
					    json_object_get_string(value)),
				    &all[i++]))
				return -1;
		}
	}
	r->of->headers = all;
	return 0;
}

/* ---- all ---- */
static const struct word {
	const char *name;
	int (*take)(struct kx_provider_reader *r, struct json_object *v);
} words[] = {
	{ "kind", take_kind },
	{ "base_url", take_base_url },
	{ "api_version", take_api_version },
	{ "organization", take_organization },
	{ "project", take_project },
	{ "headers", take_headers },
	{ "key_file", take_key_file },
	{ "key_command", take_key_command },
	{ "key_env", take_key_env },
	{ "key_credential", take_key_credential },
};
#define WORDS (sizeof(words) / sizeof(words[0]))

/* somebody may have written the key itself */
static bool is_key(const char *name, int n)
{
	static const char *const names[] = { "key", "api_key", "apikey", "api-key",
		"token", "secret", "password", "bearer" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((int)strlen(names[i]) == n &&
			!strncasecmp(names[i], name, (size_t)n))
			return true;
	return false;
}

static int fail_unknown(struct kx_provider_reader *r, const char *name)
{
	const char *all[NUMBERS + WORDS + 1] = { 0 }, *near;
	char shown[KX_CONF_WORD + 1];
	size_t i;

	snprintf(shown, sizeof(shown), "%.*s", kx_conf_word(name), name);
	if (is_key(shown, (int)strlen(shown))) {
		kx_fail(r->e, KX_ECONFIG, "must not be written here in clear");
		return kx_fail_hint(r->e, "say where it is: %s", KX_KEY_PLACES);
	}
	for (i = 0; i < NUMBERS + WORDS; i++)
		all[i] = i < WORDS ? words[i].name : numbers[i - WORDS].name;
	near = kx_conf_near(all, shown);
	kx_fail(r->e, KX_ECONFIG, "is not known");
	return near ? kx_fail_hint(r->e, "did you mean '%s'?", near) : -1;
}

int kx_provider_member(
	struct kx_provider_reader *r, const char *name, struct json_object *v)
{
	size_t i;

	for (i = 0; i < WORDS; i++)
		if (!strcmp(words[i].name, name))
			return words[i].take(r, v);
	for (i = 0; i < NUMBERS; i++)
		if (!strcmp(numbers[i].name, name))
			return number(r->of, &numbers[i], v, r->e);
	return fail_unknown(r, name);
}
