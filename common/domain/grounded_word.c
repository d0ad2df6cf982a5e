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

static const char *const beginnings[] = { "http://", "https://", "ftp://", "www.",
	"mailto:", KX_DECLINED, NULL };

/* Is it, or may it become, one that is held from its beginning? */
static bool begins(const char *s, size_t n)
{
	size_t at = core(s, n);

	s += at;
	n -= at;
	for (const char *const *b = beginnings; n && *b; b++) {
		size_t len = strlen(*b) < n ? strlen(*b) : n;

		if (isupper((unsigned char)**b) ? !strncmp(s, *b, len)
						: !strncasecmp(s, *b, len))
			return true;
	}
	return false;
}

/* Does a byte of it make an address likely? The one that came last, or any. */
static bool turns(const char *s, size_t n, bool any)
{
	if (n == 1 && *s == '.')
		return true;
	for (size_t i = n; i > 1; i--) {
		if (s[i - 1] == ':' ||
			(strchr("@.", s[i - 1]) && isalnum((unsigned char)s[i - 2])))
			return true;
		if (!any)
			break;
	}
	return false;
}

static void give(struct kx_grounder *g, size_t to)
{
	while (g->given < to)
		kx_grounded_say(g, g->word.p + g->given++, 1);
}

/* Each byte of a word that is not held goes on at once. */
static void append(struct kx_grounder *g, char c)
{
	const char *s;
	size_t n;

	if (g->word.len == KX_ADDRESS_MAX && g->hold) {
		g->over = true;
		return;
	}
	if (g->word.len == KX_ADDRESS_MAX) {
		kx_buf_clear(&g->word);
		g->given = 0;
	}
	kx_buf_char(&g->word, c);
	s = g->word.p;
	n = g->word.len;
	if (g->given <= core(s, n) && begins(s, n))
		g->hold = true;
	else if (g->given <= core(s, n))
		g->hold = turns(s, n, true);
	else
		g->hold |= turns(s, n, false);
	if (!g->hold)
		give(g, n);
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
		if (g->given < from + end)
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
	g->hold = g->over = false;
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
