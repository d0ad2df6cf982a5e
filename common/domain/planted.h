#ifndef KX_DOMAIN_PLANTED_H
#define KX_DOMAIN_PLANTED_H
/* Does a text speak to the model that is to quote from it ("ignore your instructions", "in
 * your answer")? Known by wording, in English, German, Spanish and French, so it can be
 * evaded: it is there beside the fences of the prompt and the check of every sentence, not
 * instead of them. Pure. */
#include <stdbool.h>
#include <stddef.h>

bool kx_planted(const char *s, size_t n);

#endif
