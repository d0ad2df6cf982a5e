/* Words that may be addresses, and the word that means "not in the articles". */
#include "domain/grounded_part.h"

#include "domain/address.h"

#include <ctype.h>
#include <string.h>

#define MARKS_MAX 8 /* before a word */

/* the word without the marks before it */
static size_t core(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && i < MARKS_MAX && strchr("(*_'", s[i]))
		i++;
	return i;
}

/* Has it what an address or the word KX_DECLINED has? Most words have not. */
static bool likely(const char *s, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (s[i] == '@' || s[i] == ':' || s[i] == '_' ||
			(s[i] == '.' && i + 1 < n))
			return true;
	return false;
}

static void give(struct kx_grounder *g, size_t to)
{
	while (g->given < to)
		kx_grounded_say(g, g->word.p + g->given++, 1);
}

/* Is it the first word of all, and no address as it begins? Whoever waits for an answer sees
 * at once that it comes. */
static bool first_of_all(const struct kx_grounder *g)
{
	static const char *const others[] = { "http", "ftp", "www", "mailto", NULL };
	const char *s = g->word.p;
	size_t n = g->word.len;

	if (g->sentences || g->said.len != g->given || !strncmp(KX_DECLINED, s, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalpha((unsigned char)s[i]))
			return false;
	for (const char *const *o = others; *o; o++)
		if (!strncasecmp(*o, s, n < strlen(*o) ? n : strlen(*o)))
			return false;
	return true;
}

/* A word waits for its end: "sales" may go on as "sales@shop.example". */
static void append(struct kx_grounder *g, char c)
{
	if (g->word.len == KX_ADDRESS_MAX && likely(g->word.p, g->word.len)) {
		g->over = true;
		return;
	}
	if (g->word.len == KX_ADDRESS_MAX) {
		give(g, g->word.len);
		kx_buf_clear(&g->word);
		g->given = 0;
	}
	kx_buf_char(&g->word, c);
	if (first_of_all(g))
		give(g, g->word.len);
}

static bool is_declined(const char *s, size_t n)
{
	size_t at = core(s, n);

	while (n && !isalnum((unsigned char)s[n - 1]))
		n--;
	return n >= at && n - at == strlen(KX_DECLINED) &&
	       !memcmp(s + at, KX_DECLINED, n - at);
}

/* the word as far as it was held, without addresses that no article has */
static void resolve(struct kx_grounder *g)
{
	const char *s = kx_buf_text(&g->word);
	size_t n = g->word.len, from = 0, at, end;

	if (!likely(s, n)) {
		give(g, n);
		return;
	}
	if (is_declined(s, n)) {
		g->word_said = true;
		g->declined |= !g->sentences && !g->began;
		return;
	}
	if (g->over) {
		kx_grounded_strike(g);
		return;
	}
	for (; kx_address_find(s + from, n - from, &at, &end); from += end) {
		if (kx_support_address(g->support, s + from + at, end - at))
			continue;
		give(g, from + at);
		kx_grounded_strike(g);
		g->given = from + end;
	}
	give(g, n);
}

void kx_grounded_word_end(struct kx_grounder *g, bool whole)
{
	size_t at, end;

	/* cut off, an address may not be the one that was meant */
	if (whole || is_declined(kx_buf_text(&g->word), g->word.len))
		resolve(g);
	else if (!kx_address_find(kx_buf_text(&g->word), g->word.len, &at, &end))
		give(g, g->word.len);
	kx_buf_clear(&g->word);
	g->given = 0;
	g->over = false;
}

void kx_grounded_word_char(struct kx_grounder *g, const char *p, size_t n)
{
	if (n == 1 && kx_address_byte(*p)) {
		append(g, *p);
		return;
	}
	kx_grounded_word_end(g, true);
	kx_grounded_say(g, p, n);
}
