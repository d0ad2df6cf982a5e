/* Citations, links and code. */
#include "domain/grounded_part.h"

#include "domain/address.h"

#include <ctype.h>
#include <string.h>

#define BRACKET_MAX 256 /* bytes between brackets that are held back */
#define RANGE_MAX 9     /* articles of "[1-9]" */

/* ---- [1], [1, 2], [1-3] ------------------------------------------------------------- */

static size_t skip(const char *s, size_t n, size_t i, const char *what)
{
	while (i < n && strchr(what, s[i]))
		i++;
	return i;
}

/* a number at s[*i], or -1 */
static int number(const char *s, size_t n, size_t *i)
{
	size_t from = *i;
	int v = 0;

	for (; *i < n && isdigit((unsigned char)s[*i]) && v <= KX_CITED_MAX; ++*i)
		v = v * 10 + s[*i] - '0';
	return *i > from && v <= KX_CITED_MAX ? v : -1;
}

/* "[Article 1]" and "[Source 1]" are the custom of some */
static size_t past_name(const char *s, size_t n)
{
	static const char *const names[] = { "article ", "articles ", "artikel ",
		"source ", "sources ", "quelle ", "excerpt ", "fuente ", NULL };

	for (const char *const *w = names; *w; w++)
		if (n > strlen(*w) && !strncasecmp(s, *w, strlen(*w)))
			return strlen(*w);
	return skip(s, n, 0, " ^");
}

/* Reads what stands between brackets as numbers of articles; false when it is something
 * else. `wide`: 【1†source】 is the custom of some. */
static bool read_cites(const struct kx_grounder *g, const char *s, size_t n,
	bool cited[KX_CITED_MAX + 1])
{
	size_t i = past_name(s, n);
	int v, to;

	memset(cited, 0, (KX_CITED_MAX + 1) * sizeof(*cited));
	do {
		v = to = number(s, n, &i);
		if (v < 0)
			return false;
		i = skip(s, n, i, " ");
		if (g->wide && i + 3 <= n && !memcmp(s + i, "†", 3))
			i = n;
		if (i < n && s[i] == '-') {
			i = skip(s, n, i + 1, " ");
			to = number(s, n, &i);
			if (v < 1 || to <= v || to > g->s->articles ||
				to - v >= RANGE_MAX)
				return false;
			i = skip(s, n, i, " ");
		}
		for (; v <= to; v++)
			cited[v] = true;
		if (i < n && !strchr(",;", s[i]))
			return false;
		i = skip(s, n, i, ",; ^");
	} while (i < n);
	return true;
}

static void cite(struct kx_grounder *g)
{
	bool cited[KX_CITED_MAX + 1];
	bool any = false;

	read_cites(g, kx_buf_text(&g->held), g->held.len, cited);
	for (int i = 1; i <= KX_CITED_MAX && i <= g->s->articles; i++) {
		if (!cited[i])
			continue;
		/* where none is left between them, two words may make an address */
		kx_grounded_word_end(g, true);
		kx_grounded_cite(g, i);
		any = true;
	}
	if (!any)
		kx_grounded_cite(g, 0);
}

/* ---- what was held goes on as text -------------------------------------------------- */

static void say(struct kx_grounder *g, const char *p, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t len = 1;

		while (i + len < n && ((unsigned char)p[i + len] & 0xc0) == 0x80)
			len++;
		kx_grounded_word_char(g, p + i, len);
		i += len;
	}
}

static void say_str(struct kx_grounder *g, const char *s)
{
	say(g, s, strlen(s));
}

static void say_open(struct kx_grounder *g)
{
	if (g->image)
		say_str(g, "!");
	say_str(g, g->wide ? "【" : "[");
	say(g, kx_buf_text(&g->held), g->held.len);
}

/* ---- [text](url) -------------------------------------------------------------------- */

/* the address without the title that may stand behind it */
static size_t address(const char **s, size_t n)
{
	size_t len = 0;

	while (n && strchr(" <", **s))
		++*s, n--;
	while (len < n && !strchr(" >\"'", (*s)[len]))
		len++;
	return len;
}

/* An address that an article has stays a link; of another, only the text is left, and the
 * sentence is one that no article supports. */
static void link(struct kx_grounder *g)
{
	const char *s = kx_buf_text(&g->url);
	size_t n = address(&s, g->url.len), at, end;
	bool known = n && kx_support_address(g->support, s, n);

	if (!known && kx_address_find(s, n, &at, &end))
		g->strange = true;
	if (g->before == KX_BRACKET_CITED) {
		cite(g);
		return;
	}
	if (!known && g->before == KX_BRACKET_STRAY) {
		say_str(g, "]");
		return;
	}
	if (!known) {
		say(g, kx_buf_text(&g->held), g->held.len);
		return;
	}
	kx_grounded_word_end(g, true);
	if (g->before == KX_BRACKET_TEXT) {
		kx_grounded_show(g, g->image ? "![" : "[", g->image ? 2 : 1);
		say(g, kx_buf_text(&g->held), g->held.len);
		kx_grounded_word_end(g, true);
	}
	kx_grounded_show(g, "](", 2);
	kx_grounded_show(g, s, n);
	kx_grounded_show(g, ")", 1);
}

/* no link after all */
static void unlink(struct kx_grounder *g)
{
	if (g->before == KX_BRACKET_CITED)
		cite(g);
	else if (g->before == KX_BRACKET_STRAY)
		say_str(g, "]");
	else {
		say_open(g);
		say_str(g, "]");
	}
	say_str(g, "(");
	say(g, kx_buf_text(&g->url), g->url.len);
}

/* true: the character was taken */
static bool in_url(struct kx_grounder *g, const char *p, size_t n)
{
	g->depth += *p == '(';
	if (*p == ')' && g->depth-- == 0) {
		g->bracket = KX_BRACKET_NONE;
		link(g);
		return true;
	}
	if (*p == '\n' || g->url.len + n > KX_ADDRESS_MAX) {
		g->bracket = KX_BRACKET_NONE;
		unlink(g);
		return false;
	}
	kx_buf_add(&g->url, p, n);
	return true;
}

/* ---- brackets ----------------------------------------------------------------------- */

static void open(struct kx_grounder *g, bool wide, bool image)
{
	g->bracket = KX_BRACKET_OPEN;
	g->wide = wide;
	g->image = image;
	kx_buf_clear(&g->held);
}

static bool in_open(struct kx_grounder *g, const char *p, size_t n)
{
	bool cited[KX_CITED_MAX + 1];
	bool close = g->wide ? n == 3 && !memcmp(p, "】", 3) : *p == ']';

	if (close && read_cites(g, kx_buf_text(&g->held), g->held.len, cited)) {
		g->bracket = KX_BRACKET_CITED;
		return true;
	}
	if (close && !g->wide) {
		g->bracket = KX_BRACKET_TEXT;
		return true;
	}
	if (*p == '[' && g->held.len && g->held.p[g->held.len - 1] == '!') {
		kx_buf_cut(&g->held, g->held.len - 1);
		say_open(g);
		open(g, false, true);
		return true;
	}
	if (close || *p == '\n' || *p == '[' || g->held.len + n > BRACKET_MAX) {
		g->bracket = KX_BRACKET_NONE;
		say_open(g);
		return false;
	}
	kx_buf_add(&g->held, p, n);
	return true;
}

/* what was held, now that no link follows */
static void close(struct kx_grounder *g, enum kx_bracket was)
{
	if (was == KX_BRACKET_CITED) {
		if (g->image)
			say_str(g, "!");
		cite(g);
	} else if (was == KX_BRACKET_BANG) {
		say_str(g, "!");
	} else {
		if (was == KX_BRACKET_TEXT)
			say_open(g);
		say_str(g, "]");
	}
}

/* true: the character was taken */
static bool bracket(struct kx_grounder *g, const char *p, size_t n)
{
	enum kx_bracket was = g->bracket;

	if (was == KX_BRACKET_URL)
		return in_url(g, p, n);
	if (was == KX_BRACKET_OPEN)
		return in_open(g, p, n);
	if (was == KX_BRACKET_BANG && *p == '[') {
		open(g, false, true);
		return true;
	}
	if (was != KX_BRACKET_BANG && *p == '(') {
		g->bracket = KX_BRACKET_URL;
		g->before = was;
		g->depth = 0;
		kx_buf_clear(&g->url);
		return true;
	}
	g->bracket = KX_BRACKET_NONE;
	close(g, was);
	return false;
}

/* ---- code --------------------------------------------------------------------------- */

/* Keeps track of lines that are ``` or ~~~. */
static void fences(struct kx_grounder *g, char c)
{
	if (c == '\n') {
		if (g->closing) {
			g->fence = 0;
			g->ended = true;
		}
		g->closing = g->info = g->tick = false;
		g->line = true;
		g->run = 0;
		return;
	}
	if (g->line && (c == '`' || c == '~') && (!g->run || c == g->run_of)) {
		g->run_of = c;
		if (++g->run == 3 && !g->fence) {
			g->fence = c;
			g->info = true;
			g->tick = false;
		} else if (g->run == 3 && g->fence == c) {
			g->closing = true;
		}
	} else if (!(c == ' ' || c == '\t') || g->run) {
		g->line = false;
	}
	if (c == '`' && !g->fence)
		g->tick = !g->tick;
}

void kx_grounded_char(struct kx_grounder *g, const char *p, size_t n)
{
	if (g->bracket && bracket(g, p, n))
		return;
	/* a word belongs to the line that it stands in */
	if (*p == '\n')
		kx_grounded_word_end(g, true);
	fences(g, *p);
	if (g->fence || g->tick)
		kx_grounded_word_char(g, p, n);
	else if (*p == '[')
		open(g, false, false);
	else if (n == 3 && !memcmp(p, "【", 3))
		open(g, true, false);
	else if (*p == '!')
		g->bracket = KX_BRACKET_BANG;
	else if (*p == ']')
		g->bracket = KX_BRACKET_STRAY;
	else
		kx_grounded_word_char(g, p, n);
}

void kx_grounded_marks_end(struct kx_grounder *g, bool whole)
{
	enum kx_bracket was = g->bracket;

	g->bracket = KX_BRACKET_NONE;
	if (was == KX_BRACKET_URL && whole)
		unlink(g);
	else if (was == KX_BRACKET_OPEN && whole)
		say_open(g);
	else if (was && was != KX_BRACKET_URL && was != KX_BRACKET_OPEN)
		close(g, was);
}
