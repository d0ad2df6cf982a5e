#include "domain/source.h"

#include <string.h>

int kx_source_check(
	struct kx_db *db, const char *source, const char *root, struct kx_err *e)
{
	struct kx_stmt *s =
		kx_db_stmt(db, "select root from source where name = $1", e);
	int rc;

	if (!s)
		return -1;
	kx_bind_text(s, 1, source);
	rc = kx_db_step(s, e);
	if (rc == 0 && *kx_col_text(s, 0) && strcmp(kx_col_text(s, 0), root) != 0) {
		kx_fail(e, KX_EUSAGE, "source '%s' was taken from another place, '%s'",
			source, kx_col_text(s, 0));
		kx_fail_hint(e, "--source NAME gives this folder a source of its own; "
				"--prune lets it take the other's place");
		rc = -1;
	}
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

int kx_source_note(
	struct kx_db *db, const char *source, const char *root, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"insert into source (name, root) values ($1, $2)"
		" on conflict (name) do update set root = excluded.root",
		e);

	if (!s)
		return -1;
	kx_bind_text(s, 1, source);
	kx_bind_text(s, 2, root);
	return kx_db_run(s, e);
}

int kx_source_count(struct kx_db *db, const char *source, int64_t *n, struct kx_err *e)
{
	struct kx_stmt *s =
		kx_db_stmt(db, "select count(*) from article where source = $1", e);
	int rc;

	*n = 0;
	if (!s)
		return -1;
	kx_bind_text(s, 1, source);
	rc = kx_db_step(s, e);
	if (rc == 0)
		*n = kx_col_int(s, 0);
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}
