/* A sentence compared with the sections it cites. */
#include "domain/grounded_part.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/declined.h"

#include <ctype.h>
#include <string.h>

#define KEPT .5        /* of the best article's share: another that is cited, too */
#define REFUSED_BY 3   /* sentences that may say that there is no answer */
#define CLAUSES_MAX 16 /* of a sentence that are checked by themselves */
#define QUOTE_MAX 300  /* bytes of a chunk that is quoted because nothing in it tells */

static const bool none[KX_CITED_MAX + 1];

/* ---- putting out -------------------------------------------------------------------- */

static void put(struct kx_grounder *g, const char *p, size_t n)
{
	kx_buf_add(&g->text, p, n);
}

static void put_cite(struct kx_grounder *g, int n)
{
	kx_buf_printf(&g->text, "[%d]", n);
}

void kx_grounded_tail(
	struct kx_grounder *g, const bool keep[KX_CITED_MAX + 1], bool more)
{
	const struct kx_buf *t = &g->tail;
	size_t blank = 0;

	if (!t->len)
		return;
	put(g, kx_buf_text(&g->sep), g->sep.len);
	kx_buf_clear(&g->sep);
	for (size_t i = 0; i < t->len; i++) {
		if (strchr(" \n\t", t->p[i]) && t->p[i]) {
			blank++;
			continue;
		}
		if (t->p[i] == '\1' && !keep[(int)t->p[i + 1]]) {
			/* with the white space before it */
			blank = 0;
			i++;
			if (more &&
				(i + 1 == t->len || !strchr(" \n\t\1", t->p[i + 1])))
				put(g, " ", 1);
			continue;
		}
		put(g, t->p + i - blank, blank);
		blank = 0;
		if (t->p[i] == '\1') {
			put_cite(g, t->p[++i]);
			g->shown[(int)t->p[i]] = true;
		} else {
			put(g, t->p + i, 1);
		}
	}
	put(g, t->p + t->len - blank, blank);
	kx_buf_clear(&g->tail);
	g->marked_tail = false;
}

/* " [1]", on a line of its own behind a block of code, of which it would be a part */
static void append_cite(struct kx_grounder *g, int n, bool code)
{
	put(g, code ? "\n" : " ", 1);
	put_cite(g, n);
}

void kx_grounded_paragraph(struct kx_grounder *g)
{
	if (g->owed)
		append_cite(g, g->run_article, false);
	g->owed = false;
	g->run_article = 0;
}

/* ---- citations ---------------------------------------------------------------------- */

static void add_cite(struct kx_grounder *g, int n, const struct kx_verdict *v)
{
	const struct kx_excerpt *x = &g->s->v[v->section];
	const struct kx_hit *h = &x->parts[v->part];
	size_t at = v->at, len = v->len;
	struct kx_cite c = { .n = n, .hit = h };

	if (!len)
		len = kx_utf8_cut(h->text, strlen(h->text), QUOTE_MAX);
	kx_hit_source(h, at, len, &c.start, &c.end);
	for (size_t i = 0; i < g->ncites; i++)
		if (g->cites[i].n == n && g->cites[i].start == c.start &&
			g->cites[i].end == c.end)
			return;
	c.quote = kx_arena_strndup(&g->arena, h->text + at, len);
	if ((g->ncites & (g->ncites - 1)) == 0)
		g->cites = kx_realloc(
			g->cites, g->ncites ? g->ncites * 2 : 1, sizeof(*g->cites));
	g->cites[g->ncites++] = c;
}

static size_t numbers(const bool cited[KX_CITED_MAX + 1], int v[KX_CITED_MAX])
{
	size_t n = 0;

	for (int i = 1; i <= KX_CITED_MAX; i++)
		if (cited[i])
			v[n++] = i;
	return n;
}

/* ---- the words ---------------------------------------------------------------------- */

/* without bullet, number or # */
static size_t mark_of(const char *s, size_t n)
{
	size_t i = 0, from;

	while (i < n && strchr("#>-*+ \n", s[i]))
		i++;
	if (i + 3 <= n && !memcmp(s + i, "•", 3))
		i += 3;
	for (from = i; i < n && i < from + 3 && isdigit((unsigned char)s[i]);)
		i++;
	if (i > from && i + 1 < n && (s[i] == '.' || s[i] == ')') && s[i + 1] == ' ')
		return i + 2;
	return from;
}

static bool has_words(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isalnum((unsigned char)s[i]) || (unsigned char)s[i] >= 0x80)
			return true;
	return false;
}

/* "## Steps", "**Steps**": it stands over what tells something */
static bool is_heading(const char *s, size_t n)
{
	return n > 4 &&
	       (*s == '#' || (!memcmp(s, "**", 2) && !memcmp(s + n - 2, "**", 2)));
}

static void check(
	struct kx_grounder *g, const bool cited[KX_CITED_MAX + 1], struct kx_verdict *v)
{
	const char *s = kx_buf_text(&g->said);
	size_t n = g->said.len, at = mark_of(s, n);
	int list[KX_CITED_MAX];
	size_t count = numbers(cited, list);

	if (is_heading(s, n)) {
		kx_buf_char(&g->said, ':');
		s = g->said.p;
		kx_support_check(g->support, s + at, n + 1 - at, list, count, v);
		kx_buf_cut(&g->said, n);
		return;
	}
	kx_support_check(g->support, s + at, n - at, list, count, v);
	/* with words of an article one can say, too, that it does not tell something */
	if (v->is == KX_SUPPORT_YES && !count && kx_declined_says(s, n))
		v->is = KX_SUPPORT_NEUTRAL;
}

void kx_grounded_clause(struct kx_grounder *g)
{
	bool here[KX_CITED_MAX + 1] = { false };
	struct kx_verdict v;

	if (g->policy == KX_POLICY_DROP)
		return;
	if (g->clauses++ == CLAUSES_MAX) {
		g->clauses--;
		kx_grounded_tail(g, none, true);
		return;
	}
	for (size_t i = 0; i + 1 < g->tail.len; i++)
		if (g->tail.p[i] == '\1')
			here[(int)g->tail.p[++i]] = true;
	check(g, here, &v);
	kx_grounded_tail(g, v.is == KX_SUPPORT_NO ? none : here, true);
}

void kx_grounded_piece(struct kx_grounder *g)
{
	struct kx_verdict v;

	check(g, g->cited, &v);
	g->bad |= v.is == KX_SUPPORT_NO;
	g->pieces = true;
	kx_buf_clear(&g->said);
}

/* ---- the verdict -------------------------------------------------------------------- */

static void count(struct kx_grounder *g, enum kx_support_is is)
{
	g->supported += is == KX_SUPPORT_YES;
	g->unsupported += is == KX_SUPPORT_NO;
	g->neutral += is == KX_SUPPORT_NEUTRAL;
}

/* Is the answer a refusal? The first sentence tells; a later one may, when no article
 * supports any; one that an article supports tells otherwise. */
static void decide(struct kx_grounder *g, enum kx_support_is is)
{
	bool says = is != KX_SUPPORT_YES && g->sentences < REFUSED_BY &&
		    kx_declined_says(kx_buf_text(&g->said), g->said.len);

	if (g->sentences++ == 0)
		g->doubt = says;
	g->refused |= says;
	if (is == KX_SUPPORT_YES)
		g->doubt = false;
	if (!g->doubt)
		g->dam = false;
}

/* The sentence with the citations that hold: those of the model that the article bears
 * out; for one without, the article that supports it best. */
static void cite(struct kx_grounder *g, const struct kx_verdict *v)
{
	bool keep[KX_CITED_MAX + 1] = { false }, one[KX_CITED_MAX + 1];
	bool any = false;
	struct kx_verdict w;

	for (int i = 1; i <= KX_CITED_MAX; i++) {
		if (!g->cited[i] && !g->shown[i])
			continue;
		memcpy(one, none, sizeof(one));
		one[i] = true;
		check(g, one, &w);
		keep[i] = g->shown[i] || w.is == KX_SUPPORT_YES ||
			  w.share >= KEPT * v->share;
		if (keep[i])
			add_cite(g, i, &w);
		if (!keep[i] || !g->cited[i])
			continue;
		any = true;
		g->run_article = i;
	}
	kx_grounded_tail(g, keep, false);
	for (int i = 1; i <= KX_CITED_MAX; i++)
		if (keep[i] && !g->shown[i])
			append_cite(g, i, g->code);
	if (any) {
		g->owed = false;
		return;
	}
	add_cite(g, v->n, v);
	g->owed = g->run_article == v->n && !g->code && !g->row;
	if (!g->owed)
		append_cite(g, v->n, g->code);
	g->run_article = v->n;
}

static void mark(struct kx_grounder *g)
{
	struct kx_verdict w;
	bool one[KX_CITED_MAX + 1];

	g->owed = false;
	g->run_article = 0;
	if (g->policy == KX_POLICY_DROP) {
		kx_buf_clear(&g->tail);
		return;
	}
	kx_grounded_tail(g, none, false);
	/* that in place of an address at its end will do */
	if (!g->struck || g->code) {
		put(g, g->code ? "\n" : " ", 1);
		put(g, KX_UNSUPPORTED_MARK + 1, strlen(KX_UNSUPPORTED_MARK) - 1);
	}
	for (int i = 1; i <= KX_CITED_MAX; i++)
		if (g->shown[i]) {
			memcpy(one, none, sizeof(one));
			one[i] = true;
			check(g, one, &w);
			add_cite(g, i, &w);
		}
}

static void neutral(struct kx_grounder *g)
{
	bool one[KX_CITED_MAX + 1];
	struct kx_verdict w;

	for (int i = 1; i <= KX_CITED_MAX; i++)
		if (g->cited[i]) {
			memcpy(one, none, sizeof(one));
			one[i] = true;
			check(g, one, &w);
			add_cite(g, i, &w);
			g->run_article = 0;
			g->owed = false;
		}
	kx_grounded_tail(g, g->cited, false);
}

/* it was cut off: its citations stay unless they are wrong */
static void cut_off(struct kx_grounder *g, const struct kx_verdict *v)
{
	if (g->policy == KX_POLICY_DROP)
		kx_buf_clear(&g->tail);
	else if (v->is == KX_SUPPORT_NO)
		kx_grounded_tail(g, none, false);
	else
		neutral(g);
}

/* The "|" that ends a row is taken from the tail: citations and marks stand before it. How
 * wide it is. */
static size_t open_row(struct kx_grounder *g)
{
	struct kx_buf *t = &g->tail;
	size_t at = t->len, n;

	for (size_t i = 0; i < t->len; i++)
		if (t->p[i] == '\1')
			i++;
		else if (t->p[i] == '|')
			at = i;
		else if (t->p[i] != ' ' && t->p[i] != '\t')
			at = t->len;
	if (at == t->len)
		return 0;
	n = at && t->p[at - 1] == ' ' && (at < 2 || t->p[at - 2] != '\1') ? 2 : 1;
	at -= n - 1;
	memmove(t->p + at, t->p + at + n, t->len - at - n);
	kx_buf_cut(t, t->len - n);
	return n;
}

/* A row of a table has no paragraph that a number could be owed in. */
static void close_row(struct kx_grounder *g, size_t pipe)
{
	g->table = true;
	g->owed = false;
	g->run_article = 0;
	put(g, pipe > 1 ? " |" : "|", pipe);
}

/* what the articles say to it */
static void compare(struct kx_grounder *g, struct kx_verdict *v)
{
	struct kx_verdict w;

	check(g, g->cited, v);
	if (v->is == KX_SUPPORT_NO && memcmp(g->cited, none, sizeof(none)) != 0) {
		/* it may only cite the wrong article */
		check(g, none, &w);
		if (w.is == KX_SUPPORT_YES) {
			*v = w;
			memcpy(g->cited, none, sizeof(none));
		}
	}
}

void kx_grounded_judge(struct kx_grounder *g, bool whole, bool header)
{
	const bool words = g->pieces || g->strange ||
			   has_words(kx_buf_text(&g->said), g->said.len);
	struct kx_verdict v = { .is = KX_SUPPORT_NEUTRAL };
	size_t pipe = 0;
	bool dropped;

	if (words && !header)
		compare(g, &v);
	if (g->bad || g->strange)
		v.is = KX_SUPPORT_NO;
	if (words && whole) {
		count(g, v.is);
		decide(g, v.is);
	}
	dropped = g->policy == KX_POLICY_DROP && (!whole || v.is == KX_SUPPORT_NO);
	if (g->row)
		pipe = open_row(g);
	if (!whole)
		cut_off(g, &v);
	else if (v.is == KX_SUPPORT_YES)
		cite(g, &v);
	else if (v.is == KX_SUPPORT_NO)
		mark(g);
	else
		neutral(g);
	if (g->row)
		close_row(g, dropped ? 0 : pipe);
	kx_buf_clear(&g->said);
	memset(g->cited, 0, sizeof(g->cited));
	memset(g->shown, 0, sizeof(g->shown));
	g->began = g->code = g->ended = g->strange = g->pieces = g->bad = false;
	g->marked_tail = g->struck = g->row = false;
	g->clauses = 0;
}
