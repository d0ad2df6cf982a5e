#include "../kb.h"
#include "../t.h"
#include "domain/search.h"

static struct kx_arena arena;
static struct kx_err e;
static struct kx_request r;

static int read_request(const char *json)
{
	struct json_object *o = kb_json(json);
	int rc;

	r = (struct kx_request){ .k = 5,
		.locale = "de",
		.by = { .source = "kb", .visibility = KX_PUBLIC } };
	rc = kx_request_read(&r, o, &arena, &e);
	/* nothing is borrowed from the record */
	json_object_put(o);
	return rc;
}

static void whole(void)
{
	T_INT(read_request("{\"query\":\"q\"}"), 0);
	T_STR(r.text, "q");
	T_INT(r.k, 5);
	T_STR(r.locale, "de");
	T_STR(r.by.source, "kb");
	T_OK(!r.context && !r.by.locale && !r.by.ntags);
	T_INT(read_request("{\"text\":\"t\",\"k\":1000,\"locale\":\"en\",\"id\":[1],"
			   "\"filter\":{\"source\":\"s\",\"locale\":\"fr\","
			   "\"tags\":[\"a\",\"b\"],\"visibility\":\"agents\"}}"),
		0);
	T_STR(r.text, "t");
	T_INT(r.k, 1000);
	T_STR(r.locale, "en");
	T_STR(r.by.source, "s");
	T_STR(r.by.locale, "fr");
	T_INT(r.by.ntags, 2);
	T_STR(r.by.tags[1], "b");
	T_INT(r.by.visibility, KX_AGENTS);
	T_INT(read_request(
		      "{\"query\":\"q\",\"text\":\"t\",\"filter\":{\"tags\":\"a\"}}"),
		0);
	T_STR(r.text, "q");
	T_INT(r.by.ntags, 1);
	T_STR(r.by.tags[0], "a");
	T_INT(r.by.visibility, KX_PUBLIC);
	T_INT(read_request(
		      "{\"query\":null,\"text\":\"t\",\"k\":null,\"filter\":null}"),
		0);
	T_STR(r.text, "t");
}

static void refused(void)
{
	static const char *const bad[] = { "{}", "{\"query\":null}", "{\"query\":1}",
		"{\"text\":[]}", "{\"query\":\"q\",\"k\":0}",
		"{\"query\":\"q\",\"k\":1001}", "{\"query\":\"q\",\"k\":\"5\"}",
		"{\"query\":\"q\",\"k\":2.5}",
		"{\"query\":\"q\",\"k\":18446744073709551615}",
		"{\"query\":\"q\",\"locale\":1}", "{\"query\":\"q\",\"filter\":[]}",
		"{\"query\":\"q\",\"filter\":\"kb\"}",
		"{\"query\":\"q\",\"filter\":{\"source\":1}}",
		"{\"query\":\"q\",\"filter\":{\"locale\":[]}}",
		"{\"query\":\"q\",\"filter\":{\"tags\":[1]}}",
		"{\"query\":\"q\",\"filter\":{\"tags\":{}}}",
		"{\"query\":\"q\",\"filter\":{\"visibility\":\"all\"}}",
		"{\"query\":\"q\",\"filter\":{\"visibility\":2}}",
		"{\"query\":\"q\",\"context\":{}}",
		"{\"query\":\"q\",\"context\":[\"x\"]}",
		"{\"query\":\"q\",\"context\":[{}]}",
		"{\"query\":\"q\",\"context\":[{\"role\":\"customer\",\"text\":1}]}",
		"{\"query\":\"q\",\"context\":[{\"role\":1,\"text\":\"x\"}]}" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		e = (struct kx_err){ 0 };
		if (!read_request(bad[i]))
			T_STR("taken", bad[i]);
		T_INT(e.code, KX_EINPUT);
		T_OK(!strncmp(e.text, "field '", 7));
	}
}

static void turns(void)
{
	T_INT(read_request(
		      "{\"query\":\"q\",\"context\":[{\"role\":\"customer\",\"text\":\"0\"},"
		      "{\"role\":\"customer\",\"text\":\"1\"},"
		      "{\"role\":\"agent\",\"text\":\"2\"},"
		      "{\"role\":\"user\",\"text\":\"3\"},"
		      "{\"role\":\"customer\",\"text\":null}]}"),
		0);
	T_STR(r.context, "1\n3\n");
	T_INT(read_request(
		      "{\"query\":\"q\",\"context\":[{\"role\":\"agent\",\"text\":\"2\"}]}"),
		0);
	T_OK(r.context == NULL);
	T_INT(read_request("{\"query\":\"q\",\"context\":[]}"), 0);
	T_OK(r.context == NULL);
	/* what is too old to count is not looked at */
	T_INT(read_request(
		      "{\"query\":\"q\",\"context\":[7,{\"role\":\"user\",\"text\":\"a\"},"
		      "{\"role\":\"user\",\"text\":\"b\"},{\"role\":\"user\",\"text\":\"c\"},"
		      "{\"role\":\"user\",\"text\":\"d\"}]}"),
		0);
	T_STR(r.context, "a\nb\nc\nd\n");
}

static void long_turns(void)
{
	struct kx_buf b = { 0 };

	kx_buf_str(&b, "{\"query\":\"q\",\"context\":[{\"role\":\"user\",\"text\":\"");
	for (int i = 0; i < 100000; i++)
		kx_buf_str(&b, "\xc3\xa4");
	kx_buf_str(&b, "\"},{\"role\":\"user\",\"text\":\"short\"}]}");
	T_INT(read_request(b.p), 0);
	T_OK(r.context && strlen(r.context) <= KX_QUERY_MAX);
	T_OK(r.context && strstr(r.context, "short"));
	kx_buf_release(&b);
}

int main(void)
{
	whole();
	refused();
	turns();
	long_turns();
	kx_arena_release(&arena);
	return T_END();
}
