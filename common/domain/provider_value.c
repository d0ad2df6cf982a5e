#include "domain/provider_conf.h"

#include "io/http_url.h"
#include "io/yaml.h"

#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"

int kx_provider_url(
	const char *url, struct kx_arena *a, const char **out, struct kx_err *e)
{
	size_t n = strlen(url);
	struct kx_http_url parts;
	const char *host;
	char *copy;

	if (kx_http_url_read(url, &parts) || strpbrk(url, "?#"))
		return kx_fail(e, KX_ECONFIG,
			"must be an address such as https://host/v1, without '?' and "
			"'#'");
	host = strstr(url, "://") + 3;
	if (memchr(host, '@', strcspn(host, "/"))) {
		kx_fail(e, KX_ECONFIG, "must not hold a user or a password");
		return kx_fail_hint(e,
			"keys come from key_file, key_command, key_env or "
			"key_credential");
	}
	while (n && url[n - 1] == '/')
		n--;
	copy = kx_arena_strndup(a, url, n);
	memcpy(copy, parts.tls ? "https" : "http", parts.tls ? 5 : 4);
	*out = copy;
	return 0;
}

static const char *const *cut(const char *s, struct kx_arena *a)
{
	const char **argv = kx_arena_alloc(a, (KX_KEY_ARGS + 1) * sizeof(*argv));
	size_t n = 0, len;

	for (s += strspn(s, BLANKS); *s && n < KX_KEY_ARGS; s += strspn(s, BLANKS)) {
		len = strcspn(s, BLANKS);
		argv[n++] = kx_arena_strndup(a, s, len);
		s += len;
	}
	return n ? argv : NULL;
}

static const char *text_at(struct json_object *list, size_t i)
{
	struct json_object *v = json_object_array_get_idx(list, i);

	return v ? json_object_get_string(v) : "";
}

int kx_provider_command(struct json_object *v, struct kx_arena *a,
	const char *const **out, struct kx_err *e)
{
	size_t n = 0, i;
	const char **argv;

	*out = NULL;
	if (json_object_get_type(v) == json_type_array)
		n = json_object_array_length(v);
	if (json_object_get_type(v) == json_type_string) {
		*out = cut(json_object_get_string(v), a);
	} else if (n == 1) {
		*out = cut(text_at(v, 0), a);
	} else if (n && n <= KX_KEY_ARGS && *text_at(v, 0)) {
		argv = kx_arena_alloc(a, (n + 1) * sizeof(*argv));
		for (i = 0; i < n; i++)
			argv[i] = kx_arena_strdup(a, text_at(v, i));
		*out = argv;
	}
	if (*out)
		return 0;
	return kx_fail(e, KX_ECONFIG, "must be a program and its arguments");
}

static const char *variant(const char *name, const char *tail, struct kx_arena *a)
{
	const char *v = getenv(kx_arena_printf(a, "%s_%s", name, tail));

	return v && *v ? v : NULL;
}

/* as in the configuration: YAML's [pass, show, x], or words */
static int command_text(const char *text, struct kx_arena *a, const char *const **argv,
	struct kx_err *e)
{
	struct json_object *v = NULL;
	struct kx_err why;
	int rc;

	if (*text != '[')
		v = json_object_new_string(text);
	else if (kx_yaml_read(text, strlen(text), &v, &why))
		return kx_fail(e, KX_ECONFIG, "%s", why.text);
	rc = kx_provider_command(v, a, argv, e);
	json_object_put(v);
	return rc;
}

int kx_provider_key_env(struct kx_secret_from *from, const char *name,
	struct kx_arena *a, struct kx_err *e)
{
	const char **env, *v;

	if (!name)
		return 0;
	env = kx_arena_alloc(a, 2 * sizeof(*env));
	env[0] = name;
	from->env = env;
	v = from->file ? NULL : variant(name, "FILE", a);
	if (v)
		from->file = kx_arena_strdup(a, v);
	v = from->command ? NULL : variant(name, "COMMAND", a);
	if (v && command_text(v, a, &from->command, e))
		return kx_fail_in(e, "%s_COMMAND", name);
	return 0;
}

int kx_provider_number(struct json_object *v, bool whole, double min, double max,
	double *out, struct kx_err *e)
{
	bool text = json_object_get_type(v) == json_type_string;
	const char *s = text ? json_object_get_string(v) : "x";
	struct json_object *n = kx_yaml_scalar(s, strlen(s));
	enum json_type t = json_object_get_type(n);
	bool good = t == json_type_int || (t == json_type_double && !whole);

	*out = json_object_get_double(n);
	json_object_put(n);
	if (good && *out >= min && *out <= max)
		return 0;
	return kx_fail(e, KX_ECONFIG, "must be a %snumber from %.15g to %.15g",
		whole ? "whole " : "", min, max);
}
