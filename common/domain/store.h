#ifndef KX_DOMAIN_STORE_H
#define KX_DOMAIN_STORE_H
/* The store as the product knows it: opened at the right version, with its settings. */
#include "base/arena.h"
#include "base/err.h"
#include "io/db.h"

#define KX_STORE_VERSION 3 /* of the schema this build reads and writes */

/* Open and bring to the current version: a store opened for writing is upgraded in one
 * transaction, one opened for reading must be current already, one of a newer version is
 * refused. Close with kx_db_close(). */
int kx_store_open(
	struct kx_db **db, const char *url, enum kx_db_mode mode, struct kx_err *e);
/* The steps from the store's version to the current one; *from gets the old version. */
int kx_store_migrate(struct kx_db *db, int *from, struct kx_err *e);

/* A setting (name and text), NULL when it was never set. */
int kx_store_get(struct kx_db *db, const char *key, struct kx_arena *a,
	const char **value, struct kx_err *e);
int kx_store_set(
	struct kx_db *db, const char *key, const char *value, struct kx_err *e);

/* How many rows a table of ours holds. */
int kx_store_count(struct kx_db *db, const char *sql, int64_t *n, struct kx_err *e);

#endif
