#include "domain/provider_conf.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

#define OLLAMA_PORT "11434"

const struct kx_provider_own kx_provider_owns[] = {
	{ "openai", KX_KIND_OPENAI, "https://api.openai.com/v1", "OPENAI_API_KEY",
		"OPENAI_BASE_URL" },
	{ "azure", KX_KIND_AZURE, NULL, "AZURE_OPENAI_API_KEY",
		"AZURE_OPENAI_ENDPOINT" },
	{ "openrouter", KX_KIND_OPENROUTER, "https://openrouter.ai/api/v1",
		"OPENROUTER_API_KEY", NULL },
	{ "ollama", KX_KIND_OLLAMA, "http://127.0.0.1:" OLLAMA_PORT "/v1", NULL,
		"OLLAMA_HOST" },
	{ "llamacpp", KX_KIND_LLAMACPP, "http://127.0.0.1:8080/v1", NULL, NULL },
	{ "vllm", KX_KIND_VLLM, "http://127.0.0.1:8000/v1", NULL, NULL },
	{ "compatible", KX_KIND_COMPATIBLE, NULL, NULL, NULL },
	{ NULL },
};

const char *kx_kind_name(enum kx_kind k)
{
	const struct kx_provider_own *o;

	for (o = kx_provider_owns; o->name && o->kind != k; o++)
		;
	return o->name;
}

const char *kx_capability_name(enum kx_capability c)
{
	static const char *const names[KX_CAPS] = { "chat", "embed", "moderation" };

	return names[c];
}

static size_t without_slash(const char *s)
{
	size_t n = strlen(s);

	while (n && s[n - 1] == '/')
		n--;
	return n;
}

static bool ends(const char *s, size_t n, const char *tail)
{
	size_t t = strlen(tail);

	return n >= t && !memcmp(s + n - t, tail, t);
}

/* an endpoint is the host; the newer interface has one path for all models, the older one
 * asks for a version */
static const char *azure(const char *v, bool versioned, struct kx_arena *a)
{
	size_t n = without_slash(v);

	if (ends(v, n, "/openai/v1") || ends(v, n, "/openai/deployments"))
		return kx_arena_strndup(a, v, n);
	return kx_arena_printf(
		a, "%.*s/openai/%s", (int)n, v, versioned ? "deployments" : "v1");
}

static bool is(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && !memcmp(s, word, n);
}

/* Its variable is made for the server, too: [scheme://]host[:port][/path], where the host
 * may be what the server listens on, and the port has a default of its own. */
static const char *ollama(const char *v, struct kx_arena *a)
{
	const char *host = strstr(v, "://"), *path, *port, *close, *out;
	size_t scheme = host ? (size_t)(host - v) : 0, n;
	struct kx_buf url = { 0 };

	host = scheme ? host + 3 : v;
	n = strcspn(host, "/");
	path = host + n;
	close = *host == '[' ? memchr(host, ']', n) : NULL;
	port = memchr(
		close ? close : host, ':', (size_t)(path - (close ? close : host)));
	if (port)
		n = (size_t)(port - host);
	kx_buf_add(&url, scheme ? v : "http", scheme ? scheme : 4);
	kx_buf_str(&url, "://");
	if (!n || is(host, n, "0.0.0.0"))
		kx_buf_str(&url, "127.0.0.1");
	else if (is(host, n, "[::]"))
		kx_buf_str(&url, "[::1]");
	else
		kx_buf_add(&url, host, n);
	if (port)
		kx_buf_add(&url, port, (size_t)(path - port));
	else if (!scheme)
		kx_buf_str(&url, ":" OLLAMA_PORT);
	kx_buf_add(&url, path, without_slash(path));
	kx_buf_str(&url, "/v1");
	out = kx_arena_strdup(a, kx_buf_text(&url));
	kx_buf_release(&url);
	return out;
}

const char *kx_provider_env_url(
	const struct kx_provider_own *own, bool versioned, struct kx_arena *a)
{
	const char *v = own->url_env ? getenv(own->url_env) : NULL;

	if (!v || !*v)
		return NULL;
	if (own->kind == KX_KIND_AZURE)
		return azure(v, versioned, a);
	if (own->kind == KX_KIND_OLLAMA)
		return ollama(v, a);
	return kx_arena_strdup(a, v);
}
