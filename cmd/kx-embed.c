/* kx-embed: records with text in, the same records with a vector out. */
#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"
#include "domain/embed_cache.h"
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
	{ KX_OPT_STR, 'm', "model", &model, "MODEL", "hash or hash-N (default: hash)" },
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

struct work {
	const struct kx_embedder *m;
	struct kx_tokenizer *k;
	struct kx_embed_cache *cache; /* NULL: none */
	bool whole_chunks; /* title and heading go before the text, as an ingest does it */
	bool base64;
	float *v;
	struct kx_buf value, line;
};

/* Nine digits bring a float32 back to the bit. Printing one is slow, and the numbers of a
 * vector often repeat: the last ones printed are kept by their bits. */
static void write_number(struct kx_buf *b, float v)
{
	static struct {
		uint32_t bits;
		int len; /* 0: free */
		char text[20];
	} kept[512], *k;
	uint32_t bits;

	memcpy(&bits, &v, sizeof(bits));
	k = &kept[(bits * 0x9e3779b1u) >> 23];
	if (!k->len || k->bits != bits) {
		k->bits = bits;
		k->len = snprintf(k->text, sizeof(k->text), "%.9g", (double)v);
	}
	kx_buf_add(b, k->text, (size_t)k->len);
}

static void write_array(struct kx_buf *b, const float *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		kx_buf_char(b, i ? ',' : '[');
		write_number(b, v[i]);
	}
	kx_buf_char(b, ']');
}

static void write_base64(struct kx_buf *b, const float *v, size_t n)
{
	kx_buf_char(b, '"');
	kx_base64_encode(v, n * sizeof(*v), b);
	kx_buf_char(b, '"');
}

/* The two fields behind the record's own. A record that has one of them already is taken
 * apart; all others go through byte for byte. */
static void put(struct work *w, struct kx_record *r)
{
	struct json_object *old;

	kx_buf_clear(&w->value);
	(w->base64 ? write_base64 : write_array)(&w->value, w->v, w->m->dimensions);
	kx_buf_printf(&w->value, ",\"embedding_model\":\"%s\"", w->m->name);
	kx_buf_clear(&w->line);
	if (json_object_object_get_ex(r->json, "embedding", &old) ||
		json_object_object_get_ex(r->json, "embedding_model", &old)) {
		json_object_object_del(r->json, "embedding");
		json_object_object_del(r->json, "embedding_model");
		struct kx_buf rest = { 0 };

		kx_jsonl_put(&rest, r->json);
		kx_jsonl_splice(&w->line, rest.p, rest.len - 1, "embedding", w->value.p,
			w->value.len);
		kx_buf_release(&rest);
	} else {
		kx_jsonl_splice(
			&w->line, r->line, r->n, "embedding", w->value.p, w->value.len);
	}
	kx_put(w->line.p, w->line.len);
}

static int embed(struct kx_record *r, void *ctx, struct kx_err *e)
{
	const char *text, *title = NULL, *heading = NULL, *locale;
	struct work *w = ctx;
	bool deleted = false;

	if (kx_rec_bool(r->json, "deleted", &deleted, e))
		return -1;
	if (deleted) {
		kx_put(r->line, r->n);
		kx_puts("\n");
		return 0;
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
	if (kx_embed_cached(w->cache, w->m, w->k, text, locale, w->v, e))
		return -1;
	put(w, r);
	return 0;
}

static int idle(void *ctx, struct kx_err *e)
{
	struct work *w = ctx;

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

int main(int argc, char **argv)
{
	int first = kx_start(argc, argv, &tool), status;
	struct work w = { 0 };
	/* a bar among the records on a terminal would only be in the way */
	struct kx_filter f = { .record = embed,
		.idle = idle,
		.ctx = &w,
		.progress = kx_out_tty() ? NULL : "embedding" };
	struct kx_filter_result r = { 0 };
	struct kx_err e = { 0 };

	if (strcmp(encoding, "array") != 0 && strcmp(encoding, "base64") != 0)
		kx_die(KX_EUSAGE,
			"option '--encoding': '%s' is neither array nor base64",
			encoding);
	if (kx_embedder_find(&w.m,
		    model ? model : kx_conf_str(kx_settings(), "embed.model"), &e)) {
		if (model)
			e.code = KX_EUSAGE;
		kx_die_err(&e);
	}
	if (!w.m)
		kx_die(KX_EUSAGE, "model 'none' makes no vectors");
	w.base64 = !strcmp(encoding, "base64");
	w.whole_chunks = !strcmp(field, "text");
	w.k = kx_tokenizer_new();
	w.v = kx_calloc(w.m->dimensions, sizeof(*w.v));
	w.cache = open_cache(w.m);
	if (kx_filter_run(argv + first, &f, &r, &e) ||
		kx_embed_cache_commit(w.cache, &e))
		kx_die_err(&e);
	status = kx_finish(r.unread ? KX_EIO : r.failed ? KX_ESOME : KX_OK);
	kx_embed_cache_free(w.cache);
	kx_tokenizer_free(w.k);
	kx_buf_release(&w.value);
	kx_buf_release(&w.line);
	free(w.v);
	return status;
}
