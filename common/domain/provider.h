#ifndef KX_DOMAIN_PROVIDER_H
#define KX_DOMAIN_PROVIDER_H
/* Providers of models: who is asked, where, with which key, and what is odd about them.
 * From the configuration key `providers` (kx-config(5)), a map of names:
 *
 *   providers:
 *     mine:
 *       kind: vllm                 # how it speaks; default: compatible
 *       base_url: http://10.0.0.5:8000/v1
 *       key_file: /etc/kx/mine.key # or key_command, key_env, key_credential
 *
 * and the built-in names openai, azure, openrouter, ollama, llamacpp, vllm, whose entries
 * need say only what differs. One base URL and key per capability go before the provider's:
 * keys chat.base_url, chat.key_file …, embed.base_url …, moderation.base_url …; KX_CHAT_KEY,
 * KX_EMBED_KEY, KX_MODERATION_KEY in the environment. They count for the first provider
 * that is asked for that capability: those that stand in for it have their own, and one's
 * key never goes to another. OPENAI_BASE_URL and OPENAI_API_KEY are those of `openai`; each
 * variable of a key has variants NAME_FILE and NAME_COMMAND. */
#include "base/err.h"
#include "io/conf.h"
#include "io/http.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_PROVIDER_MAX 64 /* providers in a configuration */

enum kx_kind {
	KX_KIND_OPENAI,
	KX_KIND_AZURE,
	KX_KIND_OPENROUTER,
	KX_KIND_OLLAMA,
	KX_KIND_LLAMACPP,
	KX_KIND_VLLM,
	KX_KIND_COMPATIBLE, /* speaks the common part */
};

enum kx_capability { KX_CAP_CHAT, KX_CAP_EMBED, KX_CAP_MODERATION };
const char *kx_capability_name(
	enum kx_capability c); /* "chat", "embed", "moderation" */

struct kx_provider {
	const char *name;
	enum kx_kind kind;
	const char *base_url;               /* without a slash at the end */
	const char *api_version;            /* Azure's ?api-version=, or NULL */
	const char *organization, *project; /* OpenAI's headers, or NULL */
	const char *const *headers; /* further ones, "Name: value", NULL at the end */
	struct kx_http_limits limits;
	int tries; /* of one call, the first included; default 3 */
	/* for embeddings */
	size_t batch;        /* texts in a request; default 64 */
	size_t batch_tokens; /* about; default 100,000 */
	size_t in_flight;    /* requests at once; default 4 */
	size_t dimensions;   /* to ask for; 0: the model's own */
	double weight; /* of its similarity in a search; default KX_EMBED_WEIGHT */
	/* for answers */
	size_t max_tokens;  /* of an answer; default 1024 */
	double temperature; /* -1: not sent; default 0 for local kinds, -1 for others */
};

struct kx_providers;

/* Read and check all of the configuration's providers and prices; opens no key, but takes
 * the variables that hold keys out of the environment (kx_secret_hide()). Errors name the
 * key and where it stands. Keeps nothing of `conf`. */
int kx_providers_open(
	struct kx_providers **p, const struct kx_conf *conf, struct kx_err *e);
void kx_providers_close(struct kx_providers *p);

/* "PROVIDER:MODEL" for a capability; the model may hold colons ("ollama:llama3.2:3b"). A
 * name without a known provider in front is a model of the one that AI_PROVIDER (key
 * `provider`) names. KX_ECONFIG: not known (the hint lists them), or it has no base URL.
 * *out lives as long as `p`, *model as long as `spec`. */
int kx_provider_find(struct kx_providers *p, const char *spec, enum kx_capability cap,
	const struct kx_provider **out, const char **model, struct kx_err *e);
/* Does a name look like one of ours, "openai:…", or is `provider` set? No error. Never for
 * what needs no provider: extract, replay:…, hash, hash-N, none. */
bool kx_provider_named(const struct kx_providers *p, const char *spec);
/* The header that carries the key ("Authorization: Bearer …", "api-key: …"), read at the
 * first call and kept; NULL when the provider has no key. KX_ECONFIG when it cannot be
 * read, or when it would go unencrypted to a machine that is not in a private network. */
int kx_provider_auth(struct kx_providers *p, const struct kx_provider *of,
	enum kx_capability cap, const char **header, struct kx_err *e);
/* Is it a service on the net that asks for a key, and none is named? */
bool kx_provider_lacks_key(
	struct kx_providers *p, const struct kx_provider *of, enum kx_capability cap);
/* For kx doctor: one line per provider that is configured, or whose key is there: name,
 * kind, address without user and query, and where the key comes from; then one per
 * capability that has an address or a key of its own. Not `good`: its key cannot be used,
 * and the line says why. Nothing is opened. */
void kx_providers_each(struct kx_providers *p,
	void (*one)(void *ctx, const char *name, const char *line, bool good),
	void *ctx);

/* Money per 1,000,000 tokens, from the key `prices`:
 *   prices: {gpt-4o-mini: {input: 0.15, cached: 0.075, output: 0.60}}
 * by "PROVIDER:MODEL" first, then by the model's name alone. false: not known. */
struct kx_price {
	double input, cached, output; /* cached: that of input when not said */
};
bool kx_price_find(const struct kx_providers *p, const char *provider,
	const char *model, struct kx_price *price);

#endif
