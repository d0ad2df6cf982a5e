#include "domain/excerpt.h"

#include "../kb.h"
#include "../t.h"

static struct kx_arena arena;
static struct kx_err e;

/* so many words */
static void words(struct kx_buf *b, const char *word, int n)
{
	for (int i = 0; i < n; i++)
		kx_buf_printf(b, "%s%d%s", word, i, i % 10 == 9 ? ". " : " ");
	kx_buf_str(b, "\n\n");
}

static struct kx_db *store(void)
{
	struct kx_db *db = kb_new();
	struct kx_buf b = { 0 };
	struct kx_article a[2];

	kx_buf_str(&b, "# One\n\n");
	words(&b, "one", 400);
	kx_buf_str(&b, "# Two\n\n");
	words(&b, "two", 60);
	kx_buf_str(&b, "## Deep\n\n");
	words(&b, "deep", 60);
	kx_buf_str(&b, "## Other\n\n");
	words(&b, "other", 60);
	kx_buf_str(&b, "# Three\n\n");
	words(&b, "three", 90);
	a[0] = kb_article("long", "Long", kx_buf_text(&b));
	a[1] = kb_article("short", "Short", "Just a few words.");
	a[1].locale = "en";
	kb_put(db, a, 2);
	kx_buf_release(&b);
	return db;
}

/* the chunk that begins with a word, as a search finds it */
static struct kx_hit hit(struct kx_db *db, const char *like)
{
	struct kx_stmt *st = kx_db_stmt(db,
		"select c.id, a.name, c.heading, c.text, c.start_at, c.end_at from chunk c"
		" join article a on a.id = c.article where c.text like $1 order by c.id",
		&e);
	struct kx_hit h = { .source = "kb", .title = "T", .url = "", .locale = "" };

	kx_bind_text(st, 1, like);
	T_INT(kx_db_step(st, &e), 0);
	h.chunk = kx_col_int(st, 0);
	h.article_id = kx_arena_strdup(&arena, kx_col_text(st, 1));
	h.heading = kx_arena_strdup(&arena, kx_col_text(st, 2));
	h.text = kx_arena_strdup(&arena, kx_col_text(st, 3));
	h.start = (size_t)kx_col_int(st, 4);
	h.end = (size_t)kx_col_int(st, 5);
	kx_db_reset(st);
	return h;
}

/* "One One/Two Two > Deep": headings of the parts, sections parted by "/" */
static const char *shape(const struct kx_excerpts *s)
{
	struct kx_buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->v[i].nparts; k++)
			kx_buf_printf(&b, "%s%s",
				k   ? " "
				: i ? "/"
				    : "",
				s->v[i].parts[k].heading);
	out = kx_arena_strdup(&arena, kx_buf_text(&b));
	kx_buf_release(&b);
	return out;
}

static void sections(struct kx_db *db)
{
	struct kx_hit h[4] = { hit(db, "deep0 %"), hit(db, "Just%"), hit(db, "two0 %"),
		hit(db, "one0 %") };
	struct kx_excerpts s;

	/* its own heading, then the one around it; what is behind goes first */
	T_INT(kx_excerpts_make(&s, db, h, 1, 5, 130, &arena, &e), 0);
	T_STR(shape(&s), "Two > Deep Two > Other");
	T_INT(s.v[0].words, 120);
	T_INT(kx_excerpts_make(&s, db, h, 1, 5, 180, &arena, &e), 0);
	T_STR(shape(&s), "Two Two > Deep Two > Other");
	/* then the whole article */
	T_INT(kx_excerpts_make(&s, db, h, 1, 5, 260, &arena, &e), 0);
	T_STR(shape(&s), "Two Two > Deep Two > Other Three");
	T_INT(kx_excerpts_make(&s, db, h, 1, 5, 10, &arena, &e), 0);
	T_STR(shape(&s), "Two > Deep");
	/* a hit in a section makes none, one elsewhere does; numbers go by article */
	T_INT(kx_excerpts_make(&s, db, h, 4, 5, 180, &arena, &e), 0);
	T_INT(s.n, 3);
	T_INT(s.articles, 2);
	T_INT(s.v[0].n, 1);
	T_INT(s.v[1].n, 2);
	T_INT(s.v[2].n, 1);
	T_OK(s.v[2].hit == &h[3]);
	T_OK(s.v[2].nparts > 1);
	T_STR(s.v[2].parts[0].text, h[3].text);
	for (size_t k = 1; k < s.v[2].nparts; k++)
		T_OK(s.v[2].parts[k].start >= s.v[2].parts[k - 1].end);
	T_INT(kx_excerpts_make(&s, db, h, 4, 2, 180, &arena, &e), 0);
	T_INT(s.n, 2);
	/* two in one section do not share a chunk */
	T_INT(kx_excerpts_make(&s, db, h + 2, 1, 5, 60, &arena, &e), 0);
	T_INT(s.v[0].nparts, 1);
}

static void alone(struct kx_db *db)
{
	struct kx_hit h[3] = { hit(db, "deep0 %"), hit(db, "two0 %"),
		hit(db, "deep0 %") };
	struct kx_excerpts s;

	T_INT(kx_excerpts_make(&s, NULL, h, 3, 5, 250, &arena, &e), 0);
	T_INT(s.n, 2);
	T_INT(s.articles, 1);
	T_OK(s.v[0].parts == &h[0]);
	T_INT(s.v[0].words, 60);
	/* through a pipe: no rows */
	h[0].chunk = h[1].chunk = h[2].chunk = 0;
	T_INT(kx_excerpts_make(&s, db, h, 3, 5, 250, &arena, &e), 0);
	T_INT(s.n, 2);
	/* gone from the store meanwhile */
	h[0].chunk = 99999;
	T_INT(kx_excerpts_make(&s, db, h, 1, 5, 250, &arena, &e), 0);
	T_INT(s.v[0].nparts, 1);
	T_INT(kx_excerpts_make(&s, db, h, 0, 5, 250, &arena, &e), 0);
	T_INT(s.n, 0);
}

static void records(struct kx_db *db)
{
	struct kx_hit h[2] = { hit(db, "deep0 %"), hit(db, "Just%") };
	struct kx_excerpts s, back;
	struct json_object *o, *again;

	T_INT(kx_excerpts_make(&s, db, h, 2, 5, 180, &arena, &e), 0);
	o = kx_excerpts_json(&s);
	T_INT(kx_excerpts_from(&back, o, &arena, &e), 0);
	again = kx_excerpts_json(&back);
	T_STR(kb_text(again), kx_arena_strdup(&arena, kb_text(o)));
	T_INT(back.n, 2);
	T_INT(back.articles, 2);
	T_INT(back.v[0].nparts, 3);
	T_INT(back.v[0].words, 180);
	T_STR(back.v[0].parts[1].text, h[0].text);
	T_INT(back.v[0].parts[1].start, h[0].start);
	json_object_put(o);
	json_object_put(again);
}

static void broken(void)
{
	static const char *const bad[] = { "{}", "[1]", "[{}]", "[{\"n\":1}]",
		"[{\"n\":1,\"parts\":[]}]",
		"[{\"n\":0,\"article_id\":\"a\",\"parts\":[{"
		"\"text\":\"x\"}]}]",
		"[{\"n\":1,\"parts\":[{\"text\":\"x\"}]}]",
		"[{\"n\":1,\"article_id\":\"a\",\"parts\":[{}]}]",
		"[{\"n\":1,\"article_id\":\"a\",\"parts\":[1]}]",
		"[{\"n\":1,\"article_id\":\"a\",\"parts\":1}]" };
	struct kx_excerpts s;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct json_object *o = kb_json(bad[i]);

		e.code = KX_OK;
		if (!kx_excerpts_from(&s, o, &arena, &e))
			T_STR(bad[i], "refused");
		T_INT(e.code, KX_EINPUT);
		json_object_put(o);
	}
}

int main(void)
{
	struct kx_db *db = store();

	sections(db);
	alone(db);
	records(db);
	broken();
	kx_db_close(db);
	kx_arena_release(&arena);
	return T_END();
}
