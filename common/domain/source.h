#ifndef KX_DOMAIN_SOURCE_H
#define KX_DOMAIN_SOURCE_H
/* Sources: which folder a source of articles was taken from, so that two folders of the
 * same name do not delete one another's articles. */
#include "base/err.h"
#include "io/db.h"

#include <stddef.h>
#include <stdint.h>

/* -1 with KX_EUSAGE when `source` was taken from another place than `root`. */
int kx_source_check(
	struct kx_db *db, const char *source, const char *root, struct kx_err *e);
/* Note where it was taken from. */
int kx_source_note(
	struct kx_db *db, const char *source, const char *root, struct kx_err *e);
/* How many articles it has. */
int kx_source_count(struct kx_db *db, const char *source, int64_t *n, struct kx_err *e);

#endif
