#include "domain/article.h"

#include "base/base64.h"
#include "base/mem.h"
#include "domain/vec_file.h"
#include "io/rec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DIMENSIONS_MAX 8192
#define SPANS_MAX (1u << 20)
#define OFFSET_MAX (1ll << 48) /* bytes of an article, more than any has */

static void add_str(struct json_object *o, const char *name, const char *v)
{
	if (v)
		json_object_object_add(o, name, json_object_new_string(v));
}

static void add_size(struct json_object *o, const char *name, size_t v)
{
	json_object_object_add(o, name, json_object_new_int64((int64_t)v));
}

static void add_article(struct json_object *o, const struct kx_article *a)
{
	char *end;

	if (a->numeric)
		json_object_object_add(o, "article_id",
			json_object_new_int64(strtoll(a->name, &end, 10)));
	else
		add_str(o, "article_id", a->name);
	add_str(o, "source", a->source);
}

/* one span that is the whole text needs no saying */
static bool plain(const struct kx_chunk *c)
{
	return c->nspans == 1 && c->spans[0].at == 0 && c->spans[0].from == c->start &&
	       c->spans[0].len == strlen(c->text) &&
	       c->end - c->start == c->spans[0].len;
}

struct json_object *kx_spans_json(const struct kx_span *s, size_t n)
{
	struct json_object *o = json_object_new_array_ext((int)(3 * n));
	size_t i;

	for (i = 0; i < n; i++) {
		json_object_array_add(o, json_object_new_int64((int64_t)s[i].at));
		json_object_array_add(o, json_object_new_int64((int64_t)s[i].from));
		json_object_array_add(o, json_object_new_int64((int64_t)s[i].len));
	}
	return o;
}

struct json_object *kx_chunk_json(
	const struct kx_article *a, const struct kx_chunk *c, size_t ordinal, size_t of)
{
	struct json_object *o = json_object_new_object();

	add_article(o, a);
	add_size(o, "ordinal", ordinal);
	add_size(o, "of", of);
	add_str(o, "title", a->title);
	add_str(o, "heading", c->heading);
	add_str(o, "text", c->text);
	add_size(o, "start", c->start);
	add_size(o, "end", c->end);
	if (c->nspans && !plain(c))
		json_object_object_add(o, "spans", kx_spans_json(c->spans, c->nspans));
	add_str(o, "url", a->url);
	if (a->tags)
		json_object_object_add(o, "tags", json_tokener_parse(a->tags));
	add_str(o, "locale", a->locale);
	add_str(o, "visibility", kx_visibility_name(a->visibility));
	add_str(o, "updated_at", a->updated_at);
	add_str(o, "file", a->file);
	return o;
}

struct json_object *kx_deleted_json(const struct kx_article *a)
{
	struct json_object *o = json_object_new_object();

	add_article(o, a);
	json_object_object_add(o, "deleted", json_object_new_boolean(true));
	return o;
}

/* an integer of an array that can be an offset */
static int number(struct json_object *a, size_t i, size_t *v)
{
	struct json_object *o = json_object_array_get_idx(a, i);

	if (!json_object_is_type(o, json_type_int) || json_object_get_int64(o) < 0 ||
		json_object_get_int64(o) > OFFSET_MAX)
		return -1;
	*v = (size_t)json_object_get_int64(o);
	return 0;
}

static int read_spans(struct kx_chunk *c, struct json_object *rec,
	struct kx_arena *arena, struct kx_err *e)
{
	size_t n, i, len = strlen(c->text), at = 0, from = 0;
	struct json_object *o;

	if (kx_rec_array(rec, "spans", &o, e))
		return -1;
	n = o ? json_object_array_length(o) : 0;
	if (n % 3 || n > SPANS_MAX)
		return kx_fail(e, KX_EINPUT, "field 'spans' is not a list of triples");
	if (!n && c->end - c->start == len && len) {
		c->spans = kx_arena_alloc(arena, sizeof(*c->spans));
		c->spans[0] = (struct kx_span){ 0, c->start, len };
		c->nspans = 1;
		return 0;
	}
	c->nspans = n / 3;
	c->spans = kx_arena_alloc(arena, (c->nspans + 1) * sizeof(*c->spans));
	for (i = 0; i < c->nspans; i++) {
		struct kx_span *s = &c->spans[i];

		if (number(o, 3 * i, &s->at) || number(o, 3 * i + 1, &s->from) ||
			number(o, 3 * i + 2, &s->len) || s->at < at || s->from < from ||
			s->at > len || s->len > len - s->at || s->from < c->start ||
			s->from > c->end || s->len > c->end - s->from)
			return kx_fail(e, KX_EINPUT,
				"field 'spans' does not fit the text and its range");
		at = s->at + s->len;
		from = s->from + s->len;
	}
	return 0;
}

static int from_base64(struct kx_vector *vec, struct json_object *o,
	struct kx_arena *arena, struct kx_err *e)
{
	struct kx_buf b = { .max = DIMENSIONS_MAX * sizeof(float) };
	int rc = kx_base64_decode(
		json_object_get_string(o), (size_t)json_object_get_string_len(o), &b);

	if (rc || !b.len || b.len % sizeof(float)) {
		rc = kx_fail(e, KX_EINPUT,
			"field 'embedding' is not base64 of float32 values");
	} else {
		vec->n = b.len / sizeof(float);
		vec->v = kx_arena_alloc(arena, b.len);
		memcpy(vec->v, b.p, b.len);
	}
	kx_buf_release(&b);
	return rc;
}

static int from_array(struct kx_vector *vec, struct json_object *o,
	struct kx_arena *arena, struct kx_err *e)
{
	struct json_object *x;
	size_t i;

	if (!json_object_is_type(o, json_type_array))
		return kx_fail(
			e, KX_EINPUT, "field 'embedding' is neither array nor base64");
	vec->n = json_object_array_length(o);
	if (!vec->n || vec->n > DIMENSIONS_MAX)
		return kx_fail(
			e, KX_EINPUT, "field 'embedding' has %zu numbers", vec->n);
	vec->v = kx_arena_alloc(arena, vec->n * sizeof(float));
	for (i = 0; i < vec->n; i++) {
		x = json_object_array_get_idx(o, i);
		if (!json_object_is_type(x, json_type_double) &&
			!json_object_is_type(x, json_type_int))
			return kx_fail(e, KX_EINPUT,
				"field 'embedding' holds something that is no number");
		vec->v[i] = (float)json_object_get_double(x);
	}
	return 0;
}

int kx_vector_read(struct kx_vector *vec, struct json_object *rec,
	struct kx_arena *arena, struct kx_err *e)
{
	struct json_object *o = NULL;
	size_t i;

	memset(vec, 0, sizeof(*vec));
	if (!json_object_object_get_ex(rec, "embedding", &o) || !o)
		return 0;
	if (kx_rec_need(rec, "embedding_model", &vec->model, e))
		return -1;
	if (strlen(vec->model) > KX_VEC_MODEL_MAX)
		return kx_fail(e, KX_EINPUT,
			"field 'embedding_model' has more than %d bytes",
			KX_VEC_MODEL_MAX);
	vec->model = kx_arena_strdup(arena, vec->model);
	if (json_object_is_type(o, json_type_string) ? from_base64(vec, o, arena, e)
						     : from_array(vec, o, arena, e))
		return -1;
	for (i = 0; i < vec->n; i++)
		if (!isfinite(vec->v[i]))
			return kx_fail(e, KX_EINPUT,
				"field 'embedding' holds a number that is not finite");
	return 0;
}

static int read_chunk(struct kx_chunk *c, size_t *ordinal, size_t *of,
	struct json_object *rec, struct kx_arena *arena, struct kx_err *e)
{
	int64_t n = 0, total = 0, start = 0, end = -1;
	const char *text, *heading;

	if (kx_rec_need(rec, "text", &text, e) ||
		kx_rec_str(rec, "heading", &heading, e) ||
		kx_rec_int(rec, "ordinal", 0, INT32_MAX, &n, e) ||
		kx_rec_int(rec, "of", 0, INT32_MAX, &total, e) ||
		kx_rec_int(rec, "start", 0, OFFSET_MAX, &start, e) ||
		kx_rec_int(rec, "end", 0, OFFSET_MAX, &end, e))
		return -1;
	c->text = kx_arena_strdup(arena, text);
	c->heading = kx_arena_strdup(arena, heading ? heading : "");
	c->start = (size_t)start;
	c->end = end < 0 ? c->start + strlen(text) : (size_t)end;
	if (c->end < c->start)
		return kx_fail(e, KX_EINPUT, "field 'end' is before 'start'");
	*ordinal = (size_t)n;
	*of = (size_t)total;
	return read_spans(c, rec, arena, e);
}

int kx_chunk_read(struct kx_article *a, struct kx_chunk *c, size_t *ordinal, size_t *of,
	struct kx_vector *vec, struct json_object *rec,
	const struct kx_article_defaults *d, struct kx_arena *arena, struct kx_err *e)
{
	memset(c, 0, sizeof(*c));
	memset(vec, 0, sizeof(*vec));
	*ordinal = *of = 0;
	if (kx_article_head(a, rec, d, arena, e))
		return -1;
	if (a->deleted)
		return 0;
	if (read_chunk(c, ordinal, of, rec, arena, e))
		return -1;
	return kx_vector_read(vec, rec, arena, e);
}
