#include "domain/index.h"

#include "../index_term.h"
#include "../t.h"
#include "base/buf.h"
#include "base/mem.h"
#include "domain/rank.h"

#include <stdlib.h>
#include <string.h>

static struct kx_err e;
static struct kx_tokenizer *k;

/* the same numbers on every run */
static uint32_t seed;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

/* The model: every chunk as a list of words. */
#define WORDS 400 /* w0 is in almost every chunk, w399 in few */
#define CHUNKS_MAX 20000

struct chunk {
	int64_t id;
	uint32_t article;
	uint8_t visibility;
	bool dead;
	uint16_t length, grams;
	uint16_t word[24], tf[24];
	size_t n;
};

static struct chunk *model;
static size_t nmodel;

static void model_word(struct chunk *c, uint16_t word, uint16_t tf)
{
	size_t i = 0;

	while (i < c->n && c->word[i] != word)
		i++;
	if (i == c->n) {
		c->word[c->n] = word;
		c->tf[c->n++] = 0;
	}
	c->tf[i] = (uint16_t)(c->tf[i] + tf);
	c->length = (uint16_t)(c->length + tf);
	if (word >= 100) /* <w12 w123 123> */
		c->grams = (uint16_t)(c->grams + 3 * tf);
}

static void row(struct kx_db *db, const struct chunk *c)
{
	struct kx_buf sql = { 0 };

	kx_buf_printf(&sql,
		"insert or ignore into article values (%u, %d);"
		"insert into chunk values (%lld, %u)",
		c->article, c->visibility, (long long)c->id, c->article);
	if (kx_db_exec(db, sql.p, &e))
		T_STR(e.text, "");
	kx_buf_release(&sql);
}

/* one chunk into the model, the store and the index */
static void add(struct kx_indexer *x, struct kx_db *db, int64_t id)
{
	struct chunk *c = &model[nmodel++];
	struct kx_buf title = { 0 }, text = { 0 };
	uint32_t words = rnd(12), top, word;

	memset(c, 0, sizeof(*c));
	c->id = id;
	c->article = (uint32_t)(id / 3 + 1);
	c->visibility = (uint8_t)(c->article % 3);
	for (uint32_t i = 0; i < words + 2; i++) {
		top = rnd(4) ? 20 : WORDS;
		word = rnd(10) ? rnd(top) : 0;
		kx_buf_printf(i < 2 ? &title : &text, "w%u the ", word);
		model_word(c, (uint16_t)word, i < 2 ? KX_INDEX_TITLE_WEIGHT : 1);
	}
	kx_indexer_add(x, k, id, c->article, c->visibility, "en", kx_buf_text(&title),
		kx_buf_text(&text));
	row(db, c);
	kx_buf_release(&title);
	kx_buf_release(&text);
}

/* Comparing. */
static void same_postings(struct kx_index *x, uint16_t word)
{
	struct kx_postings p;
	char term[16];
	size_t at = 0, wrong = 0;
	int len = snprintf(term, sizeof(term), "w%u", word);

	T_INT(postings_of(x, term, (size_t)len, &p, &e), 0);
	for (size_t i = 0; i < nmodel; i++)
		for (size_t j = 0; j < model[i].n && !model[i].dead; j++) {
			if (model[i].word[j] != word)
				continue;
			while (at < p.n && kx_index_dead(x, p.doc[at]))
				at++;
			wrong += at >= p.n ||
				 kx_index_chunk(x, p.doc[at]) != model[i].id ||
				 p.tf[at] != model[i].tf[j];
			at++;
		}
	while (at < p.n && kx_index_dead(x, p.doc[at]))
		at++;
	T_INT(wrong, 0);
	T_INT(at, p.n);
	kx_postings_release(&p);
}

/* words of the model, in how many docs, dead ones too */
struct words {
	size_t df[WORDS], wrong;
};

static void note_word(const char *term, size_t len, size_t df, void *ctx)
{
	struct words *w = ctx;
	char text[KX_TERM_MAX + 1];
	unsigned word;

	memcpy(text, term, len);
	text[len] = '\0';
	if (sscanf(text, "w%u", &word) == 1 && word < WORDS)
		w->df[word] += df;
	else
		w->wrong++;
}

static void same_vocabulary(struct kx_index *x)
{
	struct words first = { { 0 } }, again = { { 0 } };
	struct kx_postings p;
	char term[16];
	int len;

	T_INT(kx_index_vocabulary(x, note_word, &first, &e), 0);
	T_INT(kx_index_vocabulary(x, note_word, &again, &e), 0);
	T_OK(!memcmp(&first, &again, sizeof(first)));
	for (uint16_t w = 1; w < WORDS; w++) { /* w0 is in too many to be counted */
		len = snprintf(term, sizeof(term), "w%u", w);
		T_INT(postings_of(x, term, (size_t)len, &p, &e), 0);
		first.wrong += first.df[w] != p.n;
		kx_postings_release(&p);
	}
	T_INT(first.wrong, 0);
}

static void same_docs(const struct kx_index *x)
{
	const struct kx_doc_length *l = kx_index_lengths(x);
	size_t size = kx_index_size(x), live = 0, wrong = 0;
	uint32_t at = 0, doc;
	double words = 0, grams = 0;

	for (size_t i = 0; i < nmodel; i++) {
		if (model[i].dead)
			continue;
		while (at < size && kx_index_dead(x, at))
			at++;
		wrong += at >= size || kx_index_chunk(x, at) != model[i].id ||
			 kx_index_article(x, at) != model[i].article ||
			 kx_index_visibility(x, at) != model[i].visibility ||
			 l[at].words != model[i].length ||
			 l[at].grams != model[i].grams ||
			 !kx_index_doc_of(x, model[i].id, &doc) || doc != at;
		at++;
		live++;
		words += model[i].length;
		grams += model[i].grams;
	}
	T_INT(wrong, 0);
	T_INT(kx_index_live(x), live);
	T_OK(!kx_index_doc_of(x, INT64_MAX, &doc) && !kx_index_doc_of(x, 0, &doc));
	if (!live)
		return;
	T_OK(kx_index_mean(x) == words / (double)live);
	T_OK(kx_index_mean_grams(x) == grams / (double)live);
}

static void same(struct kx_db *db)
{
	struct kx_index *x;

	T_INT(kx_index_open(&x, db, &e), 0);
	if (!x) {
		printf("%s\n", e.text);
		return;
	}
	same_docs(x);
	for (uint16_t w = 0; w < WORDS; w = (uint16_t)(w + 1 + w / 8))
		same_postings(x, w);
	same_postings(x, WORDS + 1);
	same_vocabulary(x);
	kx_index_close(x);
}

/* ids and scores of some questions, as text */
static char *answers(struct kx_db *db)
{
	struct kx_rank_opts o = { .k = 7, .visibility = 1 };
	struct kx_buf b = { 0 };
	struct kx_ranked *hits;
	struct kx_query q;
	struct kx_index *x;
	char text[64];
	size_t n;

	T_INT(kx_index_open(&x, db, &e), 0);
	for (int i = 0; i < 20; i++) {
		snprintf(text, sizeof(text), "w%d w%d w%d", i, i * 7, i * 19);
		kx_query_parse(&q, k, "en", text, strlen(text));
		T_INT(kx_rank(x, &q, &o, &hits, &n, &e), 0);
		for (size_t j = 0; j < n; j++)
			kx_buf_printf(&b, "%lld %.17g\n",
				(long long)kx_index_chunk(x, hits[j].doc),
				hits[j].score);
		free(hits);
		kx_query_release(&q);
	}
	kx_index_close(x);
	return kx_buf_give(&b);
}

static int64_t segments(struct kx_db *db)
{
	struct kx_stmt *s = kx_db_stmt(db, "select count(*) from segment", &e);
	int64_t n;

	T_INT(kx_db_step(s, &e), 0);
	n = kx_col_int(s, 0);
	kx_db_reset(s);
	return n;
}

static void merge(struct kx_db *db)
{
	char *before = answers(db), *after;

	T_INT(kx_index_merge(db, &e), 0);
	after = answers(db);
	T_STR(after, before);
	T_OK(segments(db) <= KX_INDEX_SEGMENTS);
	free(before);
	free(after);
}

static void kill(struct kx_db *db, uint32_t percent)
{
	int64_t *ids = kx_calloc(nmodel + 1, sizeof(*ids));
	struct kx_buf sql = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < nmodel; i++)
		if (!model[i].dead && rnd(100) < percent) {
			model[i].dead = true;
			ids[n++] = model[i].id;
			kx_buf_printf(&sql, "delete from chunk where id = %lld;",
				(long long)model[i].id);
		}
	ids[n++] = INT64_MAX; /* no segment knows it */
	T_INT(kx_index_kill(db, ids, n, &e), 0);
	T_INT(kx_db_exec(db, kx_buf_text(&sql), &e), 0);
	kx_buf_release(&sql);
	free(ids);
}

/* what the index sees of a store */
static const char tables[] =
	"create table article (id integer primary key, visibility integer);"
	"create table chunk (id integer primary key, article integer);"
	"create table segment (id integer primary key autoincrement, chunks integer not null,"
	" terms integer not null, grams integer not null, docs blob not null, dead blob);"
	"create table posting (segment integer not null, term blob not null,"
	" part integer not null, page blob not null, primary key (segment, term, part))"
	" without rowid";

static struct kx_db *store(void)
{
	struct kx_db *db;

	T_INT(kx_db_open(&db, "sqlite::memory:", KX_DB_CREATE, &e), 0);
	if (kx_db_exec(db, tables, &e))
		T_STR(e.text, "");
	T_INT(kx_db_begin(db, &e), 0);
	return db;
}

static void random_history(uint32_t start, int rounds, uint32_t most)
{
	struct kx_db *db = store();
	struct kx_indexer *x = kx_indexer_new();
	int64_t id = 0;

	seed = start;
	nmodel = 0;
	for (int r = 0; r < rounds; r++) {
		uint32_t n = rnd(4) ? rnd(most / 20 + 2) : rnd(most);

		for (uint32_t i = 0; i < n && nmodel < CHUNKS_MAX; i++)
			add(x, db, id += 1 + (rnd(30) == 0));
		T_INT(kx_indexer_flush(x, db, &e), 0);
		T_INT(kx_indexer_bytes(x) && n, 0);
		if (rnd(3) == 0)
			kill(db, rnd(8) ? rnd(12) : 90);
		if (rnd(2) == 0)
			merge(db);
		if (r % 4 == 0)
			same(db);
	}
	merge(db);
	same(db);
	if (kx_index_check(db, &e))
		T_STR(e.text, "");
	kill(db, 100);
	merge(db);
	T_INT(segments(db), 0);
	same(db);
	kx_indexer_free(x);
	kx_db_close(db);
}

/* Settling: what pays is merged, and nothing else changes. */
static size_t sizes(struct kx_db *db, int64_t *v, size_t cap)
{
	struct kx_index *x;
	uint32_t first, n;
	size_t count;
	bool dead;

	T_INT(kx_index_open(&x, db, &e), 0);
	count = kx_index_segments(x);
	for (size_t i = 0; i < count && i < cap; i++) {
		kx_index_segment(x, i, &first, &n, &dead);
		v[i] = n;
	}
	kx_index_close(x);
	return count;
}

/* of no neighbours is the greatest as small as the others together */
static bool settled(const int64_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t most = v[i], all = v[i];

		for (size_t j = i + 1; j < n; j++) {
			all += v[j];
			most = v[j] > most ? v[j] : most;
			if (2 * most <= all)
				return false;
		}
	}
	return true;
}

static void settle(uint32_t start, int rounds, uint32_t most, bool merged, size_t limit)
{
	struct kx_db *db = store();
	struct kx_indexer *x = kx_indexer_new();
	int64_t v[64], id = 0;
	char *before, *after;
	size_t n = 0;

	seed = start;
	nmodel = 0;
	for (int r = 0; r < rounds; r++) {
		for (uint32_t i = most < 2 ? 1 : 1 + rnd(1 + rnd(most)); i; i--)
			add(x, db, ++id);
		T_INT(kx_indexer_flush(x, db, &e), 0);
		if (most > 1 && rnd(6) == 0)
			kill(db, rnd(30));
		if (merged)
			T_INT(kx_index_merge(db, &e), 0);
		before = r % 5 ? NULL : answers(db);
		T_INT(kx_index_settle(db, &e), 0);
		if (before) {
			after = answers(db);
			T_STR(after, before);
			free(after);
		}
		free(before);
		n = sizes(db, v, 64);
		T_OK(n <= limit && settled(v, n));
	}
	T_OK(n > 1);
	same(db);
	if (kx_index_check(db, &e))
		T_STR(e.text, "");
	kx_indexer_free(x);
	kx_db_close(db);
}

/* What the check finds. */
static void breaches(void)
{
	static const char *const sql[] = {
		"delete from chunk where id = 7",
		"insert into chunk values (99999, 1)",
		"update chunk set article = 1 where id = 2999",
		"update article set visibility = 2 - visibility where id = 3",
		"update segment set dead = x'01' where id = 1",
		"update segment set terms = terms + 1 where id = 2",
		"update segment set grams = grams - 1 where id = 1",
		"update segment set chunks = chunks - 1 where id = 2",
		"update segment set docs = x'' where id = 1",
		"delete from posting where segment = 2 and part = 1",
		"delete from posting where segment = 1 and part = 0",
		"delete from posting where part = (select max(part) from posting)",
		"delete from posting where segment = 2 and term = "
		"(select max(term) from posting where segment = 2)",
		"delete from posting where segment = 2 and term = "
		"(select min(term) from posting where segment = 2)",
		"update posting set page = x'' where segment = 1 and part = 0",
		"insert into posting values (77, x'77', 0, x'01')",
	};
	struct kx_db *db = store();
	struct kx_indexer *x = kx_indexer_new();

	nmodel = 0;
	for (int64_t id = 1; id < 16000; id++) {
		add(x, db, id);
		if (id == 1500)
			T_INT(kx_indexer_flush(x, db, &e), 0);
	}
	T_INT(kx_indexer_flush(x, db, &e), 0);
	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql); i++) {
		T_INT(kx_index_check(db, &e), 0);
		T_INT(kx_db_exec(db, "savepoint whole", &e), 0);
		T_INT(kx_db_exec(db, sql[i], &e), 0);
		if (!kx_index_check(db, &e))
			T_STR("nothing found", sql[i]);
		T_INT(e.code, KX_EINPUT);
		T_INT(kx_db_exec(db, "rollback to whole", &e), 0);
	}
	kx_indexer_free(x);
	kx_db_close(db);
}

/* What a search finds of it: a question fails, and says why. */
static void broken_lists(void)
{
	static const char *const sql[] = {
		/* of the slices of w0: none is last, one behind the last, nonsense */
		"delete from posting where part = (select max(part) from posting)",
		"insert into posting select segment, term, part + 1, page from posting"
		" where part = (select max(part) from posting)",
		"update posting set page = x'02' where part = 1",
		"update posting set page = x'0100' where part = 1",
		"update posting set page = x'03ff7f01' where part = 1", /* too many docs */
		"update posting set page = x'03000000' where part = 1",
		"update posting set page = substr(page, 1, 100) where part = 1",
		"update posting set page = x''",
	};
	struct kx_db *db = store();
	struct kx_indexer *w = kx_indexer_new();
	struct kx_postings p;
	struct kx_index *x;

	nmodel = 0;
	for (int64_t id = 1; id < 16000; id++)
		add(w, db, id);
	T_INT(kx_indexer_flush(w, db, &e), 0);
	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql); i++) {
		T_INT(kx_db_exec(db, "savepoint whole", &e), 0);
		T_INT(kx_db_exec(db, sql[i], &e), 0);
		T_INT(kx_index_open(&x, db, &e), 0);
		memset(&e, 0, sizeof(e));
		if (!postings_of(x, "w0", 2, &p, &e))
			T_STR("nothing found", sql[i]);
		T_INT(e.code, KX_EINPUT);
		T_INT(p.n, 0);
		kx_index_close(x);
		T_INT(kx_db_exec(db, "rollback to whole", &e), 0);
	}
	kx_indexer_free(w);
	kx_db_close(db);
}

/* a segment as large as the budget allows stays within it */
static void memory(void)
{
	struct kx_indexer *x = kx_indexer_new();
	struct kx_buf b = { 0 };

	seed = 3;
	for (int64_t id = 1; id <= 5000; id++) {
		kx_buf_clear(&b);
		for (int i = 0; i < 40; i++)
			kx_buf_printf(&b, "word%u ", rnd(2) ? rnd(100) : rnd(20000));
		kx_indexer_add(x, k, id, id, 0, NULL, "", b.p);
	}
	T_OK(kx_indexer_bytes(x) > 200000 && kx_indexer_bytes(x) < 8000000);
	kx_indexer_free(x);
	kx_indexer_free(NULL);
	kx_buf_release(&b);
}

int main(void)
{
	k = kx_tokenizer_new();
	model = kx_calloc(CHUNKS_MAX, sizeof(*model));
	memory();
	for (uint32_t s = 1; s <= 6; s++)
		random_history(s, 40, 120);
	random_history(100, 24, 3000);
	settle(1, 255, 1, false, 8); /* one by one: as bits of the number */
	settle(2, 60, 300, false, 20);
	settle(3, 60, 300, true, KX_INDEX_SEGMENTS);
	breaches();
	broken_lists();
	free(model);
	kx_tokenizer_free(k);
	return T_END();
}
