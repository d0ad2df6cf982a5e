#ifndef KX_TOOL_PAGE_H
#define KX_TOOL_PAGE_H
/* Hits as a person reads them on a terminal or in a text. */
#include "base/arena.h"
#include "domain/hit.h"
#include "domain/search.h"

#include <json-c/json.h>

/* Rank, title, heading path, the place where it speaks of the question with the matched
 * words marked, and the address. */
void kx_page_hit(const struct kx_hit *h, const struct kx_query *q, const char *locale,
	struct kx_tokenizer *k, struct kx_arena *a);
/* "Searched for …": the known words that were taken for unknown ones, as the hits write
 * them. Nothing when there was nothing to guess. */
void kx_page_guesses(const struct kx_found *f, struct kx_tokenizer *k);
/* "Also searched for …": the synonyms of the question's words that articles have, as people
 * wrote them. */
void kx_page_synonyms(const struct kx_found *f);
/* Whose articles come first, because the conversation is about it. */
void kx_page_entity(const struct kx_found *f);
/* The lines of --explain; takes the reference. */
void kx_page_explain(struct json_object *explain);
/* Words in an emphasis of the terminal, plain elsewhere: "bold", "dim", "cyan". */
void kx_page_style(const char *style, const char *s);

#endif
