/* Units beside a number, however they are written: "70 °C" and "70 degrees Celsius". */
#include "domain/support_part.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define WORD_MAX 16 /* bytes of a unit's word, with room */

/* Ascending. "" is a unit that says no more than its number: degrees of either scale. */
static const struct unit {
	const char *word, *sign;
} units[] = {
	{ "celsius", "C" },
	{ "degree", "" },
	{ "degrees", "" },
	{ "degr\xc3\xa9", "" },
	{ "degr\xc3\xa9s", "" },
	{ "dollar", "$" },
	{ "dollars", "$" },
	{ "d\xc3\xb3lares", "$" },
	{ "eur", "\xe2\x82\xac" },
	{ "euro", "\xe2\x82\xac" },
	{ "euros", "\xe2\x82\xac" },
	{ "fahrenheit", "F" },
	{ "gbp", "\xc2\xa3" },
	{ "grad", "" },
	{ "grados", "" },
	{ "h", "h" },
	{ "heure", "h" },
	{ "heures", "h" },
	{ "hora", "h" },
	{ "horas", "h" },
	{ "hour", "h" },
	{ "hours", "h" },
	{ "hr", "h" },
	{ "hrs", "h" },
	{ "kg", "kg" },
	{ "kilo", "kg" },
	{ "kilogram", "kg" },
	{ "kilogramm", "kg" },
	{ "kilogramme", "kg" },
	{ "kilogrammes", "kg" },
	{ "kilogramos", "kg" },
	{ "kilograms", "kg" },
	{ "kilometer", "km" },
	{ "kilometern", "km" },
	{ "kilometers", "km" },
	{ "kilometre", "km" },
	{ "kilometres", "km" },
	{ "kilom\xc3\xa8tres", "km" },
	{ "kilos", "kg" },
	{ "kil\xc3\xb3metros", "km" },
	{ "km", "km" },
	{ "min", "min" },
	{ "mins", "min" },
	{ "minute", "min" },
	{ "minuten", "min" },
	{ "minutes", "min" },
	{ "minuto", "min" },
	{ "minutos", "min" },
	{ "percent", "%" },
	{ "pounds", "\xc2\xa3" },
	{ "prozent", "%" },
	{ "std", "h" },
	{ "stunde", "h" },
	{ "stunden", "h" },
	{ "usd", "$" },
	{ "\xc2\xa3", "\xc2\xa3" },
};

/* written in two words, of which the first may be a preposition */
static const struct unit wide[] = { { "per cent", "%" }, { "por ciento", "%" },
	{ "pour cent", "%" }, { "us dollars", "$" },
	{ "pounds sterling", "\xc2\xa3" } };

static const struct unit signs[] = { { "%", "%" }, { "$", "$" },
	{ "\xe2\x82\xac", "\xe2\x82\xac" }, { "\xc2\xa3", "\xc2\xa3" },
	{ "\xc2\xa5", "\xc2\xa5" }, { "\xe2\x82\xb9", "\xe2\x82\xb9" },
	{ "\xc2\xb0", "" }, { "\xc2\xba", "" }, { "\xe2\x84\x83", "C" },
	{ "\xe2\x84\x89", "F" } };

static int by_word(const void *key, const void *v)
{
	return strcmp(key, ((const struct unit *)v)->word);
}

static bool letter(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* bytes of white space or a hyphen that may part a number from its unit */
static size_t gap(const char *s, size_t n)
{
	if (n > 1 && (*s == ' ' || (*s == '-' && isalpha((unsigned char)s[1]))))
		return 1;
	if (n > 2 && !memcmp(s, "\xc2\xa0", 2))
		return 2;
	return n > 3 && !memcmp(s, "\xe2\x80\xaf", 3) ? 3 : 0;
}

/* the word at s in small letters; its bytes, 0 when it is too long for a unit */
static size_t word_at(const char *s, size_t n, char w[WORD_MAX])
{
	size_t len = 0;

	while (len < n && letter(s[len])) {
		if (len == WORD_MAX - 1)
			return 0;
		w[len] = (char)tolower((unsigned char)s[len]);
		len++;
	}
	w[len] = '\0';
	return len;
}

static const struct unit *named(const char *w)
{
	return bsearch(
		w, units, sizeof(units) / sizeof(*units), sizeof(*units), by_word);
}

static const struct unit *of_list(
	const struct unit *list, size_t count, const char *s, size_t n)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i].word) <= n &&
			!strncasecmp(s, list[i].word, strlen(list[i].word)))
			return &list[i];
	return NULL;
}

/* The scale behind "degrees" or "°". */
static const char *scale(const char *s, size_t n, size_t *len)
{
	char w[WORD_MAX];
	size_t g = gap(s + *len, n - *len), k = word_at(s + *len + g, n - *len - g, w);

	if (k && (!strcmp(w, "celsius") || (!strcmp(w, "c") && w[0] != s[*len + g]))) {
		*len += g + k;
		return "C";
	}
	if (k && (!strcmp(w, "fahrenheit") ||
			 (!strcmp(w, "f") && w[0] != s[*len + g]))) {
		*len += g + k;
		return "F";
	}
	return "";
}

const char *kx_mark_unit(const char *s, size_t n, size_t *len)
{
	const struct unit *u;
	char w[WORD_MAX];
	size_t g, k;

	*len = 0;
	/* most of what follows a number is none */
	if (!n || isdigit((unsigned char)*s) ||
		(ispunct((unsigned char)*s) && !strchr("%$-", *s)))
		return NULL;
	g = gap(s, n);
	if (g == n)
		return NULL;
	u = isalpha((unsigned char)s[g])
		    ? NULL
		    : of_list(signs, sizeof(signs) / sizeof(*signs), s + g, n - g);
	if (u) {
		*len = g + strlen(u->word);
		return *u->sign ? u->sign : scale(s, n, len);
	}
	k = word_at(s + g, n - g, w);
	if (!k)
		return NULL;
	u = strchr("pu", *w) ? of_list(wide, sizeof(wide) / sizeof(*wide), s + g, n - g)
			     : NULL;
	if (u && (g + strlen(u->word) == n || !letter(s[g + strlen(u->word)]))) {
		*len = g + strlen(u->word);
		return u->sign;
	}
	u = named(w);
	if (!u)
		return NULL;
	*len = g + k;
	return *u->sign ? u->sign : scale(s, n, len);
}

/* "EUR 5", "$5": only currencies stand before their number */
const char *kx_mark_unit_before(const char *text, size_t at)
{
	static const struct unit codes[] = { { "EUR", "\xe2\x82\xac" }, { "USD", "$" },
		{ "GBP", "\xc2\xa3" } };
	size_t g = at && text[at - 1] == ' ';

	at -= g;
	for (size_t i = 1; i < 6; i++) {
		size_t n = strlen(signs[i].word);

		if (at >= n && !memcmp(text + at - n, signs[i].word, n))
			return signs[i].sign;
	}
	for (size_t i = 0; g && at >= 3 && i < sizeof(codes) / sizeof(*codes); i++)
		if (!memcmp(text + at - 3, codes[i].word, 3) &&
			(at == 3 || !letter(text[at - 4])))
			return codes[i].sign;
	return NULL;
}
