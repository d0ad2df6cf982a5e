#include "base/buf.h"
#include "domain/api_chat.h"
#include "domain/api_json.h"
#include "io/jsonl.h"

#include <stdio.h>
#include <string.h>

#define SCHEMA_NAME_MAX 64 /* of a schema, by the document */

/* ---- what the kinds take ------------------------------------------------------------ */

/* OpenAI's models that think first: o1, o3-mini, gpt-5 … They refuse temperature, stop,
 * max_tokens and parallel_tool_calls. The name may have a vendor in front. */
static bool thinks(const struct kx_provider *p, const char *model)
{
	const char *name = strrchr(model, '/');

	if (p->kind != KX_KIND_OPENAI && p->kind != KX_KIND_AZURE &&
		p->kind != KX_KIND_COMPATIBLE)
		return false;
	name = name ? name + 1 : model;
	if (name[0] == 'o' && name[1] >= '1' && name[1] <= '9')
		return name[2] == '\0' || name[2] == '-';
	return strncmp(name, "gpt-", 4) == 0 && name[4] >= '5' && name[4] <= '9' &&
	       !strstr(name, "-chat");
}

/* Is Azure's interface at least of that day? Its newest has no version in the address. */
static bool since(const struct kx_provider *p, const char *day)
{
	return !p->api_version || strcmp(p->api_version, day) >= 0;
}

static bool takes_stream_options(const struct kx_provider *p)
{
	return p->kind != KX_KIND_AZURE || since(p, "2024-09-01");
}

/* what others call max_tokens */
static bool takes_completion_tokens(const struct kx_provider *p)
{
	return p->kind == KX_KIND_OPENAI ||
	       (p->kind == KX_KIND_AZURE && since(p, "2024-12-01"));
}

static bool takes_cache_key(const struct kx_provider *p)
{
	return p->kind == KX_KIND_OPENAI ||
	       (p->kind == KX_KIND_AZURE && !p->api_version);
}

/* ---- messages ----------------------------------------------------------------------- */

static const char *str(struct json_object *o, const char *name)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, name, &v) || !v)
		return "";
	return json_object_is_type(v, json_type_string)
		       ? json_object_get_string(v)
		       : json_object_to_json_string_ext(
				 v, JSON_C_TO_STRING_PLAIN |
					    JSON_C_TO_STRING_NOSLASHESCAPE);
}

/* Only the fields that all know. Some servers parse the arguments and fall over what is no
 * JSON: the model's slip must not end the conversation. */
static void call(struct kx_buf *out, struct json_object *o)
{
	struct json_object *f = NULL;
	const char *arguments;

	json_object_object_get_ex(o, "function", &f);
	arguments = str(f, "arguments");
	if (kx_json_check(arguments, strlen(arguments), NULL))
		arguments = "{}";
	kx_buf_char(out, '{');
	kx_api_field(out, "id", str(o, "id"));
	kx_api_field(out, "type", "function");
	kx_api_raw(out, "function", "{");
	kx_api_field(out, "name", str(f, "name"));
	kx_api_field(out, "arguments", arguments);
	kx_buf_str(out, "}}");
}

static void calls(struct kx_buf *out, struct json_object *list)
{
	kx_api_raw(out, "tool_calls", "[");
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		if (i)
			kx_buf_char(out, ',');
		call(out, json_object_array_get_idx(list, i));
	}
	kx_buf_char(out, ']');
}

static bool is_list(struct json_object *o)
{
	return json_object_is_type(o, json_type_array) && json_object_array_length(o);
}

static void say(struct kx_buf *out, const struct kx_say *m)
{
	bool has_calls = is_list(m->tool_calls) && strcmp(m->role, "assistant") == 0;

	kx_buf_char(out, '{');
	kx_api_field(out, "role", m->role);
	if (m->text || !has_calls)
		kx_api_field(out, "content", m->text ? m->text : "");
	else
		kx_api_raw(out, "content", "null");
	if (has_calls)
		calls(out, m->tool_calls);
	if (m->tool_call_id && strcmp(m->role, "tool") == 0)
		kx_api_field(out, "tool_call_id", m->tool_call_id);
	kx_buf_char(out, '}');
}

/* ---- functions ---------------------------------------------------------------------- */

/* the one of that name, or NULL */
static struct json_object *tool_named(struct json_object *tools, const char *name)
{
	struct json_object *o, *f;

	for (size_t i = 0; i < json_object_array_length(tools); i++) {
		o = json_object_array_get_idx(tools, i);
		if (json_object_object_get_ex(o, "function", &f) &&
			strcmp(str(f, "name"), name) == 0)
			return o;
	}
	return NULL;
}

static void choice(const struct kx_provider *p, const struct kx_ask *a, bool narrowed,
	struct kx_buf *out)
{
	const char *c = a->tool_choice;

	if (!c)
		return;
	if (strcmp(c, "none") == 0 || strcmp(c, "auto") == 0 ||
		strcmp(c, "required") == 0) {
		kx_api_field(out, "tool_choice", c);
	} else if (p->kind == KX_KIND_LLAMACPP || p->kind == KX_KIND_OLLAMA) {
		kx_api_field(out, "tool_choice", narrowed ? "required" : "auto");
	} else {
		kx_api_raw(out, "tool_choice", "{");
		kx_api_field(out, "type", "function");
		kx_api_raw(out, "function", "{");
		kx_api_field(out, "name", c);
		kx_buf_str(out, "}}");
	}
}

/* Ollama did not heed tool_choice for long, and llama.cpp takes no name there: they get no
 * function to choose, or only the one. */
static void tools(
	const struct kx_provider *p, const struct kx_ask *a, struct kx_buf *out)
{
	bool own = p->kind == KX_KIND_LLAMACPP || p->kind == KX_KIND_OLLAMA;
	struct json_object *one = NULL;

	if (!is_list(a->tools))
		return;
	if (p->kind == KX_KIND_OLLAMA && a->tool_choice &&
		strcmp(a->tool_choice, "none") == 0)
		return;
	if (own && a->tool_choice)
		one = tool_named(a->tools, a->tool_choice);
	if (one) {
		kx_api_raw(out, "tools", "[");
		kx_buf_str(out, json_object_to_json_string_ext(
					one, JSON_C_TO_STRING_PLAIN |
						     JSON_C_TO_STRING_NOSLASHESCAPE));
		kx_buf_char(out, ']');
	} else {
		kx_api_object(out, "tools", a->tools);
	}
	choice(p, a, one, out);
	if (a->one_call && !thinks(p, a->model))
		kx_api_raw(out, "parallel_tool_calls", "false");
}

/* ---- the rest ----------------------------------------------------------------------- */

static void schema(const struct kx_ask *a, struct kx_buf *out)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789_-";
	const char *from =
		a->schema_name && a->schema_name[0] ? a->schema_name : "answer";
	char name[SCHEMA_NAME_MAX + 1];
	size_t n = 0;

	for (; from[n] && n < SCHEMA_NAME_MAX; n++)
		name[n] = (char)(strchr(plain, from[n]) ? from[n] : '_');
	name[n] = '\0';
	kx_api_raw(out, "response_format", "{");
	kx_api_field(out, "type", "json_schema");
	kx_api_raw(out, "json_schema", "{");
	kx_api_field(out, "name", name);
	kx_api_raw(out, "strict", "true");
	kx_api_object(out, "schema", a->schema);
	kx_buf_str(out, "}}");
}

/* 0 to 2, in thousandths: the same bytes wherever it runs */
static void temperature(double t, struct kx_buf *out)
{
	int n = (int)((t < 2 ? t : 2) * 1000 + 0.5);
	char text[16];
	size_t len;

	snprintf(text, sizeof(text), "%d.%03d", n / 1000, n % 1000);
	for (len = strlen(text); text[len - 1] == '0';)
		text[--len] = '\0';
	if (text[len - 1] == '.')
		text[len - 1] = '\0';
	kx_api_raw(out, "temperature", text);
}

static void numbers(
	const struct kx_provider *p, const struct kx_ask *a, struct kx_buf *out)
{
	bool thinking = thinks(p, a->model);
	char text[24];

	if (a->max_tokens) {
		snprintf(text, sizeof(text), "%zu", a->max_tokens);
		kx_api_raw(out,
			thinking || takes_completion_tokens(p) ? "max_completion_tokens"
							       : "max_tokens",
			text);
	}
	if (a->temperature >= 0 && !thinking)
		temperature(a->temperature, out);
	if (a->stop && !thinking)
		kx_api_field(out, "stop", a->stop);
}

void kx_api_chat_body(
	const struct kx_provider *p, const struct kx_ask *a, struct kx_buf *out)
{
	kx_buf_char(out, '{');
	kx_api_field(out, "model", a->model);
	kx_api_raw(out, "messages", "[");
	for (size_t i = 0; i < a->n; i++) {
		if (i)
			kx_buf_char(out, ',');
		say(out, &a->says[i]);
	}
	kx_buf_char(out, ']');
	numbers(p, a, out);
	tools(p, a, out);
	if (a->schema)
		schema(a, out);
	if (a->cache_key && takes_cache_key(p))
		kx_api_field(out, "prompt_cache_key", a->cache_key);
	if (a->stream)
		kx_api_raw(out, "stream", "true");
	if (a->stream && !a->no_usage && takes_stream_options(p))
		kx_api_raw(out, "stream_options", "{\"include_usage\":true}");
	kx_buf_char(out, '}');
}
