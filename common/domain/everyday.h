#ifndef KX_DOMAIN_EVERYDAY_H
#define KX_DOMAIN_EVERYDAY_H
/* How telling a word is: 0 for one that people use all the time whatever they talk about
 * ("need", "help"), 1 for one that everyday language hardly knows.
 *
 * English: some 2,300 stems, counted over thirteen kinds of text (customers of two shops,
 * an airline and a media company, orders to voice assistants, bookings, encyclopedia,
 * science, handbooks and help centres of five products). A word is in the list when at
 * least six of them have it, and what it counts is its mean share without the two that use
 * it most, so that none decides alone; in eight steps of
 * (ln(most frequent / share) / ln(most / least frequent))^.75.
 * Greetings and thanks count 0. German, Spanish, French, Chinese: a few hundred each, by
 * hand, in two steps. Pure. */
#include <stddef.h>

/* 0..1 for a term (token.h) of a locale (NULL: English). `unlisted` is for words of other
 * languages that are in no list. Numbers of one or two digits count .5, longer ones .75. */
double kx_everyday_weight(
	const char *locale, const char *term, size_t len, double unlisted);

#endif
