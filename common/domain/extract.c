#include "domain/extract.h"

#include "base/buf.h"
#include "base/mem.h"
#include "domain/passage.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAME 1.2    /* more of an article that is quoted already reads better */
#define LEANING 0.9 /* a sentence that points at one which is not quoted */
#define FLOOR 0.05  /* of the best unit's value: less is not worth reading */
#define OTHER 0.15  /* the same for a further article */
#define SPACE 0.75  /* power of the words that a unit takes */

struct picker {
	const struct kx_hit *hits;
	const struct kx_passages *p;
	struct kx_extract_opts o;
	size_t *article; /* of each hit: position of the first hit of its article */
	size_t articles; /* quoted so far */
	bool *on;        /* pieces taken */
	bool *told;      /* terms taken */
	bool *hit_on;    /* hits taken from */
	bool *cut_after; /* pieces after which a procedure was cut */
	size_t words;    /* left */
	double best;     /* value of the first unit taken */
};

/* ---- choosing -----------------------------------------------------------------------
 */

static bool article_on(const struct picker *k, size_t hit)
{
	for (size_t i = 0; i < KX_PASSAGE_HITS_MAX; i++)
		if (k->hit_on[i] && k->article[i] == k->article[hit])
			return true;
	return false;
}

struct sums {
	size_t words;
	double news; /* weight of what was not told yet */
};

static void sum_up(const struct picker *k, size_t from, size_t to, struct sums *s)
{
	for (; from < to; from++) {
		const struct kx_piece *e = &k->p->pieces[from];

		if (k->on[from])
			continue;
		s->words += e->words;
		for (size_t i = 0; i < e->nids; i++)
			if (!k->told[e->ids[i]])
				s->news += k->p->weight[e->ids[i]];
	}
}

/* 0: nothing to gain, or no room */
static double value(const struct picker *k, const struct kx_unit *u, bool any_length)
{
	const struct kx_piece *first = &k->p->pieces[u->from];
	bool known = article_on(k, first->hit);
	struct sums s = { 0 };
	double v;

	sum_up(k, u->lead, u->stem, &s);
	sum_up(k, u->from, u->to, &s);
	if (s.words == 0)
		return 0;
	if (!any_length && s.words + u->cut > k->words)
		return 0;
	if (!known && k->articles == k->o.articles)
		return 0;
	v = u->worth * s.news / pow((double)s.words, SPACE);
	if (known)
		v *= SAME;
	if (first->leans && u->from > 0 && first[-1].hit == first->hit &&
		!k->on[u->from - 1])
		v *= LEANING;
	if (v < k->best * (known ? FLOOR : OTHER))
		return 0;
	return v;
}

static void take(struct picker *k, size_t from, size_t to)
{
	for (; from < to; from++) {
		const struct kx_piece *e = &k->p->pieces[from];

		if (k->on[from])
			continue;
		k->on[from] = true;
		k->words -= e->words < k->words ? e->words : k->words;
		for (size_t i = 0; i < e->nids; i++)
			k->told[e->ids[i]] = true;
	}
}

static bool pick(struct picker *k, bool any_length)
{
	const struct kx_unit *u = NULL;
	double most = 0;
	size_t hit;

	for (size_t i = 0; i < k->p->nunits; i++) {
		double v = value(k, &k->p->units[i], any_length);

		if (v > most) {
			most = v;
			u = &k->p->units[i];
		}
	}
	if (!u)
		return false;
	hit = k->p->pieces[u->from].hit;
	k->best = k->best > 0 ? k->best : most;
	k->articles += !article_on(k, hit);
	if (u->cut && k->words > 0) /* the dots where a procedure goes on */
		k->words--;
	k->hit_on[hit] = true;
	take(k, u->lead, u->stem);
	take(k, u->from, u->to);
	k->cut_after[u->to - 1] |= u->cut;
	return true;
}

/* ---- writing ------------------------------------------------------------------------
 */

struct writer {
	const struct picker *k;
	struct kx_arena *a;
	struct kx_buf text;
	struct kx_citation *cites;
	size_t n;
	size_t numbers[KX_PASSAGE_HITS_MAX]; /* the article of each number */
	int count;
};

static int number_of(struct writer *w, size_t article)
{
	for (int i = 0; i < w->count; i++)
		if (w->numbers[i] == article)
			return i + 1;
	w->numbers[w->count++] = article;
	return w->count;
}

static bool is_line(const struct kx_piece *e)
{
	return e->s.kind == KX_SENTENCE_ITEM || e->s.kind == KX_SENTENCE_ROW ||
	       e->s.kind == KX_SENTENCE_CODE;
}

static void put_words(struct kx_buf *b, const char *s, size_t n)
{
	bool gap = false;

	for (size_t i = 0; i < n; i++) {
		if (isspace((unsigned char)s[i])) {
			gap = true;
			continue;
		}
		if (gap)
			kx_buf_char(b, ' ');
		gap = false;
		kx_buf_char(b, s[i]);
	}
}

/* What parts piece e from the one written before it. */
static const char *joint(const struct kx_piece *before, const struct kx_piece *e)
{
	if (before->stretch != e->stretch)
		return "\n\n";
	if (before->hit == e->hit && before->s.block == e->s.block)
		return " ";
	if (is_line(e))
		return "\n";
	if (is_line(before))
		return "\n\n";
	return " ";
}

static void cite(struct writer *w, int n, size_t hit, size_t from, size_t to)
{
	const struct kx_piece *p = w->k->p->pieces;
	struct kx_citation *c = &w->cites[w->n++];

	c->n = n;
	c->hit = hit;
	c->at = p[from].s.at;
	c->len = p[to - 1].s.at + p[to - 1].s.len - c->at;
	c->quote = kx_arena_strndup(w->a, w->k->hits[hit].text + c->at, c->len);
}

/* The number of its article behind what was written last. */
static void mark(struct writer *w, const struct kx_piece *last)
{
	/* in a line of code it would be copied with it */
	kx_buf_printf(&w->text, "%c[%d]", last->s.kind == KX_SENTENCE_CODE ? '\n' : ' ',
		number_of(w, w->k->article[last->hit]));
}

static void write_hit(struct writer *w, size_t hit, const struct kx_piece **last)
{
	const struct picker *k = w->k;
	const struct kx_passages *p = k->p;
	const char *text = k->hits[hit].text;
	size_t run = 0, i = 0;
	int n = number_of(w, k->article[hit]);

	while (p->pieces[i].hit != hit)
		i++;
	for (; i < p->npieces && p->pieces[i].hit == hit; i++) {
		const struct kx_piece *e = &p->pieces[i];

		if (!k->on[i])
			continue;
		if (i == 0 || !k->on[i - 1] || e[-1].hit != hit)
			run = i;
		if (*last && (*last)->stretch != e->stretch)
			mark(w, *last);
		if (*last)
			kx_buf_str(&w->text, joint(*last, e));
		if (e->s.kind == KX_SENTENCE_CODE)
			kx_buf_add(&w->text, text + e->s.at, e->s.len);
		else
			put_words(&w->text, text + e->s.at, e->s.len);
		if (k->cut_after[i] && !k->on[i + 1])
			kx_buf_str(&w->text, " …");
		*last = e;
		if (i + 1 == p->npieces || !k->on[i + 1] || e[1].hit != hit)
			cite(w, n, hit, run, i + 1);
	}
}

static bool comes_before(const struct picker *k, size_t a, size_t b)
{
	if (k->article[a] != k->article[b])
		return k->article[a] < k->article[b];
	if (k->hits[a].start != k->hits[b].start)
		return k->hits[a].start < k->hits[b].start;
	return a < b;
}

static void write_answer(
	struct kx_extract *x, const struct picker *k, size_t n, struct kx_arena *a)
{
	struct writer w = { .k = k, .a = a };
	const struct kx_piece *last = NULL;
	size_t order[KX_PASSAGE_HITS_MAX], count = 0;

	w.cites = kx_arena_alloc(a, (k->p->npieces + 1) * sizeof(*w.cites));
	for (size_t i = 0; i < n; i++) {
		size_t j = count;

		if (!k->hit_on[i])
			continue;
		for (; j > 0 && comes_before(k, i, order[j - 1]); j--)
			order[j] = order[j - 1];
		order[j] = i;
		count++;
	}
	for (size_t i = 0; i < count; i++)
		write_hit(&w, order[i], &last);
	if (last)
		mark(&w, last);
	x->text = kx_arena_strdup(a, kx_buf_text(&w.text));
	x->cites = w.cites;
	x->n = w.n;
	kx_buf_release(&w.text);
}

void kx_extract(struct kx_extract *x, const struct kx_query *q,
	const struct kx_hit *hits, size_t n, struct kx_tokenizer *t,
	const struct kx_extract_opts *o, struct kx_arena *a)
{
	struct kx_passages p;
	struct picker k = { .hits = hits, .p = &p, .o = *o };

	if (n > KX_PASSAGE_HITS_MAX)
		n = KX_PASSAGE_HITS_MAX;
	if (!k.o.words)
		k.o.words = KX_EXTRACT_WORDS;
	if (!k.o.articles)
		k.o.articles = KX_EXTRACT_ARTICLES;
	k.words = k.o.words;
	kx_passages_read(&p, q, hits, n, t, k.o.words, a);
	k.article = kx_arena_alloc(a, KX_PASSAGE_HITS_MAX * sizeof(*k.article));
	k.hit_on = kx_arena_alloc(a, KX_PASSAGE_HITS_MAX * sizeof(*k.hit_on));
	k.on = kx_arena_alloc(a, (p.npieces + 1) * sizeof(*k.on));
	k.cut_after = kx_arena_alloc(a, (p.npieces + 1) * sizeof(*k.cut_after));
	k.told = kx_arena_alloc(a, (p.nterms + 1) * sizeof(*k.told));
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++)
			if (!strcmp(hits[i].article_id, hits[j].article_id) &&
				!strcmp(hits[i].source, hits[j].source)) {
				k.article[i] = j;
				break;
			}
	while (pick(&k, false))
		;
	if (k.best == 0)
		pick(&k, true);
	write_answer(x, &k, n, a);
}
