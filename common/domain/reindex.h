#ifndef KX_DOMAIN_REINDEX_H
#define KX_DOMAIN_REINDEX_H
/* The word index made anew from the chunks: after a change of its form, or damage. */
#include "base/err.h"
#include "io/db.h"

#include <stdint.h>

/* Drop all segments and write them again, inside the caller's transaction: readers see the
 * old index until it is committed, and keep it when it never is. *chunks says how many. */
int kx_reindex(struct kx_db *db, int64_t *chunks, struct kx_err *e);

#endif
