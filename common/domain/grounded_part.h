#ifndef KX_DOMAIN_GROUNDED_PART_H
#define KX_DOMAIN_GROUNDED_PART_H
/* What the files of grounded share. Used by grounded*.c alone.
 *
 * Each character goes through three layers, each of which may hold some back: marks
 * (grounded_mark.c) finds [n], links and code; words (grounded_word.c) finds addresses and
 * KX_DECLINED; sentences (grounded_sentence.c) finds where one ends, and judges it there
 * (grounded_judge.c). No layer looks at where a piece of the input ended. */
#include "domain/grounded.h"

#include "base/buf.h"

#include <stdint.h>

#define KX_CITED_MAX 99        /* a larger number in brackets is no citation */
#define KX_SENTENCE_BYTES 2048 /* judged at once; a longer one in several pieces */

enum kx_bracket {
	KX_BRACKET_NONE,
	KX_BRACKET_BANG,  /* "!", which may begin an image */
	KX_BRACKET_OPEN,  /* "[…" */
	KX_BRACKET_CITED, /* "[1]", which may be a link */
	KX_BRACKET_TEXT,  /* "[text]", likewise */
	KX_BRACKET_STRAY, /* "]", likewise */
	KX_BRACKET_URL,   /* "[text](…" */
};

struct kx_grounder {
	const struct kx_excerpts *s;
	struct kx_support *support;
	enum kx_policy policy;
	kx_grounder_out *out;
	void *ctx;
	struct kx_arena arena;

	/* the bytes of a character that is not whole */
	char part[4];
	size_t npart;

	/* marks */
	enum kx_bracket bracket, before; /* before: what a URL stands behind */
	bool image, wide;
	struct kx_buf held, url; /* inside the brackets; the address */
	size_t depth;            /* of parentheses in it */
	bool tick;               /* in `code` */
	char fence;              /* '`' or '~' of the block of code; 0: none */
	char run_of;             /* at the beginning of a line: these, */
	size_t run;              /* so many */
	bool line;               /* at the beginning of a line; */
	bool info, closing;      /* in the first line of a block of code, in its last */

	/* words */
	struct kx_buf word;
	size_t given; /* bytes of it that went on */
	bool hold;    /* it may be an address, or KX_DECLINED: the rest waits */
	bool over;    /* longer than any address */

	/* the sentence at hand */
	struct kx_buf gap; /* white space that is not part of it yet */
	struct kx_buf sep; /* white space before it, not put out yet */
	struct kx_buf
		tail; /* what is not put out yet; a citation is \1 and its number */
	struct kx_buf said; /* its words, without marks and links */
	bool began, code;   /* there is one; it is a block of code */
	bool ended;         /* whatever comes next begins another */
	bool strange;       /* it had an address that no article has */
	bool struck;        /* such a one is the last that it has put out */
	bool row, table;    /* it is a row of a table; so was the one before */
	bool peek; /* a first row is over; what the next line begins with waits */
	struct kx_buf ahead;
	bool pieces, bad; /* some of it was judged already; and is not supported */
	int clauses;      /* that citations behind them were checked with */
	bool no_gap;      /* a citation of nothing stood behind the white space */
	bool marked_tail; /* there are citations in the tail */
	bool cited[KX_CITED_MAX + 1], shown[KX_CITED_MAX + 1];

	/* the answer */
	struct kx_buf text;
	size_t handed; /* bytes of it that `out` got */
	bool dam;      /* it may yet be a refusal: nothing goes out */
	bool doubt;    /* it began like one, */
	bool refused;  /* or says so soon */
	bool word_said, declined;
	int run_article; /* the article of the sentences before, in this paragraph; */
	bool owed;       /* which wants its number behind the last of them */
	size_t sentences;
	struct kx_cite *cites; /* heap; quotes in the arena */
	size_t ncites;
	size_t supported, unsupported, neutral;
};

/* ---- the layers --------------------------------------------------------------------- */

/* A character of the answer; n bytes at p. */
void kx_grounded_char(struct kx_grounder *g, const char *p, size_t n);
/* Nothing follows: what was held goes on; cut off, it goes. */
void kx_grounded_marks_end(struct kx_grounder *g, bool whole);

/* The same, one layer on. */
void kx_grounded_word_char(struct kx_grounder *g, const char *p, size_t n);
void kx_grounded_word_end(struct kx_grounder *g, bool whole);

void kx_grounded_say(struct kx_grounder *g, const char *p, size_t n);
/* In place of an address that no article has. */
void kx_grounded_strike(struct kx_grounder *g);
/* What is seen, but no part of the sentence's words. */
void kx_grounded_show(struct kx_grounder *g, const char *p, size_t n);
void kx_grounded_cite(struct kx_grounder *g, int n);
void kx_grounded_sentence_end(struct kx_grounder *g, bool whole);

/* ---- judging ------------------------------------------------------------------------ */

/* The sentence is over. `header`: it is the first row of a table, which tells nothing. */
void kx_grounded_judge(struct kx_grounder *g, bool whole, bool header);
/* The sentence goes on behind citations: they go out where they are, or, when the words
 * before them are not supported, wait for its end. */
void kx_grounded_clause(struct kx_grounder *g);
/* The sentence's words so far are judged by themselves. */
void kx_grounded_piece(struct kx_grounder *g);
/* Put out the tail, with the citations that `keep` has. `more`: the sentence goes on, and a
 * citation that goes leaves a space, lest the words beside it make an address. */
void kx_grounded_tail(
	struct kx_grounder *g, const bool keep[KX_CITED_MAX + 1], bool more);
/* The paragraph is over: the number that is owed. */
void kx_grounded_paragraph(struct kx_grounder *g);

#endif
