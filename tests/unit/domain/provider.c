#include "domain/provider.h"
#include "../t.h"
#include "base/buf.h"
#include "domain/embed.h"
#include "io/file.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK "m4rk-of-a-key"

static const struct kx_conf_key keys[] = {
	{ .name = "provider", .env = "AI_PROVIDER" },
	{ .name = "providers", .type = KX_CONF_MAPS },
	{ .name = "prices", .type = KX_CONF_MAPS },
	{ .name = "chat.max_tokens", .type = KX_CONF_INT },
	{ .name = "chat.base_url" },
	{ .name = "chat.key_file" },
	{ .name = "chat.key_command", .type = KX_CONF_LIST },
	{ .name = "chat.key_credential" },
	{ .name = "embed.base_url" },
	{ .name = "embed.key_file" },
	{ .name = "embed.key_command", .type = KX_CONF_LIST },
	{ .name = "embed.key_credential" },
	{ .name = "moderation.base_url" },
	{ .name = NULL },
};

static const char *const variables[] = { "OPENAI_API_KEY", "OPENAI_API_KEY_FILE",
	"OPENAI_API_KEY_COMMAND", "OPENAI_BASE_URL", "AZURE_OPENAI_API_KEY",
	"AZURE_OPENAI_API_KEY_FILE", "AZURE_OPENAI_ENDPOINT", "OPENROUTER_API_KEY",
	"OLLAMA_HOST", "KX_CHAT_KEY", "KX_EMBED_KEY", "KX_MODERATION_KEY",
	"KX_CHAT_BASE_URL", "KX_PROVIDERS", "AI_PROVIDER", "KX_PROVIDER", "MINE_KEY",
	"MINE_KEY_FILE", "OTHER_KEY", "CREDENTIALS_DIRECTORY", "XDG_CONFIG_HOME" };

static struct kx_conf *c;
static struct kx_providers *p;
static struct kx_err e;
static const struct kx_provider *of;
static const char *model, *header;

static void put(const char *path, const char *text, mode_t mode)
{
	remove(path);
	T_INT(kx_file_write(path, text, strlen(text), 0600, NULL), 0);
	T_INT(chmod(path, mode), 0);
}

/* empty also makes forgotten what was taken out before */
static void no_variables(void)
{
	size_t i;

	for (i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		setenv(variables[i], "", 1);
}

static int again(const char *yaml)
{
	struct kx_conf *now;

	kx_providers_close(p);
	p = NULL;
	put("f", yaml, 0600);
	memset(&e, 0, sizeof(e));
	if (kx_conf_open(&now, keys, "f", &e))
		return -1;
	kx_conf_close(c);
	c = now;
	return kx_providers_open(&p, c, &e);
}

static int find(const char *spec, enum kx_capability cap)
{
	memset(&e, 0, sizeof(e));
	of = NULL;
	model = NULL;
	return kx_provider_find(p, spec, cap, &of, &model, &e);
}

static int auth(const char *spec, enum kx_capability cap)
{
	header = NULL;
	if (find(spec, cap))
		return -1;
	return kx_provider_auth(p, of, cap, &header, &e);
}

static const char *url(const char *spec, enum kx_capability cap)
{
	return find(spec, cap) ? e.text : of->base_url;
}

static const char *key(const char *spec, enum kx_capability cap)
{
	return auth(spec, cap) ? e.text : header ? header : "none";
}

static void knows_the_built_in_ones(void)
{
	static const struct {
		const char *spec, *url, *model;
		enum kx_kind kind;
		double temperature;
	} t[] = {
		{ "openai:gpt-4o-mini", "https://api.openai.com/v1", "gpt-4o-mini",
			KX_KIND_OPENAI, -1 },
		{ "openrouter:a/b:free", "https://openrouter.ai/api/v1", "a/b:free",
			KX_KIND_OPENROUTER, -1 },
		{ "ollama:llama3.2:3b", "http://127.0.0.1:11434/v1", "llama3.2:3b",
			KX_KIND_OLLAMA, 0 },
		{ "llamacpp:x", "http://127.0.0.1:8080/v1", "x", KX_KIND_LLAMACPP, 0 },
		{ "vllm:m", "http://127.0.0.1:8000/v1", "m", KX_KIND_VLLM, 0 },
	};
	size_t i;

	T_INT(again(""), 0);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		T_INT(find(t[i].spec, KX_CAP_CHAT), 0);
		T_STR(of->base_url, t[i].url);
		T_STR(model, t[i].model);
		T_INT(of->kind, t[i].kind);
		T_OK(of->temperature == t[i].temperature);
		T_INT(of->tries, 3);
		T_INT(of->batch, 64);
		T_INT(of->batch_tokens, 100000);
		T_INT(of->in_flight, 4);
		T_INT(of->dimensions, 0);
		T_INT(of->max_tokens, 1024);
		T_OK(of->weight == KX_EMBED_WEIGHT);
		T_OK(!of->api_version && !of->headers && !of->organization);
		T_INT(of->limits.connect_ms, 0);
		T_INT(of->limits.first_ms, of->temperature < 0 ? 0 : 300000);
		T_STR(key(t[i].spec, KX_CAP_EMBED), "none");
	}
	T_STR(kx_capability_name(KX_CAP_CHAT), "chat");
	T_STR(kx_capability_name(KX_CAP_EMBED), "embed");
	T_STR(kx_capability_name(KX_CAP_MODERATION), "moderation");
}

static void takes_models_without_a_provider_from_the_usual_one(void)
{
	static const char hint[] = "there are: openai, azure, openrouter, ollama, "
				   "llamacpp, vllm, mine";

	T_INT(again("providers: {mine: {base_url: http://h/v1}}"), 0);
	T_INT(find("gpt-4o-mini", KX_CAP_CHAT), -1);
	T_STR(e.text, "model 'gpt-4o-mini' names no provider");
	T_INT(e.code, KX_ECONFIG);
	T_OK(!strncmp(e.hint, "write PROVIDER:MODEL, or set 'provider'; ", 41));
	T_STR(e.hint + 41, hint);
	T_INT(find("llama3.2:3b", KX_CAP_CHAT), -1);
	T_STR(e.text, "provider 'llama3.2' is not known");
	T_STR(e.hint, hint);
	T_INT(find("mine:", KX_CAP_CHAT), -1);
	T_STR(e.text, "'mine:' names no model");
	T_INT(find("", KX_CAP_CHAT), -1);
	T_OK(kx_provider_named(p, "mine:x"));
	T_OK(!kx_provider_named(p, "min:x"));
	T_OK(!kx_provider_named(p, "mine"));
	T_OK(!kx_provider_named(p, "extract"));
	setenv("AI_PROVIDER", "ollama", 1);
	T_INT(again(""), 0);
	T_INT(find("llama3.2:3b", KX_CAP_CHAT), 0);
	T_STR(of->name, "ollama");
	T_STR(model, "llama3.2:3b");
	T_INT(find("openai:llama3.2:3b", KX_CAP_CHAT), 0);
	T_STR(of->name, "openai");
	T_OK(kx_provider_named(p, "llama3.2:3b"));
	T_OK(!kx_provider_named(p, "extract"));
	T_OK(!kx_provider_named(p, "replay:f"));
	T_OK(!kx_provider_named(p, "hash"));
	T_OK(!kx_provider_named(p, "hash-64"));
	T_OK(!kx_provider_named(p, "none"));
	setenv("AI_PROVIDER", "elsewhere", 1);
	T_INT(again(""), 0);
	T_INT(find("openai:x", KX_CAP_CHAT), 0);
	T_INT(find("x", KX_CAP_CHAT), -1);
	T_STR(e.text, "AI_PROVIDER: provider 'elsewhere' is not known");
	T_STR(e.hint, "there are: openai, azure, openrouter, ollama, llamacpp, vllm");
	T_INT(again("\nprovider: neither\n"), 0);
	setenv("AI_PROVIDER", "", 1);
	T_INT(again("\nprovider: neither\n"), 0);
	T_INT(find("x", KX_CAP_CHAT), -1);
	T_STR(e.text, "f:2: provider 'neither' is not known");
}

static void reads_all_that_an_entry_says(void)
{
	T_INT(again("chat.max_tokens: 500\n"
		    "providers:\n"
		    "  mine:\n"
		    "    kind: vllm\n"
		    "    base_url: HTTP://10.0.0.5:8000/v1//\n"
		    "    api_version: 2024-10-21\n"
		    "    organization: org-1\n"
		    "    project: proj_1\n"
		    "    headers: {X-Team: 'desk: one', X-N: 1}\n"
		    "    connect_s: 2\n"
		    "    first_s: 0.25\n"
		    "    idle_s: 5\n"
		    "    total_s: 60.5\n"
		    "    tries: 5\n"
		    "    batch: 100\n"
		    "    batch_tokens: 5000\n"
		    "    in_flight: 2\n"
		    "    dimensions: 256\n"
		    "    weight: 0.5\n"
		    "    max_tokens: 200\n"
		    "    temperature: 0.7\n"
		    "  listed: {base_url: 'https://h', headers: ['X-A: b', 'X-C:d']}\n"
		    "  bare:\n"
		    "  openai: {tries: 1, kind: compatible}\n"),
		0);
	T_INT(find("mine:m", KX_CAP_MODERATION), 0);
	T_INT(of->kind, KX_KIND_VLLM);
	T_STR(of->base_url, "http://10.0.0.5:8000/v1");
	T_STR(of->api_version, "2024-10-21");
	T_STR(of->organization, "org-1");
	T_STR(of->project, "proj_1");
	T_STR(of->headers[0], "X-Team: desk: one");
	T_STR(of->headers[1], "X-N: 1");
	T_OK(!of->headers[2]);
	T_INT(of->limits.connect_ms, 2000);
	T_INT(of->limits.first_ms, 250);
	T_INT(of->limits.idle_ms, 5000);
	T_INT(of->limits.total_ms, 60500);
	T_INT(of->tries, 5);
	T_INT(of->batch, 100);
	T_INT(of->batch_tokens, 5000);
	T_INT(of->in_flight, 2);
	T_INT(of->dimensions, 256);
	T_OK(of->weight == 0.5);
	T_INT(of->max_tokens, 200);
	T_OK(of->temperature == 0.7);
	T_INT(find("listed:m", KX_CAP_CHAT), 0);
	T_INT(of->kind, KX_KIND_COMPATIBLE);
	T_STR(of->base_url, "https://h");
	T_STR(of->headers[1], "X-C:d");
	T_INT(of->max_tokens, 500);
	T_OK(of->temperature == -1);
	T_INT(find("bare:m", KX_CAP_CHAT), -1);
	T_STR(e.text, "provider 'bare' is not known");
	T_INT(find("openai:m", KX_CAP_CHAT), 0);
	T_STR(of->base_url, "https://api.openai.com/v1");
	T_INT(of->kind, KX_KIND_COMPATIBLE);
	T_INT(of->tries, 1);
	T_INT(again("providers: {a: {}, b: {kind: ollama}}"), 0);
	T_INT(find("a:m", KX_CAP_EMBED), -1);
	T_STR(e.text, "provider 'a' has no address");
	T_STR(e.hint, "set providers.a.base_url or embed.base_url");
	T_STR(url("b:m", KX_CAP_EMBED), "http://127.0.0.1:11434/v1");
}

static const struct {
	const char *yaml, *error, *hint;
} bad[] = {
	{ "base_urll: x", "'providers.m.base_urll' is not known",
		"did you mean 'base_url'?" },
	{ "tires: 1", "'providers.m.tires' is not known", "did you mean 'tries'?" },
	{ "zzzzzz: 1", "'providers.m.zzzzzz' is not known", "" },
	{ "key: " MARK, "'providers.m.key' must not be written here in clear",
		"say where it is: key_file, key_command, key_env, key_credential" },
	{ "'key:" MARK "': 1", "'providers.m.key' must not be written here in clear",
		"say where it is: key_file, key_command, key_env, key_credential" },
	{ "api_key: " MARK, "'providers.m.api_key' must not be written here in clear",
		"say where it is: key_file, key_command, key_env, key_credential" },
	{ "kind: gpt",
		"'providers.m.kind' must be openai, azure, openrouter, ollama, "
		"llamacpp, vllm or compatible",
		"" },
	{ "kind: [a]", "'providers.m.kind' must be one value", "" },
	{ "base_url: ''", "'providers.m.base_url' must not be empty", "" },
	{ "base_url: h/v1",
		"'providers.m.base_url' must be an address such as https://host/v1, "
		"without '?' and '#'",
		"" },
	{ "base_url: ftp://h/v1",
		"'providers.m.base_url' must be an address such as https://host/v1, "
		"without '?' and '#'",
		"" },
	{ "base_url: 'http://h/v1?key=" MARK "'",
		"'providers.m.base_url' must be an address such as https://host/v1, "
		"without '?' and '#'",
		"" },
	{ "base_url: https://user:" MARK "@h/v1",
		"'providers.m.base_url' must not hold a user or a password",
		"keys come from key_file, key_command, key_env or key_credential" },
	{ "base_url: https://" MARK "@h",
		"'providers.m.base_url' must not hold a user or a password",
		"keys come from key_file, key_command, key_env or key_credential" },
	{ "tries: 0", "'providers.m.tries' must be a whole number from 1 to 10", "" },
	{ "tries: 1.5", "'providers.m.tries' must be a whole number from 1 to 10", "" },
	{ "tries: [1]", "'providers.m.tries' must be a whole number from 1 to 10", "" },
	{ "idle_s: 0", "'providers.m.idle_s' must be a number from 0.001 to 86400",
		"" },
	{ "in_flight: 17",
		"'providers.m.in_flight' must be a whole number from 1 to 16", "" },
	{ "batch: 2049", "'providers.m.batch' must be a whole number from 1 to 2048",
		"" },
	{ "temperature: hot", "'providers.m.temperature' must be a number from -1 to 2",
		"" },
	{ "project: \"a\\nb\"",
		"'providers.m.project' must not have control characters", "" },
	{ "headers: x",
		"'providers.m.headers' must be at most 32 names with a value each",
		"" },
	{ "headers: [x]", "'providers.m.headers' must be names with a value each", "" },
	{ "headers: {'a b': c}",
		"'providers.m.headers' must be names with a value each", "" },
	{ "headers: {X: \"a\\r\\nb: c\"}",
		"'providers.m.headers' must not have control characters", "" },
	{ "headers: {Authorization: Bearer " MARK "}",
		"'providers.m.headers' must not set 'Authorization'",
		"a key comes from key_file, key_command, key_env, key_credential" },
	{ "headers: {API-KEY: " MARK "}",
		"'providers.m.headers' must not set 'API-KEY'",
		"a key comes from key_file, key_command, key_env, key_credential" },
	{ "key_env: " MARK,
		"'providers.m.key_env' must be the name of a variable, in capitals",
		"" },
	{ "key_env: 1KEY",
		"'providers.m.key_env' must be the name of a variable, in capitals",
		"" },
	{ "key_credential: a/b",
		"'providers.m.key_credential' must be the name of a credential", "" },
	{ "key_command: []",
		"'providers.m.key_command' must be a program and its arguments", "" },
	{ "key_command: ' '",
		"'providers.m.key_command' must be a program and its arguments", "" },
	{ "key_command: ['', a]",
		"'providers.m.key_command' must be a program and its arguments", "" },
	{ "key_file: [a]", "'providers.m.key_file' must be one value", "" },
};

static void refuses_with_the_place_of_the_member(void)
{
	char yaml[256], want[256];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(yaml, sizeof(yaml), "providers:\n m:\n  %s\n", bad[i].yaml);
		snprintf(want, sizeof(want), "f:3: %s", bad[i].error);
		T_INT(again(yaml), -1);
		T_OK(!p);
		T_STR(e.text, want);
		T_STR(e.hint, bad[i].hint);
		T_INT(e.code, KX_ECONFIG);
		T_OK(!strstr(e.text, MARK) && !strstr(e.hint, MARK));
	}
	T_INT(kx_providers_open(&p, c, NULL), -1);
}

static void refuses_names_that_cannot_stand_in_front_of_a_model(void)
{
	struct kx_buf b = { 0 };
	int i;

	T_INT(again("providers:\n  'a:b': {}\n"), -1);
	T_STR(e.text, "f:2: 'providers.a:b' must be at most 64 letters, digits, '-', "
		      "'_' and '.'");
	T_INT(again("providers:\n  '': {}\n"), -1);
	T_INT(again("providers:\n  a,b: {}\n"), -1);
	T_INT(again("providers:\n  replay: {}\n"), -1);
	T_STR(e.text, "f:2: 'providers.replay' is a name of kx's own");
	T_INT(again("providers:\n  extract: {}\n"), -1);
	T_INT(again("providers:\n  hash-1: {}\n"), -1);
	setenv("KX_PROVIDERS", "{m: {kind: x}}", 1);
	T_INT(again(""), -1);
	T_OK(!strncmp(e.text, "KX_PROVIDERS: 'providers.m.kind' must be", 40));
	setenv("KX_PROVIDERS", "", 1);
	kx_buf_str(&b, "providers:\n");
	for (i = 0; i < KX_PROVIDER_MAX; i++)
		kx_buf_printf(
			&b, "  a-rather-long-name-%d: {base_url: 'http://h'}\n", i);
	T_INT(again(b.p), 0);
	T_INT(find("a-rather-long-name-63:x", KX_CAP_CHAT), 0);
	T_INT(find("b:x", KX_CAP_CHAT), -1);
	T_OK(strlen(e.hint) < 250 && strstr(e.hint, ", a-rather-long-name-0, "));
	T_STR(e.hint + strlen(e.hint) - 4, " …");
	kx_buf_str(&b, "  one-more: {}\n");
	T_INT(again(b.p), -1);
	T_STR(e.text, "f:1: 'providers' has more than 64 entries");
	kx_buf_release(&b);
}

static void takes_addresses_from_known_variables(void)
{
	static const struct {
		const char *host, *url;
	} ollama[] = {
		{ "h", "http://h:11434/v1" },
		{ "h:80", "http://h:80/v1" },
		{ "0.0.0.0", "http://127.0.0.1:11434/v1" },
		{ "0.0.0.0:1234", "http://127.0.0.1:1234/v1" },
		{ ":1234", "http://127.0.0.1:1234/v1" },
		{ "[::]:1234", "http://[::1]:1234/v1" },
		{ "[::1]", "http://[::1]:11434/v1" },
		{ "http://h:1", "http://h:1/v1" },
		{ "https://h", "https://h/v1" },
		{ "https://h/p/", "https://h/p/v1" },
		{ "h/p", "http://h:11434/p/v1" },
	};
	size_t i;

	for (i = 0; i < sizeof(ollama) / sizeof(ollama[0]); i++) {
		setenv("OLLAMA_HOST", ollama[i].host, 1);
		T_INT(again(""), 0);
		T_STR(url("ollama:m", KX_CAP_CHAT), ollama[i].url);
	}
	setenv("OLLAMA_HOST", "u:" MARK "@h", 1);
	T_INT(again(""), -1);
	T_OK(!strncmp(e.text, "OLLAMA_HOST: must not hold a user", 33));
	T_OK(!strstr(e.text, MARK));
	no_variables();
	setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1/", 1);
	setenv("AZURE_OPENAI_ENDPOINT", "https://n.openai.azure.com/", 1);
	T_INT(again("providers: {openai: {base_url: 'http://h'}}"), 0);
	T_STR(url("openai:m", KX_CAP_CHAT), "http://127.0.0.1:1/v1");
	T_STR(url("azure:m", KX_CAP_CHAT), "https://n.openai.azure.com/openai/v1");
	T_INT(find("azure:m", KX_CAP_CHAT), 0);
	T_INT(of->kind, KX_KIND_AZURE);
	T_INT(again("providers: {azure: {api_version: 2024-10-21}}"), 0);
	T_STR(url("azure:m", KX_CAP_CHAT),
		"https://n.openai.azure.com/openai/deployments");
	setenv("AZURE_OPENAI_ENDPOINT", "https://n.openai.azure.com/openai/v1/", 1);
	setenv("KX_PROVIDERS", "{openai: {base_url: \"http://mine\"}}", 1);
	T_INT(again(""), 0);
	T_STR(url("openai:m", KX_CAP_CHAT), "http://mine");
	T_STR(url("azure:m", KX_CAP_CHAT), "https://n.openai.azure.com/openai/v1");
	no_variables();
	T_INT(again(""), 0);
	T_STR(url("azure:m", KX_CAP_CHAT), "provider 'azure' has no address");
	T_STR(e.hint, "set AZURE_OPENAI_ENDPOINT or providers.azure.base_url");
}

static void lets_a_capability_have_an_address_and_a_key_of_its_own(void)
{
	setenv("OPENAI_API_KEY", "usual", 1);
	setenv("OPENROUTER_API_KEY", "router", 1);
	setenv("KX_CHAT_KEY", "for-chat", 1);
	T_INT(again("chat.base_url: http://h:1/v1/\n"
		    "embed: {base_url: 'https://e/v1', key_file: k}\n"
		    "moderation.base_url: http://10.1.2.3/v1\n"),
		0);
	put("k", "for-embed\n", 0600);
	T_STR(url("openai:m", KX_CAP_CHAT), "http://h:1/v1");
	T_STR(key("openai:m", KX_CAP_CHAT), "Authorization: Bearer for-chat");
	T_STR(url("openai:m", KX_CAP_EMBED), "https://e/v1");
	T_STR(key("openai:m", KX_CAP_EMBED), "Authorization: Bearer for-embed");
	T_STR(url("openai:m", KX_CAP_MODERATION), "http://10.1.2.3/v1");
	T_STR(key("openai:m", KX_CAP_MODERATION), "Authorization: Bearer usual");
	/* what stands in for the first has its own */
	T_STR(url("openrouter:m", KX_CAP_CHAT), "https://openrouter.ai/api/v1");
	T_STR(key("openrouter:m", KX_CAP_CHAT), "Authorization: Bearer router");
	T_STR(url("openai:m", KX_CAP_CHAT), "http://h:1/v1");
	T_STR(key("openai:other", KX_CAP_CHAT), "Authorization: Bearer for-chat");
	T_INT(again("chat.base_url: http://u@h/\n"), -1);
	T_STR(e.text, "f:1: 'chat.base_url' must not hold a user or a password");
	setenv("KX_CHAT_BASE_URL", "nowhere", 1);
	T_INT(again(""), -1);
	T_OK(!strncmp(e.text, "KX_CHAT_BASE_URL: 'chat.base_url' must be", 41));
	no_variables();
	T_INT(again("chat: {key_command: echo cmd}\nproviders: {a: {}}\n"), 0);
	T_STR(url("a:m", KX_CAP_CHAT), "provider 'a' has no address");
	T_INT(again("chat: {key_command: echo cmd, base_url: 'https://h'}\n"
		    "providers: {a: {kind: azure}}\n"),
		0);
	T_STR(key("a:m", KX_CAP_CHAT), "api-key: cmd");
	T_INT(again("chat: {key_command: []}\n"), -1);
	T_STR(e.text, "f:1: 'chat.key_command' must be a program and its arguments");
	T_INT(again("chat.key_credential: none\n"), 0);
	T_STR(key("ollama:m", KX_CAP_CHAT),
		"key of provider 'ollama': credential 'none': $CREDENTIALS_DIRECTORY is "
		"not set");
}

static void finds_keys_in_every_place(void)
{
	static const char four[] =
		"providers:\n  mine:\n    base_url: https://h\n"
		"    key_env: MINE_KEY\n    key_command: [printf, 'by %%s', command]\n";
	char more[512];

	setenv("MINE_KEY", "by-variable", 1);
	T_INT(again("providers: {mine: {base_url: 'https://h', key_env: MINE_KEY}}"),
		0);
	T_OK(!getenv("MINE_KEY"));
	T_STR(key("mine:m", KX_CAP_CHAT), "Authorization: Bearer by-variable");
	T_INT(again(four), 0);
	T_STR(key("mine:m", KX_CAP_CHAT), "Authorization: Bearer by %s");
	put("k", "by-file", 0600);
	setenv("MINE_KEY_FILE", "k", 1);
	T_INT(again(four), 0);
	T_STR(key("mine:m", KX_CAP_CHAT), "Authorization: Bearer by-file");
	put("k2", "by-other-file", 0600);
	snprintf(more, sizeof(more), "%s    key_file: ~/k2\n", four);
	T_INT(again(more), 0);
	T_STR(key("mine:m", KX_CAP_CHAT), "Authorization: Bearer by-other-file");
	snprintf(more, sizeof(more), "%s    key_credential: k\n", four);
	setenv("CREDENTIALS_DIRECTORY", ".", 1);
	T_INT(again(more), 0);
	T_STR(key("mine:m", KX_CAP_CHAT), "Authorization: Bearer by-file");
	no_variables();
	setenv("OPENAI_API_KEY_COMMAND", "[echo, \"by list\"]", 1);
	T_INT(again(""), 0);
	T_STR(key("openai:m", KX_CAP_CHAT), "Authorization: Bearer by list");
	setenv("OPENAI_API_KEY_COMMAND", "echo by  words", 1);
	T_INT(again(""), 0);
	T_STR(key("openai:m", KX_CAP_CHAT), "Authorization: Bearer by words");
	setenv("OPENAI_API_KEY_COMMAND", "[" MARK, 1);
	T_INT(again(""), -1);
	T_OK(!strncmp(e.text, "OPENAI_API_KEY_COMMAND: line ", 29));
	T_OK(!strstr(e.text, MARK));
	setenv("OPENAI_API_KEY_COMMAND", "[~, a]", 1);
	T_INT(again(""), -1);
	T_STR(e.text, "OPENAI_API_KEY_COMMAND: must be a program and its arguments");
	no_variables();
	setenv("AZURE_OPENAI_API_KEY", "blue", 1);
	setenv("AZURE_OPENAI_ENDPOINT", "https://n.example.com", 1);
	T_INT(again(""), 0);
	T_STR(key("azure:m", KX_CAP_CHAT), "api-key: blue");
	T_STR(key("azure:m", KX_CAP_EMBED), "api-key: blue");
	/* `key_env` stands instead of the known name */
	setenv("OPENAI_API_KEY", "known", 1);
	setenv("OTHER_KEY", "other", 1);
	T_INT(again("providers: {openai: {key_env: OTHER_KEY}}"), 0);
	T_STR(key("openai:m", KX_CAP_CHAT), "Authorization: Bearer other");
	no_variables();
}

static void reads_a_key_once_and_tells_why_not(void)
{
	static const char yaml[] =
		"providers: {mine: {base_url: 'https://h', key_file: k}}";

	T_INT(again(yaml), 0);
	put("k", MARK "\x01", 0600);
	T_INT(auth("mine:m", KX_CAP_CHAT), -1);
	T_STR(e.text, "key of provider 'mine': file 'k': several lines or control "
		      "characters");
	T_INT(e.code, KX_ECONFIG);
	put("k", MARK, 0644);
	T_INT(auth("mine:m", KX_CAP_CHAT), -1);
	T_STR(e.text, "key of provider 'mine': file 'k': open to others than its owner "
		      "(mode 0644)");
	T_STR(e.hint, "chmod 600 'k'");
	put("k", MARK, 0600);
	T_STR(key("mine:m", KX_CAP_CHAT), "Authorization: Bearer " MARK);
	remove("k");
	T_STR(key("mine:m", KX_CAP_CHAT), "Authorization: Bearer " MARK);
	T_STR(key("mine:m", KX_CAP_EMBED), "Authorization: Bearer " MARK);
	T_INT(again(yaml), 0);
	T_INT(auth("mine:m", KX_CAP_CHAT), -1);
	T_STR(e.text, "key of provider 'mine': file 'k': No such file or directory");
}

static void sends_no_key_unencrypted_over_the_internet(void)
{
	static const struct {
		const char *url;
		bool sent;
	} t[] = {
		{ "https://example.com", true },
		{ "http://127.0.0.1:1", true },
		{ "http://localhost/v1", true },
		{ "http://[::1]:8080", true },
		{ "http://192.168.1.2", true },
		{ "http://gpu:8000", true },
		{ "http://gpu.local", true },
		{ "http://example.com", false },
		{ "HTTP://example.com/v1", false },
		{ "http://8.8.8.8", false },
		{ "http://127.0.0.1.example.com", false },
	};
	char yaml[256];
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		snprintf(yaml, sizeof(yaml),
			"providers: {mine: {base_url: '%s', key_command: echo x}}",
			t[i].url);
		T_INT(again(yaml), 0);
		T_INT(auth("mine:m", KX_CAP_CHAT), t[i].sent ? 0 : -1);
		if (t[i].sent)
			continue;
		T_OK(!header);
		T_INT(e.code, KX_ECONFIG);
		T_STR(e.text, "the key of provider 'mine' would go unencrypted to a "
			      "machine that is not in a private network");
		T_STR(e.hint, "use an https:// address");
	}
	T_INT(again("providers: {mine: {base_url: 'http://example.com'}}"), 0);
	T_STR(key("mine:m", KX_CAP_CHAT), "none");
	/* a key that was read for an address does not go to another */
	setenv("MINE_KEY", "x", 1);
	T_INT(again("chat.base_url: http://example.com/\n"
		    "providers: {mine: {base_url: 'https://h', key_env: MINE_KEY}}"),
		0);
	T_STR(key("mine:m", KX_CAP_EMBED), "Authorization: Bearer x");
	T_INT(auth("mine:m", KX_CAP_CHAT), -1);
	no_variables();
}

static struct kx_buf seen;

static void one(void *ctx, const char *name, const char *line, bool good)
{
	kx_buf_printf(ctx, "%s %s: %s\n", good ? "ok" : "!!", name, line);
}

static const char *each(void)
{
	kx_buf_clear(&seen);
	kx_providers_each(p, one, &seen);
	return kx_buf_text(&seen);
}

static void tells_of_each_without_its_key(void)
{
	T_INT(again(""), 0);
	T_STR(each(), "");
	setenv("OPENAI_API_KEY", MARK, 1);
	setenv("KX_CHAT_KEY", MARK, 1);
	setenv("OLLAMA_HOST", "h", 1);
	put("k", MARK, 0640);
	T_INT(again("provider: llamacpp\nembed.base_url: https://e/v1\n"
		    "moderation.base_url: http://m/v1\n"
		    "providers:\n"
		    "  a: {base_url: 'https://a/v1', key_file: k}\n"
		    "  b: {base_url: 'http://b.example.com', key_command: [echo, " MARK
		    "]}\n"
		    "  c: {base_url: 'https://c', key_file: none}\n"
		    "  d: {base_url: 'https://d', key_credential: none}\n"
		    "  e: {kind: azure, key_command: [echo, " MARK "]}\n"),
		0);
	T_STR(each(),
		"ok openai: openai, https://api.openai.com/v1, key from "
		"$OPENAI_API_KEY\n"
		"ok ollama: ollama, http://h:11434/v1, no key\n"
		"ok llamacpp: llamacpp, http://127.0.0.1:8080/v1, no key\n"
		"!! a: compatible, https://a/v1, no key: file 'k': open to others than "
		"its owner (mode 0640)\n"
		"!! b: compatible, http://b.example.com, no key: the key of provider "
		"'b' would go unencrypted to a machine that is not in a private "
		"network\n"
		"!! c: compatible, https://c, no key: file 'none': No such file or "
		"directory\n"
		"!! d: compatible, https://d, no key: credential 'none': "
		"$CREDENTIALS_DIRECTORY is not set\n"
		"ok e: azure, no address, key from command 'echo'\n"
		"ok chat: instead of the first provider's: key from $KX_CHAT_KEY\n"
		"ok embed: instead of the first provider's: https://e/v1, no key\n"
		"ok moderation: instead of the first provider's: http://m/v1, no key\n");
	T_OK(!strstr(seen.p, MARK));
	no_variables();
}

static double cost(const char *provider, const char *name, int what)
{
	struct kx_price price = { -2, -2, -2 };

	if (!kx_price_find(p, provider, name, &price))
		return -1;
	return what == 0 ? price.input : what == 1 ? price.cached : price.output;
}

static void knows_prices_by_provider_and_by_model(void)
{
	static const struct {
		const char *yaml, *error, *hint;
	} wrong[] = {
		{ "m: {inptu: 1}", "'prices.m.inptu' is not known",
			"did you mean 'input'?" },
		{ "m: {tokens: 1}", "'prices.m.tokens' is not known",
			"there are: input, cached, output" },
		{ "m: {output: 1}", "'prices.m' must say 'input'", "" },
		{ "m: {input: free}",
			"'prices.m.input' must be a number from 0 to 1000000000", "" },
		{ "m: {input: -1}",
			"'prices.m.input' must be a number from 0 to 1000000000", "" },
		{ "m: {input: {a: 1}}",
			"'prices.m.input' must be a number from 0 to 1000000000", "" },
	};
	char yaml[128], want[128];
	size_t i;

	T_INT(again("prices: {gpt-4o-mini: {input: 0.15, cached: 0.075, output: 0.60}, "
		    "mine:gpt-4o-mini: {input: 0}, emb: {input: 2}, a/b:free: {input: "
		    "3}}"),
		0);
	T_OK(cost("openai", "gpt-4o-mini", 0) == 0.15);
	T_OK(cost("openai", "gpt-4o-mini", 1) == 0.075);
	T_OK(cost("openai", "gpt-4o-mini", 2) == 0.60);
	T_OK(cost("mine", "gpt-4o-mini", 0) == 0);
	T_OK(cost("mine", "gpt-4o-mini", 2) == 0);
	T_OK(cost("mine", "emb", 1) == 2);
	T_OK(cost("openrouter", "a/b:free", 0) == 3);
	T_OK(cost("openai", "gpt-4o", 0) == -1);
	T_OK(cost("openai", "mine:gpt-4o-mini", 0) == 0);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(yaml, sizeof(yaml), "prices:\n  %s\n", wrong[i].yaml);
		snprintf(want, sizeof(want), "f:2: %s", wrong[i].error);
		T_INT(again(yaml), -1);
		T_STR(e.text, want);
		T_STR(e.hint, wrong[i].hint);
	}
	T_INT(again("prices: {}"), 0);
	T_OK(cost("openai", "gpt-4o", 0) == -1);
}

int main(void)
{
	static const char *const made[] = { "f", "k", "k2" };
	char dir[] = "/tmp/kx-test-XXXXXX";
	size_t i;

	no_variables();
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	setenv("HOME", ".", 1);
	knows_the_built_in_ones();
	takes_models_without_a_provider_from_the_usual_one();
	reads_all_that_an_entry_says();
	refuses_with_the_place_of_the_member();
	refuses_names_that_cannot_stand_in_front_of_a_model();
	takes_addresses_from_known_variables();
	lets_a_capability_have_an_address_and_a_key_of_its_own();
	finds_keys_in_every_place();
	reads_a_key_once_and_tells_why_not();
	sends_no_key_unencrypted_over_the_internet();
	tells_of_each_without_its_key();
	knows_prices_by_provider_and_by_model();
	kx_providers_close(p);
	kx_providers_close(NULL);
	kx_conf_close(c);
	kx_buf_release(&seen);
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		remove(made[i]);
	T_INT(rmdir(dir), 0);
	return T_END();
}
