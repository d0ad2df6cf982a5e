#include "base/buf.h"
#include "domain/api_chat.h"

#include <string.h>

static bool ends(const char *s, size_t n, const char *with)
{
	size_t m = strlen(with);

	return n >= m && memcmp(s + n - m, with, m) == 0;
}

/* one part of a path or of a query */
static void encode(struct kx_buf *out, const char *s)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-._~";

	for (; *s; s++) {
		if (strchr(plain, *s))
			kx_buf_char(out, *s);
		else
			kx_buf_printf(out, "%%%02X", (unsigned char)*s);
	}
}

/* Azure has an address for each deployment, and since 2025 one for all, below openai/v1.
 * What is missing of either is put behind the resource's own address. */
static void azure(const struct kx_provider *p, const char *base, size_t n,
	const char *model, struct kx_buf *out)
{
	size_t slash = n;

	if (ends(base, n, "/v1"))
		return;
	while (slash && base[slash - 1] != '/')
		slash--;
	if (slash && ends(base, slash, "/deployments/"))
		return;
	if (!ends(base, n, "/openai") && !ends(base, n, "/deployments"))
		kx_buf_str(out, "/openai");
	if (!p->api_version) {
		kx_buf_str(out, "/v1");
		return;
	}
	if (!ends(base, n, "/deployments"))
		kx_buf_str(out, "/deployments");
	kx_buf_char(out, '/');
	encode(out, model);
}

void kx_api_url(const struct kx_provider *p, const char *path, const char *model,
	struct kx_buf *out)
{
	const char *base = p->base_url, *query = strchr(base, '?');
	size_t n = query ? (size_t)(query - base) : strlen(base);

	while (n && base[n - 1] == '/')
		n--;
	kx_buf_add(out, base, n);
	if (p->kind == KX_KIND_AZURE)
		azure(p, base, n, model, out);
	kx_buf_str(out, path);
	if (query)
		kx_buf_str(out, query);
	if (p->kind == KX_KIND_AZURE && p->api_version &&
		!(query && strstr(query, "api-version="))) {
		kx_buf_str(out, query ? "&api-version=" : "?api-version=");
		encode(out, p->api_version);
	}
}
