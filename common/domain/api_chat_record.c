#include "base/mem.h"
#include "domain/api_chat.h"
#include "io/rec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct json_object *o, const char *name, const char *s, size_t n)
{
	json_object_object_add(o, name, json_object_new_string_len(s, (int)n));
}

static void add_buf(struct json_object *o, const char *name, const struct kx_buf *b)
{
	add(o, name, kx_buf_text(b), b->len);
}

struct json_object *kx_completion_calls(const struct kx_completion *c)
{
	struct json_object *all = json_object_new_array(), *o, *f;

	for (size_t i = 0; i < c->ncalls; i++) {
		const struct kx_tool_call *t = &c->calls[i];

		o = json_object_new_object();
		f = json_object_new_object();
		add(o, "id", t->id, strlen(t->id));
		add(o, "type", "function", 8);
		add(f, "name", t->name, strlen(t->name));
		add_buf(f, "arguments", &t->arguments);
		json_object_object_add(o, "function", f);
		json_object_array_add(all, o);
	}
	return all;
}

struct json_object *kx_completion_json(const struct kx_completion *c)
{
	struct json_object *o = json_object_new_object();

	add(o, "id", c->id, strlen(c->id));
	add(o, "model", c->model, strlen(c->model));
	add(o, "finish", c->finish, strlen(c->finish));
	add_buf(o, "text", &c->text);
	if (c->refusal.len)
		add_buf(o, "refusal", &c->refusal);
	if (c->ncalls)
		json_object_object_add(o, "tool_calls", kx_completion_calls(c));
	json_object_object_add(o, "usage", c->begun ? kx_usage_json(&c->usage) : NULL);
	return o;
}

/* ---- and back ----------------------------------------------------------------------- */

static int copy(struct json_object *o, const char *name, char *out, size_t size,
	struct kx_err *e)
{
	const char *s;

	if (kx_rec_str(o, name, &s, e))
		return -1;
	if (s && strlen(s) >= size)
		return kx_fail(e, KX_EINPUT, "field '%s' is too long", name);
	snprintf(out, size, "%s", s ? s : "");
	return 0;
}

static int fill(
	struct json_object *o, const char *name, struct kx_buf *b, struct kx_err *e)
{
	const char *s;

	b->max = KX_COMPLETION_MAX;
	if (kx_rec_str(o, name, &s, e))
		return -1;
	if (s && kx_buf_str(b, s))
		return kx_fail(e, KX_EINPUT, "field '%s' is too long", name);
	return 0;
}

static int call(struct kx_completion *c, struct json_object *o, struct kx_err *e)
{
	struct kx_tool_call *t;
	struct json_object *f = NULL;
	const char *id = NULL, *name = NULL;

	if (c->ncalls == KX_TOOL_CALLS_MAX)
		return kx_fail(e, KX_EINPUT, "more than %d", KX_TOOL_CALLS_MAX);
	if (!json_object_is_type(o, json_type_object))
		return kx_fail(e, KX_EINPUT, "one is no object");
	if (kx_rec_str(o, "id", &id, e) || kx_rec_object(o, "function", &f, e) ||
		(f && kx_rec_str(f, "name", &name, e)))
		return -1;
	t = &c->calls[c->ncalls++];
	*t = (struct kx_tool_call){ .id = kx_strdup(id ? id : ""),
		.name = kx_strdup(name ? name : ""),
		.index = -1 };
	return f ? fill(f, "arguments", &t->arguments, e) : 0;
}

static int calls(struct kx_completion *c, struct json_object *rec, struct kx_err *e)
{
	struct json_object *all;

	if (kx_rec_array(rec, "tool_calls", &all, e))
		return -1;
	for (size_t i = 0; all && i < json_object_array_length(all); i++)
		if (call(c, json_object_array_get_idx(all, i), e))
			return kx_fail_in(e, "field 'tool_calls'");
	return 0;
}

static int usage(struct kx_usage *u, struct json_object *rec, struct kx_err *e)
{
	struct json_object *o;

	*u = KX_USAGE_NONE;
	if (kx_rec_object(rec, "usage", &o, e))
		return -1;
	if (o && (kx_rec_int(o, "input", 0, INT64_MAX, &u->input, e) ||
			 kx_rec_int(o, "cached", 0, INT64_MAX, &u->cached, e) ||
			 kx_rec_int(o, "output", 0, INT64_MAX, &u->output, e) ||
			 kx_rec_int(o, "reasoning", 0, INT64_MAX, &u->reasoning, e)))
		return kx_fail_in(e, "field 'usage'");
	return 0;
}

int kx_completion_from(
	struct kx_completion *c, struct json_object *rec, struct kx_err *e)
{
	kx_completion_clear(c);
	c->begun = c->done = true;
	c->thought = KX_THOUGHT_NONE;
	if (copy(rec, "id", c->id, sizeof(c->id), e) ||
		copy(rec, "model", c->model, sizeof(c->model), e) ||
		copy(rec, "finish", c->finish, sizeof(c->finish), e) ||
		fill(rec, "text", &c->text, e) ||
		fill(rec, "refusal", &c->refusal, e) || calls(c, rec, e) ||
		usage(&c->usage, rec, e)) {
		kx_completion_clear(c);
		return -1;
	}
	return 0;
}
