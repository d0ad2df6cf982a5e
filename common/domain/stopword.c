#include "domain/stopword.h"

#include <stdint.h>
#include <string.h>

/* words in arrays of chars, not of pointers: a pointer costs a relocation at start */
#define WORD 12

/* each list ascending, accents left out */

/* clang-format off */

static const char da[][WORD] = {
	"af", "alle", "alt", "at", "bare", "begge", "blev", "blive", "bliver", "da",
	"de", "dem", "den", "denne", "der", "deres", "det", "dette", "dig", "din",
	"dine", "disse", "dit", "dog", "du", "efter", "ej", "eller", "en", "end", "er",
	"et", "for", "fordi", "fra", "ham", "han", "hans", "har", "havde", "have",
	"hele", "hende", "hendes", "her", "hos", "hun", "hvad", "hvem", "hver",
	"hvilke", "hvilken", "hvilket", "hvis", "hvor", "hvordan", "hvorfor", "hvornar",
	"i", "ikke", "ind", "ingen", "intet", "jeg", "jer", "jeres", "kan", "kunne",
	"ma", "man", "mange", "med", "meget", "mellem", "men", "mens", "mig", "min",
	"mine", "mit", "mod", "nar", "ned", "nogen", "noget", "nogle", "nu", "og",
	"ogsa", "om", "op", "os", "over", "pa", "sa", "sadan", "samme", "selv", "sig",
	"sin", "sine", "sit", "skal", "skulle", "som", "til", "ud", "uden", "under",
	"vaere", "vaeret", "var", "ved", "vi", "vil", "ville", "vor", "vores",
};

static const char de[][WORD] = {
	"aber", "alle", "allem", "allen", "aller", "alles", "als", "also", "am", "an",
	"ander", "andere", "anderem", "anderen", "anderer", "anderes", "auch", "auf",
	"aus", "bei", "beim", "bin", "bis", "bist", "da", "damit", "dann", "das",
	"dass", "dasselbe", "dein", "deine", "deinem", "deinen", "deiner", "dem", "den",
	"denn", "der", "deren", "des", "dessen", "dich", "die", "dies", "diese",
	"diesem", "diesen", "dieser", "dieses", "dir", "doch", "dort", "du", "durch",
	"ein", "eine", "einem", "einen", "einer", "eines", "er", "es", "etwas", "euch",
	"euer", "eure", "eurem", "euren", "eurer", "fur", "gegen", "hab", "habe",
	"haben", "hat", "hatte", "hatten", "hier", "hin", "hinter", "ich", "ihm", "ihn",
	"ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "ihres", "im", "in", "indem",
	"ins", "ist", "ja", "jede", "jedem", "jeden", "jeder", "jedes", "jene", "jenem",
	"jenen", "jener", "jenes", "kann", "kein", "keine", "keinem", "keinen",
	"keiner", "konnen", "konnte", "konnten", "man", "manche", "mein", "meine",
	"meinem", "meinen", "meiner", "mich", "mir", "mit", "muss", "mussen", "nach",
	"nicht", "noch", "nun", "nur", "ob", "oder", "ohne", "sehr", "sein", "seine",
	"seinem", "seinen", "seiner", "seines", "seit", "selbst", "sich", "sie", "sind",
	"so", "soll", "sollen", "sollte", "sonst", "uber", "um", "und", "uns", "unser",
	"unsere", "unserem", "unseren", "unserer", "unter", "vom", "von", "vor",
	"wahrend", "wann", "war", "waren", "warum", "was", "weil", "welche", "welchem",
	"welchen", "welcher", "welches", "wem", "wen", "wenn", "wer", "werde", "werden",
	"wessen", "wie", "wieder", "wieviel", "will", "wir", "wird", "wirst", "wo",
	"wodurch", "wofur", "woher", "wohin", "womit", "woran", "worden", "wurde",
	"wurden", "zu", "zum", "zur", "zwar", "zwischen",
};

static const char en[][WORD] = {
	"a", "about", "am", "an", "and", "are", "aren", "arent", "as", "at", "be",
	"because", "been", "being", "but", "by", "can", "cant", "could", "couldn",
	"couldnt", "d", "did", "didn", "didnt", "do", "does", "doesn", "doesnt", "don",
	"dont", "for", "from", "had", "hadn", "hadnt", "has", "hasn", "hasnt", "have",
	"haven", "havent", "he", "her", "hers", "him", "his", "how", "i", "if", "im",
	"in", "into", "is", "isn", "isnt", "it", "its", "ive", "ll", "m", "me", "my",
	"no", "not", "of", "on", "or", "our", "ours", "re", "s", "she", "should",
	"shouldn", "shouldnt", "so", "t", "than", "that", "thats", "the", "their",
	"theirs", "them", "then", "there", "these", "they", "this", "to", "us", "ve",
	"was", "wasn", "wasnt", "we", "were", "weren", "werent", "what", "whats",
	"when", "where", "which", "while", "who", "whom", "whose", "why", "will",
	"with", "won", "wont", "would", "wouldn", "wouldnt", "you", "your", "yours",
};

static const char es[][WORD] = {
	"a", "al", "algo", "alguna", "algunas", "alguno", "algunos", "ante", "antes",
	"aquel", "aquella", "aquellas", "aquellos", "aqui", "aunque", "cada", "como",
	"con", "contra", "cual", "cuales", "cuando", "cuanta", "cuantas", "cuanto",
	"cuantos", "de", "debe", "deben", "debo", "del", "desde", "donde", "durante",
	"e", "el", "ella", "ellas", "ello", "ellos", "en", "entre", "era", "eran", "es",
	"esa", "esas", "ese", "eso", "esos", "esta", "estaba", "estaban", "estado",
	"estan", "estar", "estas", "este", "esto", "estos", "estoy", "fue", "fueron",
	"fui", "ha", "habia", "habian", "hacer", "han", "has", "hasta", "hay", "he",
	"hizo", "la", "las", "le", "les", "lo", "los", "mas", "me", "mi", "mientras",
	"mis", "mucho", "muy", "nada", "ni", "no", "nos", "nosotros", "nuestra",
	"nuestras", "nuestro", "nuestros", "o", "os", "otra", "otras", "otro", "otros",
	"para", "pero", "poco", "por", "porque", "pueda", "puede", "pueden", "puedo",
	"pues", "que", "quien", "quienes", "se", "sea", "sean", "segun", "ser", "sera",
	"seran", "si", "sido", "sin", "sobre", "sois", "somos", "son", "soy", "su",
	"sus", "suya", "suyo", "tambien", "tan", "tanto", "te", "tenemos", "tener",
	"tengo", "ti", "tiene", "tienen", "toda", "todas", "todo", "todos", "tu", "tus",
	"un", "una", "unas", "uno", "unos", "usted", "ustedes", "va", "van", "vosotros",
	"vuestra", "vuestro", "y", "ya", "yo",
};

static const char fi[][WORD] = {
	"ei", "eika", "eivat", "emme", "en", "ensin", "etta", "ette", "han", "haneen",
	"hanella", "hanen", "hanet", "he", "hei", "heidan", "heille", "heita", "ilman",
	"itse", "ja", "jo", "joita", "joka", "jolla", "jolle", "jonka", "jos", "jossa",
	"josta", "jota", "joten", "jotka", "jotta", "juuri", "kaikki", "kanssa",
	"keiden", "keita", "kenella", "kenen", "kenet", "koska", "kuin", "kuinka",
	"kuka", "kun", "me", "meidan", "meidat", "meilla", "meille", "mihin", "mika",
	"mikali", "miksi", "milla", "mina", "minulla", "minulle", "minun", "minut",
	"missa", "mista", "mita", "miten", "mitka", "mukaan", "mulla", "mutta", "myos",
	"naiden", "nama", "ne", "niiden", "niille", "niin", "niista", "niita", "noin",
	"nuo", "nyt", "ole", "olemme", "olen", "olet", "olette", "oli", "olin", "olisi",
	"olisivat", "olit", "olivat", "olla", "ollut", "on", "onko", "ovat", "pitaa",
	"se", "seka", "sellainen", "sen", "siihen", "siina", "siis", "siita", "silla",
	"silti", "sina", "sinulla", "sinun", "sinut", "sita", "sitten", "tahan", "tai",
	"tama", "taman", "tassa", "tasta", "tata", "te", "teidan", "teilla", "vaan",
	"vai", "vaikka", "vain", "viela", "voi", "voiko", "voin", "voivat", "yli",
};

static const char fr[][WORD] = {
	"a", "ai", "ainsi", "alors", "as", "au", "aucun", "aucune", "aussi", "autre",
	"autres", "aux", "avaient", "avait", "avec", "avez", "avoir", "avons", "c",
	"ca", "car", "ce", "ceci", "cela", "celle", "celles", "celui", "ces", "cet",
	"cette", "ceux", "chaque", "chez", "ci", "combien", "comme", "comment", "d",
	"dans", "de", "depuis", "des", "desquels", "dois", "doit", "doivent", "donc",
	"dont", "du", "duquel", "elle", "elles", "en", "encore", "entre", "es", "est",
	"et", "etaient", "etait", "etant", "ete", "etre", "eu", "eux", "faire", "fait",
	"faut", "furent", "fut", "il", "ils", "j", "je", "jusqu", "jusque", "l", "la",
	"laquelle", "le", "lequel", "les", "lesquelles", "lesquels", "leur", "leurs",
	"lors", "lorsque", "lui", "m", "ma", "mais", "me", "meme", "memes", "mes",
	"moi", "mon", "n", "ne", "ni", "nos", "notre", "nous", "on", "ont", "ou", "par",
	"parce", "pas", "pendant", "peu", "peut", "peuvent", "peux", "plus", "pour",
	"pourquoi", "pouvez", "puis", "qu", "quand", "que", "quel", "quelle", "quelles",
	"quelque", "quelques", "quels", "qui", "quoi", "s", "sa", "sans", "se", "selon",
	"sera", "seront", "ses", "si", "sien", "sinon", "soi", "soit", "sommes", "son",
	"sont", "sous", "suis", "sur", "t", "ta", "te", "tes", "toi", "ton", "tous",
	"tout", "toute", "toutes", "tres", "tu", "un", "une", "vers", "voici", "voila",
	"vos", "votre", "vous", "y",
};

static const char it[][WORD] = {
	"a", "abbia", "abbiamo", "abbiano", "ad", "agli", "ai", "al", "all", "alla",
	"alle", "allo", "allora", "altra", "altre", "altri", "altro", "anche", "ancora",
	"avere", "aveva", "avevano", "c", "che", "chi", "ci", "cio", "come", "con",
	"contro", "cosa", "cosi", "cui", "d", "da", "dagli", "dai", "dal", "dall",
	"dalla", "dalle", "dallo", "degli", "dei", "del", "dell", "della", "delle",
	"dello", "deve", "devo", "di", "dopo", "dove", "dunque", "durante", "e", "ed",
	"egli", "ella", "era", "erano", "essa", "esse", "essere", "essi", "esso", "fa",
	"fare", "fra", "fu", "furono", "gli", "ha", "hai", "hanno", "ho", "i", "il",
	"in", "io", "l", "la", "le", "lei", "li", "lo", "loro", "lui", "ma", "me",
	"mentre", "mi", "mia", "mie", "miei", "mio", "ne", "negli", "nei", "nel",
	"nell", "nella", "nelle", "nello", "no", "noi", "non", "nostra", "nostre",
	"nostri", "nostro", "o", "ogni", "oppure", "per", "perche", "pero", "piu",
	"poi", "possa", "possiamo", "posso", "possono", "prima", "puo", "qual", "quale",
	"quali", "quando", "quanta", "quante", "quanti", "quanto", "quegli", "quei",
	"quel", "quell", "quella", "quelle", "quelli", "quello", "quest", "questa",
	"queste", "questi", "questo", "qui", "sara", "se", "sei", "senza", "si", "sia",
	"siamo", "siano", "siete", "sono", "sta", "stata", "state", "stati", "stato",
	"su", "sua", "sue", "sugli", "sui", "sul", "sull", "sulla", "sulle", "sullo",
	"suo", "suoi", "te", "tra", "tu", "tua", "tue", "tuo", "tuoi", "tutta", "tutte",
	"tutti", "tutto", "un", "una", "uno", "v", "vi", "voi", "vostra", "vostre",
	"vostri", "vostro",
};

static const char nl[][WORD] = {
	"aan", "af", "al", "alle", "alles", "als", "altijd", "andere", "ben", "bent",
	"bij", "daar", "daarom", "dan", "dat", "de", "der", "deze", "die", "dit",
	"doen", "doet", "door", "dus", "een", "eens", "elk", "elke", "en", "er", "ge",
	"geen", "geweest", "had", "hadden", "heb", "hebben", "hebt", "heeft", "hem",
	"hen", "het", "hier", "hij", "hoe", "hoeveel", "hun", "iemand", "iets", "ik",
	"in", "is", "ja", "je", "jij", "jou", "jouw", "jullie", "kan", "kon", "kunnen",
	"kunt", "maar", "me", "men", "met", "mij", "mijn", "moet", "moeten", "na",
	"naar", "niet", "niets", "nog", "nu", "of", "om", "omdat", "ons", "onze", "ook",
	"op", "over", "reeds", "s", "t", "te", "tegen", "toch", "toen", "tot", "u",
	"uit", "uw", "van", "veel", "voor", "waar", "waarom", "wanneer", "want",
	"waren", "was", "wat", "we", "wel", "welk", "welke", "werd", "werden", "wie",
	"wij", "wil", "word", "worden", "wordt", "zal", "ze", "zelf", "zich", "zij",
	"zijn", "zo", "zonder", "zou", "zouden", "zullen",
};

static const char no[][WORD] = {
	"alle", "at", "av", "bade", "bare", "begge", "ble", "bli", "blir", "da", "de",
	"deg", "dem", "den", "denne", "der", "dere", "deres", "det", "dette", "di",
	"din", "dine", "disse", "ditt", "du", "eg", "ei", "ein", "eit", "eller", "en",
	"enn", "er", "et", "ett", "etter", "fa", "far", "for", "fordi", "fra", "ha",
	"hadde", "han", "hans", "har", "hele", "henne", "hennes", "her", "hos", "hun",
	"hva", "hvem", "hver", "hvilke", "hvilken", "hvilket", "hvis", "hvor",
	"hvordan", "hvorfor", "i", "ikke", "ikkje", "ingen", "inn", "jeg", "kan", "kom",
	"kor", "korleis", "kunne", "kva", "kvifor", "ma", "man", "mange", "med", "meg",
	"mellom", "men", "mens", "mer", "min", "mine", "mitt", "mot", "mye", "na",
	"nar", "ned", "noe", "noen", "og", "ogsa", "om", "opp", "oss", "over", "pa",
	"sa", "samme", "seg", "selv", "sin", "sine", "sitt", "skal", "skulle", "slik",
	"som", "til", "under", "ut", "uten", "vaere", "vaert", "var", "vare", "ved",
	"vi", "vil", "ville",
};

static const char pt[][WORD] = {
	"a", "ainda", "algo", "alguem", "algum", "alguma", "algumas", "alguns", "ante",
	"antes", "ao", "aos", "apos", "aquela", "aquelas", "aquele", "aqueles",
	"aquilo", "as", "assim", "ate", "cada", "com", "como", "contra", "cujo", "da",
	"daquela", "daquele", "das", "de", "dela", "delas", "dele", "deles", "depois",
	"desde", "dessa", "desse", "desta", "deste", "deve", "devem", "devo", "disso",
	"disto", "do", "dos", "durante", "e", "ela", "elas", "ele", "eles", "em",
	"entre", "era", "eram", "essa", "essas", "esse", "esses", "esta", "estamos",
	"estao", "estar", "estas", "estava", "estavam", "este", "estes", "estou", "eu",
	"faz", "fazer", "foi", "foram", "ha", "isso", "isto", "ja", "lhe", "lhes", "lo",
	"mais", "mas", "me", "mesma", "mesmo", "meu", "meus", "minha", "minhas",
	"muito", "na", "nada", "nao", "nas", "nem", "nenhum", "nenhuma", "nessa",
	"nesse", "nesta", "neste", "no", "nos", "nossa", "nossas", "nosso", "nossos",
	"num", "numa", "o", "onde", "os", "ou", "outra", "outras", "outro", "outros",
	"para", "pela", "pelas", "pelo", "pelos", "perante", "pode", "podem", "pois",
	"por", "porque", "posso", "quais", "qual", "quando", "quanta", "quantas",
	"quanto", "quantos", "que", "quem", "sao", "se", "seja", "sejam", "sem",
	"sempre", "ser", "sera", "serao", "seu", "seus", "si", "sido", "so", "sob",
	"sobre", "sou", "sua", "suas", "tambem", "tao", "te", "tem", "temos", "tenho",
	"ter", "teu", "teus", "teve", "ti", "tinha", "tinham", "toda", "todas", "todo",
	"todos", "tu", "tua", "tuas", "tudo", "um", "uma", "umas", "uns", "voce",
	"voces", "vos",
};

static const char ro[][WORD] = {
	"a", "acea", "aceasta", "aceea", "acei", "aceia", "acel", "acela", "acele",
	"acelea", "acest", "acesta", "aceste", "acestea", "acestei", "acestui", "acolo",
	"acum", "ai", "aici", "al", "ale", "alt", "alta", "alte", "alti", "am", "ar",
	"are", "as", "asa", "asta", "ati", "atunci", "au", "avea", "avem", "aveti",
	"avut", "ca", "cand", "care", "carei", "caror", "carui", "cat", "cate", "cati",
	"ce", "cea", "cei", "cel", "cele", "cine", "cineva", "cu", "cui", "cum", "da",
	"daca", "dar", "de", "decat", "deci", "deja", "despre", "din", "dintre", "dupa",
	"ea", "ei", "el", "ele", "era", "erau", "este", "eu", "fara", "fi", "fie",
	"fiecare", "fiind", "fost", "i", "ii", "il", "imi", "in", "inainte", "intre",
	"isi", "iti", "la", "le", "li", "lor", "lui", "m", "ma", "mai", "mea", "mei",
	"mele", "meu", "mi", "mie", "mult", "multe", "n", "ne", "nici", "nimic",
	"niste", "noastra", "noi", "nostri", "nostru", "nu", "o", "oare", "ori", "pe",
	"pentru", "peste", "poate", "pot", "prin", "putea", "s", "sa", "sau", "se",
	"si", "spre", "sub", "sunt", "suntem", "sunteti", "sus", "t", "ta", "tale",
	"tau", "te", "ti", "tine", "toata", "toate", "tot", "toti", "totul", "tu", "un",
	"una", "unde", "unei", "unele", "unor", "unui", "unul", "va", "vi", "voastra",
	"voi", "vom", "vor", "vostru", "vreo",
};

static const char sv[][WORD] = {
	"alla", "allt", "an", "ar", "att", "av", "blev", "bli", "blir", "da", "de",
	"dem", "den", "denna", "deras", "dess", "dessa", "det", "detta", "dig", "din",
	"dina", "ditt", "du", "efter", "ej", "eller", "en", "er", "era", "ert", "ett",
	"for", "fran", "ha", "hade", "han", "hans", "har", "henne", "hennes", "hon",
	"honom", "hos", "hur", "i", "icke", "in", "inom", "inte", "jag", "ju", "kan",
	"kunde", "man", "maste", "med", "mellan", "men", "mig", "min", "mina", "mitt",
	"mot", "mycket", "nagon", "nagot", "nagra", "nar", "ni", "nu", "och", "om",
	"oss", "over", "pa", "sa", "sadan", "samma", "sig", "sin", "sina", "sitt",
	"sjalv", "ska", "skall", "skulle", "som", "till", "under", "upp", "ut", "utan",
	"vad", "var", "vara", "varfor", "varit", "vart", "vem", "vi", "vid", "vilka",
	"vilken", "vilket",
};

/* clang-format on */

struct kx_stopwords {
	char language[4];
	uint16_t n;
	const char (*words)[WORD];
};

#define LIST(name)                                                                     \
	{                                                                              \
#name, sizeof(name) / WORD, name                                       \
	}
static const struct kx_stopwords lists[] = {
	LIST(da),
	LIST(de),
	LIST(en),
	LIST(es),
	LIST(fi),
	LIST(fr),
	LIST(it),
	LIST(nl),
	LIST(no),
	LIST(pt),
	LIST(ro),
	LIST(sv),
};

const struct kx_stopwords *kx_stopwords_find(const char *language)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (strcmp(lists[i].language, language) == 0)
			return &lists[i];
	return NULL;
}

bool kx_stopword(const struct kx_stopwords *s, const char *word, size_t n)
{
	char key[WORD] = "";
	size_t low = 0, high, mid;
	int order;

	if (!s || n == 0 || n >= WORD)
		return false;
	memcpy(key, word, n);
	for (high = s->n; low < high;) {
		mid = (low + high) / 2;
		order = memcmp(key, s->words[mid], WORD);
		if (order == 0)
			return true;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}
