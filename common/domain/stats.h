#ifndef KX_DOMAIN_STATS_H
#define KX_DOMAIN_STATS_H
/* What a store holds, counted. */
#include "base/err.h"
#include "io/db.h"

#include <json-c/json.h>

/* A record: articles, chunks, sources, vectors, models, vector_model (the one whose vectors
 * are searched), conversations, messages, exchanges (answers of which it is known how they
 * came about), calls (of providers), segments, bytes, threshold. A new reference. */
int kx_stats(struct kx_db *db, struct json_object **rec, struct kx_err *e);
/* What must hold between the tables beyond foreign keys: every article has chunks, in
 * order and whole, with ranges that make sense. -1 names the first breach. */
int kx_stats_check(struct kx_db *db, struct kx_err *e);

#endif
