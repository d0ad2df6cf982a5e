#include "domain/gram_cache.h"

#include "../t.h"
#include "domain/gram.h"

static struct kx_gather *g;
static uint32_t want[KX_TERM_MAX];
static size_t nwant;

static void number(const char *gram, size_t len, void *ctx)
{
	(void)ctx;
	want[nwant++] = kx_gather_term(g, gram, len, kx_token_hash(gram, len));
}

/* 1 when what the cache gives is not what the grams are */
static size_t differs(struct kx_gram_cache *c, const char *word, size_t n)
{
	const uint32_t *got;
	size_t count = kx_gram_cache_get(c, word, n, &got);

	nwant = 0;
	kx_gram_each(word, n, number, NULL);
	return count != nwant || (count && memcmp(got, want, count * sizeof(*got)));
}

int main(void)
{
	struct kx_gram_cache *c;
	const uint32_t *got;
	char word[KX_TERM_MAX];
	size_t wrong = 0, empty, bytes = 0;
	int n;

	g = kx_gather_new();
	c = kx_gram_cache_new(g);
	empty = kx_gram_cache_bytes(c);
	T_INT(kx_gram_cache_get(c, "card", 4, &got), 3);
	T_INT(got[0], 0);
	T_INT(got[2], 2);
	T_INT(kx_gram_cache_get(c, "cards", 5, &got), 4);
	T_INT(got[0], 0); /* "<car" again */
	T_INT(got[1], 1);
	T_INT(got[2], 3);
	T_INT(kx_gram_cache_get(c, "aaaaa", 5, &got), 4);
	T_INT(got[1], got[2]); /* as often as the word has it */
	T_INT(kx_gram_cache_get(c, "tax", 3, &got), 0);
	T_INT(kx_gram_cache_get(c, "", 0, &got), 0);
	T_OK(kx_gram_cache_bytes(c) > empty);

	/* twice over, so that tables grow and words are found again */
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 9000; i++) {
			n = snprintf(word, sizeof(word), "%dword%d", i % 7, i);
			wrong += differs(c, word, (size_t)n);
		}
		if (round == 0)
			bytes = kx_gram_cache_bytes(c);
	}
	T_INT(wrong, 0);
	T_INT(kx_gram_cache_bytes(c), bytes);
	memset(word, 'x', sizeof(word));
	for (size_t len = 0; len <= sizeof(word); len++)
		wrong += differs(c, word, len);
	for (size_t len = 0; len <= sizeof(word); len++)
		wrong += differs(c, word, len);
	T_INT(wrong, 0);
	T_INT(kx_gram_cache_get(c, word, sizeof(word), &got), KX_TERM_MAX - 1);
	kx_gram_cache_free(c);
	kx_gram_cache_free(NULL);
	kx_gather_free(g);
	return T_END();
}
