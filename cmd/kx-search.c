/* kx-search: a question, or query records, in; ranked hits out. */
#include "domain/eval.h"
#include "domain/explain.h"
#include "domain/models.h"
#include "domain/search.h"
#include "domain/store.h"
#include "io/rec.h"
#include "tool/filter.h"
#include "tool/out.h"
#include "tool/page.h"
#include "tool/query_opts.h"
#include "tool/say.h"
#include "tool/settings.h"
#include "tool/tool.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long chunks;
static bool explain, eval, text_out;

static const struct kx_opt opts[] = {
	{ KX_OPT_INT, 0, "chunks", &chunks, "N",
		"hits of one article at most (default: 1)", 1, 100 },
	{ KX_OPT_FLAG, 0, "explain", &explain, NULL,
		"say why each hit ranks where it does" },
	{ KX_OPT_FLAG, 0, "text", &text_out, NULL, "a list to read, also into a pipe" },
	{ KX_OPT_FLAG, 0, "eval", &eval, NULL,
		"QUERIES QRELS: measure against labels" },
	{ 0 },
};

static const struct kx_tool tool = { "kx-search", "[OPTIONS] [QUESTION]",
	"Find the articles that answer a question, or each query record on stdin.",
	opts, KX_WITH_STORE | KX_WITH_FILTER | KX_WITH_JSON, kx_query_opts };

struct work {
	struct kx_models *models;
	bool told; /* that questions have no vector */
	struct kx_search *s;
	struct kx_request defaults;
	double min;
	bool readable; /* a list for a person, not records */
	struct kx_eval *eval;
};

static size_t passing(const struct work *w, const struct kx_found *f)
{
	return f->confidence >= w->min ? f->n : 0;
}

static void put_record(
	struct work *w, const struct kx_found *f, size_t i, struct json_object *id)
{
	struct json_object *rec = kx_hit_json(&f->hits[i], id);

	if (explain)
		json_object_object_add(
			rec, "explain", kx_explain(w->s, f, &f->hits[i]));
	kx_emit(rec);
	json_object_put(rec);
}

static void put(struct work *w, const struct kx_found *f, struct json_object *id,
	struct kx_arena *a)
{
	size_t i, n = passing(w, f);

	if (f->no_vector.code && !w->told) {
		kx_warn("searched by words alone: %s", f->no_vector.text);
		w->told = true;
	}
	if (w->readable && n) {
		kx_page_guesses(f, kx_search_tokenizer(w->s));
		kx_page_synonyms(f);
		kx_page_entity(f);
	}
	for (i = 0; i < n; i++) {
		if (!w->readable) {
			put_record(w, f, i, id);
			continue;
		}
		kx_page_hit(
			&f->hits[i], &f->q, f->locale, kx_search_tokenizer(w->s), a);
		if (explain)
			kx_page_explain(kx_explain(w->s, f, &f->hits[i]));
	}
	if (explain && !w->readable && !n)
		kx_note("confidence %.3f is below %.3f", f->confidence, w->min);
}

static int one_shot(struct work *w, const char *question)
{
	struct kx_request r = w->defaults;
	struct kx_arena a = { 0 };
	struct kx_found f;
	struct kx_err e;
	size_t n;

	if (kx_request_check(question, &e))
		kx_die_err(&e);
	r.text = question;
	if (kx_search_run(w->s, &r, &a, &f, &e)) {
		kx_models_close(w->models);
		kx_die_err(&e);
	}
	put(w, &f, NULL, &a);
	n = passing(w, &f);
	if (!n && w->readable)
		kx_note("nothing in the knowledge base answers this (confidence %.2f, wanted "
			"%.2f)",
			f.confidence, w->min);
	kx_found_release(&f);
	kx_arena_release(&a);
	return kx_finish(n ? KX_OK : KX_ENOANSWER);
}

static int query(struct kx_record *r, void *ctx, struct kx_err *e)
{
	struct work *w = ctx;
	struct kx_request req = w->defaults;
	struct json_object *id = NULL;
	struct kx_found f;

	if (kx_request_read(&req, r->json, r->arena, e) ||
		kx_search_run(w->s, &req, r->arena, &f, e))
		return -1;
	json_object_object_get_ex(r->json, "id", &id);
	put(w, &f, id, r->arena);
	kx_found_release(&f);
	return 0;
}

/* ---- measuring ---------------------------------------------------------------------- */

static int label(struct kx_record *r, void *ctx, struct kx_err *e)
{
	return kx_eval_label(((struct work *)ctx)->eval, r->json, e);
}

static int measured(struct kx_record *r, void *ctx, struct kx_err *e)
{
	struct work *w = ctx;
	struct kx_request req = w->defaults;
	const char *docs[KX_EVAL_K], *id;
	struct kx_found f;
	size_t i;

	if (kx_rec_id(r->json, "id", &id, e) ||
		kx_request_read(&req, r->json, r->arena, e))
		return -1;
	if (!kx_eval_has(w->eval, id))
		return 0;
	req.k = KX_EVAL_K;
	req.all = true;
	if (kx_search_run(w->s, &req, r->arena, &f, e))
		return -1;
	for (i = 0; i < f.n && i < KX_EVAL_K; i++)
		docs[i] = f.hits[i].article_id;
	kx_eval_add(w->eval, id, docs, i);
	kx_found_release(&f);
	return 0;
}

static int evaluate(struct work *w, char *const *operands)
{
	char *queries[] = { operands[0], NULL }, *qrels[] = { operands[1], NULL };
	struct kx_filter f = { .record = label, .ctx = w };
	struct kx_filter_result r = { 0 };
	struct json_object *rec;
	struct kx_err e;

	w->eval = kx_eval_new();
	if (kx_filter_run(qrels, &f, &r, &e))
		kx_die_err(&e);
	f.record = measured;
	f.progress = "asking";
	if (kx_filter_run(queries, &f, &r, &e))
		kx_die_err(&e);
	if (r.unread) {
		kx_eval_free(w->eval);
		return kx_finish(KX_EIO);
	}
	rec = kx_eval_result(w->eval);
	kx_emit(rec);
	json_object_put(rec);
	kx_eval_free(w->eval);
	return kx_finish(r.failed ? KX_ESOME : KX_OK);
}

static int run(struct work *w, int operands, char *const *v)
{
	struct kx_filter f = { .record = query, .ctx = w };

	if (eval && operands != 2)
		kx_die(KX_EUSAGE, "--eval takes two files: QUERIES and QRELS");
	if (eval)
		return evaluate(w, v);
	if (operands > 1)
		kx_die(KX_EUSAGE, "one question at a time: put it in quotes");
	if (operands == 1)
		return one_shot(w, v[0]);
	if (isatty(0))
		kx_die(KX_EUSAGE, "there is no question: kx-search \"how do I …\"");
	return kx_filter(v, &f);
}

int main(int argc, char **argv)
{
	struct kx_models_opts o = { .told = kx_tell };
	int first = kx_start(argc, argv, &tool), status;
	struct work w = { 0 };
	struct kx_db *db;
	struct kx_err e;

	kx_query_opts_settle(&w.defaults, 0);
	w.defaults.per_article = (size_t)chunks;
	w.readable = !kx_shared.json && (text_out || kx_out_tty());
	if (kx_store_open(&db, kx_store_url(), KX_DB_READ, &e) ||
		kx_search_open(&w.s, db, false, &e))
		kx_die_err(&e);
	o.conf = kx_settings();
	o.store = kx_store_url();
	if (kx_models_new(&w.models, &o, &e))
		kx_die_err(&e);
	kx_search_models(w.s, w.models);
	w.min = kx_query_opts_min(w.s);
	w.defaults.all = !(w.min > 0);
	status = run(&w, argc - first, argv + first);
	kx_search_close(w.s);
	kx_models_close(w.models);
	kx_db_close(db);
	return status;
}
