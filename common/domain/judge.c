#include "domain/judge.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS (1u << 14)             /* of a vector; a power of two */
#define FEATURES_MAX (SLOTS / 4 * 3) /* later ones are left out */
#define WORDS_MAX 2048               /* distinct words of a text */
#define PAIRS_MAX KX_RANK_TERMS_MAX  /* distinct pairs of a question */

#define MATCHES_MAX 4 /* more tell nothing */
#define PAIRS_ENOUGH 2
#define PART 0.3

/* logistic regression, see judge.h */
#define W_COSINE 13.1
#define W_MATCHES 0.69
#define W_PAIRS 0.49
#define W_NONE (-4.28)

struct slot {
	uint64_t id; /* 0: free */
	double v;
};

struct vector {
	struct slot *slots;
	size_t n;
};

/* The words of a text, each once, and how often it came. */
struct bag {
	struct kx_arena a;
	struct slot *slots; /* word to its place in `words`, from 1 */
	const char **words;
	uint64_t *ids;
	unsigned *times;
	size_t n;
	bool stops; /* count stopwords, too */
	uint64_t before;
	/* pairs: of the question, and which of them this text has */
	uint64_t pairs[PAIRS_MAX];
	bool seen[PAIRS_MAX];
	size_t npairs;
	bool learn; /* this text is the question */
};

static uint64_t hash(const char *s, size_t n, uint64_t h)
{
	h ^= 14695981039346656037u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 1099511628211u;
	h ^= h >> 29;
	return h ? h : 1;
}

static struct slot *slot_of(struct slot *slots, uint64_t id)
{
	size_t i = id & (SLOTS - 1);

	while (slots[i].id && slots[i].id != id)
		i = (i + 1) & (SLOTS - 1);
	return &slots[i];
}

/* ---- words --------------------------------------------------------------------------
 */

static void see_pair(struct bag *b, uint64_t id)
{
	uint64_t pair = b->before * 31 + id;
	size_t i = 0;

	if (!b->before)
		return;
	while (i < b->npairs && b->pairs[i] != pair)
		i++;
	if (i < b->npairs)
		b->seen[i] = true;
	else if (b->learn && i < PAIRS_MAX)
		b->pairs[b->npairs++] = pair;
}

static bool see_word(const struct kx_token *t, void *ctx)
{
	struct bag *b = ctx;
	uint64_t id = hash(t->term, t->len, 0);
	struct slot *s;

	if (t->stop && !b->stops)
		return true;
	see_pair(b, id);
	b->before = id;
	s = slot_of(b->slots, id);
	if (s->id) {
		b->times[(size_t)s->v - 1]++;
		return true;
	}
	if (b->n == WORDS_MAX)
		return true;
	b->words[b->n] = kx_arena_strndup(&b->a, t->term, t->len);
	b->ids[b->n] = id;
	b->times[b->n] = 1;
	s->id = id;
	s->v = (double)++b->n;
	return true;
}

static void bag_init(struct bag *b)
{
	memset(b, 0, sizeof(*b));
	b->slots = kx_calloc(SLOTS, sizeof(*b->slots));
	b->words = kx_calloc(WORDS_MAX, sizeof(*b->words));
	b->ids = kx_calloc(WORDS_MAX, sizeof(*b->ids));
	b->times = kx_calloc(WORDS_MAX, sizeof(*b->times));
}

static void bag_release(struct bag *b)
{
	kx_arena_release(&b->a);
	free(b->slots);
	free(b->words);
	free(b->ids);
	free(b->times);
}

static void bag_clear(struct bag *b)
{
	memset(b->slots, 0, SLOTS * sizeof(*b->slots));
	memset(b->seen, 0, sizeof(b->seen));
	kx_arena_reset(&b->a);
	b->n = 0;
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

static void vector_add(struct vector *v, uint64_t id, double w)
{
	struct slot *s = slot_of(v->slots, id);

	if (!s->id) {
		if (v->n == FEATURES_MAX)
			return;
		v->n++;
		s->id = id;
	}
	s->v += w;
}

/* The word and the 3- to 5-grams of <word>; together the grams weigh as much as it. */
static void add_word(struct vector *v, const char *word, uint64_t id, double w)
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
	for (size_t size = 3; size <= 5; size++)
		grams += n >= size ? n - size + 1 : 0;
	for (size_t size = 3; size <= 5; size++)
		for (size_t i = 0; i + size <= n; i++)
			vector_add(v, hash(s + at[i], at[i + size] - at[i], 1),
				w / sqrt((double)grams));
}

static const struct kx_query_term *query_term(
	const struct kx_query *q, const char *word)
{
	for (size_t i = 0; i < q->n; i++)
		if (!strcmp(q->terms[i].term, word))
			return &q->terms[i];
	return NULL;
}

static void vector_fill(
	struct vector *v, const struct bag *b, const struct kx_query *q, double rarest)
{
	memset(v->slots, 0, SLOTS * sizeof(*v->slots));
	v->n = 0;
	for (size_t i = 0; i < b->n; i++) {
		const struct kx_query_term *t = query_term(q, b->words[i]);
		double idf = t && t->idf > 0 ? t->idf : rarest;

		add_word(v, b->words[i], b->ids[i],
			(1 + log((double)b->times[i])) * idf);
	}
}

static double cosine(const struct vector *a, const struct vector *b)
{
	double dot = 0, aa = 0, bb = 0;

	for (size_t i = 0; i < SLOTS; i++) {
		const struct slot *s = &a->slots[i];

		bb += b->slots[i].v * b->slots[i].v;
		if (!s->id)
			continue;
		aa += s->v * s->v;
		dot += s->v * slot_of(b->slots, s->id)->v;
	}
	return aa > 0 && bb > 0 ? dot / sqrt(aa * bb) : 0;
}

/* ---- the judge ----------------------------------------------------------------------
 */

static void judge_hit(struct kx_signals *s, struct bag *b, const struct kx_query *q)
{
	double matches = 0, pairs = 0;

	for (size_t i = 0; i < q->n; i++) {
		const struct kx_query_term *t = &q->terms[i];

		if (slot_of(b->slots, hash(t->term, t->len, 0))->id)
			matches += fmin(t->weight, 1);
	}
	for (size_t i = 0; i < b->npairs; i++)
		pairs += b->seen[i];
	s->matches = fmax(s->matches, matches);
	s->pairs = fmax(s->pairs, pairs);
}

void kx_judge_signals(struct kx_signals *s, const char *question, const char *locale,
	const struct kx_query *q, double rarest, const struct kx_hit *hits, size_t n,
	struct kx_tokenizer *k)
{
	struct vector sought, found;
	struct bag b;

	*s = (struct kx_signals){ 0 };
	sought.slots = kx_calloc(SLOTS, sizeof(*sought.slots));
	found.slots = kx_calloc(SLOTS, sizeof(*found.slots));
	bag_init(&b);
	b.learn = true;
	bag_read(&b, k, locale, question);
	if (b.n == 0) {
		b.stops = true;
		bag_read(&b, k, locale, question);
	}
	vector_fill(&sought, &b, q, rarest);
	b.learn = false;
	for (size_t i = 0; i < n && i < KX_JUDGE_HITS; i++) {
		bag_clear(&b);
		bag_read(&b, k, hits[i].locale, hits[i].title);
		bag_read(&b, k, hits[i].locale, hits[i].heading);
		bag_read(&b, k, hits[i].locale, hits[i].text);
		vector_fill(&found, &b, q, rarest);
		s->cosine = fmax(s->cosine, cosine(&sought, &found));
		judge_hit(s, &b, q);
	}
	bag_release(&b);
	free(sought.slots);
	free(found.slots);
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
