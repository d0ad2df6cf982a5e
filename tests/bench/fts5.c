/* The yardstick of indexing and searching: SQLite's FTS5 as it comes (tokenizer unicode61,
 * texts stored, bm25), on disk. For comparison "stems": Porter's, no texts stored.
 *
 *	fts5 index DB [stems] <ARTICLES
 *				    JSON Lines with title and body, or title, heading and
 *				    text: one row each, in one transaction. Counted: reading
 *				    the lines, parsing by json-c, indexing, committing.
 *	fts5 pack <ARTICLES >PACK   the same texts, parsed: two lengths and two texts a row
 *	fts5 packed DB <PACK	    Counted: reading, indexing, committing.
 *	fts5 ask DB WORDS	    the ten best rows that hold any of the words, by rank
 *	fts5 ask DB <QUESTIONS	    the same for every line
 *	fts5 nothing		    what a start with the same libraries costs
 *	fts5 row DB		    one row of any database: what SQLite costs by itself
 *
 * DB must not be there for index and packed. Nothing is cleaned, cut, stemmed or compared
 * with what was there before: that is what the ratio to it shows the price of. */
#include <ctype.h>
#include <json-c/json.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OUT_SIZE (256u << 10)
#define TEXT_MAX (64u << 20)
#define MATCH_MAX 4096

struct row {
	const char *title, *body;
	uint32_t ntitle, nbody;
};

struct lines {
	struct json_tokener *tok;
	struct json_object *rec;
	char *line, *title;
	size_t room;
};

static sqlite3 *db;
static sqlite3_stmt *stmt;

static void die(const char *what)
{
	fprintf(stderr, "fts5: %s: %s\n", what, db ? sqlite3_errmsg(db) : "failed");
	exit(1);
}

static const char *field(struct json_object *rec, const char *name)
{
	struct json_object *v;

	return json_object_object_get_ex(rec, name, &v) && v ? json_object_get_string(v)
							     : "";
}

/* the next row of JSON Lines; false at the end */
static int next_line(struct lines *l, struct row *r)
{
	ssize_t n = getline(&l->line, &l->room, stdin);
	const char *title, *heading;
	size_t room;

	json_object_put(l->rec);
	l->rec = NULL;
	if (n <= 0)
		return 0;
	if (!l->tok)
		l->tok = json_tokener_new();
	json_tokener_reset(l->tok);
	l->rec = json_tokener_parse_ex(l->tok, l->line, (int)n);
	if (!l->rec)
		die("a line is no JSON");
	title = field(l->rec, "title");
	heading = field(l->rec, "heading");
	r->title = title;
	if (*heading) {
		room = strlen(title) + strlen(heading) + 4;
		l->title = realloc(l->title, room);
		if (!l->title)
			die("memory");
		snprintf(l->title, room, "%s > %s", title, heading);
		r->title = l->title;
	}
	r->body = field(l->rec, *field(l->rec, "body") ? "body" : "text");
	r->ntitle = (uint32_t)strlen(r->title);
	r->nbody = (uint32_t)strlen(r->body);
	return 1;
}

static int next_packed(struct row *r)
{
	static char *text;
	uint32_t n[2];

	if (fread(n, sizeof(n), 1, stdin) != 1)
		return 0;
	if (n[0] > TEXT_MAX || n[1] > TEXT_MAX)
		die("not packed");
	text = realloc(text, (size_t)n[0] + n[1] + 1);
	if (!text || fread(text, 1, (size_t)n[0] + n[1], stdin) != (size_t)n[0] + n[1])
		die("cut off");
	*r = (struct row){ text, text + n[0], n[0], n[1] };
	return 1;
}

static int run(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL))
		die(sql);
	return 0;
}

static const char *create(const char *kind)
{
	if (!kind)
		return "create virtual table f using fts5(title, body); begin";
	if (!strcmp(kind, "stems"))
		return "create virtual table f using fts5(title, body, content='',"
		       " tokenize='porter unicode61'); begin";
	die(kind);
	return NULL;
}

static void open_db(const char *path, const char *schema, const char *sql)
{
	int flags = schema ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
			   : SQLITE_OPEN_READONLY;

	if (sqlite3_open_v2(path, &db, flags, NULL))
		die(path);
	if (schema)
		run(schema);
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL))
		die(sql);
}

static int index_rows(const char *path, const char *kind, int packed)
{
	struct lines l = { 0 };
	struct row r;

	open_db(path, create(kind), "insert into f (title, body) values (?, ?)");
	while (packed ? next_packed(&r) : next_line(&l, &r)) {
		sqlite3_bind_text(stmt, 1, r.title, (int)r.ntitle, SQLITE_STATIC);
		sqlite3_bind_text(stmt, 2, r.body, (int)r.nbody, SQLITE_STATIC);
		if (sqlite3_step(stmt) != SQLITE_DONE)
			die("insert");
		sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	run("commit");
	return sqlite3_close(db) != SQLITE_OK;
}

static int pack(void)
{
	struct lines l = { 0 };
	struct row r;

	setvbuf(stdout, NULL, _IOFBF, OUT_SIZE);
	while (next_line(&l, &r)) {
		fwrite(&r.ntitle, sizeof(r.ntitle), 1, stdout);
		fwrite(&r.nbody, sizeof(r.nbody), 1, stdout);
		fwrite(r.title, 1, r.ntitle, stdout);
		fwrite(r.body, 1, r.nbody, stdout);
	}
	return fflush(stdout) != 0;
}

/* words to "word" OR "word" */
static void any_of(const char *words, char *out, size_t room)
{
	size_t n = 0;

	while (*words && n + 8 < room) {
		while (*words && !isalnum((unsigned char)*words) && !(*words & 0x80))
			words++;
		if (!*words)
			break;
		n += (size_t)snprintf(out + n, room - n, "%s\"", n ? " OR " : "");
		while ((isalnum((unsigned char)*words) || (*words & 0x80)) &&
			n + 3 < room)
			out[n++] = *words++;
		out[n++] = '"';
	}
	out[n] = '\0';
}

/* "" where no texts are stored */
static const char *text(int column)
{
	const unsigned char *s = sqlite3_column_text(stmt, column);

	return s ? (const char *)s : "";
}

static void ask(const char *words)
{
	char match[MATCH_MAX];

	any_of(words, match, sizeof(match));
	if (!*match)
		return;
	sqlite3_bind_text(stmt, 1, match, -1, SQLITE_STATIC);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		printf("%lld\t%.4f\t%s\t%s\n", (long long)sqlite3_column_int64(stmt, 0),
			-sqlite3_column_double(stmt, 1), text(2), text(3));
	if (sqlite3_reset(stmt))
		die(match);
}

static int search(const char *path, const char *words)
{
	char *line = NULL;
	size_t room = 0;

	open_db(path, NULL,
		"select rowid, rank, title, body from f where f match ? "
		"order by rank limit 10");
	if (words)
		ask(words);
	while (!words && getline(&line, &room, stdin) > 0)
		ask(line);
	free(line);
	sqlite3_finalize(stmt);
	return sqlite3_close(db) != SQLITE_OK || fflush(stdout);
}

static int one_row(const char *path)
{
	open_db(path, NULL, "select count(*) from sqlite_schema");
	if (sqlite3_step(stmt) != SQLITE_ROW)
		die(path);
	sqlite3_finalize(stmt);
	return sqlite3_close(db) != SQLITE_OK;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";

	if ((argc == 3 || argc == 4) && !strcmp(verb, "index"))
		return index_rows(argv[2], argv[3], 0);
	if (argc == 3 && !strcmp(verb, "packed"))
		return index_rows(argv[2], NULL, 1);
	if (argc == 2 && !strcmp(verb, "pack"))
		return pack();
	if ((argc == 3 || argc == 4) && !strcmp(verb, "ask"))
		return search(argv[2], argv[3]);
	if (argc == 2 && !strcmp(verb, "nothing"))
		return 0;
	if (argc == 3 && !strcmp(verb, "row"))
		return one_row(argv[2]);
	fprintf(stderr,
		"usage: fts5 index DB [stems] | pack | packed DB | ask DB [WORDS] | row DB\n");
	return 64;
}
