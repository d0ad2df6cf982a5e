#include "domain/token.h"

#include "../t.h"
#include "base/buf.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static struct kx_tokenizer *k;

static bool collect(const struct kx_token *t, void *ctx)
{
	struct kx_buf *b = ctx;

	T_INT(t->term[t->len], 0);
	T_INT(t->hash, kx_token_hash(t->term, t->len));
	kx_buf_printf(b, "%s%s%s", b->len ? " " : "", t->term, t->stop ? "*" : "");
	return true;
}

static const char *terms_n(const char *locale, const char *text, size_t n)
{
	static struct kx_buf b;

	kx_buf_clear(&b);
	kx_token_each(k, locale, text, n, collect, &b);
	return kx_buf_text(&b);
}

static const char *terms(const char *locale, const char *text)
{
	return terms_n(locale, text, strlen(text));
}

static bool places(const struct kx_token *t, void *ctx)
{
	kx_buf_printf(ctx, "%zu-%zu ", t->at, t->end);
	return true;
}

static const char *at(const char *locale, const char *text)
{
	static struct kx_buf b;

	kx_buf_clear(&b);
	kx_token_each(k, locale, text, strlen(text), places, &b);
	return kx_buf_text(&b);
}

static bool surface(const struct kx_token *t, void *ctx)
{
	if (t->word)
		T_INT(kx_utf8_valid(t->word, t->word_len), t->word_len);
	kx_buf_printf(ctx, "%s%.*s", ((struct kx_buf *)ctx)->len ? " " : "",
		t->word ? (int)t->word_len : 4, t->word ? t->word : "none");
	return true;
}

static const char *surfaces(const char *locale, const char *text)
{
	static struct kx_buf b;

	kx_buf_clear(&b);
	kx_token_each(k, locale, text, strlen(text), surface, &b);
	return kx_buf_text(&b);
}

/* what they were before they were stemmed: folded, without accents */
static void unstemmed(void)
{
	char word[3 * KX_TERM_MAX];

	/* twice: the second comes out of the cache */
	for (int i = 0; i < 2; i++) {
		T_STR(surfaces(NULL, "Resetting YOUR Passwords_2"),
			"resetting your passwords 2");
		T_STR(surfaces(NULL, "Café CAFE\xcc\x81 cafés cafe"),
			"cafe cafe cafes cafe");
		T_STR(surfaces("de", "Die Häuser für Große"), "die hauser fur grosse");
		T_STR(surfaces("tr", "IŞIKLAR İstanbul"), "isiklar istanbul");
		T_STR(surfaces("ru", "Паролей"), "паролеи");
		T_STR(surfaces("xx", "The Cats pass\xc2\xadword"), "the cats password");
		T_STR(surfaces(NULL, "Ｋｅｙｓ ﬁles"), "keys files");
		T_STR(surfaces("zh", "我用 Logins 了第3章"), "none logins none 3 none");
		T_STR(surfaces("ko", "비밀번호를"), "none none none none");
	}
	/* no longer than a term, no character cut */
	memset(word, 'q', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	T_INT(strlen(surfaces(NULL, word)), KX_TERM_MAX);
	for (size_t i = 1; i + 2 < sizeof(word); i += 2)
		memcpy(word + i, "\xd0\xb6", 2);
	T_INT(strlen(surfaces("xx", word)), KX_TERM_MAX - 1);
	T_INT(strlen(surfaces("xx", word)), KX_TERM_MAX - 1);
}

static void words(void)
{
	T_STR(terms(NULL, "Resetting your Passwords, please!"),
		"reset your* password pleas");
	T_STR(terms(NULL, "snake_case don't e-mail"), "snake case don* t* e mail");
	T_STR(terms(NULL, "version 2.10 of 365 S3"), "version 2 10 of* 365 s3");
	T_STR(terms(NULL, "pass\xc2\xadword pass\xe2\x80\x8bword"),
		"password password");
	T_STR(terms(NULL, "caf\xc3\xa9 CAFE\xcc\x81 cafe"), "cafe cafe cafe");
	T_STR(terms(NULL, "it\xe2\x80\x99s"), "it* s*");
	T_STR(terms(NULL, "end\xe2\x80\x94start"), "end start");
	T_STR(terms(NULL, "Ｋｅｙ ﬁles m²"), "kei file m2");
	T_STR(terms(NULL, ""), "");
	T_STR(terms(NULL, "… — !?"), "");
	T_STR(terms(NULL, "\xcc\x81 \xc2\xad"), "");
	T_STR(terms_n(NULL, "word after", 4), "word");
	T_STR(terms_n(NULL, "a\0b", 3), "a* b");
	/* twice, so that the second comes out of the cache */
	T_STR(terms(NULL, "Running running"), "run run");
}

static void locales(void)
{
	T_STR(terms("en-GB", "The cats"), "the* cat");
	T_STR(terms("de", "Die Häuser für Große"), "die* haus fur* gross");
	T_STR(terms("de_DE", "Die Häuser"), "die* haus");
	T_STR(terms("es", "¿Cómo está la contraseña?"), "com* esta* la* contrasen");
	T_STR(terms("fr", "l'été où"), "l* ete* ou*");
	T_STR(terms("pt-BR", "não contas"), "na* cont");
	T_STR(terms("nb", "ikke"), "ikk*");
	T_STR(terms("ru", "пароли паролей"), "парол парол");
	T_STR(terms("tr", "IŞIK İstanbul"), "isik istanbul");
	T_STR(terms("xx", "The Cats"), "the cats");
	T_STR(terms("", "The cats"), "the* cat");
	T_STR(terms("averylongtagthatisnone", "Cats"), "cats");
}

static void dense(void)
{
	T_STR(terms("zh", "身份验证"), "身份 份验 验证");
	T_STR(terms("zh", "我用 Login 了。"), "我用 login 了");
	T_STR(terms("zh", "第3章"), "第 3 章");
	T_STR(terms("ja", "パスワード"), "パス スワ ワー ード");
	T_STR(terms("ja", "ﾊﾟｽ"), "パス");
	T_STR(terms("ja", "か\xe3\x82\x99く"), "がく"); /* decomposed */
	T_STR(terms("ko", "비밀번호를 잊었다"), "비밀 밀번 번호 호를 잊었 었다");
	T_STR(terms("ko", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xea\xb5\xad"), "한국");
	T_STR(terms("th", "กินข้าว"), "กิน นข้ ข้า าว");
	T_STR(terms("zh", "中\xe2\x80\x8b文"), "中文");
	T_STR(at("zh", "a中文字"), "0-1 1-7 4-10 ");
}

static void positions(void)
{
	T_STR(at(NULL, "Reset my password"), "0-5 6-8 9-17 ");
	T_STR(at(NULL, "(caf\xc3\xa9)"), "1-6 ");
	T_STR(at(NULL, "a\xc2\xad b"), "0-1 4-5 ");
}

static bool first_only(const struct kx_token *t, void *ctx)
{
	(void)t;
	++*(int *)ctx;
	return false;
}

static void limits(void)
{
	char word[1000];
	int n = 0;

	memset(word, 'x', sizeof(word));
	T_INT(strlen(terms_n(NULL, word, sizeof(word))), KX_TERM_MAX);
	for (size_t i = 0; i + 2 <= sizeof(word); i += 2)
		memcpy(word + i, "\xc3\xb8", 2);
	T_OK(strlen(terms_n("xx", word, sizeof(word))) <= KX_TERM_MAX);
	kx_token_each(k, NULL, "one two three", 13, first_only, &n);
	T_INT(n, 1);
	n = 0;
	kx_token_each(k, "zh", "中文字典", 12, first_only, &n);
	T_INT(n, 1);
	/* bytes that are no UTF-8 part words and do no harm */
	T_STR(terms(NULL, "ab\xff\xfe"
			  "cd\xe4\xb8"),
		"ab cd");
}

static bool same(const struct kx_token *t, void *ctx)
{
	T_STR(t->term, ctx);
	return true;
}

/* more words than the cache holds, more languages than it has places */
static void bounds(void)
{
	char word[32], locale[8];

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 70000; i++) {
			int n = snprintf(word, sizeof(word), "q%d", i);

			kx_token_each(k, "xx", word, (size_t)n, same, word);
		}
	for (int i = 0; i < 200; i++) {
		snprintf(locale, sizeof(locale), "q%c%c", 'a' + i / 26, 'a' + i % 26);
		T_STR(terms(locale, "Words"), "words");
	}
	T_STR(terms("en", "words"), "word");
}

int main(void)
{
	k = kx_tokenizer_new();
	words();
	unstemmed();
	locales();
	dense();
	positions();
	limits();
	bounds();
	kx_tokenizer_free(k);
	kx_tokenizer_free(NULL);
	return T_END();
}
