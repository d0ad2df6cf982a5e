#include "domain/number_words.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define WORD_MAX 9 /* letters of the longest number word */

enum kind { UNIT, TEN, TIMES, AND };

static const struct word {
	char word[WORD_MAX + 1];
	enum kind kind;
	uint32_t value;
} words[] = {
	{ "and", AND, 0 },
	{ "billion", TIMES, 1000000000 },
	{ "eight", UNIT, 8 },
	{ "eighteen", UNIT, 18 },
	{ "eighty", TEN, 80 },
	{ "eleven", UNIT, 11 },
	{ "fifteen", UNIT, 15 },
	{ "fifty", TEN, 50 },
	{ "five", UNIT, 5 },
	{ "forty", TEN, 40 },
	{ "four", UNIT, 4 },
	{ "fourteen", UNIT, 14 },
	{ "hundred", TIMES, 100 },
	{ "million", TIMES, 1000000 },
	{ "nine", UNIT, 9 },
	{ "nineteen", UNIT, 19 },
	{ "ninety", TEN, 90 },
	{ "oh", UNIT, 0 },
	{ "one", UNIT, 1 },
	{ "seven", UNIT, 7 },
	{ "seventeen", UNIT, 17 },
	{ "seventy", TEN, 70 },
	{ "six", UNIT, 6 },
	{ "sixteen", UNIT, 16 },
	{ "sixty", TEN, 60 },
	{ "ten", UNIT, 10 },
	{ "thirteen", UNIT, 13 },
	{ "thirty", TEN, 30 },
	{ "thousand", TIMES, 1000 },
	{ "three", UNIT, 3 },
	{ "twelve", UNIT, 12 },
	{ "twenty", TEN, 20 },
	{ "two", UNIT, 2 },
	{ "zero", UNIT, 0 },
};

/* number words one behind the other */
struct run {
	const struct word *v[KX_NUMBER_WORDS];
	size_t n;
	bool times, too_long;
};

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static int by_word(const void *low, const void *w)
{
	return strcmp(low, ((const struct word *)w)->word);
}

static const struct word *find(const char *s, size_t n)
{
	char low[WORD_MAX + 1] = "";

	if (n > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++)
		low[i] = (char)(s[i] | 0x20);
	return bsearch(
		low, words, sizeof(words) / sizeof(*words), sizeof(*words), by_word);
}

/* "two thousand and nineteen" */
static void count(const struct run *r, struct kx_buf *out)
{
	uint64_t total = 0, part = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct word *w = r->v[i];

		if (w->kind != TIMES) {
			part += w->value;
		} else if (w->value == 100) {
			part = (part ? part : 1) * 100;
		} else {
			total += (part ? part : 1) * w->value;
			part = 0;
		}
		/* nobody says that: it would only overflow */
		if (part > 1000000)
			return;
	}
	kx_buf_printf(out, "%" PRIu64, total + part);
}

/* "three sixty five" */
static void read_off(const struct run *r, struct kx_buf *out)
{
	for (size_t i = 0; i < r->n; i++) {
		uint32_t value = r->v[i]->value;

		if (r->v[i]->kind == TEN && i + 1 < r->n && r->v[i + 1]->kind == UNIT &&
			r->v[i + 1]->value > 0 && r->v[i + 1]->value < 10)
			value += r->v[++i]->value;
		kx_buf_printf(out, "%" PRIu32, value);
	}
}

/* the end of a run; 1 when it was a number */
static size_t finish(struct run *r, struct kx_buf *out)
{
	size_t before = out->len;

	while (r->n && r->v[r->n - 1]->kind == AND)
		r->n--;
	if (r->n > 1 && !r->too_long) {
		if (r->times)
			count(r, out);
		else
			read_off(r, out);
	}
	*r = (struct run){ .n = 0 };
	if (out->len == before)
		return 0;
	kx_buf_char(out, ' ');
	return 1;
}

static void take(struct run *r, const struct word *w)
{
	if (r->n == KX_NUMBER_WORDS) {
		r->too_long = true;
		return;
	}
	r->times |= w->kind == TIMES;
	r->v[r->n++] = w;
}

/* "and" parts numbers but behind a hundred or a thousand */
static bool joins(const struct run *r, const struct word *w)
{
	if (w->kind != AND)
		return true;
	return r->n && r->v[r->n - 1]->kind == TIMES;
}

size_t kx_number_words(const char *text, size_t n, struct kx_buf *out)
{
	struct run r = { .n = 0 };
	size_t found = 0, i = 0, at;

	while (i < n) {
		const struct word *w;

		/* a number may be said in pieces, "sixty-five", but not in sentences */
		if (!letter(text[i])) {
			if (digit(text[i]) || strchr(".,;:!?\n", text[i]))
				found += finish(&r, out);
			i++;
			continue;
		}
		for (at = i; i < n && (letter(text[i]) || digit(text[i])); i++)
			;
		w = find(text + at, i - at);
		if (!w || !joins(&r, w))
			found += finish(&r, out);
		if (w && joins(&r, w))
			take(&r, w);
	}
	return found + finish(&r, out);
}
