#include "domain/declined.h"

#include "domain/wording.h"

#define SOURCE                                                                         \
	"article|articles|excerpt|excerpts|context|document|documents|documentation|"  \
	"source|sources|text|texts|information|material|materials|passage|passages|"   \
	"section|sections|base|center|centre|guide|guides|page|pages|faq|content"
#define QUELLE                                                                         \
	"artikel|artikeln|hilfeartikel|hilfeartikeln|hilfetexte|hilfetexten|text|"     \
	"texte|texten|informationen|unterlagen|quellen|dokumente|dokumenten|"          \
	"dokumentation|wissensdatenbank|hilfeseiten|auszuge|auszugen"
#define FUENTE                                                                         \
	"articulo|articulos|documentos|documentacion|textos|fuentes|fragmentos|"       \
	"informacion"
#define FRENCH                                                                         \
	"article|articles|document|documents|documentation|textes|sources|extraits"

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
	SOURCE " * has|have|had|say|says|contain|contains|offers nothing",
	SOURCE
	" * has|have|contain|contains no * information|mention|details|answer|data",
	"not|nothing|anything * in|from the|these|any * " SOURCE,
	"none of the * " SOURCE,
	"no information|mention|details * about|on|regarding|of|for",
	"no * information|answer|answers|results|details|mention * "
	"found|available|given|provided",
	"i|we have no * information|answer|details|data|knowledge",
	"i|we found|find|see nothing|no",
	"not|no longer in|within my scope|power|knowledge",
	"outside|beyond * what i|we can|am|are",
	"outside|beyond * my|our|the scope|knowledge|expertise|abilities|capabilities",
	"as an ai * i|we can|do|am|have not|no",
	"ich|wir weiss|wissen * nicht",
	"weiss ich * nicht",
	"ich|wir kann|konnen|konnte|konnten * "
	"beantworten|finden|sagen|helfen|geben",
	"kann|konnen|konnte|konnten ich|wir * nicht|keine * "
	"beantworten|finden|sagen|helfen|geben",
	QUELLE " * nicht|nichts|kein|keine|keinen|keinerlei",
	"keine|keinerlei * informationen|angaben|antwort|antworten|hinweise|auskunft",
	"finde|finden|fand|gefunden ich|wir * nichts|nicht|keine|keinen",
	"ich|wir * nichts|keine|keinen * finden|gefunden|sagen",
	"ich|wir finde|finden|habe|haben * nichts|keine|keinen * in|zu|uber|gefunden",
	"ausserhalb meiner|meines|unserer|unseres",
	"nicht|nichts in den|der|diesen|unseren|meinen * " QUELLE,
	"no lo se|sabemos",
	"no tengo|tenemos|dispongo|disponemos|encuentro|encontre|puedo|podemos|he * "
	"informacion|respuesta|datos|responder|ayudar|encontrar|encontrado|proporcionar",
	FUENTE
	" * no * contienen|contiene|mencionan|menciona|dicen|dice|incluyen|incluye|"
	"indican|indica|especifican|responden|explican|proporcionan|hablan",
	"no hay|existe|figura * informacion|datos|mencion|respuesta",
	"no * en los|estos|nuestros * articulos|documentos",
	"no|nada * en la|nuestra documentacion",
	"no lo se",
	"ninguno de los * " FUENTE,
	"fuera de mi|mis|nuestro",
	"je|nous ne sais|savons pas",
	"je|nous ne|n ai|avons|peux|pouvons|trouve|trouvons|dispose|disposons|suis * "
	"pas|aucune|aucun",
	FRENCH " * ne|n * pas|aucune|aucun|rien|ni",
	"pas mentionne|mentionnee|precise|precisee|couvert|couverte|indique|indiquee|"
	"traite|traitee|aborde|abordee",
	"pas|rien dans les|ces|nos * articles|documents|extraits",
	"pas|rien dans la|notre documentation",
	"aucune|aucun * information|informations|mention|reponse|article|resultat",
	"en dehors de mes|mon|nos",
	"il n y a pas|aucune|aucun * information|informations|reponse|mention",
	NULL,
};

/* the whole of one, as models write it that were told another word for it */
static const char *const alone[] = {
	"no answer|answers",
	"no answer found|available|possible",
	"no * information|results|result|data|match|matches",
	"not|nothing found|available|answerable|applicable|covered|mentioned|specified",
	"not|nothing in the * " SOURCE,
	"not in articles|article|context|sources|documents",
	"not enough information|context",
	"insufficient information|context",
	"n a",
	"unknown",
	"unanswerable",
	"i|we can|could not say|tell|answer",
	"no idea",
	"keine antwort|angabe|angaben|ahnung",
	"nicht gefunden|bekannt|verfugbar|beantwortbar|enthalten",
	"unbekannt",
	"sin respuesta|informacion|datos",
	"no encontrado|disponible|se|sabemos",
	"desconocido",
	"pas|aucune|aucun * reponse|information|resultat",
	"sans reponse",
	"non trouve|disponible|precise|mentionne",
	"inconnu",
	NULL,
};

/* how such an answer begins */
static const char *const openers[] = { "as an ai|a", "as a large|language|helpful",
	"hmm|well|oh", "no answer|relevant|such|matching|results|data|match|idea",
	"not|nothing in|found|available|enough|answerable|covered|mentioned|specified",
	"n a", "unknown", "unanswerable", "insufficient information|context",
	"that|this is|s outside|beyond|not", "i|we have|found|find|see no|nothing",
	"keine antwort|angabe|angaben|informationen|hinweise", "nicht gefunden|in",
	"dazu|hierzu|daruber", "sin respuesta|informacion", "no encontrado|se|tengo",
	"pas de", "comme|en tant", "als ki|sprachmodell", "como modelo|ia",
	"i|we do|can|could|did not", "i was|am unable|not",
	"i am|m sorry but|i|the|there|that|this|we", "i am afraid", "i apologize but",
	"sorry but|i|the", "unfortunately i|the|there|this|that|we",
	"the|our|my article|articles|provided|given|available|excerpt|excerpts|context|"
	"documents|documentation|information|sources|knowledge|help|supplied|"
	"following|current|support|faq|answer|retrieved",
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

bool kx_declined_says(const char *s, size_t n)
{
	struct kx_wording w;

	kx_wording_read(&w, s, n);
	return kx_wording_has(&w, refusals) || kx_wording_is(&w, 0, w.n, alone);
}

bool kx_declined_may(const char *s, size_t n)
{
	struct kx_wording w;

	kx_wording_read(&w, s, n);
	return kx_wording_may(&w, openers);
}
