#include "tool/change_model.h"

#include "base/clock.h"
#include "domain/reembed.h"
#include "domain/store.h"
#include "domain/vectors.h"
#include "tool/opt.h"
#include "tool/out.h"
#include "tool/progress.h"
#include "tool/say.h"
#include "tool/tool.h"

#include <json-c/json.h>

static void progress(int64_t done, int64_t of, void *ctx)
{
	bool *begun = ctx;

	if (!*begun)
		kx_progress_begin("embedding", (size_t)of);
	*begun = true;
	kx_progress_set((size_t)done, (size_t)done);
}

static void refused(const char *where, const struct kx_err *why, void *ctx)
{
	struct kx_err e = *why;

	(void)ctx;
	kx_fail_in(&e, "%s", where);
	kx_warn_err(&e);
}

static void add(struct json_object *rec, const char *name, int64_t n)
{
	json_object_object_add(rec, name, json_object_new_int64(n));
}

static void put_record(const char *model, const struct kx_reembed_stats *st,
	bool dry_run, double seconds)
{
	static char digits[] = "%.2f";
	struct json_object *rec = json_object_new_object();

	json_object_object_add(rec, "model", json_object_new_string(model));
	add(rec, "chunks", st->chunks);
	add(rec, "kept", st->kept);
	add(rec, "cached", st->cached);
	add(rec, "embedded", st->embedded);
	add(rec, "failed", st->refused);
	json_object_object_add(rec, "seconds", json_object_new_double(seconds));
	json_object_set_serializer(json_object_object_get(rec, "seconds"),
		json_object_double_to_json_string, digits, NULL);
	if (dry_run)
		json_object_object_add(rec, "dry_run", json_object_new_boolean(true));
	kx_emit(rec);
	json_object_put(rec);
}

static void put_sentence(const struct kx_embedder *m, const struct kx_reembed_stats *st,
	bool dry_run, double seconds)
{
	const char *dry = dry_run ? "dry run, " : "";

	if (!m || m->stateless)
		kx_printf("%s%s: %lld chunks, no vectors (%.1f s)\n", dry,
			m ? m->name : "none", (long long)st->chunks, seconds);
	else
		kx_printf(
			"%s%s: %lld chunks, %lld embedded, %lld from the cache, %lld as they "
			"were, %lld failed (%.1f s)\n",
			dry, m->name, (long long)st->chunks, (long long)st->embedded,
			(long long)st->cached, (long long)st->kept,
			(long long)st->refused, seconds);
}

static struct kx_db *open_store(bool dry_run)
{
	struct kx_db *db;
	struct kx_err e;

	if (kx_store_open(&db, kx_store_url(), dry_run ? KX_DB_READ : KX_DB_WRITE, &e))
		kx_die_err(&e);
	return db;
}

static void give_up(struct kx_err *e)
{
	if (e->code == KX_EAGAIN && !*e->hint)
		kx_fail_hint(
			e, "run it again: it goes on with what is missing by then");
	kx_die_err(e);
}

enum kx_code kx_change_model(
	const struct kx_embedder *m, struct kx_models *models, bool dry_run)
{
	int64_t began = kx_clock_mono();
	bool begun = false;
	const struct kx_reembed_opts o = { .embedder = m,
		.models = models,
		.dry_run = dry_run,
		.progress = progress,
		.stop = kx_stop_wanted,
		.refused = refused,
		.ctx = &begun };
	struct kx_db *db = open_store(dry_run);
	struct kx_reembed_stats st;
	struct kx_err e;
	double seconds;
	int rc;

	rc = kx_reembed(db, &o, &st, &e);
	kx_progress_end();
	/* who stopped it knows why it ended */
	if (rc && e.code == KX_EAGAIN && kx_stop_wanted()) {
		kx_db_close(db);
		return KX_EAGAIN;
	}
	if (rc || (!dry_run && kx_vectors_refresh(db, &e)))
		give_up(&e);
	seconds = (double)(kx_clock_mono() - began) / 1000;
	if (kx_out_tty() && !kx_shared.json)
		put_sentence(m, &st, dry_run, seconds);
	else
		put_record(m ? m->name : "none", &st, dry_run, seconds);
	kx_db_close(db);
	return st.refused ? KX_ESOME : KX_OK;
}
