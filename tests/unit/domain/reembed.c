#include "domain/reembed.h"

#include "../fake_model.h"
#include "../kb.h"
#include "../t.h"
#include "domain/embed_hash.h"
#include "domain/embed_model.h"
#include "domain/vectors.h"

#include <stdlib.h>
#include <unistd.h>

#define MANY 600 /* chunks, more than are read at a time */

static struct kx_err e;
static struct kx_reembed_stats st;

static struct kx_db *open_store(void)
{
	struct kx_db *db = NULL;

	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_CREATE, &e), 0);
	return db;
}

static void drop_store(struct kx_db *db)
{
	kx_db_close(db);
	unlink("s");
	unlink("s-vectors");
	fake_count();
}

/* articles aFIRST … of one chunk each */
static void put(struct kx_db *db, const struct kx_embedder *m, int first, int n,
	const char *text)
{
	struct kx_ingest_opts o = { .embedder = m, .jobs = 1 };
	struct kx_ingest *g = kx_ingest_new(db, &o);
	char name[16], body[64];

	for (int i = first; i < first + n; i++) {
		struct kx_digest raw = { { (uint8_t)i, (uint8_t)(i >> 8), 1 } };
		struct kx_article a;

		snprintf(name, sizeof(name), "a%d", i);
		snprintf(body, sizeof(body), "# Title %d\n\nText %d %s\n", i, i, text);
		a = kb_article(name, "", body);
		T_INT(kx_ingest_add(g, &a, &raw, name, &e), 0);
	}
	if (kx_ingest_commit(g, &e))
		T_STR(e.text, "");
	kx_ingest_free(g);
	fake_count();
}

static int change(struct kx_db *db, const struct kx_embedder *m)
{
	const struct kx_reembed_opts o = { .embedder = m };

	return kx_reembed(db, &o, &st, &e);
}

static void counts(int chunks, int kept, int cached, int embedded, int refused)
{
	T_INT(st.chunks, chunks);
	T_INT(st.kept, kept);
	T_INT(st.cached, cached);
	T_INT(st.embedded, embedded);
	T_INT(st.refused, refused);
	T_INT(fake_count(), embedded + refused);
}

/* all chunks have a vector of the model, made of their own text */
static void all_of(struct kx_db *db, const struct kx_embedder *m, int64_t n)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select length(a.title || c.heading || c.text), c.vector from chunk c"
		" join article a on a.id = c.article join embed_model m on m.id = c.model"
		" where m.name = $1 and c.vector is not null",
		&e);
	char own[KX_VEC_MODEL_MAX + 1] = "";
	size_t bytes, wrong = 0;
	const float *v;
	int64_t got = 0;

	kx_bind_text(s, 1, m->name);
	while (kx_db_step(s, &e) == 0) {
		v = kx_col_blob(s, 1, &bytes);
		wrong += bytes != m->dimensions * sizeof(*v) || v[1] != m->name[0] ||
			 v[0] != (float)(kx_col_int(s, 0) + 1);
		got++;
	}
	T_INT(got, n);
	T_INT(wrong, 0);
	T_INT(kb_int(db, "select count(vector) from chunk"), n);
	T_INT(kx_embed_model_own(db, own, &e), n ? 0 : 1);
	if (n)
		T_STR(own, m->name);
	T_INT(kx_vectors_check(db, &e), 0);
	kb_sound(db);
}

/* ---- from one to the other ----------------------------------------------------------- */

static void all_or_nothing(void)
{
	struct kx_db *db = open_store(), *reader = open_store();

	put(db, &fake_a, 0, MANY, "one");
	T_INT(kb_int(db, "select count(*) from chunk"), MANY);
	/* a reader of a moment before */
	T_INT(kx_db_read_begin(reader, &e), 0);
	T_INT(kb_int(reader, "select count(*) from chunk"), MANY);
	T_INT(change(db, &fake_b), 0);
	counts(MANY, 0, 0, MANY, 0);
	T_INT(kb_int(reader, "select count(distinct model) from chunk"), 1);
	T_INT(kb_int(reader, "select max(length(vector)) from chunk"),
		sizeof(float) * FAKE_SIZE);
	kx_db_read_end(reader);
	all_of(reader, &fake_b, MANY);
	kx_db_close(reader);
	/* back again: nobody has to be asked */
	T_INT(change(db, &fake_a), 0);
	counts(MANY, 0, MANY, 0, 0);
	all_of(db, &fake_a, MANY);
	drop_store(db);
}

/* The file beside the store is made anew: it must not be copied from one that was of the
 * same model once. */
static void the_file_beside(void)
{
	struct kx_vectors v = { 0 };
	struct kx_db *db = open_store();

	put(db, &fake_a, 0, 300, "one");
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(change(db, &fake_b), 0);
	T_INT(kb_int(db, "select count(*) from setting where key = 'vectors_past'"), 0);
	T_INT(kx_db_exec(db, "delete from embed_cache", &e), 0);
	T_INT(change(db, NULL), 0);
	T_INT(kx_vectors_look(&v, db, &e), 1);
	T_INT(access("s-vectors", F_OK), 0);
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_OK(access("s-vectors", F_OK) != 0);
	T_INT(change(db, &fake_a), 0);
	T_INT(kx_vectors_refresh(db, &e), 0);
	T_INT(access("s-vectors", F_OK), 0);
	fake_count();
	all_of(db, &fake_a, 300);
	drop_store(db);
}

/* what an ingest thinks that it knows of its articles holds for other vectors */
static void ingests_look_again(void)
{
	struct kx_db *db = kb_new();

	put(db, &fake_a, 0, 3, "one");
	T_INT(kb_int(db, "select count(raw) from article"), 3);
	T_INT(change(db, &fake_b), 0);
	T_INT(kb_int(db, "select count(raw) from article"), 0);
	fake_count();
	put(db, &fake_b, 0, 3, "one");
	T_INT(kb_int(db, "select count(raw) from article"), 3);
	T_INT(kb_int(db, "select max(id) from chunk"), 3); /* none was put in anew */
	kx_db_close(db);
}

static void what_is_there_stays(void)
{
	struct kx_db *db = open_store(), *other = open_store();
	int64_t before, after;

	put(db, &fake_a, 0, 10, "one");
	put(db, NULL, 10, 5, "without");
	/* the cache has nothing to do with it: these came from elsewhere */
	T_INT(kx_db_exec(db, "delete from embed_cache", &e), 0);
	T_INT(change(db, &fake_a), 0);
	counts(15, 10, 0, 5, 0);
	all_of(db, &fake_a, 15);
	T_INT(kx_db_generation(other, &before, &e), 0);
	T_INT(change(db, &fake_a), 0);
	counts(15, 15, 0, 0, 0);
	T_INT(kx_db_generation(other, &after, &e), 0);
	T_INT(after, before); /* not a byte is written */
	kx_db_close(other);
	drop_store(db);
}

static void of_two_models_one(void)
{
	struct kx_ingest_opts o = { .embedder = &fake_b, .jobs = 1, .mix = true };
	struct kx_article a = kb_article("a0", "", "words of it");
	struct kx_db *db = kb_new();
	struct kx_ingest *g;

	put(db, &fake_a, 0, 10, "one");
	g = kx_ingest_new(db, &o);
	T_INT(kx_ingest_add(g, &a, NULL, "a0", &e), 0);
	T_INT(kx_ingest_commit(g, &e), 0);
	kx_ingest_free(g);
	fake_count();
	T_INT(change(db, &fake_b), 0);
	counts(10, 1, 0, 9, 0);
	T_INT(kb_int(db, "select count(distinct model) from chunk"), 1);
	kb_sound(db);
	kx_db_close(db);
}

/* ---- to nothing ---------------------------------------------------------------------- */

static void dropped(void)
{
	const struct kx_embedder *hash;
	struct kx_vectors v = { 0 };
	struct kx_db *db = kb_new();

	T_INT(kx_embedder_find(&hash, "hash-64", &e), 0);
	for (int i = 0; i < 2; i++) {
		put(db, &fake_a, 0, 5, "one");
		T_INT(change(db, i ? hash : NULL), 0);
		counts(5, 0, 0, 0, 0);
		T_INT(kb_int(db, "select count(vector) from chunk"), 0);
		T_INT(kb_int(db, "select count(model) from chunk"), i ? 5 : 0);
		T_INT(kb_int(db, "select count(raw) from article"), 0);
		T_INT(kx_vectors_look(&v, db, &e), 1);
		kb_sound(db);
		/* any model may come now */
		T_INT(change(db, &fake_b), 0);
		fake_count();
		T_INT(change(db, &fake_a), 0);
		fake_count();
	}
	kx_db_close(db);
}

static void an_empty_store(void)
{
	struct kx_vectors v = { 0 };
	struct kx_db *db = kb_new();

	T_INT(change(db, &fake_a), 0);
	counts(0, 0, 0, 0, 0);
	T_INT(change(db, NULL), 0);
	T_INT(kx_vectors_look(&v, db, &e), 1);
	kx_db_close(db);
}

static void a_dry_run(void)
{
	struct kx_reembed_opts o = { .embedder = &fake_b, .dry_run = true };
	struct kx_db *db = open_store();

	put(db, &fake_a, 0, 10, "one");
	T_INT(change(db, &fake_b), 0);
	T_INT(change(db, &fake_a), 0);
	put(db, &fake_a, 10, 5, "one");
	kx_db_close(db);
	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_READ, &e), 0);
	fake_count();
	T_INT(kx_reembed(db, &o, &st, &e), 0);
	T_INT(st.chunks, 15);
	T_INT(st.cached, 10);
	T_INT(st.embedded, 5);
	o.embedder = NULL;
	T_INT(kx_reembed(db, &o, &st, &e), 0);
	T_INT(st.chunks, 15);
	T_INT(fake_count(), 0);
	all_of(db, &fake_a, 15);
	drop_store(db);
}

/* ---- what ends it, and who comes in between ------------------------------------------- */

static int pages;

static bool stop_later(void)
{
	return --pages < 0;
}

static void progress(int64_t done, int64_t of, void *ctx)
{
	T_OK(done > 0 && done <= of && of == MANY);
	++*(int *)ctx;
}

static void stopped(void)
{
	int calls = 0;
	struct kx_reembed_opts o = { .embedder = &fake_b,
		.stop = stop_later,
		.progress = progress,
		.ctx = &calls };
	struct kx_db *db = kb_new();

	put(db, &fake_a, 0, MANY, "one");
	pages = 1;
	T_INT(kx_reembed(db, &o, &st, &e), -1);
	T_INT(e.code, KX_EAGAIN);
	T_INT(calls, 1);
	T_OK(fake_count() > 0);
	all_of(db, &fake_a, MANY);
	/* the next one goes on from there */
	pages = 100;
	T_INT(kx_reembed(db, &o, &st, &e), 0);
	T_OK(st.cached > 200 && st.embedded == MANY - st.cached);
	fake_count();
	all_of(db, &fake_b, MANY);
	kx_db_close(db);
}

static void the_provider_goes_down(void)
{
	struct kx_db *db = kb_new();

	put(db, &fake_a, 0, MANY, "one");
	fake_left = 301;
	T_INT(change(db, &fake_b), -1);
	T_INT(e.code, KX_EAGAIN);
	T_STR(e.text, "provider 'b:m' is down");
	all_of(db, &fake_a, MANY);
	fake_left = -1;
	fake_count();
	T_INT(change(db, &fake_b), 0);
	counts(MANY, 0, 301, MANY - 301, 0);
	kx_db_close(db);
}

static void refused(const char *where, const struct kx_err *why, void *ctx)
{
	T_OK(strstr(where, "article 'a") && strstr(where, "', chunk 0"));
	T_STR(why->text, "the model does not take the text");
	T_INT(why->code, KX_EINPUT);
	if (ctx)
		put(ctx, &fake_a, 1000, 2, "late");
}

static void texts_that_are_refused(void)
{
	struct kx_reembed_opts o = { .embedder = &fake_b, .refused = refused };
	struct kx_db *db = kb_new();

	put(db, NULL, 0, 3, FAKE_REFUSED);
	put(db, NULL, 3, 3, "one");
	T_INT(kx_reembed(db, &o, &st, &e), 0);
	counts(6, 0, 0, 3, 3);
	all_of(db, &fake_b, 3);
	/* asked again, for the model may have learnt; the others stay */
	T_INT(kx_reembed(db, &o, &st, &e), 0);
	counts(6, 3, 0, 0, 3);
	all_of(db, &fake_b, 3);
	kx_db_close(db);
}

/* a chunk that had a vector of the old model, and is refused, has none of it in the end */
static void no_old_vector_stays(void)
{
	struct kx_db *db = kb_new();

	put(db, &fake_a, 0, 3, "one");
	T_INT(kx_db_exec(db, "update chunk set text = '" FAKE_REFUSED "' where id = 2",
		      &e),
		0);
	T_INT(change(db, &fake_b), 0);
	counts(3, 0, 0, 2, 1);
	T_INT(kb_int(db, "select count(*) from chunk where id = 2 and vector is null"
			 " and model is null"),
		1);
	kx_db_close(db);
}

static void too_many_are_refused(void)
{
	struct kx_db *db = kb_new();

	put(db, NULL, 0, KX_REEMBED_REFUSED + 1, FAKE_REFUSED);
	T_INT(change(db, &fake_b), -1);
	T_INT(e.code, KX_EREFUSED);
	T_OK(strstr(e.text, "more than 1000 texts are refused"));
	T_INT(kb_int(db, "select count(model) from chunk"), 0);
	fake_count();
	kx_db_close(db);
}

/* Articles come after the last text was embedded, before the switch: it waits for them. */
static void articles_that_come_late(void)
{
	struct kx_db *db = open_store(), *other = open_store();
	struct kx_reembed_opts o = {
		.embedder = &fake_b, .refused = refused, .ctx = other
	};

	put(db, &fake_a, 0, 300, "one");
	T_INT(kx_db_exec(db,
		      "update chunk set text = '" FAKE_REFUSED "' where id = 300", &e),
		0);
	T_INT(kx_reembed(db, &o, &st, &e), 0);
	T_INT(st.chunks, 302);
	T_INT(st.embedded, 301);
	T_INT(st.refused, 1);
	T_INT(kb_int(db, "select count(*) from chunk c join embed_model m"
			 " on m.id = c.model where m.name = 'b:m'"),
		301);
	T_INT(kb_int(db, "select count(vector) from chunk"), 301);
	kb_sound(db);
	kx_db_close(other);
	drop_store(db);
}

static void come_while_it_reads(void)
{
	struct kx_db *other = open_store();

	put(other, &fake_a, 50, 20, "two"); /* some changed, some new */
	kx_db_close(other);
}

static void articles_that_change_meanwhile(void)
{
	struct kx_db *db = open_store();

	put(db, &fake_a, 0, 60, "one");
	fake_hook = come_while_it_reads;
	T_INT(change(db, &fake_b), 0);
	T_INT(st.chunks, 70);
	fake_count();
	all_of(db, &fake_b, 70);
	drop_store(db);
}

static void somebody_writes(void)
{
	struct kx_db *db = open_store(), *other = open_store();

	put(db, &fake_a, 0, 5, "one");
	T_INT(change(db, &fake_b), 0);
	T_INT(change(db, &fake_a), 0);
	T_INT(kx_db_exec(db, "pragma busy_timeout=0", &e), 0);
	T_INT(kx_db_begin(other, &e), 0);
	T_INT(change(db, &fake_b), -1);
	T_INT(e.code, KX_EAGAIN);
	T_INT(change(db, NULL), -1);
	T_INT(e.code, KX_EAGAIN);
	kx_db_rollback(other);
	all_of(db, &fake_a, 5);
	kx_db_close(other);
	drop_store(db);
}

/* a name that the store knows with other numbers */
static void other_dimensions(void)
{
	struct kx_embedder longer = fake_a;
	struct kx_db *db = kb_new();

	put(db, &fake_a, 0, 5, "one");
	T_INT(change(db, &fake_b), 0);
	longer.dimensions = FAKE_SIZE + 2;
	T_INT(kx_db_exec(db, "delete from embed_cache", &e), 0);
	T_INT(change(db, &longer), -1);
	T_OK(*e.text);
	fake_count();
	all_of(db, &fake_b, 5);
	kx_db_close(db);
}

int main(void)
{
	char folder[] = "/tmp/kx-reembed-XXXXXX";

	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	all_or_nothing();
	the_file_beside();
	ingests_look_again();
	what_is_there_stays();
	of_two_models_one();
	dropped();
	an_empty_store();
	a_dry_run();
	stopped();
	the_provider_goes_down();
	texts_that_are_refused();
	no_old_vector_stays();
	too_many_are_refused();
	articles_that_come_late();
	articles_that_change_meanwhile();
	somebody_writes();
	other_dimensions();
	T_INT(chdir("/"), 0);
	T_INT(rmdir(folder), 0);
	return T_END();
}
