#ifndef KX_DOMAIN_PASSAGE_H
#define KX_DOMAIN_PASSAGE_H
/* What hits offer to an answer: their sentences, each with its worth for the question,
 * and the units they are quoted in. A unit is a sentence; or a list, a table or a block
 * of code with the sentence that leads to it; or, of a long list, one item with that
 * sentence. Steps of a procedure are one unit. Headings and questions are in no unit.
 *
 * Worth of a sentence: the share of the question's words in it, in the two sentences
 * before, the one behind, in the heading or question above it and in the title, all
 * weighted by idf and by a power of its hit's score; then the words it shares with
 * other worthy sentences (a relevance model as of Lavrenko and Croft 2001, in one
 * step). Words that many worthy sentences and hits tell have the more weight. Pure. */
#include "base/arena.h"
#include "domain/hit.h"
#include "domain/rank.h"
#include "domain/sentence.h"
#include "domain/token.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_PASSAGE_HITS_MAX 64          /* hits looked at */
#define KX_PASSAGE_TEXT_MAX (32u << 10) /* bytes looked at of one hit */
#define KX_PASSAGE_PIECES_MAX 4096      /* sentences of all hits together */

struct kx_piece {
	size_t hit;           /* position in the hits */
	size_t stretch;       /* pieces of one stretch stand behind one another in the
				 article, across the bounds of its hits */
	struct kx_sentence s; /* offsets into the hit's text */
	size_t words;         /* parted by white space; two Han or Kana are one */
	const uint32_t
		*ids; /* what it tells: its distinct terms that are neither stopwords
			 nor in the question; numbers below kx_passages.nterms */
	size_t nids;
	size_t content; /* distinct terms, those of the question included */
	double overlap; /* share of the question's weight, 0..1 */
	double worth;
	bool leans; /* begins with a word that points at the sentence before */
};

struct kx_unit {
	size_t from, to;   /* pieces [from, to) */
	size_t lead, stem; /* pieces [lead, stem) must stand before it; may be empty */
	double worth;
	bool cut; /* a procedure too long for the limit, its beginning */
};

struct kx_passages {
	struct kx_piece *pieces; /* by article, then by place; a hit's stand together */
	size_t npieces;
	struct kx_unit *units;
	size_t nunits;
	size_t nterms;
	const double *weight; /* of each term: how much its being told is worth, 0..1 */
};

/* Read hits that were found with the query. idf 0 (never filled) counts as 1. `words` is
 * the limit of an answer. All memory is the arena's. */
void kx_passages_read(struct kx_passages *p, const struct kx_query *q,
	const struct kx_hit *hits, size_t n, struct kx_tokenizer *k, size_t words,
	struct kx_arena *a);

/* The second half of it: the units of p->pieces into p->units, which has room for twice
 * as many. */
void kx_passage_units(struct kx_passages *p, size_t words);

/* Words of s[0..n), as limits count them. */
size_t kx_passage_words(const char *s, size_t n);

#endif
