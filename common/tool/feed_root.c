#include "tool/feed_root.h"

#include "domain/source.h"
#include "tool/say.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int kx_feed_root(const struct kx_feed_opts *o, char *const *operands, bool folder,
	char root[PATH_MAX], struct kx_err *e)
{
	bool file = operands[0] && !operands[1] && strcmp(operands[0], "-") != 0;

	root[0] = '\0';
	if (!folder && (!file || o->named || access(operands[0], F_OK)))
		return 0;
	if (!realpath(operands[0], root))
		return kx_fail_errno(e, KX_EIO, "'%s'", operands[0]);
	return 0;
}

int kx_feed_root_check(struct kx_db *db, const struct kx_feed_opts *o, bool folder,
	const char *root, struct kx_err *e)
{
	if (!db || !*root || folder == o->prune ||
		!kx_source_check(db, o->source, root, e))
		return 0;
	if (folder || e->code != KX_EUSAGE)
		return -1;
	/* --prune was said, so it is done; but it may not be what was meant */
	kx_fail_hint(e,
		"its articles go where '%s' does not list them; "
		"--source NAME keeps files apart",
		strrchr(root, '/') + 1);
	kx_warn_err(e);
	return 0;
}

int kx_feed_root_note(struct kx_db *db, const struct kx_feed_opts *o, bool folder,
	const char *root, struct kx_err *e)
{
	if (!folder && kx_source_check(db, o->source, root, e)) {
		if (e->code != KX_EUSAGE)
			return -1;
		root = "several files";
	}
	return kx_source_note(db, o->source, root, e);
}
