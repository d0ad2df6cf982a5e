#ifndef KX_TOOL_CHAT_PAGE_H
#define KX_TOOL_CHAT_PAGE_H
/* An answer as a person reads it. */
#include "domain/answer.h"

/* The words, then the articles they were taken from, or the ones that come closest. */
void kx_chat_page(const struct kx_answer *x, const char *locale);
/* The prompt of a session. */
void kx_chat_prompt(void);

#endif
