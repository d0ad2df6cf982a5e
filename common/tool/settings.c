#include "tool/settings.h"

#include "tool/opt.h"
#include "tool/say.h"

/* a key of a provider stands in no file in clear: only where it is kept does */
const struct kx_conf_key kx_settings_keys[] = {
	{ "store", KX_CONF_STR, "DATABASE_URL VECTOR_DB_URL", NULL, 0, 0,
		"where articles and conversations are kept: sqlite:PATH" },
	{ "jobs", KX_CONF_INT, NULL, "0", 0, 64, "processors to use; 0: all" },
	{ "search.k", KX_CONF_INT, NULL, "10", 1, 1000, "articles a search returns" },
	{ "search.min_score", KX_CONF_REAL, NULL, NULL, 0, 1,
		"confidence below which there is no answer; not set: calibrated" },
	{ "search.visibility", KX_CONF_STR, NULL, "public", 0, 0,
		"whose articles may be seen: public, customers, agents" },
	{ "search.locale", KX_CONF_STR, NULL, NULL, 0, 0,
		"language of the questions, and only articles in it" },
	{ "synonyms", KX_CONF_STR, NULL, NULL, 0, 0,
		"file of words that stand for others in a search" },
	{ "chat.model", KX_CONF_STR, "AI_MODEL_DEFAULT", "extract", 0, 0,
		"what writes answers: extract, PROVIDER:MODEL, replay:FILE; several with "
		"commas: the next one stands in for one that fails" },
	{ "chat.fallback", KX_CONF_BOOL, NULL, "true", 0, 0,
		"extract stands in when no model answers" },
	{ "chat.words", KX_CONF_INT, NULL, "120", 20, 1000,
		"longest answer of extract" },
	{ "chat.system", KX_CONF_STR, NULL, NULL, 0, 0,
		"text for the model, put before the rules of the prompt" },
	{ "chat.unsupported", KX_CONF_STR, NULL, "mark", 0, 0,
		"a model's sentences that no article supports: mark, drop" },
	{ "chat.rewrite", KX_CONF_BOOL, NULL, "true", 0, 0,
		"let the model make a follow-up stand on its own" },
	{ "chat.max_tokens", KX_CONF_INT, NULL, "1024", 1, 1000000,
		"longest answer of a model" },
	{ "chat.excerpts", KX_CONF_INT, NULL, "5", 1, 20,
		"sections of articles that a model is given" },
	{ "chat.excerpt_words", KX_CONF_INT, NULL, "250", 20, 5000,
		"words in one of them, about" },
	{ "chat.moderation", KX_CONF_STR, NULL, NULL, 0, 0,
		"what judges whether a question is fit to be answered: PROVIDER:MODEL" },
	{ "embed.model", KX_CONF_STR, "AI_EMBEDDING_MODEL", "hash", 0, 0,
		"what makes vectors: hash, hash-N, PROVIDER:MODEL, none" },
	{ "provider", KX_CONF_STR, "AI_PROVIDER", NULL, 0, 0,
		"provider of model names that name none" },
	{ "providers", KX_CONF_MAPS, NULL, NULL, 0, 0, "providers of models, by name" },
	{ "prices", KX_CONF_MAPS, NULL, NULL, 0, 0,
		"money per million tokens, by model: {input, cached, output}" },
	{ "chat.base_url", KX_CONF_STR, NULL, NULL, 0, 0,
		"address for chat instead of the provider's" },
	{ "chat.key_file", KX_CONF_STR, NULL, NULL, 0, 0,
		"file that holds the key for chat" },
	{ "chat.key_command", KX_CONF_LIST, NULL, NULL, 0, 0,
		"program that prints the key for chat" },
	{ "chat.key_credential", KX_CONF_STR, NULL, NULL, 0, 0,
		"systemd credential that holds the key for chat" },
	{ "embed.base_url", KX_CONF_STR, NULL, NULL, 0, 0,
		"address for embed instead of the provider's" },
	{ "embed.key_file", KX_CONF_STR, NULL, NULL, 0, 0,
		"file that holds the key for embed" },
	{ "embed.key_command", KX_CONF_LIST, NULL, NULL, 0, 0,
		"program that prints the key for embed" },
	{ "embed.key_credential", KX_CONF_STR, NULL, NULL, 0, 0,
		"systemd credential that holds the key for embed" },
	{ "moderation.base_url", KX_CONF_STR, NULL, NULL, 0, 0,
		"address for moderation instead of the provider's" },
	{ "moderation.key_file", KX_CONF_STR, NULL, NULL, 0, 0,
		"file that holds the key for moderation" },
	{ "moderation.key_command", KX_CONF_LIST, NULL, NULL, 0, 0,
		"program that prints the key for moderation" },
	{ "moderation.key_credential", KX_CONF_STR, NULL, NULL, 0, 0,
		"systemd credential that holds the key for moderation" },
	{ "retry_ms", KX_CONF_INT, NULL, "500", 0, 60000,
		"milliseconds before a provider is asked again, doubled each time" },
	{ "proxy", KX_CONF_STR, "HTTPS_PROXY https_proxy ALL_PROXY all_proxy", NULL, 0,
		0, "proxy that providers are asked through" },
	{ "no_proxy", KX_CONF_STR, "NO_PROXY no_proxy", NULL, 0, 0,
		"hosts that are asked without it" },
	{ "ca", KX_CONF_STR, NULL, NULL, 0, 0,
		"file or hashed folder of certificates to trust instead of the system's" },
	{ "ingest.words", KX_CONF_INT, NULL, "90", 20, 2000,
		"words in a chunk, about" },
	{ "ingest.converters", KX_CONF_LISTS, NULL, NULL, 0, 0,
		"programs that turn other files into text, by extension" },
	{ 0 },
};

static struct kx_conf *conf;

int kx_settings_load(struct kx_err *e)
{
	return conf ? 0 : kx_conf_open(&conf, kx_settings_keys, kx_shared.config, e);
}

static struct kx_conf *get(void)
{
	struct kx_err e;

	if (kx_settings_load(&e))
		kx_die_err(&e);
	return conf;
}

const struct kx_conf *kx_settings(void)
{
	return get();
}

void kx_settings_flag(const char *key, const char *value, const char *flag)
{
	struct kx_err e;

	if (kx_conf_set(get(), key, value, flag, &e)) {
		e.code = KX_EUSAGE;
		kx_die_err(&e);
	}
}
