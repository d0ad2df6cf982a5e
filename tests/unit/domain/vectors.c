#include "domain/vectors.h"
#include "../kb.h"
#include "base/mem.h"
#include "domain/search_fuse.h"
#include "domain/vectors_make.h"
#include "io/file.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE 16

static struct kx_err e;

static struct kx_db *open_store(const char *url)
{
	struct kx_db *db = NULL;

	T_INT(kx_store_open(&db, url, KX_DB_CREATE, &e), 0);
	return db;
}

/* the vector of an article's number, the same each time */
static void vector_of(int number, float *v)
{
	uint32_t x = (uint32_t)number * 2654435761u + 1;

	for (int i = 0; i < SIZE; i++) {
		x = x * 1664525u + 1013904223u;
		v[i] = (float)(int32_t)x / 2147483648.f;
	}
}

/* Articles first .. first + n with a vector each of their number plus `turn`, as chunk
 * records would bring them. */
static void put(
	struct kx_db *db, const char *model, int first, int n, int turn, bool dry)
{
	struct kx_ingest_opts o = { .jobs = 1, .mix = true, .dry_run = dry };
	struct kx_ingest *g = kx_ingest_new(db, &o);
	char name[16], text[32], none[] = "";
	float v[SIZE];

	for (int i = first; i < first + n; i++) {
		struct kx_chunk c = { .heading = none, .text = text };
		struct kx_vector vec = { .model = model, .v = v, .n = SIZE };
		struct kx_article a = kb_article(name, "Title", NULL);

		snprintf(name, sizeof(name), "a%d", i);
		snprintf(text, sizeof(text), "text %d turn %d", i, turn);
		c.end = strlen(text);
		vector_of(i + turn, v);
		T_INT(kx_ingest_add_chunks(g, &a, &c, &vec, 1, name, &e), 0);
	}
	if (kx_ingest_commit(g, &e))
		T_STR(e.text, "");
	kx_ingest_free(g);
}

static void delete (struct kx_db *db, int number)
{
	struct kx_article a = { .source = "kb", .title = "", .deleted = true };
	char name[16];

	snprintf(name, sizeof(name), "a%d", number);
	a.name = name;
	kb_put(db, &a, 1);
}

/* what is open for the moment that is now; closed with close_now() */
static void open_now(struct kx_vectors *v, struct kx_db *db)
{
	T_INT(kx_db_read_begin(db, &e), 0);
	T_INT(kx_vectors_open(v, db, &e), 0);
	kx_db_read_end(db);
}

/* the article whose vector is nearest to that of `number`, 0 with none; *score */
static int nearest(struct kx_db *db, struct kx_vectors *v, int number, float *score)
{
	float q[SIZE];
	struct kx_vec_query ask = { .v = q, .want = 1 };
	struct kx_vec_hit hit;
	struct kx_stmt *s;
	size_t n;
	int article;

	vector_of(number, q);
	T_INT(kx_vec_file_find(v->file, &ask, &hit, &n, &e), 0);
	*score = n ? hit.score : 0;
	if (!n)
		return 0;
	s = kx_db_stmt(db,
		"select cast(substr(name, 2) as integer) from article a join chunk c"
		" on c.article = a.id where c.id = $1",
		&e);
	kx_bind_int(s, 1, hit.id);
	T_INT(kx_db_step(s, &e), 0);
	article = (int)kx_col_int(s, 0);
	kx_db_reset(s);
	return article;
}

static bool has(struct kx_db *db, struct kx_vectors *v, int number, int vector)
{
	float score;

	return nearest(db, v, vector, &score) == number && score > .9999f;
}

/* ---- in memory ----------------------------------------------------------------------- */

static void a_store_without_a_file(void)
{
	struct kx_db *db = open_store("sqlite::memory:");
	struct kx_vectors v = { 0 };
	struct kx_vec_file *f;

	open_now(&v, db);
	T_OK(!v.file);
	T_INT(kx_vectors_look(&v, db, &e), 1);
	T_INT(kx_vectors_note(db, NULL, &e), 0);
	T_INT(kx_vectors_look(&v, db, &e), 1);
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(kx_vectors_check(db, &e), 0);
	put(db, "m", 1, 30, 0, false);
	T_INT(kx_vectors_look(&v, db, &e), 0);
	T_STR(v.model, "m");
	open_now(&v, db);
	T_INT(kx_vec_file_shape(v.file)->rows, 30);
	T_OK(has(db, &v, 7, 7));
	f = v.file;
	open_now(&v, db);
	T_OK(v.file == f);
	put(db, "m", 1, 30, 0, true); /* nothing changed, and only in a dry run */
	put(db, "m", 7, 1, 100, true);
	open_now(&v, db);
	T_OK(v.file == f);
	put(db, "m", 7, 1, 100, false);
	delete (db, 8);
	open_now(&v, db);
	T_INT(kx_vec_file_shape(v.file)->rows, 29);
	/* copied from the one before */
	T_INT(kx_vec_file_shape(v.file)->worn, 3);
	T_OK(has(db, &v, 7, 107));
	T_OK(!has(db, &v, 8, 8));
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(kx_vectors_remake(db, &e), 0);
	for (int i = 1; i <= 30; i++)
		delete (db, i);
	open_now(&v, db);
	T_INT(kx_vec_file_shape(v.file)->rows, 0);
	kx_vectors_close(&v);
	T_OK(!v.file);
	kx_vectors_close(&v);
	kx_db_close(db);
}

static void names_and_settings(void)
{
	struct kx_db *db = open_store("sqlite::memory:");
	struct kx_vectors v = { 0 };
	char name[KX_VEC_MODEL_MAX + 2];

	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	T_INT(kx_vectors_note(db, name, &e), -1);
	T_INT(e.code, KX_EINPUT);
	name[sizeof(name) - 2] = '\0';
	T_INT(kx_vectors_note(db, name, &e), 0);
	T_INT(kx_vectors_look(&v, db, &e), 0);
	T_STR(v.model, name);
	T_INT(kx_vectors_open(&v, db, &e), -1);
	T_OK(strstr(e.text, "it does not know model 'nnn") != NULL);
	T_INT(kx_vectors_note(db, "with a space", &e), 0);
	T_INT(kx_vectors_look(&v, db, &e), 0);
	T_STR(v.model, "with a space");
	T_INT(kx_store_set(db, "vectors", "0123 m", &e), 0);
	T_INT(kx_vectors_look(&v, db, &e), -1);
	T_STR(e.text, "store ':memory:': setting 'vectors' is damaged");
	T_INT(kx_vectors_note(db, "m", &e), -1);
	/* the list of the past does not grow for ever */
	T_INT(kx_db_exec(db, "delete from setting", &e), 0);
	for (int i = 0; i < 3 * KX_VECTORS_PAST; i++)
		T_INT(kx_vectors_note(db, "m", &e), 0);
	T_INT(kb_int(db,
		      "select length(value) from setting where key = 'vectors_past'"),
		33 * KX_VECTORS_PAST - 1);
	kx_db_close(db);
}

/* ---- beside a file ------------------------------------------------------------------- */

static struct kx_vec_file *beside(void)
{
	struct kx_vec_file *f = NULL;

	T_INT(kx_vec_file_open(&f, "s.db-vectors", &e), 0);
	return f;
}

/* what was brought up to date step by step is what is made from nothing */
static void as_made_anew(struct kx_db *db)
{
	struct kx_vectors v = { 0 };
	struct kx_vec_file *f = beside(), *anew;
	const int64_t *a, *b;
	float q[SIZE];
	size_t n, m;

	T_INT(kx_vectors_check(db, &e), 0);
	T_INT(kx_vectors_look(&v, db, &e), 0);
	T_INT(kx_vectors_make(db, &v, NULL, 0, NULL, &anew, &e), 0);
	T_INT(kx_vec_file_shape(anew)->worn, 0);
	T_INT(kx_vec_file_check(f, &e), 0);
	T_INT(kx_vec_file_check(anew, &e), 0);
	T_INT(kx_vec_file_shape(f)->rows, kx_vec_file_shape(anew)->rows);
	T_INT(kx_vec_file_ids(f, &a, &e), 0);
	T_INT(kx_vec_file_ids(anew, &b, &e), 0);
	T_OK(!memcmp(a, b, kx_vec_file_shape(f)->rows * sizeof(*a)));
	for (int i = 0; i < 20; i++)
		for (int way = KX_VEC_AUTO; way <= KX_VEC_BITS; way++) {
			struct kx_vec_query ask = { .v = q, .want = 10, .way = way };
			struct kx_vec_hit one[10], two[10];

			vector_of(7 * i, q);
			T_INT(kx_vec_file_find(f, &ask, one, &n, &e), 0);
			T_INT(kx_vec_file_find(anew, &ask, two, &m, &e), 0);
			T_INT(n, m);
			for (size_t k = 0; k < n; k++)
				T_OK(one[k].id == two[k].id &&
					one[k].score == two[k].score);
		}
	kx_vec_file_close(f);
	kx_vec_file_close(anew);
}

static size_t worn(void)
{
	struct kx_vec_file *f = beside();
	size_t n = kx_vec_file_shape(f)->worn;

	kx_vec_file_close(f);
	return n;
}

static void follows_step_by_step(void)
{
	struct kx_db *db = open_store("sqlite:s.db");

	put(db, "m", 1, 400, 0, false);
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(worn(), 0);
	as_made_anew(db);
	put(db, "m", 3, 5, 1000, false);
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(worn(), 10);
	as_made_anew(db);
	/* some batches are missed: their generations are remembered */
	delete (db, 400);
	put(db, "m", 401, 10, 0, false);
	delete (db, 1);
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(worn(), 22);
	as_made_anew(db);
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(worn(), 22);
	/* enough is enough */
	put(db, "m", 100, 40, 2000, false);
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(worn(), 0);
	as_made_anew(db);
	/* more than are remembered */
	for (int i = 0; i < KX_VECTORS_PAST + 1; i++)
		put(db, "m", 200, 1, i + 1, false);
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(worn(), 0);
	as_made_anew(db);
	for (int i = 0; i < KX_VECTORS_PAST; i++)
		put(db, "m", 200, 1, i + 100, false);
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(worn(), 2);
	as_made_anew(db);
	T_INT(kx_vectors_remake(db, &e), 0);
	T_INT(worn(), 0);
	kx_db_close(db);
}

/* the last model is the one that is searched, and the other one's rows are not copied */
static void another_model(void)
{
	struct kx_db *db = open_store("sqlite:s.db");
	struct kx_vectors v = { 0 };

	put(db, "n", 1, 5, 500, false);
	open_now(&v, db);
	T_STR(v.model, "n");
	T_INT(kx_vec_file_shape(v.file)->rows, 5);
	T_OK(has(db, &v, 3, 503));
	put(db, "m", 1, 1, 0, false);
	open_now(&v, db);
	T_STR(v.model, "m");
	T_OK(has(db, &v, 1, 1));
	T_OK(!has(db, &v, 3, 503));
	T_OK(kx_vec_file_shape(v.file)->rows > 300);
	kx_vectors_close(&v);
	as_made_anew(db);
	kx_db_close(db);
}

/* ids that were given twice, on two courses of things */
static void a_course_of_things_that_was_left(void)
{
	struct kx_db *db = open_store("sqlite:s.db");
	struct kx_vectors v = { 0 };

	unlink("t.db");
	T_INT(kx_db_backup(db, "t.db", &e), 0);
	put(db, "m", 600, 3, 0, false);
	T_INT(kx_vectors_refresh(db, &e), 0);
	kx_db_close(db);
	unlink("s.db-wal");
	unlink("s.db-shm");
	T_INT(rename("t.db", "s.db"), 0);
	db = open_store("sqlite:s.db");
	put(db, "m", 700, 3, 0, false);
	open_now(&v, db);
	T_OK(has(db, &v, 701, 701));
	T_OK(!has(db, &v, 701, 601));
	T_OK(!has(db, &v, 601, 601));
	T_INT(kx_vec_file_shape(v.file)->worn, 0);
	kx_vectors_close(&v);
	as_made_anew(db);
	kx_db_close(db);
}

/* what is open stays what it was while another process puts a new one in its place */
static void readers_keep_theirs(void)
{
	struct kx_db *db = open_store("sqlite:s.db"), *other;
	struct kx_vectors v = { 0 };
	struct kx_vec_file *f;
	struct stat st;

	T_INT(chmod("s.db", 0640), 0);
	open_now(&v, db);
	f = v.file;
	other = open_store("sqlite:s.db");
	T_INT(kx_db_read_begin(db, &e), 0);
	T_INT(kx_vectors_open(&v, db, &e), 0);
	put(other, "m", 800, 1, 0, false);
	T_INT(kx_vectors_refresh(other, &e), 0);
	T_INT(stat("s.db-vectors", &st), 0);
	T_INT(st.st_mode & 0777, 0640);
	T_INT(kx_vectors_open(&v, db, &e), 0);
	T_OK(v.file == f);
	T_OK(!has(db, &v, 800, 800));
	kx_db_read_end(db);
	open_now(&v, db);
	T_OK(v.file != f);
	T_OK(has(db, &v, 800, 800));
	kx_vectors_close(&v);
	kx_db_close(other);
	kx_db_close(db);
}

static void nowhere_to_write(void)
{
	struct kx_db *db = open_store("sqlite::memory:");
	struct kx_vectors v = { 0 };

	put(db, "m", 1, 3, 0, false);
	setenv("TMPDIR", "/none-such", 1);
	T_INT(kx_vectors_open(&v, db, &e), -1);
	T_INT(e.code, KX_EIO);
	T_OK(!v.file);
	unsetenv("TMPDIR");
	open_now(&v, db);
	T_OK(has(db, &v, 2, 2));
	kx_vectors_close(&v);
	kx_db_close(db);
}

int main(void)
{
	static const char *const files[] = { "s.db", "s.db-vectors", "s.db-wal",
		"s.db-shm" };
	char dir[] = "/tmp/kx-test-XXXXXX";

	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	unsetenv("TMPDIR");
	a_store_without_a_file();
	names_and_settings();
	follows_step_by_step();
	another_model();
	a_course_of_things_that_was_left();
	readers_keep_theirs();
	nowhere_to_write();
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		unlink(files[i]);
	T_INT(rmdir(dir), 0);
	return T_END();
}
