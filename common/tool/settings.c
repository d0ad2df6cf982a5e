#include "tool/settings.h"

#include "tool/opt.h"
#include "tool/say.h"

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
		"what writes answers: extract, replay:FILE" },
	{ "chat.words", KX_CONF_INT, NULL, "120", 20, 1000,
		"longest answer of extract" },
	{ "embed.model", KX_CONF_STR, "AI_EMBEDDING_MODEL", "hash", 0, 0,
		"what makes vectors: hash, hash-N, none" },
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
