/* What a connection goes through, and whom it trusts. */
#include "base/mem.h"
#include "io/http_call.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYSTEM_FOLDER "/etc/ssl/certs"

/* ---- the proxy ---------------------------------------------------------------------- */

/* "http://user:password@host:port", "socks5h://…", or "host:port" alone */
static int show_proxy(const char *proxy, char *host, size_t size)
{
	static const char *const kinds[] = { "http://", "https://", "socks4://",
		"socks4a://", "socks5://", "socks5h://" };
	const char *rest = strstr(proxy, "://");
	struct kx_http_url u;
	char plain[KX_HTTP_URL_MAX];
	bool known = !rest;

	rest = rest ? rest + 3 : proxy;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		known |= strncasecmp(proxy, kinds[i], strlen(kinds[i])) == 0;
	if (!known ||
		snprintf(plain, sizeof(plain), "http://%s", rest) >= (int)sizeof(plain))
		return -1;
	if (kx_http_url_read(plain, &u))
		return -1;
	snprintf(host, size, "%s", u.host);
	return 0;
}

int kx_http_proxy_set(struct kx_http *h, const struct kx_http_opts *o, struct kx_err *e)
{
	h->proxy = kx_strdup(o->proxy ? o->proxy : "");
	h->no_proxy = kx_strdup(o->no_proxy ? o->no_proxy : "");
	if (!*h->proxy || !show_proxy(h->proxy, h->proxy_host, sizeof(h->proxy_host)))
		return 0;
	kx_fail(e, KX_ECONFIG, "unusable address of the proxy");
	return kx_fail_hint(e, "it must look like http://HOST:PORT");
}

/* ---- certificates ------------------------------------------------------------------- */

/* a name as the program that makes such folders gives: "9d04f354.0" */
static bool is_hash(const char *name)
{
	return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
	       name[9] >= '0' && name[9] <= '9';
}

static bool is_hashed(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *f;
	bool found = false;

	if (!d)
		return false;
	while (!found && (f = readdir(d)))
		found = is_hash(f->d_name);
	closedir(d);
	return found;
}

int kx_http_ca_set(struct kx_http *h, const char *ca, struct kx_err *e)
{
	struct stat st;
	int fd;

	if (!ca)
		return 0;
	fd = open(ca, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st)) {
		kx_fail_errno(e, KX_ECONFIG, "cannot read certificates in '%s'", ca);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	close(fd);
	h->ca_looked_up = true;
	if (!S_ISDIR(st.st_mode)) {
		h->ca_file = kx_strdup(ca);
		return 0;
	}
	h->ca_folder = kx_strdup(ca);
	if (is_hashed(ca))
		return 0;
	kx_fail(e, KX_ECONFIG, "no hashed certificates in '%s'", ca);
	return kx_fail_hint(e, "run 'openssl rehash' on the folder, or name a file");
}

/* OpenSSL looks into a hashed folder for the one certificate that it needs; of a file it
 * reads all, 20 ms for those of the world */
void kx_http_ca_default(struct kx_http *h)
{
	const char *file = getenv("SSL_CERT_FILE"), *folder = getenv("SSL_CERT_DIR");

	if (h->ca_looked_up)
		return;
	h->ca_looked_up = true;
	file = file && *file ? file : NULL;
	folder = folder && *folder ? folder : NULL;
	if (!file && !folder && !h->lib->gnutls && is_hashed(SYSTEM_FOLDER))
		folder = SYSTEM_FOLDER;
	h->ca_file = file ? kx_strdup(file) : NULL;
	h->ca_folder = folder ? kx_strdup(folder) : NULL;
}
