#include "io/db_sqlite.h"

#include "base/mem.h"

#include <stdlib.h>

struct kx_stmt *kx_db_stmt(struct kx_db *db, const char *sql, struct kx_err *e)
{
	struct kx_stmt *s;
	size_t i;
	int rc;

	for (i = 0; i < db->nstmts; i++)
		if (db->stmts[i].sql == sql) {
			sqlite3_reset(db->stmts[i].s);
			return &db->stmts[i];
		}
	if (db->nstmts == KX_SQLITE_STMTS) {
		kx_fail(e, KX_EBUG, "store '%s': too many statements", db->path);
		return NULL;
	}
	s = &db->stmts[db->nstmts];
	rc = sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->s, NULL);
	if (rc != SQLITE_OK) {
		kx_sqlite_fail(db, rc, "prepare", e);
		return NULL;
	}
	s->sql = sql;
	s->db = db;
	db->nstmts++;
	return s;
}

void kx_bind_int(struct kx_stmt *s, int i, int64_t v)
{
	sqlite3_bind_int64(s->s, i, v);
}

void kx_bind_real(struct kx_stmt *s, int i, double v)
{
	sqlite3_bind_double(s->s, i, v);
}

void kx_bind_text(struct kx_stmt *s, int i, const char *v)
{
	sqlite3_bind_text(s->s, i, v, -1, SQLITE_STATIC);
}

void kx_bind_textn(struct kx_stmt *s, int i, const char *v, size_t n)
{
	sqlite3_bind_text64(s->s, i, v, n, SQLITE_STATIC, SQLITE_UTF8);
}

void kx_bind_blob(struct kx_stmt *s, int i, const void *v, size_t n)
{
	/* a NULL pointer means NULL, whatever n is: an empty blob needs a pointer */
	sqlite3_bind_blob64(s->s, i, v, n, SQLITE_STATIC);
}

void kx_bind_null(struct kx_stmt *s, int i)
{
	sqlite3_bind_null(s->s, i);
}

int kx_db_step(struct kx_stmt *s, struct kx_err *e)
{
	int rc = sqlite3_step(s->s);

	if (rc == SQLITE_ROW)
		return 0;
	if (rc == SQLITE_DONE) {
		sqlite3_reset(s->s);
		return 1;
	}
	kx_sqlite_fail(s->db, rc, "statement", e);
	sqlite3_reset(s->s);
	return -1;
}

int kx_db_run(struct kx_stmt *s, struct kx_err *e)
{
	int rc = kx_db_step(s, e);

	if (rc == 0)
		sqlite3_reset(s->s);
	return rc < 0 ? -1 : 0;
}

int kx_db_insert(struct kx_stmt *s, int64_t *id, struct kx_err *e)
{
	if (kx_db_run(s, e))
		return -1;
	*id = sqlite3_last_insert_rowid(s->db->h);
	return 0;
}

void kx_db_reset(struct kx_stmt *s)
{
	sqlite3_reset(s->s);
}

int64_t kx_col_int(struct kx_stmt *s, int i)
{
	return sqlite3_column_int64(s->s, i);
}

double kx_col_real(struct kx_stmt *s, int i)
{
	return sqlite3_column_double(s->s, i);
}

const char *kx_col_text(struct kx_stmt *s, int i)
{
	return (const char *)sqlite3_column_text(s->s, i);
}

const void *kx_col_blob(struct kx_stmt *s, int i, size_t *n)
{
	const void *p = sqlite3_column_blob(s->s, i);

	*n = (size_t)sqlite3_column_bytes(s->s, i);
	return p;
}

bool kx_col_null(struct kx_stmt *s, int i)
{
	return sqlite3_column_type(s->s, i) == SQLITE_NULL;
}

struct kx_blob {
	sqlite3_blob *h;
	struct kx_db *db;
};

int kx_blob_open(struct kx_blob **out, struct kx_db *db, const char *table,
	const char *column, int64_t id, size_t *len, struct kx_err *e)
{
	struct kx_blob *b = kx_alloc(sizeof(*b));
	int rc = sqlite3_blob_open(db->h, "main", table, column, id, 0, &b->h);

	if (rc != SQLITE_OK) {
		free(b);
		return kx_sqlite_fail(db, rc, "read", e);
	}
	b->db = db;
	*len = (size_t)sqlite3_blob_bytes(b->h);
	*out = b;
	return 0;
}

int kx_blob_read(struct kx_blob *b, void *to, size_t n, size_t at, struct kx_err *e)
{
	int rc = sqlite3_blob_read(b->h, to, (int)n, (int)at);

	return rc == SQLITE_OK ? 0 : kx_sqlite_fail(b->db, rc, "read", e);
}

void kx_blob_close(struct kx_blob *b)
{
	sqlite3_blob_close(b->h);
	free(b);
}

int64_t kx_db_changes(struct kx_db *db)
{
	return sqlite3_changes64(db->h);
}
