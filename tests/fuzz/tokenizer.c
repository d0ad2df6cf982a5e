/* Text of any kind through the tokenizer: a byte that chooses the locale, then the text,
 * made valid. */
#include "base/mem.h"
#include "base/utf8.h"
#include "domain/query.h"
#include "domain/token.h"
#include "fuzz.h"

#include <string.h>

const unsigned fuzz_rounds = 8000;

static const char *const locales[] = { NULL, "en", "de", "tr", "az", "ru", "fr", "es",
	"pt", "it", "nl", "sv", "nb", "nn", "da", "fi", "hu", "ro", "zh", "ja", "ko",
	"th", "ar", "he", "hi", "el", "pl", "xx", "", "zh-Hant-TW", "a-very-long-tag" };
#define LOCALES (sizeof(locales) / sizeof(*locales))

static struct kx_tokenizer *k;

struct seen {
	const char *text, *locale;
	size_t n, last_at, tokens, words;
	uint64_t sum; /* of all that was given */
};

static void note(struct seen *s, const char *p, size_t n)
{
	s->sum = (s->sum ^ kx_token_hash(p, n)) * 0x100000001b3u;
}

static void a_gram(const char *gram, size_t len, void *ctx)
{
	struct seen *s = ctx;

	FUZZ_MUST(kx_gram_is(gram, len) && len <= KX_GRAM_BYTES && len > KX_GRAM_SIZE);
	FUZZ_MUST(kx_utf8_valid(gram, len) == len);
	note(s, gram, len);
}

static bool a_token(const struct kx_token *t, void *ctx)
{
	struct seen *s = ctx;

	FUZZ_MUST(t->at < t->end && t->end <= s->n);
	FUZZ_MUST(!s->tokens || t->at > s->last_at);
	/* whole characters */
	FUZZ_MUST((s->text[t->at] & 0xc0) != 0x80);
	FUZZ_MUST(t->end == s->n || (s->text[t->end] & 0xc0) != 0x80);
	FUZZ_MUST(t->len && t->len <= KX_TERM_MAX && strlen(t->term) == t->len);
	FUZZ_MUST(kx_utf8_valid(t->term, t->len) == t->len);
	FUZZ_MUST(t->hash == kx_token_hash(t->term, t->len));
	FUZZ_MUST(!kx_gram_is(t->term, t->len));
	s->last_at = t->at;
	s->tokens++;
	note(s, t->term, t->len);
	if (!t->word)
		return true;
	s->words++;
	FUZZ_MUST(t->word_len && t->word_len <= KX_TERM_MAX);
	FUZZ_MUST(kx_utf8_valid(t->word, t->word_len) == t->word_len);
	note(s, t->word, t->word_len);
	kx_gram_each(t->word, t->word_len, a_gram, s);
	return true;
}

static struct seen run(const char *locale, const char *text, size_t n)
{
	struct seen s = { .text = text, .locale = locale, .n = n };

	kx_token_each(k, locale, text, n, a_token, &s);
	return s;
}

/* a question of it */
static void ask(const char *locale, const char *text, size_t n)
{
	struct kx_query q;

	kx_query_parse(&q, k, locale, text, n);
	kx_query_more(&q, k, locale, text, n / 2, 0.5);
	FUZZ_MUST(q.n <= KX_QUERY_TERMS_MAX && q.ngrams <= KX_QUERY_GRAMS_MAX);
	for (size_t i = 0; i < q.n; i++)
		FUZZ_MUST(strlen(q.terms[i].term) == q.terms[i].len);
	for (size_t i = 0; i < q.ngrams; i++)
		FUZZ_MUST(kx_gram_is(q.grams[i].gram, q.grams[i].len));
	kx_query_release(&q);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *locale = locales[fuzz_take(&data, &size, 1) % LOCALES];
	char *text, *exact;
	size_t n, bad = 0;
	struct seen once, again;

	if (!k)
		k = kx_tokenizer_new();
	text = kx_utf8_repair((const char *)data, size, &n, &bad);
	/* without the NUL behind it, so that one byte too many is seen */
	exact = malloc(n + !n);
	FUZZ_MUST(exact);
	memcpy(exact, text, n);
	once = run(locale, exact, n);
	again = run(locale, exact, n); /* out of the cache */
	FUZZ_MUST(once.tokens == again.tokens && once.sum == again.sum);
	ask(locale, exact, n);
	free(exact);
	free(text);
	return 0;
}

void fuzz_seed(uint32_t number, struct kx_buf *b)
{
	static const char *const words[] = { "Resetting", "the", "pass\xc2\xadword",
		"caf\xc3\xa9", "CAFE\xcc\x81", "it\xe2\x80\x99s", "snake_case", "S3",
		"Stra\xc3\x9f"
		"e",
		"I\xc5\x9eIK", "\xc4\xb0stanbul", "身份验证", "パスワード", "ﾊﾟｽ",
		"비밀번호를", "กินข้าว", "пароли", "й", "שָׁלוֹם", "السَّلام", "हिन्दी",
		"Ἀθῆναι", "ﬁles", "Ｋｅｙ", "\xf0\x9f\x98\x80",
		"\xf0\xa0\x80\x80\xf0\xa0\x80\x81",
		"a\xe2\x80\x8d"
		"b",
		"ﷺ", "\xcc\x81\xcc\x82", "2024-05-01", "x\xf0\x9d\x90\x80y",
		"m\xc2\xb2", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab" };
	static const char *const between[] = { " ", " ", ", ", "", "-", "\n",
		"\xe2\x80\x8b", "。", "\xc2\xa0" };
	uint64_t r = fuzz_start(number);

	fuzz_put(b, fuzz_rnd(&r, LOCALES), 1);
	for (uint32_t i = 1 + fuzz_rnd(&r, 20); i; i--) {
		const char *word = words[fuzz_rnd(&r, sizeof(words) / sizeof(*words))];

		/* some are long */
		for (uint32_t j = fuzz_rnd(&r, 12) ? 1 : fuzz_rnd(&r, 60); j; j--)
			kx_buf_str(b, word);
		kx_buf_str(
			b, between[fuzz_rnd(&r, sizeof(between) / sizeof(*between))]);
	}
}
