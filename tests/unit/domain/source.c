#include "domain/source.h"

#include "../kb.h"
#include "../t.h"

static struct kx_err e;

static void folders(struct kx_db *db)
{
	T_INT(kx_source_check(db, "kb", "/a", &e), 0);
	T_INT(kx_source_note(db, "kb", "/a", &e), 0);
	T_INT(kx_source_check(db, "kb", "/a", &e), 0);
	T_INT(kx_source_check(db, "kb", "/b", &e), -1);
	T_INT(e.code, KX_EUSAGE);
	T_STR(e.text, "source 'kb' was taken from another place, '/a'");
	T_OK(strstr(e.hint, "--source"));
	T_INT(kx_source_check(db, "kb", "/A", &e), -1);
	T_INT(kx_source_check(db, "KB", "/b", &e), 0);
	T_INT(kx_source_check(db, "'; drop table source; --", "/b", &e), 0);
	T_INT(kx_source_note(db, "kb", "/b", &e), 0);
	T_INT(kx_source_check(db, "kb", "/b", &e), 0);
	T_INT(kx_source_check(db, "kb", "/a", &e), -1);
	/* taken from no folder: any may have it */
	T_INT(kx_source_note(db, "none", "", &e), 0);
	T_INT(kx_source_check(db, "none", "/a", &e), 0);
	T_INT(kb_int(db, "select count(*) from source"), 2);
}

static void counts(struct kx_db *db)
{
	struct kx_article a[] = { kb_article("1", "", "One."),
		kb_article("2", "", "Two."), kb_article("1", "", "Three.") };
	int64_t n = -1;

	a[2].source = "other";
	T_INT(kx_source_count(db, "kb", &n, &e), 0);
	T_INT(n, 0);
	kb_put(db, a, 3);
	T_INT(kx_source_count(db, "kb", &n, &e), 0);
	T_INT(n, 2);
	T_INT(kx_source_count(db, "other", &n, &e), 0);
	T_INT(n, 1);
	T_INT(kx_source_count(db, "%", &n, &e), 0);
	T_INT(n, 0);
}

/* a store without its tables: said, not crashed */
static void no_tables(void)
{
	struct kx_db *db;
	int64_t n;

	T_INT(kx_db_open(&db, "sqlite::memory:", KX_DB_CREATE, &e), 0);
	T_INT(kx_source_check(db, "kb", "/a", &e), -1);
	T_INT(kx_source_note(db, "kb", "/a", &e), -1);
	T_INT(kx_source_count(db, "kb", &n, &e), -1);
	T_INT(e.code, KX_EIO);
	kx_db_close(db);
}

int main(void)
{
	struct kx_db *db = kb_new();

	folders(db);
	counts(db);
	kx_db_close(db);
	no_tables();
	return T_END();
}
