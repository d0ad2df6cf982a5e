#include "domain/store.h"

#include "domain/reindex.h"

static const char schema[] =
#include "schema_sqlite.sql.h"
	;
static const char models[] =
#include "schema_sqlite_models.sql.h"
	;

static int too_new(struct kx_db *db, int version, struct kx_err *e)
{
	kx_fail(e, KX_ECONFIG, "store '%s': it is of version %d, this kx knows %d",
		kx_db_place(db), version, KX_STORE_VERSION);
	return kx_fail_hint(e, "use the newer kx that made it");
}

/* version 2: grams in the word index, and its lists packed */
static int from_1(struct kx_db *db, struct kx_err *e)
{
	int64_t n;

	return kx_db_exec(db,
		       "alter table segment add column grams integer not null default 0",
		       e) || kx_reindex(db, &n, e)
		       ? -1
		       : 0;
}

static int steps(struct kx_db *db, int version, struct kx_err *e)
{
	if (version >= KX_STORE_VERSION)
		return version > KX_STORE_VERSION ? too_new(db, version, e) : 0;
	if (version == 0 && kx_db_exec(db, schema, e))
		return -1;
	if (version == 1 && from_1(db, e))
		return -1;
	/* version 3: what models were asked */
	return kx_db_exec(db, models, e);
}

int kx_store_migrate(struct kx_db *db, int *from, struct kx_err *e)
{
	int version;

	if (kx_db_version(db, from, e))
		return -1;
	if (*from > KX_STORE_VERSION)
		return too_new(db, *from, e);
	if (*from == KX_STORE_VERSION)
		return 0;
	if (kx_db_begin(db, e))
		return -1;
	/* another process may have done it while this one waited for the lock */
	if (kx_db_version(db, &version, e) || steps(db, version, e) ||
		kx_db_set_version(db, KX_STORE_VERSION, e) || kx_db_commit(db, e)) {
		kx_db_rollback(db);
		return -1;
	}
	return 0;
}

int kx_store_open(
	struct kx_db **db, const char *url, enum kx_db_mode mode, struct kx_err *e)
{
	int version, rc;

	if (kx_db_open(db, url, mode, e))
		return -1;
	if (mode != KX_DB_READ) {
		rc = kx_store_migrate(*db, &version, e);
	} else {
		rc = kx_db_version(*db, &version, e);
		if (!rc && version > KX_STORE_VERSION)
			rc = too_new(*db, version, e);
		if (!rc && version < KX_STORE_VERSION) {
			kx_fail(e, KX_ECONFIG,
				"store '%s': it is of the old version %d",
				kx_db_place(*db), version);
			rc = kx_fail_hint(e, "upgrade it: kx-db migrate");
		}
	}
	if (rc) {
		kx_db_close(*db);
		*db = NULL;
	}
	return rc;
}

int kx_store_get(struct kx_db *db, const char *key, struct kx_arena *a,
	const char **value, struct kx_err *e)
{
	struct kx_stmt *s =
		kx_db_stmt(db, "select value from setting where key = $1", e);
	int rc;

	*value = NULL;
	if (!s)
		return -1;
	kx_bind_text(s, 1, key);
	rc = kx_db_step(s, e);
	if (rc == 0)
		*value = kx_arena_strdup(a, kx_col_text(s, 0));
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

int kx_store_set(struct kx_db *db, const char *key, const char *value, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"insert into setting (key, value) values ($1, $2)"
		" on conflict (key) do update set value = excluded.value",
		e);

	if (!s)
		return -1;
	kx_bind_text(s, 1, key);
	kx_bind_text(s, 2, value);
	return kx_db_run(s, e);
}

int kx_store_count(struct kx_db *db, const char *sql, int64_t *n, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db, sql, e);
	int rc;

	*n = 0;
	if (!s)
		return -1;
	rc = kx_db_step(s, e);
	if (rc == 0)
		*n = kx_col_int(s, 0);
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}
