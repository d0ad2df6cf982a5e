#include "base/buf.h"
#include "domain/provider_conf.h"
#include "io/http.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* ---- the header ---- */
static bool is_open(const char *url)
{
	return !strncmp(url, "http://", 7) && !kx_http_private(url);
}

static int fail_open(const char *name, struct kx_err *e)
{
	kx_fail(e, KX_ECONFIG,
		"the key of provider '%s' would go unencrypted to a machine that is not "
		"in a private network",
		name);
	return kx_fail_hint(e, "use an https:// address");
}

static char *header(enum kx_kind kind, const char *secret)
{
	const char *front =
		kind == KX_KIND_AZURE ? "api-key: " : "Authorization: Bearer ";
	size_t n = strlen(front) + strlen(secret);
	char *h = kx_secret_new(n);

	snprintf(h, n + 1, "%s%s", front, secret);
	return h;
}

/* the key of the capability, where that counts for this provider, else its own; NULL: none
 * is named */
static struct kx_provider_key *key_of(
	struct kx_providers *p, struct kx_provider_entry *x, enum kx_capability cap)
{
	struct kx_provider_door *door = &p->door[cap];

	if ((!door->of || door->of == x) && kx_secret_where(&door->key.from, NULL, 0))
		return &door->key;
	return x->key.header || kx_secret_where(&x->key.from, NULL, 0) ? &x->key : NULL;
}

bool kx_provider_lacks_key(
	struct kx_providers *p, const struct kx_provider *of, enum kx_capability cap)
{
	struct kx_provider_entry *x = kx_provider_entry(p, of->name, strlen(of->name));
	bool wants = of->kind == KX_KIND_OPENAI || of->kind == KX_KIND_AZURE ||
		     of->kind == KX_KIND_OPENROUTER;

	return wants && x && !kx_http_private(of->base_url) && !key_of(p, x, cap);
}

int kx_provider_auth(struct kx_providers *p, const struct kx_provider *of,
	enum kx_capability cap, const char **out, struct kx_err *e)
{
	struct kx_provider_entry *x = kx_provider_entry(p, of->name, strlen(of->name));
	struct kx_provider_key *key;
	char *secret = NULL;

	*out = NULL;
	if (!x)
		return kx_fail(e, KX_EBUG, "no provider '%s'", of->name);
	key = key_of(p, x, cap);
	if (!key)
		return 0;
	if (is_open(of->base_url))
		return fail_open(of->name, e);
	if (!key->header && kx_secret_read(&key->from, &secret, e))
		return kx_fail_in(e, "key of provider '%s'", of->name);
	if (secret)
		key->header = header(of->kind, secret);
	kx_secret_free(secret);
	*out = key->header;
	return 0;
}

/* ---- for people ---- */
/* "URL, key from …"; false: something is wrong */
static bool describe(const char *url, const char *name,
	const struct kx_secret_from *from, struct kx_buf *line)
{
	char where[PATH_MAX];
	struct kx_err e;

	if (url)
		kx_buf_printf(line, "%s, ", url);
	if (!kx_secret_where(from, where, sizeof(where))) {
		kx_buf_str(line, "no key");
		return true;
	}
	if (kx_secret_check(from, &e) || (url && is_open(url) && fail_open(name, &e))) {
		kx_buf_printf(line, "no key: %s", e.text);
		return false;
	}
	kx_buf_printf(line, "key from %s", where);
	return true;
}

static bool is_used(const struct kx_providers *p, const struct kx_provider_entry *x)
{
	return x->configured || kx_secret_where(&x->key.from, NULL, 0) ||
	       (p->usual && !strcmp(p->usual, x->of[0].name));
}

void kx_providers_each(struct kx_providers *p,
	void (*one)(void *ctx, const char *name, const char *line, bool good),
	void *ctx)
{
	const struct kx_provider_entry *x;
	const struct kx_provider_door *d;
	struct kx_buf line = { 0 };
	size_t i;
	bool good;

	for (i = 0; i < p->n; i++) {
		x = &p->v[i];
		if (!is_used(p, x))
			continue;
		kx_buf_clear(&line);
		kx_buf_printf(&line, "%s, ", kx_kind_name(x->of[0].kind));
		if (!x->of[0].base_url)
			kx_buf_str(&line, "no address, ");
		good = describe(x->of[0].base_url, x->of[0].name, &x->key.from, &line);
		one(ctx, x->of[0].name, line.p, good);
	}
	for (i = 0; i < KX_CAPS; i++) {
		d = &p->door[i];
		if (!d->base_url && !kx_secret_where(&d->key.from, NULL, 0))
			continue;
		kx_buf_clear(&line);
		kx_buf_str(&line, "instead of the first provider's: ");
		good = describe(d->base_url, kx_capability_name((enum kx_capability)i),
			&d->key.from, &line);
		one(ctx, kx_capability_name((enum kx_capability)i), line.p, good);
	}
	kx_buf_release(&line);
}
