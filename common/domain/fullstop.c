#include "domain/fullstop.h"

#include "base/utf8.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WORD_MAX 24    /* bytes of the longest abbreviation, with room */
#define CLOSERS_MAX 16 /* marks behind a full stop */

/* After these a dot never ends a sentence. */
static const char *const bound[] = { "adj", "allg", "approx", "asst", "avda", "bspw",
	"bzgl", "bzw", "ca", "cf", "d.h", "d.i", "dept", "dipl", "doc", "dr", "dra",
	"e.g", "eg", "einschl", "est", "evtl", "excl", "exkl", "ext", "fr", "gem",
	"gen", "ggf", "ggfs", "gov", "hr", "hrn", "i.d.r", "i.e", "ie", "inkl", "lic",
	"lit", "lt", "m.e", "mlle", "mme", "mr", "mrs", "ms", "mt", "o.g", "p.ej",
	"p.ex", "p.s", "prof", "rep", "resp", "rev", "s.a", "s.o", "s.u", "sen", "sog",
	"sr", "sra", "srta", "st", "sta", "sto", "str", "tel", "u.a", "ud", "uds",
	"usu", "v.a", "vgl", "viz", "vs", "z.b", "z.t", "zz", "zzgl", NULL };

/* After these a dot ends no sentence when a number follows. */
static const char *const counted[] = { "abb", "abs", "anm", "apdo", "art", "arts", "bd",
	"cap", "ch", "chap", "col", "eq", "fig", "figs", "kap", "n.o", "no", "nos",
	"nr", "num", "núm", "pag", "pág", "págs", "p", "para", "pp", "sec", "sect",
	"tab", "v", "ver", "vol", "vols", "ziff", "§", NULL };

/* These may end a sentence; whether they do shows in the word that follows. */
static const char *const either[] = { "a.m", "av", "b.v", "ave", "blvd", "bros", "co",
	"corp", "d.c", "e.u", "ee.uu", "eu", "gmbh", "inc", "jr", "llc", "ltd", "ltda",
	"p.m", "ph.d", "s.l", "u.k", "u.n", "u.s", "u.s.a", "usa", NULL };

/* Words that begin a sentence far more often than a name. */
static const char *const openers[] = { "a", "after", "all", "also", "although", "an",
	"and", "as", "at", "before", "but", "by", "click", "das", "dear", "der", "die",
	"do", "each", "ein", "eine", "el", "en", "er", "es", "este", "for", "from",
	"go", "he", "her", "his", "how", "however", "ich", "if", "il", "ils", "in",
	"is", "it", "its", "la", "las", "le", "les", "los", "many", "most", "my", "no",
	"not", "on", "once", "or", "our", "para", "please", "por", "pour", "see",
	"select", "she", "si", "sie", "since", "so", "some", "that", "the", "their",
	"then", "there", "these", "they", "this", "those", "to", "un", "una", "une",
	"use", "vous", "we", "what", "when", "where", "while", "why", "wir", "with",
	"yes", "you", "your", NULL };

/* German: words before a number that is an ordinal ("am 3. Mai"). */
static const char *const ordinal[] = { "ab", "am", "bis", "dem", "den", "der", "des",
	"die", "im", "jeden", "jeder", "seit", "vom", "zum", "zur", NULL };

static bool listed(const char *const *list, const char *w)
{
	for (; *list; list++)
		if (!strcmp(*list, w))
			return true;
	return false;
}

/* The word that ends before text[at], ASCII folded; "" when it is too long to be
 * listed. Returns where it begins. */
static size_t word_before(const char *text, size_t from, size_t at, char w[WORD_MAX])
{
	size_t b = at, n;

	while (b > from && !isspace((unsigned char)text[b - 1]) &&
		!strchr("([{\"'/", text[b - 1]))
		b--;
	if (at - b > 2 && !memcmp(text + b, "\xc2\xa0", 2))
		b += 2;
	n = at - b;
	if (n >= WORD_MAX)
		n = 0;
	for (size_t i = 0; i < n; i++)
		w[i] = (char)tolower((unsigned char)text[b + i]);
	w[n] = '\0';
	return b;
}

static void word_after(const char *text, size_t at, size_t end, char w[WORD_MAX])
{
	size_t n = 0;

	while (at + n < end && n < WORD_MAX - 1 &&
		isalpha((unsigned char)text[at + n])) {
		w[n] = (char)tolower((unsigned char)text[at + n]);
		n++;
	}
	w[n] = '\0';
}

static bool is_closer(uint32_t c)
{
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == '}' || c == '*' ||
	       c == 0xbb || c == 0x201d || c == 0x2019 || c == 0x201c || c == 0x203a ||
	       c == 0x300d || c == 0x300f || c == 0x3009 || c == 0x300b ||
	       c == 0x3011 || c == 0xff09;
}

static bool is_wide_end(uint32_t c)
{
	return c == 0x3002 || c == 0xff01 || c == 0xff1f || c == 0xff61;
}

static bool is_end(uint32_t c)
{
	return c == '.' || c == '!' || c == '?' || c == 0x2026 || is_wide_end(c);
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == 0xa0 ||
	       c == 0x202f || c == 0x3000;
}

/* Letters of scripts with cases that are small; a sentence does not begin with one. */
static bool is_small(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 0xdf && c <= 0xff && c != 0xf7) ||
	       (c >= 0x100 && c < 0x180 && (c & 1)) || (c >= 0x3b1 && c <= 0x3c9) ||
	       (c >= 0x430 && c <= 0x45f);
}

/* Behind further end marks ("?!", "..."), closing quotes and brackets, a guillemet set
 * off by a space and note marks such as [1]. */
static size_t past_closers(const char *text, size_t at, size_t end)
{
	for (int i = 0; at < end && i < CLOSERS_MAX; i++) {
		uint32_t c, d;
		size_t n = kx_utf8_next(text + at, end - at, &c), m;

		if (is_end(c) || is_closer(c)) {
			at += n;
			continue;
		}
		if (c == '[') {
			size_t j = at + 1;

			while (j < end && isdigit((unsigned char)text[j]))
				j++;
			if (j == at + 1 || j == end || text[j] != ']')
				break;
			at = j + 1;
			continue;
		}
		m = is_blank(c) && c != '\n' && at + n < end
			    ? kx_utf8_next(text + at + n, end - at - n, &d)
			    : 0;
		if (!m || d != 0xbb)
			break;
		at += n + m;
	}
	return at;
}

/* Does the dot at text[at] belong to the word before it, given the sentence that would
 * begin at text[next]? */
static bool dot_is_bound(
	const char *text, size_t from, size_t at, size_t next, size_t end)
{
	char w[WORD_MAX], v[WORD_MAX];
	size_t b = word_before(text, from, at, w), len = at - b, i = 0;
	bool digit = isdigit((unsigned char)text[next]);

	if (!w[0])
		return false;
	if (listed(bound, w) || (digit && listed(counted, w)))
		return true;
	if (listed(either, w)) {
		word_after(text, next, end, v);
		return !listed(openers, v);
	}
	/* "z. B.", "d. h." */
	if (len == 1 && islower((unsigned char)text[b]))
		return true;
	if (len == 1 && isupper((unsigned char)text[b])) {
		/* an initial, but not "option B. The" */
		word_after(text, next, end, v);
		return w[0] != 'i' && !listed(openers, v);
	}
	while (isdigit((unsigned char)w[i]))
		i++;
	if (i == 0 || w[i] || len > 2)
		return false;
	if (b == from)
		return true; /* the number of a step */
	while (b > from && text[b - 1] == ' ')
		b--;
	word_before(text, from, b, v);
	return listed(ordinal, v);
}

size_t kx_fullstop(const char *text, size_t from, size_t at, size_t end)
{
	uint32_t c, d;
	size_t n = kx_utf8_next(text + at, end - at, &c), stop, next;

	if (!is_end(c))
		return 0;
	stop = past_closers(text, at + n, end);
	for (next = stop; next < end; next += n) {
		n = kx_utf8_next(text + next, end - next, &d);
		if (!is_blank(d))
			break;
	}
	if (next == end || is_wide_end(c))
		return stop;
	if (next == stop)
		return 0; /* 3.5, example.com, v1.2 */
	if (is_small(d) || d == ',' || d == ';' || d == ')')
		return 0;
	if (c == '.' && stop == at + 1 && dot_is_bound(text, from, at, next, end))
		return 0;
	return stop;
}
