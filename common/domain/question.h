#ifndef KX_DOMAIN_QUESTION_H
#define KX_DOMAIN_QUESTION_H
/* A question as it is searched for and as it is judged. */
#include "base/buf.h"
#include "domain/search.h"

/* The query of a request: the words of the question; those of the customer's earlier
 * turns, with less weight; numbers that were spoken in English, as digits; synonyms, to be
 * settled (synonym.h). Release with kx_query_release(). */
void kx_question_query(struct kx_query *q, struct kx_tokenizer *k, const char *locale,
	const struct kx_request *r);

/* The question as the articles would put it, when that is another wording: synonyms in
 * the place of the customer's words, and without the name of what is favoured, for an
 * article need not say whose it is. Appended to *out; false, and nothing is, when the
 * question stays as it is. */
bool kx_question_reword(
	const struct kx_found *f, const char *question, struct kx_buf *out);

#endif
