#include "base/mem.h"
#include "domain/doc_build.h"

#include <string.h>

#define TITLE_MAX 120 /* bytes */

/* A short first line with an empty one behind it is a title, and stays where it is. */
static void title(struct kx_doc *d, const char *s, size_t n)
{
	const char *lf = memchr(s, '\n', n);
	size_t len = lf ? (size_t)(lf - s) : 0, next = len + 1;

	while (next < n && (s[next] == ' ' || s[next] == '\t' || s[next] == '\r'))
		next++;
	if (len && len <= TITLE_MAX && next < n && s[next] == '\n')
		d->title = kx_strndup(s, len - (s[len - 1] == '\r'));
}

/* Text is what it is: one section, its bytes as they stand, so that a piece of it can
 * be found again in the source. Only a NUL cannot stay, it would end the string. */
void kx_doc_text(struct kx_doc *d, const char *body, size_t n)
{
	struct kx_build b;
	size_t at = 0;

	while (at < n && (unsigned char)body[at] <= ' ')
		at++;
	kx_build_begin(&b, d, body, n);
	title(d, body + at, n - at);
	while (at < n) {
		const char *nul = memchr(body + at, '\0', n - at);
		size_t len = nul ? (size_t)(nul - body) - at : n - at;

		kx_build_raw(&b, body + at, len, at);
		if (nul)
			kx_build_raw(&b, " ", 1, KX_NOWHERE);
		at += len + (nul != NULL);
	}
	kx_build_end(&b);
}
