#include "domain/embed.h"

#include "domain/embed_hash.h"

#include <string.h>

int kx_embedder_find(const struct kx_embedder **m, const char *model, struct kx_err *e)
{
	*m = NULL;
	if (!strcmp(model, "none"))
		return 0;
	if (!strcmp(model, "hash") || !strncmp(model, "hash-", 5))
		return kx_embed_hash(m, model[4] ? model + 5 : "", e);
	kx_fail(e, KX_ECONFIG, "embedding model '%s' is not known", model);
	return kx_fail_hint(e, "there are: hash, hash-N, none");
}

const char *kx_embed_text(
	const char *title, const char *heading, const char *text, struct kx_arena *a)
{
	bool t = title && *title, h = heading && *heading;

	if (!t && !h)
		return text;
	return kx_arena_printf(a, "%s%s%s\n%s", t ? title : "", t && h ? " > " : "",
		h ? heading : "", text);
}
