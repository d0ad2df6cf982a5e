/* kx-db: look after the store: upgrade, check, back up, count. */
#include "base/clock.h"
#include "domain/calibrate.h"
#include "domain/index.h"
#include "domain/reindex.h"
#include "domain/stats.h"
#include "domain/store.h"
#include "domain/usage.h"
#include "domain/vectors.h"
#include "tool/out.h"
#include "tool/say.h"
#include "tool/tool.h"
#include "tool/usage_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool dry_run, usage, days;
static const char *since;

static const struct kx_opt opts[] = {
	{ KX_OPT_FLAG, 0, "usage", &usage, NULL,
		"with stats: what calls of models used and cost" },
	{ KX_OPT_STR, 0, "since", &since, "DATE", "with --usage: no calls before it" },
	{ KX_OPT_FLAG, 0, "days", &days, NULL, "with --usage: each day by itself" },
	{ KX_OPT_FLAG, 'n', "dry-run", &dry_run, NULL,
		"say what would be done, change nothing" },
	{ 0 },
};

static const struct kx_tool tool = { "kx-db",
	"[OPTIONS] migrate | status | check | reindex | backup FILE | stats",
	"Look after the store.", opts, KX_WITH_STORE | KX_WITH_JSON };

static struct kx_db *open_raw(enum kx_db_mode mode)
{
	struct kx_db *db;
	struct kx_err e;

	if (kx_db_open(&db, kx_store_url(), mode, &e))
		kx_die_err(&e);
	return db;
}

static struct kx_db *open_store(void)
{
	struct kx_db *db;
	struct kx_err e;

	if (kx_store_open(&db, kx_store_url(), KX_DB_READ, &e))
		kx_die_err(&e);
	return db;
}

/* a record for programs; "name: value" lines for people */
static void show(struct json_object *rec)
{
	struct json_object_iterator it = json_object_iter_begin(rec),
				    end = json_object_iter_end(rec);

	if (kx_shared.json) {
		kx_emit(rec);
		json_object_put(rec);
		return;
	}
	for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
		struct json_object *v = json_object_iter_peek_value(&it);

		kx_printf("%-14s %s\n", json_object_iter_peek_name(&it),
			v ? json_object_get_string(v) : "-");
	}
	json_object_put(rec);
}

static struct json_object *text(const char *s)
{
	return json_object_new_string(s);
}

static int migrate(void)
{
	struct json_object *rec = json_object_new_object();
	bool fresh = dry_run && kx_db_absent(kx_store_url());
	struct kx_db *db = fresh ? NULL : open_raw(dry_run ? KX_DB_READ : KX_DB_CREATE);
	struct kx_err e;
	int from = 0;

	if (db && (dry_run ? kx_db_version(db, &from, &e)
			   : kx_store_migrate(db, &from, &e)))
		kx_die_err(&e);
	if (from > KX_STORE_VERSION)
		kx_die(KX_ECONFIG, "the store is of version %d, this kx knows %d", from,
			KX_STORE_VERSION);
	json_object_object_add(rec, "from", json_object_new_int(from));
	json_object_object_add(rec, "to", json_object_new_int(KX_STORE_VERSION));
	if (dry_run)
		json_object_object_add(rec, "dry_run", json_object_new_boolean(true));
	show(rec);
	kx_db_close(db);
	return kx_finish(KX_OK);
}

static int status(void)
{
	struct json_object *rec = json_object_new_object();
	struct kx_db *db = open_raw(KX_DB_READ);
	struct kx_err e;
	int version;

	if (kx_db_version(db, &version, &e))
		kx_die_err(&e);
	json_object_object_add(rec, "store", text(kx_db_place(db)));
	json_object_object_add(rec, "engine", text(kx_db_engine(db)));
	json_object_object_add(rec, "version", json_object_new_int(version));
	json_object_object_add(rec, "current", json_object_new_int(KX_STORE_VERSION));
	json_object_object_add(rec, "bytes", json_object_new_int64(kx_db_size(db)));
	show(rec);
	kx_db_close(db);
	if (version > KX_STORE_VERSION)
		kx_die(KX_ECONFIG, "the store is of version %d, this kx knows %d",
			version, KX_STORE_VERSION);
	if (version < KX_STORE_VERSION)
		kx_die(KX_ECONFIG, "the store is of an old version: kx-db migrate");
	return kx_finish(KX_OK);
}

static int check(void)
{
	struct json_object *rec = json_object_new_object();
	struct kx_db *db = open_store();
	struct kx_err e;

	if (kx_db_check(db, &e) || kx_index_check(db, &e) || kx_stats_check(db, &e) ||
		kx_vectors_check(db, &e))
		kx_die_err(&e);
	json_object_object_add(rec, "store", text(kx_db_place(db)));
	json_object_object_add(rec, "check", text("ok"));
	show(rec);
	kx_db_close(db);
	return kx_finish(KX_OK);
}

/* the index anew, the vectors beside the store, and the threshold, which depends on the
 * index */
static int remake(struct kx_db *db, int64_t *chunks, struct kx_err *e)
{
	if (kx_db_begin(db, e))
		return -1;
	if (kx_reindex(db, chunks, e) || kx_store_set(db, "calibrated", "0", e) ||
		kx_db_commit(db, e)) {
		kx_db_rollback(db);
		return -1;
	}
	return kx_vectors_remake(db, e) || kx_calibrate(db, e) ? -1 : 0;
}

static int reindex(void)
{
	struct json_object *rec = json_object_new_object();
	struct kx_db *db;
	struct kx_err e;
	int64_t chunks;
	int rc;

	if (kx_store_open(&db, kx_store_url(), dry_run ? KX_DB_READ : KX_DB_WRITE, &e))
		kx_die_err(&e);
	rc = dry_run ? kx_store_count(db, "select count(*) from chunk", &chunks, &e)
		     : remake(db, &chunks, &e);
	if (rc)
		kx_die_err(&e);
	json_object_object_add(rec, "store", text(kx_db_place(db)));
	json_object_object_add(rec, "reindexed", json_object_new_int64(chunks));
	if (dry_run)
		json_object_object_add(rec, "dry_run", json_object_new_boolean(true));
	show(rec);
	kx_db_close(db);
	return kx_finish(KX_OK);
}

static int backup(const char *to)
{
	struct json_object *rec = json_object_new_object();
	struct kx_db *db = open_store();
	struct kx_err e;

	if (!dry_run && kx_db_backup(db, to, &e))
		kx_die_err(&e);
	json_object_object_add(rec, "backup", text(to));
	json_object_object_add(rec, "bytes", json_object_new_int64(kx_db_size(db)));
	if (dry_run)
		json_object_object_add(rec, "dry_run", json_object_new_boolean(true));
	show(rec);
	kx_db_close(db);
	return kx_finish(KX_OK);
}

static void put_records(struct json_object *rows)
{
	for (size_t i = 0; i < json_object_array_length(rows); i++)
		kx_emit(json_object_array_get_idx(rows, i));
}

/* a day is the first moment of it */
static int64_t since_ms(void)
{
	char moment[40];
	int64_t ms = 0;

	if (!since || !kx_clock_parse(since, &ms))
		return ms;
	snprintf(moment, sizeof(moment), "%.20sT00:00:00Z", since);
	if (kx_clock_parse(moment, &ms))
		kx_die(KX_EUSAGE,
			"option '--since': '%s' is no date like 2026-01-31, and no time like "
			"2026-01-31T09:05:07Z",
			since);
	return ms;
}

static int usage_stats(void)
{
	int64_t from = since_ms();
	struct kx_db *db = open_store();
	struct json_object *rows;
	struct kx_err e;

	if (kx_usage_report(db, from, days, &rows, &e))
		kx_die_err(&e);
	if (kx_out_tty() && !kx_shared.json)
		kx_usage_page(rows);
	else
		put_records(rows);
	json_object_put(rows);
	kx_db_close(db);
	return kx_finish(KX_OK);
}

static int stats(void)
{
	struct kx_db *db;
	struct json_object *rec;
	struct kx_err e;

	if (usage)
		return usage_stats();
	db = open_store();
	if (kx_stats(db, &rec, &e))
		kx_die_err(&e);
	show(rec);
	kx_db_close(db);
	return kx_finish(KX_OK);
}

static void check_options(const char *verb)
{
	if (usage && (!verb || strcmp(verb, "stats") != 0))
		kx_die(KX_EUSAGE, "option '--usage' goes with 'stats'");
	if ((since || days) && !usage)
		kx_die(KX_EUSAGE, "option '--%s' goes with '--usage'",
			since ? "since" : "days");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int operands;
		int (*run)(void);
	} verbs[] = { { "migrate", 0, migrate }, { "status", 0, status },
		{ "check", 0, check }, { "reindex", 0, reindex }, { "stats", 0, stats },
		{ "backup", 1, NULL } };
	int first = kx_start(argc, argv, &tool);
	const char *verb = argv[first];
	struct kx_err e;
	size_t i;

	check_options(verb);
	for (i = 0; verb && i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (strcmp(verb, verbs[i].name) != 0)
			continue;
		if (argc - first - 1 != verbs[i].operands)
			kx_die(KX_EUSAGE, "'%s' takes %d operand%s", verb,
				verbs[i].operands, verbs[i].operands == 1 ? "" : "s");
		return verbs[i].run ? verbs[i].run() : backup(argv[first + 1]);
	}
	kx_fail(&e, KX_EUSAGE, verb ? "no such thing to do: '%s'" : "nothing to do%s",
		verb ? verb : "");
	kx_fail_hint(&e, "one of migrate, status, check, reindex, backup FILE, stats");
	kx_die_err(&e);
}
