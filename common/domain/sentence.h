#ifndef KX_DOMAIN_SENTENCE_H
#define KX_DOMAIN_SENTENCE_H
/* Sentences of readable text, in the form that doc.h gives it: paragraphs parted by
 * empty lines, list items on lines of their own that begin with a bullet or a number,
 * table rows with " | " between cells, code as it stands. A sentence ends at . ! ? … or
 * their CJK forms, where what follows begins like a sentence; not at the dot of an
 * abbreviation, an initial, an ordinal, a decimal, a version, an address or a file name
 * (English, German, Spanish, French, Chinese). A list item, a table row, a heading and
 * a line of code never share a sentence with their neighbours. Pure. */
#include <stdbool.h>
#include <stddef.h>

#define KX_SENTENCES_MAX                                                               \
	65536 /* most sentences of one text; what follows is left out */
#define KX_HEADING_WORDS                                                               \
	14 /* a longer line is a paragraph, even without an end mark                   \
	    */

enum kx_sentence_kind {
	KX_SENTENCE_PROSE,
	KX_SENTENCE_HEADING, /* a short line of its own without an end mark */
	KX_SENTENCE_ITEM,    /* in a list item */
	KX_SENTENCE_ROW,     /* a table row */
	KX_SENTENCE_CODE,    /* one line of code */
};

struct kx_sentence {
	size_t at;  /* text[at .. at+len), no white space at either end; the first
		       sentence */
	size_t len; /* of a list item brings its bullet or number along */
	enum kx_sentence_kind kind;
	size_t block;    /* which paragraph, item, row or line: sentences that share one
			  stood  side by side */
	size_t mark;     /* bytes of bullet or number at its beginning */
	size_t indent;   /* columns before the bullet of its item */
	bool ordered;    /* an item with a number or letter: a step */
	unsigned number; /* which one, "b)" being 2; 0 for others */
	bool question;   /* ends with a question mark, and is no list item */
	bool intro;      /* ends with a colon: what follows belongs to it */
};

struct kx_sentences {
	struct kx_sentence *v;
	size_t n;
};

/* Split text[0..n) (valid UTF-8) into s->v, in order. Release with
 * kx_sentences_release(). */
void kx_sentences_split(struct kx_sentences *s, const char *text, size_t n);
void kx_sentences_release(struct kx_sentences *s);

#endif
