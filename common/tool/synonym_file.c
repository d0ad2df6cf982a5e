#include "tool/synonym_file.h"

#include "base/buf.h"
#include "io/file.h"
#include "tool/say.h"
#include "tool/settings.h"

#include <string.h>

#define TOLD_MAX 20 /* lines that are told one by one */

static size_t told;

static void tell(size_t line, const char *why, void *ctx)
{
	told++;
	if (told <= TOLD_MAX)
		kx_warn("%s:%zu: %s", kx_buf_text(ctx), line, why);
	else if (told == TOLD_MAX + 1)
		kx_warn("%s: more such lines are left out", kx_buf_text(ctx));
}

const char *kx_synonym_file_path(const char *flag)
{
	static struct kx_buf path;
	const char *name, *where, *slash;

	if (flag)
		return flag;
	name = kx_conf_str(kx_settings(), "synonyms");
	if (!name || *name == '/')
		return name;
	where = kx_conf_where(kx_settings(), "synonyms");
	slash = strrchr(where, '/');
	/* a variable is no path, and "./kx.yaml" is here */
	if (!slash || !strncmp(where, "./", (size_t)(slash + 1 - where)))
		return name;
	kx_buf_clear(&path);
	kx_buf_add(&path, where, (size_t)(slash + 1 - where));
	kx_buf_str(&path, name);
	return kx_buf_text(&path);
}

int kx_synonym_file_read(
	struct kx_synonyms **s, const char *flag, size_t *bad, struct kx_err *e)
{
	static struct kx_buf name;
	const char *path = kx_synonym_file_path(flag);
	struct kx_buf text = { 0 };

	*s = NULL;
	if (bad)
		*bad = 0;
	if (!path)
		return 0;
	if (kx_file_read(path, KX_SYNONYM_BYTES, &text, e)) {
		kx_buf_release(&text);
		if (flag)
			return -1;
		e->code = KX_ECONFIG;
		return kx_fail_in(e, "%s", kx_conf_where(kx_settings(), "synonyms"));
	}
	/* the path is told again when a language's function words are met */
	kx_buf_clear(&name);
	kx_buf_str(&name, path);
	told = 0;
	*s = kx_synonyms_new(kx_buf_text(&text), text.len, tell, &name);
	kx_buf_release(&text);
	if (bad)
		*bad = told;
	return 0;
}
