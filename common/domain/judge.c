#include "domain/judge.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/tally.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* of one search, the question and its hits together; later ones are left out */
#define WORDS_MAX (1u << 14)
#define FEATURES_MAX KX_TALLY_MAX
#define PAIRS_MAX KX_QUERY_TERMS_MAX
/* FNV-1a */
#define SEED 14695981039346656037u
#define PRIME 1099511628211u

#define GRAM_MIN 3
#define GRAM_MAX 5
/* of one word: itself, and what begins at each character of <word> */
#define PARTS_MAX (1 + (GRAM_MAX - GRAM_MIN + 1) * (KX_TERM_MAX + 2))

#define MATCHES_MAX 4 /* more tell nothing */
#define PAIRS_ENOUGH 2
#define PART 0.3

/* logistic regression, see judge.h */
#define W_COSINE 13.1
#define W_MATCHES 0.69
#define W_PAIRS 0.49
#define W_NONE (-4.28)

struct word {
	size_t from, n; /* its features among judge.parts */
	double idf;
	double share; /* of its weight that each gram has */
};

/* What the texts of one search are read into. Most hits share most of their words, so a
 * word is taken apart once; what a text has of it is counted up and back again. */
struct judge {
	const struct kx_query *q;
	double rarest;
	struct kx_tally idf;   /* of the query's terms */
	struct kx_tally words; /* how often the text at hand has it */
	struct word *about;    /* of each word */
	size_t nabout, room;
	struct kx_tally features; /* weight in the text at hand; the question's first */
	double *sought;           /* weights in the question, of its features */
	size_t nsought;
	double square;   /* the question's vector times itself */
	uint16_t *parts; /* places of features: of a word the word, then its grams */
	size_t nparts, parts_room;
	uint16_t *has; /* words of the text at hand */
	size_t nhas;
	struct kx_tally pairs; /* of the question; 1: the text at hand has it */
	uint64_t before;       /* the word before, 0: none */
	bool learn;            /* the text at hand is the question */
	bool stops;            /* count stopwords, too */
};

/* ---- words --------------------------------------------------------------------------
 */

static uint64_t mixed(uint64_t h)
{
	return h ^ h >> 29;
}

static uint64_t word_id(const char *s, size_t n)
{
	uint64_t h = SEED;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * PRIME;
	h = mixed(h);
	return h ? h : 1; /* 0: no word */
}

/* There is room for it, learn_word() saw to that. */
static void add_part(struct judge *j, uint64_t id)
{
	size_t at = kx_tally_put(&j->features, id);

	if (at != KX_TALLY_NONE)
		j->parts[j->nparts++] = (uint16_t)at;
}

static bool goes_on(char c)
{
	return (c & 0xc0) == 0x80;
}

/* The 3- to 5-grams of <word>; together they weigh as much as the word. */
static void take_apart(struct judge *j, struct word *w, const char *term, size_t len)
{
	char s[KX_TERM_MAX + 3];
	size_t n = 0, grams = 0;

	s[0] = '<';
	memcpy(s + 1, term, len);
	s[++len] = '>';
	s[++len] = '\0';
	for (size_t i = 0; i < len; i++)
		n += !goes_on(s[i]);
	for (size_t size = GRAM_MIN; size <= GRAM_MAX; size++)
		grams += n >= size ? n - size + 1 : 0;
	w->share = 1 / sqrt((double)grams);
	for (size_t i = 0; i < len; i++) {
		uint64_t h = SEED ^ 1;
		size_t size = 0;

		if (goes_on(s[i]))
			continue;
		for (size_t e = i; e < len && size < GRAM_MAX; e++) {
			h = (h ^ (unsigned char)s[e]) * PRIME;
			if (!goes_on(s[e + 1]) && ++size >= GRAM_MIN)
				add_part(j, mixed(h));
		}
	}
}

static void learn_word(struct judge *j, uint64_t id, const char *term, size_t len)
{
	size_t known = kx_tally_find(&j->idf, id);
	struct word *w;

	if (j->nabout == j->room) {
		j->room = j->room ? j->room * 2 : 256;
		j->about = kx_realloc(j->about, j->room, sizeof(*j->about));
		j->has = kx_realloc(j->has, j->room, sizeof(*j->has));
	}
	if (j->parts_room - j->nparts < PARTS_MAX) {
		j->parts_room += j->parts_room + 16 * PARTS_MAX;
		j->parts = kx_realloc(j->parts, j->parts_room, sizeof(*j->parts));
	}
	w = &j->about[j->nabout++];
	w->idf = known != KX_TALLY_NONE && j->idf.v[known] > 0 ? j->idf.v[known]
							       : j->rarest;
	w->from = j->nparts;
	add_part(j, id);
	take_apart(j, w, term, len < KX_TERM_MAX ? len : KX_TERM_MAX);
	w->n = j->nparts - w->from;
}

static void see_pair(struct judge *j, uint64_t id)
{
	uint64_t pair = j->before * 31 + id;
	size_t i;

	if (!j->before)
		return;
	if (j->learn) {
		kx_tally_put(&j->pairs, pair);
		return;
	}
	i = kx_tally_find(&j->pairs, pair);
	if (i != KX_TALLY_NONE)
		j->pairs.v[i] = 1;
}

static bool see_word(const struct kx_token *t, void *ctx)
{
	struct judge *j = ctx;
	uint64_t id;
	size_t i;

	if (t->stop && !j->stops)
		return true;
	id = word_id(t->term, t->len);
	see_pair(j, id);
	j->before = id;
	i = kx_tally_put(&j->words, id);
	if (i == KX_TALLY_NONE)
		return true;
	if (i == j->nabout)
		learn_word(j, id, t->term, t->len);
	if (j->words.v[i]++ == 0)
		j->has[j->nhas++] = (uint16_t)i;
	return true;
}

static void read_text(
	struct judge *j, struct kx_tokenizer *k, const char *locale, const char *s)
{
	size_t n = strlen(s);

	n = kx_utf8_cut(s, n, n < KX_JUDGE_TEXT_MAX ? n : KX_JUDGE_TEXT_MAX);
	j->before = 0;
	kx_token_each(k, locale && *locale ? locale : NULL, s, n, see_word, j);
}

/* ---- vectors ------------------------------------------------------------------------
 */

/* Weigh the features of the text at hand. Returns its vector times itself, and in *dot
 * times that of the question. */
static double weigh(struct judge *j, double *dot)
{
	double square = 0, inner = 0, *v = j->features.v;

	for (size_t i = 0; i < j->nhas; i++) {
		const struct word *w = &j->about[j->has[i]];
		const uint16_t *p = j->parts + w->from, *end = p + w->n;
		double times = j->words.v[j->has[i]];
		double add = (times > 1 ? 1 + log(times) : 1) * w->idf;

		for (; p < end; p++) {
			square += add * (add + 2 * v[*p]);
			v[*p] += add;
			if (*p < j->nsought)
				inner += add * j->sought[*p];
			if (p == j->parts + w->from) /* the word, then its grams */
				add *= w->share;
		}
	}
	*dot = inner;
	return square;
}

static void forget(struct judge *j)
{
	for (size_t i = 0; i < j->nhas; i++) {
		const struct word *w = &j->about[j->has[i]];

		j->words.v[j->has[i]] = 0;
		for (size_t p = w->from; p < w->from + w->n; p++)
			j->features.v[j->parts[p]] = 0;
	}
	for (size_t i = 0; i < j->pairs.n; i++)
		j->pairs.v[i] = 0;
	j->nhas = 0;
}

/* ---- the judge ----------------------------------------------------------------------
 */

/* `bytes`: of all texts that will be read */
static void judge_init(
	struct judge *j, const struct kx_query *q, double rarest, size_t bytes)
{
	*j = (struct judge){ .q = q, .rarest = rarest };
	kx_tally_init(&j->words, WORDS_MAX, bytes / 16);
	kx_tally_init(&j->features, FEATURES_MAX, bytes);
	kx_tally_init(&j->pairs, PAIRS_MAX, 0);
	kx_tally_init(&j->idf, KX_QUERY_TERMS_MAX, q->n);
	for (size_t i = 0; i < q->n; i++) {
		uint64_t id = word_id(q->terms[i].term, q->terms[i].len);
		size_t at = kx_tally_put(&j->idf, id);

		if (at != KX_TALLY_NONE)
			j->idf.v[at] = q->terms[i].idf;
	}
}

static void judge_release(struct judge *j)
{
	kx_tally_release(&j->words);
	kx_tally_release(&j->features);
	kx_tally_release(&j->pairs);
	kx_tally_release(&j->idf);
	free(j->about);
	free(j->has);
	free(j->parts);
	free(j->sought);
}

static void judge_question(struct judge *j, const char *question, const char *locale,
	struct kx_tokenizer *k)
{
	double dot;

	j->learn = true;
	read_text(j, k, locale, question);
	if (j->nhas == 0) {
		j->stops = true;
		read_text(j, k, locale, question);
	}
	j->learn = false;
	j->square = weigh(j, &dot);
	j->nsought = j->features.n;
	j->sought = kx_calloc(j->nsought + 1, sizeof(*j->sought));
	if (j->nsought)
		memcpy(j->sought, j->features.v, j->nsought * sizeof(*j->sought));
	forget(j);
}

static void judge_hit(struct judge *j, const struct kx_hit *h, struct kx_tokenizer *k,
	struct kx_signals *s)
{
	double matches = 0, pairs = 0, square, dot;

	read_text(j, k, h->locale, h->title);
	read_text(j, k, h->locale, h->heading);
	read_text(j, k, h->locale, h->text);
	square = weigh(j, &dot);
	for (size_t i = 0; i < j->q->n; i++) {
		const struct kx_query_term *t = &j->q->terms[i];
		size_t at = kx_tally_find(&j->words, word_id(t->term, t->len));

		if (at != KX_TALLY_NONE && j->words.v[at] > 0)
			matches += fmin(t->weight, 1);
	}
	for (size_t i = 0; i < j->pairs.n; i++)
		pairs += j->pairs.v[i];
	if (square > 0 && j->square > 0)
		s->cosine = fmax(s->cosine, dot / sqrt(square * j->square));
	s->matches = fmax(s->matches, matches);
	s->pairs = fmax(s->pairs, pairs);
	forget(j);
}

/* The best hit of each of the first articles. */
static size_t select_hits(const struct kx_hit *hits, size_t n, const struct kx_hit **to)
{
	size_t count = 0;

	for (size_t i = 0; i < n && count < KX_JUDGE_ARTICLES; i++) {
		size_t k = 0;

		while (k < count &&
			(strcmp(to[k]->article_id, hits[i].article_id) != 0 ||
				strcmp(to[k]->source, hits[i].source) != 0))
			k++;
		if (k == count)
			to[count++] = &hits[i];
	}
	return count;
}

void kx_judge_signals(struct kx_signals *s, const char *question, const char *locale,
	const struct kx_query *q, double rarest, const struct kx_hit *hits, size_t n,
	struct kx_tokenizer *k)
{
	const struct kx_hit *at[KX_JUDGE_ARTICLES];
	size_t bytes = strlen(question);
	struct judge j;

	*s = (struct kx_signals){ 0 };
	n = select_hits(hits, n, at);
	for (size_t i = 0; i < n; i++)
		bytes += strlen(at[i]->text);
	judge_init(&j, q, rarest, bytes);
	judge_question(&j, question, locale, k);
	for (size_t i = 0; i < n; i++)
		judge_hit(&j, at[i], k, s);
	judge_release(&j);
}

double kx_judge_rarest(size_t chunks)
{
	return log(1 + ((double)chunks + 0.5) / 0.5);
}

double kx_judge_confidence(const struct kx_signals *s)
{
	double z = W_NONE + W_COSINE * s->cosine +
		   W_MATCHES * fmin(s->matches, MATCHES_MAX) +
		   W_PAIRS * fmin(s->pairs, PAIRS_ENOUGH);

	return 1 / (1 + exp(-z));
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median_logit(const double *v, size_t n)
{
	double *s = kx_calloc(n, sizeof(*s)), m;

	memcpy(s, v, n * sizeof(*s));
	qsort(s, n, sizeof(*s), ascending);
	m = (s[(n - 1) / 2] + s[n / 2]) / 2;
	free(s);
	m = fmin(fmax(m, 1e-6), 1 - 1e-6);
	return log(m / (1 - m));
}

double kx_judge_threshold(const double *in, size_t nin, const double *out, size_t nout)
{
	double a, b, t;

	if (nin == 0 || nout == 0)
		return KX_JUDGE_THRESHOLD;
	a = median_logit(out, nout);
	b = median_logit(in, nin);
	t = 1 / (1 + exp(-(a + PART * (b - a))));
	return t < KX_JUDGE_LEAST ? KX_JUDGE_LEAST : t;
}
