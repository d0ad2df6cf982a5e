#include "io/http_curl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#define LIBRARY "libcurl.so.4"
#define LIBRARY_GNUTLS "libcurl-gnutls.so.4"

#define SYMBOL(name)                                                                   \
	{                                                                              \
		"curl_" #name, offsetof(struct kx_curl, name)                          \
	}

static const struct {
	const char *name;
	size_t at;
} symbols[] = {
	SYMBOL(global_init),
	SYMBOL(easy_init),
	SYMBOL(easy_setopt),
	SYMBOL(easy_getinfo),
	SYMBOL(easy_reset),
	SYMBOL(easy_cleanup),
	SYMBOL(multi_init),
	SYMBOL(multi_setopt),
	SYMBOL(multi_add_handle),
	SYMBOL(multi_remove_handle),
	SYMBOL(multi_perform),
	SYMBOL(multi_poll),
	SYMBOL(multi_info_read),
	SYMBOL(multi_cleanup),
	SYMBOL(slist_append),
	SYMBOL(slist_free_all),
	SYMBOL(url),
	SYMBOL(url_set),
	SYMBOL(url_cleanup),
};

static struct kx_curl lib;
static const char *trouble; /* NULL: it can be used */
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Lazily: of the many libraries that come along most is never called, and binding it all
 * costs 8 % more. */
static void load(void)
{
	void *so = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL), *sym;

	if (!so) {
		so = dlopen(LIBRARY_GNUTLS, RTLD_LAZY | RTLD_LOCAL);
		lib.gnutls = true;
	}
	if (!so) {
		trouble = "is missing";
		return;
	}
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
		sym = dlsym(so, symbols[i].name);
		if (!sym) {
			trouble = "is too old";
			return;
		}
		/* ISO C has no cast from object to function pointer */
		memcpy((char *)&lib + symbols[i].at, &sym, sizeof(sym));
	}
	if (lib.global_init(CURL_GLOBAL_DEFAULT))
		trouble = "does not start";
}

const struct kx_curl *kx_curl_open(struct kx_err *e)
{
	pthread_once(&once, load);
	if (!trouble)
		return &lib;
	kx_fail(e, KX_ECONFIG, "cannot use the network: '%s' %s", LIBRARY, trouble);
	kx_fail_hint(e, "install the package libcurl4");
	return NULL;
}
