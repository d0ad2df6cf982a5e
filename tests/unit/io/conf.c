#include "io/conf.h"
#include "../t.h"
#include "base/buf.h"
#include "io/file.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct kx_conf_key keys[] = {
	{ .name = "search.k", .type = KX_CONF_INT, .def = "10", .min = 1, .max = 100 },
	{ .name = "search.min_score", .type = KX_CONF_REAL, .min = 0, .max = 1 },
	{ .name = "chat.stream", .type = KX_CONF_BOOL, .def = "yes" },
	{ .name = "chat.model", .env = "AI_MODEL_DEFAULT MODEL" },
	{ .name = "chat.api-key", .env = "OPENAI_API_KEY" },
	{ .name = "ingest.sources", .type = KX_CONF_LIST, .def = "docs, faq" },
	{ .name = "ingest.converters",
		.type = KX_CONF_LISTS,
		.def = "{'.pdf': [pdftotext, '-']}" },
	{ .name = "seed", .type = KX_CONF_INT },
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

static void has_defaults(void)
{
	T_INT(again(NULL), 0);
	T_INT(kx_conf_int(c, "search.k"), 10);
	T_STR(kx_conf_where(c, "search.k"), "built in");
	T_OK(kx_conf_bool(c, "chat.stream"));
	T_OK(kx_conf_str(c, "chat.model") == NULL);
	T_STR(kx_conf_where(c, "chat.model"), "");
	T_OK(kx_conf_real(c, "search.min_score") == 0);
	T_STR(json("ingest.sources"), "[\"docs\",\"faq\"]");
	T_STR(json("ingest.converters"), "{\".pdf\":[\"pdftotext\",\"-\"]}");
	T_OK(kx_conf_get(c, "no.such") == NULL);
	T_STR(kx_conf_where(c, "no.such"), "");
	T_STR(kx_conf_files(c), "");
	unsetenv("HOME");
	T_INT(again(NULL), 0);
	setenv("HOME", ".", 1);
}

static void upper_layers_win(void)
{
	setenv("XDG_CONFIG_HOME", "", 1);
	setenv("HOME", getenv("KX_TEST_DIR"), 1);
	mkdir(".config", 0700);
	mkdir(".config/kx", 0700);
	put(".config/kx/config.yaml", "search: {k: 1, min_score: 0.25}\nseed: 7\n");
	T_INT(again(NULL), 0);
	T_INT(kx_conf_int(c, "search.k"), 1);
	T_OK(strstr(kx_conf_where(c, "search.k"), "/.config/kx/config.yaml:1"));
	T_OK(kx_conf_real(c, "search.min_score") == 0.25);
	put("kx.yaml", "# mine\nsearch:\n  k: 2\nchat.model: small\nseed:\n");
	T_INT(again(NULL), 0);
	T_INT(kx_conf_int(c, "search.k"), 2);
	T_STR(kx_conf_where(c, "search.k"), "./kx.yaml:3");
	T_STR(kx_conf_where(c, "chat.model"), "./kx.yaml:4");
	T_OK(kx_conf_real(c, "search.min_score") == 0.25);
	T_INT(kx_conf_int(c, "seed"), 7);
	T_OK(!strncmp(kx_conf_files(c), "./kx.yaml, /", 12));
	setenv("MODEL", "other", 1);
	T_INT(again(NULL), 0);
	T_STR(kx_conf_str(c, "chat.model"), "other");
	setenv("AI_MODEL_DEFAULT", "large", 1);
	T_INT(again(NULL), 0);
	T_STR(kx_conf_str(c, "chat.model"), "large");
	T_STR(kx_conf_where(c, "chat.model"), "AI_MODEL_DEFAULT");
	setenv("KX_CHAT_MODEL", "mine", 1);
	T_INT(again(NULL), 0);
	T_STR(kx_conf_str(c, "chat.model"), "mine");
	setenv("KX_CHAT_MODEL", "", 1);
	T_INT(again(NULL), 0);
	T_STR(kx_conf_str(c, "chat.model"), "large");
	T_INT(kx_conf_set(c, "chat.model", "flag", "--model", &e), 0);
	T_STR(kx_conf_str(c, "chat.model"), "flag");
	T_STR(kx_conf_where(c, "chat.model"), "--model");
	T_INT(kx_conf_set(c, "search.k", "101", "--k", &e), -1);
	T_STR(e.text, "--k: 'search.k' must be a whole number from 1 to 100");
	T_INT(e.code, KX_EUSAGE);
	T_INT(kx_conf_int(c, "search.k"), 2);
	T_INT(kx_conf_set(c, "no.such", "1", "-x", &e), -1);
	T_INT(e.code, KX_EBUG);
	unsetenv("MODEL");
	unsetenv("AI_MODEL_DEFAULT");
	unsetenv("KX_CHAT_MODEL");
}

static void one_file_replaces_both(void)
{
	put("own.yaml", "chat: {stream: off}\n");
	T_INT(again("own.yaml"), 0);
	T_INT(kx_conf_int(c, "search.k"), 10);
	T_OK(!kx_conf_bool(c, "chat.stream"));
	T_STR(kx_conf_files(c), "own.yaml");
	T_INT(again("none.yaml"), -1);
	T_STR(e.text, "cannot open 'none.yaml': No such file or directory");
	T_INT(e.code, KX_ECONFIG);
	T_OK(c == NULL);
	T_INT(again("/dev/null"), 0);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	T_INT(again(NULL), 0);
	T_STR(kx_conf_files(c), "./kx.yaml");
	unsetenv("XDG_CONFIG_HOME");
}

static const struct {
	const char *yaml, *error, *hint;
} bad[] = {
	{ "a\n", "f:1: must hold keys and values", "" },
	{ "- a\n", "f:1: must hold keys and values", "" },
	{ "serach:\n  k: 1\n", "f:1: unknown key 'serach'",
		"did you mean 'search.k'?" },
	{ "search:\n  kk: 1\n", "f:2: unknown key 'search.kk'",
		"did you mean 'search.k'?" },
	{ "chat:\n  modle: x\n", "f:2: unknown key 'chat.modle'",
		"did you mean 'chat.model'?" },
	{ "model: x\n", "f:1: unknown key 'model'", "did you mean 'chat.model'?" },
	{ "\nzzzzzzzz: 1\n", "f:2: unknown key 'zzzzzzzz'", "" },
	{ "search: 5\n", "f:1: 'search' must hold keys, not a value", "" },
	{ "search:\n  k: five\n",
		"f:2: 'search.k' must be a whole number from 1 to 100", "" },
	{ "search: {k: 0}\n", "f:1: 'search.k' must be a whole number from 1 to 100",
		"" },
	{ "search: {k: 1.5}\n", "f:1: 'search.k' must be a whole number from 1 to 100",
		"" },
	{ "search: {k: true}\n", "f:1: 'search.k' must be a whole number from 1 to 100",
		"" },
	{ "search: {k: [1]}\n", "f:1: 'search.k' must be a whole number", "" },
	{ "search: {min_score: x}\n",
		"f:1: 'search.min_score' must be a number from 0 to 1", "" },
	{ "seed: x\n", "f:1: 'seed' must be a whole number", "" },
	{ "chat: {stream: maybe}\n", "f:1: 'chat.stream' must be true or false", "" },
	{ "chat: {model: {a: b}}\n", "f:1: 'chat.model' must be one value", "" },
	{ "ingest: {sources: {a: b}}\n",
		"f:1: 'ingest.sources' must be a list of values", "" },
	{ "ingest: {sources: [a, [b]]}\n",
		"f:1: 'ingest.sources' must be a list of values", "" },
	{ "ingest: {converters: [a]}\n",
		"f:1: 'ingest.converters' must be names with a list of values each",
		"" },
	{ "ingest:\n  converters: {.x: {a: b}}\n",
		"f:2: 'ingest.converters' must be names with a list of values each",
		"" },
	{ "search: {k: 1}\nsearch.k: 2\n", "f:2: key 'search.k' is given twice", "" },
	{ "seed: 1\nseed: 2\n", "f:2:1: key 'seed' is given twice", "" },
	{ "a: [\n", "f:2:1: did not find expected node content", "" },
};

static void refuses_with_file_and_line(void)
{
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put("f", bad[i].yaml);
		T_INT(again("f"), -1);
		T_STR(e.text, bad[i].error);
		T_STR(e.hint, bad[i].hint);
		T_INT(e.code, KX_ECONFIG);
	}
	T_INT(kx_conf_open(&c, keys, "f", NULL), -1);
}

static void reads_every_type_from_the_environment(void)
{
	put("f", "chat: {model: 4, api-key: 007}\nsearch: {k: '5'}\n"
		 "ingest: {sources: one, converters: {.docx: cat, .pdf: [a, 1]}}\n");
	T_INT(again("f"), 0);
	T_STR(kx_conf_str(c, "chat.model"), "4");
	T_STR(kx_conf_str(c, "chat.api-key"), "007");
	T_INT(kx_conf_int(c, "search.k"), 5);
	T_STR(json("ingest.sources"), "[\"one\"]");
	T_STR(json("ingest.converters"),
		"{\".docx\":[\"cat\"],\".pdf\":[\"a\",\"1\"]}");
	setenv("KX_INGEST_SOURCES", " a , b c,, d", 1);
	setenv("KX_INGEST_CONVERTERS", "{\".html\": [\"x\", \"%f\"]}", 1);
	setenv("KX_SEARCH_MIN_SCORE", ".5", 1);
	setenv("KX_CHAT_STREAM", "Off", 1);
	T_INT(again("f"), 0);
	T_STR(json("ingest.sources"), "[\"a\",\"b c\",\"d\"]");
	T_STR(json("ingest.converters"), "{\".html\":[\"x\",\"%f\"]}");
	T_OK(kx_conf_real(c, "search.min_score") == 0.5);
	T_OK(!kx_conf_bool(c, "chat.stream"));
	setenv("KX_INGEST_SOURCES", "[\"a, b\", c]", 1);
	T_INT(again("f"), 0);
	T_STR(json("ingest.sources"), "[\"a, b\",\"c\"]");
	setenv("KX_INGEST_SOURCES", "[\"a", 1);
	T_INT(again("f"), -1);
	T_OK(!strncmp(e.text, "KX_INGEST_SOURCES: 'ingest.sources': line 1", 43));
	unsetenv("KX_INGEST_SOURCES");
	setenv("KX_SEARCH_K", "secret", 1);
	T_INT(again("f"), -1);
	T_STR(e.text, "KX_SEARCH_K: 'search.k' must be a whole number from 1 to 100");
	unsetenv("KX_SEARCH_K");
	unsetenv("KX_INGEST_CONVERTERS");
	unsetenv("KX_SEARCH_MIN_SCORE");
	unsetenv("KX_CHAT_STREAM");
}

static void names_its_variables(void)
{
	char out[16];

	kx_conf_env_name("search.k", out, sizeof(out));
	T_STR(out, "KX_SEARCH_K");
	kx_conf_env_name("chat.api-key", out, sizeof(out));
	T_STR(out, "KX_CHAT_API_KEY");
	kx_conf_env_name("a.very.long.name.indeed", out, sizeof(out));
	T_STR(out, "KX_A_VERY_LONG_");
}

/* only root can make a file of somebody else */
static void refuses_a_planted_file(void)
{
	if (geteuid() != 0)
		return;
	put("kx.yaml", "seed: 1\n");
	T_INT(chown("kx.yaml", 4711, 4711), 0);
	T_INT(again(NULL), -1);
	T_STR(e.text, "'./kx.yaml' belongs to another user");
	T_STR(e.hint, "use it with --config ./kx.yaml if you trust it");
	T_INT(again("./kx.yaml"), 0);
	T_INT(chown(".", 4711, 4711), 0);
	T_INT(again(NULL), 0);
}

int main(void)
{
	static const char *const made[] = { "kx.yaml", "own.yaml", "f",
		".config/kx/config.yaml", ".config/kx", ".config" };
	static const char *const vars[] = { "XDG_CONFIG_HOME", "AI_MODEL_DEFAULT",
		"MODEL", "OPENAI_API_KEY", "KX_SEARCH_K", "KX_SEED", "KX_CHAT_MODEL" };
	char dir[] = "/tmp/kx-test-XXXXXX";
	size_t i;

	for (i = 0; i < sizeof(vars) / sizeof(vars[0]); i++)
		unsetenv(vars[i]);
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	setenv("KX_TEST_DIR", dir, 1);
	setenv("HOME", ".", 1);
	has_defaults();
	upper_layers_win();
	one_file_replaces_both();
	refuses_with_file_and_line();
	reads_every_type_from_the_environment();
	names_its_variables();
	refuses_a_planted_file();
	kx_conf_close(c);
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		remove(made[i]);
	T_INT(rmdir(dir), 0);
	return T_END();
}
