#include "../t.h"
#include "base/buf.h"
#include "base/mem.h"
#include "io/db.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/kx-db-XXXXXX";
static struct kx_err e;

static const char table[] = "create table t (id integer primary key, v)";

/* a store with one table, at version 1 */
static struct kx_db *made(const char *url)
{
	struct kx_db *db = NULL;

	T_INT(kx_db_open(&db, url, KX_DB_CREATE, &e), 0);
	T_INT(kx_db_exec(db, table, &e), 0);
	T_INT(kx_db_set_version(db, 1, &e), 0);
	return db;
}

static struct kx_db *opened(const char *url, enum kx_db_mode mode)
{
	struct kx_db *db = NULL;

	if (kx_db_open(&db, url, mode, &e))
		T_STR(e.text, "");
	/* a lock is found at once, not after the time that a person would wait */
	T_INT(kx_db_exec(db, "pragma busy_timeout=0", &e), 0);
	return db;
}

static int64_t count(struct kx_db *db)
{
	struct kx_stmt *s = kx_db_stmt(db, "select count(*) from t", &e);
	int64_t n = -1;

	if (s && kx_db_step(s, &e) == 0)
		n = kx_col_int(s, 0);
	if (s)
		kx_db_reset(s);
	return n;
}

static int insert(struct kx_db *db, int64_t id)
{
	struct kx_stmt *s = kx_db_stmt(db, "insert into t (id) values ($1)", &e);

	if (!s)
		return -1;
	kx_bind_int(s, 1, id);
	return kx_db_run(s, &e);
}

static void fill(struct kx_db *db, int64_t rows)
{
	T_INT(kx_db_begin(db, &e), 0);
	for (int64_t i = 0; i < rows; i++)
		T_INT(insert(db, i), 0);
	T_INT(kx_db_commit(db, &e), 0);
}

static void drop(const char *name)
{
	char path[64];

	unlink(name);
	snprintf(path, sizeof(path), "%s-wal", name);
	unlink(path);
	snprintf(path, sizeof(path), "%s-shm", name);
	unlink(path);
}

static void addresses(void)
{
	static const char *const bad[] = { "", "sqlite", "sqlite:", "x.db",
		"postgres://user:secret@host/db", "SQLITE:x", ":memory:" };
	struct kx_db *db;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		db = (struct kx_db *)&e;
		T_INT(kx_db_open(&db, bad[i], KX_DB_CREATE, &e), -1);
		T_INT(e.code, KX_ECONFIG);
		T_OK(!strstr(e.text, "secret"));
		T_STR(e.hint, "use sqlite:PATH");
		T_OK(db == NULL);
	}
	kx_db_close(NULL);
	/* a name, not an address with options */
	T_INT(kx_db_open(&db, "sqlite:file:x?mode=memory", KX_DB_CREATE, &e), 0);
	T_INT(access("file:x?mode=memory", F_OK), 0);
	kx_db_close(db);
	unlink("file:x?mode=memory");
}

static void modes(void)
{
	struct kx_db *db;
	struct stat st;

	for (int mode = KX_DB_READ; mode <= KX_DB_WRITE; mode++) {
		T_INT(kx_db_open(&db, "sqlite:a/b/s.db", (enum kx_db_mode)mode, &e),
			-1);
		T_INT(e.code, KX_EIO);
		T_OK(strstr(e.text, "No such file"));
		T_OK(e.hint[0]);
		T_OK(stat("a", &st) != 0);
	}
	db = made("sqlite:a/b/s.db");
	T_INT(stat("a/b", &st), 0);
	T_INT(st.st_mode & 0777, 0700);
	T_INT(stat("a/b/s.db", &st), 0);
	T_INT(st.st_mode & 0777, 0600);
	T_OK(kx_db_writable(db));
	T_STR(kx_db_place(db), "a/b/s.db");
	T_OK(!strncmp(kx_db_engine(db), "SQLite ", 7));
	T_OK(kx_db_size(db) >= 4096);
	T_INT(insert(db, 1), 0);
	kx_db_close(db);

	db = opened("sqlite:a/b/s.db", KX_DB_READ);
	T_OK(!kx_db_writable(db));
	T_INT(count(db), 1);
	T_INT(insert(db, 2), -1);
	T_INT(e.code, KX_EIO);
	kx_db_close(db);
	db = opened("sqlite:a/b/s.db", KX_DB_WRITE);
	T_INT(insert(db, 2), 0);
	T_INT(count(db), 2);
	kx_db_close(db);
	drop("a/b/s.db");
	rmdir("a/b");
	rmdir("a");
}

static void write_file(const char *name, const char *s)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	T_INT(write(fd, s, strlen(s)), strlen(s));
	close(fd);
}

static void what_is_no_store(void)
{
	struct kx_db *db;

	write_file("f", "This is no database, but a text of more than one hundred "
			"bytes, so that the engine looks at it and not only at its "
			"size and says so.\n");
	for (int mode = KX_DB_READ; mode <= KX_DB_CREATE; mode++) {
		T_INT(kx_db_open(&db, "sqlite:f", (enum kx_db_mode)mode, &e), -1);
		T_INT(e.code, KX_EIO);
		T_OK(e.hint[0]);
		T_OK(db == NULL);
	}
	unlink("f");
	T_INT(kx_db_open(&db, "sqlite:.", KX_DB_CREATE, &e), -1);
	T_INT(e.code, KX_EIO);
	write_file("f", "x");
	T_INT(kx_db_open(&db, "sqlite:f/g", KX_DB_CREATE, &e), -1);
	T_INT(e.code, KX_EIO);
	unlink("f");
}

/* a database of another program, whatever version that gave it */
static void foreign(int user_version)
{
	char sql[96];
	struct kx_db *db = NULL;

	T_INT(kx_db_open(&db, "sqlite:f", KX_DB_CREATE, &e), 0);
	snprintf(sql, sizeof(sql), "create table mine (x); pragma user_version=%d",
		user_version);
	T_INT(kx_db_exec(db, sql, &e), 0);
	kx_db_close(db);
	for (int mode = KX_DB_READ; mode <= KX_DB_CREATE; mode++) {
		T_INT(kx_db_open(&db, "sqlite:f", (enum kx_db_mode)mode, &e), -1);
		T_INT(e.code, KX_ECONFIG);
		T_STR(e.text, "store 'f': the file is a database of another program");
		T_OK(e.hint[0]);
		kx_db_close(db);
	}
	drop("f");
}

static void versions(void)
{
	struct kx_db *db = made("sqlite:v");
	int version = -1;

	T_INT(kx_db_version(db, &version, &e), 0);
	T_INT(version, 1);
	T_INT(kx_db_begin(db, &e), 0);
	T_INT(kx_db_set_version(db, 77, &e), 0);
	kx_db_rollback(db);
	T_INT(kx_db_version(db, &version, &e), 0);
	T_INT(version, 1);
	T_INT(kx_db_set_version(db, 77, &e), 0);
	kx_db_close(db);
	db = opened("sqlite:v", KX_DB_READ);
	T_INT(kx_db_version(db, &version, &e), 0);
	T_INT(version, 77);
	kx_db_close(db);
	drop("v");
	T_INT(kx_db_open(&db, "sqlite:v", KX_DB_CREATE, &e), 0);
	T_INT(kx_db_version(db, &version, &e), 0);
	T_INT(version, 0);
	kx_db_close(db);
	drop("v");
}

static void statements(void)
{
	static const char sql[] = "insert into t (id, v) values ($1, $2)";
	static const char all[] = "select v from t order by id";
	struct kx_db *db = made("sqlite::memory:");
	struct kx_stmt *s = kx_db_stmt(db, sql, &e);
	size_t n;

	T_OK(s && kx_db_stmt(db, sql, &e) == s);
	kx_bind_int(s, 1, 1);
	kx_bind_real(s, 2, 2.5);
	T_INT(kx_db_run(s, &e), 0);
	T_INT(kx_db_changes(db), 1);
	kx_bind_int(s, 1, 2);
	kx_bind_text(s, 2, "text");
	T_INT(kx_db_run(s, &e), 0);
	kx_bind_int(s, 1, 3);
	kx_bind_textn(s, 2, "text", 2);
	T_INT(kx_db_run(s, &e), 0);
	kx_bind_int(s, 1, 4);
	kx_bind_blob(s, 2, "a\0b", 3);
	T_INT(kx_db_run(s, &e), 0);
	kx_bind_int(s, 1, 5);
	kx_bind_blob(s, 2, "", 0);
	T_INT(kx_db_run(s, &e), 0);
	kx_bind_int(s, 1, 6);
	kx_bind_null(s, 2);
	T_INT(kx_db_run(s, &e), 0);
	kx_bind_int(s, 1, 7);
	kx_bind_text(s, 2, NULL);
	T_INT(kx_db_run(s, &e), 0);
	kx_bind_int(s, 1, 8);
	kx_bind_blob(s, 2, NULL, 16);
	T_INT(kx_db_run(s, &e), 0);
	/* the same number again: refused, and the statement goes on working */
	T_INT(kx_db_run(s, &e), -1);
	T_INT(e.code, KX_EIO);
	kx_bind_int(s, 1, INT64_MAX);
	kx_bind_int(s, 2, INT64_MIN);
	T_INT(kx_db_run(s, &e), 0);

	s = kx_db_stmt(db, all, &e);
	T_INT(kx_db_step(s, &e), 0);
	T_OK(kx_col_real(s, 0) == 2.5);
	T_INT(kx_db_step(s, &e), 0);
	T_STR(kx_col_text(s, 0), "text");
	T_INT(kx_db_step(s, &e), 0);
	T_STR(kx_col_text(s, 0), "te");
	T_INT(kx_db_step(s, &e), 0);
	T_OK(!memcmp(kx_col_blob(s, 0, &n), "a\0b", 3));
	T_INT(n, 3);
	T_INT(kx_db_step(s, &e), 0);
	T_OK(!kx_col_null(s, 0));
	kx_col_blob(s, 0, &n);
	T_INT(n, 0);
	for (int i = 6; i <= 8; i++) {
		T_INT(kx_db_step(s, &e), 0);
		T_OK(kx_col_null(s, 0));
		T_OK(kx_col_text(s, 0) == NULL);
		T_OK(kx_col_blob(s, 0, &n) == NULL && n == 0);
		T_INT(kx_col_int(s, 0), 0);
		T_OK(kx_col_real(s, 0) == 0);
	}
	T_INT(kx_db_step(s, &e), 0);
	T_INT(kx_col_int(s, 0), INT64_MIN);
	T_INT(kx_db_step(s, &e), 1);
	/* it was reset: it begins anew */
	T_INT(kx_db_step(s, &e), 0);
	T_OK(kx_col_real(s, 0) == 2.5);
	T_OK(kx_db_stmt(db, all, &e) == s);
	T_INT(kx_db_step(s, &e), 0);
	T_OK(kx_col_real(s, 0) == 2.5);
	kx_db_reset(s);
	kx_db_close(db);
}

static void bad_statements(void)
{
	struct kx_db *db = made("sqlite::memory:");
	static char sql[300][32];
	int i;

	T_OK(kx_db_stmt(db, "rubbish", &e) == NULL);
	T_INT(e.code, KX_EIO);
	T_OK(strstr(e.text, "syntax error"));
	T_OK(kx_db_stmt(db, "select * from nothing", &e) == NULL);
	T_INT(kx_db_exec(db, "insert into t (id) values (1); rubbish", &e), -1);
	T_INT(count(db), 1);
	for (i = 0; i < 300; i++) {
		snprintf(sql[i], sizeof(sql[i]), "select %d", i);
		if (!kx_db_stmt(db, sql[i], &e))
			break;
	}
	T_OK(i > 100 && i < 300);
	T_INT(e.code, KX_EBUG);
	/* those that are there are still given */
	T_OK(kx_db_stmt(db, sql[0], &e) != NULL);
	kx_db_close(db);
}

static void transactions(void)
{
	struct kx_db *db = made("sqlite::memory:");

	T_INT(kx_db_begin(db, &e), 0);
	T_INT(insert(db, 1), 0);
	kx_db_rollback(db);
	T_INT(count(db), 0);
	kx_db_rollback(db);
	T_INT(kx_db_begin(db, &e), 0);
	T_INT(insert(db, 1), 0);
	T_INT(kx_db_commit(db, &e), 0);
	T_INT(count(db), 1);
	T_INT(kx_db_commit(db, &e), -1);
	T_INT(kx_db_begin(db, &e), 0);
	T_INT(kx_db_begin(db, &e), -1);
	kx_db_rollback(db);
	T_INT(count(db), 1);
	kx_db_close(db);
}

static void one_writer(void)
{
	struct kx_db *a = made("sqlite:w"), *b = opened("sqlite:w", KX_DB_WRITE);
	struct kx_db *r = opened("sqlite:w", KX_DB_READ);

	T_INT(kx_db_begin(a, &e), 0);
	T_INT(kx_db_begin(b, &e), -1);
	T_INT(e.code, KX_EAGAIN);
	T_STR(e.text, "store 'w': begin: another process is writing");
	T_STR(e.hint, "try again when it is done");
	T_INT(insert(b, 9), -1);
	T_INT(e.code, KX_EAGAIN);
	T_INT(insert(a, 1), 0);
	/* readers see nothing of it, and do not wait */
	T_INT(count(r), 0);
	T_INT(kx_db_commit(a, &e), 0);
	T_INT(count(r), 1);
	T_INT(kx_db_begin(b, &e), 0);
	T_INT(insert(b, 2), 0);
	T_INT(kx_db_commit(b, &e), 0);
	T_INT(count(a), 2);
	kx_db_close(a);
	kx_db_close(b);
	kx_db_close(r);
	drop("w");
}

static void one_moment(void)
{
	struct kx_db *w = made("sqlite:m"), *r = opened("sqlite:m", KX_DB_READ);
	int64_t before = 0, now = 0;

	T_INT(insert(w, 1), 0);
	T_INT(kx_db_read_begin(r, &e), 0);
	T_INT(kx_db_generation(r, &before, &e), 0);
	/* asking for the generation is a read: from here on nothing changes */
	T_INT(insert(w, 2), 0);
	T_INT(count(r), 1);
	T_INT(kx_db_generation(r, &now, &e), 0);
	T_INT(now, before);
	T_INT(insert(w, 3), 0);
	T_INT(count(r), 1);
	kx_db_read_end(r);
	T_INT(count(r), 3);
	T_INT(kx_db_generation(r, &now, &e), 0);
	T_OK(now != before);
	before = now;
	T_INT(kx_db_generation(r, &now, &e), 0);
	T_INT(now, before);
	/* what this connection itself writes is no news to it */
	T_INT(kx_db_generation(w, &before, &e), 0);
	T_INT(insert(w, 4), 0);
	T_INT(kx_db_generation(w, &now, &e), 0);
	T_INT(now, before);
	kx_db_read_end(r);
	kx_db_close(w);
	kx_db_close(r);
	drop("m");
}

static void backup(void)
{
	struct kx_db *db = made("sqlite:s"), *copy;
	struct stat st;

	fill(db, 500);
	T_INT(kx_db_backup(db, "s", &e), -1);
	T_INT(e.code, KX_EUSAGE);
	T_INT(kx_db_backup(db, "./s", &e), -1);
	T_INT(kx_db_backup(db, "no/folder", &e), -1);
	T_INT(e.code, KX_EIO);
	T_INT(kx_db_backup(db, "copy", &e), 0);
	T_INT(stat("copy", &st), 0);
	T_INT(st.st_mode & 0777, 0600);
	T_OK(stat("copy.part", &st) != 0);
	T_INT(insert(db, 1000), 0);
	copy = opened("sqlite:copy", KX_DB_READ);
	T_INT(count(copy), 500);
	T_INT(kx_db_check(copy, &e), 0);
	kx_db_close(copy);
	/* over an older copy, and while another connection writes */
	copy = opened("sqlite:s", KX_DB_WRITE);
	T_INT(kx_db_begin(copy, &e), 0);
	T_INT(insert(copy, 1001), 0);
	T_INT(kx_db_backup(db, "copy", &e), 0);
	T_INT(kx_db_commit(copy, &e), 0);
	kx_db_close(copy);
	copy = opened("sqlite:copy", KX_DB_WRITE);
	T_INT(count(copy), 501);
	kx_db_close(copy);
	kx_db_close(db);
	drop("s");
	drop("copy");
}

static void check(void)
{
	struct kx_db *db = made("sqlite:c");
	char rubbish[512];
	int fd;

	T_INT(kx_db_check(db, &e), 0);
	T_INT(kx_db_exec(db,
		      "pragma foreign_keys=off; create table child (t integer"
		      " references t (id)); insert into child values (5)",
		      &e),
		0);
	T_INT(kx_db_check(db, &e), -1);
	T_INT(e.code, KX_EIO);
	T_OK(strstr(e.text, "child"));
	T_INT(kx_db_exec(db, "delete from child", &e), 0);
	fill(db, 2000);
	T_INT(kx_db_check(db, &e), 0);
	kx_db_close(db);
	memset(rubbish, 0x5a, sizeof(rubbish));
	fd = open("c", O_WRONLY);
	T_INT(pwrite(fd, rubbish, sizeof(rubbish), 16384), sizeof(rubbish));
	close(fd);
	db = opened("sqlite:c", KX_DB_READ);
	T_INT(kx_db_check(db, &e), -1);
	T_INT(e.code, KX_EIO);
	kx_db_close(db);
	drop("c");
}

/* foreign keys hold in every store opened for writing */
static void foreign_keys(void)
{
	struct kx_db *db = made("sqlite::memory:");

	T_INT(kx_db_exec(db, "create table child (t integer references t (id))", &e),
		0);
	T_INT(kx_db_exec(db, "insert into child values (5)", &e), -1);
	kx_db_close(db);
}

/* as somebody who may only read: the store can be read, and says why it cannot be written */
static void a_read_only_folder(void)
{
	struct kx_db *db = made("sqlite:ro/s");
	int status = -1;
	pid_t child;

	T_INT(insert(db, 1), 0);
	kx_db_close(db);
	T_INT(chmod(folder, 0755), 0);
	T_INT(chmod("ro/s", 0444), 0);
	T_INT(chmod("ro", 0555), 0);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		t_failed = 0;
		if (geteuid() == 0 && setuid(65534))
			_exit(99);
		db = opened("sqlite:ro/s", KX_DB_READ);
		T_INT(count(db), 1);
		T_OK(!kx_db_writable(db));
		T_INT(kx_db_check(db, &e), 0);
		kx_db_close(db);
		if (!kx_db_open(&db, "sqlite:ro/s", KX_DB_WRITE, &e)) {
			T_OK(!kx_db_writable(db));
			T_INT(kx_db_begin(db, &e) || insert(db, 2), 1);
			kx_db_close(db);
		}
		T_INT(e.code, KX_EIO);
		T_OK(e.hint[0]);
		T_INT(kx_db_open(&db, "sqlite:ro/new", KX_DB_CREATE, &e), -1);
		T_INT(e.code, KX_EIO);
		T_INT(kx_db_open(&db, "sqlite:ro/deep/new", KX_DB_CREATE, &e), -1);
		T_INT(e.code, KX_EIO);
		fflush(stdout);
		_exit(t_failed);
	}
	T_INT(waitpid(child, &status, 0), child);
	T_INT(status, 0);
	chmod("ro", 0755);
	drop("ro/s");
	rmdir("ro");
}

int main(void)
{
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	addresses();
	modes();
	what_is_no_store();
	foreign(0);
	foreign(1);
	foreign(500);
	versions();
	statements();
	bad_statements();
	transactions();
	one_writer();
	one_moment();
	backup();
	check();
	foreign_keys();
	a_read_only_folder();
	T_INT(chdir("/"), 0);
	T_INT(rmdir(folder), 0);
	return T_END();
}
