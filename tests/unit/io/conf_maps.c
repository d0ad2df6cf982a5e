#include "../t.h"
#include "base/buf.h"
#include "io/conf.h"
#include "io/file.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK "m4rk-of-a-key"

static const struct kx_conf_key keys[] = {
	{ .name = "providers", .type = KX_CONF_MAPS },
	{ .name = "prices", .type = KX_CONF_MAPS, .def = "{free: {input: 0}}" },
	{ .name = "provider", .env = "AI_PROVIDER" },
	{ .name = "chat.key_file" },
	{ .name = NULL },
};

static struct kx_conf *c;
static struct kx_err e;

static void put(const char *path, const char *text)
{
	T_INT(kx_file_write(path, text, strlen(text), 0600, NULL), 0);
}

static int again(const char *file)
{
	kx_conf_close(c);
	memset(&e, 0, sizeof(e));
	return kx_conf_open(&c, keys, file, &e);
}

static const char *json(const char *key)
{
	return json_object_to_json_string_ext(
		kx_conf_get(c, key), JSON_C_TO_STRING_PLAIN);
}

static const char *where(const char *entry, const char *member)
{
	return kx_conf_where_in(c, "providers", entry, member);
}

static void keeps_every_scalar_as_its_text(void)
{
	put("f", "providers:\n"
		 "  mine:\n"
		 "    base_url: http://h/v1\n"
		 "    batch: 0064\n"
		 "    weight: 0.50\n"
		 "    tries: 3\n"
		 "    on: true\n"
		 "    nothing:\n"
		 "    key_command: [pass, show, 7, null]\n"
		 "    headers: {X-Team: desk, X-N: 1, X-None: }\n"
		 "  bare: {}\n"
		 "  none:\n"
		 "prices: {gpt-4.1: {input: 2}, 'a/b:c': {input: .5}}\n");
	T_INT(again("f"), 0);
	T_STR(json("providers"),
		"{\"mine\":{\"base_url\":\"http:\\/\\/h\\/v1\",\"batch\":\"0064\","
		"\"weight\":\"0.50\",\"tries\":\"3\",\"on\":\"true\","
		"\"key_command\":[\"pass\",\"show\",\"7\",\"\"],"
		"\"headers\":{\"X-Team\":\"desk\",\"X-N\":\"1\"}},\"bare\":{}}");
	T_STR(json("prices"),
		"{\"free\":{\"input\":\"0\"},\"gpt-4.1\":{\"input\":\"2\"},"
		"\"a\\/b:c\":{\"input\":\"0.5\"}}");
	T_STR(kx_conf_where(c, "providers"), "f:1");
	T_STR(where("mine", NULL), "f:2");
	T_STR(where("mine", "weight"), "f:5");
	T_STR(where("mine", "headers"), "f:10");
	T_STR(where("mine", "no-such"), "f:2");
	T_STR(where("no-such", "weight"), "f:1");
	T_STR(kx_conf_where_in(c, "prices", "free", "input"), "built in");
	T_STR(kx_conf_where_in(c, "provider", "free", "input"), "");
	T_STR(kx_conf_where_in(c, "no.such", "free", "input"), "");
}

static void puts_layers_together_by_entry(void)
{
	setenv("XDG_CONFIG_HOME", getenv("KX_TEST_DIR"), 1);
	mkdir("kx", 0700);
	put("kx/config.yaml", "providers:\n  a: {x: 1, y: 1}\n  b: {x: 1}\n");
	put("kx.yaml", "providers:\n\n  c: {x: 2}\n  a: {x: 2}\n  b:\n");
	T_INT(again(NULL), 0);
	T_STR(json("providers"),
		"{\"a\":{\"x\":\"2\"},\"b\":{\"x\":\"1\"},\"c\":{\"x\":\"2\"}}");
	T_STR(where("a", "x"), "./kx.yaml:4");
	T_STR(where("a", "y"), "./kx.yaml:4");
	T_OK(strstr(where("b", "x"), "/kx/config.yaml:3"));
	setenv("KX_PROVIDERS", "{c: {x: 3}, d: {base_url: \"http://h/v1\", l: [a, b]}}",
		1);
	T_INT(again(NULL), 0);
	T_STR(json("providers"),
		"{\"a\":{\"x\":\"2\"},\"b\":{\"x\":\"1\"},\"c\":{\"x\":\"3\"},\"d\":{"
		"\"base_url\":\"http:\\/\\/h\\/v1\",\"l\":[\"a\",\"b\"]}}");
	T_STR(where("d", "l"), "KX_PROVIDERS");
	T_STR(where("c", NULL), "KX_PROVIDERS");
	T_STR(where("a", NULL), "./kx.yaml:4");
	T_STR(kx_conf_where(c, "providers"), "KX_PROVIDERS");
	T_INT(kx_conf_set(c, "providers", "{e: {x: 5}}", "--providers", &e), 0);
	T_STR(where("e", "x"), "--providers");
	unsetenv("KX_PROVIDERS");
	unsetenv("XDG_CONFIG_HOME");
}

static const struct {
	const char *yaml, *error, *hint;
} bad[] = {
	{ "providers: x\n", "f:1: 'providers' must be names with a map of values each",
		"" },
	{ "providers: [a]\n",
		"f:1: 'providers' must be names with a map of values each", "" },
	{ "providers:\n  a: " MARK "\n",
		"f:2: 'providers.a' must be a short map of names and values", "" },
	{ "providers:\n  a:\n    b: 1\n    c: {d: {e: " MARK "}}\n",
		"f:4: 'providers.a.c' must be a short map of values", "" },
	{ "providers:\n  a:\n    b: [1,\n      [" MARK "]]\n",
		"f:3: 'providers.a.b' must be a short list of values", "" },
	{ "providers:\n  a/b~c:\n    d: [{e: f}]\n",
		"f:3: 'providers.a/b~c.d' must be a short list of values", "" },
	{ "providers:\n  a:\n    key:" MARK ": {b: [c]}\n",
		"f:3: 'providers.a.key' must be a short map of values", "" },
	{ "providers:\n  a: {b: 1}\n  a: {b: 2}\n", "f:3:3: key 'a' is given twice",
		"" },
	{ "providers.a.b: 1\n", "f:1: unknown key 'providers.a.b'",
		"write it nested: providers: {NAME: {KEY: VALUE}}" },
	{ "chat: {\"key:" MARK "\": 1}\n", "f:1: unknown key 'chat.key'",
		"did you mean 'chat.key_file'?" },
};

static void refuses_with_the_line_of_the_inner_key(void)
{
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put("f", bad[i].yaml);
		T_INT(again("f"), -1);
		T_STR(e.text, bad[i].error);
		T_STR(e.hint, bad[i].hint);
		T_INT(e.code, KX_ECONFIG);
	}
	put("f", "");
	setenv("KX_PROVIDERS", "{a: {b: {c: [" MARK "]}}}", 1);
	T_INT(again("f"), -1);
	T_STR(e.text, "KX_PROVIDERS: 'providers.a.b' must be a short map of values");
	setenv("KX_PROVIDERS", "{a: " MARK, 1);
	T_INT(again("f"), -1);
	T_OK(!strncmp(e.text, "KX_PROVIDERS: 'providers': line ", 32));
	T_OK(!strstr(e.text, MARK));
	setenv("KX_PROVIDERS", MARK, 1);
	T_INT(again("f"), -1);
	T_STR(e.text,
		"KX_PROVIDERS: 'providers' must be names with a map of values each");
	unsetenv("KX_PROVIDERS");
}

/* `most` entries, members or values are taken, one more is not */
static void at_most(const char *front, const char *each, const char *back, int most)
{
	struct kx_buf b = { 0 };
	int i, n;

	for (n = most; n <= most + 1; n++) {
		kx_buf_clear(&b);
		kx_buf_str(&b, front);
		for (i = 0; i < n; i++)
			kx_buf_printf(&b, "k%d%s", i, each);
		kx_buf_str(&b, back);
		put("f", b.p);
		T_INT(again("f"), n > most ? -1 : 0);
	}
	kx_buf_release(&b);
}

static void holds_to_its_limits(void)
{
	at_most("providers: {", ": {x: 1},", "}", KX_CONF_ENTRIES);
	at_most("providers: {a: {", ": 1,", "}}", KX_CONF_MEMBERS);
	at_most("providers: {a: {b: {", ": 1,", "}}}", KX_CONF_MEMBERS);
	at_most("providers: {a: {b: [", ",", "]}}", KX_CONF_ENTRIES);
}

static void knows_what_a_path_is_relative_to(void)
{
	static const struct {
		const char *where, *path, *want;
	} t[] = {
		{ "./kx.yaml:3", "k", "k" },
		{ "conf/kx.yaml:3", "k", "conf/k" },
		{ "/etc/kx.yaml:3", "d/k", "/etc/d/k" },
		{ "/etc/kx.yaml:3", "/k", "/k" },
		{ "KX_CHAT_KEY_FILE", "k", "k" },
		{ "--ca", "../k", "../k" },
		{ "built in", "", "" },
		{ "/etc/kx.yaml:3", "~/k", "/h/k" },
		{ "/etc/kx.yaml:3", "~k", "/etc/~k" },
	};
	char *got;
	size_t i;

	setenv("HOME", "/h", 1);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		got = kx_conf_path(t[i].where, t[i].path);
		T_STR(got, t[i].want);
		free(got);
	}
	setenv("HOME", ".", 1);
}

static void finds_the_nearest_name(void)
{
	static const char *const names[] = { "base_url", "batch", "batch_tokens",
		"tries", NULL };

	T_STR(kx_conf_near(names, "base-url"), "base_url");
	T_STR(kx_conf_near(names, "bacth"), "batch");
	T_STR(kx_conf_near(names, "retries"), "tries");
	T_OK(!kx_conf_near(names, "organization"));
	T_OK(!kx_conf_near(names, ""));
	T_INT(kx_conf_word("base_url"), 8);
	T_INT(kx_conf_word("key:" MARK), 3);
	T_INT(kx_conf_word(""), 0);
	T_INT(kx_conf_word("abcdefghijklmnopqrstuvwxyz"), KX_CONF_WORD);
}

int main(void)
{
	static const char *const made[] = { "kx.yaml", "f", "kx/config.yaml", "kx" };
	char dir[] = "/tmp/kx-test-XXXXXX";
	size_t i;

	unsetenv("XDG_CONFIG_HOME");
	unsetenv("KX_PROVIDERS");
	unsetenv("KX_PRICES");
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	setenv("KX_TEST_DIR", dir, 1);
	setenv("HOME", ".", 1);
	keeps_every_scalar_as_its_text();
	puts_layers_together_by_entry();
	refuses_with_the_line_of_the_inner_key();
	holds_to_its_limits();
	knows_what_a_path_is_relative_to();
	finds_the_nearest_name();
	kx_conf_close(c);
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		remove(made[i]);
	T_INT(rmdir(dir), 0);
	return T_END();
}
