#include "io/http_url.h"

#include "base/utf8.h"
#include "io/http.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PORT_MAX 65535

/* ---- reading ------------------------------------------------------------------------ */

static bool is_name_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '.' || c == '_' || c >= 0x80;
}

static int read_port(const char *s, const char *end, unsigned *port)
{
	if (s == end)
		return 0; /* "host:" means the usual one */
	for (*port = 0; s < end; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		*port = *port * 10 + (unsigned)(*s - '0');
		if (*port > PORT_MAX)
			return -1;
	}
	return *port ? 0 : -1;
}

static int copy_host(struct kx_http_url *out, const char *s, size_t n)
{
	if (!n || n >= sizeof(out->host))
		return -1;
	for (size_t i = 0; i < n; i++)
		out->host[i] =
			(char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] - 'A' + 'a' : s[i]);
	out->host[n] = '\0';
	return 0;
}

/* "[::1]:80", "[fe80::1%25eth0]"; *s is moved behind the bracket */
static int read_v6(struct kx_http_url *out, const char **s, const char *end)
{
	const char *close = memchr(*s, ']', (size_t)(end - *s));
	char bare[sizeof(out->host)];
	struct in6_addr a;
	size_t n;

	if (!close || copy_host(out, *s + 1, (size_t)(close - *s - 1)))
		return -1;
	*s = close + 1;
	memcpy(bare, out->host, sizeof(bare));
	n = strcspn(bare, "%");
	for (size_t i = n + (bare[n] == '%'); bare[i]; i++)
		if (bare[i] != '%' && !is_name_byte((unsigned char)bare[i]))
			return -1;
	bare[n] = '\0';
	return inet_pton(AF_INET6, bare, &a) == 1 ? 0 : -1;
}

static int read_name(struct kx_http_url *out, const char **s, const char *end)
{
	const char *colon = memchr(*s, ':', (size_t)(end - *s));
	size_t n;

	if (!colon)
		colon = end;
	if (copy_host(out, *s, (size_t)(colon - *s)))
		return -1;
	*s = colon;
	n = strlen(out->host);
	for (size_t i = 0; i < n; i++)
		if (!is_name_byte((unsigned char)out->host[i]))
			return -1;
	return kx_utf8_valid(out->host, n) == n ? 0 : -1;
}

int kx_http_url_read(const char *url, struct kx_http_url *out)
{
	const char *s, *end, *at;
	size_t n = strnlen(url, KX_HTTP_URL_MAX + 1);
	int rc;

	if (n > KX_HTTP_URL_MAX)
		return -1;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)url[i] <= ' ' || url[i] == 0x7f)
			return -1;
	out->tls = strncasecmp(url, "https://", 8) == 0;
	if (!out->tls && strncasecmp(url, "http://", 7) != 0)
		return -1;
	out->port = out->tls ? 443 : 80;
	s = url + (out->tls ? 8 : 7);
	end = s + strcspn(s, "/?#");
	at = memchr(s, '@', (size_t)(end - s));
	if (memchr(s, '\\', (size_t)(end - s)))
		return -1;
	if (at)
		s = at + 1;
	if (memchr(s, '@', (size_t)(end - s)))
		return -1;
	rc = *s == '[' ? read_v6(out, &s, end) : read_name(out, &s, end);
	if (rc || (s < end && *s != ':'))
		return -1;
	return s < end ? read_port(s + 1, end, &out->port) : 0;
}

/* ---- whose machine it is ------------------------------------------------------------ */

static bool v4_loopback(uint32_t a)
{
	return a >> 24 == 127;
}

static bool v4_private(uint32_t a)
{
	return a >> 24 == 10 || a >> 20 == 0xac1 || a >> 16 == 0xc0a8 ||
	       a >> 16 == 0xa9fe;
}

static uint32_t v4_mapped(const struct in6_addr *a)
{
	uint32_t v4;

	memcpy(&v4, a->s6_addr + 12, sizeof(v4));
	return ntohl(v4);
}

static bool ends_with(const char *s, size_t n, const char *end)
{
	size_t len = strlen(end);

	return n > len && memcmp(s + n - len, end, len) == 0;
}

enum { ELSEWHERE, PRIVATE, LOOPBACK };

static int where_v4(uint32_t a)
{
	return v4_loopback(a) ? LOOPBACK : v4_private(a) ? PRIVATE : ELSEWHERE;
}

static int where_v6(char *host)
{
	struct in6_addr a;

	host[strcspn(host, "%")] = '\0';
	if (inet_pton(AF_INET6, host, &a) != 1)
		return ELSEWHERE;
	if (IN6_IS_ADDR_LOOPBACK(&a))
		return LOOPBACK;
	if (IN6_IS_ADDR_V4MAPPED(&a))
		return where_v4(v4_mapped(&a));
	return IN6_IS_ADDR_LINKLOCAL(&a) || (a.s6_addr[0] & 0xfe) == 0xfc ? PRIVATE
									  : ELSEWHERE;
}

/* "127.1" and "0x7f000001" are addresses, too: what looks like a number and has no dot is
 * no name of the local network */
static int where(const char *url)
{
	struct kx_http_url u;
	struct in_addr a;
	size_t n;

	if (kx_http_url_read(url, &u))
		return ELSEWHERE;
	if (strchr(u.host, ':'))
		return where_v6(u.host);
	if (inet_aton(u.host, &a))
		return where_v4(ntohl(a.s_addr));
	n = strlen(u.host);
	if (u.host[n - 1] == '.')
		u.host[--n] = '\0';
	if (inet_aton(u.host, &a))
		return ELSEWHERE;
	if (strcmp(u.host, "localhost") == 0)
		return LOOPBACK;
	if (n && !strchr(u.host, '.'))
		return PRIVATE;
	return ends_with(u.host, n, ".local") || ends_with(u.host, n, ".internal")
		       ? PRIVATE
		       : ELSEWHERE;
}

bool kx_http_loopback(const char *url)
{
	return where(url) == LOOPBACK;
}

bool kx_http_private(const char *url)
{
	return where(url) != ELSEWHERE;
}
