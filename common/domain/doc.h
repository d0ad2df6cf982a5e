#ifndef KX_DOMAIN_DOC_H
#define KX_DOMAIN_DOC_H
/* A document as a person reads it: the words of a Markdown, HTML or plain text body
 * without its markup, cut into the sections its headings make, with a map that leads
 * from every readable byte back to the byte of the source it came from. Pure. */
#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

#define KX_DOC_MAX (64u << 20) /* most bytes of a source body */
#define KX_DOC_DEPTH 6         /* heading levels */

enum kx_format { KX_MARKDOWN, KX_HTML, KX_TEXT };

/* text[at .. at+len) came, byte for byte, from source[from .. from+len). Bytes between
 * spans (line ends, bullets, decoded entities) have no equal in the source. */
struct kx_span {
	size_t at;
	size_t from;
	size_t len;
};

/* The words under one heading, up to the next heading of any level. */
struct kx_section {
	char *heading; /* path of headings, "Plans > Refunds"; "" above the first */
	size_t own;    /* its own heading is heading + own: "Refunds" */
	int level;     /* of its own heading, 1..6; 0 above the first */
	size_t at;     /* its words are text[at .. at+len) */
	size_t len;
};

/* Start with `struct kx_doc d = { 0 };`. */
struct kx_doc {
	char *locale;       /* <html lang>, or NULL */
	char *title;        /* or NULL; see kx_doc_read() */
	struct kx_buf text; /* paragraphs parted by an empty line; list items on lines
			       that begin with "- " or "1. "; table rows as cells parted
			       by " | "; code as it stands */
	struct kx_section *sections;
	size_t nsections;
	struct kx_span *spans; /* ascending in `at` and in `from`, not overlapping */
	size_t nspans;
};

/* Read a body. `body` is valid UTF-8 of n bytes and is only borrowed. A level 1 heading
 * in front of all words of a Markdown body, or the first one of an HTML body, is the
 * title and no section heading; without one <title> is. Of an HTML page its only <main>,
 * else its only <article> is read when there is one. MDX is told from Markdown by its
 * components. Dropped: script, style, nav, header, footer, aside, form controls, hidden
 * elements, comments, images, link targets; front matter has already been cut off by
 * the caller. Kept: `title` and `label` of elements that HTML does not know, as a line.
 * KX_EINPUT when it is too large or has too many tags, KX_ECONFIG when the library that
 * reads Markdown is not installed. */
int kx_doc_read(struct kx_doc *d, enum kx_format f, const char *body, size_t n,
	struct kx_err *e);
void kx_doc_release(struct kx_doc *d);

/* Source offsets of text[at .. at+len): *start of its first mapped byte, *end behind
 * its last one. Both 0 when none of it is mapped. */
void kx_doc_source(
	const struct kx_doc *d, size_t at, size_t len, size_t *start, size_t *end);

/* "markdown", "html", "text" and back; -1 when it is none of them. */
const char *kx_format_name(enum kx_format f);
int kx_format_parse(const char *name, enum kx_format *f);

#endif
