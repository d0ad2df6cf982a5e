#ifndef KX_DOMAIN_CALIBRATE_H
#define KX_DOMAIN_CALIBRATE_H
/* What an ingest leaves behind for the searches to come: the languages of the articles
 * and the thresholds of confidence, measured on this very knowledge base: everyday
 * questions of strangers in those languages, and its own titles (judge.h). */
#include "base/err.h"
#include "io/db.h"

#define KX_CALIBRATE_TITLES 100 /* asked at most, spread over the articles */

/* Measure and keep them (settings `locales`, `threshold`, `threshold_ask`), in one
 * transaction, unless the articles are as they were the last time: a killed ingest is
 * made up for by the next one. A few hundred searches: well under a second. */
int kx_calibrate(struct kx_db *db, struct kx_err *e);

#endif
