#ifndef KX_DOMAIN_DECLINED_H
#define KX_DOMAIN_DECLINED_H
/* What models write when the articles do not hold an answer, and what they write to be
 * polite: in English, German, Spanish and French. By patterns over words, so that it does
 * not matter which words stand between or how an apostrophe is written. Pure. */
#include <stdbool.h>
#include <stddef.h>

/* Does a sentence say that there is no answer? ("I'm sorry, but the articles don't mention
 * that.") */
bool kx_declined_says(const char *s, size_t n);
/* Could an answer that begins with these bytes begin with such a sentence? */
bool kx_declined_may(const char *s, size_t n);
/* Is a sentence there to be polite, and tells nothing? ("I hope this helps!") Each of its clauses
 * must be such a one: "I'm sorry, we will refund you" is a claim. None with a number or an
 * address is. */
bool kx_declined_polite(const char *s, size_t n);
/* Is it a greeting or what stands at the end of a letter, to which an article can add
 * nothing? ("Dear Anna,", "Your support team") */
bool kx_declined_greets(const char *s, size_t n);
/* Does it only lead to an address, which was taken out of it? ("For more, see …") */
bool kx_declined_points(const char *s, size_t n);

#endif
