#include "domain/everyday.h"

#include "../t.h"
#include "domain/token.h"

static struct kx_tokenizer *k;

static bool weigh(const struct kx_token *t, void *ctx)
{
	*(double *)ctx = kx_everyday_weight(NULL, t->term, t->len, -1);
	return true;
}

/* of an English word, as it is written */
static double weight(const char *word)
{
	double w = -2;

	kx_token_each(k, "en", word, strlen(word), weigh, &w);
	return w;
}

static double in(const char *locale, const char *term)
{
	return kx_everyday_weight(locale, term, strlen(term), -1);
}

static void english(void)
{
	T_OK(weight("need") == 0);
	T_OK(weight("needs") == 0);
	T_OK(weight("help") < weight("password"));
	T_OK(weight("password") < weight("warranty"));
	T_OK(weight("warranty") == 1);
	T_OK(weight("qwertz") == 1);
	/* the first and the last of the list, and what stands before and behind */
	T_OK(in(NULL, "ab") < 1 && in(NULL, "a") == 1);
	T_OK(in(NULL, "zone") < 1 && in(NULL, "zzz") == 1);
	T_OK(in(NULL, "nee") == 1 && in(NULL, "needl") == 1);
	T_OK(in(NULL, "") == 1);
	T_OK(in("en", "need") == 0 && in("en-GB", "need") == 0 && in("", "need") == 0);
}

static void numbers(void)
{
	T_OK(in(NULL, "7") == 0.5);
	T_OK(in("de", "42") == 0.5);
	T_OK(in("xx", "2024") == 0.75);
	T_OK(in(NULL, "4a") == 1);
}

static void others(void)
{
	T_OK(in("de", "heut") < 1 && in("de", "heut") >= 0);
	T_OK(in("de-AT", "heut") == in("de", "heut"));
	T_OK(in("fr", "bonjour") < 1 && in("fr", "bonjour") >= 0);
	T_OK(in("es", "graci") < 1 && in("es", "graci") >= 0);
	T_OK(in("zh", "\xe4\xbb\x80\xe4\xb9\x88") == 0.125);
	T_OK(in("de", "garanti") == -1);
	T_OK(in("pl", "need") == -1);
	T_OK(in("d", "heut") == -1);
	T_OK(in("dense", "heut") == -1);
	T_OK(kx_everyday_weight("pl", "need", 4, 0.25) == 0.25);
}

int main(void)
{
	k = kx_tokenizer_new();
	english();
	numbers();
	others();
	kx_tokenizer_free(k);
	return T_END();
}
