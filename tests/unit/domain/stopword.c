#include "domain/stopword.h"

#include "../t.h"

#include <string.h>

static bool stop(const char *language, const char *word)
{
	return kx_stopword(kx_stopwords_find(language), word, strlen(word));
}

int main(void)
{
	static const char english[] =
		"a an and are as at be by can do does for from had has have how i if in is it "
		"its me my of on or so that the their them then there these they this to was "
		"we were what when where which who why will with you your am did no not but "
		"our would could should about into than";
	static const char languages[][3] = { "da", "de", "en", "es", "fi", "fr", "it",
		"nl", "no", "pt", "ro", "sv" };
	char word[32];
	const char *p = english;
	size_t n;

	while (*p) {
		n = strcspn(p, " ");
		snprintf(word, sizeof(word), "%.*s", (int)n, p);
		T_OK(stop("en", word));
		p += n + (p[n] == ' ');
	}
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		T_OK(kx_stopwords_find(languages[i]) != NULL);

	T_OK(!stop("en", "password"));
	T_OK(!stop("en", ""));
	T_OK(!stop("en", "th"));
	T_OK(!stop("en", "then then then"));
	T_OK(stop("de", "der") && stop("de", "fur") && !stop("de", "konto"));
	T_OK(stop("es", "como") && stop("es", "esta") && !stop("es", "cuenta"));
	T_OK(stop("fr", "ou") && stop("fr", "qu") && !stop("fr", "compte"));
	T_OK(stop("it", "perche") && stop("it", "dell") && !stop("it", "conto"));
	T_OK(stop("pt", "nao") && stop("pt", "voce") && !stop("pt", "conta"));
	T_OK(stop("nl", "het") && !stop("nl", "rekening"));
	T_OK(stop("sv", "och") && stop("da", "ikke") && stop("no", "ikke"));
	T_OK(stop("fi", "mika") && stop("ro", "si"));
	T_OK(!stop("xx", "the"));
	return T_END();
}
