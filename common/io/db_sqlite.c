#include "io/db_sqlite.h"

#include "base/buf.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_WAIT_MS 10000 /* how long to wait for another writer */
#define WAL_RETRY_MS 20

int kx_sqlite_fail(struct kx_db *db, int rc, const char *what, struct kx_err *e)
{
	const char *cause = db->h ? sqlite3_errmsg(db->h) : sqlite3_errstr(rc);
	int system = db->h ? sqlite3_system_errno(db->h) : 0;

	if ((rc & 0xff) == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT))
		rc = SQLITE_FULL;
	switch (rc & 0xff) {
	case SQLITE_NOMEM:
		kx_nomem();
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		kx_fail(e, KX_EAGAIN, "store '%s': %s: another process is writing",
			db->path, what);
		return kx_fail_hint(e, "try again when it is done");
	case SQLITE_FULL:
		kx_fail(e, KX_EIO, "store '%s': %s: no space left on the disk",
			db->path, what);
		return kx_fail_hint(e, "make room and run it again: nothing is lost");
	case SQLITE_READONLY:
	case SQLITE_PERM:
		kx_fail(e, KX_EIO, "store '%s': %s: it may not be written", db->path,
			what);
		return kx_fail_hint(e, "check the rights of the file and its folder");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		kx_fail(e, KX_EIO, "store '%s': %s: %s", db->path, what, cause);
		return kx_fail_hint(
			e, "it is not a kx store, or damaged: see kx-db check");
	case SQLITE_IOERR:
		return kx_fail(e, KX_EIO, "store '%s': %s: %s%s%s", db->path, what,
			cause, system ? ": " : "", system ? strerror(system) : "");
	default:
		return kx_fail(e, KX_EIO, "store '%s': %s: %s", db->path, what, cause);
	}
}

int kx_sqlite_exec(
	struct kx_db *db, const char *sql, const char *what, struct kx_err *e)
{
	int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : kx_sqlite_fail(db, rc, what, e);
}

int kx_sqlite_int(struct kx_db *db, const char *sql, int64_t *v, struct kx_err *e)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db->h, sql, -1, &s, NULL);

	*v = 0;
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		*v = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE
		       ? 0
		       : kx_sqlite_fail(db, rc, "read", e);
}

/* create the folders above path, for its owner alone */
static int make_parents(const char *path, struct kx_err *e)
{
	char *copy = kx_strdup(path), *p;

	for (p = copy + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(copy, 0700) && errno != EEXIST) {
			kx_fail_errno(e, KX_EIO, "cannot create folder '%s'", copy);
			free(copy);
			return -1;
		}
		*p = '/';
	}
	free(copy);
	return 0;
}

/* Before the first connection: memory that SQLite would set aside at every start. A tool
 * that runs for milliseconds does not live to use it. */
static void configure(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

static int open_handle(struct kx_db *db, enum kx_db_mode mode, struct kx_err *e)
{
	int flags = mode == KX_DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	mode_t mask;
	int rc;

	if (mode == KX_DB_CREATE)
		flags |= SQLITE_OPEN_CREATE;
	configure();
	mask = umask(077);
	rc = sqlite3_open_v2(db->path, &db->h, flags | SQLITE_OPEN_NOMUTEX, NULL);
	umask(mask);
	if (rc != SQLITE_OK)
		return kx_sqlite_fail(db, rc, "open", e);
	sqlite3_extended_result_codes(db->h, 1);
	sqlite3_busy_timeout(db->h, LOCK_WAIT_MS);
	if (mode != KX_DB_READ)
		sqlite3_db_config(db->h, SQLITE_DBCONFIG_LOOKASIDE, NULL, 1200, 100);
	return 0;
}

/* A store on a read-only medium cannot have the shared-memory file that WAL wants. When no
 * log is left beside it nobody writes, so it may be read as it stands. */
static int open_immutable(struct kx_db *db, struct kx_err *e)
{
	struct kx_buf uri = { 0 };
	struct stat st;
	int rc;

	kx_buf_printf(&uri, "%s-wal", db->path);
	if (!stat(uri.p, &st) && st.st_size > 0) {
		kx_buf_release(&uri);
		return kx_sqlite_fail(db, SQLITE_READONLY, "read its log", e);
	}
	sqlite3_close(db->h);
	db->h = NULL;
	kx_buf_clear(&uri);
	kx_buf_str(&uri, "file:");
	for (const char *p = db->path; *p; p++)
		kx_buf_printf(&uri, strchr("%?#", *p) ? "%%%02x" : "%c", *p);
	kx_buf_str(&uri, "?immutable=1");
	rc = sqlite3_open_v2(uri.p, &db->h,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	kx_buf_release(&uri);
	return rc == SQLITE_OK ? 0 : kx_sqlite_fail(db, rc, "open", e);
}

/* Refuse a file that some other program made. Another kx may just be making it: its mark
 * and its tables come in one transaction, so a second look at the mark decides. */
static int check_owner(struct kx_db *db, struct kx_err *e)
{
	int64_t app, tables;

	if (kx_sqlite_int(db, "pragma application_id", &app, e))
		return -1;
	if (app == KX_SQLITE_APP)
		return 0;
	if (kx_sqlite_int(db, "select count(*) from sqlite_schema", &tables, e))
		return -1;
	if (app == 0 && tables == 0)
		return 0;
	if (kx_sqlite_int(db, "pragma application_id", &app, e))
		return -1;
	if (app == KX_SQLITE_APP)
		return 0;
	kx_fail(e, KX_ECONFIG, "store '%s': the file is a database of another program",
		db->path);
	return kx_fail_hint(e, "name another file with --store sqlite:PATH");
}

/* WAL lets readers go on while an ingest writes; it is a property of the file. SQLite does
 * not wait for another process that is just doing the same. */
static int start_wal(struct kx_db *db, struct kx_err *e)
{
	int waited, rc = SQLITE_BUSY;

	for (waited = 0; waited < LOCK_WAIT_MS && (rc & 0xff) == SQLITE_BUSY;
		waited += WAL_RETRY_MS) {
		if (waited)
			sqlite3_sleep(WAL_RETRY_MS);
		rc = sqlite3_exec(db->h,
			"pragma page_size=16384; pragma journal_mode=wal", NULL, NULL,
			NULL);
	}
	return rc == SQLITE_OK ? 0 : kx_sqlite_fail(db, rc, "set up", e);
}

static int set_up(struct kx_db *db, enum kx_db_mode mode, struct kx_err *e)
{
	struct kx_err first = { 0 };
	int64_t version;

	if (kx_sqlite_int(db, "pragma user_version", &version, &first)) {
		if (mode != KX_DB_READ || first.code != KX_EIO ||
			access(db->path, R_OK)) {
			if (e)
				*e = first;
			return -1;
		}
		if (open_immutable(db, e) || check_owner(db, e))
			return -1;
		return 0;
	}
	if (check_owner(db, e))
		return -1;
	/* pages come from the page cache without a copy: less to do at every start */
	if (mode == KX_DB_READ)
		return kx_sqlite_exec(db, "pragma mmap_size=1073741824", "set up", e);
	/* full sync in WAL too: an acknowledged write survives a power cut */
	if (kx_sqlite_exec(db,
		    "pragma synchronous=full; pragma foreign_keys=on;"
		    /* room for a batch, and the log written back when it is done */
		    "pragma cache_size=-32768; pragma wal_autocheckpoint=2048",
		    "set up", e))
		return -1;
	return version == 0 ? start_wal(db, e) : 0;
}

/* "file:…" is a name like any other, not SQLite's address of one */
static char *own_path(const char *path)
{
	struct kx_buf b = { 0 };

	kx_buf_printf(&b, "%s%s", strncmp(path, "file:", 5) ? "" : "./", path);
	return kx_buf_give(&b);
}

int kx_db_open(
	struct kx_db **out, const char *url, enum kx_db_mode mode, struct kx_err *e)
{
	struct kx_db *db;
	struct stat st;

	*out = NULL;
	if (strncmp(url, "sqlite:", 7) != 0 || !url[7]) {
		/* only its kind: behind that there may be a password */
		kx_fail(e, KX_ECONFIG, "store: addresses like '%.*s' are not known",
			(int)strcspn(url, ":") > 20 ? 20 : (int)strcspn(url, ":"), url);
		return kx_fail_hint(e, "use sqlite:PATH");
	}
	db = kx_alloc(sizeof(*db));
	db->path = own_path(url + 7);
	if (mode != KX_DB_CREATE && stat(db->path, &st)) {
		kx_fail_errno(e, KX_EIO, "store '%s'", db->path);
		if (errno == ENOENT)
			kx_fail_hint(e, "put articles in first: kx-kb-ingest FOLDER");
		kx_db_close(db);
		return -1;
	}
	if ((mode == KX_DB_CREATE && make_parents(db->path, e)) ||
		open_handle(db, mode, e) || set_up(db, mode, e)) {
		kx_db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

const char *kx_db_absent(const char *url)
{
	if (strncmp(url, "sqlite:", 7) != 0 || !url[7] || !access(url + 7, F_OK))
		return NULL;
	return url + 7;
}

void kx_db_close(struct kx_db *db)
{
	size_t i;

	if (!db)
		return;
	for (i = 0; i < db->nstmts; i++)
		sqlite3_finalize(db->stmts[i].s);
	sqlite3_close(db->h);
	free(db->path);
	free(db);
}

bool kx_db_writable(struct kx_db *db)
{
	return sqlite3_db_readonly(db->h, "main") == 0;
}

int kx_db_begin(struct kx_db *db, struct kx_err *e)
{
	return kx_sqlite_exec(db, "begin immediate", "begin", e);
}

int kx_db_commit(struct kx_db *db, struct kx_err *e)
{
	return kx_sqlite_exec(db, "commit", "commit", e);
}

void kx_db_rollback(struct kx_db *db)
{
	if (!sqlite3_get_autocommit(db->h))
		sqlite3_exec(db->h, "rollback", NULL, NULL, NULL);
}

int kx_db_read_begin(struct kx_db *db, struct kx_err *e)
{
	return kx_sqlite_exec(db, "begin", "begin to read", e);
}

void kx_db_read_end(struct kx_db *db)
{
	kx_db_rollback(db);
}

int kx_db_generation(struct kx_db *db, int64_t *n, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db, "pragma data_version", e);

	if (!s || kx_db_step(s, e) != 0)
		return -1;
	*n = kx_col_int(s, 0);
	kx_db_reset(s);
	return 0;
}

int kx_db_exec(struct kx_db *db, const char *sql, struct kx_err *e)
{
	return kx_sqlite_exec(db, sql, "run", e);
}
