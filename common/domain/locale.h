#ifndef KX_DOMAIN_LOCALE_H
#define KX_DOMAIN_LOCALE_H
/* Which of a knowledge base's languages a question is in. */
#include "base/arena.h"
#include "base/err.h"
#include "io/db.h"

#include <stddef.h>
#include <stdint.h>

#define KX_LOCALES_MAX 32

/* The languages of the store's articles ("en"), the most frequent first. */
struct kx_locales {
	char tag[KX_LOCALES_MAX][16];
	size_t n;
	int64_t articles[KX_LOCALES_MAX]; /* while they are counted */
};

/* Count them, into the setting `locales`; in the caller's transaction or on its own. */
int kx_locales_note(struct kx_db *db, struct kx_err *e);
int kx_locales_read(struct kx_db *db, struct kx_locales *l, struct kx_err *e);
/* The language of the list whose function words make up most of the text, by script for
 * those written without spaces; the most frequent one when nothing tells; NULL when the
 * list is empty. */
const char *kx_locale_guess(const struct kx_locales *l, const char *text, size_t n);

#endif
