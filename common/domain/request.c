#include "domain/search.h"

#include "base/utf8.h"
#include "io/rec.h"

#include <string.h>

const char *kx_request_context(
	struct json_object *turns, struct kx_arena *a, struct kx_err *e, bool *ok)
{
	size_t i, n = turns ? json_object_array_length(turns) : 0;
	struct kx_buf b = { .max = KX_QUERY_MAX };
	const char *role, *text, *out = NULL;

	*ok = true;
	for (i = n > KX_SEARCH_TURNS ? n - KX_SEARCH_TURNS : 0; i < n && *ok; i++) {
		struct json_object *t = json_object_array_get_idx(turns, i);

		if (!json_object_is_type(t, json_type_object)) {
			kx_fail(e, KX_EINPUT,
				"field 'context' holds something that is no turn");
			*ok = false;
		} else if (kx_rec_need(t, "role", &role, e) ||
			   kx_rec_str(t, "text", &text, e)) {
			kx_fail_in(e, "field 'context'");
			*ok = false;
		} else if (text &&
			   (!strcmp(role, "customer") || !strcmp(role, "user"))) {
			kx_buf_str(&b, text);
			kx_buf_char(&b, '\n');
		}
	}
	if (*ok && b.len)
		out = kx_arena_strndup(a, b.p, b.len);
	kx_buf_release(&b);
	return out;
}

void kx_request_talk(
	struct kx_request *r, struct json_object *turns, struct kx_arena *a)
{
	size_t n = turns ? json_object_array_length(turns) : 0;
	const char **v = kx_arena_alloc(a, (KX_ENTITY_TURNS + 1) * sizeof(*v));
	struct json_object *text;

	r->talk.turns = v;
	for (r->talk.nturns = 0; n > 0 && r->talk.nturns < KX_ENTITY_TURNS; n--)
		if (json_object_object_get_ex(
			    json_object_array_get_idx(turns, n - 1), "text", &text) &&
			json_object_is_type(text, json_type_string))
			v[r->talk.nturns++] =
				kx_arena_strdup(a, json_object_get_string(text));
}

int kx_request_check(const char *question, struct kx_err *e)
{
	size_t n = strlen(question), ok = kx_utf8_valid(question, n);

	if (strspn(question, " \t\r\n") == n)
		return kx_fail(e, KX_EUSAGE, "the question is empty");
	if (ok < n)
		return kx_fail(
			e, KX_EINPUT, "the question is not UTF-8 at byte %zu", ok + 1);
	return 0;
}

static int copy(const char **to, const char *name, struct json_object *rec,
	struct kx_arena *a, struct kx_err *e)
{
	const char *s;

	if (kx_rec_str(rec, name, &s, e))
		return -1;
	if (s)
		*to = kx_arena_strdup(a, s);
	return 0;
}

/* a string or an array of them; *to stays as it is when the field is missing */
static int read_strings(const char *const **to, size_t *count, const char *name,
	struct json_object *rec, struct kx_arena *a, struct kx_err *e)
{
	struct json_object *list;
	const char **v;
	size_t i, n;

	if (kx_rec_strings(rec, name, &list, e))
		return -1;
	if (!list)
		return 0;
	n = json_object_is_type(list, json_type_string)
		    ? 1
		    : json_object_array_length(list);
	v = kx_arena_alloc(a, (n + 1) * sizeof(*v));
	for (i = 0; i < n; i++) {
		struct json_object *t = json_object_is_type(list, json_type_string)
						? list
						: json_object_array_get_idx(list, i);

		v[i] = kx_arena_strdup(a, json_object_get_string(t));
	}
	*to = v;
	*count = n;
	return 0;
}

static int read_filter(struct kx_request *r, struct json_object *rec,
	struct kx_arena *a, struct kx_err *e)
{
	const char *visibility = NULL;
	struct json_object *filter;

	if (kx_rec_object(rec, "filter", &filter, e))
		return -1;
	if (!filter)
		return 0;
	if (copy(&r->by.source, "source", filter, a, e) ||
		copy(&r->by.locale, "locale", filter, a, e) ||
		copy(&visibility, "visibility", filter, a, e) ||
		read_strings(&r->by.tags, &r->by.ntags, "tags", filter, a, e))
		return kx_fail_in(e, "field 'filter'");
	if (visibility && kx_visibility_parse(visibility, &r->by.visibility))
		return kx_fail(e, KX_EINPUT,
			"field 'filter': field 'visibility' is none of public, customers, "
			"agents");
	return 0;
}

int kx_request_read(struct kx_request *r, struct json_object *rec, struct kx_arena *a,
	struct kx_err *e)
{
	struct json_object *turns;
	int64_t k = (int64_t)r->k;
	bool ok;

	r->text = NULL;
	if (copy(&r->text, "query", rec, a, e) ||
		(!r->text && copy(&r->text, "text", rec, a, e)) ||
		copy(&r->locale, "locale", rec, a, e))
		return -1;
	if (!r->text)
		return kx_fail(e, KX_EINPUT, "field 'query', or 'text', is missing");
	if (kx_rec_int(rec, "k", 1, KX_SEARCH_K_MAX, &k, e) ||
		kx_rec_array(rec, "context", &turns, e) || read_filter(r, rec, a, e) ||
		read_strings(
			&r->talk.entities, &r->talk.nentities, "entity", rec, a, e))
		return -1;
	r->k = (size_t)k;
	if (kx_vector_read(&r->vector, rec, a, e))
		return -1;
	if (!turns)
		return 0;
	r->context = kx_request_context(turns, a, e, &ok);
	if (ok)
		kx_request_talk(r, turns, a);
	return ok ? 0 : -1;
}

int kx_rank_by_parse(const char *name, enum kx_rank_by *by)
{
	static const char *const names[] = { "all", "text", "words", "vectors" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i])) {
			*by = (enum kx_rank_by)i;
			return 0;
		}
	return -1;
}
