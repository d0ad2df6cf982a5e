#include "domain/ingest.h"

#include "../kb.h"
#include "../t.h"
#include "base/mem.h"
#include "domain/chunk.h"

#include <stdlib.h>
#include <unistd.h>

#define NAMES 60

static struct kx_err e;

/* What an article is made of: its number and its version. Version 0 is no article. */
struct made {
	struct kx_article a;
	char name[16], title[32], tags[32];
	struct kx_buf body;
};

static void make(struct made *m, uint32_t number, uint32_t version)
{
	static const char *const locales[] = { NULL, "en", "de", "zh" };
	uint32_t keep = kb_seed, sections, words;

	memset(m, 0, sizeof(*m));
	kb_seed = number * 1000 + version;
	snprintf(m->name, sizeof(m->name), "a%u", number);
	snprintf(m->title, sizeof(m->title), "Title %u", kb_rnd(5));
	snprintf(m->tags, sizeof(m->tags), "[\"t%u\",\"v%u\"]", kb_rnd(3), version);
	sections = 1 + kb_rnd(4);
	for (uint32_t i = 0; i < sections; i++) {
		kx_buf_printf(&m->body, "## Part %u\n\n", i);
		words = 1 + kb_rnd(kb_rnd(6) ? 30 : 300);
		while (words--)
			kx_buf_printf(&m->body, "%sw%u%s", kb_rnd(9) ? "" : "**x** ",
				kb_rnd(200), kb_rnd(8) ? " " : ". \n\n");
		kx_buf_printf(&m->body, "version %u\n\n", version);
	}
	m->a = kb_article(m->name, m->title, m->body.p);
	m->a.tags = m->tags;
	m->a.locale = locales[kb_rnd(4)];
	m->a.visibility = (enum kx_visibility)kb_rnd(3);
	kb_seed = keep;
}

static void chunks_of(struct kx_chunks *c, const struct made *m)
{
	struct kx_doc d = { 0 };

	memset(c, 0, sizeof(*c));
	T_INT(kx_doc_read(&d, KX_MARKDOWN, m->a.body, m->a.n, &e), 0);
	kx_chunk_cut(c, &d, 0);
	kx_doc_release(&d);
}

/* ---- the store against the model ----------------------------------------------------- */
static size_t chunk_differs(struct kx_stmt *s, const struct kx_chunk *c)
{
	return strcmp(kx_col_text(s, 0), c->heading) ||
	       strcmp(kx_col_text(s, 1), c->text) ||
	       kx_col_int(s, 2) != (int64_t)c->start ||
	       kx_col_int(s, 3) != (int64_t)c->end;
}

static void same_article(struct kx_db *db, uint32_t number, uint32_t version)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select c.heading, c.text, c.start_at, c.end_at, a.title, a.tags,"
		" a.visibility, a.locale from article a join chunk c on c.article = a.id"
		" where a.name = $1 order by c.ordinal",
		&e);
	struct kx_chunks c;
	struct made m;
	size_t i, wrong = 0;

	make(&m, number, version);
	chunks_of(&c, &m);
	kx_bind_text(s, 1, m.name);
	for (i = 0; kx_db_step(s, &e) == 0 && i < c.n; i++)
		wrong += chunk_differs(s, &c.v[i]) ||
			 strcmp(kx_col_text(s, 4), m.a.title) ||
			 strcmp(kx_col_text(s, 5), m.a.tags) ||
			 kx_col_int(s, 6) != m.a.visibility ||
			 kx_col_null(s, 7) != !m.a.locale;
	kx_db_reset(s);
	T_INT(i, c.n);
	T_INT(wrong, 0);
	kx_chunks_release(&c);
	kx_buf_release(&m.body);
}

static void same(struct kx_db *db, const uint32_t *version)
{
	int64_t n = 0;

	for (uint32_t i = 0; i < NAMES; i++) {
		if (!version[i])
			continue;
		n++;
		same_article(db, i, version[i]);
	}
	T_INT(kb_int(db, "select count(*) from article"), n);
	T_INT(kb_int(db, "select count(*) from article_tag"), 2 * n);
	T_INT(kb_int(db, "select count(*) from chunk where article not in"
			 " (select id from article)"),
		0);
	kb_sound(db);
}

/* ---- one run ------------------------------------------------------------------------- */
struct run {
	struct kx_ingest *g;
	uint32_t version[NAMES]; /* as the store will be */
	bool seen[NAMES];
	struct kx_ingest_stats want;
};

static void failed(const char *where, const struct kx_err *why, void *ctx)
{
	T_STR(why->text, "it holds no text");
	T_OK(*where == 'a');
	++*(int *)ctx;
}

static void raw_of(const struct made *m, uint32_t version, struct kx_digest *raw)
{
	struct kx_digester d;

	kx_digest_begin(&d);
	kx_digest_str(&d, m->name);
	kx_digest_int(&d, version);
	kx_digest_end(&d, raw);
}

static void add_made(struct run *r, const struct made *m, uint32_t version)
{
	struct kx_vector none[64] = { 0 };
	struct kx_chunks c;
	struct kx_digest raw;
	bool chunks = kb_rnd(4) == 0;

	raw_of(m, version, &raw);
	if (!chunks && kb_rnd(2) && kx_ingest_known(r->g, &raw))
		return;
	if (!chunks) {
		T_INT(kx_ingest_add(r->g, &m->a, &raw, m->name, &e), 0);
		return;
	}
	/* the same chunks, cut elsewhere: no difference */
	chunks_of(&c, m);
	T_OK(c.n <= 64);
	T_INT(kx_ingest_add_chunks(r->g, &m->a, c.v, none, c.n, m->name, &e), 0);
	kx_chunks_release(&c);
}

static void change(struct run *r, uint32_t i)
{
	uint32_t now = r->version[i], next = now && kb_rnd(3) ? now : 1 + kb_rnd(50);
	struct made m;

	make(&m, i, next);
	if (r->seen[i]) {
		T_INT(kx_ingest_add(r->g, &m.a, NULL, m.name, &e), -1);
		T_INT(e.code, KX_EINPUT);
		T_OK(strstr(e.text, "came before in this run"));
		kx_buf_release(&m.body);
		return;
	}
	r->seen[i] = true;
	switch (kb_rnd(8)) {
	case 0:
		m.a.deleted = true;
		m.a.body = NULL;
		m.a.n = 0;
		T_INT(kx_ingest_add(r->g, &m.a, NULL, m.name, &e), 0);
		r->want.deleted += now != 0;
		r->version[i] = 0;
		break;
	case 1: /* nothing in it: the store keeps what it has */
		m.a.body = " \n";
		m.a.n = 2;
		T_INT(kx_ingest_add(r->g, &m.a, NULL, m.name, &e), 0);
		r->want.failed++;
		break;
	case 2:
		T_INT(kx_ingest_keep(r->g, "kb", m.name, &e), 0);
		break;
	default:
		add_made(r, &m, next);
		r->want.added += !now;
		r->want.unchanged += now == next;
		r->want.changed += now && now != next;
		r->version[i] = next;
	}
	kx_buf_release(&m.body);
}

static void same_stats(const struct run *r, int told)
{
	const struct kx_ingest_stats *st = kx_ingest_stats(r->g);

	T_INT(st->added, r->want.added);
	T_INT(st->changed, r->want.changed);
	T_INT(st->unchanged, r->want.unchanged);
	T_INT(st->deleted, r->want.deleted);
	T_INT(st->failed, r->want.failed);
	T_INT(told, r->want.failed);
}

static void one_run(struct kx_db *db, uint32_t *version, bool dry_run)
{
	int told = 0;
	struct kx_ingest_opts o = { .jobs = 1 + (int)kb_rnd(3),
		.dry_run = dry_run,
		.failed = failed,
		.ctx = &told };
	struct run r = { .g = kx_ingest_new(db, &o) };
	uint32_t n = kb_rnd(kb_rnd(3) ? 20 : 2 * NAMES);

	memcpy(r.version, version, sizeof(r.version));
	while (n--) {
		change(&r, kb_rnd(NAMES));
		if (kb_rnd(10) == 0)
			T_INT(kx_ingest_commit(r.g, &e), 0);
	}
	T_INT(kx_ingest_commit(r.g, &e), 0);
	T_INT(kx_ingest_pending(r.g), 0);
	T_INT(kx_ingest_commit(r.g, &e), 0);
	if (!dry_run && kb_rnd(4) == 0) {
		for (uint32_t i = 0; i < NAMES; i++)
			if (!r.seen[i] && r.version[i]) {
				r.version[i] = 0;
				r.want.deleted++;
			}
		T_INT(kx_ingest_prune(r.g, "kb", &e), 0);
		T_INT(kx_ingest_prune(r.g, "other", &e), 0);
	}
	same_stats(&r, told);
	kx_ingest_free(r.g);
	if (!dry_run)
		memcpy(version, r.version, sizeof(r.version));
	same(db, version);
}

static void random_history(uint32_t start, int runs)
{
	uint32_t version[NAMES] = { 0 };
	struct kx_db *db = kb_new();

	kb_seed = start;
	for (int i = 0; i < runs; i++)
		one_run(db, version, kb_rnd(6) == 0);
	kx_db_close(db);
}

/* ---- chunks with vectors --------------------------------------------------------------- */
static int add_vectors(struct kx_ingest *g, const char *name, const float *v, size_t n,
	size_t n2, const char *model2)
{
	struct kx_chunk c[2] = {
		{ .heading = (char[]){ "" }, .text = (char[]){ "one" }, .end = 3 },
		{ .heading = (char[]){ "" },
			.text = (char[]){ "two" },
			.start = 3,
			.end = 6 }
	};
	struct kx_vector vec[2] = { { (float *)(uintptr_t)v, n, "m" },
		{ (float *)(uintptr_t)v, n2, model2 } };
	struct kx_article a = kb_article(name, "T", NULL);

	a.n = 0;
	return kx_ingest_add_chunks(g, &a, c, vec, 2, name, &e);
}

static void vectors_of_one_kind(void)
{
	const float v[] = { 1, 2, 3 };
	const struct kx_ingest_opts o = { .jobs = 1 };
	struct kx_db *db = kb_new();
	struct kx_ingest *g = kx_ingest_new(db, &o);

	T_INT(add_vectors(g, "a", v, 3, 3, "m"), 0);
	T_INT(add_vectors(g, "b", v, 3, 2, "m"), -1);
	T_INT(e.code, KX_EINPUT);
	T_INT(add_vectors(g, "c", v, 3, 3, "other"), -1);
	T_INT(add_vectors(g, "d", v, 3, 0, NULL), -1);
	T_INT(kx_ingest_pending(g), 1);
	T_INT(kx_ingest_commit(g, &e), 0);
	T_INT(kb_int(db, "select count(*) from chunk where length(vector) = 12"), 2);
	kb_sound(db);
	kx_ingest_free(g);
	kx_db_close(db);
}

/* a vector is part of what the store keeps: another one is a change */
static void other_vectors(void)
{
	const float first[] = { 1, 2, 3 }, second[] = { 4, 5, 6 };
	const struct kx_ingest_opts o = { .jobs = 1 };
	struct kx_db *db = kb_new();

	for (int i = 0; i < 2; i++) {
		struct kx_ingest *g = kx_ingest_new(db, &o);

		T_INT(add_vectors(g, "a", i ? second : first, 3, 3, "m"), 0);
		T_INT(kx_ingest_commit(g, &e), 0);
		T_INT(kx_ingest_stats(g)->changed, i);
		kx_ingest_free(g);
	}
	T_INT(kb_int(db, "select count(*) from chunk where vector = "
			 "x'000080400000a0400000c040'"),
		2);
	kx_db_close(db);
}

/* ---- other ways out --------------------------------------------------------------------- */
struct emitted {
	int articles, chunks, deleted;
};

static void emit(const struct kx_article *a, const struct kx_chunks *c, void *ctx)
{
	struct emitted *x = ctx;

	x->articles++;
	x->deleted += a->deleted;
	x->chunks += (int)c->n;
}

static void emits(void)
{
	struct emitted x = { 0 };
	const struct kx_ingest_opts o = { .jobs = 2, .emit = emit, .ctx = &x };
	struct kx_ingest *g = kx_ingest_new(NULL, &o);
	struct kx_article a = kb_article("a", "", "# Found\n\nwords\n");
	struct kx_article gone = kb_article("gone", "", ""),
			  none = kb_article("none", "", "");
	struct kx_digest raw = { { 0 } };

	gone.deleted = true;
	T_OK(!kx_ingest_known(g, &raw));
	T_INT(kx_ingest_add(g, &a, &raw, "a", &e), 0);
	T_INT(kx_ingest_add(g, &gone, NULL, "gone", &e), 0);
	T_INT(kx_ingest_add(g, &none, NULL, "none", &e), 0);
	T_INT(kx_ingest_pending(g), 3);
	T_INT(kx_ingest_commit(g, &e), 0);
	T_INT(x.articles, 2);
	T_INT(x.deleted, 1);
	T_INT(x.chunks, 1);
	T_INT(kx_ingest_stats(g)->failed, 1);
	T_INT(kx_ingest_stats(g)->added, 1);
	T_INT(kx_ingest_stats(g)->deleted, 1);
	/* "a second article with the same id in this run is refused" */
	T_INT(kx_ingest_add(g, &a, NULL, "a", &e), -1);
	kx_ingest_free(g);
	kx_ingest_free(NULL);
}

/* what is queued is written by itself when it becomes a batch */
static void batches(void)
{
	const struct kx_ingest_opts o = { .jobs = 2 };
	struct kx_db *db = kb_new();
	struct kx_ingest *g = kx_ingest_new(db, &o);
	struct kx_article a;
	char name[16];

	for (int i = 0; i < KX_BATCH_ARTICLES + 1; i++) {
		snprintf(name, sizeof(name), "%d", i);
		a = kb_article(name, "", "words");
		T_INT(kx_ingest_add(g, &a, NULL, name, &e), 0);
	}
	T_INT(kx_ingest_pending(g), 1);
	T_INT(kb_int(db, "select count(*) from article"), KX_BATCH_ARTICLES);
	kx_ingest_free(g);
	T_INT(kb_int(db, "select count(*) from article"), KX_BATCH_ARTICLES);
	kb_sound(db);
	kx_db_close(db);
}

/* another writer has the store: nothing is written, nothing is counted */
static void locked(void)
{
	char path[] = "/tmp/kx-ingest-XXXXXX", url[64];
	const struct kx_ingest_opts o = { .jobs = 1 };
	struct kx_article a = kb_article("a", "", "words"),
			  b = kb_article("b", "", "more");
	struct kx_db *db, *other;
	struct kx_ingest *g;

	T_OK(mkdtemp(path) && !chdir(path));
	snprintf(url, sizeof(url), "sqlite:%s/s", path);
	T_INT(kx_store_open(&db, url, KX_DB_CREATE, &e), 0);
	T_INT(kx_store_open(&other, url, KX_DB_WRITE, &e), 0);
	T_INT(kx_db_exec(db, "pragma busy_timeout=0", &e), 0);
	g = kx_ingest_new(db, &o);
	T_INT(kx_ingest_add(g, &a, NULL, "a", &e), 0);
	T_INT(kx_db_begin(other, &e), 0);
	T_INT(kx_ingest_commit(g, &e), -1);
	T_INT(e.code, KX_EAGAIN);
	T_INT(kx_ingest_prune(g, "kb", &e), -1);
	kx_db_rollback(other);
	T_INT(kx_ingest_stats(g)->added, 0);
	T_INT(kx_ingest_add(g, &b, NULL, "b", &e), 0);
	T_INT(kx_ingest_commit(g, &e), 0);
	T_INT(kx_ingest_stats(g)->added, 1);
	T_INT(kb_int(other, "select count(*) from article"), 1);
	kb_sound(other);
	kx_ingest_free(g);
	kx_db_close(db);
	kx_db_close(other);
	unlink("s");
	T_INT(chdir("/"), 0);
	T_INT(rmdir(path), 0);
}

static void front_matter_shifts(void)
{
	struct kx_db *db = kb_new();
	struct kx_article a = kb_article("a", "", "words\n");

	a.base = 100;
	kb_put(db, &a, 1);
	T_INT(kb_int(db, "select start_at from chunk"), 100);
	T_INT(kb_int(db, "select end_at from chunk"), 105);
	kx_db_close(db);
}

/* whatever the store keeps of an article: another one is a change, and is kept */
static void every_field_counts(void)
{
	static const char *const sql[] = { "title = 'N'", "url = 'n'", "locale = 'de'",
		"tags = '[\"n\"]'", "updated_at = 'n'", "visibility = 2", "numeric = 1",
		"(select start_at from chunk where article = a.id) = 7" };
	const struct kx_ingest_opts o = { .jobs = 1 };
	struct kx_article a = kb_article("7", "T", "words"), b[8];
	struct kx_ingest *g;
	struct kx_db *db;
	char query[128];

	for (size_t i = 0; i < 8; i++)
		b[i] = a;
	b[0].title = "N";
	b[1].url = "n";
	b[2].locale = "de";
	b[3].tags = "[\"n\"]";
	b[4].updated_at = "n";
	b[5].visibility = KX_AGENTS;
	b[6].numeric = true;
	b[7].base = 7;
	for (size_t i = 0; i < 8; i++) {
		db = kb_new();
		kb_put(db, &a, 1);
		g = kx_ingest_new(db, &o);
		T_INT(kx_ingest_add(g, &b[i], NULL, "a", &e), 0);
		T_INT(kx_ingest_commit(g, &e), 0);
		T_INT(kx_ingest_stats(g)->changed, 1);
		snprintf(query, sizeof(query),
			"select count(*) from article a where %s", sql[i]);
		T_INT(kb_int(db, query), 1);
		kb_sound(db);
		kx_ingest_free(g);
		kx_db_close(db);
	}
}

/* a file that cannot be read any more keeps its article, whatever id that has */
static void kept_files(void)
{
	const struct kx_ingest_opts o = { .jobs = 1 };
	struct kx_article a[] = { kb_article("own-id", "", "words"),
		kb_article("f2.md", "", "words"), kb_article("f3.md", "", "words") };
	struct kx_db *db = kb_new();
	struct kx_ingest *g = kx_ingest_new(db, &o);

	a[0].file = "f1.md";
	a[1].file = "f2.md";
	kb_put(db, a, 3);
	T_INT(kx_ingest_keep(g, "kb", "f1.md", &e), 0);
	T_INT(kx_ingest_keep(g, "kb", "f2.md", &e), 0);
	T_INT(kx_ingest_commit(g, &e), 0);
	T_INT(kx_ingest_prune(g, "kb", &e), 0);
	T_INT(kx_ingest_stats(g)->deleted, 1);
	T_INT(kb_int(db, "select count(*) from article where name <> 'f3.md'"), 2);
	kb_sound(db);
	kx_ingest_free(g);
	kx_db_close(db);
}

int main(void)
{
	for (uint32_t s = 1; s <= 8; s++)
		random_history(s, 25);
	vectors_of_one_kind();
	other_vectors();
	emits();
	batches();
	locked();
	front_matter_shifts();
	every_field_counts();
	kept_files();
	return T_END();
}
