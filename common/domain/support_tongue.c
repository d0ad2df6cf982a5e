/* Which language a text is in, told by its function words and its script. */
#include "domain/support_part.h"

#include "base/utf8.h"
#include "domain/stopword.h"

#include <string.h>

#define PLAIN 2   /* function words that make it plain */
#define SCRIPTS 8 /* 0: Latin; the last: written without spaces */
#define READ 400  /* words that are looked at */

static const char names[KX_TONGUES][3] = { "da", "de", "en", "es", "fi", "fr", "it",
	"nl", "no", "pt", "ro", "sv" };

struct reader {
	struct kx_tongue *t;
	const struct kx_stopwords *lists[KX_TONGUES];
	unsigned scripts[SCRIPTS], words;
};

static size_t script(uint32_t c)
{
	static const uint32_t ends[] = { 0x370, 0x400, 0x530, 0x600, 0x780, 0x900,
		0xe00 };
	size_t i = 0;

	while (i < sizeof(ends) / sizeof(*ends) && c >= ends[i])
		i++;
	return i;
}

static bool word(const struct kx_token *t, void *ctx)
{
	struct reader *r = ctx;
	uint32_t c;

	if (!t->word) {
		r->scripts[SCRIPTS - 1]++;
	} else if (*t->word < '0' || *t->word > '9') {
		kx_utf8_next(t->word, t->word_len, &c);
		r->scripts[script(c)]++;
		for (size_t i = 0; i < KX_TONGUES; i++)
			r->t->words[i] +=
				kx_stopword(r->lists[i], t->word, t->word_len);
	}
	return ++r->words < READ;
}

void kx_tongue_read(
	struct kx_tongue *t, struct kx_tokenizer *k, const char *text, size_t n)
{
	struct reader r = { .t = t };
	unsigned most = 0;

	*t = (struct kx_tongue){ .known = true, .most = -1 };
	for (size_t i = 0; i < KX_TONGUES; i++)
		r.lists[i] = kx_stopwords_find(names[i]);
	kx_token_each(k, "und", text, n, word, &r);
	for (unsigned char i = 0; i < SCRIPTS; i++)
		if (r.scripts[i] > r.scripts[t->script])
			t->script = i;
	for (int i = 0; i < KX_TONGUES; i++)
		if (t->words[i] > most) {
			most = t->words[i];
			t->most = i;
		}
}

bool kx_tongue_plain(const struct kx_tongue *t)
{
	return t->script || (t->most >= 0 && t->words[t->most] >= PLAIN);
}

bool kx_tongue_foreign(const struct kx_tongue *a, const struct kx_tongue *b)
{
	if (a->script != b->script)
		return true;
	return !a->script && kx_tongue_plain(a) && kx_tongue_plain(b) &&
	       a->words[a->most] >= a->words[b->most] + PLAIN;
}
