/* Where a sentence ends, and what of it may be put out. */
#include "domain/grounded_part.h"

#include "base/utf8.h"
#include "domain/declined.h"
#include "domain/fullstop.h"

#include <ctype.h>
#include <string.h>

#define GAP_MAX 64      /* bytes of white space in a row; more are left out */
#define MARKS_MAX 32    /* bytes of end and closing marks that are looked at */
#define OPENING_MAX 300 /* bytes in which an answer shows whether it is a refusal */

static const char *const enders[] = { ".", "!", "?", "…", "。", "！", "？", "｡", NULL };
static const char *const closers[] = { "\"", "'", ")", "]", "}", "*", "_", "»", "”",
	"’", "“", "›", "」", "』", "〉", "》", "】", "）", NULL };

static bool listed(const char *const *list, const char *p, size_t n)
{
	for (; *list; list++)
		if (strlen(*list) == n && !memcmp(*list, p, n))
			return true;
	return false;
}

static bool is_space(const char *p)
{
	return *p == ' ' || *p == '\n' || *p == '\t';
}

static size_t lines(const struct kx_buf *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->len; i++)
		n += b->p[i] == '\n';
	return n;
}

static void move(struct kx_buf *to, struct kx_buf *from)
{
	kx_buf_add(to, kx_buf_text(from), from->len);
	kx_buf_clear(from);
}

/* ---- is it over? -------------------------------------------------------------------- */

/* the first end mark of those that the words end with, closing marks among them */
static size_t end_mark(const struct kx_buf *b)
{
	size_t i = b->len, found = b->len;

	while (i && b->len - i < MARKS_MAX) {
		size_t at = i - 1;

		while (at && ((unsigned char)b->p[at] & 0xc0) == 0x80)
			at--;
		if (listed(enders, b->p + at, i - at))
			found = at;
		else if (!listed(closers, b->p + at, i - at))
			break;
		i = at;
	}
	return found;
}

/* Letters of scripts that have small ones, which begin no sentence. */
static bool is_small(const char *p, size_t n)
{
	uint32_t c;

	kx_utf8_next(p, n, &c);
	return (c >= 'a' && c <= 'z') || (c >= 0xdf && c <= 0xff && c != 0xf7) ||
	       (c >= 0x3b1 && c <= 0x3c9) || (c >= 0x430 && c <= 0x45f);
}

/* Does the character at p begin another sentence? Of the word that it begins no more may
 * be known: where that would tell, the sentence goes on. */
static bool is_over(struct kx_grounder *g, const char *p, size_t n)
{
	size_t len = g->said.len, at, stop;

	if (g->code)
		return g->ended;
	if (g->ended || lines(&g->gap) > 1)
		return true;
	if (lines(&g->gap))
		return g->row || *p == '|' || !is_small(p, n);
	if (g->row)
		return false;
	at = end_mark(&g->said);
	if (at == len)
		return false;
	/* "inside the EU [1]. We": who cites is at the end, not at an abbreviation */
	if (g->marked_tail && g->gap.len && !is_small(p, n))
		return true;
	kx_buf_add(&g->said, " ", g->gap.len ? 1 : 0);
	if (n == 1 && isupper((unsigned char)*p))
		kx_buf_add(&g->said, "Zz", 2);
	else
		kx_buf_add(&g->said, p, n);
	stop = kx_fullstop(g->said.p, 0, at, g->said.len);
	kx_buf_cut(&g->said, len);
	return stop >= len;
}

/* ---- putting out -------------------------------------------------------------------- */

/* Whether it is a refusal is not known before enough of the first sentence is. */
static void open_dam(struct kx_grounder *g)
{
	if (!g->dam || g->doubt)
		return;
	if (g->sentences || g->said.len > OPENING_MAX ||
		!kx_declined_may(kx_buf_text(&g->said), g->said.len))
		g->dam = false;
}

/* Words of a sentence go out as they come. */
static void flow(struct kx_grounder *g)
{
	bool keep[KX_CITED_MAX + 1];

	open_dam(g);
	if (g->policy == KX_POLICY_DROP)
		return;
	for (int i = 0; i <= KX_CITED_MAX; i++)
		keep[i] = true;
	kx_grounded_tail(g, keep, true);
}

/* `first`: the character that it begins with */
static void begin(struct kx_grounder *g, char first)
{
	g->began = true;
	g->row = first == '|' && !g->fence;
	g->table &= g->row && lines(&g->gap) < 2;
	if (lines(&g->gap) > 1 || g->row)
		kx_grounded_paragraph(g);
	if (!g->text.len) {
		kx_buf_clear(&g->gap);
		kx_buf_clear(&g->sep);
	}
	/* what stood around a sentence that was left out: the wider of both */
	if (!g->sep.len || lines(&g->gap) > lines(&g->sep)) {
		kx_buf_clear(&g->sep);
		move(&g->sep, &g->gap);
	}
	kx_buf_clear(&g->gap);
	g->no_gap = false;
}

/* Do letters follow in the word that the character at hand is of? */
static bool rest(const struct kx_grounder *g)
{
	for (size_t i = g->given; i < g->word.len; i++)
		if (isalnum((unsigned char)g->word.p[i]))
			return true;
	return false;
}

/* A character that is seen has come: the white space before it is part of the sentence, or
 * parts two. */
static void step(struct kx_grounder *g, const char *p, size_t n)
{
	if (g->began && is_over(g, p, n))
		kx_grounded_judge(g, true, false);
	if (!g->began) {
		begin(g, *p);
		return;
	}
	/* "foo [7]." without the [7]; but ".foo" must not become a part of what is before */
	if (g->no_gap && n == 1 && strchr(".,;:!?)", *p) && !rest(g))
		kx_buf_clear(&g->gap);
	g->no_gap = false;
	if (g->gap.len && g->said.len > KX_SENTENCE_BYTES)
		kx_grounded_piece(g);
	if (g->gap.len && g->said.len)
		kx_buf_char(&g->said, g->code ? '\n' : ' ');
	move(&g->tail, &g->gap);
}

static void space(struct kx_grounder *g, const char *p)
{
	if (g->code && g->fence) {
		if (g->tail.len < KX_SENTENCE_BYTES)
			kx_buf_char(&g->tail, *p);
		if (g->said.len > KX_SENTENCE_BYTES)
			kx_grounded_piece(g);
		kx_buf_char(&g->said, *p);
		return;
	}
	if (g->no_gap && g->gap.len) {
		g->no_gap = false;
		if (*p == ' ')
			return;
	}
	if (g->gap.len < GAP_MAX)
		kx_buf_char(&g->gap, *p);
}

/* "[1]." waits for what comes behind the full stop */
static bool waits(const char *p, size_t n)
{
	return !isalnum((unsigned char)*p) &&
	       (listed(enders, p, n) || listed(closers, p, n) || strchr(",;:", *p));
}

static void seen(struct kx_grounder *g, const char *p, size_t n, bool wait)
{
	if (g->marked_tail && !wait)
		kx_grounded_clause(g);
	kx_buf_add(&g->tail, p, n);
	/* the mark of a row stands before its last "|" */
	if (!g->marked_tail && !(g->row && *p == '|' && g->said.len))
		flow(g);
}

/* ---- tables ------------------------------------------------------------------------- */

/* What began the line behind a first row goes on, now that it is known: is it the line that
 * makes the row a header? */
static void settle_row(struct kx_grounder *g, bool line_ended)
{
	struct kx_buf b = g->ahead;
	bool header = line_ended && b.len && memchr(b.p, '-', b.len);

	if (!g->peek)
		return;
	g->peek = false;
	g->ahead = (struct kx_buf){ 0 };
	kx_grounded_judge(g, true, header);
	for (size_t i = 0; i < b.len; i++)
		kx_grounded_say(g, b.p + i, 1);
	kx_buf_release(&b);
}

/* true: the character waits */
static bool peeks(struct kx_grounder *g, const char *p, size_t n)
{
	if (!g->peek && g->began && g->row && !g->table && lines(&g->gap) == 1 &&
		*p == '|')
		g->peek = true;
	if (!g->peek)
		return false;
	if (n == 1 && strchr("|:- \t", *p) && g->ahead.len < KX_SENTENCE_BYTES) {
		kx_buf_char(&g->ahead, *p);
		return true;
	}
	settle_row(g, *p == '\n');
	return false;
}

/* ---- what comes --------------------------------------------------------------------- */

void kx_grounded_say(struct kx_grounder *g, const char *p, size_t n)
{
	bool wait;

	if (peeks(g, p, n))
		return;
	if (is_space(p)) {
		space(g, p);
		return;
	}
	step(g, p, n);
	g->code |= g->fence != 0;
	wait = waits(p, n) || (g->row && *p == '|');
	seen(g, p, n, wait);
	g->struck &= wait;
	if (!g->info)
		kx_buf_add(&g->said, p, n);
	if (g->said.len > 2 * KX_SENTENCE_BYTES)
		kx_grounded_piece(g);
}

void kx_grounded_show(struct kx_grounder *g, const char *p, size_t n)
{
	settle_row(g, false);
	step(g, "[", 1);
	seen(g, p, n, false);
	g->struck = false;
}

void kx_grounded_strike(struct kx_grounder *g)
{
	kx_grounded_show(g, KX_UNSUPPORTED_MARK + 1, strlen(KX_UNSUPPORTED_MARK) - 1);
	g->strange = g->struck = true;
}

void kx_grounded_cite(struct kx_grounder *g, int n)
{
	if (n < 1 || n > g->s->articles || n > KX_CITED_MAX) {
		g->no_gap = true;
		return;
	}
	settle_row(g, false);
	if (g->began && lines(&g->gap) > 1)
		kx_grounded_judge(g, true, false);
	if (!g->began)
		begin(g, '[');
	move(&g->tail, &g->gap);
	kx_buf_char(&g->tail, '\1');
	kx_buf_char(&g->tail, (char)n);
	g->cited[n] = true;
	g->marked_tail = true;
}

void kx_grounded_sentence_end(struct kx_grounder *g, bool whole)
{
	settle_row(g, true);
	if (g->began)
		kx_grounded_judge(g, whole, false);
	kx_grounded_paragraph(g);
	kx_buf_clear(&g->gap);
	kx_buf_clear(&g->sep);
}
