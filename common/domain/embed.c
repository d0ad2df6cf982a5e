#include "domain/embed.h"

#include "domain/embed_hash.h"

#include <string.h>

int kx_embedder_find(const struct kx_embedder **m, const char *model, struct kx_err *e)
{
	*m = NULL;
	if (!strcmp(model, "none"))
		return 0;
	if (!strcmp(model, "hash"))
		return kx_embed_hash(m, "", e);
	if (!strncmp(model, "hash-", 5) && model[5])
		return kx_embed_hash(m, model + 5, e);
	kx_fail(e, KX_ECONFIG, "embedding model '%s' is not known", model);
	return kx_fail_hint(e, "there are: hash, hash-N, PROVIDER:MODEL, none");
}

const char *kx_embed_text(
	const char *title, const char *heading, const char *text, struct kx_arena *a)
{
	size_t t = title ? strlen(title) : 0, h = heading ? strlen(heading) : 0;
	size_t n = strlen(text);
	char *out, *p;

	if (!t && !h)
		return text;
	out = p = kx_arena_alloc(a, t + 3 + h + 1 + n + 1);
	if (t)
		p = mempcpy(p, title, t);
	if (t && h)
		p = mempcpy(p, " > ", 3);
	if (h)
		p = mempcpy(p, heading, h);
	*p++ = '\n';
	memcpy(p, text, n);
	return out;
}
