#include "domain/phrase.h"

#include "domain/language.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *language;
	const char *text[3];
} phrases[] = {
	{ "en", { "The help articles do not answer this.",
			"It is not clear what this is about. Is it one of these?",
			"This cannot be answered here." } },
	{ "de", { "Die Hilfeartikel beantworten das nicht.",
			"Es ist nicht klar, worum es geht. Ist es eines davon?",
			"Das kann hier nicht beantwortet werden." } },
	{ "es", { "Los artículos de ayuda no responden a esto.",
			"No queda claro de qué se trata. ¿Es alguno de estos?",
			"Esto no se puede responder aquí." } },
	{ "fr", { "Les articles d’aide ne répondent pas à cette question.",
			"La question n’est pas claire. S’agit-il de l’un de ceux-ci ?",
			"Il n’est pas possible de répondre à cela ici." } },
	{ "it", { "Gli articoli della guida non rispondono a questa domanda.",
			"Non è chiaro di che cosa si tratti. È uno di questi?",
			"Qui non si può rispondere a questo." } },
	{ "nl", { "De hulpartikelen beantwoorden dit niet.",
			"Het is niet duidelijk waar dit over gaat. Is het een van deze?",
			"Dit kan hier niet worden beantwoord." } },
	{ "pt", { "Os artigos de ajuda não respondem a isto.",
			"Não ficou claro do que se trata. É um destes?",
			"Isto não pode ser respondido aqui." } },
	{ "zh", { "帮助文章没有回答这个问题。",
			"不太清楚您问的是什么。是下面其中之一吗？",
			"这个问题无法在这里回答。" } },
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
