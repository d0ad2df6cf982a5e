#ifndef KX_DOMAIN_DOC_BUILD_H
#define KX_DOMAIN_DOC_BUILD_H
/* Writes the words of a kx_doc, its sections and its spans while a reader walks through
 * a body. White space is the builder's business: readers report words, breaks and
 * structure in order, in any number, balanced or not. Inside doc_*.c only. */
#include "domain/doc.h"

#include <stdbool.h>
#include <stdint.h>

#define KX_NOWHERE SIZE_MAX        /* a source place that is not known */
#define KX_HEADING_MAX 400         /* bytes of a heading; a longer one is a paragraph */
#define KX_DOC_SECTIONS (1u << 18) /* later headings are paragraphs */
#define KX_BUILD_LISTS 32          /* nesting of lists that is shown */

struct kx_build_list {
	bool numbered;
	unsigned next;
};

struct kx_build {
	struct kx_doc *d;
	const char *src;
	size_t n;
	bool any_h1; /* the first h1 is the title even when words came before it */
	/* what is owed before the next word */
	int want;          /* line ends: 0, 1 or 2 */
	bool space;        /* a space ... */
	bool wrap;         /* ... that was a line end in the source */
	size_t space_from; /* its source place */
	bool item;         /* a bullet or number */
	bool first;        /* the break in front of a list */
	bool close;        /* no empty line: what comes belongs to the line above */
	unsigned cells;    /* cell marks */
	/* where we are */
	bool fresh; /* the current section has no words */
	bool seen;  /* the body had words or a heading */
	int pre;    /* white space counts */
	int depth;  /* of lists */
	struct kx_build_list list[KX_BUILD_LISTS];
	int tables;
	bool row, cell; /* the row has words; we are in a cell */
	int level;      /* of the open heading, or 0 */
	size_t head_len, head_at;
	bool head_fresh, head_words;
	char *path[KX_DOC_DEPTH + 1];
	size_t span_cap, section_cap;
};

void kx_build_begin(struct kx_build *b, struct kx_doc *d, const char *src, size_t n);
void kx_build_end(struct kx_build *b);

/* Words, with their source place or KX_NOWHERE. Bytes that differ from the source there
 * are kept without a span. */
void kx_build_text(struct kx_build *b, const char *p, size_t n, size_t from);
/* The same, every byte as it stands. */
void kx_build_raw(struct kx_build *b, const char *p, size_t n, size_t from);
/* White space; `wrap`: a line end of the source that is not meant. */
void kx_build_space(struct kx_build *b, bool wrap);
void kx_build_line(struct kx_build *b);  /* what follows begins a line */
void kx_build_para(struct kx_build *b);  /* ... a paragraph */
void kx_build_label(struct kx_build *b); /* the line above is a label of what follows */
void kx_build_pre(struct kx_build *b, bool on);
/* Shorten text and spans to `len` bytes; drop white space at the end of the section. */
void kx_build_cut(struct kx_build *b, size_t len);
void kx_build_trim(struct kx_build *b);

void kx_build_list(struct kx_build *b, bool numbered, unsigned start);
void kx_build_item(struct kx_build *b);
void kx_build_list_end(struct kx_build *b);

void kx_build_table(struct kx_build *b);
void kx_build_row(struct kx_build *b);
void kx_build_cell(struct kx_build *b);
void kx_build_cell_end(struct kx_build *b);
void kx_build_table_end(struct kx_build *b);
/* Leave all tables: something came that cannot be in one. */
void kx_build_table_leave(struct kx_build *b);

/* The words between the two are the heading. */
void kx_build_heading(struct kx_build *b, int level);
void kx_build_heading_end(struct kx_build *b);

/* The three readers; they fill d->text, sections, spans and title. */
int kx_doc_markdown(struct kx_doc *d, const char *body, size_t n, struct kx_err *e);
int kx_doc_html(struct kx_doc *d, const char *body, size_t n, struct kx_err *e);
void kx_doc_text(struct kx_doc *d, const char *body, size_t n);

/* MDX: Markdown with components. kx_mdx_is() tells it by its tags and imports;
 * kx_mdx_clean() gives a copy of the same length in which imports, exports, comments
 * and braces inside tags are spaces; free() it. */
bool kx_mdx_is(const char *s, size_t n);
char *kx_mdx_clean(const char *s, size_t n);

#endif
