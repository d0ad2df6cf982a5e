#include "io/stem.h"

#include "../t.h"

#include <string.h>

static const char *stem(struct kx_stem *s, const char *word)
{
	static char out[64];
	size_t len;
	const char *p = kx_stem_word(s, word, strlen(word), &len);

	snprintf(out, sizeof(out), "%.*s", (int)len, p);
	return out;
}

int main(void)
{
	struct kx_stem *s = kx_stem_open("porter");

	T_OK(s != NULL);
	T_STR(stem(s, "relational"), "relat");
	T_STR(stem(s, "passwords"), "password");
	T_STR(stem(s, ""), "");
	T_STR(stem(s, "365"), "365");
	kx_stem_close(s);

	s = kx_stem_open("german");
	T_STR(stem(s, "häuser"), "haus");
	T_STR(stem(s, "rechnungen"), "rechnung");
	kx_stem_close(s);

	s = kx_stem_open("french");
	T_STR(stem(s, "continuellement"), "continuel");
	kx_stem_close(s);

	T_OK(kx_stem_open("klingon") == NULL);
	return T_END();
}
