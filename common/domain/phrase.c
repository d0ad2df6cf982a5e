#include "domain/phrase.h"

#include "domain/language.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *language;
	const char *text[2];
} phrases[] = {
	{ "en", { "The help articles do not answer this.", "Closest articles:" } },
	{ "de", { "Die Hilfeartikel beantworten das nicht.", "Am nächsten kommen:" } },
	{ "es", { "Los artículos de ayuda no responden a esto.",
			"Artículos más cercanos:" } },
	{ "fr", { "Les articles d’aide ne répondent pas à cette question.",
			"Articles les plus proches :" } },
	{ "it", { "Gli articoli della guida non rispondono a questa domanda.",
			"Articoli più vicini:" } },
	{ "nl", { "De hulpartikelen beantwoorden dit niet.", "Dichtstbij komen:" } },
	{ "pt", { "Os artigos de ajuda não respondem a isto.",
			"Artigos mais próximos:" } },
	{ "zh", { "帮助文章没有回答这个问题。", "最接近的文章：" } },
};

const char *kx_phrase(enum kx_phrase_id id, const char *locale)
{
	char tag[KX_LANGUAGE_NAME + 1];
	size_t i;

	kx_language_subtag(locale, tag);
	for (i = 1; i < sizeof(phrases) / sizeof(*phrases); i++)
		if (!strcmp(phrases[i].language, tag))
			return phrases[i].text[id];
	return phrases[0].text[id];
}
