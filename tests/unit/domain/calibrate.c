#include "domain/calibrate.h"

#include "../kb.h"
#include "../t.h"
#include "domain/judge.h"

#include <stdlib.h>

static struct kx_err e;

static double setting(struct kx_db *db, const char *key)
{
	struct kx_arena a = { 0 };
	const char *v = NULL;
	double t;

	T_INT(kx_store_get(db, key, &a, &v, &e), 0);
	t = v ? strtod(v, NULL) : -1;
	kx_arena_release(&a);
	return t;
}

static double threshold(struct kx_db *db)
{
	return setting(db, "threshold");
}

static void fill(struct kx_db *db, int n)
{
	static const char *const words[] = { "refund", "card", "invoice", "password",
		"door", "lock", "battery", "sensor", "plan", "account", "shipping",
		"warranty" };
	struct kx_article a;
	char name[16], title[64], body[256];

	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%d", i);
		snprintf(title, sizeof(title), "Change the %s of your %s",
			words[i % 12], words[i / 12 % 12]);
		snprintf(body, sizeof(body),
			"To change the %s of a %s press number %d.", words[i % 12],
			words[i / 12 % 12], i);
		a = kb_article(name, title, body);
		kb_put(db, &a, 1);
	}
}

static void an_empty_store(void)
{
	struct kx_db *db = kb_new();

	T_INT(kx_calibrate(db, &e), 0);
	/* nothing to measure: nothing that says otherwise */
	T_OK(threshold(db) == -1 || threshold(db) == KX_JUDGE_THRESHOLD);
	/* in one transaction, which is over */
	T_INT(kx_db_begin(db, &e), 0);
	T_INT(kx_calibrate(db, &e), -1);
	kx_db_rollback(db);
	kx_db_close(db);
}

static void measured(void)
{
	struct kx_db *db = kb_new();
	double t;

	fill(db, 40);
	T_INT(kx_calibrate(db, &e), 0);
	t = threshold(db);
	T_OK(t > 0 && t < 1 && t != KX_JUDGE_THRESHOLD);
	T_OK(setting(db, "threshold_ask") > 0 && setting(db, "threshold_ask") < t);
	T_INT(kb_int(db, "select count(*) from setting where key = 'locales' and"
			 " value = 'en'"),
		1);
	T_INT(kx_calibrate(db, &e), 0);
	T_OK(threshold(db) == t);
	kb_sound(db);
	kx_db_close(db);
}

/* whichever articles are left, their titles are what it measures with */
static void after_many_deletions(void)
{
	struct kx_db *db = kb_new();
	struct kx_article a;
	char name[16];

	fill(db, 260);
	for (int i = 0; i < 260; i++) {
		snprintf(name, sizeof(name), "%d", i);
		a = kb_article(name, "", "");
		a.deleted = true;
		if (kb_int(db, "select count(*) from article") > 130 && i % 2)
			kb_put(db, &a, 1);
	}
	T_INT(kb_int(db, "select count(*) from article"), 130);
	T_INT(kx_calibrate(db, &e), 0);
	T_OK(threshold(db) > 0 && threshold(db) != KX_JUDGE_THRESHOLD);
	kx_db_close(db);
}

/* a store that fails under it keeps what it had */
static void broken(void)
{
	struct kx_db *db = kb_new();

	fill(db, 3);
	T_INT(kx_store_set(db, "threshold", "0.5", &e), 0);
	T_INT(kx_store_set(db, "locales", "de", &e), 0);
	T_INT(kx_db_exec(db, "drop table segment", &e), 0);
	T_INT(kx_calibrate(db, &e), -1);
	T_OK(threshold(db) == 0.5);
	T_INT(kb_int(db, "select count(*) from setting where value = 'de'"), 1);
	kx_db_close(db);
}

int main(void)
{
	an_empty_store();
	measured();
	after_many_deletions();
	broken();
	return T_END();
}
