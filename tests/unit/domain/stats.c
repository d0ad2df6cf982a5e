#include "domain/stats.h"

#include "../kb.h"
#include "../t.h"

static struct kx_err e;

static struct kx_db *store(void)
{
	struct kx_article a[] = { kb_article("1", "",
					  "# One\n\nwords\n\n# Two\n\nmore words\n"),
		kb_article("2", "", "words"), kb_article("3", "", "words") };
	struct kx_db *db = kb_new();
	struct kx_buf b = { 0 };

	for (int i = 0; i < 6; i++) {
		kx_buf_printf(&b, "# Part %d\n\n", i);
		for (int k = 0; k < 100; k++)
			kx_buf_printf(&b, "word%d ", k);
		kx_buf_str(&b, "\n\n");
	}
	a[0].body = b.p;
	a[0].n = b.len;
	a[2].source = "other";
	kb_put(db, a, 3);
	kx_buf_release(&b);
	return db;
}

static void counted(void)
{
	struct kx_db *db = store();
	struct json_object *o = NULL, *v;
	static const char *const fields[] = { "articles", "chunks", "sources",
		"vectors", "segments", "conversations", "messages", "bytes", "models",
		"threshold", "locales" };

	T_INT(kx_stats(db, &o, &e), 0);
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		T_OK(json_object_object_get_ex(o, fields[i], &v));
	T_INT(json_object_get_int64(json_object_object_get(o, "articles")), 3);
	T_INT(json_object_get_int64(json_object_object_get(o, "sources")), 2);
	T_INT(json_object_get_int64(json_object_object_get(o, "chunks")),
		kb_int(db, "select count(*) from chunk"));
	T_OK(json_object_get_int64(json_object_object_get(o, "bytes")) > 0);
	T_OK(json_object_object_get(o, "threshold") == NULL);
	T_STR(kb_text(json_object_object_get(o, "models")), "[]");
	json_object_put(o);
	T_INT(kx_store_set(db, "threshold", "0.1250", &e), 0);
	T_INT(kx_db_exec(db, "insert into embed_model values (1, 'm\"x', 2)", &e), 0);
	T_INT(kx_stats(db, &o, &e), 0);
	T_STR(kb_text(json_object_object_get(o, "threshold")), "0.1250");
	T_STR(kb_text(json_object_object_get(o, "models")), "[\"m\\\"x\"]");
	json_object_put(o);
	T_INT(kx_db_exec(db, "drop table embed_model", &e), 0);
	T_INT(kx_stats(db, &o, &e), -1);
	T_INT(e.code, KX_EIO);
	T_OK(o == NULL);
	kx_db_close(db);
}

/* "every article has chunks, in order and whole, with ranges that make sense" */
static void breaches(void)
{
	static const char *const sql[] = { "delete from chunk where article = 2",
		"delete from chunk where article = 1 and ordinal = 0",
		"delete from chunk where article = 1 and ordinal = 2",
		"update chunk set ordinal = ordinal + 1 where article = 2",
		"update chunk set ordinal = -1 where article = 2",
		"update chunk set ordinal = 5 where article = 1 and ordinal = 1",
		"update chunk set start_at = end_at + 1 where article = 2",
		"update chunk set start_at = -1 where article = 3",
		"insert into embed_model values (7, 'm', 3);"
		"update chunk set model = 7, vector = x'00000000' where article = 3" };
	struct kx_db *db = store();

	T_OK(kb_int(db, "select count(*) from chunk where article = 1") >= 6);
	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql); i++) {
		T_INT(kx_stats_check(db, &e), 0);
		T_INT(kx_db_exec(db, "savepoint whole", &e), 0);
		T_INT(kx_db_exec(db, sql[i], &e), 0);
		if (!kx_stats_check(db, &e))
			T_STR("nothing found", sql[i]);
		T_INT(kx_db_exec(db, "rollback to whole", &e), 0);
	}
	kx_db_close(db);
}

int main(void)
{
	counted();
	breaches();
	return T_END();
}
