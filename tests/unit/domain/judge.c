#include "domain/judge.h"

#include "../t.h"
#include "domain/strangers.h"

#include <math.h>
#include <stdlib.h>

static struct kx_tokenizer *k;

static struct kx_hit hit(const char *title, const char *text)
{
	return (struct kx_hit){ .article_id = "a",
		.source = "kb",
		.title = title,
		.url = "",
		.heading = "",
		.locale = "en",
		.text = text,
		.score = 1 };
}

/* as kx_rank() fills it, for an index of 100 chunks with each word in two */
static void rank(struct kx_query *q)
{
	for (size_t i = 0; i < q->n; i++) {
		q->terms[i].df = 2;
		q->terms[i].idf = log(1 + 98.5 / 2.5);
	}
}

static struct kx_signals found(const char *locale, const char *question,
	const char *earlier, const struct kx_hit *hits, size_t n)
{
	struct kx_signals s;
	struct kx_query q;

	kx_query_parse(&q, k, locale, question, strlen(question));
	kx_query_more(&q, k, locale, earlier, strlen(earlier), 0.5);
	rank(&q);
	kx_judge_signals(&s, question, locale, &q, kx_judge_rarest(100), hits, n, k);
	kx_query_release(&q);
	return s;
}

static struct kx_signals titled(
	const char *question, const char *title, const char *text)
{
	struct kx_hit h = hit(title, text);

	return found(NULL, question, "", &h, 1);
}

static struct kx_signals signals(const char *question, const char *text)
{
	return titled(question, "", text);
}

static void bounds(void)
{
	struct kx_signals same = signals("warranty by invoice", "Warranty by invoice");
	struct kx_signals none = signals("warranty by invoice", "Mountains are high.");
	struct kx_signals odd = signals("", "");

	T_OK(same.evidence > 1);
	T_OK(fabs(same.density - 1) < 1e-9);
	T_INT(same.matches, 2);
	T_OK(same.pairs == 1);
	T_OK(kx_judge_confidence(&same) > 0.9);
	T_OK(none.evidence == 0 && none.density == 0 && none.matches == 0 &&
		none.pairs == 0 && none.title == 0);
	T_OK(kx_judge_confidence(&none) < 0.01);
	T_OK(odd.evidence == 0 && odd.density == 0 && odd.matches == 0);
	/* only stopwords: they are all there is, and tell next to nothing */
	T_OK(signals("how to", "how to").evidence > 0);
	T_OK(signals("how to", "how to").evidence < 0.5);
}

static void order(void)
{
	const char *q = "how long does a refund to my card take";
	struct kx_signals near = signals(q, "A refund to your card takes five days.");
	struct kx_signals far =
		signals(q, "Cards are sent by post, five days at least.");

	T_OK(near.evidence > far.evidence && far.evidence > 0);
	T_OK(near.density > far.density);
	T_OK(kx_judge_confidence(&near) > kx_judge_confidence(&far));
	/* what everybody says all the time tells less than what few say */
	T_OK(signals("warranty", "The warranty ends.").evidence >
		signals("help", "The help ends.").evidence);
	/* often, and in little text */
	T_OK(signals("warranty", "Warranty, warranty.").evidence >
		signals("warranty", "Warranty, days.").evidence);
	T_OK(signals("warranty", "The warranty ends.").density >
		signals("warranty", "The warranty ends after two years of use.")
			.density);
}

static void pairs_and_titles(void)
{
	/* lock smart, smart phone; not: the lock, for everything is a stopword there */
	T_OK(signals("smart lock battery", "A smart lock. Its battery.").pairs == 0.5);
	T_OK(signals("smart lock battery", "Lock, smart. Battery.").pairs == 0);
	/* a pair is not found across two fields */
	T_OK(titled("smart lock", "Smart", "lock").pairs == 0);
	T_OK(titled("my smart lock", "The smart lock", "").title == 1);
	T_OK(titled("lock", "The smart lock", "").title == 0.5);
	T_OK(titled("door", "The smart lock", "door").title == 0);
}

/* of the best hit the title, of the others whatever is more */
static void several_hits(void)
{
	struct kx_hit h[] = { hit("Lock", "Nothing."), hit("Door", "Lock the door."),
		hit("Battery", "The lock battery."),
		hit("Lock", "Door, battery, lock.") };
	struct kx_signals s;

	h[1].article_id = "b";
	h[2].article_id = "c";
	s = found(NULL, "lock battery", "", h, 3);
	T_OK(s.title == 1);
	T_INT(s.matches, 2);
	T_OK(s.pairs == 1);
	/* a further hit of the same article is not looked at */
	h[3].article_id = "a";
	s = found(NULL, "lock battery door", "", h, 4);
	T_INT(s.matches, 2);
	h[3].article_id = "d";
	s = found(NULL, "lock battery door", "", h, 4);
	T_INT(s.matches, 3);
}

/* earlier turns keep a follow-up alive, but are not what is asked */
static void follow_up(void)
{
	struct kx_hit h = hit("", "The warranty of a lock ends after two years.");
	struct kx_signals alone = found(NULL, "how many years", "", &h, 1);
	struct kx_signals after = found(NULL, "how many years", "lock warranty", &h, 1);

	T_OK(after.evidence > alone.evidence);
	T_OK(after.density == alone.density);
	T_OK(after.matches == alone.matches);
}

/* a guess counts by its weight, once for the word it stands for */
static void guesses(void)
{
	struct kx_query_term terms[] = {
		{ "warrnti", 7, 1, 0, .idf = 4 },
		{ "warranti", 8, 0.8, 1, .idf = 4 },
		{ "warrant", 7, 0.5, 1, .idf = 4 },
	};
	struct kx_query q = { .terms = terms, .n = 3 };
	struct kx_hit h = hit("", "A warranty.");
	struct kx_signals s, right = signals("warranty", "A warranty.");

	kx_judge_signals(&s, "warrnty", NULL, &q, kx_judge_rarest(100), &h, 1, k);
	T_OK(fabs(s.matches - 0.8) < 1e-9);
	T_OK(fabs(s.evidence - 0.8 * right.evidence) < 1e-9);
	h.text = "A warranty, a warrant.";
	kx_judge_signals(&s, "warrnty", NULL, &q, kx_judge_rarest(100), &h, 1, k);
	T_OK(fabs(s.matches - 0.8) < 1e-9);
}

static void lookups(void)
{
	T_OK(signals("warranty", "The warranty ends.").lookup);
	T_OK(titled("account", "Your account", "").lookup);
	T_OK(signals("warranty invoice", "Warranty; invoice.").lookup);
	T_OK(signals("account", "On the page of your account.").lookup);
	/* greetings that happen to be there, words that are not, questions */
	T_OK(!signals("hello", "Say hello to them.").lookup);
	T_OK(!signals("warranty invoice", "The warranty.").lookup);
	T_OK(!signals("how long is the warranty", "The warranty ends.").lookup);
	T_OK(!signals("", "").lookup);
	T_OK(kx_judge_confidence(&(struct kx_signals){ .lookup = true }) ==
		KX_JUDGE_LOOKUP);
}

/* without a list of everyday words the index says how rare they are */
static void languages(void)
{
	struct kx_hit h = hit("", "");
	struct kx_signals s;

	h.locale = "pl";
	h.text = "Gwarancja na zamek.";
	s = found("pl", "gwarancja zamek", "", &h, 1);
	T_OK(s.evidence > 0 && s.matches == 2);
	h.locale = "de";
	h.text = "Die Garantie gilt heute.";
	T_OK(found("de", "Garantie", "", &h, 1).evidence >
		found("de", "heute", "", &h, 1).evidence);
}

static void none(void)
{
	struct kx_query q = { 0 };
	struct kx_signals s = { 1, 1, 1, 1, 1, true };

	kx_judge_signals(&s, "anything", NULL, &q, kx_judge_rarest(0), NULL, 0, k);
	T_OK(s.evidence == 0 && s.matches == 0 && s.pairs == 0 && !s.lookup);
	T_OK(kx_judge_confidence(&s) < 0.01);
}

/* questions and hits are read up to a limit, whatever they hold */
static void large(void)
{
	static char text[200000];
	struct kx_signals s;
	size_t n = 0;

	while (n < sizeof(text) - 16)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "w%zx ", n * 7919);
	T_OK(signals("one two three", text).density < 0.1);
	T_OK(signals(text, "one two three").density < 0.1);
	s = signals(text, text);
	T_OK(s.matches > 100 && s.pairs > 0.9 && s.pairs <= 1);
}

static void thresholds(void)
{
	double out[200], in[100];
	struct kx_thresholds small, great, t;

	for (int i = 0; i < 200; i++)
		out[i] = 0.001 * i;
	kx_judge_thresholds(&small, out, 200, NULL, 0, 100);
	/* over most of the strangers */
	T_OK(small.answer > 0.15 && small.answer < 0.3);
	T_OK(small.ask > 0.05 && small.ask < 0.15);
	kx_judge_thresholds(&t, out, 200, NULL, 0, 1000);
	T_OK(t.answer == small.answer);
	kx_judge_thresholds(&great, out, 200, NULL, 0, 100000);
	T_OK(great.answer > small.answer && great.ask > small.ask);
	/* never so high that the own titles are refused */
	for (int i = 0; i < 100; i++)
		in[i] = 0.1 + 0.001 * i;
	kx_judge_thresholds(&t, out, 200, in, 100, 100);
	T_OK(t.answer > 0.105 && t.answer < 0.115 && t.ask < t.answer);
	for (int i = 0; i < 200; i++)
		out[i] = 1;
	kx_judge_thresholds(&t, out, 200, NULL, 0, 100);
	T_OK(fabs(t.answer - KX_JUDGE_LOOKUP) < 1e-9 && t.ask < t.answer);
	for (int i = 0; i < 200; i++)
		out[i] = 0;
	kx_judge_thresholds(&t, out, 1, NULL, 0, 100);
	T_OK(t.answer > 0 && t.ask > 0);
	kx_judge_thresholds(&t, NULL, 0, in, 100, 100);
	T_OK(t.answer == KX_JUDGE_THRESHOLD && t.ask == KX_JUDGE_ASK);
}

static void strangers(void)
{
	static const char *const tags[] = { "en", "de", "es-MX", "fr_CA", "zh", "xx",
		"", "d", "dense" };
	size_t n, en;
	const char *const *v = kx_strangers(&en);

	T_OK(en >= 150);
	for (size_t i = 0; i < en; i++)
		for (size_t j = 0; j < i; j++)
			T_OK(strcmp(v[i], v[j]) != 0);
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		const char *const *w = kx_strangers_in(tags[i], &n);

		T_INT(w != v, i >= 1 && i <= 4);
		T_OK(n >= 50);
		T_OK(w[n - 1][0]);
	}
	T_OK(kx_strangers_in(NULL, &n) == v);
}

int main(void)
{
	k = kx_tokenizer_new();
	bounds();
	order();
	pairs_and_titles();
	several_hits();
	follow_up();
	guesses();
	lookups();
	languages();
	none();
	large();
	thresholds();
	strangers();
	kx_tokenizer_free(k);
	return T_END();
}
