#include "domain/stats.h"

#include "domain/store.h"
#include "domain/vectors.h"

#include <stdbool.h>
#include <stdlib.h>

static const struct {
	const char *name;
	const char *sql;
} counts[] = {
	{ "articles", "select count(*) from article" },
	{ "chunks", "select count(*) from chunk" },
	{ "sources", "select count(distinct source) from article" },
	{ "vectors", "select count(vector) from chunk" },
	{ "segments", "select count(*) from segment" },
	{ "conversations", "select count(*) from conversation" },
	{ "messages", "select count(*) from message" },
	{ "exchanges", "select count(*) from exchange" },
	{ "calls", "select count(*) from usage" },
};

static int add_setting(struct json_object *rec, struct kx_db *db, const char *key,
	bool number, struct kx_err *e)
{
	struct kx_arena a = { 0 };
	const char *v;
	int rc = kx_store_get(db, key, &a, &v, e);

	if (!rc && v && number)
		json_object_object_add(
			rec, key, json_object_new_double_s(strtod(v, NULL), v));
	else if (!rc)
		json_object_object_add(rec, key, v ? json_object_new_string(v) : NULL);
	kx_arena_release(&a);
	return rc;
}

static int add_models(struct json_object *rec, struct kx_db *db, struct kx_err *e)
{
	struct json_object *a = json_object_new_array();
	struct kx_stmt *s =
		kx_db_stmt(db, "select name from embed_model order by id", e);
	int rc = s ? 0 : -1;

	json_object_object_add(rec, "models", a);
	while (!rc && (rc = kx_db_step(s, e)) == 0)
		json_object_array_add(a, json_object_new_string(kx_col_text(s, 0)));
	return rc < 0 ? -1 : 0;
}

/* the model whose vectors are searched */
static int add_searched(struct json_object *rec, struct kx_db *db, struct kx_err *e)
{
	struct kx_vectors v = { 0 };
	int rc = kx_vectors_look(&v, db, e);

	json_object_object_add(
		rec, "vector_model", rc ? NULL : json_object_new_string(v.model));
	return rc < 0 ? -1 : 0;
}

int kx_stats(struct kx_db *db, struct json_object **rec, struct kx_err *e)
{
	size_t i;
	int64_t n;
	int rc = 0;

	*rec = json_object_new_object();
	for (i = 0; i < sizeof(counts) / sizeof(*counts) && !rc; i++) {
		rc = kx_store_count(db, counts[i].sql, &n, e);
		json_object_object_add(*rec, counts[i].name, json_object_new_int64(n));
	}
	json_object_object_add(*rec, "bytes", json_object_new_int64(kx_db_size(db)));
	rc = rc || add_models(*rec, db, e) || add_searched(*rec, db, e) ||
	     add_setting(*rec, db, "threshold", true, e) ||
	     add_setting(*rec, db, "threshold_ask", true, e) ||
	     add_setting(*rec, db, "locales", false, e);
	if (rc) {
		json_object_put(*rec);
		*rec = NULL;
	}
	return rc ? -1 : 0;
}

int kx_stats_check(struct kx_db *db, struct kx_err *e)
{
	static const struct {
		const char *what;
		const char *sql;
	} rules[] = {
		{ "articles without chunks",
			"select count(*) from article a where not exists"
			" (select 1 from chunk c where c.article = a.id)" },
		{ "articles with a gap in their chunks",
			"select count(*) from (select min(ordinal) as low, max(ordinal) as high,"
			" count(*) as n, count(distinct ordinal) as d from chunk group by"
			" article) t where low <> 0 or high + 1 <> n or d <> n" },
		{ "chunks with an impossible range",
			"select count(*) from chunk where start_at > end_at or start_at < 0" },
		{ "chunks with a vector of the wrong size",
			"select count(*) from chunk c join embed_model m on m.id = c.model"
			" where length(c.vector) <> 4 * m.dimensions" },
		{ "chunks with a vector of no model",
			"select count(*) from chunk where vector is not null and model is null" },
		{ "calls with impossible numbers",
			"select count(*) from usage where attempts < 0 or latency_ms < 0"
			" or input < 0 or cached < 0 or output < 0 or reasoning < 0"
			" or cost < 0" },
	};
	size_t i;
	int64_t n;

	for (i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (kx_store_count(db, rules[i].sql, &n, e))
			return -1;
		if (n)
			return kx_fail(e, KX_EIO, "store '%s': %lld %s",
				kx_db_place(db), (long long)n, rules[i].what);
	}
	return 0;
}
