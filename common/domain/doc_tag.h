#ifndef KX_DOMAIN_DOC_TAG_H
#define KX_DOMAIN_DOC_TAG_H
/* What HTML elements mean to a reader, wherever their tags stand: in an HTML body or
 * between the words of a Markdown one. Inside doc_*.c only. */
#include "domain/doc_build.h"

enum kx_tag_kind {
	KX_TAG_UNKNOWN, /* custom elements, MDX components, placeholders */
	KX_TAG_INLINE,
	KX_TAG_BLOCK,
	KX_TAG_LABEL, /* <summary>, ...: a line above what it names */
	KX_TAG_LINE,  /* <br>, <dd>, ...: begins a line */
	KX_TAG_DROP,  /* with all its content */
	KX_TAG_SKIP,  /* no content, nothing to read */
	KX_TAG_HEADING,
	KX_TAG_BULLETS,
	KX_TAG_NUMBERS,
	KX_TAG_ITEM,
	KX_TAG_TABLE,
	KX_TAG_ROW,
	KX_TAG_CELL,
	KX_TAG_PRE,
};

struct kx_tag {
	const char *name;  /* lower case, terminated */
	bool block;        /* an unknown element that stands on a line of its own */
	bool hidden;       /* hidden, aria-hidden="true", role="navigation" */
	unsigned start;    /* first number of an <ol> */
	const char *label; /* title or label, or NULL */
	size_t label_len;
	size_t label_from; /* its source place or KX_NOWHERE */
};

enum kx_tag_kind kx_tag_kind(const char *name);
/* false: its content is not for readers. */
bool kx_tag_open(struct kx_build *b, const struct kx_tag *t);
void kx_tag_close(struct kx_build *b, const struct kx_tag *t);

#endif
