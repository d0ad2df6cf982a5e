#include "io/secret_env.h"

#include "base/mem.h"
#include "io/secret.h"

#include <stdlib.h>
#include <string.h>

/* what was taken out of the environment; of the process, as that is */
struct taken {
	char *name;
	char *value; /* kx_secret_new(); NULL: not set any more */
};

static struct taken *taken;
static size_t ntaken;

static struct taken *find(const char *name)
{
	size_t i;

	for (i = 0; i < ntaken; i++)
		if (!strcmp(taken[i].name, name))
			return &taken[i];
	return NULL;
}

const char *kx_secret_env(const char *name)
{
	struct taken *t = find(name);
	char *v = getenv(name);
	size_t n;

	if (!v)
		return t ? t->value : NULL;
	if (!t && !*v)
		return NULL;
	if (!t) {
		taken = kx_realloc(taken, ntaken + 1, sizeof(*taken));
		t = &taken[ntaken++];
		t->name = kx_strdup(name);
		t->value = NULL;
	}
	kx_secret_free(t->value);
	t->value = NULL;
	n = strlen(v);
	if (n) {
		t->value = kx_secret_new(n);
		memcpy(t->value, v, n);
		/* /proc/PID/environ shows the bytes, whatever the list says */
		explicit_bzero(v, n);
		unsetenv(name);
	}
	return t->value;
}

bool kx_secret_env_set(const char *name)
{
	const struct taken *t = find(name);
	const char *v = getenv(name);

	return v ? *v != '\0' : t && t->value;
}

void kx_secret_hide(const char *const *env)
{
	for (; env && *env; env++)
		kx_secret_env(*env);
}
