/* Sections as records, and back. */
#include "domain/excerpt.h"

#include "domain/chunk.h"
#include "io/rec.h"

#include <stdint.h>
#include <string.h>

#define SECTIONS_MAX 64 /* of a record that is read */
#define PARTS_MAX 256   /* of one */

static const char *const of_article[] = { "article_id", "source", "title", "url",
	"heading", "locale", NULL };
static const char *const of_part[] = { "text", "start", "end", "spans", NULL };

static void copy(
	struct json_object *to, struct json_object *from, const char *const *names)
{
	struct json_object *v;

	for (; *names; names++)
		if (json_object_object_get_ex(from, *names, &v) && v)
			json_object_object_add(to, *names, json_object_get(v));
}

static struct json_object *excerpt(const struct kx_excerpt *x)
{
	struct json_object *o = json_object_new_object(),
			   *parts = json_object_new_array(), *full, *part;

	json_object_object_add(o, "n", json_object_new_int(x->n));
	full = kx_hit_json(x->hit, NULL);
	copy(o, full, of_article);
	json_object_put(full);
	for (size_t i = 0; i < x->nparts; i++) {
		full = kx_hit_json(&x->parts[i], NULL);
		part = json_object_new_object();
		copy(part, full, of_part);
		json_object_array_add(parts, part);
		json_object_put(full);
	}
	json_object_object_add(o, "parts", parts);
	return o;
}

struct json_object *kx_excerpts_json(const struct kx_excerpts *s)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < s->n; i++)
		json_object_array_add(list, excerpt(&s->v[i]));
	return list;
}

static int read_part(struct kx_hit *h, struct json_object *rec,
	struct json_object *part, struct kx_arena *a, struct kx_err *e)
{
	struct json_object *whole = json_object_new_object();
	int rc;

	copy(whole, rec, of_article);
	if (json_object_is_type(part, json_type_object))
		copy(whole, part, of_part);
	rc = kx_hit_read(h, whole, a, e);
	json_object_put(whole);
	return rc;
}

static int read_excerpt(struct kx_excerpt *x, struct json_object *rec,
	struct kx_arena *a, struct kx_err *e)
{
	struct json_object *list;
	struct kx_hit *parts;
	int64_t n = 0;

	if (!json_object_is_type(rec, json_type_object))
		return kx_fail(e, KX_EINPUT, "a section is no object");
	if (kx_rec_int(rec, "n", 1, SECTIONS_MAX, &n, e) ||
		kx_rec_array(rec, "parts", &list, e))
		return -1;
	x->nparts = list ? json_object_array_length(list) : 0;
	if (!n || !x->nparts || x->nparts > PARTS_MAX)
		return kx_fail(e, KX_EINPUT, "a section has no number or no parts");
	x->n = (int)n;
	x->parts = x->hit = parts = kx_arena_alloc(a, x->nparts * sizeof(*parts));
	for (size_t i = 0; i < x->nparts; i++) {
		if (read_part(&parts[i], rec, json_object_array_get_idx(list, i), a, e))
			return -1;
		x->words += kx_chunk_count(parts[i].text, strlen(parts[i].text));
	}
	return 0;
}

int kx_excerpts_from(struct kx_excerpts *s, struct json_object *rec, struct kx_arena *a,
	struct kx_err *e)
{
	struct kx_excerpt *v;
	size_t n;

	*s = (struct kx_excerpts){ 0 };
	if (!json_object_is_type(rec, json_type_array))
		return kx_fail(e, KX_EINPUT, "the sections are no array");
	n = json_object_array_length(rec);
	if (n > SECTIONS_MAX)
		return kx_fail(e, KX_EINPUT, "more than %d sections", SECTIONS_MAX);
	s->v = v = kx_arena_alloc(a, (n + 1) * sizeof(*v));
	for (; s->n < n; s->n++) {
		if (read_excerpt(&v[s->n], json_object_array_get_idx(rec, s->n), a, e))
			return -1;
		if (v[s->n].n > s->articles)
			s->articles = v[s->n].n;
	}
	return 0;
}
