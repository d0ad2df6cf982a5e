#ifndef KX_TOOL_CHAT_PAGE_H
#define KX_TOOL_CHAT_PAGE_H
/* An answer as a person reads it. */
#include "domain/answer.h"

/* The words, then the articles they were taken from, or those that it asks back
 * about, numbered from 1. */
void kx_chat_page(const struct kx_answer *x);
/* The prompt of a session. */
void kx_chat_prompt(void);

#endif
