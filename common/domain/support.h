#ifndef KX_DOMAIN_SUPPORT_H
#define KX_DOMAIN_SUPPORT_H
/* Does an article say what a sentence of an answer says? By words: how much of the
 * sentence's content words, weighted by how telling they are (everyday.h), three sentences of
 * one section have, title and headings added, and how many of its neighbouring words are
 * neighbours there. And what must stand there:
 *
 *   numbers    by value, in those three sentences or beside them: "30 days" is "thirty days",
 *              "$5,000" "5000 dollars", "70 °C" "70 degrees Celsius", "3 March" "2024-03-03";
 *              not with another unit, nor where the article counts the same thing with other
 *              numbers
 *   addresses  to the letter, in any section (address.h)
 *   code       names with _, ::, a path or --: to the letter, in a section that counts
 *   names      when the rest is nearly word for word what the article says
 *   "not"      likewise: not in one of the two alone; nor "opened" for "unopened"
 *
 * What an article tells the model (planted.h) and what it only asks is nothing it says.
 * In another language than the sections only numbers, addresses and code can be compared:
 * a sentence in which those are right is neutral.
 *
 * `tests/bench/support-fit.py` measures it, on answers of five knowledge bases, each sentence
 * against the sections it was written from, those that search finds beside them, and with
 * a number, a name or a "not" changed. It cannot see a sentence that turns the meaning around
 * with the article's own words; it sees what is made up.
 *
 * Pure but for the language of the sentences before, which short ones are taken to be in. */
#include "base/arena.h"
#include "domain/excerpt.h"
#include "domain/token.h"

#include <stdbool.h>
#include <stddef.h>

enum kx_support_is {
	KX_SUPPORT_NEUTRAL, /* says nothing that needs support: a courtesy, a question,
			       what leads to a list or to the address of an article, "the
			       articles do not say" */
	KX_SUPPORT_YES,
	KX_SUPPORT_NO,
};

struct kx_support; /* sections, prepared; in the arena */

struct kx_verdict {
	enum kx_support_is is;
	double share;   /* 0..1, of words and pairs that were found */
	int n;          /* the article that comes nearest; 0: it is not supported */
	size_t section; /* its section, */
	size_t part;    /* the chunk in it, */
	size_t at, len; /* and the passage: bytes of the chunk's text */
};

struct kx_support *kx_support_new(const struct kx_excerpts *s, struct kx_tokenizer *k,
	const char *locale, struct kx_arena *a);
/* The verdict on sentence[0..n), citation marks taken out already. `cited`: only these
 * articles' sections count; none: all do. */
void kx_support_check(struct kx_support *s, const char *sentence, size_t n,
	const int *cited, size_t ncited, struct kx_verdict *v);
/* Does any section hold this address (address.h), or one that it is the beginning of? The
 * article's own counts, too. */
bool kx_support_address(const struct kx_support *s, const char *p, size_t n);

#endif
