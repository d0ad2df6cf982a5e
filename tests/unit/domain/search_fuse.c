#include "domain/search_fuse.h"
#include "../kb.h"
#include "base/buf.h"
#include "base/mem.h"
#include "domain/vectors.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#define SIZE 3

static struct kx_err e;

/* chunks of articles: text and vector, an article's one after the other */
struct piece {
	const char *article, *text;
	float v[SIZE];
	int visibility;
};

static const struct piece pieces[] = {
	{ "tea", "green tea leaves", { 1, 0, 0 }, 0 },
	{ "tea", "green tea water", { .9f, .1f, 0 }, 0 },
	{ "tea", "black tea", { .8f, .2f, 0 }, 0 },
	{ "cup", "cups of porcelain", { .7f, .7f, 0 }, 0 },
	{ "pot", "a pot for tea", { 0, 1, 0 }, 0 },
	{ "shop", "the shop", { -1, 0, 0 }, 0 },
	{ "staff", "green tea for the staff", { 1, 0, .01f }, 2 },
};

static void add(struct kx_ingest *g, size_t first, size_t n)
{
	struct kx_chunk c[8] = { 0 };
	struct kx_vector vec[8];
	struct kx_article a = kb_article(pieces[first].article, "", NULL);
	char *text[8], none[] = "";

	a.visibility = pieces[first].visibility;
	for (size_t i = 0; i < n; i++) {
		const struct piece *p = &pieces[first + i];

		text[i] = kx_strdup(p->text);
		c[i] = (struct kx_chunk){
			.heading = none, .text = text[i], .end = strlen(p->text)
		};
		vec[i] = (struct kx_vector){ (float *)p->v, SIZE, "m" };
	}
	T_INT(kx_ingest_add_chunks(g, &a, c, vec, n, "here", &e), 0);
	while (n)
		free(text[--n]);
}

static struct kx_db *store(void)
{
	const size_t total = sizeof(pieces) / sizeof(*pieces);
	struct kx_ingest_opts o = { .jobs = 1 };
	struct kx_db *db = kb_new();
	struct kx_ingest *g = kx_ingest_new(db, &o);
	size_t i, n;

	for (i = 0; i < total; i += n) {
		for (n = 1; i + n < total &&
			    !strcmp(pieces[i].article, pieces[i + n].article);
			n++)
			;
		add(g, i, n);
	}
	T_INT(kx_ingest_commit(g, &e), 0);
	kx_ingest_free(g);
	return db;
}

/* ---- a ranking, told as "chunk chunk ..." ------------------------------------------- */

struct desk {
	struct kx_db *db;
	struct kx_index *x;
	struct kx_vectors v;
	struct kx_tokenizer *k;
};

static const float east[] = { 1, 0, 0 };

static struct kx_ranking ranking(struct desk *d, size_t k, size_t per_article)
{
	return (struct kx_ranking){ .db = d->db,
		.o = { .k = k, .per_article = per_article },
		.vectors = d->v.file,
		.vector = east,
		.weight = 1 };
}

static void told(struct kx_buf *b, const struct kx_row *rows, size_t n)
{
	kx_buf_clear(b);
	for (size_t i = 0; i < n; i++) {
		T_OK(!i || rows[i].score <= rows[i - 1].score);
		kx_buf_printf(b, "%s%lld", i ? " " : "", (long long)rows[i].chunk);
	}
}

/* by text too, when there is a question */
static const char *run(struct desk *d, struct kx_ranking *g, const char *question)
{
	static struct kx_buf b;
	struct kx_query q = { 0 };
	struct kx_row *rows;
	size_t n;

	if (question) {
		kx_query_parse(&q, d->k, "en", question, strlen(question));
		g->x = d->x;
		g->ranker = kx_ranker_new(d->x, &q);
		T_INT(kx_ranker_find(g->ranker, false, &e), 0);
	}
	T_INT(kx_ranking_run(g, &rows, &n, &e), 0);
	told(&b, rows, n);
	for (size_t i = 0; i < n && !g->ranker; i++)
		T_OK(rows[i].score == rows[i].vector && !(rows[i].words > 0));
	free(rows);
	kx_ranker_free(g->ranker);
	g->ranker = NULL;
	kx_query_release(&q);
	return kx_buf_text(&b);
}

/* chunks are numbered as the pieces, from 1 */
static void by_vectors(struct desk *d)
{
	struct kx_ranking g = ranking(d, 10, 1);
	uint64_t allowed[1] = { 0 };

	T_STR(run(d, &g, NULL), "1 4");
	g = ranking(d, 10, 2);
	T_STR(run(d, &g, NULL), "1 2 4");
	g = ranking(d, 1, 5);
	T_STR(run(d, &g, NULL), "1 2 3");
	g = ranking(d, 1, 0);
	T_STR(run(d, &g, NULL), "1");
	g.o.visibility = 2;
	T_STR(run(d, &g, NULL), "1");
	g.o.k = 2;
	T_STR(run(d, &g, NULL), "1 7");
	g.exact = true;
	T_STR(run(d, &g, NULL), "1 7");
	/* only articles 2 and 5 */
	g = ranking(d, 10, 1);
	allowed[0] = 1u << 2 | 1u << 5;
	g.o.allowed = allowed;
	g.o.allowed_bits = 64;
	T_STR(run(d, &g, NULL), "4");
	g.o.visibility = 2;
	T_STR(run(d, &g, NULL), "7 4");
	g.o.allowed_bits = 3;
	T_STR(run(d, &g, NULL), "4");
}

static void by_text(struct desk *d)
{
	struct kx_ranking g = ranking(d, 10, 1);

	g.vectors = NULL;
	T_STR(run(d, &g, "porcelain"), "4");
	T_STR(run(d, &g, "shops"), "6");
	T_STR(run(d, &g, "unheard"), "");
	/* with a word, pieces of words are noise; unless all is wanted */
	T_STR(run(d, &g, "porcelain lea"), "4");
	g.o.per_article = 3;
	T_STR(run(d, &g, "black tea"), "3 5 1 2");
	g.o.visibility = 2;
	g.o.k = 1;
	T_STR(run(d, &g, "green staff"), "7");
}

static void by_both(struct desk *d)
{
	struct kx_ranking g = ranking(d, 10, 1);

	/* what only one of them finds is there, too */
	T_STR(run(d, &g, "pot"), "1 5 4");
	g.weight = .1;
	T_STR(run(d, &g, "pot"), "5 1 4");
	g.weight = 1;
	T_STR(run(d, &g, "unheard"), "1 4");
	T_STR(run(d, &g, "shop"), "1 6 4");
	g.o.k = 1;
	T_STR(run(d, &g, "pot"), "1");
	g.o.k = 2;
	g.o.per_article = 2;
	T_STR(run(d, &g, "pot"), "1 5 2");
	g.o.visibility = 2;
	g.o.per_article = 1;
	T_STR(run(d, &g, "staff"), "7 1");
}

/* equal parts for the best of both: text / highest + weight * cosine / highest */
static void the_sum(struct desk *d)
{
	struct kx_ranking g = ranking(d, 10, 1);
	struct kx_query q = { 0 };
	struct kx_row *rows;
	size_t n;

	g.weight = .5;
	kx_query_parse(&q, d->k, "en", "pot", 3);
	g.x = d->x;
	g.ranker = kx_ranker_new(d->x, &q);
	T_INT(kx_ranker_find(g.ranker, false, &e), 0);
	T_INT(kx_ranking_run(&g, &rows, &n, &e), 0);
	T_INT(n, 3);
	T_INT(rows[0].chunk, 5);
	T_OK(fabs(rows[0].score - 1) < 1e-6);
	T_OK(fabs(rows[0].vector) < 1e-6);
	T_INT(rows[1].chunk, 1);
	T_OK(fabs(rows[1].score - .5) < 1e-6);
	T_OK(fabs(rows[1].vector - 1) < 1e-6);
	T_OK(fabs(rows[2].score - .5 * sqrt(.5)) < 1e-6);
	free(rows);
	kx_ranker_free(g.ranker);
	kx_query_release(&q);
}

/* a question that is no number, or a file cut short: told, and nothing is freed twice */
static void what_fails(struct desk *d)
{
	const float nan[] = { NAN, 0, 0 };
	struct kx_ranking g = ranking(d, 10, 1);
	struct kx_query q = { 0 };
	struct kx_row *rows;
	size_t n;

	g.vector = nan;
	T_INT(kx_ranking_run(&g, &rows, &n, &e), -1);
	T_INT(e.code, KX_EINPUT);
	free(rows);
	kx_query_parse(&q, d->k, "en", "pot", 3);
	g.x = d->x;
	g.ranker = kx_ranker_new(d->x, &q);
	T_INT(kx_ranker_find(g.ranker, false, &e), 0);
	T_INT(kx_ranking_run(&g, &rows, &n, &e), -1);
	free(rows);
	kx_ranker_free(g.ranker);
	kx_query_release(&q);
}

/* more chunks of one article than are looked at first */
static void a_long_article(void)
{
	struct kx_ingest_opts o = { .jobs = 1 };
	struct desk d = { .db = kb_new(), .k = kx_tokenizer_new() };
	struct kx_ingest *g = kx_ingest_new(d.db, &o);
	struct kx_article a = kb_article("long", "", NULL);
	struct kx_chunk c[300] = { 0 };
	struct kx_vector vec[300];
	float v[300][SIZE] = { 0 };
	char none[] = "", text[] = "words";
	struct kx_ranking r;

	for (size_t i = 0; i < 300; i++) {
		v[i][0] = 1;
		v[i][1] = (float)i / 1000;
		c[i] = (struct kx_chunk){ .heading = none, .text = text, .end = 5 };
		vec[i] = (struct kx_vector){ v[i], SIZE, "m" };
	}
	T_INT(kx_ingest_add_chunks(g, &a, c, vec, 300, "here", &e), 0);
	a.name = "short";
	v[0][1] = 1;
	T_INT(kx_ingest_add_chunks(g, &a, c, vec, 1, "here", &e), 0);
	T_INT(kx_ingest_commit(g, &e), 0);
	kx_ingest_free(g);
	T_INT(kx_vectors_open(&d.v, d.db, &e), 0);
	r = ranking(&d, 2, 1);
	T_STR(run(&d, &r, NULL), "1 301");
	r.o.per_article = 3;
	T_STR(run(&d, &r, NULL), "1 2 3 301");
	kx_vectors_close(&d.v);
	kx_tokenizer_free(d.k);
	kx_db_close(d.db);
}

int main(void)
{
	struct desk d = { .db = store(), .k = kx_tokenizer_new() };

	T_INT(kx_index_open(&d.x, d.db, &e), 0);
	T_INT(kx_vectors_open(&d.v, d.db, &e), 0);
	by_vectors(&d);
	by_text(&d);
	by_both(&d);
	the_sum(&d);
	what_fails(&d);
	kx_vectors_close(&d.v);
	kx_index_close(d.x);
	kx_tokenizer_free(d.k);
	kx_db_close(d.db);
	a_long_article();
	return T_END();
}
