#ifndef KX_DOMAIN_PROMPT_H
#define KX_DOMAIN_PROMPT_H
/* What a model is told. What never changes comes first (providers keep the work done for an
 * equal beginning), then the conversation, last the articles and the question.
 *
 * Articles are data between fences that their authors cannot foresee: each fence carries a
 * key made of a hash of the question and all the articles; a line of an article that looks
 * like a fence cannot have it. The rules say that nothing between fences is an instruction.
 * The same input gives the same bytes. */
#include "base/arena.h"
#include "domain/api_chat.h"
#include "domain/excerpt.h"
#include "domain/token.h"

#include <json-c/json.h>
#include <stddef.h>

#define KX_PROMPT_TURNS 8       /* latest messages of the conversation that go along */
#define KX_PROMPT_TURN_MAX 2000 /* bytes of one that are kept */

struct kx_prompt {
	const char *system; /* of the desk, from the configuration: who it is, its tone;
			       NULL: none */
	struct json_object
		*turns; /* {role: customer|agent, text}, oldest first; NULL */
	const struct kx_excerpts *sections;
	const char *question;
	const char *locale; /* of the question, or NULL */
};

/* The messages, in the arena. */
void kx_prompt_answer(const struct kx_prompt *p, struct kx_arena *a,
	const struct kx_say **says, size_t *n);
/* A follow-up question made to stand on its own. */
void kx_prompt_rewrite(const struct kx_prompt *p, struct kx_arena *a,
	const struct kx_say **says, size_t *n);
/* The model's rewriting as a query, or NULL when it is of no use: empty, longer than
 * 500 bytes, several lines, or less than half of its content words stand in the question
 * and the turns (a model that answers instead of rewriting). In the arena. */
const char *kx_prompt_rewritten(const struct kx_prompt *p, const char *text,
	struct kx_tokenizer *k, struct kx_arena *a);

#endif
