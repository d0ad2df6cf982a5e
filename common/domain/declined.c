#include "domain/declined.h"

#include "domain/wording.h"

#define SOURCE                                                                         \
	"article|articles|excerpt|excerpts|context|document|documents|documentation|"  \
	"source|sources|text|texts|information|material|materials|passage|passages|"   \
	"section|sections|base"
#define QUELLE                                                                         \
	"artikel|artikeln|text|texte|texten|informationen|unterlagen|quellen|"         \
	"dokumente|dokumenten|auszuge|auszugen"
#define FUENTE "articulo|articulos|documentos|textos|fuentes|fragmentos|informacion"
#define FRENCH "article|articles|document|documents|textes|sources|extraits"

static const char *const refusals[] = {
	"i|we do not know",
	"i|we do|can|could|did|am|was|were|are not * "
	"find|have|see|answer|determine|provide|help|assist|locate|able",
	"i|we am|are|was|were unable to",
	SOURCE " * do|does|did not * "
	       "contain|mention|say|provide|include|cover|specify|have|answer|address|"
	       "state|explain|describe|hold|tell|list|give|offer|discuss|indicate",
	"not "
	"mentioned|found|covered|contained|included|specified|stated|described|addressed|"
	"available|provided|listed|discussed|answered|in * in|by|of|from|within|the * " SOURCE,
	"there is|are|was no|not * "
	"information|mention|details|answer|data|reference|article|articles",
	"none of the * " SOURCE,
	"no information|mention|details * about|on|regarding|of|for",
	"ich|wir weiss|wissen * nicht",
	"weiss ich * nicht",
	"ich|wir kann|konnen|konnte|konnten * "
	"beantworten|finden|sagen|helfen|geben",
	"kann|konnen|konnte|konnten ich|wir * nicht|keine * "
	"beantworten|finden|sagen|helfen|geben",
	QUELLE " * nicht|nichts|kein|keine|keinen|keinerlei",
	"keine|keinerlei informationen|angaben|antwort|hinweise",
	"nicht|nichts in den * " QUELLE,
	"no lo se|sabemos",
	"no tengo|tenemos|dispongo|disponemos|encuentro|encontre|puedo|podemos|he * "
	"informacion|respuesta|datos|responder|ayudar|encontrar|encontrado|proporcionar",
	FUENTE
	" * no * contienen|contiene|mencionan|menciona|dicen|dice|incluyen|incluye|"
	"indican|indica|especifican|responden|explican|proporcionan|hablan",
	"no hay|existe|figura * informacion|datos|mencion|respuesta",
	"no * en los articulos",
	"je|nous ne sais|savons pas",
	"je|nous ne|n ai|avons|peux|pouvons|trouve|trouvons|dispose|disposons|suis * "
	"pas|aucune|aucun",
	FRENCH " * ne|n * pas|aucune|aucun|rien|ni",
	"aucune|aucun information|mention|reponse|article",
	"il n y a pas|aucune|aucun * information|informations|reponse|mention",
	NULL,
};

/* how such an answer begins */
static const char *const openers[] = { "i|we do|can|could|did not",
	"i was|am unable|not", "i am|m sorry but|i|the|there", "i am afraid",
	"i apologize but", "sorry but|i|the", "unfortunately i|the|there|this|that|we",
	"the article|articles|provided|given|available|excerpt|excerpts|context|"
	"documents|documentation|information|sources|knowledge",
	"there is|are no|not", "no information|article|articles", "none of the",
	"this|that|it is|was not", "das weiss|ist|steht|kann", "leider",
	"es tut mir leid", "tut mir leid", "entschuldigung",
	"ich|wir weiss|kann|konnte|habe|haben|konnen",
	"die artikel|bereitgestellten|vorliegenden|angegebenen",
	"in den artikeln|bereitgestellten|vorliegenden", "dazu|daruber",
	"lo siento|lamento", "lamentablemente",
	"no tengo|lo|dispongo|puedo|encuentro|hay|se|he", "los articulos|documentos",
	"je suis desole|desolee", "desole|desolee", "malheureusement", "je|nous ne|n",
	"les articles|documents|extraits", "aucune|aucun information|article", "il n y",
	NULL };

static const char *const courtesies[] = { "i|we apologize", "i am|m sorry for|to|about",
	"sorry for|to|about", "i|we hope * helps|help", "let me|us know",
	"feel free to", "happy|glad to help|assist", "i|we can|will help|assist you",
	"how can|may i|we", "thank|thanks you|for", "you are welcome",
	"here is|are the|some|what|how", "i|we understand your", "great|good question",
	"gern|gerne helfe", "vielen dank", "es tut mir leid", "entschuldigen sie",
	"ich hoffe", "hier sind|ist die|der|das|so", "espero que", "no dude en",
	"con gusto", "gracias por", "lamento|lamentamos", "aqui tiene|estan",
	"n hesitez pas", "j espere", "merci de|pour", "voici les|comment",
	"je suis|sommes desole|desolee", NULL };

bool kx_declined_says(const char *s, size_t n)
{
	struct kx_wording w;

	kx_wording_read(&w, s, n);
	return kx_wording_has(&w, refusals);
}

bool kx_declined_polite(const char *s, size_t n)
{
	struct kx_wording w;

	kx_wording_read(&w, s, n);
	return kx_wording_has(&w, courtesies);
}

bool kx_declined_may(const char *s, size_t n)
{
	struct kx_wording w;

	kx_wording_read(&w, s, n);
	return kx_wording_may(&w, openers);
}
