/* Requests and addresses, as each kind of provider wants them. `-p` prints the bodies, one
 * a line, for a checker of OpenAI's document. */
#include "domain/api_chat.h"

#include "../t.h"

#include <stdlib.h>

#define U "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"

static const struct kx_say hi[] = { { .role = "user", .text = "hi" } };
static bool print;

static void body_is(const struct kx_provider *p, struct kx_ask a, const char *want)
{
	struct kx_buf b = { 0 };

	if (!a.says) {
		a.says = hi;
		a.n = 1;
	}
	kx_api_chat_body(p, &a, &b);
	if (print && p->kind == KX_KIND_OPENAI)
		printf("%s\n", kx_buf_text(&b));
	T_STR(kx_buf_text(&b), want);
	kx_buf_release(&b);
}

static struct kx_provider of(enum kx_kind kind)
{
	return (struct kx_provider){
		.name = "p", .kind = kind, .base_url = "http://h/v1"
	};
}

static void the_settings_of_each_kind(void)
{
	static const struct {
		enum kx_kind kind;
		const char *version, *want;
	} all[] = {
		{ KX_KIND_OPENAI, NULL,
			"\"max_completion_tokens\":99,\"temperature\":0.2,"
			"\"stop\":\"END\",\"prompt_cache_key\":\"k\",\"stream\":true,"
			"\"stream_options\":{\"include_usage\":true}}" },
		{ KX_KIND_AZURE, NULL,
			"\"max_completion_tokens\":99,\"temperature\":0.2,"
			"\"stop\":\"END\",\"prompt_cache_key\":\"k\",\"stream\":true,"
			"\"stream_options\":{\"include_usage\":true}}" },
		{ KX_KIND_AZURE, "2024-10-21",
			"\"max_tokens\":99,\"temperature\":0.2,\"stop\":\"END\","
			"\"stream\":true,\"stream_options\":{\"include_usage\":true}}" },
		{ KX_KIND_AZURE, "2024-02-01",
			"\"max_tokens\":99,\"temperature\":0.2,\"stop\":\"END\","
			"\"stream\":true}" },
		{ KX_KIND_OPENROUTER, NULL,
			"\"max_tokens\":99,\"temperature\":0.2,\"stop\":\"END\","
			"\"stream\":true,\"stream_options\":{\"include_usage\":true}}" },
		{ KX_KIND_OLLAMA, NULL,
			"\"max_tokens\":99,\"temperature\":0.2,\"stop\":\"END\","
			"\"stream\":true,\"stream_options\":{\"include_usage\":true}}" },
		{ KX_KIND_LLAMACPP, NULL,
			"\"max_tokens\":99,\"temperature\":0.2,\"stop\":\"END\","
			"\"stream\":true,\"stream_options\":{\"include_usage\":true}}" },
		{ KX_KIND_VLLM, NULL,
			"\"max_tokens\":99,\"temperature\":0.2,\"stop\":\"END\","
			"\"stream\":true,\"stream_options\":{\"include_usage\":true}}" },
		{ KX_KIND_COMPATIBLE, NULL,
			"\"max_tokens\":99,\"temperature\":0.2,\"stop\":\"END\","
			"\"stream\":true,\"stream_options\":{\"include_usage\":true}}" },
	};
	struct kx_ask a = { .model = "m",
		.max_tokens = 99,
		.temperature = 0.2,
		.stop = "END",
		.cache_key = "k",
		.stream = true };
	char want[400];

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct kx_provider p = of(all[i].kind);

		p.api_version = all[i].version;
		snprintf(want, sizeof(want), "{\"model\":\"m\"," U ",%s", all[i].want);
		body_is(&p, a, want);
	}
	body_is(&(struct kx_provider){ .kind = KX_KIND_OPENAI },
		(struct kx_ask){ .model = "m", .temperature = -1 },
		"{\"model\":\"m\"," U "}");
}

static void models_that_think_first_take_less(void)
{
	static const struct {
		enum kx_kind kind;
		const char *model;
		bool thinks;
	} all[] = { { KX_KIND_OPENAI, "o1", true }, { KX_KIND_OPENAI, "o3-mini", true },
		{ KX_KIND_OPENAI, "o4-mini-2025-04-16", true },
		{ KX_KIND_OPENAI, "gpt-5", true },
		{ KX_KIND_OPENAI, "gpt-5.1-mini", true },
		{ KX_KIND_AZURE, "gpt-5-nano", true },
		{ KX_KIND_COMPATIBLE, "openai/o3", true },
		{ KX_KIND_OPENAI, "gpt-5-chat-latest", false },
		{ KX_KIND_OPENAI, "gpt-4o", false }, { KX_KIND_OPENAI, "omni", false },
		{ KX_KIND_OPENAI, "o", false }, { KX_KIND_OPENAI, "o10", false },
		{ KX_KIND_OLLAMA, "gpt-oss:20b", false },
		{ KX_KIND_OPENROUTER, "openai/o3", false } };
	char want[200];

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct kx_provider p = of(all[i].kind);
		bool new_name = all[i].thinks || all[i].kind == KX_KIND_OPENAI;

		snprintf(want, sizeof(want),
			"{\"model\":\"%s\"," U ",\"max_%stokens\":9%s}", all[i].model,
			new_name ? "completion_" : "",
			all[i].thinks ? "" : ",\"temperature\":1,\"stop\":\"x\"");
		body_is(&p,
			(struct kx_ask){ .model = all[i].model,
				.max_tokens = 9,
				.temperature = 1,
				.stop = "x" },
			want);
	}
}

static void a_temperature_is_written_the_same_anywhere(void)
{
	static const struct {
		double t;
		const char *text;
	} all[] = { { 0, "0" }, { 0.7, "0.7" }, { 1, "1" }, { 0.125, "0.125" },
		{ 2, "2" }, { 9, "2" }, { 0.1 + 0.2, "0.3" }, { 1.05, "1.05" } };
	struct kx_provider p = of(KX_KIND_OPENAI);
	char want[100];

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		snprintf(want, sizeof(want),
			"{\"model\":\"m\"," U ",\"temperature\":%s}", all[i].text);
		body_is(&p, (struct kx_ask){ .model = "m", .temperature = all[i].t },
			want);
	}
}

static void messages_of_all_roles(void)
{
	struct json_object *calls = json_tokener_parse(
		"[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":"
		"{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\",\"odd\":1}},"
		"{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{bro\"}},"
		"{\"id\":\"c\",\"function\":{\"name\":\"h\",\"arguments\":{\"y\":2}}}]");
	struct kx_say says[] = { { .role = "system", .text = "Be \"kind\"\n\x01\xff" },
		{ .role = "user", .text = "caf\xc3\xa9 \\" },
		{ .role = "assistant", .tool_calls = calls },
		{ .role = "tool", .text = "1", .tool_call_id = "a" },
		{ .role = "tool", .text = "2", .tool_call_id = "b" },
		{ .role = "tool", .tool_call_id = "c" },
		{ .role = "assistant", .text = NULL },
		{ .role = "user",
			.text = "x",
			.tool_calls = calls,
			.tool_call_id = "z" } };
	struct kx_provider p = of(KX_KIND_OPENAI);

	body_is(&p,
		(struct kx_ask){
			.model = "m", .says = says, .n = 8, .temperature = -1 },
		"{\"model\":\"m\",\"messages\":["
		"{\"role\":\"system\",\"content\":\"Be \\\"kind\\\"\\n\\u0001\xef\xbf\xbd\"},"
		"{\"role\":\"user\",\"content\":\"caf\xc3\xa9 \\\\\"},"
		"{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
		"{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\","
		"\"arguments\":\"{\\\"x\\\":1}\"}},"
		"{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\","
		"\"arguments\":\"{}\"}},"
		"{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"h\","
		"\"arguments\":\"{\\\"y\\\":2}\"}}]},"
		"{\"role\":\"tool\",\"content\":\"1\",\"tool_call_id\":\"a\"},"
		"{\"role\":\"tool\",\"content\":\"2\",\"tool_call_id\":\"b\"},"
		"{\"role\":\"tool\",\"content\":\"\",\"tool_call_id\":\"c\"},"
		"{\"role\":\"assistant\",\"content\":\"\"},"
		"{\"role\":\"user\",\"content\":\"x\"}]}");
	json_object_put(calls);
}

#define F "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}"
#define G "{\"type\":\"function\",\"function\":{\"name\":\"g\"}}"
#define FG "\"tools\":[" F "," G "]"

static void functions_to_choose(void)
{
	static const struct {
		enum kx_kind kind;
		const char *choice, *want;
	} all[] = {
		{ KX_KIND_OPENAI, NULL, "," FG },
		{ KX_KIND_OPENAI, "none", "," FG ",\"tool_choice\":\"none\"" },
		{ KX_KIND_VLLM, "required", "," FG ",\"tool_choice\":\"required\"" },
		{ KX_KIND_OPENAI, "g",
			"," FG ",\"tool_choice\":{\"type\":\"function\","
			"\"function\":{\"name\":\"g\"}}" },
		{ KX_KIND_LLAMACPP, "g",
			",\"tools\":[" G "],\"tool_choice\":\"required\"" },
		{ KX_KIND_LLAMACPP, "none", "," FG ",\"tool_choice\":\"none\"" },
		{ KX_KIND_OLLAMA, "f",
			",\"tools\":[" F "],\"tool_choice\":\"required\"" },
		{ KX_KIND_OLLAMA, "none", "" },
		{ KX_KIND_OLLAMA, "auto", "," FG ",\"tool_choice\":\"auto\"" },
		{ KX_KIND_OLLAMA, "gone", "," FG ",\"tool_choice\":\"auto\"" },
	};
	struct json_object *tools = json_tokener_parse("[" F "," G "]"),
			   *empty = json_object_new_array();
	struct kx_provider openai = of(KX_KIND_OPENAI);
	struct kx_ask a = { .model = "m", .tools = tools, .temperature = -1 };
	char want[400];

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct kx_provider p = of(all[i].kind);

		snprintf(want, sizeof(want), "{\"model\":\"m\"," U "%s}", all[i].want);
		a.tool_choice = all[i].choice;
		body_is(&p, a, want);
	}
	a.tool_choice = NULL;
	a.one_call = true;
	body_is(&openai, a,
		"{\"model\":\"m\"," U "," FG ",\"parallel_tool_calls\":false}");
	a.model = "o4-mini";
	body_is(&openai, a, "{\"model\":\"o4-mini\"," U "," FG "}");
	/* what is said of functions is refused where there are none */
	a.model = "m";
	a.tools = empty;
	a.tool_choice = "auto";
	body_is(&openai, a, "{\"model\":\"m\"," U "}");
	json_object_put(tools);
	json_object_put(empty);
}

static void an_answer_by_schema(void)
{
	struct json_object *schema = json_tokener_parse(
		"{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},"
		"\"required\":[\"a\"],\"additionalProperties\":false}");
	struct kx_provider p = of(KX_KIND_OPENAI);
	char want[400];

	for (int i = 0; i < 2; i++) {
		snprintf(want, sizeof(want),
			"{\"model\":\"m\"," U ",\"response_format\":{\"type\":"
			"\"json_schema\",\"json_schema\":{\"name\":\"%s\",\"strict\":true,"
			"\"schema\":%s}}}",
			i ? "my_answer_" : "answer",
			json_object_to_json_string_ext(schema, JSON_C_TO_STRING_PLAIN));
		body_is(&p,
			(struct kx_ask){ .model = "m",
				.temperature = -1,
				.schema = schema,
				.schema_name = i ? "my answer!" : NULL },
			want);
	}
	json_object_put(schema);
}

/* ---- addresses ----------------------------------------------------------------------- */

static void addresses(void)
{
	static const struct {
		enum kx_kind kind;
		const char *base, *version, *want;
	} all[] = {
		{ KX_KIND_OPENAI, "https://h/v1", NULL, "https://h/v1/embeddings" },
		{ KX_KIND_OPENAI, "https://h/v1", "2024", "https://h/v1/embeddings" },
		{ KX_KIND_OPENAI, "https://h/v1/?a=1", NULL,
			"https://h/v1/embeddings?a=1" },
		{ KX_KIND_AZURE, "https://n.x/openai/v1", NULL,
			"https://n.x/openai/v1/embeddings" },
		{ KX_KIND_AZURE, "https://n.x/openai/v1", "preview",
			"https://n.x/openai/v1/embeddings?api-version=preview" },
		{ KX_KIND_AZURE, "https://n.x", NULL,
			"https://n.x/openai/v1/embeddings" },
		{ KX_KIND_AZURE, "https://n.x/openai", NULL,
			"https://n.x/openai/v1/embeddings" },
		{ KX_KIND_AZURE, "https://n.x", "2024-10-21",
			"https://n.x/openai/deployments/my%20own/embeddings"
			"?api-version=2024-10-21" },
		{ KX_KIND_AZURE, "https://n.x/openai", "2024-10-21",
			"https://n.x/openai/deployments/my%20own/embeddings"
			"?api-version=2024-10-21" },
		{ KX_KIND_AZURE, "https://n.x/openai/deployments", "2024-10-21",
			"https://n.x/openai/deployments/my%20own/embeddings"
			"?api-version=2024-10-21" },
		{ KX_KIND_AZURE, "https://n.x/openai/deployments/d", "2024-10-21",
			"https://n.x/openai/deployments/d/embeddings"
			"?api-version=2024-10-21" },
		{ KX_KIND_AZURE,
			"https://n.x/openai/deployments/d?api-version=2024-02-01",
			"2024-10-21",
			"https://n.x/openai/deployments/d/embeddings"
			"?api-version=2024-02-01" },
		{ KX_KIND_AZURE, "https://n.x/openai/deployments/d?a=b", "2024-10-21",
			"https://n.x/openai/deployments/d/embeddings?a=b"
			"&api-version=2024-10-21" },
	};
	struct kx_buf b = { 0 };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct kx_provider p = of(all[i].kind);

		p.base_url = all[i].base;
		p.api_version = all[i].version;
		kx_buf_clear(&b);
		kx_api_url(&p, "/embeddings", "my own", &b);
		T_STR(kx_buf_text(&b), all[i].want);
	}
	kx_buf_release(&b);
}

int main(int argc, char **argv)
{
	print = argc == 2 && strcmp(argv[1], "-p") == 0;
	the_settings_of_each_kind();
	models_that_think_first_take_less();
	a_temperature_is_written_the_same_anywhere();
	messages_of_all_roles();
	functions_to_choose();
	an_answer_by_schema();
	addresses();
	return print ? t_failed != 0 : T_END();
}
