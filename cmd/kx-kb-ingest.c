/* kx-kb-ingest: files, folders or article records in; articles, chunks and their vectors
 * in the store (or, with --emit, chunk records out). */
#include "base/clock.h"
#include "base/par.h"
#include "domain/calibrate.h"
#include "domain/embed_model.h"
#include "domain/index.h"
#include "domain/models.h"
#include "domain/store.h"
#include "domain/vectors.h"
#include "tool/change_model.h"
#include "tool/feed.h"
#include "tool/filter.h"
#include "tool/out.h"
#include "tool/progress.h"
#include "tool/say.h"
#include "tool/settings.h"
#include "tool/tool.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct kx_feed_opts o = { .jobs = -1, .words = -1 };
static bool dry_run, emit, chunks_in, reembed;
static const char *model, *visibility;
static struct kx_list tags;
static struct kx_models *models; /* opened when a provider's is wanted */

static const struct kx_opt opts[] = {
	{ KX_OPT_STR, 0, "source", &o.source, "NAME", "source of the articles" },
	{ KX_OPT_STR, 0, "from", &o.from, "FORMAT",
		"auto, json, markdown, html or text" },
	{ KX_OPT_STR, 0, "locale", &o.locale, "TAG",
		"language of articles that do not say" },
	{ KX_OPT_LIST, 0, "tags", &tags, "A,B", "tags for articles that have none" },
	{ KX_OPT_STR, 0, "visibility", &visibility, "WHO",
		"public, customers or agents" },
	{ KX_OPT_FLAG, 0, "prune", &o.prune, NULL,
		"delete what the listing no longer has" },
	{ KX_OPT_FLAG, 0, "emit", &emit, NULL, "write chunk records, store nothing" },
	{ KX_OPT_FLAG, 0, "chunks", &chunks_in, NULL, "read chunk records" },
	{ KX_OPT_STR, 'm', "model", &model, "MODEL",
		"hash, hash-N, PROVIDER:MODEL or none" },
	{ KX_OPT_FLAG, 0, "reembed", &reembed, NULL,
		"change the model of the store's vectors" },
	{ KX_OPT_INT, 0, "words", &o.words, "N", "words in a chunk, about", 20, 2000 },
	{ KX_OPT_INT, 'j', "jobs", &o.jobs, "N", "processors to use (0: all)", 0, 64 },
	{ KX_OPT_FLAG, 'n', "dry-run", &dry_run, NULL,
		"say what would be done, change nothing" },
	{ 0 },
};

static const struct kx_tool tool = { "kx-kb-ingest", "[OPTIONS] [FILE|FOLDER|- ...]",
	"Put a company's help articles into the store.", opts,
	KX_WITH_STORE | KX_WITH_FILTER | KX_WITH_JSON };

static void emit_article(
	const struct kx_article *a, const struct kx_chunks *c, void *ctx)
{
	struct json_object *rec;
	size_t i;

	(void)ctx;
	if (a->deleted) {
		rec = kx_deleted_json(a);
		kx_emit(rec);
		json_object_put(rec);
	}
	for (i = 0; i < c->n; i++) {
		rec = kx_chunk_json(a, &c->v[i], i, c->n);
		kx_emit(rec);
		json_object_put(rec);
	}
}

static void failed(const char *where, const struct kx_err *why, void *ctx)
{
	struct kx_err e = *why;

	(void)ctx;
	kx_fail_in(&e, "%s", where);
	kx_warn_err(&e);
}

static void settle_options(struct kx_ingest_opts *io)
{
	const struct kx_conf *c = kx_settings();
	static struct json_object *a; /* o.tags points into it */
	size_t i;

	if (emit && chunks_in)
		kx_die(KX_EUSAGE, "--emit and --chunks do not go together");
	if (emit && reembed)
		kx_die(KX_EUSAGE, "--emit and --reembed do not go together");
	kx_feed_check(&o);
	o.dry_run = dry_run;
	if (visibility && kx_visibility_parse(visibility, &o.visibility))
		kx_die(KX_EUSAGE,
			"option '--visibility': '%s' is none of public, customers, agents",
			visibility);
	if (tags.n) {
		a = json_object_new_array();
		for (i = 0; i < tags.n; i++)
			json_object_array_add(a, json_object_new_string(tags.v[i]));
		o.tags = json_object_to_json_string_ext(
			a, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	}
	if (o.words < 0)
		o.words = (long)kx_conf_int(c, "ingest.words");
	if (o.jobs < 0)
		o.jobs = (long)kx_conf_int(c, "jobs");
	o.converters = kx_conf_get(c, "ingest.converters");
	io->words = (size_t)o.words;
	io->jobs = o.jobs ? (int)o.jobs : kx_par_jobs();
	io->dry_run = dry_run;
	io->failed = failed;
	io->mix = reembed;
	if (emit)
		io->emit = emit_article;
}

/* ---- the model ---------------------------------------------------------------------- */

static int open_models(struct kx_err *e)
{
	const struct kx_models_opts mo = { .conf = kx_settings(),
		.store = kx_store_url(),
		.stopped = kx_stop_wanted,
		.told = kx_tell };

	return models ? 0 : kx_models_new(&models, &mo, e);
}

static int find_model(const char *name, const struct kx_embedder **m, struct kx_err *e)
{
	if (!kx_embedder_find(m, name, NULL))
		return 0;
	return open_models(e) || kx_models_embedder(models, m, name, e) ? -1 : 0;
}

/* the model that the command line or the configuration names; false: neither does */
static bool named_model(const struct kx_embedder **m)
{
	const struct kx_conf *c = kx_settings();
	const char *where = kx_conf_where(c, "embed.model");
	struct kx_err e;

	if (!model && !strcmp(where, "built in"))
		return false;
	if (!find_model(model ? model : kx_conf_str(c, "embed.model"), m, &e))
		return true;
	if (!model)
		kx_fail_in(&e, "%s", where);
	else if (e.code == KX_ECONFIG)
		e.code = KX_EUSAGE;
	kx_die_err(&e);
}

/* An article that changed would lose its vectors without a word. */
_Noreturn static void no_model(const char *own)
{
	struct kx_err e;

	kx_fail(&e, KX_ECONFIG,
		"the store's vectors are of model '%.100s', which is not to be had here",
		own);
	kx_fail_hint(&e,
		"make them with 'kx-kb-ingest --emit | ... | kx-kb-ingest --chunks', go "
		"without with '-m none', or change them all with '--reembed -m MODEL'");
	kx_die_err(&e);
}

/* Nobody named one: the one whose vectors the store has, or the built-in one. */
static void own_model(struct kx_db *db, const struct kx_embedder **m)
{
	char own[KX_VEC_MODEL_MAX + 1];
	struct kx_err e;
	int rc = kx_embed_model_own(db, own, &e);

	if (rc < 0)
		kx_die_err(&e);
	if (rc) {
		if (find_model(kx_conf_str(kx_settings(), "embed.model"), m, &e))
			kx_die_err(&e);
		return;
	}
	if (find_model(own, m, &e)) {
		kx_debug("%s", e.text);
		no_model(own);
	}
	if (!*m || strcmp((*m)->name, own) != 0)
		no_model(own);
}

static void choose_model(struct kx_ingest_opts *io, struct kx_db *db,
	const struct kx_embedder *m, bool named)
{
	struct kx_err e;

	if (!named)
		own_model(db, &m);
	if (m && !m->stateless && kx_embed_model_fits(db, m->name, &e))
		kx_die_err(&e);
	io->embedder = m;
	io->models = models;
	o.model = m ? m->name : "none";
}

/* --reembed alone: no articles, another model for those that are there */
static int change_model(char *const *operands)
{
	const struct kx_embedder *m;
	enum kx_code code;

	if (*operands || o.prune)
		kx_die(KX_EUSAGE,
			"--reembed changes the vectors that are there: it takes no articles, "
			"but records with --chunks");
	kx_stop_gently();
	if (!named_model(&m))
		kx_die(KX_EUSAGE, "option '--reembed' needs a model: -m MODEL");
	code = kx_change_model(m, models, dry_run);
	kx_models_close(models);
	return kx_finish(code);
}

/* a dry run must not even create the store */
static struct kx_db *open_store(void)
{
	const char *url = kx_store_url();
	enum kx_db_mode mode = KX_DB_CREATE;
	struct kx_db *db;
	struct kx_err e;

	if (dry_run && kx_db_absent(url))
		url = "sqlite::memory:";
	else if (dry_run)
		mode = KX_DB_WRITE;
	if (kx_store_open(&db, url, mode, &e))
		kx_die_err(&e);
	return db;
}

static struct json_object *summary(const struct kx_ingest_stats *st, double seconds)
{
	static char digits[] = "%.2f";
	struct json_object *rec = json_object_new_object();

	if (!chunks_in || o.named)
		json_object_object_add(rec, "source", json_object_new_string(o.source));
	json_object_object_add(rec, "added", json_object_new_int64(st->added));
	json_object_object_add(rec, "changed", json_object_new_int64(st->changed));
	json_object_object_add(rec, "unchanged", json_object_new_int64(st->unchanged));
	json_object_object_add(rec, "deleted", json_object_new_int64(st->deleted));
	json_object_object_add(rec, "failed", json_object_new_int64(st->failed));
	if (st->bare)
		json_object_object_add(
			rec, "without_vectors", json_object_new_int64(st->bare));
	json_object_object_add(rec, "chunks", json_object_new_int64(st->chunks));
	json_object_object_add(rec, "bytes", json_object_new_int64(st->bytes));
	json_object_object_add(rec, "seconds", json_object_new_double(seconds));
	json_object_set_serializer(json_object_object_get(rec, "seconds"),
		json_object_double_to_json_string, digits, NULL);
	if (dry_run)
		json_object_object_add(rec, "dry_run", json_object_new_boolean(true));
	return rec;
}

static void say_sentence(const struct kx_ingest_stats *st, double seconds)
{
	kx_printf("%s%s: %lld added, %lld changed, %lld unchanged, %lld deleted, "
		  "%lld failed",
		dry_run ? "dry run, " : "", o.source, (long long)st->added,
		(long long)st->changed, (long long)st->unchanged,
		(long long)st->deleted, (long long)st->failed);
	if (st->bare)
		kx_printf(", %lld without vectors", (long long)st->bare);
	kx_printf(" (%.1f s)\n", seconds);
}

static void say_summary(const struct kx_ingest_stats *st, double seconds)
{
	struct json_object *rec;

	if (emit) {
		kx_note("%lld articles, %lld chunks, %lld failed", (long long)st->added,
			(long long)st->chunks, (long long)st->failed);
		return;
	}
	if (kx_out_tty() && !kx_shared.json) {
		say_sentence(st, seconds);
		return;
	}
	rec = summary(st, seconds);
	kx_emit(rec);
	json_object_put(rec);
}

/* the end of an ingest: few segments, so that a search reads few lists, and a threshold
 * that fits what is there now */
static int settle(struct kx_db *db, const struct kx_ingest_stats *st, struct kx_err *e)
{
	if (st->added + st->changed + st->deleted > 0) {
		if (kx_db_begin(db, e))
			return -1;
		if (kx_index_settle(db, e) || kx_db_commit(db, e)) {
			kx_db_rollback(db);
			return -1;
		}
		if (kx_vectors_refresh(db, e))
			return -1;
	}
	return kx_calibrate(db, e);
}

static int feed(struct kx_ingest *g, struct kx_db *db, char *const *operands,
	struct kx_ingest_stats *st, enum kx_code *code, struct kx_err *e)
{
	int rc = chunks_in ? kx_feed_chunks(g, operands, &o, st, code, e)
			   : kx_feed(g, db, operands, &o, st, code, e);

	/* a model that was being asked: who stopped it knows why it ended */
	return rc && e->code == KX_EAGAIN && kx_stop_wanted() ? 0 : rc;
}

int main(int argc, char **argv)
{
	int first = kx_start(argc, argv, &tool);
	const struct kx_embedder *m = NULL;
	struct kx_ingest_opts io = { 0 };
	int64_t began = kx_clock_mono();
	struct kx_ingest_stats st;
	struct kx_db *db = NULL;
	struct kx_ingest *g;
	struct kx_err e;
	enum kx_code code;
	bool named;

	settle_options(&io);
	if (reembed && !chunks_in)
		return change_model(argv + first);
	o.named = o.source != NULL;
	kx_feed_source(&o, argv + first);
	if (!emit) {
		kx_stop_gently();
		named = !chunks_in && named_model(&m);
		db = open_store();
		if (!chunks_in)
			choose_model(&io, db, m, named);
	}
	g = kx_ingest_new(db, &io);
	if (feed(g, db, argv + first, &st, &code, &e))
		kx_die_err(&e);
	/* the articles are in; searches go on with the threshold they had */
	if (db && !dry_run && settle(db, &st, &e)) {
		kx_warn_err(&e);
		code = e.code;
	}
	say_summary(&st, (double)(kx_clock_mono() - began) / 1000);
	kx_ingest_free(g);
	kx_db_close(db);
	kx_models_close(models);
	return kx_finish(code);
}
