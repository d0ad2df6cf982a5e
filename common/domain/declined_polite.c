/* Courtesies, greetings, and what leads to an address: clause by clause. */
#include "domain/declined.h"

#include "domain/wording.h"

#include <ctype.h>
#include <string.h>

#define POLITE_MAX 240 /* bytes of such a sentence */
#define GREETS_MAX 80  /* of a greeting */
#define TAIL_MAX 14    /* words behind the beginning of a courtesy */

/* the beginning of a clause, whatever it goes on about */
static const char *const courtesies[] = { "i|we * apologize|apologise",
	"my|our apologies", "my|our sincere|deepest apologies", "apologies",
	"i|we am|are|was|were * sorry", "i|we regret", "sorry",
	"sorry for|to|about|that",
	"i|we * understand|realize|realise|see|know|appreciate|imagine "
	"how|that|your|the|this|it|why",
	"i|we * understand|appreciate", "i|we * hope",
	"that|this|it|which sounds|must|is|can|was|be|may * "
	"frustrating|stressful|annoying|awful|terrible|difficult|hard|great|wonderful|"
	"unfortunate|upsetting|inconvenient|unpleasant|confusing|worrying",
	"thank|thanks you|for|so|very|a", "thanks", "let me|us know", "feel free",
	"do not hesitate", "happy|glad|pleased to help|assist|hear",
	"i|we am|are * happy|glad|here|pleased|delighted to|for",
	"i|we * can|will|would|could|may|ll * gladly|certainly|definitely|happily * "
	"help|assist",
	"i|we can|will|would|could|ll help|assist", "how can|may|could",
	"is there anything", "you are welcome", "no problem|worries",
	"if you|there have|need|are|is|want * any|anything|more|further|other|another|"
	"additional|something",
	"if you need|want me|us to", "if you need|want help|assistance",
	"should you have|need", "i|we wish", "have a * day|evening|weekend|time|one",
	"good|great|excellent question|luck|news|point",
	/* German */
	"es|das|dies tut mir|uns * leid", "tut mir|uns * leid", "tut es mir|uns * leid",
	"ich|wir * verstehe|verstehen",
	"ich|wir kann|konnen * verstehen|nachvollziehen|helfen",
	"ich|wir * hoffe|hoffen", "das|dies|es hilft|weiterhilft",
	"vielen|herzlichen|besten dank", "danke", "gern|gerne",
	"ich|wir helfe|helfen * gern|gerne|weiter",
	"bitte entschuldigen|entschuldige|verzeihen", "entschuldigung",
	"entschuldigen|entschuldige|verzeihen sie|bitte|die|das",
	"bitte * melden|melde|kontaktieren|wenden sie|dich", "melden|melde sie|dich",
	"bitte melden|melde", "zogern|zogere sie|nicht", "wenden|wende sie|dich",
	"falls|wenn|sollten|solltest|bei|haben|hast * sie|du|ihnen|dir|noch|weitere|weiteren * "
	"fragen|hilfe|unterstutzung",
	"lassen|lass sie|es|mich * wissen", "kann|konnen|darf ich|wir",
	"gute|tolle frage", "viel erfolg|spass|gluck", "ich bin|stehe * fur|ihnen|da",
	/* Spanish */
	"siento|sentimos|lamento|lamentamos",
	"lo|la siento|lamento|sentimos|lamentamos",
	"entiendo|entendemos|comprendo|comprendemos", "gracias", "muchas|mil gracias",
	"espero|esperamos que", "no dude|dudes en", "con * gusto", "de nada",
	"si tiene|tienes|necesita|necesitas * "
	"mas|otra|otras|alguna|algo|pregunta|preguntas|duda|dudas|ayuda",
	"hagame|hazme|haganos|haznos|avisame|aviseme|dime|digame saber|si",
	"estoy|estamos * aqui|para|encantado|encantados", "disculpe|disculpa|disculpen",
	"puedo|podemos|con ayudarle|ayudarte|ayudar", "buena|excelente pregunta",
	"claro", "que tenga|tengas", "hay algo mas",
	/* French */
	"je|nous suis|sommes * desole|desoles|desolee|navre|navres|ravi|ravis|la",
	"desole|desoles|desolee", "je|nous * comprends|comprenons", "merci", "j espere",
	"nous esperons", "n hesitez|hesite pas", "avec plaisir",
	"si vous|tu avez|as * d|des|besoin|question|questions|autre|autres",
	"je|nous peux|pouvons|vais|allons * aider", "toutes mes|nos excuses",
	"veuillez * excuser", "faites|fais le|moi|nous", "bonne question|chance",
	"de rien", "je|nous vous|te souhaite|souhaitons", NULL };

/* a whole clause */
static const char *const greetings[] = { "hello|hi|hey|dear|greetings",
	"hello|hi|hey|dear *", "good morning|afternoon|evening|day", "enjoy *",
	"happy brewing|shopping|travels|coding", "take care", "all the best",
	"best|kind|kindest|warm|many|regards|wishes|sincerely|cheers",
	"best|kind|kindest|warm|warmest|many regards|wishes|thanks", "yours *",
	"sincerely|respectfully yours", "with|in best|kind|warm regards|wishes",
	"your|the|my * team", "your|the * support",
	"have a * day|evening|weekend|time|one", "hallo|liebe|lieber",
	"hallo|liebe|lieber *", "sehr geehrte|geehrter|geehrtes *",
	"guten tag|morgen|abend", "guten tag|morgen|abend *",
	"mit freundlichen|besten|herzlichen|lieben grussen",
	"freundliche|viele|liebe|beste|herzliche grusse",
	"ihr|dein|euer|das|ihre|dein * team", "hola|saludos|atentamente|cordialmente",
	"hola *", "estimado|estimada *", "buenos|buenas dias|tardes|noches",
	"un * saludo", "saludos cordiales", "el|tu|su * equipo", "el|tu|su equipo *",
	"disfrute|disfruta|disfruten *", "bonjour|bonsoir|cordialement|salut",
	"bonjour|bonsoir|cher|chere|salut *", "bien * a vous", "l|votre equipe",
	"l|votre equipe *", "bonne journee|soiree", NULL };

/* as well, but not by themselves worth a line */
static const char *const openings[] = { "here|below is|are *", "here you go|are",
	"let s|us|me * go|start|begin|look|see|walk|explain *",
	"this|that is|are it|all", "das zu horen",
	"follow|try these|the following|this *", "to do so|this|that", "please * note",
	"please try|check|do the following|this|so",
	"please contact|reach * support|team|us|service",
	"please contact|reach * support|team|us|service if|for|so|and *",
	"contact|reach * support|team|us|service",
	"bitte wenden|kontaktieren * support|team",
	"hier|im|folgenden ist|sind|finden *", "so geht|funktioniert es|das",
	"so gehen sie *", "aqui tiene|tienes|estan|esta *", "estos|estas son *",
	"siga|sigue estos|los *", "voici *", "il suffit de *", NULL };

/* by themselves nothing */
static const char *const fillers[] = {
	"and|but|so|oh|yes|no|sure|certainly|absolutely|ok|"
	"okay|please|again|also|then|however|first|well|"
	"great|perfect|alright|of|course|very|really|truly",
	"und|aber|ja|nein|bitte|also|naturlich|selbstverstandlich|auch|doch|sehr|gut",
	"y|pero|si|claro|supuesto|por|favor|tambien|muy|entonces|vale|bien",
	"et|mais|oui|bien|sur|aussi|donc|alors|tres|tout", NULL
};

/* what a courtesy turns into a claim */
static const char *const claims[] = {
	"i|we|they|you|it|he|she will|ll|shall|refund|refunded|offer|give|gave|pay|paid|"
	"guarantee|get|receive|must|send|sent|charge|charged|waive|promise|owe",
	"you|we|they are|have entitled|eligible|granted|decided",
	"to|your|for refund|you|a full|free|refund|money|voucher",
	"ich|wir|sie|du * erstatten|erstatte|zahlen|zahle|schenken|schicken|senden|"
	"bekommen|erhalten|erhaltst|bekommst|werden|werde",
	"le|te|les|os reembolsamos|devolvemos|devolveremos|reembolsaremos|damos|"
	"enviaremos|regalamos",
	"vamos|va|voy a", "recibira|recibiras|obtendra",
	"vous|te|nous remboursons|rembourserons|offrons|recevrez|aurez|envoyons|enverrons",
	"nous|vous allons|allez", NULL
};

static const char *const pointers[] = {
	"for|find|get|with more|further|additional|all|full|the", "more", "details",
	"read|learn|find|see|look|check|visit|go|open|consult|also|refer",
	"you|we can|may|will|could * read|find|see|learn|look|visit|check|also",
	"it|that|this is", "the|this|our|all full|article|page|guide|details|link",
	"link|source|sources|article|url|page", "here|there is|are|you",
	"* is|are|can described|explained|listed|documented", "here",
	"mehr|weitere|details|siehe|quelle|lesen|lies|hier|alles",
	"sie|du finden|findest|konnen|kannst", "besuchen|offnen|sehen|schauen",
	"para|mas|vea|consulte|visite|lea|aqui|puede|puedes|fuente|encontrara",
	"pour|plus|voir|consultez|visitez|lisez|ici|vous|source|details", NULL
};

static bool clause_break(const char *s)
{
	static const char *const all[] = { "but", "however", "aber", "pero", "mais",
		"because", "since", "weil", "porque", NULL };

	for (const char *const *w = all; *w; w++)
		if (!strcmp(*w, s))
			return true;
	return false;
}

typedef bool clause_fn(const struct kx_wording *w, size_t from, size_t to);

static bool is_greeting(const struct kx_wording *w, size_t from, size_t to)
{
	return kx_wording_is(w, from, to, greetings);
}

static bool holds_claim(const struct kx_wording *w, size_t from, size_t to)
{
	for (; from < to; from++)
		if (kx_wording_begins(w, from, to, claims))
			return true;
	return false;
}

static size_t past_fillers(const struct kx_wording *w, size_t from, size_t to)
{
	while (from < to && kx_wording_begins(w, from, from + 1, fillers))
		from++;
	return from;
}

static bool is_courtesy(const struct kx_wording *w, size_t from, size_t to)
{
	size_t end = kx_wording_begins(w, from, to, courtesies);

	if (end && to - end <= TAIL_MAX && !holds_claim(w, from, to))
		return true;
	if (kx_wording_is(w, from, to, greetings) ||
		kx_wording_is(w, from, to, openings))
		return true;
	end = past_fillers(w, from, to);
	return end == to || (end > from && is_courtesy(w, end, to));
}

static bool is_pointer(const struct kx_wording *w, size_t from, size_t to)
{
	size_t at = past_fillers(w, from, to), end;

	end = kx_wording_begins(w, at, to, pointers);
	return at == to || (end && to - end <= TAIL_MAX && !holds_claim(w, at, to)) ||
	       is_courtesy(w, from, to);
}

/* Is each clause such a one? */
static bool all(const char *s, size_t n, clause_fn *is)
{
	struct kx_wording w;
	size_t from = 0;

	if (n > POLITE_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (isdigit((unsigned char)s[i]) || s[i] == '@' || s[i] == '`')
			return false;
	kx_wording_read(&w, s, n);
	for (size_t i = 1; i <= w.n; i++) {
		if (i < w.n && !(w.parted >> i & 1) && !clause_break(w.v[i]))
			continue;
		if (!is(&w, from, i))
			return false;
		from = i;
	}
	return w.n > 0;
}

bool kx_declined_polite(const char *s, size_t n)
{
	return all(s, n, is_courtesy);
}

bool kx_declined_greets(const char *s, size_t n)
{
	return n <= GREETS_MAX && all(s, n, is_greeting);
}

bool kx_declined_points(const char *s, size_t n)
{
	return all(s, n, is_pointer);
}
