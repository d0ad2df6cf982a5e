#ifndef KX_TESTS_KB_H
#define KX_TESTS_KB_H
/* A knowledge base in memory, for tests of what works on a store. */
#include "base/arena.h"
#include "domain/index.h"
#include "domain/ingest.h"
#include "domain/stats.h"
#include "domain/store.h"
#include "t.h"

#include <json-c/json.h>
#include <stdint.h>

/* the same numbers on every run */
static uint32_t kb_seed = 1;

static inline uint32_t kb_rnd(uint32_t below)
{
	kb_seed = kb_seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)kb_seed * below >> 32);
}

static inline struct kx_db *kb_new(void)
{
	struct kx_db *db = NULL;
	struct kx_err e = { 0 };

	if (kx_store_open(&db, "sqlite::memory:", KX_DB_CREATE, &e))
		T_STR(e.text, "");
	return db;
}

static inline struct json_object *kb_json(const char *text)
{
	struct json_object *o = json_tokener_parse(text);

	if (!o)
		T_STR("no JSON", text);
	return o;
}

static inline const char *kb_text(struct json_object *o)
{
	return json_object_to_json_string_ext(
		o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

/* put articles in, all in one batch */
static inline void kb_put(struct kx_db *db, const struct kx_article *a, size_t n)
{
	struct kx_ingest_opts o = { .jobs = 1 };
	struct kx_ingest *g = kx_ingest_new(db, &o);
	struct kx_err e = { 0 };

	for (size_t i = 0; i < n; i++)
		T_INT(kx_ingest_add(g, &a[i], NULL, a[i].name, &e), 0);
	if (kx_ingest_commit(g, &e))
		T_STR(e.text, "");
	T_INT(kx_ingest_stats(g)->failed, 0);
	kx_ingest_free(g);
}

/* a Markdown article */
static inline struct kx_article kb_article(
	const char *name, const char *title, const char *body)
{
	return (struct kx_article){ .source = "kb",
		.name = name,
		.title = title,
		.body = body,
		.n = body ? strlen(body) : 0 };
}

/* a number of the store */
static inline int64_t kb_int(struct kx_db *db, const char *sql)
{
	struct kx_err e = { 0 };
	int64_t n = -1;

	if (kx_store_count(db, sql, &n, &e))
		T_STR(e.text, sql);
	return n;
}

/* all that must hold in a store */
static inline void kb_sound(struct kx_db *db)
{
	struct kx_err e = { 0 };

	if (kx_index_check(db, &e) || kx_stats_check(db, &e) || kx_db_check(db, &e))
		T_STR(e.text, "");
	else
		T_OK(true);
}

#endif
