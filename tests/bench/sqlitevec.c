/* A rival in vector search: sqlite-vec, an extension of SQLite, as its manual says to use it.
 *
 *	sqlitevec fill SO DB N D    N random vectors of D float32; SO is the extension
 *	sqlitevec ask SO DB D COUNT the ten nearest of COUNT random vectors, by distance
 *
 * What is in the vectors makes no difference to a scan of all of them. */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define D_MAX 4096

static sqlite3 *db;
static sqlite3_stmt *stmt;
static float v[D_MAX];
static int d;

static void die(const char *what)
{
	fprintf(stderr, "sqlitevec: %s: %s\n", what,
		db ? sqlite3_errmsg(db) : "failed");
	exit(1);
}

static void run(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL))
		die(sql);
}

static void open_db(const char *so, const char *path)
{
	if (sqlite3_open(path, &db))
		die(path);
	sqlite3_enable_load_extension(db, 1);
	if (sqlite3_load_extension(db, so, NULL, NULL))
		die(so);
}

static void prepare(const char *sql)
{
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL))
		die(sql);
}

/* the next random vector, numbers from -1 to 1, as the blob of parameter 1 */
static void bind(uint64_t *seed)
{
	int i;

	for (i = 0; i < d; i++) {
		*seed = *seed * 6364136223846793005u + 1442695040888963407u;
		v[i] = (float)((int32_t)(*seed >> 32)) / 2147483648.0f;
	}
	sqlite3_bind_blob(stmt, 1, v, d * (int)sizeof(*v), SQLITE_STATIC);
}

static void fill(long n)
{
	uint64_t seed = 1;
	char sql[128];

	snprintf(sql, sizeof(sql),
		"create virtual table v using vec0(e float[%d]); begin", d);
	run(sql);
	prepare("insert into v (e) values (?)");
	while (n--) {
		bind(&seed);
		if (sqlite3_step(stmt) != SQLITE_DONE)
			die("insert");
		sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	run("commit");
}

static void ask(long n)
{
	uint64_t seed = 2;

	prepare("select rowid, distance from v where e match ? and k = 10"
		" order by distance");
	while (n--) {
		bind(&seed);
		while (sqlite3_step(stmt) == SQLITE_ROW)
			printf("%lld\t%.4f\n", (long long)sqlite3_column_int64(stmt, 0),
				sqlite3_column_double(stmt, 1));
		if (sqlite3_reset(stmt))
			die("ask");
	}
	sqlite3_finalize(stmt);
}

int main(int argc, char **argv)
{
	int filling = argc == 6 && !strcmp(argv[1], "fill");

	if (!filling && (argc != 6 || strcmp(argv[1], "ask") != 0)) {
		fprintf(stderr,
			"usage: sqlitevec fill SO DB N D | ask SO DB D COUNT\n");
		return 64;
	}
	d = (int)strtol(argv[filling ? 5 : 4], NULL, 10);
	if (d < 1 || d > D_MAX)
		die("dimensions");
	open_db(argv[2], argv[3]);
	if (filling)
		fill(strtol(argv[4], NULL, 10));
	else
		ask(strtol(argv[5], NULL, 10));
	return sqlite3_close(db) != SQLITE_OK || fflush(stdout);
}
