#include "domain/judge.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "domain/tally.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FEATURES_MAX 12288          /* of a vector; later ones are left out */
#define WORDS_MAX 2048              /* distinct words of a text */
#define PAIRS_MAX KX_RANK_TERMS_MAX /* distinct pairs of a question */
#define GRAM_MIN 3
#define GRAM_MAX 5

#define MATCHES_MAX 4 /* more tell nothing */
#define PAIRS_ENOUGH 2
#define PART 0.3

/* logistic regression, see judge.h */
#define W_COSINE 13.1
#define W_MATCHES 0.69
#define W_PAIRS 0.49
#define W_NONE (-4.28)

/* The words of a text, each once, and how often it came. */
struct bag {
	struct kx_tally words;
	const char **terms; /* of each word */
	struct kx_arena a;
	bool stops; /* count stopwords, too */
	uint64_t before;
	struct kx_tally pairs; /* of the question; not 0: this text has it, too */
	bool learn;            /* this text is the question */
};

struct judge {
	struct bag bag;
	struct kx_tally sought, found; /* vectors */
	struct kx_tally idf;           /* of the query's terms */
	double rarest;
};

/* ---- words --------------------------------------------------------------------------
 */

static uint64_t more(uint64_t h, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 1099511628211u;
	return h;
}

static uint64_t mixed(uint64_t h)
{
	h ^= h >> 29;
	return h ? h : 1;
}

#define SEED 14695981039346656037u /* of words; that of their parts is another */

static uint64_t word_id(const char *s, size_t n)
{
	return mixed(more(SEED, s, n));
}

static void see_pair(struct bag *b, uint64_t id)
{
	uint64_t pair = b->before * 31 + id;
	size_t i;

	if (!b->before)
		return;
	if (b->learn) {
		kx_tally_put(&b->pairs, pair);
		return;
	}
	i = kx_tally_find(&b->pairs, pair);
	if (i != KX_TALLY_NONE)
		b->pairs.v[i] = 1;
}

static bool see_word(const struct kx_token *t, void *ctx)
{
	struct bag *b = ctx;
	uint64_t id;
	size_t i, known = b->words.n;

	if (t->stop && !b->stops)
		return true;
	id = word_id(t->term, t->len);
	see_pair(b, id);
	b->before = id;
	i = kx_tally_put(&b->words, id);
	if (i == KX_TALLY_NONE)
		return true;
	b->words.v[i]++;
	if (i == known)
		b->terms[i] = kx_arena_strndup(&b->a, t->term, t->len);
	return true;
}

static void bag_clear(struct bag *b)
{
	kx_tally_clear(&b->words);
	for (size_t i = 0; i < b->pairs.n; i++)
		b->pairs.v[i] = 0;
	kx_arena_reset(&b->a);
}

static void bag_read(
	struct bag *b, struct kx_tokenizer *k, const char *locale, const char *s)
{
	size_t n = strlen(s);

	n = kx_utf8_cut(s, n, n < KX_JUDGE_TEXT_MAX ? n : KX_JUDGE_TEXT_MAX);
	b->before = 0;
	kx_token_each(k, locale && *locale ? locale : NULL, s, n, see_word, b);
}

/* ---- vectors ------------------------------------------------------------------------
 */

static void vector_add(struct kx_tally *v, uint64_t id, double w)
{
	size_t i = kx_tally_put(v, id);

	if (i != KX_TALLY_NONE)
		v->v[i] += w;
}

/* The word and the 3- to 5-grams of <word>; together the grams weigh as much as it. */
static void add_word(struct kx_tally *v, const char *word, uint64_t id, double w)
{
	size_t at[KX_TERM_MAX + 4], n = 0, len = strlen(word), grams = 0;
	char s[KX_TERM_MAX + 3];
	uint32_t c;

	s[0] = '<';
	memcpy(s + 1, word, len);
	s[++len] = '>';
	len++;
	for (size_t i = 0; i < len; i += kx_utf8_next(s + i, len - i, &c))
		at[n++] = i;
	at[n] = len;
	vector_add(v, id, w);
	for (size_t size = GRAM_MIN; size <= GRAM_MAX; size++)
		grams += n >= size ? n - size + 1 : 0;
	w /= sqrt((double)grams);
	for (size_t i = 0; i + GRAM_MIN <= n; i++) {
		uint64_t h = more(SEED ^ 1, s + at[i], at[i + GRAM_MIN - 1] - at[i]);

		for (size_t e = i + GRAM_MIN; e <= n && e <= i + GRAM_MAX; e++) {
			h = more(h, s + at[e - 1], at[e] - at[e - 1]);
			vector_add(v, mixed(h), w);
		}
	}
}

static void vector_fill(struct judge *j, struct kx_tally *v)
{
	const struct bag *b = &j->bag;

	kx_tally_clear(v);
	for (size_t i = 0; i < b->words.n; i++) {
		size_t t = kx_tally_find(&j->idf, b->words.ids[i]);
		double idf =
			t != KX_TALLY_NONE && j->idf.v[t] > 0 ? j->idf.v[t] : j->rarest;
		double times = b->words.v[i];

		add_word(v, b->terms[i], b->words.ids[i],
			(times > 1 ? 1 + log(times) : 1) * idf);
	}
}

static double square(const struct kx_tally *v)
{
	double sum = 0;

	for (size_t i = 0; i < v->n; i++)
		sum += v->v[i] * v->v[i];
	return sum;
}

static double cosine(const struct kx_tally *a, const struct kx_tally *b)
{
	double dot = 0, aa = square(a), bb = square(b);

	for (size_t i = 0; i < a->n; i++) {
		size_t k = kx_tally_find(b, a->ids[i]);

		if (k != KX_TALLY_NONE)
			dot += a->v[i] * b->v[k];
	}
	return aa > 0 && bb > 0 ? dot / sqrt(aa * bb) : 0;
}

/* ---- the judge ----------------------------------------------------------------------
 */

static void judge_init(struct judge *j, const struct kx_query *q, double rarest)
{
	memset(j, 0, sizeof(*j));
	j->rarest = rarest;
	kx_tally_init(&j->bag.words, WORDS_MAX);
	kx_tally_init(&j->bag.pairs, PAIRS_MAX);
	j->bag.terms = kx_calloc(WORDS_MAX, sizeof(*j->bag.terms));
	kx_tally_init(&j->sought, FEATURES_MAX);
	kx_tally_init(&j->found, FEATURES_MAX);
	kx_tally_init(&j->idf, KX_RANK_TERMS_MAX);
	for (size_t i = 0; i < q->n; i++) {
		size_t at = kx_tally_put(
			&j->idf, word_id(q->terms[i].term, q->terms[i].len));

		if (at != KX_TALLY_NONE)
			j->idf.v[at] = q->terms[i].idf;
	}
}

static void judge_release(struct judge *j)
{
	kx_tally_release(&j->bag.words);
	kx_tally_release(&j->bag.pairs);
	free(j->bag.terms);
	kx_arena_release(&j->bag.a);
	kx_tally_release(&j->sought);
	kx_tally_release(&j->found);
	kx_tally_release(&j->idf);
}

static void judge_question(struct judge *j, const char *question, const char *locale,
	struct kx_tokenizer *k)
{
	struct bag *b = &j->bag;

	b->learn = true;
	bag_read(b, k, locale, question);
	if (b->words.n == 0) {
		b->stops = true;
		bag_read(b, k, locale, question);
	}
	vector_fill(j, &j->sought);
	b->learn = false;
}

static void judge_hit(struct judge *j, const struct kx_hit *h, const struct kx_query *q,
	struct kx_tokenizer *k, struct kx_signals *s)
{
	struct bag *b = &j->bag;
	double matches = 0;

	bag_clear(b);
	bag_read(b, k, h->locale, h->title);
	bag_read(b, k, h->locale, h->heading);
	bag_read(b, k, h->locale, h->text);
	vector_fill(j, &j->found);
	for (size_t i = 0; i < q->n; i++) {
		const struct kx_query_term *t = &q->terms[i];

		if (kx_tally_find(&b->words, word_id(t->term, t->len)) != KX_TALLY_NONE)
			matches += fmin(t->weight, 1);
	}
	s->cosine = fmax(s->cosine, cosine(&j->sought, &j->found));
	s->matches = fmax(s->matches, matches);
	s->pairs = fmax(s->pairs, square(&b->pairs)); /* each is 0 or 1 */
}

void kx_judge_signals(struct kx_signals *s, const char *question, const char *locale,
	const struct kx_query *q, double rarest, const struct kx_hit *hits, size_t n,
	struct kx_tokenizer *k)
{
	struct judge j;

	*s = (struct kx_signals){ 0 };
	judge_init(&j, q, rarest);
	judge_question(&j, question, locale, k);
	for (size_t i = 0; i < n && i < KX_JUDGE_HITS; i++)
		judge_hit(&j, &hits[i], q, k, s);
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
	double a, b;

	if (nin == 0 || nout == 0)
		return KX_JUDGE_THRESHOLD;
	a = median_logit(out, nout);
	b = median_logit(in, nin);
	return 1 / (1 + exp(-(a + PART * (b - a))));
}
