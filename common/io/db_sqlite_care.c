#include "io/db_sqlite.h"

#include "base/buf.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKUP_PAGES 1024 /* pages copied between two looks at other writers */

int kx_db_version(struct kx_db *db, int *version, struct kx_err *e)
{
	int64_t v;

	if (kx_sqlite_int(db, "pragma user_version", &v, e))
		return -1;
	*version = (int)v;
	return 0;
}

int kx_db_set_version(struct kx_db *db, int version, struct kx_err *e)
{
	char sql[96];

	snprintf(sql, sizeof(sql), "pragma application_id=%d; pragma user_version=%d",
		KX_SQLITE_APP, version);
	return kx_sqlite_exec(db, sql, "set the version", e);
}

int kx_db_check(struct kx_db *db, struct kx_err *e)
{
	static const char *const sql[] = { "pragma integrity_check(1)",
		"pragma foreign_key_check" };
	sqlite3_stmt *s = NULL;
	int rc, i;

	for (i = 0; i < 2; i++) {
		rc = sqlite3_prepare_v2(db->h, sql[i], -1, &s, NULL);
		if (rc == SQLITE_OK)
			rc = sqlite3_step(s);
		if (rc == SQLITE_ROW &&
			(i == 1 || strcmp((const char *)sqlite3_column_text(s, 0),
					   "ok"))) {
			kx_fail(e, KX_EIO, "store '%s': damaged: %s: %s", db->path,
				i ? "dangling row in table" : "engine says",
				(const char *)sqlite3_column_text(s, 0));
			sqlite3_finalize(s);
			return -1;
		}
		sqlite3_finalize(s);
		if (rc != SQLITE_ROW && rc != SQLITE_DONE)
			return kx_sqlite_fail(db, rc, "check", e);
	}
	return 0;
}

static int copy_pages(struct kx_db *db, sqlite3 *to, struct kx_err *e)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", db->h, "main");
	int rc;

	if (!b)
		return kx_sqlite_fail(db, sqlite3_errcode(to), "back up", e);
	do {
		rc = sqlite3_backup_step(b, BACKUP_PAGES);
		if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
			sqlite3_sleep(10);
	} while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED);
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? 0 : kx_sqlite_fail(db, rc, "back up", e);
}

int kx_db_backup(struct kx_db *db, const char *path, struct kx_err *e)
{
	struct kx_buf tmp = { 0 };
	struct stat own, other;
	sqlite3 *to = NULL;
	mode_t mask;
	int rc;

	if (!stat(db->path, &own) && !stat(path, &other) &&
		own.st_dev == other.st_dev && own.st_ino == other.st_ino)
		return kx_fail(e, KX_EUSAGE, "'%s' is the store itself", path);

	/* the target gets its name only when it is whole */
	kx_buf_printf(&tmp, "%s.part", path);
	unlink(tmp.p);
	mask = umask(077);
	rc = sqlite3_open(tmp.p, &to);
	umask(mask);
	if (rc != SQLITE_OK)
		rc = kx_fail(
			e, KX_EIO, "cannot write '%s': %s", path, sqlite3_errstr(rc));
	else
		rc = copy_pages(db, to, e);
	sqlite3_close(to);
	if (!rc && rename(tmp.p, path))
		rc = kx_fail_errno(e, KX_EIO, "cannot rename to '%s'", path);
	if (rc)
		unlink(tmp.p);
	kx_buf_release(&tmp);
	return rc;
}

int64_t kx_db_size(struct kx_db *db)
{
	int64_t pages = 0, size = 0;

	if (kx_sqlite_int(db, "pragma page_count", &pages, NULL) ||
		kx_sqlite_int(db, "pragma page_size", &size, NULL))
		return 0;
	return pages * size;
}

const char *kx_db_engine(struct kx_db *db)
{
	(void)db;
	return "SQLite " SQLITE_VERSION;
}

const char *kx_db_place(struct kx_db *db)
{
	return db->path;
}

const char *kx_db_file(struct kx_db *db)
{
	const char *path = sqlite3_db_filename(db->h, "main");

	return path && *path ? path : NULL;
}
