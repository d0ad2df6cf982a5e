#ifndef KX_DOMAIN_SUPPORT_PART_H
#define KX_DOMAIN_SUPPORT_PART_H
/* What the files of support share, and what its bench measures. Used by support*.c alone.
 *
 * A text is read into marks: its words by their terms, its numbers by their value however
 * they are written, its neighbouring words as pairs. A unit is a sentence of a section; a
 * window some units in a row. */
#include "domain/support.h"

#include <stdbool.h>
#include <stdint.h>

#define KX_MARKS_MAX 128   /* of a sentence; later ones are left out */
#define KX_UNITS_MAX 2048  /* of all sections together, likewise */
#define KX_SUPPORT_SPANS 6 /* lengths of windows that are tried */
#define KX_SUPPORT_SPAN 3  /* units of the one that counts */

enum kx_mark_kind {
	KX_MARK_WORD,
	KX_MARK_NUMBER,
	KX_MARK_SIGNED, /* a number with its unit */
	KX_MARK_PAIR,
	KX_MARK_NOT,    /* "not", "never", "without" */
	KX_MARK_DENIED, /* the word that one of these stands before */
	/* a word right behind a number, with that number; behind it, */
	KX_MARK_COUNTED,
	KX_MARK_COUNTABLE, /* with any number */
};
#define KX_MARK_NOT_HASH 0x6e6f7421u

struct kx_mark {
	uint32_t hash;
	uint32_t alt; /* stands for it as well; 0: none */
	uint32_t
		anti; /* its opposite, "unopened" of "opened", of a sentence's word; 0: none */
	float weight; /* 0..1, how telling it is */
	enum kx_mark_kind kind;
	bool must; /* without it the text does not say so */
	bool name; /* in capitals inside a sentence */
};

typedef void kx_mark_fn(const struct kx_mark *m, void *ctx);

/* The marks of text[0..n). `asked`: of a sentence that is to be found, in which a unit
 * behind its number is no word of its own, and a word stands for its opposite, too. */
void kx_marks_read(struct kx_tokenizer *k, const char *locale, const char *text,
	size_t n, bool asked, kx_mark_fn *fn, void *ctx);
/* Its numbers alone; part of the above. */
void kx_marks_numbers(const char *locale, const char *text, size_t n, bool asked,
	kx_mark_fn *fn, void *ctx);
/* The sign of the unit that s[0..n), which follows a number, begins with, "%" of " per cent", and
 * its bytes; "" of one that says nothing more ("degrees"); NULL: none. */
const char *kx_mark_unit(const char *s, size_t n, size_t *len);
/* That of the currency before text[at]; NULL: none. */
const char *kx_mark_unit_before(const char *text, size_t at);
/* What a word is worth: a number word above one, or, from KX_MARK_MONTHS + 1 on, a month; 0:
 * neither. The language by its first letter: d, e, f, s (Spanish). */
unsigned kx_mark_value(char language, const struct kx_token *t);
#define KX_MARK_MONTHS 100
/* The mark of a word behind a "not". */
uint32_t kx_mark_denied(uint32_t word);
/* The mark of a plain number. */
uint32_t kx_mark_number(const char *digits, size_t n);
/* The mark of a month, 1 to 12, by name. */
uint32_t kx_mark_month(unsigned n);

/* ---- sections ----------------------------------------------------------------------- */

/* a mark in a unit */
struct kx_entry {
	uint32_t hash, unit;
};

struct kx_unit {
	uint32_t section, part;
	uint32_t at, len; /* of the part's text; 0: title and headings of the section */
	bool asks;        /* a question, which by itself tells nothing */
};

#define KX_TONGUES 12 /* languages told apart by their function words */

struct kx_tongue {
	bool known;                 /* it was read */
	unsigned char script;       /* of most of its letters */
	unsigned words[KX_TONGUES]; /* function words of each language */
	int most; /* the language that has most of them; -1: none tells */
};

struct kx_support {
	struct kx_arena *a;
	const struct kx_excerpts *x;
	struct kx_tokenizer *k;
	const char **locale;      /* of each section; may be NULL */
	struct kx_tongue *tongue; /* of each section */
	struct kx_tongue spoken;  /* of the last sentence that could be told */
	char **low; /* text of each section in small letters: what stands there
				literally */
	struct kx_unit *units; /* a section's stand together, its title first */
	size_t nunits;
	struct kx_entry *entries; /* by hash, then by unit */
	size_t nentries;
	const char **addresses; /* of all sections, ascending */
	size_t naddresses;
};

/* A sentence read into marks. */
struct kx_marks {
	struct kx_mark v[KX_MARKS_MAX];
	size_t n;
	double weight; /* of all */
};

/* marks of a sentence as bits */
struct kx_bits {
	uint64_t b[KX_MARKS_MAX / 64];
};

/* What a section makes of a sentence. A window is some units in a row, with the title and
 * headings of the section added. */
struct kx_measure {
	double share[KX_SUPPORT_SPANS]; /* of the weight, in the best window of each
					   length */
	struct kx_bits window; /* marks of the best one of KX_SUPPORT_SPAN units, */
	struct kx_bits near;   /* of it and a unit on either side, */
	struct kx_bits all;    /* of the section */
	double told; /* share that sentences of the window other than questions have */
	size_t from, to; /* units of one part that have most of it */
	bool turned; /* the nearest sentence says it with a "not", this one without, or the
			other way round */
};

void kx_marks_of(struct kx_support *s, const char *locale, const char *text, size_t n,
	struct kx_marks *m);
void kx_support_measure(struct kx_support *s, size_t section, const struct kx_marks *m,
	struct kx_measure *r);
/* The share of a sentence's weight, and of its pairs, that are among the bits: 0..1. */
double kx_support_weight(const struct kx_marks *m, const struct kx_bits *b);
double kx_support_pairs(const struct kx_marks *m, const struct kx_bits *b);
/* Marks that must be there and are not among the bits; of numbers alone, if wanted. */
size_t kx_support_lacks(
	const struct kx_marks *m, const struct kx_bits *b, bool numbers);
/* Numbers of things that the bits have with other numbers alone. */
size_t kx_support_miscounts(const struct kx_marks *m, const struct kx_bits *b);
/* Is no more than one of its words and numbers among the bits, though it has several? */
bool kx_support_single(const struct kx_marks *m, const struct kx_bits *b);
/* Names of the sentence that are not among the bits. */
size_t kx_support_unnamed(const struct kx_marks *m, const struct kx_bits *b);
void kx_bits_join(struct kx_bits *to, const struct kx_bits *b);

/* ---- languages ---------------------------------------------------------------------- */

void kx_tongue_read(
	struct kx_tongue *t, struct kx_tokenizer *k, const char *text, size_t n);
/* Can it be told at all? */
bool kx_tongue_plain(const struct kx_tongue *t);
/* Is a sentence of another language than a section? Only when it is plain. */
bool kx_tongue_foreign(
	const struct kx_tongue *sentence, const struct kx_tongue *section);

#endif
