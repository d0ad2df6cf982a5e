#include "domain/article.h"

#include "base/utf8.h"
#include "io/rec.h"
#include "io/yaml.h"

#include <string.h>

static const char *const visibilities[] = { "public", "customers", "agents" };

const char *kx_visibility_name(enum kx_visibility v)
{
	return visibilities[v];
}

int kx_visibility_parse(const char *name, enum kx_visibility *v)
{
	int i;

	for (i = 0; i < 3; i++)
		if (!strcmp(name, visibilities[i])) {
			*v = (enum kx_visibility)i;
			return 0;
		}
	return -1;
}

static int limit(const char *what, const char *s, size_t max, struct kx_err *e)
{
	if (s && strlen(s) > max)
		return kx_fail(
			e, KX_EINPUT, "field '%s' is longer than %zu bytes", what, max);
	return 0;
}

static int read_tags(struct kx_article *a, struct json_object *rec,
	struct kx_arena *arena, struct kx_err *e)
{
	struct json_object *tags;

	if (kx_rec_strings(rec, "tags", &tags, e))
		return -1;
	if (!tags)
		return 0;
	if (json_object_is_type(tags, json_type_string)) {
		const char *s = json_object_to_json_string_ext(
			tags, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

		a->tags = kx_arena_printf(arena, "[%s]", s);
	} else if (json_object_array_length(tags)) {
		a->tags = kx_arena_strdup(
			arena, json_object_to_json_string_ext(
				       tags, JSON_C_TO_STRING_PLAIN |
						     JSON_C_TO_STRING_NOSLASHESCAPE));
	} else {
		a->tags = NULL;
	}
	return 0;
}

static int read_visibility(
	struct kx_article *a, struct json_object *rec, struct kx_err *e)
{
	const char *s;

	if (kx_rec_str(rec, "visibility", &s, e))
		return -1;
	if (s && kx_visibility_parse(s, &a->visibility))
		return kx_fail(e, KX_EINPUT,
			"field 'visibility' is none of public, customers, agents");
	return 0;
}

/* an optional string into the arena; absent keeps what is there */
static int copy(const char **to, const char *name, struct json_object *rec,
	struct kx_arena *arena, struct kx_err *e)
{
	const char *s;

	if (kx_rec_str(rec, name, &s, e))
		return -1;
	if (s)
		*to = kx_arena_strdup(arena, s);
	return 0;
}

/* the fields that article records, front matter and chunk records share */
static int read_common(struct kx_article *a, struct json_object *rec,
	struct kx_arena *arena, struct kx_err *e)
{
	if (copy(&a->title, "title", rec, arena, e) ||
		copy(&a->url, "url", rec, arena, e) ||
		copy(&a->source, "source", rec, arena, e) ||
		copy(&a->locale, "locale", rec, arena, e) ||
		copy(&a->updated_at, "updated_at", rec, arena, e) ||
		copy(&a->file, "file", rec, arena, e) || read_tags(a, rec, arena, e) ||
		read_visibility(a, rec, e) ||
		kx_rec_bool(rec, "deleted", &a->deleted, e))
		return -1;
	return limit("title", a->title, KX_TITLE_MAX, e) ||
			       limit("source", a->source, KX_ID_MAX, e)
		       ? -1
		       : 0;
}

static void set_defaults(struct kx_article *a, const struct kx_article_defaults *d)
{
	memset(a, 0, sizeof(*a));
	a->source = d->source;
	a->locale = d->locale;
	a->tags = d->tags;
	a->visibility = d->visibility;
	a->format = d->format;
	a->title = "";
}

static int read_id(struct kx_article *a, const char *field, struct json_object *rec,
	struct kx_arena *arena, struct kx_err *e)
{
	struct json_object *o;
	const char *id;

	if (kx_rec_id(rec, field, &id, e) || limit(field, id, KX_ID_MAX, e))
		return -1;
	json_object_object_get_ex(rec, field, &o);
	a->numeric = json_object_is_type(o, json_type_int);
	a->name = kx_arena_strdup(arena, id);
	return 0;
}

int kx_article_read(struct kx_article *a, struct json_object *rec,
	const struct kx_article_defaults *d, struct kx_arena *arena, struct kx_err *e)
{
	struct json_object *body;
	const char *s;

	set_defaults(a, d);
	if (read_id(a, "id", rec, arena, e) || read_common(a, rec, arena, e) ||
		kx_rec_str(rec, "format", &s, e))
		return -1;
	if (s && kx_format_parse(s, &a->format))
		return kx_fail(
			e, KX_EINPUT, "field 'format' is none of markdown, html, text");
	if (kx_rec_str(rec, "body", &s, e))
		return -1;
	if (a->deleted)
		return 0;
	if (!s)
		return kx_fail(e, KX_EINPUT, "field 'body' is missing");
	json_object_object_get_ex(rec, "body", &body);
	a->n = (size_t)json_object_get_string_len(body);
	a->body = kx_arena_strndup(arena, s, a->n);
	return 0;
}

/* a line of dashes, three at least */
static bool is_fence(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] == '-')
		i++;
	if (i < 3)
		return false;
	while (i < n && (s[i] == ' ' || s[i] == '\t' || s[i] == '\r' || s[i] == '\n'))
		i++;
	return i == n;
}

/* The fence that ends front matter: a line of three dashes. Length up to and with it, 0
 * when there is none. */
static size_t front_matter(const char *s, size_t n, size_t *yaml, size_t *yaml_len)
{
	size_t i, end;

	if (n < 4 || memcmp(s, "---", 3) || (s[3] != '\n' && s[3] != '\r'))
		return 0;
	i = s[3] == '\r' ? 5 : 4;
	*yaml = i;
	while (i < n) {
		const char *lf = memchr(s + i, '\n', n - i);

		end = lf ? (size_t)(lf - s) + 1 : n;
		if (is_fence(s + i, end - i)) {
			*yaml_len = i - *yaml;
			return end;
		}
		i = end;
	}
	return 0;
}

/* dates and numbers come as YAML likes them; an article wants strings */
static void stringify(struct json_object *o)
{
	static const char *const names[] = { "title", "url", "locale", "updated_at" };
	struct json_object *v;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (json_object_object_get_ex(o, names[i], &v) && v &&
			!json_object_is_type(v, json_type_string) &&
			!json_object_is_type(v, json_type_array) &&
			!json_object_is_type(v, json_type_object))
			json_object_object_add(o, names[i],
				json_object_new_string(json_object_get_string(v)));
}

static int read_front(struct kx_article *a, const char *yaml, size_t n,
	struct kx_arena *arena, struct kx_err *e)
{
	/* an empty line for the fence, so that line numbers are those of the file */
	char *text = kx_arena_printf(arena, "\n%.*s", (int)n, yaml);
	struct json_object *o = NULL, *id;
	int rc = 0;

	if (kx_yaml_read(text, n + 1, &o, e))
		return kx_fail_in(e, "front matter");
	if (!o)
		return 0;
	if (json_object_is_type(o, json_type_object)) {
		stringify(o);
		rc = read_common(a, o, arena, e);
		if (!rc && json_object_object_get_ex(o, "id", &id) && id)
			rc = read_id(a, "id", o, arena, e);
	}
	json_object_put(o);
	return rc ? kx_fail_in(e, "front matter") : 0;
}

static int check_bytes(const char *s, size_t n, struct kx_err *e)
{
	size_t ok = kx_utf8_valid(s, n);

	if (memchr(s, '\0', n))
		return kx_fail(e, KX_EINPUT, "it holds NUL bytes: not a text file");
	if (ok == n)
		return 0;
	kx_fail(e, KX_EINPUT, "not UTF-8 at byte %zu", ok + 1);
	return kx_fail_hint(
		e, "convert it first, for example: iconv -f latin1 -t utf-8");
}

int kx_article_file(struct kx_article *a, const char *name, const char *bytes, size_t n,
	enum kx_format format, const struct kx_article_defaults *d,
	struct kx_arena *arena, struct kx_err *e)
{
	size_t mark = n >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3) ? 3 : 0;
	size_t yaml = 0, yaml_len = 0, front;

	set_defaults(a, d);
	a->name = a->file = kx_arena_strdup(arena, name);
	a->format = format;
	if (check_bytes(bytes, n, e))
		return -1;
	front = front_matter(bytes + mark, n - mark, &yaml, &yaml_len);
	if (front && read_front(a, bytes + mark + yaml, yaml_len, arena, e))
		return -1;
	a->base = mark + front;
	a->n = n - a->base;
	a->body = kx_arena_strndup(arena, bytes + a->base, a->n);
	return limit("id", a->name, KX_ID_MAX, e);
}

int kx_article_head(struct kx_article *a, struct json_object *rec,
	const struct kx_article_defaults *d, struct kx_arena *arena, struct kx_err *e)
{
	set_defaults(a, d);
	return read_id(a, "article_id", rec, arena, e) || read_common(a, rec, arena, e)
		       ? -1
		       : 0;
}
