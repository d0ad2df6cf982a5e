#ifndef KX_IO_HTML_H
#define KX_IO_HTML_H
/* HTML as browsers read it, as a sequence of events; the only door to gumbo. Broken and
 * unfinished HTML gives what can be made of it. */
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_HTML_DEPTH 400        /* deeper tags are left out, their words are kept */
#define KX_HTML_TAGS (1u << 20)  /* most tags of a body */
#define KX_HTML_NAME 32          /* bytes of an element's name */
#define KX_HTML_NOWHERE SIZE_MAX /* a source place that is not known */

struct kx_html; /* a parsed body */

struct kx_html_tag {
	const char *name; /* lower case */
	const void *node;
};

/* Every member must be set. */
struct kx_html_events {
	/* false: leave its content out; close does not follow */
	bool (*open)(const struct kx_html_tag *t, void *ctx);
	void (*close)(const struct kx_html_tag *t, void *ctx);
	/* Decoded text; `from` is the source place of its first byte, from which all n
	 * bytes stand there as they are, or KX_HTML_NOWHERE. */
	void (*text)(const char *p, size_t n, size_t from, void *ctx);
};

/* Parse s[0..n), which must outlive *h. -1 when it has more than KX_HTML_TAGS tags. */
int kx_html_open(struct kx_html **h, const char *s, size_t n, struct kx_err *e);
void kx_html_close(struct kx_html *h);
/* Walk through all of it in order; any number of times. */
void kx_html_walk(const struct kx_html *h, const struct kx_html_events *ev, void *ctx);

/* The `lang` of the page, or NULL; lives as long as `h`. */
const char *kx_html_lang(const struct kx_html *h);
/* Value of an attribute, decoded, or NULL; *from (may be NULL) gets its source place.
 */
const char *kx_html_attr(const struct kx_html *h, const struct kx_html_tag *t,
	const char *name, size_t *from);

/* Decode the entity s[0..n) ("&amp;") into out; returns its bytes, 0 when it is none.
 */
size_t kx_html_entity(const char *s, size_t n, char out[16]);

#endif
