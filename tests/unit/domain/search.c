#include "domain/search.h"

#include "../kb.h"
#include "../t.h"

#include <stdlib.h>
#include <unistd.h>

static struct kx_arena arena;
static struct kx_err e;

/* ids of the hits, parted by spaces */
static const char *ids(struct kx_search *s, const struct kx_request *r)
{
	struct kx_buf b = { 0 };
	struct kx_found f;
	const char *out;

	if (kx_search_run(s, r, &arena, &f, &e))
		return e.text;
	for (size_t i = 0; i < f.n; i++) {
		kx_buf_printf(&b, "%s%s", i ? " " : "", f.hits[i].article_id);
		T_INT(f.hits[i].rank, i + 1);
		T_OK(!i || f.hits[i].score < f.hits[i - 1].score);
		T_OK(f.hits[i].confidence == f.confidence);
	}
	T_OK(f.confidence >= 0 && f.confidence <= 1);
	out = kx_arena_strdup(&arena, kx_buf_text(&b));
	kx_found_release(&f);
	kx_buf_release(&b);
	return out;
}

static struct kx_db *store(void)
{
	struct kx_db *db = kb_new();
	struct kx_article a[] = { kb_article(
					  "pub", "Refund", "A refund takes five days."),
		kb_article("cust", "Refund for customers", "A refund for customers."),
		kb_article("agent", "Refund by agents", "A refund by agents."),
		kb_article("de", "Erstattung", "Eine Erstattung dauert: refund."),
		kb_article("at", "Erstattung", "Eine Erstattung dauert: refund hier."),
		kb_article("other", "Refund elsewhere", "A refund elsewhere."),
		kb_article("long", "Plans",
			"Plan one.\n\n# Second\n\nPlan two.\n\n"
			"# Third\n\nPlan three.") };

	a[0].tags = "[\"money\",\"new\"]";
	a[1].visibility = KX_CUSTOMERS;
	a[1].tags = "[\"money\"]";
	a[2].visibility = KX_AGENTS;
	a[0].locale = a[1].locale = a[2].locale = "en";
	a[3].locale = "de";
	a[4].locale = "de-AT";
	a[5].source = "s2";
	kb_put(db, a, sizeof(a) / sizeof(*a));
	return db;
}

static bool has(const char *list, const char *id)
{
	size_t n = strlen(id);

	for (; list; list = strchr(list, ' '), list = list ? list + 1 : NULL)
		if (!strncmp(list, id, n) && (list[n] == ' ' || !list[n]))
			return true;
	return false;
}

static void visibility(struct kx_search *s)
{
	struct kx_request r = { .text = "refund", .k = 10, .locale = "en" };
	const char *list = ids(s, &r);

	T_OK(has(list, "pub") && !has(list, "cust") && !has(list, "agent"));
	r.by.visibility = KX_CUSTOMERS;
	list = ids(s, &r);
	T_OK(has(list, "pub") && has(list, "cust") && !has(list, "agent"));
	r.by.visibility = KX_AGENTS;
	list = ids(s, &r);
	T_OK(has(list, "pub") && has(list, "cust") && has(list, "agent"));
}

static void filters(struct kx_search *s)
{
	const char *money[] = { "money", "new" }, *none[] = { "money", "nothing" };
	struct kx_request r = { .text = "refund",
		.k = 10,
		.locale = "en",
		.by = { .visibility = KX_AGENTS } };
	const char *list;

	r.by.source = "s2";
	T_STR(ids(s, &r), "other");
	r.by.source = "S2";
	T_STR(ids(s, &r), "");
	r.by.source = "%";
	T_STR(ids(s, &r), "");
	r.by.source = NULL;
	r.by.tags = money;
	r.by.ntags = 1;
	list = ids(s, &r);
	T_OK(has(list, "pub") && has(list, "cust") && !has(list, "agent"));
	r.by.ntags = 2;
	T_STR(ids(s, &r), "pub");
	r.by.tags = none;
	T_STR(ids(s, &r), "");
	r.by.ntags = 0;
	r.by.locale = "de";
	list = ids(s, &r);
	/* and what says no language */
	T_OK(has(list, "de") && has(list, "at") && has(list, "other"));
	T_OK(!has(list, "pub"));
	r.by.locale = "de-AT";
	list = ids(s, &r);
	T_OK(has(list, "at") && !has(list, "de"));
	/* it is a tag, no pattern */
	r.by.locale = "%";
	list = ids(s, &r);
	T_OK(!has(list, "at"));
}

static void how_many(struct kx_search *s)
{
	struct kx_request r = { .text = "plan", .k = 10, .locale = "en" };
	struct kx_found f;

	T_STR(ids(s, &r), "long");
	r.per_article = 2;
	T_INT(kx_search_run(s, &r, &arena, &f, &e), 0);
	T_OK(f.n >= 1 && f.n <= 2);
	kx_found_release(&f);
	r.k = 0;
	T_STR(ids(s, &r), "");
	r.text = "refund";
	r.k = 1;
	r.per_article = 1;
	T_INT(kx_search_run(s, &r, &arena, &f, &e), 0);
	T_INT(f.n, 1);
	kx_found_release(&f);
}

static void rubbish(struct kx_search *s)
{
	static const char *const texts[] = { "", " ", "?", "the of and", "xyzzy",
		"' or 1=1 --", "\x01\x02", "\"*\"", "refund OR AND NOT (" };
	struct kx_request r = { .k = 10 };
	struct kx_buf b = { 0 };
	struct kx_found f;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		r.text = texts[i];
		T_INT(kx_search_run(s, &r, &arena, &f, &e), 0);
		T_OK(f.n || f.confidence == 0);
		kx_found_release(&f);
	}
	/* longer than what is looked at, the limit in the middle of a character */
	kx_buf_str(&b, "refund x");
	while (b.len < 2 * KX_QUERY_MAX)
		kx_buf_str(&b, "\xe9\x80\x80\xe6\xac\xbe ");
	r.text = r.context = b.p;
	T_INT(kx_search_run(s, &r, &arena, &f, &e), 0);
	T_OK(f.n > 0);
	kx_found_release(&f);
	kx_buf_release(&b);
}

/* earlier turns add to the question and never stand above it */
static void context(struct kx_search *s)
{
	struct kx_request r = {
		.text = "and how long", .k = 10, .locale = "en", .context = "refund\n"
	};

	T_OK(has(ids(s, &r), "pub"));
	r.text = "plan";
	T_OK(!strncmp(ids(s, &r), "long", 4));
}

static void an_empty_store(void)
{
	struct kx_db *db = kb_new();
	struct kx_request r = { .text = "refund", .k = 10 };
	struct kx_search *s = NULL;

	T_INT(kx_search_open(&s, db, false, &e), 0);
	T_STR(ids(s, &r), "");
	T_OK(kx_search_threshold(s) == KX_JUDGE_THRESHOLD);
	kx_search_close(s);
	kx_search_close(NULL);
	kx_db_close(db);
}

/* what others write is found by the next search */
static void news(void)
{
	char path[] = "/tmp/kx-search-XXXXXX";
	struct kx_article a = kb_article("a", "", "A refund."),
			  b = kb_article("b", "", "refund");
	struct kx_request r = { .text = "refund", .k = 10 };
	struct kx_search *s = NULL;
	struct kx_db *w, *db;

	T_OK(mkdtemp(path) && !chdir(path));
	T_INT(kx_store_open(&w, "sqlite:s", KX_DB_CREATE, &e), 0);
	kb_put(w, &a, 1);
	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_READ, &e), 0);
	T_INT(kx_search_open(&s, db, false, &e), 0);
	T_STR(ids(s, &r), "a");
	kb_put(w, &b, 1);
	T_OK(has(ids(s, &r), "b"));
	a.deleted = true;
	kb_put(w, &a, 1);
	T_STR(ids(s, &r), "b");
	T_INT(kx_store_set(w, "threshold", "0.5", &e), 0);
	T_STR(ids(s, &r), "b");
	T_OK(kx_search_threshold(s) == 0.5);
	/* a store that breaks under it is said, and forgotten when it is whole again */
	T_INT(kx_db_exec(w, "alter table segment rename to gone", &e), 0);
	T_OK(strstr(ids(s, &r), "store '"));
	T_INT(kx_db_exec(w, "alter table gone rename to segment", &e), 0);
	T_STR(ids(s, &r), "b");
	kx_search_close(s);
	kx_db_close(db);
	kx_db_close(w);
	unlink("s");
	unlink("s-wal");
	unlink("s-shm");
	T_INT(chdir("/"), 0);
	T_INT(rmdir(path), 0);
}

int main(void)
{
	struct kx_db *db = store();
	struct kx_search *s = NULL;

	T_INT(kx_search_open(&s, db, false, &e), 0);
	visibility(s);
	filters(s);
	how_many(s);
	rubbish(s);
	context(s);
	kx_search_close(s);
	kx_db_close(db);
	an_empty_store();
	news();
	kx_arena_release(&arena);
	return T_END();
}
