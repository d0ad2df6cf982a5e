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
static struct kx_signals signals(const char *question, const char *text)
{
	struct kx_hit h = hit("", text);
	struct kx_signals s;
	struct kx_query q;

	kx_query_parse(&q, k, NULL, question, strlen(question));
	for (size_t i = 0; i < q.n; i++) {
		q.terms[i].df = 2;
		q.terms[i].idf = log(1 + 98.5 / 2.5);
	}
	kx_judge_signals(&s, question, NULL, &q, kx_judge_rarest(100), &h, 1, k);
	kx_query_release(&q);
	return s;
}

static void bounds(void)
{
	struct kx_signals same = signals("refund by card", "Refund by card");
	struct kx_signals none = signals("refund by card", "Mountains are high.");
	struct kx_signals odd = signals("", "");

	T_OK(same.cosine > 0.999 && same.cosine < 1.001);
	T_INT(same.matches, 2);
	T_INT(same.pairs, 1);
	T_OK(none.cosine < 0.1);
	T_INT(none.matches, 0);
	T_INT(none.pairs, 0);
	T_OK(kx_judge_confidence(&same) > 0.9);
	T_OK(kx_judge_confidence(&none) < 0.1);
	T_OK(odd.cosine == 0 && odd.matches == 0 && odd.pairs == 0);
	/* only stopwords: they are all there is */
	T_OK(signals("how to", "how to").cosine > 0.9);
}

static void order(void)
{
	const char *q = "how long does a refund to my card take";
	double close = signals(q, "A refund to your card takes five days.").cosine;
	double far = signals(q, "Cards are sent by post, five days at least.").cosine;
	struct kx_signals typo = signals("refnud", "Refunds take five days.");

	T_OK(close > far);
	T_OK(far > 0);
	/* parts of words tell where whole words do not */
	T_OK(signals("refunding", "A refundable fare.").cosine > 0.05);
	T_OK(typo.cosine > 0 && typo.matches == 0);
}

static void none(void)
{
	struct kx_query q = { 0 };
	struct kx_signals s = { 1, 1, 1 };

	kx_judge_signals(&s, "anything", NULL, &q, kx_judge_rarest(0), NULL, 0, k);
	T_OK(s.cosine == 0 && s.matches == 0 && s.pairs == 0);
	T_OK(kx_judge_confidence(&s) < 0.05);
}

/* hits are read up to a limit, whatever they hold */
static void large(void)
{
	static char text[200000];
	size_t n = 0;

	while (n < sizeof(text) - 16)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "w%zx ", n * 7919);
	T_OK(signals("one two three", text).cosine < 0.2);
	T_OK(signals(text, "one two three").cosine < 0.2);
}

static void threshold(void)
{
	const double in[] = { 0.9, 0.5, 0.8 }, out[] = { 0.2, 0.1, 0.5, 0.1 };
	double t = kx_judge_threshold(in, 3, out, 4), all_in = 1, all_out = 0;

	T_OK(t > 0.15 && t < 0.8);
	T_OK(kx_judge_threshold(in, 3, out, 0) == KX_JUDGE_THRESHOLD);
	T_OK(kx_judge_threshold(NULL, 0, out, 4) == KX_JUDGE_THRESHOLD);
	t = kx_judge_threshold(&all_in, 1, &all_out, 1);
	T_OK(t > 0 && t < 1);
}

static void strangers(void)
{
	static const char *const tags[] = { "en", "de", "es-MX", "fr_CA", "zh", "xx",
		"", "dense" };
	size_t n, en;
	const char *const *v = kx_strangers(&en);

	T_OK(en >= 100);
	for (size_t i = 0; i < en; i++)
		for (size_t j = 0; j < i; j++)
			T_OK(strcmp(v[i], v[j]) != 0);
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		const char *const *w = kx_strangers_in(tags[i], &n);

		T_INT(w != v, i >= 1 && i <= 4);
		T_OK(n >= 40);
		T_OK(w[n - 1][0]);
	}
	T_OK(kx_strangers_in(NULL, &n) == v);
}

int main(void)
{
	k = kx_tokenizer_new();
	bounds();
	order();
	none();
	large();
	threshold();
	strangers();
	kx_tokenizer_free(k);
	return T_END();
}
