#ifndef KX_DOMAIN_DOC_INLINE_H
#define KX_DOMAIN_DOC_INLINE_H
/* The words of a Markdown body and the HTML tags between them. Tags need not be
 * balanced: what is dropped ends at its closing tag or when the reader says so. Inside
 * doc_*.c only. */
#include "domain/doc_build.h"

#define KX_INLINE_TAG 8192 /* bytes of a tag; the rest of a longer one is left out */
#define KX_INLINE_NAME 32  /* bytes of an element's name that count */
#define KX_INLINE_ENTITIES 20000 /* named ones that are looked up; later ones stay */

/* Start with `struct kx_inline x = { .s = s, .n = n, .tag.max = KX_INLINE_TAG };`. */
struct kx_inline {
	struct kx_build b;
	const char *s; /* what is parsed: the body, or its copy without MDX */
	size_t n;
	size_t next; /* place behind the last words */
	int images;  /* nesting of images: their words are dropped */
	unsigned entities;
	int elements; /* open HTML blocks */
	/* a tag whose end has not come yet */
	struct kx_buf tag;
	size_t tag_from;
	char quote;
	/* an element that is left out, and how often it is open */
	char drop[KX_INLINE_NAME];
	int drops;
};

/* The place of p in what is parsed, or KX_NOWHERE. */
size_t kx_inline_place(const struct kx_inline *x, const char *p);
void kx_inline_words(struct kx_inline *x, const char *p, size_t n);
void kx_inline_entity(struct kx_inline *x, const char *p, size_t n);
/* Raw HTML, in pieces that may end inside a tag. */
void kx_inline_html(struct kx_inline *x, const char *p, size_t n);
/* Forget a tag that has not ended. */
void kx_inline_reset(struct kx_inline *x);
bool kx_inline_is_tag(const struct kx_inline *x, const char *p, size_t n);

#endif
