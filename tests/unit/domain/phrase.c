#include "domain/phrase.h"

#include "../t.h"
#include "base/utf8.h"

int main(void)
{
	static const char *const known[] = { "en", "de", "es", "fr", "it", "nl", "pt",
		"zh" };
	static const char *const other[] = { NULL, "", "xx", "english", "-", "de_", "e",
		"d-e", "a-very-long-tag-of-no-language", "\xff\xfe",
		"zzzzzzzzzzzzzzzzzzz" };
	const char *s;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		for (int id = KX_PHRASE_UNKNOWN; id <= KX_PHRASE_ASK; id++) {
			s = kx_phrase((enum kx_phrase_id)id, known[i]);
			T_OK(s && *s);
			T_INT(kx_utf8_valid(s, strlen(s)), strlen(s));
			T_OK(!i ||
				strcmp(s, kx_phrase((enum kx_phrase_id)id, "en")) != 0);
		}
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++)
		if (!other[i] || strncmp(other[i], "de_", 3) != 0)
			T_STR(kx_phrase(KX_PHRASE_UNKNOWN, other[i]),
				kx_phrase(KX_PHRASE_UNKNOWN, "en"));
	T_STR(kx_phrase(KX_PHRASE_ASK, "de-AT"), kx_phrase(KX_PHRASE_ASK, "de"));
	T_STR(kx_phrase(KX_PHRASE_ASK, "PT_br"), kx_phrase(KX_PHRASE_ASK, "pt"));
	T_STR(kx_phrase(KX_PHRASE_ASK, "zh-Hant"), kx_phrase(KX_PHRASE_ASK, "zh"));
	return T_END();
}
