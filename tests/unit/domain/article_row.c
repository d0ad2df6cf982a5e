#include "domain/article_row.h"

#include "../kb.h"
#include "../t.h"

static const struct kx_digest raw = { { 1 } }, content = { { 2 } }, other = { { 3 } };
static struct kx_err e;

static int64_t put(struct kx_db *db, const char *name, const char *tags)
{
	struct kx_article a = kb_article(name, "T", "");
	struct kx_article_row r;
	int64_t id;

	a.tags = tags;
	T_INT(kx_article_find(db, "kb", name, &r, &e), 0);
	id = r.id;
	T_INT(kx_article_put(db, &a, &raw, &content, &id, &e), 0);
	return id;
}

static void chunk(struct kx_db *db, int64_t id, int64_t article, size_t ordinal)
{
	static struct kx_span span = { 0, 5, 4 };
	const struct kx_chunk c = { .heading = (char[]){ "H" },
		.text = (char[]){ "text" },
		.start = 5,
		.end = 9,
		.spans = &span,
		.nspans = 1 };
	const struct kx_chunk_vector none = { 0 };
	struct kx_buf spans = { 0 };

	if (kx_chunk_put(db, id, article, ordinal, &c, &none, &spans, &e))
		T_STR(e.text, "");
	kx_buf_release(&spans);
}

static void rows(struct kx_db *db)
{
	struct kx_article_row r;
	int64_t a, b, id;

	T_INT(kx_article_find(db, "kb", "a", &r, &e), 0);
	T_INT(r.id, 0);
	a = put(db, "a", NULL);
	b = put(db, "b", NULL);
	T_OK(a > 0 && b > a);
	T_INT(put(db, "a", NULL), a);
	T_INT(kx_article_find(db, "kb", "a", &r, &e), 0);
	T_INT(r.id, a);
	T_OK(!memcmp(&r.content, &content, sizeof(content)));
	T_INT(kx_article_find(db, "KB", "a", &r, &e), 0);
	T_INT(r.id, 0);
	T_INT(kx_article_by_raw(db, &raw, &id, &e), 0);
	T_OK(id == a || id == b);
	T_INT(kx_article_by_raw(db, &content, &id, &e), 0);
	T_INT(id, 0);
	T_INT(kx_article_touch(db, a, &other, "f.md", &e), 0);
	T_INT(kx_article_by_raw(db, &other, &id, &e), 0);
	T_INT(id, a);
	T_INT(kx_article_touch(db, a, NULL, NULL, &e), 0);
	T_INT(kx_article_by_raw(db, &other, &id, &e), 0);
	T_INT(id, 0);
}

/* by its id or by the file it came from, in its source alone */
static void of_file(struct kx_db *db)
{
	struct kx_article x = kb_article("x", "", ""), y = kb_article("x.md", "", "");
	struct kx_buf ids = { 0 };
	int64_t a = 0, b = 0, got[2];

	x.file = "x.md";
	T_INT(kx_article_put(db, &x, NULL, &content, &a, &e), 0);
	T_INT(kx_article_put(db, &y, NULL, &content, &b, &e), 0);
	T_INT(kx_article_of_file(db, "kb", "x.md", &ids, &e), 0);
	T_INT(ids.len, sizeof(got));
	memcpy(got, ids.p, sizeof(got));
	T_OK((got[0] == a && got[1] == b) || (got[0] == b && got[1] == a));
	T_INT(kx_article_of_file(db, "kb", "x", &ids, &e), 0);
	T_INT(ids.len, 3 * sizeof(int64_t));
	T_INT(kx_article_of_file(db, "other", "x.md", &ids, &e), 0);
	T_INT(kx_article_of_file(db, "kb", "", &ids, &e), 0);
	T_INT(ids.len, 3 * sizeof(int64_t));
	kx_buf_release(&ids);
}

/* an id is never given twice, so that nothing old can point at something new */
static void gone(struct kx_db *db)
{
	struct kx_article_row r;
	struct kx_buf dead = { 0 };
	int64_t ids[3], a = put(db, "gone", "[\"x\"]");

	chunk(db, 100, a, 0);
	chunk(db, 101, a, 1);
	chunk(db, 102, put(db, "stays", "[\"x\"]"), 0);
	T_INT(kx_article_delete(db, a, &dead, &e), 0);
	T_INT(dead.len, 16);
	memcpy(ids, dead.p, 16);
	T_INT(ids[0], 100);
	T_INT(ids[1], 101);
	T_INT(kx_article_find(db, "kb", "gone", &r, &e), 0);
	T_INT(r.id, 0);
	T_INT(kb_int(db, "select count(*) from chunk"), 1);
	T_INT(kb_int(db, "select count(*) from article_tag"), 1);
	T_OK(put(db, "gone", NULL) > a);
	/* appended, and nothing for an article that is not there */
	T_INT(kx_article_delete(db, 987654, &dead, &e), 0);
	T_INT(dead.len, 16);
	kx_buf_release(&dead);
}

static void tags(struct kx_db *db)
{
	int64_t id = put(db, "tags", "[\"a\",\"b\",\"a\"]");

	T_INT(kb_int(db, "select count(*) from article_tag where tag in ('a', 'b')"),
		2);
	T_INT(put(db, "tags", "[\"c\"]"), id);
	T_INT(kb_int(db, "select count(*) from article_tag where tag = 'c'"), 1);
	/* it was replaced with its tags */
	T_INT(kb_int(db, "select count(*) from article_tag where tag in ('a', 'b')"),
		0);
}

static void refused(struct kx_db *db)
{
	const struct kx_chunk c = { .heading = (char[]){ "" },
		.text = (char[]){ "t" } };
	const struct kx_chunk_vector none = { 0 };
	struct kx_buf spans = { 0 };

	T_INT(kx_chunk_put(db, 500, 987654, 0, &c, &none, &spans, &e), -1);
	T_INT(e.code, KX_EIO);
	T_INT(kx_chunk_put(db, 102, put(db, "a", NULL), 0, &c, &none, &spans, &e), -1);
	kx_buf_release(&spans);
}

static void vectors(struct kx_db *db)
{
	const struct kx_chunk c = { .heading = (char[]){ "" },
		.text = (char[]){ "t" } };
	struct kx_chunk_vector v = { .model = 1, .v = (float[]){ 1, 2 }, .n = 2 };
	struct kx_buf spans = { 0 };
	int64_t a = put(db, "vec", NULL);

	T_INT(kx_db_exec(db, "insert into embed_model values (1, 'm', 2)", &e), 0);
	T_INT(kx_chunk_put(db, 600, a, 0, &c, &v, &spans, &e), 0);
	v.v = NULL;
	T_INT(kx_chunk_put(db, 601, a, 1, &c, &v, &spans, &e), 0);
	T_INT(kb_int(db, "select count(*) from chunk where model = 1"), 2);
	T_INT(kb_int(db, "select length(vector) from chunk where id = 600"), 8);
	T_INT(kb_int(db, "select vector is null from chunk where id = 601"), 1);
	T_INT(kb_int(db, "select spans is null from chunk where id = 601"), 1);
	v.model = 9;
	T_INT(kx_chunk_put(db, 602, a, 2, &c, &v, &spans, &e), -1);
	kx_buf_release(&spans);
}

int main(void)
{
	struct kx_db *db = kb_new();

	rows(db);
	of_file(db);
	gone(db);
	tags(db);
	refused(db);
	vectors(db);
	kx_db_close(db);
	return T_END();
}
