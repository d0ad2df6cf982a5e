/* kx-embed: records with text in, the same records with a vector out. */
#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/number.h"
#include "domain/embed_flow.h"
#include "domain/models.h"
#include "domain/store.h"
#include "io/jsonl.h"
#include "io/rec.h"
#include "tool/filter.h"
#include "tool/out.h"
#include "tool/say.h"
#include "tool/settings.h"
#include "tool/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *field = "text", *model, *encoding = "array";
static bool cache, no_cache;

static const struct kx_opt opts[] = {
	{ KX_OPT_STR, 0, "field", &field, "NAME", "field to embed (default: text)" },
	{ KX_OPT_STR, 'm', "model", &model, "MODEL", "hash, hash-N or PROVIDER:MODEL" },
	{ KX_OPT_STR, 0, "encoding", &encoding, "FORM", "array or base64" },
	{ KX_OPT_FLAG, 0, "cache", &cache, NULL,
		"keep vectors in the store and reuse them" },
	{ KX_OPT_FLAG, 0, "no-cache", &no_cache, NULL,
		"do not, even for a costly model" },
	{ 0 },
};

static const struct kx_tool tool = { "kx-embed", "[OPTIONS] [FILE ...]",
	"Add a vector to every record that has text.", opts,
	KX_WITH_FILTER | KX_WITH_STORE };

/* a record that waits for its vector, or for those before it */
struct waiting {
	struct waiting *next;
	char *line; /* without the fields that it gets */
	size_t n;
	char *file; /* for messages */
	size_t lineno;
	bool plain; /* it gets no vector */
};

struct work {
	const struct kx_embedder *m;
	const char *name; /* of the model, as JSON */
	struct kx_embed_flow *flow;
	struct kx_embed_cache *cache; /* NULL: none */
	bool whole_chunks; /* title and heading go before the text, as an ingest does it */
	bool base64;
	struct waiting *first, **last;
	size_t failed;
	struct kx_buf value, line;
};

static void write_array(struct kx_buf *b, const float *v, size_t n)
{
	size_t i;

	kx_buf_room(b, n * KX_FLOAT_LEN + 2);
	for (i = 0; i < n; i++) {
		b->p[b->len++] = i ? ',' : '[';
		b->len += (size_t)kx_float_text(b->p + b->len, v[i]);
	}
	kx_buf_str(b, n ? "]" : "[]");
}

static void write_base64(struct kx_buf *b, const float *v, size_t n)
{
	kx_buf_char(b, '"');
	kx_base64_encode(v, n * sizeof(*v), b);
	kx_buf_char(b, '"');
}

/* The two fields behind the record's own; all else goes through byte for byte. */
static void put(struct work *w, const struct waiting *r, const float *v, size_t n)
{
	kx_buf_clear(&w->value);
	(w->base64 ? write_base64 : write_array)(&w->value, v, n);
	kx_buf_printf(&w->value, ",\"embedding_model\":%s", w->name);
	kx_buf_clear(&w->line);
	kx_jsonl_splice(&w->line, r->line, r->n, "embedding", w->value.p, w->value.len);
	kx_put(w->line.p, w->line.len);
}

static void refuse(struct work *w, const struct waiting *r, const struct kx_err *why)
{
	w->failed++;
	kx_filter_report(r->file, r->lineno, why, r->line, r->n);
}

static void drop(struct work *w)
{
	struct waiting *r = w->first;

	w->first = r->next;
	if (!w->first)
		w->last = &w->first;
	free(r->line);
	free(r->file);
	free(r);
}

static bool enough(void *ctx)
{
	return kx_shared.strict && ((struct work *)ctx)->failed;
}

/* What is ready goes out, in the order in which it came in; with `all` it is waited for,
 * with `one` only for the first. */
static int give(struct work *w, bool all, bool one, struct kx_err *e)
{
	struct kx_embedded out;
	int rc;

	while (w->first && !enough(w)) {
		if (w->first->plain) {
			kx_put(w->first->line, w->first->n);
			kx_puts("\n");
			drop(w);
			continue;
		}
		rc = kx_embed_flow_get(w->flow, all || one, &out, e);
		if (rc)
			return rc < 0 ? -1 : 0;
		if (out.v)
			put(w, w->first, out.v, out.n);
		else
			refuse(w, w->first, &out.why);
		drop(w);
		one = false;
	}
	return 0;
}

/* A record that has one of the fields already is taken apart; all others stay as they
 * are. */
static void queue(struct work *w, struct kx_record *r, bool plain)
{
	struct waiting *q = kx_alloc(sizeof(*q));
	struct kx_buf rest = { 0 };
	struct json_object *old;

	if (!plain &&
		(json_object_object_get_ex(r->json, "embedding", &old) ||
			json_object_object_get_ex(r->json, "embedding_model", &old))) {
		json_object_object_del(r->json, "embedding");
		json_object_object_del(r->json, "embedding_model");
		kx_jsonl_put(&rest, r->json);
		kx_buf_cut(&rest, rest.len - 1);
	} else {
		kx_buf_add(&rest, r->line, r->n);
	}
	q->n = rest.len;
	q->line = kx_buf_give(&rest);
	q->file = kx_strdup(r->file);
	q->lineno = r->lineno;
	q->plain = plain;
	*w->last = q;
	w->last = &q->next;
}

static int embed(struct kx_record *r, void *ctx, struct kx_err *e)
{
	const char *text, *title = NULL, *heading = NULL, *locale;
	struct work *w = ctx;
	bool deleted = false;

	if (kx_rec_bool(r->json, "deleted", &deleted, e))
		return -1;
	if (deleted) {
		queue(w, r, true);
		return give(w, false, false, e);
	}
	if (kx_rec_need(r->json, field, &text, e) ||
		kx_rec_str(r->json, "locale", &locale, e))
		return -1;
	if (w->whole_chunks && (kx_rec_str(r->json, "title", &title, e) ||
				       kx_rec_str(r->json, "heading", &heading, e)))
		return -1;
	text = kx_embed_text(title, heading, text, r->arena);
	if (strlen(text) > KX_EMBED_TEXT_MAX)
		return kx_fail(e, KX_EINPUT, "field '%s' is longer than %u KiB", field,
			KX_EMBED_TEXT_MAX >> 10);
	if (kx_embed_flow_full(w->flow) && give(w, false, true, e))
		return -1;
	/* before it is queued: that may take the record's fields away */
	if (kx_embed_flow_put(w->flow, text, locale, NULL, e))
		return -1;
	queue(w, r, false);
	return give(w, false, false, e);
}

static int idle(void *ctx, struct kx_err *e)
{
	struct work *w = ctx;

	if (give(w, true, false, e))
		return -1;
	kx_out_flush();
	return kx_embed_cache_commit(w->cache, e);
}

static struct kx_embed_cache *open_cache(const struct kx_embedder *m)
{
	struct kx_db *db;
	struct kx_err e;

	if (no_cache || !(cache || m->costly))
		return NULL;
	if (kx_store_open(&db, kx_store_url(), KX_DB_CREATE, &e))
		kx_die_err(&e);
	return kx_embed_cache_new(db, m);
}

static struct kx_models *open_models(void)
{
	struct kx_models_opts o = {
		.conf = kx_settings(), .stopped = kx_stop_wanted, .told = kx_tell
	};
	struct kx_models *m;
	struct kx_err e;

	/* no place for a store: vectors are made all the same */
	if (kx_store_find(&o.store, &e))
		o.store = NULL;
	if (kx_models_new(&m, &o, &e))
		kx_die_err(&e);
	return m;
}

static void choose_model(struct work *w, struct kx_models *models)
{
	struct json_object *name;
	struct kx_err e;

	if (kx_models_embedder(models, &w->m,
		    model ? model : kx_conf_str(kx_settings(), "embed.model"), &e)) {
		if (model && e.code == KX_ECONFIG)
			e.code = KX_EUSAGE;
		kx_die_err(&e);
	}
	if (!w->m)
		kx_die(KX_EUSAGE, "model 'none' makes no vectors");
	name = json_object_new_string(w->m->name);
	w->name = kx_strdup(
		json_object_to_json_string_ext(name, JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(name);
}

/* Whatever ends the run, what was made is kept, and said in order. */
static int run(struct work *w, char *const *files, struct kx_err *e)
{
	/* a bar among the records on a terminal would only be in the way */
	struct kx_filter f = { .record = embed,
		.enough = enough,
		.idle = idle,
		.ctx = w,
		.progress = kx_out_tty() ? NULL : "embedding" };
	struct kx_filter_result r = { 0 };
	struct kx_err late;

	if (kx_filter_run(files, &f, &r, e) ||
		(!enough(w) && give(w, true, false, e))) {
		if (kx_embed_cache_commit(w->cache, &late))
			kx_warn_err(&late);
		return -1;
	}
	if (kx_embed_cache_commit(w->cache, e))
		return -1;
	return kx_finish(r.unread ? KX_EIO : r.failed + w->failed ? KX_ESOME : KX_OK);
}

int main(int argc, char **argv)
{
	int first = kx_start(argc, argv, &tool), status;
	struct kx_models *models;
	struct kx_embed_flow_opts o;
	struct work w = { 0 };
	struct kx_err e = { 0 };

	if (strcmp(encoding, "array") != 0 && strcmp(encoding, "base64") != 0)
		kx_die(KX_EUSAGE,
			"option '--encoding': '%s' is neither array nor base64",
			encoding);
	w.last = &w.first;
	models = open_models();
	choose_model(&w, models);
	if (!w.m->embed)
		kx_stop_gently();
	w.base64 = !strcmp(encoding, "base64");
	w.whole_chunks = !strcmp(field, "text");
	w.cache = open_cache(w.m);
	o = (struct kx_embed_flow_opts){
		.models = models, .cache = w.cache, .tokenizer = kx_tokenizer_new()
	};
	w.flow = kx_embed_flow_new(w.m, &o);
	status = run(&w, argv + first, &e);
	kx_embed_flow_free(w.flow);
	kx_embed_cache_free(w.cache);
	kx_models_close(models);
	if (status < 0 && kx_stop_wanted())
		return kx_finish(KX_EAGAIN);
	if (status < 0)
		kx_die_err(&e);
	while (w.first)
		drop(&w);
	kx_tokenizer_free(o.tokenizer);
	kx_buf_release(&w.value);
	kx_buf_release(&w.line);
	free((char *)w.name);
	return kx_leave(status);
}
