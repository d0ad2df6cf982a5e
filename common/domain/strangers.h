#ifndef KX_DOMAIN_STRANGERS_H
#define KX_DOMAIN_STRANGERS_H
/* Questions that have nothing to do with the knowledge base at hand: everyday ones
 * (weather, cooking, sports, travel, health, orders to a voice assistant), those of
 * other trades' customers, a few of each so that none is at home in a knowledge base with
 * many of them (banks, parcels, flights, doctors, plumbers), greetings and thanks. What a
 * knowledge base makes of them shows how confident it is when it should not be
 * (judge.h). */
#include <stddef.h>

/* The English ones, about 180; they live forever. */
const char *const *kx_strangers(size_t *n);
/* Those of a language ("de", "es-MX", "fr", "zh"), about sixty; the English ones for
 * any other, and for NULL. */
const char *const *kx_strangers_in(const char *locale, size_t *n);

#endif
