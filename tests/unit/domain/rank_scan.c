/* Skipping loses nothing: answers of the ranking against a full count made here, from the
 * texts, by the formula of rank.h. */
#include "domain/rank.h"

#include "../kb.h"
#include "base/map.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

#define DOCS_MAX 7000
#define WITHIN 1e-9 /* of a score, relative */

static struct kx_err e;
static struct kx_tokenizer *k;

/* ---- the articles ------------------------------------------------------------------- */

struct doc {
	int64_t id;
	uint32_t article;
	int visibility;
	bool dead;
	struct kx_buf title, text;
	/* counted here */
	uint32_t *term, *tf; /* distinct terms, words and grams */
	size_t n, cap;
	uint32_t words, grams;
	/* of the question asked last */
	double of_words, of_grams, score;
	uint64_t made_of; /* equal: the same terms, as often, in docs as long */
};

static struct doc *docs;
static size_t ndocs;
static struct kx_map numbers; /* of all terms */

static void count(struct doc *d, const char *term, size_t len, uint32_t weight)
{
	union kx_map_value *v = kx_map_put(&numbers, term, len);
	uint32_t number;
	size_t i = 0;

	if (!v->num)
		v->num = numbers.n;
	number = (uint32_t)v->num;
	while (i < d->n && d->term[i] != number)
		i++;
	if (i == d->cap) {
		d->cap = d->cap ? 2 * d->cap : 32;
		d->term = kx_realloc(d->term, d->cap, sizeof(*d->term));
		d->tf = kx_realloc(d->tf, d->cap, sizeof(*d->tf));
	}
	if (i == d->n) {
		d->term[d->n] = number;
		d->tf[d->n++] = 0;
	}
	d->tf[i] += weight;
}

struct counting {
	struct doc *d;
	uint32_t weight;
};

static void count_gram(const char *gram, size_t len, void *ctx)
{
	struct counting *c = ctx;

	count(c->d, gram, len, c->weight);
	c->d->grams += c->weight;
}

static bool count_word(const struct kx_token *t, void *ctx)
{
	struct counting *c = ctx;

	if (t->stop)
		return true;
	count(c->d, t->term, t->len, c->weight);
	c->d->words += c->weight;
	if (t->word)
		kx_gram_each(t->word, t->word_len, count_gram, c);
	return true;
}

static void count_doc(struct doc *d)
{
	struct counting c = { d, 2 }; /* a word of the title counts twice */

	kx_token_each(k, "en", d->title.p, d->title.len, count_word, &c);
	c.weight = 1;
	kx_token_each(k, "en", d->text.p, d->text.len, count_word, &c);
}

/* what an index keeps of a length, and of a frequency */
static double bounded(uint32_t v)
{
	return v < 65535 ? v : 65535;
}

/* ---- their words -------------------------------------------------------------------- */

static void add_word(struct kx_buf *b, uint32_t i)
{
	static const char *const parts[] = { "re", "card", "pay", "in", "set", "log",
		"out", "ing", "ers", "tax" };
	static const char *const odd[] = { "the", "身份验证", "Größe", "a", "tv",
		"is" };

	if (i % 17 == 3)
		kx_buf_printf(b, "%s ", odd[i / 17 % 6]);
	else if (i < 10)
		kx_buf_printf(b, "%s ", parts[i]);
	else
		kx_buf_printf(b, "%s%s%s ", parts[i % 10], parts[i / 10 % 10],
			i < 100 ? "" : parts[i / 100 % 10]);
}

/* few words are frequent, most are rare */
static uint32_t some_word(void)
{
	uint32_t top = 2u << kb_rnd(9);

	return kb_rnd(top < 900 ? top : 900);
}

static void write_doc(struct doc *d, int64_t id, uint32_t article, bool wordy)
{
	uint32_t n = kb_rnd(wordy ? 9 : 30), word, times;

	memset(d, 0, sizeof(*d));
	d->id = id;
	d->article = article;
	d->visibility = (int)(article % 7 < 5 ? 0 : article % 7 - 4);
	kx_buf_str(&d->title, "");
	kx_buf_str(&d->text, "");
	for (uint32_t i = kb_rnd(4); i; i--)
		add_word(&d->title, some_word());
	/* one in nearly all docs, its times as many bits wide as fill slices */
	for (uint32_t i = wordy ? 1 + kb_rnd(31) : 0; i; i--)
		add_word(&d->text, 1);
	while (n--) {
		word = some_word();
		times = kb_rnd(12) ? 1 : 1 + kb_rnd(9);
		while (times--)
			add_word(&d->text, word);
	}
	if (kb_rnd(500) == 0) /* very long */
		for (uint32_t i = 0; i < 70000; i++)
			kx_buf_str(&d->text, i % 3 ? "tax " : "card ");
	if (kb_rnd(15) == 0 && ndocs > 1) { /* the same again */
		kx_buf_clear(&d->text);
		kx_buf_clear(&d->title);
		kx_buf_str(&d->text, docs[ndocs - 2].text.p);
		kx_buf_str(&d->title, docs[ndocs - 2].title.p);
	}
	count_doc(d);
}

static void forget(void)
{
	for (size_t i = 0; i < ndocs; i++) {
		kx_buf_release(&docs[i].title);
		kx_buf_release(&docs[i].text);
		free(docs[i].term);
		free(docs[i].tf);
	}
	kx_map_release(&numbers);
	memset(&numbers, 0, sizeof(numbers));
	ndocs = 0;
}

static void write_docs(size_t n, bool wordy)
{
	int64_t id = 1;
	uint32_t article = 1, left = 0;

	while (ndocs < n) {
		if (!left) {
			article += 1 + (kb_rnd(20) == 0);
			left = 1 + kb_rnd(5);
		}
		left--;
		id += 1 + (kb_rnd(10) == 0);
		write_doc(&docs[ndocs++], id, article, wordy);
	}
}

static void kill(struct kx_db *db, uint32_t percent)
{
	int64_t *ids = kx_calloc(ndocs, sizeof(*ids));
	size_t n = 0;

	for (size_t i = 0; i < ndocs; i++)
		if (docs[i].dead || kb_rnd(100) < percent) {
			docs[i].dead = true;
			ids[n++] = docs[i].id;
		}
	T_INT(kx_index_kill(db, ids, n, &e), 0);
	free(ids);
}

/* all of them into a store, in so many segments at most; `grow` may merge some */
static struct kx_db *index_docs(size_t segments, bool grow)
{
	struct kx_db *db = kb_new();
	struct kx_indexer *x = kx_indexer_new();
	size_t each = ndocs / segments + 1, next = each;

	T_INT(kx_db_begin(db, &e), 0);
	for (size_t i = 0; i < ndocs; i++) {
		const struct doc *d = &docs[i];

		kx_indexer_add(x, k, d->id, d->article, d->visibility, "en", d->title.p,
			d->text.p);
		if (i + 1 < next && i + 1 < ndocs)
			continue;
		next += each;
		T_INT(kx_indexer_flush(x, db, &e), 0);
		if (grow)
			T_INT(kx_index_settle(db, &e), 0);
	}
	kx_indexer_free(x);
	return db;
}

/* ---- a full count ------------------------------------------------------------------- */

static const struct kx_rank_opts *asked; /* for by_score */

static bool may_see(const struct doc *d, const struct kx_rank_opts *o)
{
	if (d->dead || d->visibility > o->visibility)
		return false;
	return !o->allowed ||
	       (d->article < o->allowed_bits &&
		       o->allowed[d->article / 64] >> (d->article % 64) & 1);
}

static uint32_t frequency(const struct doc *d, uint32_t number)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->term[i] == number)
			return d->tf[i];
	return 0;
}

/* add a term of the question to all docs */
static void add_term(const char *term, size_t len, double weight, bool gram, size_t *df,
	double live, double mean)
{
	union kx_map_value *v = kx_map_get(&numbers, term, len);
	double idf, tf, length;

	*df = 0;
	if (!v)
		return;
	for (size_t i = 0; i < ndocs; i++)
		*df += !docs[i].dead && frequency(&docs[i], (uint32_t)v->num);
	idf = log(1 + (live - (double)*df + 0.5) / ((double)*df + 0.5));
	for (size_t i = 0; i < ndocs; i++) {
		struct doc *d = &docs[i];

		tf = bounded(frequency(d, (uint32_t)v->num));
		if (tf == 0)
			continue;
		length = bounded(gram ? d->grams : d->words);
		*(gram ? &d->of_grams : &d->of_words) +=
			(gram ? 0.2 : 1) * weight * idf * (tf * (1.2 + 1)) /
			(tf + 1.2 * (1 - 0.75 + 0.75 * length / mean));
		d->made_of = (d->made_of ^ v->num) * 0x100000001b3u;
		d->made_of = (d->made_of ^ (uint64_t)tf) * 0x100000001b3u;
	}
}

static size_t wrong_df; /* terms that are in another number of docs */

static void count_all(const struct kx_query *q, const struct kx_rank_opts *o)
{
	double live = 0, words = 0, grams = 0;
	size_t df;

	for (size_t i = 0; i < ndocs; i++) {
		docs[i].of_words = docs[i].of_grams = 0;
		docs[i].made_of = (uint64_t)bounded(docs[i].words) << 32 |
				  (uint64_t)bounded(docs[i].grams);
		live += !docs[i].dead;
		words += docs[i].dead ? 0 : bounded(docs[i].words);
		grams += docs[i].dead ? 0 : bounded(docs[i].grams);
	}
	for (size_t i = 0; i < q->n; i++) {
		add_term(q->terms[i].term, q->terms[i].len, q->terms[i].weight, false,
			&df, live, words / live);
		wrong_df += df != q->terms[i].df;
	}
	for (size_t i = 0; i < q->ngrams && !o->words_only; i++) {
		add_term(q->grams[i].gram, q->grams[i].len, q->grams[i].weight, true,
			&df, live, grams / live);
		wrong_df += df != q->grams[i].df;
	}
	for (size_t i = 0; i < ndocs; i++)
		docs[i].score =
			may_see(&docs[i], o) ? docs[i].of_words + docs[i].of_grams : 0;
}

static int by_score(const void *a, const void *b)
{
	const struct doc *const *s = a, *const *t = b;

	if ((*s)->score != (*t)->score)
		return (*s)->score > (*t)->score ? -1 : 1;
	return *s < *t ? -1 : *s > *t;
}

static bool near(double a, double b)
{
	return fabs(a - b) <= WITHIN * fabs(a);
}

/* scores that may come out in either order because they are added up in another one */
static bool unclear(const struct doc *a, const struct doc *b)
{
	return near(a->score, b->score) && a->made_of != b->made_of;
}

struct wanted {
	const struct doc **v;
	size_t n;
	bool unclear; /* which article is the last */
};

/* what the answer must be */
static void want(struct wanted *w)
{
	const struct kx_rank_opts *o = asked;
	size_t each = o->per_article ? o->per_article : 1, articles = 0, n = 0;
	const struct doc **all = kx_calloc(ndocs + 1, sizeof(struct doc *));
	unsigned char *taken = kx_calloc(2 * DOCS_MAX, 1), *chosen;

	chosen = taken + DOCS_MAX;
	w->v = all;
	w->n = 0;
	w->unclear = false;
	for (size_t i = 0; i < ndocs; i++)
		if (docs[i].score > 0)
			all[n++] = &docs[i];
	qsort(all, n, sizeof(*all), by_score);
	for (size_t i = 0, last = 0; i < n; i++) {
		if (chosen[all[i]->article])
			continue;
		if (articles == o->k) {
			w->unclear = o->k && unclear(all[i], all[last]);
			break;
		}
		chosen[all[i]->article] = 1;
		articles++;
		last = i;
	}
	for (size_t i = 0; i < n; i++)
		if (chosen[all[i]->article] && taken[all[i]->article]++ < each)
			w->v[w->n++] = all[i];
	free(taken);
}

/* ---- comparing ---------------------------------------------------------------------- */

static size_t answers, unclear_answers, hits_seen;

static const struct doc *doc_of(const struct kx_index *x, const struct kx_ranked *r)
{
	int64_t id = kx_index_chunk(x, r->doc);
	size_t i = 0;

	while (docs[i].id != id)
		i++;
	return &docs[i];
}

static void compare(const struct kx_index *x, const struct kx_ranked *r, size_t n)
{
	struct wanted w;
	size_t wrong = 0;

	want(&w);
	answers++;
	hits_seen += n;
	wrong += n != w.n;
	for (size_t i = 0; i < n && i < w.n; i++) {
		const struct doc *d = doc_of(x, &r[i]);

		wrong += !near(d->score, r[i].score) || d->article != r[i].article ||
			 !near(d->of_words, r[i].words) ||
			 !near(d->of_grams, r[i].grams) ||
			 !near(r[i].score, r[i].words + r[i].grams);
		wrong += i && (r[i].score > r[i - 1].score ||
				      (r[i].score == r[i - 1].score &&
					      r[i].doc <= r[i - 1].doc));
		if (!w.unclear)
			wrong += d != w.v[i] && !unclear(d, w.v[i]);
	}
	if (w.unclear)
		unclear_answers++;
	else
		T_INT(wrong, 0);
	free(w.v);
}

static void random_options(struct kx_rank_opts *o, uint64_t *allowed)
{
	*o = (struct kx_rank_opts){ .k = kb_rnd(3) ? 1 + kb_rnd(12) : 1 + kb_rnd(50),
		.per_article = kb_rnd(3) ? kb_rnd(2) : 3,
		.visibility = (int)kb_rnd(3),
		.words_only = kb_rnd(3) == 0 };
	if (kb_rnd(3))
		return;
	o->allowed = allowed;
	o->allowed_bits = kb_rnd(2) ? DOCS_MAX : kb_rnd(200);
	for (size_t i = 0; i < DOCS_MAX / 64 + 1; i++)
		allowed[i] = (uint64_t)kb_rnd(UINT32_MAX) << 32 | kb_rnd(UINT32_MAX);
}

static void random_question(struct kx_query *q)
{
	struct kx_buf text = { 0 };

	kx_buf_str(&text, "");
	for (uint32_t i = 1 + kb_rnd(6); i; i--)
		add_word(&text, some_word());
	if (kb_rnd(8) == 0)
		kx_buf_str(&text, " unheardof card");
	kx_query_parse(q, k, "en", text.p, text.len);
	kx_buf_release(&text);
	if (kb_rnd(2))
		return;
	for (size_t i = 0; i < q->n; i++)
		q->terms[i].weight = kb_rnd(8) ? kb_rnd(300) / 100.0 : 0;
	for (size_t i = 0; i < q->ngrams; i++)
		q->grams[i].weight = kb_rnd(8) ? kb_rnd(300) / 100.0 : 0;
}

/* the parts of the scores of some docs */
static void score_some(struct kx_ranker *r, const struct kx_index *x)
{
	struct kx_ranked *rows = kx_calloc(ndocs, sizeof(*rows));
	size_t n = 0, wrong = 0;

	for (uint32_t i = kb_rnd(20); i < kx_index_size(x); i += 1 + kb_rnd(40))
		rows[n++].doc = i;
	T_INT(kx_ranker_score(r, asked, rows, n, &e), 0);
	for (size_t i = 0; i < n; i++) {
		const struct doc *d = doc_of(x, &rows[i]);

		wrong += !near(d->of_words, rows[i].words) ||
			 !near(d->of_grams, rows[i].grams) ||
			 rows[i].score != rows[i].words + rows[i].grams ||
			 rows[i].article != d->article;
	}
	T_INT(wrong, 0);
	free(rows);
}

/* What a heap of few lets be passed by, against one that takes everything and so never
 * knows a bar: to the last bit. */
static void skipping(struct kx_ranker *r, const struct kx_rank_opts *o)
{
	struct kx_rank_opts all = *o, few = *o;
	struct kx_ranked *a, *b;
	size_t n, m;

	all.k = ndocs + 1;
	all.per_article = few.per_article = 1;
	T_INT(kx_ranker_top(r, &few, &a, &n, &e), 0);
	T_INT(kx_ranker_top(r, &all, &b, &m, &e), 0);
	T_INT(n, m < o->k ? m : o->k);
	T_OK(!n || !memcmp(a, b, n * sizeof(*a)));
	free(a);
	free(b);
}

static void ask(struct kx_index *x)
{
	uint64_t allowed[DOCS_MAX / 64 + 1];
	struct kx_rank_opts o;
	struct kx_ranked *rows;
	struct kx_ranker *r;
	struct kx_query q;
	size_t n;

	random_options(&o, allowed);
	random_question(&q);
	asked = &o;
	r = kx_ranker_new(x, &q);
	T_INT(kx_ranker_find(r, kb_rnd(2) ? true : o.words_only, &e), 0);
	/* words may come to it later */
	if (kb_rnd(4) == 0)
		kx_query_more(&q, k, "en", "pay tax setlogout", 17, 0.4);
	T_INT(kx_ranker_find(r, o.words_only, &e), 0);
	T_INT(kx_ranker_top(r, &o, &rows, &n, &e), 0);
	count_all(&q, &o);
	compare(x, rows, n);
	free(rows);
	score_some(r, x);
	skipping(r, &o);
	/* and again, after that */
	T_INT(kx_ranker_top(r, &o, &rows, &n, &e), 0);
	compare(x, rows, n);
	free(rows);
	kx_ranker_free(r);
	kx_query_release(&q);
}

/* one set of articles, asked about in each of the forms that it may be stored in */
static void ask_all(size_t n, bool wordy, size_t segments, uint32_t dead, int questions)
{
	struct kx_index *x;
	struct kx_db *db;

	write_docs(n, wordy);
	db = index_docs(segments, kb_rnd(3) == 0);
	for (int round = 0; round < 3; round++) {
		if (round == 1)
			kill(db, dead);
		if (round == 2)
			T_INT(kx_index_merge(db, &e), 0);
		T_INT(kx_index_open(&x, db, &e), 0);
		for (int i = 0; i < questions; i++)
			ask(x);
		kx_index_close(x);
	}
	if (wordy && segments == 1)
		T_OK(kb_int(db, "select count(*) from posting where part > 0") > 0);
	kx_db_close(db);
	forget();
}

/* ---- one segment, or many ----------------------------------------------------------- */

static struct kx_ranked *best_of(
	struct kx_index *x, const struct kx_rank_opts *o, size_t *n)
{
	struct kx_ranked *rows;
	struct kx_query q;

	random_question(&q);
	T_INT(kx_rank(x, &q, o, &rows, n, &e), 0);
	kx_query_release(&q);
	return rows;
}

static void one_or_many(size_t n, size_t segments, uint32_t dead)
{
	uint64_t allowed[DOCS_MAX / 64 + 1];
	struct kx_rank_opts o;
	struct kx_index *x, *y;
	struct kx_ranked *a, *b;
	struct kx_db *one, *many;
	size_t na, nb, found = 0;
	uint32_t before;

	write_docs(n, false);
	one = index_docs(1, false);
	many = index_docs(segments, false);
	kill(one, dead);
	kill(many, 0); /* the same ones */
	T_INT(kx_index_open(&x, one, &e), 0);
	T_INT(kx_index_open(&y, many, &e), 0);
	T_OK(kx_index_segments(x) == 1 && kx_index_segments(y) + 1 >= segments);
	T_OK(kx_index_mean(x) == kx_index_mean(y));
	for (int i = 0; i < 60; i++) {
		random_options(&o, allowed);
		before = kb_seed;
		a = best_of(x, &o, &na);
		kb_seed = before;
		b = best_of(y, &o, &nb);
		T_INT(na, nb);
		T_OK(!na || na != nb || !memcmp(a, b, na * sizeof(*a)));
		found += na;
		free(a);
		free(b);
	}
	T_OK(found > 200);
	kx_index_close(x);
	kx_index_close(y);
	kx_db_close(one);
	kx_db_close(many);
	forget();
}

/* ---- by a hair ---------------------------------------------------------------------- */

/* The chunk that comes first with k = 1, which is never above all that was asked for with
 * a k so large that nothing is passed by. */
static int64_t winner(struct kx_index *x, struct kx_query *q, bool words_only)
{
	struct kx_rank_opts o = { .k = 1, .words_only = words_only };
	struct kx_ranker *r = kx_ranker_new(x, q);
	struct kx_ranked *best, *all;
	int64_t id;
	size_t n, m;

	T_INT(kx_ranker_find(r, words_only, &e), 0);
	T_INT(kx_ranker_top(r, &o, &best, &n, &e), 0);
	o.k = kx_index_size(x);
	T_INT(kx_ranker_top(r, &o, &all, &m, &e), 0);
	T_INT(n, 1);
	T_OK(n && m && !memcmp(best, all, sizeof(*best)));
	id = n ? kx_index_chunk(x, best->doc) : 0;
	free(best);
	free(all);
	kx_ranker_free(r);
	return id;
}

static void repeat(struct kx_buf *b, const char *word, size_t times)
{
	while (times--)
		kx_buf_printf(b, "%s ", word);
}

/* Docs of one length in two segments; all have a word so often, a late one once more: the
 * head of its block promises just what it keeps. */
static void tight(size_t times, size_t n, size_t late)
{
	struct kx_db *db = kb_new();
	struct kx_indexer *w = kx_indexer_new();
	struct kx_buf text = { 0 };
	struct kx_index *x;
	struct kx_query q;

	for (size_t i = 0; i < n; i++) {
		kx_buf_clear(&text);
		repeat(&text, "tax", times + (i == late));
		repeat(&text, "log", 3 - (i == late));
		repeat(&text, "card", 2);
		kx_indexer_add(w, k, (int64_t)i, (int64_t)i, 0, "en", "", text.p);
		if (i == n / 2)
			T_INT(kx_indexer_flush(w, db, &e), 0);
	}
	T_INT(kx_indexer_flush(w, db, &e), 0);
	T_INT(kx_index_open(&x, db, &e), 0);
	for (int i = 0; i < 3; i++) {
		kx_query_parse(&q, k, "en", i == 2 ? "tax card" : "tax log", i ? 8 : 3);
		/* idf is next to nothing */
		for (size_t j = 0; j < q.n; j++)
			q.terms[j].weight = strcmp(q.terms[j].term, "log") ? 1e7 : 1;
		T_INT(winner(x, &q, i < 2), late);
		kx_query_release(&q);
	}
	kx_index_close(x);
	kx_indexer_free(w);
	kx_buf_release(&text);
	kx_db_close(db);
}

/* Of two segments the second has the better doc, by the last bit of a sum that is rounded
 * another way when it is added up from the other end. */
static void rounding(void)
{
	static const char text[] = "tax tv ab cd ef gh ij kl";
	struct kx_rank_opts o = { .words_only = true };
	struct kx_ranked rows[2];
	struct kx_db *db = kb_new();
	struct kx_indexer *w = kx_indexer_new();
	struct kx_index *x;
	struct kx_query q;

	kx_indexer_add(w, k, 1, 1, 0, "en", "", "tax");
	T_INT(kx_indexer_flush(w, db, &e), 0);
	kx_indexer_add(w, k, 2, 2, 0, "en", "", text + 4);
	T_INT(kx_indexer_flush(w, db, &e), 0);
	T_INT(kx_index_open(&x, db, &e), 0);
	kx_query_parse(&q, k, "en", text, strlen(text));
	kb_seed = 5;
	for (int i = 0; i < 300; i++) {
		for (size_t j = 0; j < q.n; j++)
			q.terms[j].weight = 1 + kb_rnd(1000000) / 333333.3;
		for (int step = 0; step < 20; step++) {
			struct kx_ranker *r = kx_ranker_new(x, &q);

			rows[0].doc = 0;
			rows[1].doc = 1;
			T_INT(kx_ranker_find(r, true, &e), 0);
			T_INT(kx_ranker_score(r, &o, rows, 2, &e), 0);
			kx_ranker_free(r);
			if (step && rows[0].score < rows[1].score)
				break;
			q.terms[0].weight = step ? nextafter(q.terms[0].weight, 0)
						 : q.terms[0].weight * rows[1].score /
							    rows[0].score * (1 + 1e-15);
		}
		T_OK(rows[0].score < rows[1].score &&
			near(rows[0].score, rows[1].score));
		T_INT(winner(x, &q, true), 2);
	}
	kx_query_release(&q);
	kx_index_close(x);
	kx_indexer_free(w);
	kx_db_close(db);
}

int main(void)
{
	k = kx_tokenizer_new();
	docs = kx_calloc(DOCS_MAX, sizeof(*docs));
	for (int i = 0; i < 60; i++) {
		kb_seed = 1000u + (uint32_t)i;
		ask_all(1 + kb_rnd(kb_rnd(4) ? 60 : 700), false, 1 + kb_rnd(12),
			kb_rnd(60), 4);
	}
	/* several windows, lists in slices */
	ask_all(6500, true, 1, 5, 6);
	ask_all(6900, true, 2, 30, 6);
	ask_all(6000, false, 9, 0, 6);
	for (uint32_t i = 0; i < 6; i++)
		one_or_many(200 + 300 * i, 2 + 3 * i, 10 * i);
	for (size_t late = 0; late < 260; late += 1 + late / 5)
		tight(1 + late, 260, late);
	tight(1000, 300, 270);
	tight(20, 2500, 2400);
	tight(3, 5, 4);
	rounding();
	T_INT(wrong_df, 0);
	T_OK(unclear_answers * 20 < answers);
	T_OK(hits_seen > 10 * answers / 2);
	free(docs);
	kx_tokenizer_free(k);
	return T_END();
}
