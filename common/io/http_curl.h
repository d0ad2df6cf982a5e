#ifndef KX_IO_HTTP_CURL_H
#define KX_IO_HTTP_CURL_H
/* libcurl, opened when it is needed and never closed. Only the files of io/http.h include
 * this. What is used here is in 7.88 and all later ones. */
#include "base/err.h"

#include <curl/curl.h>
#include <stdbool.h>

struct kx_curl {
	bool gnutls; /* that flavour, not the one with OpenSSL */
	CURLcode (*global_init)(long flags);
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
	CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
	void (*easy_reset)(CURL *);
	void (*easy_cleanup)(CURL *);
	CURLM *(*multi_init)(void);
	CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
	CURLMcode (*multi_add_handle)(CURLM *, CURL *);
	CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
	CURLMcode (*multi_perform)(CURLM *, int *running);
	CURLMcode (*multi_poll)(
		CURLM *, struct curl_waitfd *, unsigned, int ms, int *ready);
	CURLMsg *(*multi_info_read)(CURLM *, int *left);
	CURLMcode (*multi_cleanup)(CURLM *);
	struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
	void (*slist_free_all)(struct curl_slist *);
	CURLU *(*url)(void);
	CURLUcode (*url_set)(CURLU *, CURLUPart, const char *, unsigned flags);
	void (*url_cleanup)(CURLU *);
};

/* The library, the same each time; NULL with KX_ECONFIG when it is not there. */
const struct kx_curl *kx_curl_open(struct kx_err *e);

#endif
