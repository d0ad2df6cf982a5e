#include "domain/provider.h"

#include "base/buf.h"
#include "base/mem.h"
#include "domain/provider_conf.h"

#include <stdlib.h>
#include <string.h>

#define LIST_MAX 180 /* bytes of names in a hint */

int kx_providers_open(
	struct kx_providers **out, const struct kx_conf *conf, struct kx_err *e)
{
	struct kx_providers *p = kx_alloc(sizeof(*p));
	struct kx_err own;
	size_t i;

	if (!e)
		e = &own;
	*out = NULL;
	if (kx_provider_conf_read(p, conf, e) || kx_price_read(p, conf, e)) {
		kx_providers_close(p);
		return -1;
	}
	/* whatever program is started from now on has no business with them */
	for (i = 0; i < p->n; i++)
		kx_secret_hide(p->v[i].key.from.env);
	for (i = 0; i < KX_CAPS; i++)
		kx_secret_hide(p->door[i].key.from.env);
	*out = p;
	return 0;
}

void kx_providers_close(struct kx_providers *p)
{
	size_t i;

	if (!p)
		return;
	for (i = 0; i < p->n; i++)
		kx_secret_free(p->v[i].key.header);
	for (i = 0; i < KX_CAPS; i++)
		kx_secret_free(p->door[i].key.header);
	kx_arena_release(&p->mem);
	free(p);
}

struct kx_provider_entry *kx_provider_entry(
	const struct kx_providers *p, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (!strncmp(p->v[i].of[0].name, name, n) && !p->v[i].of[0].name[n])
			return (struct kx_provider_entry *)&p->v[i];
	return NULL;
}

bool kx_provider_is_local(const char *name)
{
	return !strcmp(name, "extract") || !strcmp(name, "none") ||
	       !strcmp(name, "replay") || !strncmp(name, "replay:", 7) ||
	       !strcmp(name, "hash") || !strncmp(name, "hash-", 5);
}

/* the one that stands in front of the model, or NULL */
static struct kx_provider_entry *in_front(
	const struct kx_providers *p, const char *spec)
{
	const char *colon = strchr(spec, ':');

	return colon ? kx_provider_entry(p, spec, (size_t)(colon - spec)) : NULL;
}

bool kx_provider_named(const struct kx_providers *p, const char *spec)
{
	return in_front(p, spec) || (p->usual && !kx_provider_is_local(spec));
}

/* ---- errors ---- */
static void list(const struct kx_providers *p, struct kx_buf *out)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (out->len + strlen(p->v[i].of[0].name) > LIST_MAX) {
			kx_buf_str(out, " …");
			return;
		}
		kx_buf_printf(out, "%s%s", i ? ", " : "", p->v[i].of[0].name);
	}
}

static int fail_unknown(
	const struct kx_providers *p, const char *spec, struct kx_err *e)
{
	const char *colon = strchr(spec, ':'), *say = "";
	struct kx_buf names = { 0 };

	if (p->usual) {
		kx_fail(e, KX_ECONFIG, "%s: provider '%.64s' is not known",
			p->usual_where, p->usual);
	} else if (colon) {
		kx_fail(e, KX_ECONFIG, "provider '%.*s' is not known",
			colon - spec < KX_PROVIDER_NAME ? (int)(colon - spec)
							: KX_PROVIDER_NAME,
			spec);
	} else {
		kx_fail(e, KX_ECONFIG, "model '%.100s' names no provider", spec);
		say = "write PROVIDER:MODEL, or set 'provider'; ";
	}
	list(p, &names);
	kx_fail_hint(e, "%sthere are: %s", say, kx_buf_text(&names));
	kx_buf_release(&names);
	return -1;
}

static int fail_address(
	const struct kx_provider *of, enum kx_capability cap, struct kx_err *e)
{
	kx_fail(e, KX_ECONFIG, "provider '%s' has no address", of->name);
	if (!strcmp(of->name, "azure"))
		return kx_fail_hint(
			e, "set AZURE_OPENAI_ENDPOINT or providers.azure.base_url");
	return kx_fail_hint(e, "set providers.%s.base_url or %s.base_url", of->name,
		kx_capability_name(cap));
}

/* ---- finding ---- */
int kx_provider_find(struct kx_providers *p, const char *spec, enum kx_capability cap,
	const struct kx_provider **out, const char **model, struct kx_err *e)
{
	struct kx_provider_entry *x = in_front(p, spec);
	struct kx_provider_door *door = &p->door[cap];
	const char *name = x ? strchr(spec, ':') + 1 : spec;

	if (!x && p->usual)
		x = kx_provider_entry(p, p->usual, strlen(p->usual));
	if (!*name)
		return kx_fail(e, KX_ECONFIG, "'%.100s' names no model", spec);
	if (!x)
		return fail_unknown(p, spec, e);
	/* those that stand in for the first have an address of their own */
	if (!door->of) {
		door->of = x;
		if (door->base_url)
			x->of[cap].base_url = door->base_url;
	}
	if (!x->of[cap].base_url)
		return fail_address(&x->of[cap], cap, e);
	*out = &x->of[cap];
	*model = name;
	return 0;
}
