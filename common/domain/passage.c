#include "domain/passage.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Found by search over two labelled sets; all optima are flat. */
#define SHARPNESS 2.5 /* power of the hit's score */
#define BASE 0.1      /* worth of a sentence that shares nothing */
#define BEFORE 0.4    /* share of the overlap of the sentence before */
#define BEFORE2 0.2   /* of the one before that */
#define BEHIND 0.1    /* of the one behind */
#define ABOVE 0.5     /* of the heading or question above */
#define TITLE 0.4     /* of title and heading path */
#define MODEL 0.3     /* weight of the relevance model */
#define HITS 0.3      /* share of the hits, not the sentences, in a term's weight */
#define GAP 256       /* most bytes of markup between two hits of a stretch */

#define TERMS_MAX (1u << 15) /* distinct terms looked at; later ones do not count */
#define UNKNOWN UINT32_MAX

struct term {
	char *s; /* NULL: free slot */
	uint32_t id;
};

struct reader {
	struct kx_passages *p;
	struct kx_tokenizer *k;
	struct kx_arena *a;
	struct term *slots; /* open addressing, a power of two */
	size_t nslots;
	uint32_t n;     /* terms so far */
	size_t nq;      /* terms of the question: ids 0 .. nq-1 */
	double *weight; /* of each term of the question; they sum to 1 */
	uint32_t *ids;  /* of the piece at hand */
	size_t nids;
	uint32_t *seen; /* stamp per term */
	uint32_t stamp;
	size_t stretch;
};

/* ---- terms --------------------------------------------------------------------------
 */

static uint32_t term_id(struct reader *r, const char *s, size_t n, bool add)
{
	uint64_t h = 14695981039346656037u;
	struct term *t;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 1099511628211u;
	for (size_t i = h & (r->nslots - 1);; i = (i + 1) & (r->nslots - 1)) {
		t = &r->slots[i];
		if (!t->s)
			break;
		if (!strncmp(t->s, s, n) && !t->s[n])
			return t->id;
	}
	if (!add || r->n == TERMS_MAX)
		return UNKNOWN;
	t->s = kx_arena_strndup(r->a, s, n);
	t->id = r->n++;
	return t->id;
}

static bool collect(const struct kx_token *t, void *ctx)
{
	struct reader *r = ctx;
	uint32_t id = term_id(r, t->term, t->len, !t->stop);

	/* a stopword counts only when the question has nothing else */
	if (id == UNKNOWN || (t->stop && id >= r->nq) || r->seen[id] == r->stamp)
		return true;
	r->seen[id] = r->stamp;
	r->ids[r->nids++] = id;
	return true;
}

/* Distinct terms of a text into r->ids; they are all marked in r->seen. */
static void terms_of(struct reader *r, const char *locale, const char *s, size_t n)
{
	r->nids = 0;
	r->stamp++;
	kx_token_each(r->k, locale && *locale ? locale : NULL, s, n, collect, r);
}

static double overlap(const struct reader *r)
{
	double sum = 0;

	for (size_t i = 0; i < r->nids; i++)
		if (r->ids[i] < r->nq)
			sum += r->weight[r->ids[i]];
	return sum;
}

static void weigh_question(struct reader *r, const struct kx_query *q)
{
	double sum = 0;

	for (size_t i = 0; i < q->n; i++)
		term_id(r, q->terms[i].term, q->terms[i].len, true);
	r->nq = r->n;
	r->weight = kx_arena_alloc(r->a, (r->nq + 1) * sizeof(*r->weight));
	for (size_t i = 0; i < q->n; i++) {
		const struct kx_query_term *t = &q->terms[i];
		uint32_t id = term_id(r, t->term, t->len, false);

		r->weight[id] = (t->idf > 0 ? t->idf : 1) * t->weight;
		sum += r->weight[id];
	}
	for (size_t i = 0; sum > 0 && i < r->nq; i++)
		r->weight[i] /= sum;
}

/* ---- sentences ----------------------------------------------------------------------
 */

/* Words that point back, and so read badly without the sentence before. */
static bool leans(const char *s, size_t n)
{
	static const char *const back[] = { "also", "although", "and", "because", "but",
		"consequently", "finally", "furthermore", "he", "hence", "her", "his",
		"however", "instead", "it", "its", "likewise", "moreover",
		"nevertheless", "otherwise", "she", "similarly", "so", "such", "that",
		"their", "then", "therefore", "these", "they", "this", "those", "thus",
		"aber", "also", "danach", "dann", "daher", "deshalb", "diese", "dieser",
		"dieses", "sie", "ainsi", "alors", "cela", "ces", "cette", "elle",
		"elles", "ensuite", "il", "ils", "mais", "ahora", "además", "entonces",
		"esta", "estas", "este", "esto", "estos", "luego", "pero", NULL };
	char w[16];
	size_t i = 0;

	while (i < n && i < sizeof(w) - 1 && !isspace((unsigned char)s[i]) &&
		s[i] != ',') {
		w[i] = (char)tolower((unsigned char)s[i]);
		i++;
	}
	w[i] = '\0';
	for (const char *const *b = back; *b; b++)
		if (!strcmp(*b, w))
			return true;
	return false;
}

/* The array grows on the heap until its size is known. */
static struct kx_piece *piece_add(struct kx_passages *p)
{
	if ((p->npieces & (p->npieces - 1)) == 0)
		p->pieces = kx_realloc(
			p->pieces, p->npieces ? p->npieces * 2 : 1, sizeof(*p->pieces));
	return &p->pieces[p->npieces++];
}

static void read_hit(struct reader *r, const struct kx_hit *h, size_t hit)
{
	struct kx_passages *p = r->p;
	struct kx_sentences ss;
	size_t n = strlen(h->text);

	n = kx_utf8_cut(h->text, n, n < KX_PASSAGE_TEXT_MAX ? n : KX_PASSAGE_TEXT_MAX);
	kx_sentences_split(&ss, h->text, n);
	for (size_t i = 0; i < ss.n && p->npieces < KX_PASSAGE_PIECES_MAX; i++) {
		struct kx_piece *e = piece_add(p);
		const char *s = h->text + ss.v[i].at;
		uint32_t *ids;

		terms_of(r, h->locale, s, ss.v[i].len);
		ids = kx_arena_alloc(r->a, (r->nids + 1) * sizeof(*ids));
		*e = (struct kx_piece){ .hit = hit,
			.stretch = r->stretch,
			.s = ss.v[i],
			.ids = ids,
			.content = r->nids,
			.overlap = overlap(r),
			.words = kx_passage_words(s, ss.v[i].len) };
		e->leans = e->s.kind == KX_SENTENCE_PROSE && leans(s, e->s.len);
		for (size_t j = 0; j < r->nids; j++)
			if (r->ids[j] >= r->nq)
				ids[e->nids++] = r->ids[j];
	}
	kx_sentences_release(&ss);
}

static double overlap_at(const struct kx_passages *p, size_t stretch, size_t i)
{
	return i < p->npieces && p->pieces[i].stretch == stretch ? p->pieces[i].overlap
								 : 0;
}

/* Overlap of the nearest heading or question above piece i, in its stretch. */
static double overlap_above(const struct kx_passages *p, size_t i)
{
	size_t stretch = p->pieces[i].stretch;

	while (i-- > 0 && p->pieces[i].stretch == stretch)
		if (p->pieces[i].s.kind == KX_SENTENCE_HEADING ||
			p->pieces[i].s.question)
			return p->pieces[i].overlap;
	return 0;
}

/* What a hit brings to each of its sentences. */
struct standing {
	double title; /* overlap of title and heading path */
	double share; /* of the best hit's score, sharpened */
};

static void judge_hits(
	struct reader *r, const struct kx_hit *hits, size_t n, struct standing *st)
{
	double top = 0;

	for (size_t i = 0; i < n; i++)
		top = fmax(top, hits[i].score);
	for (size_t i = 0; i < n; i++) {
		const char *t =
			kx_arena_printf(r->a, "%s %s", hits[i].title, hits[i].heading);

		terms_of(r, hits[i].locale, t, strlen(t));
		st[i].title = overlap(r);
		st[i].share =
			pow(top > 0 ? fmax(hits[i].score, 0) / top : 1, SHARPNESS);
	}
}

static void judge_pieces(struct reader *r, const struct standing *st, double *model)
{
	struct kx_passages *p = r->p;
	double best = 0;

	for (size_t i = 0; i < p->npieces; i++) {
		struct kx_piece *e = &p->pieces[i];
		double near = e->overlap + BEFORE * overlap_at(p, e->stretch, i - 1) +
			      BEFORE2 * overlap_at(p, e->stretch, i - 2) +
			      BEHIND * overlap_at(p, e->stretch, i + 1);

		e->worth =
			st[e->hit].share * (BASE + near + ABOVE * overlap_above(p, i) +
						   TITLE * st[e->hit].title);
		for (size_t j = 0; j < e->nids; j++) {
			double *m = &model[e->ids[j]];

			*m += e->worth;
			best = fmax(best, *m);
		}
	}
	for (size_t i = 0; i < r->n; i++)
		model[i] /= best > 0 ? best : 1;
	for (size_t i = 0; i < p->npieces; i++) {
		struct kx_piece *e = &p->pieces[i];
		double sum = 0;

		for (size_t j = 0; j < e->nids; j++)
			sum += model[e->ids[j]];
		sum /= (double)(e->nids > 3 ? e->nids : 3);
		e->worth = (1 - MODEL) * e->worth + MODEL * sum;
	}
}

/* What it is worth to tell each term: the root keeps the rare ones in sight. */
static void weigh_terms(
	struct reader *r, const struct standing *st, const double *model)
{
	struct kx_passages *p = r->p;
	double *in = kx_calloc(r->n + 1, sizeof(*in)), best = 0, *weight;
	size_t *last = kx_calloc(r->n + 1, sizeof(*last)); /* hit it was in, from 1 */

	for (size_t i = 0; i < p->npieces; i++) {
		const struct kx_piece *e = &p->pieces[i];

		for (size_t j = 0; j < e->nids; j++) {
			uint32_t id = e->ids[j];

			if (last[id] == e->hit + 1)
				continue;
			last[id] = e->hit + 1;
			in[id] += st[e->hit].share;
			best = fmax(best, in[id]);
		}
	}
	weight = kx_arena_alloc(r->a, (r->n + 1) * sizeof(*weight));
	for (size_t i = 0; i < r->n; i++)
		weight[i] = sqrt(
			(1 - HITS) * model[i] + HITS * in[i] / (best > 0 ? best : 1));
	p->weight = weight;
	free(in);
	free(last);
}

static void judge(struct reader *r, const struct kx_hit *hits, size_t n)
{
	struct standing st[KX_PASSAGE_HITS_MAX];
	double *model;

	judge_hits(r, hits, n, st);
	model = kx_calloc(r->n + 1, sizeof(*model)); /* titles have terms, too */
	judge_pieces(r, st, model);
	weigh_terms(r, st, model);
	free(model);
}

static bool same_article(const struct kx_hit *a, const struct kx_hit *b)
{
	return !strcmp(a->article_id, b->article_id) && !strcmp(a->source, b->source);
}

/* The hits by article (the best one first), then by place. */
static void order_hits(size_t *order, const struct kx_hit *hits, size_t n)
{
	size_t article[KX_PASSAGE_HITS_MAX];

	for (size_t i = 0; i < n; i++) {
		size_t j = 0;

		while (!same_article(&hits[i], &hits[j]))
			j++;
		article[i] = j;
		for (j = i; j > 0; j--) {
			size_t b = order[j - 1];

			if (article[b] < article[i] ||
				(article[b] == article[i] &&
					hits[b].start <= hits[i].start))
				break;
			order[j] = b;
		}
		order[j] = i;
	}
}

static void read_hits(struct reader *r, const struct kx_hit *hits, size_t n)
{
	size_t order[KX_PASSAGE_HITS_MAX];

	order_hits(order, hits, n);
	for (size_t i = 0; i < n; i++) {
		const struct kx_hit *h = &hits[order[i]], *b;

		b = i ? &hits[order[i - 1]] : NULL;
		if (!b || !same_article(b, h) || strcmp(b->heading, h->heading) != 0 ||
			h->start < b->end || h->start - b->end > GAP)
			r->stretch++;
		read_hit(r, h, order[i]);
	}
}

void kx_passages_read(struct kx_passages *p, const struct kx_query *q,
	const struct kx_hit *hits, size_t n, struct kx_tokenizer *k, size_t words,
	struct kx_arena *a)
{
	struct reader r = { .p = p, .k = k, .a = a, .nslots = TERMS_MAX * 2 };
	struct kx_piece *pieces;

	if (n > KX_PASSAGE_HITS_MAX)
		n = KX_PASSAGE_HITS_MAX;
	*p = (struct kx_passages){ 0 };
	r.slots = kx_calloc(r.nslots, sizeof(*r.slots));
	r.ids = kx_calloc(TERMS_MAX, sizeof(*r.ids));
	r.seen = kx_calloc(TERMS_MAX, sizeof(*r.seen));
	weigh_question(&r, q);
	read_hits(&r, hits, n);
	judge(&r, hits, n);
	pieces = kx_arena_alloc(a, (p->npieces + 1) * sizeof(*pieces));
	if (p->npieces)
		memcpy(pieces, p->pieces, p->npieces * sizeof(*pieces));
	free(p->pieces);
	p->pieces = pieces;
	p->units = kx_arena_alloc(a, (2 * p->npieces + 1) * sizeof(*p->units));
	kx_passage_units(p, words);
	p->nterms = r.n;
	free(r.slots);
	free(r.ids);
	free(r.seen);
}
