#ifndef KX_DOMAIN_PROMPT_TURN_H
#define KX_DOMAIN_PROMPT_TURN_H
/* The conversation as a prompt needs it. Used by prompt*.c alone. */
#include "domain/prompt.h"

#include <stdbool.h>

struct kx_prompt_turn {
	bool customer; /* else the desk */
	const char *text;
};

/* The latest KX_PROMPT_TURNS messages, each cut to KX_PROMPT_TURN_MAX bytes, several of one
 * speaker made one; the speakers take turns. Empty ones are left out. Returns how many. */
size_t kx_prompt_turns(struct json_object *turns, struct kx_arena *a,
	struct kx_prompt_turn out[KX_PROMPT_TURNS]);

#endif
