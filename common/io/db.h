#ifndef KX_IO_DB_H
#define KX_IO_DB_H
/* The store's door: one database, two engines behind one struct. Statements are portable
 * SQL with $1, $2 … parameters in ascending order of first use; what only one engine can
 * say stands in that engine's file. All functions return 0 or -1 with `e` filled. */
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kx_db;   /* one connection; not to be shared between threads */
struct kx_stmt; /* a prepared statement, kept and reused by its text */

enum kx_db_mode {
	KX_DB_READ,   /* must exist; nothing is written */
	KX_DB_WRITE,  /* must exist */
	KX_DB_CREATE, /* created when it does not exist (folders too, 0700) */
};

/* Open `url`: "sqlite:PATH". A store of a newer version, a file that is no store, or a
 * read-only one asked for writing is refused with a hint. */
int kx_db_open(
	struct kx_db **db, const char *url, enum kx_db_mode mode, struct kx_err *e);
void kx_db_close(struct kx_db *db);
/* The path of a store that is not there yet, inside `url`; NULL when it is there, or when
 * only opening it can tell. */
const char *kx_db_absent(const char *url);

/* False for a store opened for writing that turned out to be read-only. */
bool kx_db_writable(struct kx_db *db);

/* One transaction; kx_db_begin takes the write lock at once (waiting up to its time
 * limit, then KX_EAGAIN). Rollback never fails. */
int kx_db_begin(struct kx_db *db, struct kx_err *e);
int kx_db_commit(struct kx_db *db, struct kx_err *e);
void kx_db_rollback(struct kx_db *db);

/* A view of one moment for several reads, however much others write meanwhile; ended by
 * kx_db_read_end(), which never fails. Not inside a transaction. */
int kx_db_read_begin(struct kx_db *db, struct kx_err *e);
void kx_db_read_end(struct kx_db *db);
/* A number that changes when another connection has changed the store. */
int kx_db_generation(struct kx_db *db, int64_t *n, struct kx_err *e);

/* Run statements that return nothing, parted by ';' (schema, pragmas). */
int kx_db_exec(struct kx_db *db, const char *sql, struct kx_err *e);

/* The statement for `sql`, prepared once per connection and reset. `sql` must live as
 * long as the connection (a string literal). NULL with `e` filled on failure. */
struct kx_stmt *kx_db_stmt(struct kx_db *db, const char *sql, struct kx_err *e);
/* Bind parameter i (from 1). Text and blobs are borrowed until the statement is next
 * reset or stepped to its end; a NULL pointer binds NULL. */
void kx_bind_int(struct kx_stmt *s, int i, int64_t v);
void kx_bind_real(struct kx_stmt *s, int i, double v);
void kx_bind_text(struct kx_stmt *s, int i, const char *v);
void kx_bind_textn(struct kx_stmt *s, int i, const char *v, size_t n);
void kx_bind_blob(struct kx_stmt *s, int i, const void *v, size_t n);
void kx_bind_null(struct kx_stmt *s, int i);
/* Next row: 0 there is one, 1 no more (the statement is then reset), -1 failed. */
int kx_db_step(struct kx_stmt *s, struct kx_err *e);
/* Step a statement that returns nothing, then reset it. */
int kx_db_run(struct kx_stmt *s, struct kx_err *e);
/* The same for one that inserts a row into a table with an integer key `id`, which the
 * engine gives. */
int kx_db_insert(struct kx_stmt *s, int64_t *id, struct kx_err *e);
/* Give a statement up before its last row. */
void kx_db_reset(struct kx_stmt *s);
/* Columns of the row, from 0; text and blobs live until the next step or reset. A NULL
 * is 0, 0.0 or a NULL pointer. */
int64_t kx_col_int(struct kx_stmt *s, int i);
double kx_col_real(struct kx_stmt *s, int i);
const char *kx_col_text(struct kx_stmt *s, int i);
const void *kx_col_blob(struct kx_stmt *s, int i, size_t *n);
bool kx_col_null(struct kx_stmt *s, int i);
/* A blob in a table, to be read in pieces: a long one is not copied as a whole. Open in a
 * transaction, while its row stays as it is; NULL is a blob of no bytes. */
struct kx_blob;
int kx_blob_open(struct kx_blob **b, struct kx_db *db, const char *table,
	const char *column, int64_t id, size_t *len, struct kx_err *e);
/* Bytes at .. at + n of it. */
int kx_blob_read(struct kx_blob *b, void *to, size_t n, size_t at, struct kx_err *e);
void kx_blob_close(struct kx_blob *b);
/* Rows changed by the last statement. */
int64_t kx_db_changes(struct kx_db *db);

/* Version of the schema in the store (0: empty), and setting it (inside a migration). */
int kx_db_version(struct kx_db *db, int *version, struct kx_err *e);
int kx_db_set_version(struct kx_db *db, int version, struct kx_err *e);
/* The engine's own integrity check; -1 names the first problem. */
int kx_db_check(struct kx_db *db, struct kx_err *e);
/* A consistent copy of the whole store in a new file, while others go on. */
int kx_db_backup(struct kx_db *db, const char *path, struct kx_err *e);
/* The file that the store is, for what is kept beside it; NULL when it is none. */
const char *kx_db_file(struct kx_db *db);
/* Size on disk in bytes (0 when the engine cannot tell) and the engine's name, version. */
int64_t kx_db_size(struct kx_db *db);
const char *kx_db_engine(struct kx_db *db);
/* Where it is, without secrets: for messages. */
const char *kx_db_place(struct kx_db *db);

#endif
