#include "domain/judge.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/everyday.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* of the question and what was searched beside it; later ones are left out */
#define WORDS_MAX 512
#define SLOTS 1024 /* a power of two, at least twice WORDS_MAX */
#define PAIRS_MAX 512
#define NONE SIZE_MAX

#define TITLE 2 /* a word of title or headings counts as two */
#define K1 1.2
#define B 0.75
#define LENGTH 130   /* weighted words of a usual chunk */
#define STOP 0.1     /* how telling a stopword is when there is nothing else */
#define UNLISTED 0.7 /* the rarest word of a language without a list */

#define LOOKUP_WORDS 2
#define LOOKUP_TOKENS 2 /* stopwords among them */

/* logistic regression, see judge.h; on the logarithm of the evidence, so that many common
 * words in a long question do not add up to certainty */
#define LEAST 0.25
#define W_EVIDENCE 2.41
#define W_DENSITY 5.55
#define W_PAIRS 1.44
#define W_TITLE 0.804
#define W_NONE (-3.52)

enum kind { STOPWORD, OWN, EARLIER, GUESS };

struct word {
	char term[KX_TERM_MAX + 1];
	size_t len;
	enum kind kind;
	bool stop; /* a stopword; "one" and "on" have one stem, but are not one word */
	size_t of; /* GUESS: the word it stands for */
	size_t pairs;  /* 1 + the first pair that it begins */
	double likely; /* GUESS, EARLIER: what it counts beside a word of the question */
	double weight; /* how telling it is */
	/* in the text at hand */
	double tf;
	double found, matched, dense;
};

struct pair {
	size_t second, next;
	bool seen; /* in the text at hand */
};

struct judge {
	struct word *words;
	size_t nwords, nown, tokens;
	struct pair *pairs;
	size_t npairs;
	uint16_t slots[SLOTS]; /* 1 + place in words */
	/* while a text is read */
	size_t before; /* the word before, or NONE */
	bool question, head;
	double step, length;
	size_t heads, heads_own; /* words of the titles, those of the question */
};

/* ---- words -------------------------------------------------------------------------- */

static uint16_t *place(struct judge *j, const char *term, size_t len, uint32_t hash)
{
	size_t i = hash % SLOTS;

	for (; j->slots[i]; i = (i + 1) % SLOTS) {
		const struct word *w = &j->words[j->slots[i] - 1];

		if (w->len == len && !memcmp(w->term, term, len))
			break;
	}
	return &j->slots[i];
}

static size_t find(struct judge *j, const char *term, size_t len, uint32_t hash)
{
	uint16_t at = *place(j, term, len, hash);

	return at ? (size_t)at - 1 : NONE;
}

static size_t put(
	struct judge *j, const char *term, size_t len, uint32_t hash, enum kind kind)
{
	uint16_t *at = place(j, term, len, hash);
	struct word *w;

	if (*at)
		return *at - 1;
	if (j->nwords == WORDS_MAX)
		return NONE;
	w = &j->words[j->nwords++];
	*w = (struct word){ .len = len, .kind = kind, .likely = 1 };
	w->stop = kind == STOPWORD;
	memcpy(w->term, term, len);
	*at = (uint16_t)j->nwords;
	j->nown += kind == OWN;
	return j->nwords - 1;
}

static size_t find_pair(const struct judge *j, size_t first, size_t second)
{
	size_t i = j->words[first].pairs;

	while (i && j->pairs[i - 1].second != second)
		i = j->pairs[i - 1].next;
	return i ? i - 1 : NONE;
}

static void put_pair(struct judge *j, size_t first, size_t second)
{
	struct word *w = &j->words[first];

	if (w->kind == STOPWORD && j->words[second].kind == STOPWORD)
		return;
	if (j->npairs == PAIRS_MAX || find_pair(j, first, second) != NONE)
		return;
	j->pairs[j->npairs++] = (struct pair){ .second = second, .next = w->pairs };
	w->pairs = j->npairs;
}

static bool see(const struct kx_token *t, void *ctx)
{
	struct judge *j = ctx;
	size_t i = j->question
			   ? put(j, t->term, t->len, t->hash, t->stop ? STOPWORD : OWN)
			   : find(j, t->term, t->len, t->hash);
	size_t pair;

	if (i != NONE && j->words[i].stop != t->stop)
		i = NONE;
	j->tokens += j->question;
	j->length += t->stop ? 0 : j->step;
	j->heads += j->head && !t->stop;
	if (i != NONE && !j->question) {
		j->words[i].tf += j->step;
		j->heads_own += j->head && j->words[i].kind == OWN;
	}
	if (i != NONE && j->before != NONE) {
		if (j->question)
			put_pair(j, j->before, i);
		else if ((pair = find_pair(j, j->before, i)) != NONE)
			j->pairs[pair].seen = true;
	}
	j->before = i;
	return true;
}

static void read_text(struct judge *j, struct kx_tokenizer *k, const char *locale,
	const char *s, double step)
{
	size_t n = strlen(s);

	n = kx_utf8_cut(s, n, n < KX_JUDGE_TEXT_MAX ? n : KX_JUDGE_TEXT_MAX);
	j->before = NONE;
	j->step = step;
	kx_token_each(k, locale && *locale ? locale : NULL, s, n, see, j);
}

/* ---- what was asked ----------------------------------------------------------------- */

/* What else was searched for: guesses of spellings, words of earlier turns. Synonyms are
 * judged in their own wording of the question. */
static void add_query(struct judge *j, const struct kx_query *q)
{
	for (size_t i = 0; i < q->n; i++) {
		const struct kx_query_term *t = &q->terms[i], *of;
		uint32_t hash = kx_token_hash(t->term, t->len);
		size_t at, parent = NONE;

		if (t->syn_of)
			continue;
		if (t->guess_of) {
			of = &q->terms[t->guess_of - 1];
			parent = find(
				j, of->term, of->len, kx_token_hash(of->term, of->len));
		}
		if ((t->guess_of && parent == NONE) ||
			find(j, t->term, t->len, hash) != NONE)
			continue;
		at = put(j, t->term, t->len, hash, t->guess_of ? GUESS : EARLIER);
		if (at == NONE)
			return;
		j->words[at].of = parent;
		j->words[at].likely = fmin(t->weight, 1);
	}
}

/* How telling each word is; idf where the language has no list. */
static void weigh(
	struct judge *j, const struct kx_query *q, double rarest, const char *locale)
{
	for (size_t i = 0; i < j->nwords; i++)
		j->words[i].weight = UNLISTED;
	for (size_t i = 0; i < q->n; i++) {
		const struct kx_query_term *t = &q->terms[i];
		size_t at = find(j, t->term, t->len, kx_token_hash(t->term, t->len));

		if (at != NONE && t->idf > 0 && rarest > 0)
			j->words[at].weight = UNLISTED * sqrt(fmin(t->idf / rarest, 1));
	}
	for (size_t i = 0; i < j->nwords; i++) {
		struct word *w = &j->words[i];

		w->weight = kx_everyday_weight(locale, w->term, w->len, w->weight);
	}
	if (j->nown)
		return;
	for (size_t i = 0; i < j->nwords; i++)
		if (j->words[i].kind == STOPWORD) {
			j->words[i].kind = OWN;
			j->words[i].weight = STOP;
			j->nown++;
		}
}

/* ---- what was found ----------------------------------------------------------------- */

static bool is_lookup(const struct judge *j)
{
	size_t found = 0;

	if (!j->nown || j->nown > LOOKUP_WORDS || j->tokens > LOOKUP_TOKENS)
		return false;
	for (size_t i = 0; i < j->nwords; i++) {
		const struct word *w = &j->words[i];

		if (w->kind == EARLIER)
			return false;
		/* as it was typed: a word that was guessed is no look-up that succeeded */
		found += w->kind == OWN && w->tf > 0 && w->weight > 0;
	}
	return found == j->nown;
}

/* How much of each word is in the text at hand. */
static void count(struct judge *j)
{
	double k = K1 * (1 - B + B * j->length / LENGTH);

	for (size_t i = 0; i < j->nwords; i++) {
		struct word *w = &j->words[i], *of = &j->words[w->of];
		double tf = w->tf, part = tf * (K1 + 1) / (tf + k);

		w->found = part * w->weight * w->likely;
		w->matched = tf > 0 ? w->likely : 0;
		w->dense = (tf > 1 ? 1 + log(tf) : tf) * w->likely;
		if (w->kind != GUESS)
			continue;
		/* guesses stand behind the words they are for */
		of->found = fmax(of->found, w->found * of->likely);
		of->matched = fmax(of->matched, w->matched);
		of->dense = fmax(of->dense, w->dense);
	}
}

static void sum(struct judge *j, struct kx_signals *s)
{
	double evidence = 0, matches = 0, density = 0, pairs = 0;

	for (size_t i = 0; i < j->nwords; i++) {
		const struct word *w = &j->words[i];

		if (w->kind == OWN) {
			matches += w->matched;
			density += w->dense;
		}
		if (w->kind == OWN || w->kind == EARLIER)
			evidence += w->found;
	}
	for (size_t i = 0; i < j->npairs; i++)
		pairs += j->pairs[i].seen;
	s->evidence = fmax(s->evidence, evidence);
	s->matches = fmax(s->matches, matches);
	if (j->length > 0 && j->nown)
		s->density =
			fmax(s->density, density / sqrt(j->length * (double)j->nown));
	if (j->npairs)
		s->pairs = fmax(s->pairs, pairs / (double)j->npairs);
	s->lookup = s->lookup || is_lookup(j);
}

static void judge_hit(struct judge *j, const struct kx_hit *h, bool best,
	struct kx_tokenizer *k, struct kx_signals *s)
{
	for (size_t i = 0; i < j->nwords; i++)
		j->words[i].tf = 0;
	for (size_t i = 0; i < j->npairs; i++)
		j->pairs[i].seen = false;
	j->length = 0;
	j->head = best;
	read_text(j, k, h->locale, h->title, TITLE);
	j->head = false;
	read_text(j, k, h->locale, h->heading, TITLE);
	read_text(j, k, h->locale, h->text, 1);
	count(j);
	sum(j, s);
	if (best && j->heads)
		s->title = (double)j->heads_own / (double)j->heads;
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
	struct judge *j;

	*s = (struct kx_signals){ 0 };
	if (!n)
		return;
	j = kx_calloc(1, sizeof(*j));
	j->words = kx_realloc(NULL, WORDS_MAX, sizeof(*j->words));
	j->pairs = kx_realloc(NULL, PAIRS_MAX, sizeof(*j->pairs));
	j->question = true;
	read_text(j, k, locale, question, 0);
	j->question = false;
	add_query(j, q);
	weigh(j, q, rarest, locale);
	n = select_hits(hits, n, at);
	for (size_t i = 0; i < n; i++)
		judge_hit(j, at[i], i == 0, k, s);
	free(j->words);
	free(j->pairs);
	free(j);
}

double kx_judge_rarest(size_t chunks)
{
	return log(1 + ((double)chunks + 0.5) / 0.5);
}

double kx_judge_confidence(const struct kx_signals *s)
{
	double z = W_NONE + W_EVIDENCE * log(s->evidence + LEAST) +
		   W_DENSITY * s->density + W_PAIRS * s->pairs + W_TITLE * s->title;
	double c = 1 / (1 + exp(-z));

	return s->lookup ? fmax(c, KX_JUDGE_LOOKUP) : c;
}
