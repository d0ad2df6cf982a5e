#ifndef KX_DOMAIN_SYNONYM_H
#define KX_DOMAIN_SYNONYM_H
/* Synonyms of a knowledge base, written by people, one line each (kx-synonyms(5)):
 *   refund, money back          each stands for the others
 *   mfa => two-factor sign-in   what is on the left is asked for on the right, too
 * An entry is one word or several; it is found in a question by its terms, one behind the
 * other, so it holds in all its forms. Of entries that begin at the same word the longest
 * counts. What stands for it is added to the query, never put in its place, and counts
 * less.
 *
 * An alternative counts for KX_SYNONYM_WEIGHT of what it stands for, its words together:
 *   weight = .8 w min(1, S / A),
 * w being the weight of the words in the question (1, or that of an earlier turn), S the
 * sum of their idf and A that of the alternative's terms. A rare alternative would otherwise
 * outweigh what was asked for. Words that the index does not know have the idf of a term
 * in no chunk, so they pass their whole weight on.
 *
 * Its character grams count KX_SYNONYM_GRAMS of that beside those of the question.
 *
 * Measured on four sets (mean nDCG@10 .931): a code word in the place of each question's
 * rarest word loses .097, and .004 when a line explains it. A wrong synonym for a word of
 * each question loses .003; ranked by words alone, without the share S / A, twice to
 * twenty times as much as with it.
 *
 * Pure but for a cache of terms by language. */
#include "base/buf.h"
#include "base/err.h"
#include "domain/query.h"
#include "domain/token.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_SYNONYM_BYTES (256u << 10) /* of a file */
#define KX_SYNONYM_LINES 4096         /* with entries, of a file */
#define KX_SYNONYM_ENTRIES 32         /* of a line */
#define KX_SYNONYM_WORDS 8            /* of an entry */
#define KX_SYNONYM_WEIGHT 0.8
#define KX_SYNONYM_GRAMS 0.7

struct kx_synonyms;

/* Gets each line that is no good, counted from 1, and why; the others hold. */
typedef void kx_synonym_bad(size_t line, const char *why, void *ctx);

/* From the text of a file; never NULL. Free with kx_synonyms_free(). */
struct kx_synonyms *kx_synonyms_new(
	const char *text, size_t n, kx_synonym_bad *bad, void *ctx);
void kx_synonyms_free(struct kx_synonyms *s);
/* Lines that hold. */
size_t kx_synonyms_count(const struct kx_synonyms *s);

/* Add to a query what stands for the words of text[0..n), which it was parsed from:
 * terms with `syn_of` set and entries in q->synonyms, whose strings live as long as *s.
 * Their weight is a first guess. `context`: the text is that of earlier turns. `s` may be
 * NULL: nothing is added. */
void kx_synonyms_add(struct kx_synonyms *s, struct kx_tokenizer *k, const char *locale,
	const char *text, size_t n, bool context, struct kx_query *q);

/* Set the weights by the formula above, once kx_ranker_find() has filled df and idf, and
 * mark the words that have a known alternative `known`, so that the spelling lets them
 * be. */
void kx_synonyms_settle(struct kx_query *q);

/* The question as the articles would have it, for the judge, who compares wordings: each
 * run of words gives way to the first of its alternatives that the index knows whole.
 * Appended to *out; false, and nothing is, when there is none. After
 * kx_synonyms_settle(). */
bool kx_synonyms_reword(
	const struct kx_query *q, const char *question, struct kx_buf *out);

#endif
