#include "domain/embed_hash.h"

#include "../t.h"

#include <math.h>

static const struct kx_embedder *m;
static struct kx_tokenizer *k;
static struct kx_err e;
static float v[4][KX_HASH_DIMENSIONS];

static double dot(const float *a, const float *b)
{
	double sum = 0;

	for (size_t i = 0; i < KX_HASH_DIMENSIONS; i++)
		sum += (double)a[i] * b[i];
	return sum;
}

static void embed(const char *const *texts, const char *const *locales, size_t n)
{
	memset(v, 0x55, sizeof(v));
	T_INT(m->embed(m, k, texts, locales, n, v[0], &e), 0);
}

static void unit_length(void)
{
	static const char *const texts[] = { "Refund to your card", "card", "",
		"\xe9\x80\x80\xe6\xac\xbe" };

	embed(texts, NULL, 4);
	for (size_t i = 0; i < 4; i++)
		T_OK(fabs(dot(v[i], v[i]) - (i != 2)) < 1e-5);
	embed((const char *const[]){ " .,;!", "the of and", "x" }, NULL, 3);
	T_OK(dot(v[0], v[0]) == 0);
	T_OK(dot(v[1], v[1]) == 0);
	T_OK(dot(v[2], v[2]) > 0.99);
	T_INT(v[3][0] == v[3][1], 1); /* not written behind the last one */
}

static void the_same_each_time(void)
{
	static const char *const texts[] = { "Change the plan", "Change the plan" };
	float one[KX_HASH_DIMENSIONS];
	struct kx_tokenizer *other = kx_tokenizer_new();

	embed(texts, NULL, 2);
	T_OK(!memcmp(v[0], v[1], sizeof(v[0])));
	T_INT(m->embed(m, other, texts, NULL, 1, one, &e), 0);
	T_OK(!memcmp(v[0], one, sizeof(one)));
	kx_tokenizer_free(other);
}

static void shared_words_and_letters(void)
{
	embed((const char *const[]){ "refund to a card", "Refunds for CARDS",
		      "mountains and rivers", "cardinal" },
		NULL, 4);
	T_OK(dot(v[0], v[1]) > 0.9);
	T_OK(dot(v[0], v[2]) < 0.3);
	T_OK(dot(v[0], v[3]) > dot(v[0], v[2]));
}

/* each text in its own language: "die" is a word in one and none in the other */
static void locales(void)
{
	embed((const char *const[]){ "die", "die" },
		(const char *const[]){ "en", "de" }, 2);
	T_OK(dot(v[0], v[0]) > 0.99);
	T_OK(dot(v[1], v[1]) == 0);
	embed((const char *const[]){ "die", "die" },
		(const char *const[]){ NULL, "xx" }, 2);
	T_OK(dot(v[0], v[1]) > 0.99);
}

static void long_words(void)
{
	static char word[100001];
	const char *texts[] = { word };

	memset(word, 'x', sizeof(word) - 1);
	embed(texts, NULL, 1);
	T_OK(dot(v[0], v[0]) > 0.99);
	memset(word, 0xf0, sizeof(word) - 1);
	embed(texts, NULL, 1);
}

static void dimensions(void)
{
	const struct kx_embedder *x;

	T_INT(kx_embed_hash(&x, "", &e), 0);
	T_INT(x->dimensions, KX_HASH_DIMENSIONS);
	T_INT(kx_embed_hash(&x, "63", &e), -1);
	T_INT(e.code, KX_ECONFIG);
	T_STR(e.text, "embedding model 'hash-63': dimensions are 64 to 4096");
	T_INT(kx_embed_hash(&x, "4097", &e), -1);
	T_INT(kx_embed_hash(&x, "1e3", &e), -1);
	T_INT(kx_embed_hash(&x, "-64", &e), -1);
}

int main(void)
{
	T_INT(kx_embed_hash(&m, "", &e), 0);
	k = kx_tokenizer_new();
	unit_length();
	the_same_each_time();
	shared_words_and_letters();
	locales();
	long_words();
	dimensions();
	kx_tokenizer_free(k);
	return T_END();
}
