#include "domain/entity.h"

#include "../t.h"
#include "domain/store.h"

#include <stdio.h>
#include <string.h>

static struct kx_tokenizer *k;
static struct kx_err e;

static void article(struct kx_db *db, int id, const char *source, const char *tag)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
		"insert into article (id, source, name, title, content)"
		" values (%d, '%s', '%d', '', x'00');",
		id, source, id);
	T_INT(kx_db_exec(db, sql, &e), 0);
	if (!tag)
		return;
	snprintf(sql, sizeof(sql),
		"insert into article_tag (tag, article) values (\"%s\", %d)", tag, id);
	T_INT(kx_db_exec(db, sql, &e), 0);
}

static struct kx_db *store(void)
{
	static const char *const tags[] = { "hotel", "Orchard Garden Hotel", "S.F. Zoo",
		"Denny''s", "Fisherman''s Wharf", "Rooster & Rice - Union Square",
		"Rooster & Rice - Sunset", "Union Square", "Zoo", "set-up guide",
		"Laurel Inn, a Hotel", "PLAJ Restaurant (Hayes)", "退款政策",
		"Orchard Garden Hotel Bar", "The Who" };
	struct kx_db *db;

	T_INT(kx_store_open(&db, "sqlite::memory:", KX_DB_CREATE, &e), 0);
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		char sql[512];

		article(db, (int)i + 1, i % 2 ? "Help Pages" : "News Room", NULL);
		snprintf(sql, sizeof(sql),
			"insert into article_tag (tag, article) values ('%s', %zu)",
			tags[i], i + 1);
		T_INT(kx_db_exec(db, sql, &e), 0);
	}
	return db;
}

static const char *said(const struct kx_entities *x, const char *text)
{
	static char out[512];
	struct kx_said v[KX_ENTITY_SEVERAL];
	size_t n = kx_entities_said(x, k, text, strlen(text), v);

	out[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		T_OK(v[i].at < v[i].end && v[i].end <= strlen(text));
		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%s",
			i ? "|" : "", v[i].entity->name);
	}
	return out;
}

static void names(const struct kx_entities *x)
{
	struct kx_said v[KX_ENTITY_SEVERAL];

	T_STR(said(x, "it is the orchard garden hotel"), "Orchard Garden Hotel");
	T_STR(said(x, "ORCHARD  garden-hotel!"), "Orchard Garden Hotel");
	T_STR(said(x, "orchard of the garden hotel"), "Orchard Garden Hotel");
	T_STR(said(x, "orchardgarden hotel"), "Orchard Garden Hotel");
	T_STR(said(x, "orchard hotel garden"), "");
	/* the longer */
	T_STR(said(x, "the orchard garden hotel bar"), "Orchard Garden Hotel Bar");
	/* letters that are spelled, a genitive that is not heard */
	T_STR(said(x, "at the s. f. zoo"), "S.F. Zoo");
	T_STR(said(x, "fishermans wharf"), "");
	T_STR(said(x, "fisherman's wharf"), "Fisherman's Wharf");
	T_STR(said(x, "fisherman wharf"), "Fisherman's Wharf");
	/* heads, unless they are those of several */
	T_STR(said(x, "the laurel inn please"), "Laurel Inn, a Hotel");
	T_STR(said(x, "plaj restaurant"), "PLAJ Restaurant (Hayes)");
	T_STR(said(x, "rooster and rice"), "");
	T_STR(said(x, "rooster and rice in union square"),
		"Rooster & Rice - Union Square");
	/* no single word, nothing without capitals */
	T_STR(said(x, "a zoo, a hotel, denny's, the set-up guide, who"), "");
	T_STR(said(x, "我的退款政策是什么"), "退款政策");
	/* the last first; sources, too */
	T_STR(said(x, "union square or the s f zoo?"), "S.F. Zoo|Union Square");
	T_STR(said(x, "in the help pages"), "Help Pages");
	T_STR(said(x, ""), "");
	T_INT(kx_entities_said(x, k, "at union square now", 19, v), 1);
	T_INT(v[0].at, 3);
	T_INT(v[0].end, 15);
	T_OK(!v[0].entity->is_source);
}

static const char *is(const struct kx_entities *x, const char *text)
{
	const struct kx_entity *t = kx_entities_is(x, k, text, strlen(text));

	return t ? t->name : "";
}

static void whole(const struct kx_entities *x)
{
	T_OK(kx_entities_told(x));
	T_STR(is(x, "the zoo"), "Zoo");
	T_STR(is(x, "Hotel"), "hotel");
	T_STR(is(x, "set up guide"), "set-up guide");
	T_STR(is(x, "a zoo and a hotel"), "");
	T_STR(is(x, "news room"), "News Room");
	T_STR(is(x, ""), "");
	T_STR(is(x, "one two three four five six seven eight nine ten eleven"), "");
}

static void none(void)
{
	struct kx_entities *x;
	struct kx_db *db;

	T_INT(kx_store_open(&db, "sqlite::memory:", KX_DB_CREATE, &e), 0);
	T_INT(kx_entities_read(&x, db, k, &e), 0);
	T_INT(kx_entities_count(x), 0);
	T_OK(!kx_entities_told(x));
	T_STR(said(x, "help pages"), "");
	T_STR(is(x, "help pages"), "");
	kx_entities_free(x);
	/* one source parts nothing */
	article(db, 1, "Help Pages", NULL);
	T_INT(kx_entities_read(&x, db, k, &e), 0);
	T_INT(kx_entities_count(x), 0);
	kx_entities_free(x);
	/* nor do tags by the thousand */
	T_INT(kx_db_exec(db,
		      "with recursive n(i) as (select 1 union all select i + 1 from n"
		      " where i < 2049) insert into article_tag (tag, article)"
		      " select 'Green Tag ' || i, 1 from n",
		      &e),
		0);
	T_INT(kx_entities_read(&x, db, k, &e), 0);
	T_INT(kx_entities_count(x), 0);
	kx_entities_free(x);
	T_INT(kx_db_exec(db, "delete from article_tag where tag = 'Green Tag 7'", &e),
		0);
	T_INT(kx_entities_read(&x, db, k, &e), 0);
	T_INT(kx_entities_count(x), KX_ENTITY_NAMES);
	T_STR(said(x, "green tag 8"), "Green Tag 8");
	kx_entities_free(x);
	kx_db_close(db);
}

int main(void)
{
	struct kx_entities *x;
	struct kx_db *db;

	k = kx_tokenizer_new();
	db = store();
	T_INT(kx_entities_read(&x, db, k, &e), 0);
	names(x);
	whole(x);
	kx_entities_free(x);
	kx_db_close(db);
	none();
	kx_tokenizer_free(k);
	return T_END();
}
