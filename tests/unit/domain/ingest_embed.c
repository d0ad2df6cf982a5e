#include "domain/ingest_embed.h"

#include "../fake_model.h"
#include "../kb.h"
#include "../t.h"
#include "domain/embed_model.h"
#include "domain/reembed.h"
#include "domain/vectors.h"

#include <stdlib.h>
#include <unistd.h>

static struct kx_err e;
static struct kx_ingest_stats stats; /* of the last run */
static char told[1024];              /* the last article that failed */

static void failed(const char *where, const struct kx_err *why, void *ctx)
{
	(void)ctx;
	snprintf(told, sizeof(told), "%s: %s", where, why->text);
}

static struct kx_ingest_opts opts(const struct kx_embedder *m)
{
	return (struct kx_ingest_opts){ .embedder = m, .jobs = 2, .failed = failed };
}

/* article "aN" with a text of its own */
static int add(struct kx_ingest *g, int number, const char *text)
{
	char name[16], body[128];
	struct kx_article a;

	snprintf(name, sizeof(name), "a%d", number);
	snprintf(
		body, sizeof(body), "# Title %d\n\nText %d %s\n", number, number, text);
	a = kb_article(name, "", body);
	return kx_ingest_add(g, &a, NULL, name, &e);
}

/* articles first .. first + n in one run; the commit's result */
static int run(struct kx_db *db, const struct kx_ingest_opts *o, int first, int n,
	const char *text)
{
	struct kx_ingest *g = kx_ingest_new(db, o);
	int rc = 0;

	for (int i = first; i < first + n && !rc; i++)
		rc = add(g, i, text);
	rc = rc || kx_ingest_commit(g, &e) ? -1 : 0;
	T_INT(kx_ingest_lost(g), rc != 0);
	stats = *kx_ingest_stats(g);
	kx_ingest_free(g);
	return rc;
}

static void counts(int added, int changed, int unchanged, int failures, int bare)
{
	T_INT(stats.added, added);
	T_INT(stats.changed, changed);
	T_INT(stats.unchanged, unchanged);
	T_INT(stats.failed, failures);
	T_INT(stats.bare, bare);
}

static int64_t vectors(struct kx_db *db, const char *model)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select count(c.vector) from chunk c join embed_model m on m.id = c.model"
		" where m.name = $1",
		&e);
	int64_t n;

	kx_bind_text(s, 1, model);
	T_INT(kx_db_step(s, &e), 0);
	n = kx_col_int(s, 0);
	kx_db_reset(s);
	return n;
}

/* ---- asked for what is new ----------------------------------------------------------- */

static void asked_for_what_changed(void)
{
	struct kx_ingest_opts o = opts(&fake_a);
	struct kx_db *db = kb_new();

	T_INT(run(db, &o, 0, 10, "one"), 0);
	counts(10, 0, 0, 0, 0);
	T_INT(fake_count(), 10);
	T_INT(vectors(db, "a:m"), 10);
	T_INT(run(db, &o, 0, 10, "one"), 0);
	counts(0, 0, 10, 0, 0);
	T_INT(fake_count(), 0);
	T_INT(run(db, &o, 9, 2, "two"), 0);
	counts(1, 1, 0, 0, 0);
	T_INT(fake_count(), 2);
	/* the text it had before: made before, too */
	T_INT(run(db, &o, 9, 1, "one"), 0);
	counts(0, 1, 0, 0, 0);
	T_INT(fake_count(), 0);
	T_INT(vectors(db, "a:m"), 11);
	T_INT(kb_int(db, "select count(*) from embed_cache"), 12);
	kb_sound(db);
	kx_db_close(db);
}

/* the vector is that of title, heading and text, in the article's language */
static void embedded_as_kx_embed_does(void)
{
	struct kx_ingest_opts o = opts(&fake_a);
	struct kx_article a = kb_article("x", "T", "words");
	struct kx_db *db = kb_new();
	struct kx_ingest *g = kx_ingest_new(db, &o);
	const float *v;
	struct kx_stmt *s;
	size_t n;

	a.locale = "de";
	T_INT(kx_ingest_add(g, &a, NULL, "x", &e), 0);
	T_INT(kx_ingest_commit(g, &e), 0);
	kx_ingest_free(g);
	s = kx_db_stmt(db, "select vector from chunk", &e);
	T_INT(kx_db_step(s, &e), 0);
	v = kx_col_blob(s, 0, &n);
	T_INT(n, sizeof(*v) * FAKE_SIZE);
	T_OK(v[0] == strlen("T\nwords") && v[1] == 'a' && v[2] == 1);
	kx_db_reset(s);
	fake_count();
	kx_db_close(db);
}

static void a_dry_run_asks_nobody(void)
{
	struct kx_ingest_opts o = opts(&fake_a), other = opts(&fake_b);
	struct kx_embedder unknown = fake_a;
	struct kx_db *db = kb_new();

	o.dry_run = other.dry_run = true;
	T_INT(run(db, &o, 0, 3, "one"), 0);
	counts(3, 0, 0, 0, 0);
	T_INT(fake_count(), 0);
	T_INT(kb_int(db, "select count(*) from article"), 0);
	o.dry_run = false;
	T_INT(run(db, &o, 0, 3, "one"), 0);
	fake_count();
	/* of a provider's model it is known only by its vectors how long they are */
	unknown.dimensions = 0;
	o.embedder = &unknown;
	o.dry_run = true;
	T_INT(run(db, &o, 0, 4, "two"), 0);
	counts(1, 3, 0, 0, 0);
	T_INT(run(db, &o, 0, 4, "one"), 0);
	counts(1, 0, 3, 0, 0);
	/* what would be refused is refused */
	T_INT(run(db, &other, 0, 3, "two"), -1);
	T_INT(e.code, KX_ECONFIG);
	T_INT(fake_count(), 0);
	kx_db_close(db);
}

static void emitted_without(void)
{
	struct kx_ingest_opts o = opts(&fake_a);
	struct kx_db *db = kb_new();

	fake_left = 0;
	o.embedder = NULL;
	T_INT(run(db, &o, 0, 3, "one"), 0);
	fake_left = -1;
	counts(3, 0, 0, 0, 0);
	/* with a model for the first time: they get their vectors */
	o.embedder = &fake_a;
	T_INT(run(db, &o, 0, 3, "one"), 0);
	counts(0, 3, 0, 0, 0);
	T_INT(fake_count(), 3);
	kx_db_close(db);
}

/* ---- what goes wrong ----------------------------------------------------------------- */

static void a_text_is_refused(void)
{
	struct kx_ingest_opts o = opts(&fake_a);
	struct kx_db *db = kb_new();
	struct kx_ingest *g = kx_ingest_new(db, &o);

	T_INT(add(g, 1, "one"), 0);
	T_INT(add(g, 2, FAKE_REFUSED), 0);
	T_INT(add(g, 3, "one"), 0);
	T_INT(kx_ingest_commit(g, &e), 0);
	T_INT(kx_ingest_stats(g)->added, 2);
	T_INT(kx_ingest_stats(g)->failed, 1);
	T_STR(told, "a2: the model does not take the text");
	T_OK(!kx_ingest_lost(g));
	kx_ingest_free(g);
	T_INT(vectors(db, "a:m"), 2);
	kb_sound(db);
	fake_count();
	kx_db_close(db);
}

static void the_provider_goes_down(void)
{
	struct kx_ingest_opts o = opts(&fake_a);
	struct kx_db *db = kb_new();
	struct kx_ingest *g = kx_ingest_new(db, &o);

	for (int i = 0; i < 5; i++)
		T_INT(add(g, i, "one"), 0);
	T_INT(kx_ingest_commit(g, &e), 0);
	fake_left = 3;
	for (int i = 5; i < 12; i++)
		T_INT(add(g, i, "one"), 0);
	T_INT(kx_ingest_commit(g, &e), -1);
	T_INT(e.code, KX_EAGAIN);
	T_STR(e.text, "provider 'a:m' is down");
	T_OK(kx_ingest_lost(g));
	T_INT(kx_ingest_stats(g)->added, 5);
	kx_ingest_free(g);
	/* what was committed stays, and what was made is not made again */
	T_INT(kb_int(db, "select count(*) from article"), 5);
	T_INT(kb_int(db, "select count(*) from embed_cache"), 8);
	fake_left = -1;
	fake_count();
	T_INT(run(db, &o, 0, 12, "one"), 0);
	counts(7, 0, 5, 0, 0);
	T_INT(fake_count(), 4);
	kb_sound(db);
	kx_db_close(db);
}

static void small_batches(void)
{
	struct kx_ingest_opts o = opts(&fake_a);
	struct kx_db *db = kb_new();
	struct kx_ingest *g = kx_ingest_new(db, &o);

	for (int i = 0; i < KX_BATCH_COSTLY + 1; i++)
		T_INT(add(g, i, "one"), 0);
	T_INT(kx_ingest_pending(g), 1);
	T_INT(kb_int(db, "select count(*) from article"), KX_BATCH_COSTLY);
	T_INT(vectors(db, "a:m"), KX_BATCH_COSTLY);
	kx_ingest_free(g);
	fake_count();
	kx_db_close(db);
}

/* ---- one model ----------------------------------------------------------------------- */

static void another_model_is_refused(void)
{
	struct kx_ingest_opts a = opts(&fake_a), b = opts(&fake_b), none = opts(NULL);
	struct kx_db *db = kb_new();

	T_INT(run(db, &a, 0, 3, "one"), 0);
	T_INT(run(db, &b, 0, 4, "two"), -1);
	T_INT(e.code, KX_ECONFIG);
	T_STR(e.text, "the store's vectors are of model 'a:m', not 'b:m'");
	T_STR(e.hint, "--reembed changes them");
	T_INT(vectors(db, "a:m"), 3);
	T_INT(vectors(db, "b:m"), 0);
	/* a model without vectors mixes with none: it is counted */
	T_INT(run(db, &none, 0, 4, "one"), 0);
	counts(1, 0, 3, 0, 1);
	T_INT(vectors(db, "a:m"), 3);
	T_INT(run(db, &none, 0, 2, "two"), 0);
	counts(0, 2, 0, 0, 2);
	T_INT(vectors(db, "a:m"), 1);
	/* the store's model makes what is missing */
	fake_count();
	T_INT(run(db, &a, 2, 2, "one"), 0);
	counts(0, 1, 1, 0, 0);
	T_INT(fake_count(), 1);
	/* as long as there is one vector */
	T_INT(kx_db_exec(db, "update chunk set vector = null", &e), 0);
	T_INT(run(db, &b, 0, 4, "two"), 0);
	T_INT(vectors(db, "b:m"), 4);
	kx_db_close(db);
}

static void unless_it_may_mix(void)
{
	struct kx_ingest_opts a = opts(&fake_a), b = opts(&fake_b);
	struct kx_vectors v = { 0 };
	struct kx_db *db = kb_new();

	T_INT(run(db, &a, 0, 3, "one"), 0);
	b.mix = true;
	T_INT(run(db, &b, 0, 1, "one"), 0);
	counts(0, 1, 0, 0, 0);
	T_INT(vectors(db, "a:m"), 2);
	T_INT(vectors(db, "b:m"), 1);
	T_INT(kx_vectors_look(&v, db, &e), 0);
	T_STR(v.model, "b:m");
	T_INT(run(db, &a, 0, 1, "two"), -1);
	b.mix = false;
	T_INT(run(db, &b, 0, 3, "one"), 0);
	counts(0, 2, 1, 0, 0);
	kb_sound(db);
	fake_count();
	kx_db_close(db);
}

/* ---- with other processes ------------------------------------------------------------ */

static void others_change_the_model(void)
{
	const struct kx_reembed_opts to_b = { .embedder = &fake_b };
	struct kx_ingest_opts a = opts(&fake_a);
	struct kx_reembed_stats st;
	struct kx_db *db, *other;
	struct kx_ingest *g;

	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_CREATE, &e), 0);
	T_INT(kx_store_open(&other, "sqlite:s", KX_DB_WRITE, &e), 0);
	T_INT(run(db, &a, 0, 3, "one"), 0);
	g = kx_ingest_new(db, &a);
	T_INT(add(g, 3, "one"), 0);
	T_INT(kx_reembed(other, &to_b, &st, &e), 0);
	T_INT(kx_ingest_commit(g, &e), -1);
	T_INT(e.code, KX_ECONFIG);
	T_STR(e.text, "the store's vectors are of model 'b:m', not 'a:m'");
	kx_ingest_free(g);
	T_INT(vectors(db, "a:m"), 0);
	T_INT(vectors(db, "b:m"), 3);
	fake_count();
	kx_db_close(db);
	kx_db_close(other);
	unlink("s");
}

static void change_the_first(void)
{
	struct kx_ingest_opts none = opts(NULL);
	struct kx_db *other;

	T_INT(kx_store_open(&other, "sqlite:s", KX_DB_WRITE, &e), 0);
	T_INT(run(other, &none, 0, 1, "three"), 0);
	counts(0, 1, 0, 0, 1);
	kx_db_close(other);
}

/* An article that was the same when it was looked at is not when it is written: it is
 * embedded after all. */
static void others_change_an_article(void)
{
	struct kx_ingest_opts o = opts(&fake_a);
	struct kx_db *db;

	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_CREATE, &e), 0);
	T_INT(run(db, &o, 0, 2, "one"), 0);
	fake_count();
	/* while the second one is embedded */
	fake_hook = change_the_first;
	T_INT(kx_db_exec(
		      db, "update article set content = x'00' where name = 'a1'", &e),
		0);
	T_INT(kx_db_exec(db, "delete from embed_cache", &e), 0);
	T_INT(run(db, &o, 0, 2, "one"), 0);
	counts(0, 2, 0, 0, 0);
	T_INT(fake_count(), 2);
	T_INT(vectors(db, "a:m"), 2);
	T_INT(kb_int(db, "select count(*) from chunk where text like '%three%'"), 0);
	kb_sound(db);
	kx_db_close(db);
	unlink("s");
}

int main(void)
{
	char folder[] = "/tmp/kx-ingest-XXXXXX";

	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	asked_for_what_changed();
	embedded_as_kx_embed_does();
	a_dry_run_asks_nobody();
	emitted_without();
	a_text_is_refused();
	the_provider_goes_down();
	small_batches();
	another_model_is_refused();
	unless_it_may_mix();
	others_change_the_model();
	others_change_an_article();
	T_INT(chdir("/"), 0);
	T_INT(rmdir(folder), 0);
	return T_END();
}
