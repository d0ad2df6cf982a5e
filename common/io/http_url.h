#ifndef KX_IO_HTTP_URL_H
#define KX_IO_HTTP_URL_H
/* The parts of an http or https address that may be shown. */
#include <stdbool.h>

#define KX_HTTP_URL_MAX 8192 /* bytes of an address */

struct kx_http_url {
	bool tls;
	char host[256]; /* lower case; an IPv6 address without its brackets */
	unsigned port;
};

/* Stricter than the standard where readers differ about which host is meant: no spaces, no
 * backslash, no second "@", no "%" in a name. 0, or -1 for what cannot be used. */
int kx_http_url_read(const char *url, struct kx_http_url *out);

#endif
