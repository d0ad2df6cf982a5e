#ifndef KX_DOMAIN_STRANGERS_H
#define KX_DOMAIN_STRANGERS_H
/* Everyday questions that have nothing to do with any product: weather, cooking,
 * sports, money, travel, health, small talk, orders to a voice assistant. What a
 * knowledge base makes of them shows how confident it is when it should not be
 * (judge.h). */
#include <stddef.h>

/* The English ones, about a hundred; they live forever. */
const char *const *kx_strangers(size_t *n);
/* Those of a language ("de", "es-MX", "fr", "zh"), about forty; the English ones for
 * any other, and for NULL. */
const char *const *kx_strangers_in(const char *locale, size_t *n);

#endif
