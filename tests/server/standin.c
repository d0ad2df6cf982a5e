/* The provider that the fault server plays: is a request right, and what is the answer? */
#include "faultd.h"

#include "base/base64.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CREATED 1767225600             /* all that it makes was made then */
#define STAMP "@00000000000000000000 " /* room for the time of sending */

/* ---- is the request right? ------------------------------------------------------------ */

enum { S = 1, N = 2, I = 4, B = 8, A = 16, O = 32, Z = 64, NEED = 128 };

struct field {
	const char *name;
	unsigned types; /* of the letters above; Z: null */
	double min, max;
};

static const struct field chat_fields[] = { { "model", S | NEED },
	{ "messages", A | NEED }, { "stream", B | Z }, { "stream_options", O | Z },
	{ "temperature", N | Z, 0, 2 }, { "top_p", N | Z, 0, 1 },
	{ "n", I | Z, 1, 128 }, { "stop", S | A | Z },
	{ "max_completion_tokens", I | Z, 1, 1e9 }, { "max_tokens", I | Z, 1, 1e9 },
	{ "tools", A }, { "tool_choice", S | O }, { "parallel_tool_calls", B },
	{ "response_format", O }, { "seed", I | Z }, { "logprobs", B | Z },
	{ "top_logprobs", I | Z, 0, 20 }, { "frequency_penalty", N | Z, -2, 2 },
	{ "presence_penalty", N | Z, -2, 2 }, { "logit_bias", O | Z }, { "user", S },
	{ "metadata", O | Z }, { "store", B | Z }, { "reasoning_effort", S | Z },
	{ "service_tier", S | Z }, { "prompt_cache_key", S | Z },
	{ "verbosity", S | Z }, { "prompt_cache_retention", S | Z },
	{ "safety_identifier", S | Z }, { NULL } };
static const struct field embed_fields[] = { { "model", S | NEED },
	{ "input", S | A | NEED }, { "encoding_format", S },
	{ "dimensions", I, 1, DIMENSIONS_MAX }, { "user", S }, { NULL } };
static const struct field moderation_fields[] = { { "model", S },
	{ "input", S | A | NEED }, { NULL } };
static const struct field say_fields[] = { { "role", S | NEED },
	{ "content", S | A | NEED }, { "name", S }, { NULL } };
static const struct field assistant_fields[] = { { "role", S | NEED },
	{ "content", S | A | Z }, { "refusal", S | Z }, { "name", S },
	{ "tool_calls", A }, { NULL } };
static const struct field tool_fields[] = { { "role", S | NEED },
	{ "content", S | A | NEED }, { "tool_call_id", S | NEED }, { NULL } };
static const struct field options_fields[] = { { "include_usage", B },
	{ "include_obfuscation", B }, { NULL } };

static __attribute__((format(printf, 3, 4))) void wrong(
	struct request *r, const char *param, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	json_object_array_add(r->reasons, json_object_new_string(text));
	if (r->status)
		return;
	r->status = 400;
	r->param = param;
}

/* what this server does not have or take, right as the request may be */
static void refuse(struct request *r, int status, const char *code, const char *param)
{
	r->status = status;
	r->code = code;
	r->param = param;
}

static unsigned type_of(struct json_object *v)
{
	switch (json_object_get_type(v)) {
	case json_type_string:
		return S;
	case json_type_int:
		return I | N;
	case json_type_double:
		return N;
	case json_type_boolean:
		return B;
	case json_type_array:
		return A;
	case json_type_object:
		return O;
	default:
		return Z;
	}
}

static void check_fields(struct request *r, struct json_object *in,
	const struct field *list, const char *of)
{
	bool strict = !strcmp(o.kind, "openai") || !strcmp(o.kind, "azure");
	struct json_object *v;

	if (!json_object_is_type(in, json_type_object)) {
		wrong(r, of, "'%s' is no object", of);
		return;
	}
	for (const struct field *f = list; f->name; f++) {
		if (!json_object_object_get_ex(in, f->name, &v)) {
			/* Azure has the model in its path */
			if (f->types & NEED &&
				(strcmp(o.kind, "azure") || strcmp(f->name, "model")))
				wrong(r, f->name, "%s: '%s' is missing", of, f->name);
		} else if (!(type_of(v) & f->types)) {
			wrong(r, f->name, "%s: '%s' is of a wrong type", of, f->name);
		} else if (f->max > f->min && v &&
			   (json_object_get_double(v) < f->min ||
				   json_object_get_double(v) > f->max)) {
			wrong(r, f->name, "%s: '%s' is out of its range", of, f->name);
		}
	}
	json_object_object_foreach(in, name, unused)
	{
		const struct field *f = list;

		(void)unused;
		while (f->name && strcmp(f->name, name))
			f++;
		if (!f->name && strict)
			wrong(r, "unknown", "%s: field '%s' is not known", of, name);
	}
}

static void check_content(struct request *r, struct json_object *m)
{
	struct json_object *v = get(m, "content");

	if (!json_object_is_type(v, json_type_array))
		return;
	if (!json_object_array_length(v))
		wrong(r, "content", "content: it is empty");
	for (size_t i = 0; i < json_object_array_length(v); i++) {
		struct json_object *part = json_object_array_get_idx(v, i);

		if (!str(part, "type") ||
			(!strcmp(str(part, "type"), "text") && !str(part, "text")))
			wrong(r, "content", "content: part %zu is none", i);
	}
}

static void check_messages(struct request *r, struct json_object *says)
{
	if (!json_object_is_type(says, json_type_array))
		return;
	if (!json_object_array_length(says))
		wrong(r, "messages", "messages: there are none");
	for (size_t i = 0; i < json_object_array_length(says); i++) {
		struct json_object *m = json_object_array_get_idx(says, i);
		const char *role = str(m, "role");

		if (ONE_OF(role, "system", "developer", "user")) {
			check_fields(r, m, say_fields, role);
		} else if (ONE_OF(role, "assistant")) {
			check_fields(r, m, assistant_fields, role);
			if (!get(m, "content") && !get(m, "tool_calls"))
				wrong(r, "messages",
					"assistant: neither says nor calls");
		} else if (ONE_OF(role, "tool")) {
			check_fields(r, m, tool_fields, role);
		} else {
			wrong(r, "messages", "messages: no role '%.60s'",
				role ? role : "");
		}
		check_content(r, m);
	}
}

static void check_chat(struct request *r, struct json_object *in)
{
	const char *format = str(get(in, "response_format"), "type");

	check_fields(r, in, chat_fields, "chat");
	check_messages(r, get(in, "messages"));
	if (has(in, "tool_choice") && !get(in, "tools"))
		wrong(r, "tool_choice", "tool_choice: there are no tools");
	if (has(in, "parallel_tool_calls") && !get(in, "tools"))
		wrong(r, "parallel_tool_calls",
			"parallel_tool_calls: there are no tools");
	if (get(in, "response_format") &&
		!ONE_OF(format, "text", "json_object", "json_schema"))
		wrong(r, "response_format", "response_format: no such type");
	if (!get(in, "stream_options"))
		return;
	check_fields(r, get(in, "stream_options"), options_fields, "stream_options");
	if (!json_object_get_boolean(get(in, "stream")))
		wrong(r, "stream_options", "stream_options: it is no stream");
}

static void check_embed(struct request *r, struct json_object *in)
{
	struct json_object *v = get(in, "input");
	const char *encoding = str(in, "encoding_format");
	bool list = json_object_is_type(v, json_type_array);
	size_t n = list ? json_object_array_length(v) : 1;

	check_fields(r, in, embed_fields, "embeddings");
	if (encoding && !ONE_OF(encoding, "float", "base64"))
		wrong(r, "encoding_format", "encoding_format: not known");
	if (!n || n > INPUTS_MAX)
		wrong(r, "input", "input: %zu texts", n);
	for (size_t i = 0; i < n; i++) {
		struct json_object *s = list ? json_object_array_get_idx(v, i) : v;

		if (!json_object_is_type(s, json_type_string))
			wrong(r, "input", "input: number %zu is no text", i);
		else if (!json_object_get_string_len(s))
			wrong(r, "input", "input: number %zu is empty", i);
		else if (o.reject && strstr(json_object_get_string(s), o.reject))
			refuse(r, 400, NULL, "input");
	}
	if ((long)n > o.max_inputs)
		refuse(r, 400, NULL, "input");
	if (o.no_base64 && ONE_OF(encoding, "base64"))
		refuse(r, 400, NULL, "encoding_format");
}

const char *standin_key(const struct request *r)
{
	const char *s = str(r->headers, "authorization");

	if (s)
		return strncasecmp(s, "Bearer ", 7) ? "" : s + 7;
	return strcmp(o.kind, "azure") ? NULL : str(r->headers, "api-key");
}

static bool listed(const char *model)
{
	size_t n = strlen(model);

	for (const char *s = o.models; s; s = strchr(s, ',')) {
		s += *s == ',';
		if (!strncmp(s, model, n) && (!s[n] || s[n] == ','))
			return true;
	}
	return !o.models;
}

enum path { CHAT, EMBED, MODERATE, MODELS, ELSEWHERE };

static enum path path_of(const struct request *r)
{
	static const char *const tails[] = { "/chat/completions", "/embeddings",
		"/moderations", "/models" };

	for (int i = 0; i < ELSEWHERE; i++) {
		if (ends(r->path, tails[i]))
			return i;
	}
	return ELSEWHERE;
}

static void check_body(struct request *r, enum path path)
{
	const char *type = str(r->headers, "content-type"),
		   *model = str(r->json, "model");

	if (!type || strncasecmp(type, "application/json", 16))
		wrong(r, NULL, "the body is not said to be JSON");
	if (!r->json)
		wrong(r, NULL, "the body is no JSON object");
	else if (path == CHAT)
		check_chat(r, r->json);
	else if (path == EMBED)
		check_embed(r, r->json);
	else
		check_fields(r, r->json, moderation_fields, "moderations");
	if (model && !listed(model))
		refuse(r, 404, "model_not_found", "model");
}

void standin_check(struct request *r)
{
	enum path path = path_of(r);
	const char *key = standin_key(r);

	r->reasons = json_object_new_array();
	if (!*r->method)
		wrong(r, NULL, "it is no HTTP request");
	else if (!str(r->headers, "host"))
		wrong(r, NULL, "no host is named");
	if (*r->method && path == ELSEWHERE) {
		wrong(r, NULL, "nothing is at this path");
		refuse(r, 404, "unknown_url", NULL);
	} else if (*r->method && strcmp(r->method, path == MODELS ? "GET" : "POST")) {
		wrong(r, NULL, "the method is wrong");
		refuse(r, 405, "method_not_supported", NULL);
	} else if (*r->method && path != MODELS) {
		check_body(r, path);
	}
	if (o.key && (!key || strcmp(key, o.key)))
		refuse(r, 401, "invalid_api_key", NULL);
}

/* ---- the body of an answer ------------------------------------------------------------ */

static void part(struct reply *a, int64_t wait_ms)
{
	a->parts = kx_realloc(a->parts, a->n + 1, sizeof(*a->parts));
	a->parts[a->n++] = (struct part){ .at = a->body.len, .wait_ms = wait_ms };
}

static void event(struct reply *a, const char *data, int64_t wait_ms)
{
	const char *eol = str(a->with, "eol") ? str(a->with, "eol") : "\n", *stamp;
	size_t from;

	part(a, wait_ms);
	if (get(a->with, "comments"))
		kx_buf_printf(&a->body, ": still at it%s%s:%s", eol, eol, eol);
	from = a->body.len;
	kx_buf_printf(&a->body, "data: %s%s%s", data, eol, eol);
	stamp = o.stamp ? strstr(a->body.p + from, STAMP) : NULL;
	if (stamp)
		a->parts[a->n - 1].stamp = (size_t)(stamp + 1 - a->body.p);
}

/* OpenAI's error object */
static struct json_object *error_object(
	int status, struct json_object *with, const char *code, const char *param)
{
	struct json_object *outer = json_object_new_object(),
			   *e = json_object_new_object();
	const char *type = status == 429   ? "rate_limit_error"
			   : status == 529 ? "overloaded_error"
			   : status >= 500 ? "server_error"
					   : "invalid_request_error";

	if (!code)
		code = status == 401   ? "invalid_api_key"
		       : status == 404 ? "model_not_found"
		       : status == 429 ? "rate_limit_exceeded"
				       : NULL;
	/* real ones quote the request and the key: nobody may repeat what stands here */
	set(e, "message",
		str(with, "message") ? str(with, "message") : "canary: sk-...a1b2");
	set(e, "type", str(with, "type") ? str(with, "type") : type);
	set(e, "param", str(with, "param") ? str(with, "param") : param);
	if (has(with, "code"))
		json_object_object_add(e, "code", json_object_get(get(with, "code")));
	else
		set(e, "code", code);
	json_object_object_add(outer, "error", e);
	return outer;
}

static void body_json(struct reply *a, struct json_object *v)
{
	part(a, 0);
	kx_buf_str(&a->body, json_text(v));
	a->type = "application/json";
	json_object_put(v);
}

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

/* each word pushes four of the numbers up or down; unit length */
static void vector(const char *s, float *v, size_t n)
{
	double sum = 0;
	uint64_t h = 0;

	for (size_t i = 0; i < n; i++)
		v[i] = 0;
	for (bool more = true; more; s++) {
		if (isalnum((unsigned char)*s) || *s & 0x80) {
			h = mix(h + 1 + (unsigned char)tolower((unsigned char)*s));
			continue;
		}
		for (uint64_t k = 0; h && k < 4; k++)
			v[mix(h + k) % n] += mix(h + k) >> 63 ? 1 : -1;
		h = 0;
		more = *s;
	}
	for (size_t i = 0; i < n; i++)
		sum += (double)v[i] * v[i];
	if (sum == 0)
		v[0] = 1, sum = 1;
	for (size_t i = 0; i < n; i++)
		v[i] = (float)(v[i] / sqrt(sum));
}

static void put_vector(struct kx_buf *b, const float *v, size_t n, bool base64)
{
	kx_buf_char(b, base64 ? '"' : '[');
	if (base64)
		kx_base64_encode(v, n * sizeof(*v), b);
	for (size_t i = 0; !base64 && i < n; i++)
		kx_buf_printf(b, "%s%.9g", i ? "," : "", (double)v[i]);
	kx_buf_char(b, base64 ? '"' : ']');
}

static void embeddings(const struct request *r, struct reply *a)
{
	struct json_object *in = get(r->json, "input");
	bool list = json_object_is_type(in, json_type_array);
	size_t n = list ? json_object_array_length(in) : 1, words = 0;
	size_t d = (size_t)num(r->json, "dimensions", o.dimensions);
	bool base64 = ONE_OF(str(r->json, "encoding_format"), "base64");
	const char *odd = str(a->with, "vectors") ? str(a->with, "vectors") : "";
	float *v = kx_calloc(d + 1, sizeof(*v));

	part(a, 0);
	a->type = "application/json";
	kx_buf_str(&a->body, "{\"object\":\"list\",\"data\":[");
	for (size_t k = 0; k < n - !strcmp(odd, "short"); k++) {
		size_t i = strcmp(odd, "reverse") ? k : n - 1 - k;
		const char *s = json_object_get_string(
			list ? json_object_array_get_idx(in, i) : in);

		vector(s, v, d);
		words += 1 + strlen(s) / 4;
		if (!strcmp(odd, "nan") && !k)
			v[0] = NAN;
		kx_buf_printf(&a->body,
			"%s{\"object\":\"embedding\",\"index\":%zu,\"embedding\":",
			k ? "," : "", strcmp(odd, "twice") ? i : 0);
		put_vector(&a->body, v, d + (!strcmp(odd, "ragged") && k),
			base64 && !o.ignore_base64);
		kx_buf_char(&a->body, '}');
	}
	kx_buf_printf(&a->body,
		"],\"model\":\"%s\",\"usage\":{\"prompt_tokens\":%zu,"
		"\"total_tokens\":%zu}}",
		str(r->json, "model"), words, words);
	free(v);
}

static void moderation(const struct request *r, struct reply *a)
{
	bool flagged = o.flag && strstr(json_text(get(r->json, "input")), o.flag);
	const char *is = flagged ? "true" : "false";

	part(a, 0);
	a->type = "application/json";
	kx_buf_printf(&a->body,
		"{\"id\":\"modr-%ld\",\"model\":\"omni-moderation-latest\",\"results\":["
		"{\"flagged\":%s,\"categories\":{\"violence\":%s,\"sexual\":false},"
		"\"category_scores\":{\"violence\":%s,\"sexual\":0.01}}]}",
		r->n, is, is, flagged ? "0.98" : "0.02");
}

static void models(struct reply *a)
{
	struct json_object *all = json_object_new_object(),
			   *v = json_object_new_array();
	char *names = kx_strdup(o.models ? o.models : "test-chat,test-embed"),
	     *rest = names;

	for (char *name; (name = strsep(&rest, ","));) {
		struct json_object *m = json_object_new_object();

		set(m, "id", name);
		set(m, "object", "model");
		set_int(m, "created", CREATED);
		set(m, "owned_by", "tests");
		json_object_array_add(v, m);
	}
	free(names);
	set(all, "object", "list");
	json_object_object_add(all, "data", v);
	body_json(a, all);
}

/* ---- chat ----------------------------------------------------------------------------- */

/* the text of a message, whether it came as a string or in parts; new */
static char *said(struct json_object *m)
{
	struct json_object *v = get(m, "content");
	struct kx_buf b = { 0 };

	if (json_object_is_type(v, json_type_string))
		kx_buf_str(&b, json_object_get_string(v));
	for (size_t i = 0; json_object_is_type(v, json_type_array) &&
			   i < json_object_array_length(v);
		i++) {
		const char *s = str(json_object_array_get_idx(v, i), "text");

		kx_buf_str(&b, s ? s : "");
	}
	return kx_buf_give(&b);
}

static bool says(struct json_object *messages, const char *what, bool last)
{
	bool found = false;

	for (size_t i = json_object_array_length(messages); i-- && !found;) {
		struct json_object *m = json_object_array_get_idx(messages, i);
		char *s = said(m);

		found = strstr(s, what);
		free(s);
		if (last && ONE_OF(str(m, "role"), "user"))
			break;
	}
	return found;
}

/* the answer to say: the entry of the script, or of --answers; NULL: the usual one */
static struct json_object *answer_for(const struct request *r, struct json_object *with)
{
	struct json_object *messages = get(r->json, "messages");

	if (has(with, "text") || has(with, "refusal") || has(with, "tool_calls"))
		return with;
	for (int last = 1; last >= 0; last--) {
		for (size_t i = 0; i < o.answers.n; i++) {
			struct json_object *rule = o.answers.v[i].o;
			const char *match = str(rule, "match");

			if (!match || says(messages, match, last))
				return rule;
		}
	}
	return NULL;
}

/* Quote the first sentence of the first article between fences, as a model would; new. */
static char *quote(const struct request *r)
{
	struct json_object *all = get(r->json, "messages");
	size_t n = json_object_array_length(all);
	char *prompt = n ? said(json_object_array_get_idx(all, n - 1)) : kx_strdup("");
	const char *fence = strstr(prompt, "<<<ARTICLE "), *s = fence;
	struct kx_buf b = { 0 };
	size_t len = 0;

	s = s ? strstr(s, "\n\n") : NULL;
	s = s ? s + strspn(s, "\n") : NULL;
	if (s && *s && *s != '<') {
		do
			len += strcspn(s + len, ".!?\n") + 1;
		while (s[len - 1] && s[len - 1] != '\n' &&
			!isspace((unsigned char)s[len]));
		kx_buf_add(&b, s, len - 1);
		kx_buf_printf(
			&b, " [%ld].", strtol(fence + strlen("<<<ARTICLE "), NULL, 10));
	} else {
		kx_buf_str(&b, "I am the model of the tests.");
	}
	free(prompt);
	return kx_buf_give(&b);
}

static struct json_object *usage(const struct request *r, size_t out)
{
	struct json_object *u = json_object_new_object(), *d = json_object_new_object();
	int64_t in = 3 + (int64_t)strlen(json_text(get(r->json, "messages"))) / 4;

	set_int(u, "prompt_tokens", in);
	set_int(u, "completion_tokens", (int64_t)out);
	set_int(u, "total_tokens", in + (int64_t)out);
	set_int(d, "cached_tokens", 0);
	json_object_object_add(u, "prompt_tokens_details", d);
	return u;
}

static struct json_object *completion(const struct request *r, const char *object)
{
	struct json_object *v = json_object_new_object();
	char id[40];

	snprintf(id, sizeof(id), "chatcmpl-%ld", r->n);
	set(v, "id", id);
	set(v, "object", object);
	set_int(v, "created", CREATED);
	set(v, "model", str(r->json, "model") ? str(r->json, "model") : "test-chat");
	return v;
}

/* what the parts of a stream share */
struct stream {
	const struct request *r;
	struct reply *a;
	struct json_object *say;
	int64_t delay_ms;
	long chunks; /* that were sent */
	size_t pieces;
	bool usage;
};

/* call number i of an answer, as the interface has it */
static struct json_object *call_object(
	const struct stream *s, size_t i, const char *arguments)
{
	struct json_object *in =
		json_object_array_get_idx(get(s->say, "tool_calls"), i);
	struct json_object *c = json_object_new_object(), *f = json_object_new_object();
	char id[40];

	snprintf(id, sizeof(id), "call_%ld_%zu", s->r->n, i);
	set(c, "id", str(in, "id") ? str(in, "id") : id);
	set(c, "type", "function");
	set(f, "name", str(in, "name"));
	set(f, "arguments", arguments ? arguments : str(in, "arguments"));
	json_object_object_add(c, "function", f);
	return c;
}

static void chunk(struct stream *s, struct json_object *delta, const char *finish)
{
	struct json_object *v = completion(s->r, "chat.completion.chunk");
	struct json_object *list = json_object_new_array(),
			   *c = json_object_new_object();
	long pad = s->chunks == 1 ? num(s->a->with, "pad", 0) : 0;

	set_int(c, "index", 0);
	json_object_object_add(c, "delta", delta);
	set(c, "logprobs", NULL);
	set(c, "finish_reason", finish);
	json_object_array_add(list, c);
	json_object_object_add(v, "choices", list);
	if (s->usage)
		set(v, "usage", NULL);
	if (pad > 0) {
		char *x = kx_alloc((size_t)pad + 1);

		memset(x, 'x', (size_t)pad);
		set(v, "obfuscation", x);
		free(x);
	}
	event(s->a, json_text(v), s->chunks++ ? s->delay_ms : 0);
	json_object_put(v);
	if (!get(s->a->with, "empty_choices"))
		return;
	event(s->a, "{\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}",
		0);
	event(s->a,
		"{\"choices\":[{\"index\":0,\"delta\":null,\"finish_reason\":null}]}",
		0);
	event(s->a, "{\"choices\":[{\"index\":0}]}", 0);
	event(s->a, "{}", 0);
}

/* bytes of the next piece of s[0..n): by number, by sizes, or a word and what is before it */
static size_t piece(
	struct json_object *chunks, const char *s, size_t n, size_t at, size_t k)
{
	size_t want = 0, left = n - at;

	if (json_object_is_type(chunks, json_type_int) &&
		json_object_get_int(chunks) > 0) {
		want = n / (size_t)json_object_get_int(chunks) + 1;
	} else if (json_object_is_type(chunks, json_type_array)) {
		want = k < json_object_array_length(chunks)
			       ? (size_t)json_object_get_int64(
					 json_object_array_get_idx(chunks, k))
			       : left;
	} else {
		want = strspn(s + at, " \n");
		want += strcspn(s + at + want, " \n");
	}
	if (want >= left)
		return left;
	want = kx_utf8_cut(s + at, left, want);
	return want ? want : kx_utf8_cut(s + at, left, 4);
}

/* {tool_calls: [{index, ...}]}, the rest from `c` */
static struct json_object *call_delta(struct json_object *c, long index)
{
	struct json_object *d = json_object_new_object(),
			   *list = json_object_new_array();

	set_int(c, "index", index);
	json_object_array_add(list, c);
	json_object_object_add(d, "tool_calls", list);
	return d;
}

/* a text in pieces, each in a delta of its own: {key: piece}, or arguments of a call */
static void pieces(struct stream *s, const char *text, const char *key, long call)
{
	size_t n = strlen(text), k = 0, space;

	for (size_t at = 0, len; at < n; at += len, k++) {
		struct json_object *d = json_object_new_object(), *c;
		struct kx_buf b = { 0 };

		len = piece(get(s->say, "chunks"), text, n, at, k);
		space = strspn(text + at, " \n");
		space = o.stamp && call < 0 && space < len ? space : len;
		kx_buf_add(&b, text + at, space);
		if (o.stamp && call < 0)
			kx_buf_str(&b, STAMP);
		kx_buf_add(&b, text + at + space, len - space);
		set(d, key, kx_buf_text(&b));
		if (call >= 0) {
			c = json_object_new_object();
			json_object_object_add(c, "function", d);
			d = call_delta(c, call);
		}
		chunk(s, d, NULL);
		kx_buf_release(&b);
	}
	s->pieces += k;
}

static void chat_stream(struct stream *s, const char *text, const char *refusal,
	struct json_object *tools, const char *finish)
{
	struct json_object *d = json_object_new_object();

	s->a->sse = true;
	set(d, "role", "assistant");
	set(d, "content", text ? "" : NULL);
	set(d, "refusal", NULL);
	chunk(s, d, NULL);
	pieces(s, text ? text : "", "content", -1);
	pieces(s, refusal ? refusal : "", "refusal", -1);
	for (size_t i = 0; tools && i < json_object_array_length(tools); i++) {
		chunk(s, call_delta(call_object(s, i, ""), (long)i), NULL);
		pieces(s, str(json_object_array_get_idx(tools, i), "arguments"),
			"arguments", (long)i);
	}
	if (finish)
		chunk(s, json_object_new_object(), finish);
	if (finish && s->usage) {
		d = completion(s->r, "chat.completion.chunk");
		json_object_object_add(d, "choices", json_object_new_array());
		json_object_object_add(d, "usage", usage(s->r, s->pieces));
		event(s->a, json_text(d), 0);
		json_object_put(d);
	}
	for (long i = num(s->a->with, "done", 1); i > 0; i--)
		event(s->a, "[DONE]", 0);
}

static void chat_whole(struct stream *s, const char *text, const char *refusal,
	struct json_object *tools, const char *finish)
{
	struct json_object *v = completion(s->r, "chat.completion"),
			   *list = json_object_new_array(),
			   *c = json_object_new_object(), *m = json_object_new_object(),
			   *made = json_object_new_array();

	set(m, "role", "assistant");
	set(m, "content", text);
	set(m, "refusal", refusal);
	for (size_t i = 0; tools && i < json_object_array_length(tools); i++)
		json_object_array_add(made, call_object(s, i, NULL));
	if (tools)
		json_object_object_add(m, "tool_calls", json_object_get(made));
	json_object_put(made);
	set_int(c, "index", 0);
	json_object_object_add(c, "message", m);
	set(c, "logprobs", NULL);
	set(c, "finish_reason", finish);
	json_object_array_add(list, c);
	json_object_object_add(v, "choices", list);
	json_object_object_add(
		v, "usage", usage(s->r, text ? 1 + strlen(text) / 4 : 1));
	body_json(s->a, v);
}

/* an error object in the middle of a stream, or in the place of an answer */
static void break_off(struct reply *a, size_t after)
{
	struct json_object *e = error_object(500, a->with, NULL, NULL);

	if (!a->sse)
		after = 0;
	if (after < a->n) {
		kx_buf_cut(&a->body, a->parts[after].at);
		a->n = after;
	}
	if (a->sse) {
		event(a, json_text(e), 0);
		json_object_put(e);
	} else {
		body_json(a, e);
	}
}

static void chat(const struct request *r, struct reply *a)
{
	struct json_object *say = answer_for(r, a->with),
			   *tools = get(say, "tool_calls");
	const char *refusal = str(say, "refusal"), *text = str(say, "text"), *finish;
	char *usual = text || refusal || tools ? NULL : quote(r);
	struct stream s = { .r = r, .a = a };

	s.say = has(a->with, "chunks") || !say ? a->with : say;
	s.delay_ms = num(a->with, "delay_ms", num(say, "delay_ms", 0));
	s.usage = json_object_get_boolean(
		get(get(r->json, "stream_options"), "include_usage"));
	finish = tools ? "tool_calls" : "stop";
	if (has(say, "finish"))
		finish = str(say, "finish");
	if (has(a->with, "finish"))
		finish = str(a->with, "finish");
	if (json_object_get_boolean(get(r->json, "stream")))
		chat_stream(&s, text ? text : usual, refusal, tools, finish);
	else
		chat_whole(&s, text ? text : usual, refusal, tools, finish);
	free(usual);
}

void standin_answer(const struct request *r, struct reply *a)
{
	static void (*const by_path[])(const struct request *, struct reply *) = { chat,
		embeddings, moderation };
	struct json_object *list = get(a->with, "sse");
	enum path path = path_of(r);

	a->status = (int)num(a->with, "status", 200);
	a->type = "application/json";
	if (list) {
		a->sse = true;
		for (size_t i = 0; i < json_object_array_length(list); i++) {
			struct json_object *v = json_object_array_get_idx(list, i);

			event(a,
				json_object_is_type(v, json_type_string)
					? json_object_get_string(v)
					: json_text(v),
				i ? num(a->with, "delay_ms", 0) : 0);
		}
	} else if (str(a->with, "body")) {
		part(a, 0);
		kx_buf_str(&a->body, str(a->with, "body"));
	} else if (has(a->with, "body_json")) {
		body_json(a, json_object_get(get(a->with, "body_json")));
	} else if (has(a->with, "status") && a->status != 200) {
		body_json(a, error_object(a->status, a->with, NULL, NULL));
	} else if (r->status) {
		a->status = r->status;
		body_json(a, error_object(r->status, NULL, r->code, r->param));
	} else if (path == MODELS) {
		models(a);
	} else {
		by_path[path](r, a);
		if (has(a->with, "error_after"))
			break_off(a, (size_t)num(a->with, "error_after", 0));
	}
	if (a->sse)
		a->type = "text/event-stream";
}
