#ifndef KX_DOMAIN_API_CALL_H
#define KX_DOMAIN_API_CALL_H
/* Calls of functions in an answer, whole or in pieces. The pieces of a call share an
 * `index`; an id and a name come with the first. Not all keep to that: the index may be
 * missing, or be 0 for several calls that differ in their ids; a call may come at once; its
 * arguments may be an object. */
#include "domain/api_chat.h"
#include "io/jscan.h"

/* Take one element of tool_calls; with `flat`, the old function_call, which is the function
 * alone. `whole`: each element is a call of its own. -1: more than KX_TOOL_CALLS_MAX. */
int kx_api_call(struct kx_completion *c, struct kx_jscan *s, bool flat, bool whole);
/* The answer is over: ids that never came are made up. */
void kx_api_calls_end(struct kx_completion *c);

#endif
