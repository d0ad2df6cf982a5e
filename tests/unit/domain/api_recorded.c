/* Every recorded answer is read as its second line says. `-u` prints the files with that
 * line as it is now. */
#include "../recorded.h"
#include "../t.h"
#include "domain/api_chat.h"
#include "domain/api_embed.h"
#include "domain/api_error.h"

#define FLAGS (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

static void put(struct json_object *o, const char *name, const char *s)
{
	json_object_object_add(o, name, json_object_new_string(s));
}

static void put_int(struct json_object *o, const char *name, int64_t v)
{
	json_object_object_add(o, name, json_object_new_int64(v));
}

static void put_error(struct json_object *o, const struct kx_err *e)
{
	put_int(o, "error", e->code);
	put(o, "why", e->text);
	if (e->hint[0])
		put(o, "hint", e->hint);
}

struct stream {
	struct kx_completion c;
	struct kx_err e;
};

static int event(void *ctx, const char *data, size_t n)
{
	struct stream *s = ctx;

	return kx_api_chat_event(&s->c, data, n, &s->e);
}

static struct json_object *chat(const struct recorded *r)
{
	struct stream s = { 0 };
	struct json_object *o;
	int rc;

	if (strcmp(r->what, "stream") == 0) {
		rc = recorded_events(r->body, r->n, event, &s);
		rc = rc ? rc : kx_api_chat_end(&s.c, &s.e);
	} else {
		rc = kx_api_chat_read(&s.c, r->body, r->n, &s.e);
	}
	o = kx_completion_json(&s.c);
	json_object_object_add(o, "done", json_object_new_boolean(s.c.done));
	if (rc)
		put_error(o, &s.e);
	kx_completion_clear(&s.c);
	return o;
}

static struct json_object *embed(const struct recorded *r)
{
	struct json_object *o = json_object_new_object(), *v;
	struct kx_embeddings m;
	struct kx_err e = { 0 };
	size_t n = (size_t)r->number;
	char text[32];

	if (kx_api_embed_read(&m, r->body, r->n, n, &e)) {
		put_error(o, &e);
		return o;
	}
	put_int(o, "dimensions", (int64_t)m.dimensions);
	json_object_object_add(o, "base64", json_object_new_boolean(m.base64));
	v = json_object_new_array();
	for (size_t i = 0; i < n * m.dimensions; i++) {
		snprintf(text, sizeof(text), "%.9g", (double)m.v[i]);
		json_object_array_add(
			v, json_object_new_double_s((double)m.v[i], text));
	}
	json_object_object_add(o, "v", v);
	json_object_object_add(o, "usage", kx_usage_json(&m.usage));
	kx_embeddings_release(&m);
	return o;
}

static struct json_object *moderation(const struct recorded *r)
{
	struct json_object *o = json_object_new_object();
	struct kx_moderation m;
	struct kx_err e = { 0 };

	if (kx_api_moderation_read(&m, r->body, r->n, &e)) {
		put_error(o, &e);
		return o;
	}
	json_object_object_add(o, "flagged", json_object_new_boolean(m.flagged));
	put(o, "categories", m.categories);
	return o;
}

static struct json_object *error(const struct recorded *r)
{
	struct json_object *o = json_object_new_object();
	struct kx_http_reply reply = {
		.status = r->number, .retry_after_ms = -1, .should_retry = -1
	};
	struct kx_failure f;

	kx_buf_add(&reply.body, r->body, r->n);
	kx_api_failure(&f, &reply);
	kx_buf_release(&reply.body);
	put(o, "class", kx_failure_name(f.class));
	json_object_object_add(o, "retry", json_object_new_boolean(f.retry));
	put_error(o, &f.why);
	return o;
}

static struct json_object *read_case(const struct recorded *r)
{
	if (strcmp(r->what, "embed") == 0)
		return embed(r);
	if (strcmp(r->what, "moderation") == 0)
		return moderation(r);
	return strcmp(r->what, "error") == 0 ? error(r) : chat(r);
}

static void check(const char *kind, const struct recorded *r)
{
	struct json_object *o = read_case(r);
	const char *got = json_object_to_json_string_ext(o, FLAGS);

	if (strcmp(got, r->want) != 0)
		printf("%s: %s\n", kind, r->title);
	T_STR(got, r->want);
	/* what is in a provider's message is nobody's business */
	T_OK(!strstr(got, "secret") && !strstr(got, "abc123") && !strstr(got, "Sir"));
	json_object_put(o);
}

static void print_case(const struct recorded *r)
{
	struct json_object *o = read_case(r);

	printf("=== %s\n%s\n%.*s", r->title, json_object_to_json_string_ext(o, FLAGS),
		(int)r->n, r->body);
	json_object_put(o);
}

int main(int argc, char **argv)
{
	static struct recorded cases[RECORDED_MAX];
	struct kx_buf text = { 0 };
	bool update = argc == 3 && strcmp(argv[1], "-u") == 0;

	for (size_t k = 0; k < RECORDED_KINDS; k++) {
		size_t n = recorded_load(recorded_kinds[k], cases, &text);

		T_OK(n > 4);
		for (size_t i = 0; i < n; i++) {
			if (update && strcmp(argv[2], recorded_kinds[k]) == 0)
				print_case(&cases[i]);
			else if (!update)
				check(recorded_kinds[k], &cases[i]);
		}
	}
	kx_buf_release(&text);
	return update ? 0 : T_END();
}
