#include "domain/store.h"

#include "../kb.h"
#include "../t.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/kx-store-XXXXXX";
static struct kx_err e;

static void drop(void)
{
	unlink("s");
	unlink("s-wal");
	unlink("s-shm");
}

static void made_and_opened(void)
{
	struct kx_db *db = NULL;
	struct stat st;
	int version;

	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_READ, &e), -1);
	T_OK(db == NULL);
	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_WRITE, &e), -1);
	T_OK(stat("s", &st) != 0);
	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_CREATE, &e), 0);
	T_INT(kx_db_version(db, &version, &e), 0);
	T_INT(version, KX_STORE_VERSION);
	T_INT(kb_int(db, "select count(*) from article"), 0);
	kb_sound(db);
	T_INT(kx_store_migrate(db, &version, &e), 0);
	T_INT(version, KX_STORE_VERSION);
	kx_db_close(db);
	for (int mode = KX_DB_READ; mode <= KX_DB_CREATE; mode++) {
		T_INT(kx_store_open(&db, "sqlite:s", (enum kx_db_mode)mode, &e), 0);
		kx_db_close(db);
	}
	drop();
}

/* an empty store: to be read it must be upgraded first, writing upgrades it */
static void old(void)
{
	struct kx_db *db;
	int from = -1;

	T_INT(kx_db_open(&db, "sqlite:s", KX_DB_CREATE, &e), 0);
	kx_db_close(db);
	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_READ, &e), -1);
	T_INT(e.code, KX_ECONFIG);
	T_STR(e.text, "store 's': it is of the old version 0");
	T_STR(e.hint, "upgrade it: kx-db migrate");
	T_OK(db == NULL);
	T_INT(kx_db_open(&db, "sqlite:s", KX_DB_WRITE, &e), 0);
	T_INT(kx_store_migrate(db, &from, &e), 0);
	T_INT(from, 0);
	T_INT(kx_store_migrate(db, &from, &e), 0);
	T_INT(from, KX_STORE_VERSION);
	kx_db_close(db);
	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_READ, &e), 0);
	kx_db_close(db);
	drop();
}

static void newer(void)
{
	struct kx_db *db;
	int from;

	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_CREATE, &e), 0);
	T_INT(kx_db_set_version(db, KX_STORE_VERSION + 1, &e), 0);
	T_INT(kx_store_migrate(db, &from, &e), -1);
	kx_db_close(db);
	for (int mode = KX_DB_READ; mode <= KX_DB_CREATE; mode++) {
		T_INT(kx_store_open(&db, "sqlite:s", (enum kx_db_mode)mode, &e), -1);
		T_INT(e.code, KX_ECONFIG);
		T_STR(e.text, "store 's': it is of version 4, this kx knows 3");
		T_OK(e.hint[0]);
		T_OK(db == NULL);
	}
	/* and it was left as it is */
	T_INT(kx_db_open(&db, "sqlite:s", KX_DB_READ, &e), 0);
	T_INT(kx_db_version(db, &from, &e), 0);
	T_INT(from, KX_STORE_VERSION + 1);
	kx_db_close(db);
	drop();
}

/* all that makes the schema, without the order in which it was made */
static const char *schema_of(struct kx_db *db, struct kx_arena *a)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select group_concat(sql, ';') from (select sql from sqlite_schema"
		" where name not like 'sqlite_%' order by name)",
		&e);
	const char *sql;

	T_INT(kx_db_step(s, &e), 0);
	sql = kx_arena_strdup(a, kx_col_text(s, 0));
	kx_db_reset(s);
	return sql;
}

/* A store of an older version becomes what a new one is, and keeps what it has. Version 1
 * had no column for grams; 2 no tables of calls. */
static void from_older_versions(void)
{
	static const char *const back[] = { "alter table segment drop column grams;"
					    "update segment set docs = x''",
		"select 1" };
	struct kx_article article = kb_article("a", "T", "green words");
	struct kx_db *fresh = kb_new(), *db;
	struct kx_arena a = { 0 };
	int from;

	for (int version = 1; version <= 2; version++) {
		T_INT(kx_store_open(&db, "sqlite:s", KX_DB_CREATE, &e), 0);
		kb_put(db, &article, 1);
		T_INT(kx_db_exec(db,
			      "drop table usage; drop table breaker; drop table exchange",
			      &e),
			0);
		T_INT(kx_db_exec(db, back[version - 1], &e), 0);
		T_INT(kx_db_set_version(db, version, &e), 0);
		kx_db_close(db);
		T_INT(kx_store_open(&db, "sqlite:s", KX_DB_READ, &e), -1);
		T_STR(e.hint, "upgrade it: kx-db migrate");
		T_INT(kx_db_open(&db, "sqlite:s", KX_DB_WRITE, &e), 0);
		T_INT(kx_store_migrate(db, &from, &e), 0);
		T_INT(from, version);
		if (version == 2)
			T_STR(schema_of(db, &a), schema_of(fresh, &a));
		T_INT(kb_int(db, "select count(*) from usage"), 0);
		T_INT(kb_int(db, "select count(*) from chunk"), 1);
		kb_sound(db);
		kx_db_close(db);
		drop();
	}
	kx_db_close(fresh);
	kx_arena_release(&a);
}

/* a migration that fails leaves the store as it was */
static void all_or_nothing(void)
{
	struct kx_db *db;
	int version;

	T_INT(kx_db_open(&db, "sqlite:s", KX_DB_CREATE, &e), 0);
	/* in the way of the schema's last table */
	T_INT(kx_db_exec(db, "create table message (x)", &e), 0);
	T_INT(kx_store_migrate(db, &version, &e), -1);
	T_INT(kx_db_version(db, &version, &e), 0);
	T_INT(version, 0);
	T_INT(kb_int(db, "select count(*) from sqlite_schema where name = 'setting'"),
		0);
	T_INT(kx_db_begin(db, &e), 0);
	kx_db_rollback(db);
	kx_db_close(db);
	drop();
}

static void settings(void)
{
	struct kx_db *db = kb_new();
	struct kx_arena a = { 0 };
	const char *v = folder;

	T_INT(kx_store_get(db, "k", &a, &v, &e), 0);
	T_OK(v == NULL);
	T_INT(kx_store_set(db, "k", "one", &e), 0);
	T_INT(kx_store_set(db, "k'", "", &e), 0);
	T_INT(kx_store_get(db, "k", &a, &v, &e), 0);
	T_STR(v, "one");
	T_INT(kx_store_set(db, "k", "two", &e), 0);
	T_STR(v, "one");
	T_INT(kx_store_get(db, "k", &a, &v, &e), 0);
	T_STR(v, "two");
	T_INT(kx_store_get(db, "k'", &a, &v, &e), 0);
	T_STR(v, "");
	T_INT(kx_store_get(db, "K", &a, &v, &e), 0);
	T_OK(v == NULL);
	T_INT(kx_store_set(db, "k", NULL, &e), -1);
	T_INT(kb_int(db, "select count(*) from setting"), 2);
	kx_arena_release(&a);
	kx_db_close(db);
}

static void counts(void)
{
	struct kx_db *db = kb_new();
	int64_t n = 5;

	T_INT(kx_store_count(db, "select count(*) from nothing", &n, &e), -1);
	T_INT(n, 0);
	T_INT(kx_store_count(db, "select 7", &n, &e), 0);
	T_INT(n, 7);
	T_INT(kx_store_count(db, "select 7 where 0", &n, &e), 0);
	T_INT(n, 0);
	kx_db_close(db);
}

int main(void)
{
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	made_and_opened();
	old();
	newer();
	from_older_versions();
	all_or_nothing();
	settings();
	counts();
	T_INT(chdir("/"), 0);
	T_INT(rmdir(folder), 0);
	return T_END();
}
