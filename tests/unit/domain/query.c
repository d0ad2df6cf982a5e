#include "domain/query.h"

#include "../t.h"

static struct kx_tokenizer *k;

static void parse(struct kx_query *q, const char *text)
{
	kx_query_parse(q, k, "en", text, strlen(text));
}

/* terms, stars behind those with another weight than 1 */
static const char *terms(const struct kx_query *q)
{
	static char out[512];
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < q->n; i++) {
		T_INT(q->terms[i].len, strlen(q->terms[i].term));
		T_INT(q->terms[i].guess_of, 0);
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s%s", i ? " " : "",
			q->terms[i].term, q->terms[i].weight == 1 ? "" : "*");
	}
	return out;
}

static const char *grams(const struct kx_query *q)
{
	static char out[512];
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < q->ngrams; i++) {
		T_OK(kx_gram_is(q->grams[i].gram, q->grams[i].len));
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%.*s%s",
			i ? " " : "", (int)q->grams[i].len - 1, q->grams[i].gram + 1,
			q->grams[i].weight == 1 ? "" : "*");
	}
	return out;
}

static void words(void)
{
	struct kx_query q;

	parse(&q, "How do I reset my password, my passwords?");
	T_STR(terms(&q), "reset password");
	kx_query_release(&q);
	T_INT(q.n, 0);

	parse(&q, "what is it");
	T_STR(terms(&q), "what is it"); /* nothing but stopwords: they stay */
	T_STR(grams(&q), "");           /* but not their grams */
	kx_query_release(&q);

	parse(&q, "?!");
	T_INT(q.n, 0);
	T_INT(q.ngrams, 0);
	kx_query_release(&q);
}

static void parts(void)
{
	struct kx_query q;

	parse(&q, "the Réset of 2024 a tv set");
	T_STR(terms(&q), "reset 2024 tv set");
	T_STR(grams(&q), "<res rese eset set> <202 2024 024>");
	kx_query_release(&q);

	/* of the word as it was typed, not of its stem; each once */
	parse(&q, "resetting aaaaaa");
	T_STR(terms(&q), "reset aaaaaa");
	T_STR(grams(&q), "<res rese eset sett etti ttin ting ing> <aaa aaaa aaa>");
	kx_query_release(&q);

	kx_query_parse(&q, k, "zh", "身份验证", 12);
	T_STR(terms(&q), "身份 份验 验证");
	T_STR(grams(&q), "");
	kx_query_release(&q);
}

static void more(void)
{
	struct kx_query q;

	parse(&q, "reset router");
	kx_query_more(&q, k, "en", "my reset code is lost", 21, 0.25);
	T_STR(terms(&q), "reset router code* lost*");
	T_OK(q.terms[2].weight == 0.25);
	T_STR(grams(&q), "<res rese eset set> <rou rout oute uter ter> "
			 "<cod* code* ode>* <los* lost* ost>*");
	T_OK(q.grams[9].weight == 0.25);
	kx_query_more(&q, k, "en", "", 0, 0.5);
	kx_query_more(&q, k, "en", "reset code router lost", 22, 0.5);
	T_INT(q.n, 4);
	T_INT(q.ngrams, 15);
	kx_query_release(&q);

	/* nothing was asked yet */
	parse(&q, "");
	kx_query_more(&q, k, "en", "the lost code", 13, 0.5);
	T_STR(terms(&q), "lost* code*");
	kx_query_release(&q);
}

static void limit(void)
{
	char text[16 * KX_QUERY_TERMS_MAX];
	struct kx_query q;
	size_t n = 0;

	for (int i = 0; i < KX_QUERY_TERMS_MAX + 100; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%dabcd%d ", i, i);
	kx_query_parse(&q, k, "xx", text, n);
	T_INT(q.n, KX_QUERY_TERMS_MAX);
	T_INT(q.ngrams, KX_QUERY_GRAMS_MAX);
	for (size_t i = 0; i < q.ngrams; i++)
		for (size_t j = 0; j < i; j++)
			if (q.grams[i].len == q.grams[j].len &&
				!memcmp(q.grams[i].gram, q.grams[j].gram,
					q.grams[i].len))
				T_STR("a gram", "twice");
	kx_query_more(&q, k, "xx", "another", 7, 1);
	T_INT(q.n, KX_QUERY_TERMS_MAX);
	T_INT(q.ngrams, KX_QUERY_GRAMS_MAX);
	kx_query_release(&q);
}

int main(void)
{
	k = kx_tokenizer_new();
	words();
	parts();
	more();
	limit();
	kx_tokenizer_free(k);
	return T_END();
}
