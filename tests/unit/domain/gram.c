#include "domain/gram.h"

#include "../t.h"
#include "base/buf.h"
#include "base/utf8.h"

static size_t longest, count;

static void collect(const char *gram, size_t len, void *ctx)
{
	T_OK(kx_gram_is(gram, len));
	T_INT(kx_utf8_valid(gram, len), len);
	longest = len > longest ? len : longest;
	count++;
	kx_buf_printf(ctx, "%s%.*s", ((struct kx_buf *)ctx)->len ? " " : "",
		(int)len - 1, gram + 1);
}

static const char *grams(const char *word, size_t n)
{
	static struct kx_buf b;

	kx_buf_clear(&b);
	longest = count = 0;
	kx_gram_each(word, n, collect, &b);
	return kx_buf_text(&b);
}

int main(void)
{
	char word[2 * KX_TERM_MAX];

	T_STR(grams("card", 4), "<car card ard>");
	T_STR(grams("cards", 5), "<car card ards rds>");
	T_STR(grams("cards", 4), "<car card ard>");
	T_STR(grams("aaaaa", 5), "<aaa aaaa aaaa aaa>"); /* as often as they are */
	/* too short, in characters, not in bytes */
	T_STR(grams("", 0), "");
	T_STR(grams("a", 1), "");
	T_STR(grams("tax", 3), "");
	T_STR(grams("\xc3\xb8\xc3\xa5\xc3\xa6", 6), "");
	/* characters of all widths */
	T_STR(grams("па́ро", 10), "<па́ па́р а́ро ́ро>");
	T_STR(grams("\xf0\x90\x90\xa8\xf0\x90\x90\xa9\xf0\x90\x90\xaa\xf0\x90\x90\xab",
		      16),
		"<\xf0\x90\x90\xa8\xf0\x90\x90\xa9\xf0\x90\x90\xaa "
		"\xf0\x90\x90\xa8\xf0\x90\x90\xa9\xf0\x90\x90\xaa\xf0\x90\x90\xab "
		"\xf0\x90\x90\xa9\xf0\x90\x90\xaa\xf0\x90\x90\xab>");
	T_INT(longest, KX_GRAM_BYTES);

	/* no more than a term's bytes are looked at, none of them halved */
	for (size_t i = 0; i < sizeof(word); i++)
		word[i] = (char)('a' + i % 26);
	grams(word, KX_TERM_MAX);
	T_INT(count, KX_TERM_MAX - 1);
	grams(word, sizeof(word));
	T_INT(count, KX_TERM_MAX - 1);
	memcpy(word + KX_TERM_MAX - 1, "\xc3\xb8", 2);
	grams(word, sizeof(word));
	T_INT(count, KX_TERM_MAX - 2);
	T_OK(strlen(grams(word, KX_TERM_MAX + 1)) > 5);
	T_OK(!strcmp(grams(word, sizeof(word)) + 5 * (count - 1), "ijk>"));

	T_OK(!kx_gram_is("card", 4));
	T_OK(!kx_gram_is("", 0));
	return T_END();
}
