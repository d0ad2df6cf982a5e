#ifndef KX_IO_MARKDOWN_H
#define KX_IO_MARKDOWN_H
/* Markdown (CommonMark with GitHub's tables, strikethrough and task lists) as a
 * sequence of events; the only door to md4c. The library is opened when the first text
 * is parsed, so a tool that reads no Markdown does not load it. */
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum kx_md_kind {
	/* blocks */
	KX_MD_QUOTE,
	KX_MD_BULLETS,
	KX_MD_NUMBERS, /* n: number of the first item */
	KX_MD_ITEM,
	KX_MD_RULE,
	KX_MD_HEADING, /* n: level, 1..6 */
	KX_MD_CODE,    /* n: 1 when fenced; arg: language */
	KX_MD_HTML,    /* raw HTML */
	KX_MD_PARA,
	KX_MD_TABLE,
	KX_MD_ROW,
	KX_MD_CELL, /* n: 1 in the head of the table */
	/* inside a line */
	KX_MD_EM,
	KX_MD_STRONG,
	KX_MD_STRIKE,
	KX_MD_LINK,  /* arg: target, entities as written */
	KX_MD_IMAGE, /* arg: source; its description comes as text */
	KX_MD_VERBATIM,
};

struct kx_md_node {
	enum kx_md_kind kind;
	unsigned n;
	const char *arg; /* not terminated; valid during the call only */
	size_t arg_len;
};

enum kx_md_text {
	KX_MD_PLAIN,
	KX_MD_VERBATIM_TEXT, /* of code, line ends included in blocks */
	KX_MD_ENTITY,        /* one entity as written: "&amp;" */
	KX_MD_TAG,           /* raw HTML; a piece of a block, or of a tag in a line */
	KX_MD_BREAK,         /* a line end that is meant (p is empty) */
	KX_MD_SOFT,          /* a line end that is not (p is empty) */
};

/* Every member must be set. Text mostly points into the parsed bytes, so that its place
 * there is known: p - s when s <= p < s + n. */
struct kx_md_events {
	void (*enter)(const struct kx_md_node *node, void *ctx);
	void (*leave)(const struct kx_md_node *node, void *ctx);
	void (*text)(enum kx_md_text kind, const char *p, size_t n, void *ctx);
};

/* MDX differs: no indented code, and the lines between tags are Markdown. */
#define KX_MD_MDX 1u

/* Parse s[0..n), n below 4 GB. -1 with KX_ECONFIG when the library is not installed. */
int kx_md_parse(const char *s, size_t n, unsigned flags, const struct kx_md_events *ev,
	void *ctx, struct kx_err *e);

#endif
