#ifndef KX_IO_DB_SQLITE_H
#define KX_IO_DB_SQLITE_H
/* What the files of the SQLite engine share; nobody else includes this. */
#include "io/db.h"

#include <sqlite3.h>

#define KX_SQLITE_APP 0x4b784442 /* "KxDB": tells a store from any other file */
#define KX_SQLITE_STMTS 128      /* prepared statements of one connection */

struct kx_stmt {
	sqlite3_stmt *s;
	const char *sql;
	struct kx_db *db;
};

struct kx_db {
	sqlite3 *h;
	char *path;
	struct kx_stmt stmts[KX_SQLITE_STMTS];
	size_t nstmts;
};

/* Fill `e` from a result of SQLite, with the exit status and the advice that belong to
 * it; returns -1. */
int kx_sqlite_fail(struct kx_db *db, int rc, const char *what, struct kx_err *e);
/* Run SQL that returns nothing; `what` names it in the error. */
int kx_sqlite_exec(
	struct kx_db *db, const char *sql, const char *what, struct kx_err *e);
/* The one integer that a statement gives, 0 when it gives none. */
int kx_sqlite_int(struct kx_db *db, const char *sql, int64_t *v, struct kx_err *e);

#endif
