/* One request through the door to models, for tests that ask real servers: no tool calls
 * functions or wants a schema by itself.
 *
 *	door <REQUEST
 *
 * REQUEST is a JSON object; the configuration is found as the tools find it.
 *
 *	spec		"PROVIDER:MODEL"
 *	messages	[{role, content, tool_calls, tool_call_id}]
 *	tools tool_choice one_call schema schema_name max_tokens temperature stop cache_key
 *			as struct kx_ask has them
 *	stream		true: as a stream
 *	moderate	a text to judge, instead of all these
 *
 * Out comes the completion as kx_completion_json() makes it, and behind that: `pieces` (how
 * often text came), `shown` (all of it), `partial`, `attempts`, `sent` (the body); or {flagged,
 * categories}. The status is the error's code; its words go to stderr. */
#include "domain/models.h"
#include "io/rec.h"
#include "tool/settings.h"

#include <stdio.h>
#include <string.h>

#define MESSAGES_MAX 256

struct door {
	struct kx_models *m;
	struct json_object *in;
	struct kx_say says[MESSAGES_MAX];
	struct kx_ask ask;
	struct kx_buf shown, sent;
	int pieces;
	bool stream;
};

static int message(struct kx_say *s, struct json_object *o, struct kx_err *e)
{
	if (kx_rec_need(o, "role", &s->role, e) ||
		kx_rec_str(o, "content", &s->text, e) ||
		kx_rec_array(o, "tool_calls", &s->tool_calls, e) ||
		kx_rec_str(o, "tool_call_id", &s->tool_call_id, e))
		return -1;
	return 0;
}

static int messages(struct door *d, struct kx_err *e)
{
	struct json_object *list;
	size_t n, i;

	if (kx_rec_array(d->in, "messages", &list, e))
		return -1;
	n = list ? json_object_array_length(list) : 0;
	if (n > MESSAGES_MAX)
		return kx_fail(e, KX_EINPUT, "too many messages");
	for (i = 0; i < n; i++)
		if (message(&d->says[i], json_object_array_get_idx(list, i), e))
			return kx_fail_in(e, "message %zu", i);
	d->ask.says = d->says;
	d->ask.n = n;
	return 0;
}

static int request(struct door *d, struct kx_err *e)
{
	struct kx_ask *a = &d->ask;
	int64_t max = 0;

	a->temperature = -1;
	if (messages(d, e) || kx_rec_array(d->in, "tools", &a->tools, e) ||
		kx_rec_str(d->in, "tool_choice", &a->tool_choice, e) ||
		kx_rec_bool(d->in, "one_call", &a->one_call, e) ||
		kx_rec_object(d->in, "schema", &a->schema, e) ||
		kx_rec_str(d->in, "schema_name", &a->schema_name, e) ||
		kx_rec_int(d->in, "max_tokens", 0, INT32_MAX, &max, e) ||
		kx_rec_real(d->in, "temperature", &a->temperature, e) ||
		kx_rec_str(d->in, "stop", &a->stop, e) ||
		kx_rec_str(d->in, "cache_key", &a->cache_key, e) ||
		kx_rec_bool(d->in, "stream", &d->stream, e))
		return -1;
	a->max_tokens = (size_t)max;
	return 0;
}

static void text(void *ctx, const char *p, size_t n)
{
	struct door *d = ctx;

	d->pieces++;
	kx_buf_add(&d->shown, p, n);
}

static void put(struct json_object *o)
{
	puts(json_object_to_json_string_ext(
		o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

static void answer(struct door *d, const struct kx_completion *c,
	const struct kx_call *call, bool partial)
{
	struct json_object *o = kx_completion_json(c);

	json_object_object_add(o, "pieces", json_object_new_int(d->pieces));
	json_object_object_add(
		o, "shown", json_object_new_string(kx_buf_text(&d->shown)));
	json_object_object_add(o, "partial", json_object_new_boolean(partial));
	json_object_object_add(o, "attempts", json_object_new_int(call->attempts));
	json_object_object_add(o, "sent", json_tokener_parse(kx_buf_text(&d->sent)));
	put(o);
}

static int complete(struct door *d, const char *spec, struct kx_err *e)
{
	struct kx_completing q = { .spec = spec,
		.purpose = "answer",
		.ask = &d->ask,
		.ctx = d,
		.sent = &d->sent };
	struct kx_completion c = { 0 };
	struct kx_call call;
	int rc;

	if (request(d, e))
		return -1;
	q.text = d->stream ? text : NULL;
	rc = kx_models_complete(d->m, &q, &c, &call, e);
	if (rc >= 0)
		answer(d, &c, &call, rc > 0);
	kx_completion_clear(&c);
	kx_buf_release(&d->shown);
	kx_buf_release(&d->sent);
	return rc;
}

static int moderate(
	struct door *d, const char *spec, const char *what, struct kx_err *e)
{
	struct kx_moderation m;
	struct json_object *o;

	if (kx_models_moderate(d->m, spec, what, &m, e))
		return -1;
	o = json_object_new_object();
	json_object_object_add(o, "flagged", json_object_new_boolean(m.flagged));
	json_object_object_add(o, "categories", json_object_new_string(m.categories));
	put(o);
	return 0;
}

static int run(struct door *d, struct kx_err *e)
{
	const char *spec, *what;

	d->in = json_object_from_fd(0);
	if (!json_object_is_type(d->in, json_type_object))
		return kx_fail(e, KX_EINPUT, "stdin is not a JSON object");
	if (kx_rec_need(d->in, "spec", &spec, e) ||
		kx_rec_str(d->in, "moderate", &what, e))
		return -1;
	return what ? moderate(d, spec, what, e) : complete(d, spec, e);
}

static void told(const struct kx_err *what)
{
	fprintf(stderr, "door: %s\n", what->text);
}

int main(void)
{
	struct kx_models_opts o = { .told = told };
	static struct door d;
	struct kx_conf *conf;
	struct kx_err e = { 0 };
	int rc;

	if (kx_conf_open(&conf, kx_settings_keys, NULL, &e)) {
		told(&e);
		return e.code;
	}
	o.conf = conf;
	o.store = kx_conf_str(conf, "store");
	rc = kx_models_new(&d.m, &o, &e);
	if (!rc) {
		rc = run(&d, &e);
		kx_models_close(d.m);
	}
	json_object_put(d.in);
	kx_conf_close(conf);
	if (rc)
		told(&e);
	return rc ? (int)e.code : 0;
}
