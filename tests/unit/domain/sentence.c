#include "domain/sentence.h"

#include "../t.h"
#include "domain/codeline.h"

#include <stdlib.h>

static struct kx_sentences s;

/* the sentences of a text with '|' between them */
static const char *split(const char *text)
{
	static char out[4096];
	size_t n = 0;

	kx_sentences_release(&s);
	kx_sentences_split(&s, text, strlen(text));
	for (size_t i = 0; i < s.n; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%.*s", i ? "|" : "",
			(int)s.v[i].len, text + s.v[i].at);
	out[n] = '\0';
	return out;
}

/* a text that is one sentence */
static void whole(const char *text)
{
	T_STR(split(text), text);
}

static void ends(void)
{
	T_STR(split("One. Two! Three? Four"), "One.|Two!|Three?|Four");
	T_STR(split("Really?! Yes... No."), "Really?!|Yes...|No.");
	T_STR(split("He said \"Stop.\" Then he left."),
		"He said \"Stop.\"|Then he left.");
	T_STR(split("It works (mostly.) We tested it."),
		"It works (mostly.)|We tested it.");
	T_STR(split("It was shown.[12] Later it was not."),
		"It was shown.[12]|Later it was not.");
	T_STR(split("Call us at 5. Bring 2 keys."), "Call us at 5.|Bring 2 keys.");
	T_STR(split("A dot . Set off by spaces ."), "A dot .|Set off by spaces .");
	T_STR(split("No. You cannot."), "No.|You cannot.");
	T_STR(split("I bought pens, ink etc. The shop is near."),
		"I bought pens, ink etc.|The shop is near.");
	T_STR(split("We chose option B. The other was worse."),
		"We chose option B.|The other was worse.");
	T_STR(split("So did I. She did not."), "So did I.|She did not.");
	T_STR(split("It opens at 9 a.m. The door is green."),
		"It opens at 9 a.m.|The door is green.");
	T_STR(split(""), "");
	T_STR(split(" \n\t\n"), "");
}

static void no_ends(void)
{
	whole("It costs 3.50 euros.");
	whole("Version 2.1.4 is out.");
	whole("See example.com/help.html for more.");
	whole("From St. Gallen to Mt. Everest.");
	whole("Use a colour, e.g. Red or Blue.");
	whole("The first one, i.e. The oldest.");
	whole("See No. 5 and Fig. 2 of vol. 3.");
	whole("The S. P. Quartet plays.");
	whole("The U.S. Senate met.");
	whole("Acme Inc. Limited is a name.");
	whole("\"Why?\" he asked.");
	whole("Wait... what is this?");
}

static void languages(void)
{
	T_STR(split("Am 3. Mai ist Feiertag. Wir öffnen z. B. Montag."),
		"Am 3. Mai ist Feiertag.|Wir öffnen z. B. Montag.");
	T_STR(split("Das gilt z.B. Samstags. Näheres unter Nr. 7."),
		"Das gilt z.B. Samstags.|Näheres unter Nr. 7.");
	T_STR(split("¿Dónde está? ¡Aquí! La Sra. Directora lo sabe."),
		"¿Dónde está?|¡Aquí!|La Sra. Directora lo sabe.");
	T_STR(split("Vea la pág. 3. Luego siga."), "Vea la pág. 3.|Luego siga.");
	T_STR(split("« Bonjour ! » Il entre. M. Maire part."),
		"« Bonjour ! »|Il entre.|M. Maire part.");
	T_STR(split("点击设置。选择语言！好吗？好。"),
		"点击设置。|选择语言！|好吗？|好。");
	T_STR(split("他说「你好。」然后走了。"), "他说「你好。」|然后走了。");
}

static void blocks(void)
{
	T_STR(split("First\nline goes on. Second.\n\nNew one."),
		"First\nline goes on.|Second.|New one.");
	T_STR(split("To do so:\n- Press it. Wait.\n- Let go\n\nDone."),
		"To do so:|- Press it.|Wait.|- Let go|Done.");
	T_INT(s.v[0].intro, 1);
	T_INT(s.v[1].kind, KX_SENTENCE_ITEM);
	T_INT(s.v[1].mark, 2);
	T_INT(s.v[2].kind, KX_SENTENCE_ITEM);
	T_INT(s.v[2].mark, 0);
	T_INT(s.v[1].block, s.v[2].block);
	T_OK(s.v[3].block != s.v[2].block);
	T_INT(s.v[4].kind, KX_SENTENCE_PROSE);

	T_STR(split("1. Open it.\n2. Go on\n   here.\n  a) Sub step"),
		"1. Open it.|2. Go on\n   here.|a) Sub step");
	T_INT(s.v[1].number, 2);
	T_INT(s.v[1].ordered, 1);
	T_INT(s.v[2].indent, 2);
	T_INT(s.v[2].number, 1);

	T_STR(split("Plan | Price\nBasic | 5. It is cheap."),
		"Plan | Price|Basic | 5. It is cheap.");
	T_INT(s.v[0].kind, KX_SENTENCE_ROW);
	T_INT(s.v[1].kind, KX_SENTENCE_ROW);
}

static void headings(void)
{
	T_STR(split("Refunds\n\nWe pay back."), "Refunds|We pay back.");
	T_INT(s.v[0].kind, KX_SENTENCE_HEADING);
	T_INT(s.v[1].kind, KX_SENTENCE_PROSE);
	split("Refunds\nWe pay all of it back within a week of your letter.");
	T_INT(s.n, 2);
	T_INT(s.v[0].kind, KX_SENTENCE_HEADING);
	split("Can I pay later?\n\nYes, you can.");
	T_INT(s.v[0].kind, KX_SENTENCE_HEADING);
	T_INT(s.v[0].question, 1);
	split("a line that is wrapped in the middle of it\nand goes on here");
	T_INT(s.n, 1);
	T_INT(s.v[0].kind, KX_SENTENCE_PROSE);
	split("Only a few words");
	T_INT(s.v[0].kind, KX_SENTENCE_PROSE);
}

static void code(void)
{
	T_STR(split("Run this:\n\nsudo apt-get install kx\nexport A=1\n\nThat is all."),
		"Run this:|sudo apt-get install kx|export A=1|That is all.");
	T_INT(s.v[1].kind, KX_SENTENCE_CODE);
	T_INT(s.v[2].kind, KX_SENTENCE_CODE);
	T_INT(s.v[3].kind, KX_SENTENCE_PROSE);
	T_STR(split("ports:\n  - \"3000:3000\"\n"), "ports:|- \"3000:3000\"");
	T_INT(s.v[1].kind, KX_SENTENCE_CODE);
	T_STR(split("Say:\n```\nhello there. You.\n```\nEnd."),
		"Say:|hello there. You.|End.");
	T_INT(s.v[1].kind, KX_SENTENCE_CODE);
	T_OK(kx_codeline("{ \"a\": 1 }", 10, true));
	T_OK(kx_codeline("x = f(1);", 9, true));
	T_OK(!kx_codeline("Make sure that it is on.", 24, true));
	T_OK(!kx_codeline("Note: it is on.", 15, true));
	T_OK(!kx_codeline("go there and come back.", 23, true));
	T_OK(!kx_codeline("", 0, true));
}

/* Code has no fence in readable text, only its lines. */
static void bare_code(void)
{
	/* a tool that is not known */
	T_STR(split("lockctl conv 12 open\nlockctl conv 12 snooze --until 24h\nlockctl version"),
		"lockctl conv 12 open|lockctl conv 12 snooze --until 24h|lockctl version");
	T_INT(s.v[0].kind, KX_SENTENCE_CODE);
	/* comments between commands */
	T_STR(split("# Install the headers\nsudo apt-get update\n# Start it\nnano .env"),
		"# Install the headers|sudo apt-get update|# Start it|nano .env");
	/* right below a list item, or below a caption */
	T_STR(split("1. Make a copy and change it as required.\ncd lock\ncp .env.new .env"),
		"1. Make a copy and change it as required.|cd lock|cp .env.new .env");
	T_INT(s.v[0].kind, KX_SENTENCE_ITEM);
	T_INT(s.v[2].kind, KX_SENTENCE_CODE);
	T_STR(split("1. Change it, which works with your data:\ncd lock"),
		"1. Change it, which works with your data:|cd lock");
	T_STR(split("Ubuntu\nsudo apt update\nsudo apt install kx"),
		"Ubuntu|sudo apt update|sudo apt install kx");
	/* wrapped prose stays what it is, whatever its lines begin with */
	whole("The lock is mounted on the inside of the door, and then you\n"
	      "go to the settings and turn the knob until it does not\n"
	      "go any further");
	whole("- to see whether it is charged, and how long it will last,\n"
	      "go to the settings");
	T_STR(split("a line of an address\nand another, rather longer one\nSweden"),
		"a line of an address\nand another, rather longer one\nSweden");
}

/* ranges ascend, do not overlap, hold no outer white space and cut no character */
static void fuzz(void)
{
	static const char *const bits[] = { ". ", "! ", "a", "B", "é", "。", "\n",
		"\n\n", "- ", "1. ", " | ", "\"", ")", "[1]", "e.g", ":", "```\n", "  ",
		"？", "\xc2\xa0", "»" };
	unsigned seed = 7;

	for (int round = 0; round < 3000; round++) {
		char text[256];
		size_t n = 0, last = 0;

		while (n < 200) {
			const char *b;

			seed = seed * 1103515245u + 12345u;
			b = bits[(seed >> 16) % (sizeof(bits) / sizeof(bits[0]))];
			memcpy(text + n, b, strlen(b));
			n += strlen(b);
			if ((seed >> 8) % 64 == 0)
				break;
		}
		kx_sentences_release(&s);
		kx_sentences_split(&s, text, n);
		for (size_t i = 0; i < s.n; i++) {
			const struct kx_sentence *v = &s.v[i];

			if (v->len == 0 || v->at < last || v->at + v->len > n ||
				((unsigned char)text[v->at] & 0xc0) == 0x80 ||
				strchr(" \n", text[v->at]) ||
				strchr(" \n", text[v->at + v->len - 1]))
				T_OK(!"a broken range");
			last = v->at + v->len;
		}
	}
}

int main(void)
{
	ends();
	no_ends();
	languages();
	blocks();
	headings();
	code();
	bare_code();
	fuzz();
	kx_sentences_release(&s);
	return T_END();
}
