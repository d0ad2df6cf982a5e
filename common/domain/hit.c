#include "domain/hit.h"

#include "domain/article.h"
#include "io/rec.h"

#include <stdlib.h>
#include <string.h>

static void add_str(struct json_object *o, const char *name, const char *v)
{
	json_object_object_add(o, name, json_object_new_string(v));
}

/* numbers with the digits that mean something, not all that a double has */
static struct json_object *real(double v)
{
	static char digits[] = "%.9g";
	struct json_object *o = json_object_new_double(v);

	json_object_set_serializer(o, json_object_double_to_json_string, digits, NULL);
	return o;
}

static struct json_object *id(const struct kx_hit *h)
{
	char *end;

	return h->id_is_int ? json_object_new_int64(strtoll(h->article_id, &end, 10))
			    : json_object_new_string(h->article_id);
}

static struct json_object *scores(const struct kx_hit *h)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "words", real(h->words));
	json_object_object_add(o, "grams", real(h->grams));
	json_object_object_add(o, "vector", real(h->vector));
	return o;
}

static bool plain(const struct kx_hit *h)
{
	return h->nspans == 0 ||
	       (h->nspans == 1 && h->spans[0].at == 0 && h->spans[0].from == h->start &&
		       h->spans[0].len == strlen(h->text) &&
		       h->end - h->start == h->spans[0].len);
}

struct json_object *kx_hit_json(const struct kx_hit *h, struct json_object *query_id)
{
	struct json_object *o = json_object_new_object();

	if (query_id)
		json_object_object_add(o, "query_id", json_object_get(query_id));
	json_object_object_add(o, "rank", json_object_new_int(h->rank));
	json_object_object_add(o, "score", real(h->score));
	json_object_object_add(o, "scores", scores(h));
	json_object_object_add(o, "confidence", real(h->confidence));
	json_object_object_add(o, "article_id", id(h));
	add_str(o, "source", h->source);
	add_str(o, "title", h->title);
	add_str(o, "url", h->url);
	add_str(o, "heading", h->heading);
	add_str(o, "text", h->text);
	if (*h->locale)
		add_str(o, "locale", h->locale);
	json_object_object_add(o, "start", json_object_new_int64((int64_t)h->start));
	json_object_object_add(o, "end", json_object_new_int64((int64_t)h->end));
	if (!plain(h))
		json_object_object_add(o, "spans", kx_spans_json(h->spans, h->nspans));
	return o;
}

static int read_text(const char **to, const char *name, struct json_object *rec,
	struct kx_arena *a, struct kx_err *e)
{
	const char *s;

	if (kx_rec_str(rec, name, &s, e))
		return -1;
	*to = s ? kx_arena_strdup(a, s) : "";
	return 0;
}

int kx_hit_read(
	struct kx_hit *h, struct json_object *rec, struct kx_arena *a, struct kx_err *e)
{
	const struct kx_article_defaults none = { .source = "" };
	struct json_object *scores = NULL;
	struct kx_article art;
	struct kx_chunk c;
	struct kx_vector v;
	size_t ordinal, of;
	int64_t rank = 0;

	memset(h, 0, sizeof(*h));
	if (kx_chunk_read(&art, &c, &ordinal, &of, &v, rec, &none, a, e) ||
		kx_rec_int(rec, "rank", 1, INT32_MAX, &rank, e) ||
		kx_rec_real(rec, "score", &h->score, e) ||
		kx_rec_real(rec, "confidence", &h->confidence, e) ||
		kx_rec_object(rec, "scores", &scores, e) ||
		read_text(&h->locale, "locale", rec, a, e))
		return -1;
	if (scores && (kx_rec_real(scores, "words", &h->words, e) ||
			      kx_rec_real(scores, "grams", &h->grams, e) ||
			      kx_rec_real(scores, "vector", &h->vector, e)))
		return -1;
	if (art.deleted)
		return kx_fail(e, KX_EINPUT, "it is no hit");
	h->rank = (int)rank;
	h->article_id = art.name;
	h->id_is_int = art.numeric;
	h->source = art.source;
	h->title = art.title;
	h->url = art.url ? art.url : "";
	h->heading = c.heading;
	h->text = c.text;
	h->start = c.start;
	h->end = c.end;
	h->spans = c.spans;
	h->nspans = c.nspans;
	return 0;
}

void kx_hit_source(
	const struct kx_hit *h, size_t at, size_t len, size_t *start, size_t *end)
{
	size_t i, lo, hi;

	if (!h->nspans) {
		bool exact = h->end - h->start == strlen(h->text);

		*start = exact ? h->start + at : h->start;
		*end = exact ? h->start + at + len : h->end;
		return;
	}
	*start = *end = 0;
	for (i = 0; i < h->nspans; i++) {
		const struct kx_span *s = &h->spans[i];

		lo = at > s->at ? at : s->at;
		hi = at + len < s->at + s->len ? at + len : s->at + s->len;
		if (lo >= hi)
			continue;
		if (*end == 0)
			*start = s->from + (lo - s->at);
		*end = s->from + (hi - s->at);
	}
	if (*end == 0) {
		*start = h->start;
		*end = h->end;
	}
}
