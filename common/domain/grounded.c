#include "domain/grounded_part.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

struct kx_grounder *kx_grounder_new(const struct kx_excerpts *s, struct kx_tokenizer *k,
	const char *locale, enum kx_policy policy, kx_grounder_out *out, void *ctx)
{
	struct kx_grounder *g = kx_alloc(sizeof(*g));

	g->s = s;
	g->support = kx_support_new(s, k, locale, &g->arena);
	g->policy = policy;
	g->out = out;
	g->ctx = ctx;
	g->line = true;
	g->dam = true;
	return g;
}

void kx_grounder_free(struct kx_grounder *g)
{
	struct kx_buf *const all[] = { &g->held, &g->url, &g->word, &g->gap, &g->sep,
		&g->tail, &g->said, &g->ahead, &g->text };

	if (!g)
		return;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		kx_buf_release(all[i]);
	free(g->cites);
	kx_arena_release(&g->arena);
	free(g);
}

/* Control bytes, what turns the direction of writing around, and letters that cannot be
 * seen: none has a place in an answer. */
static bool unfit(uint32_t c)
{
	if (c < ' ')
		return c != '\n' && c != '\t';
	return (c >= 0x7f && c < 0xa0) || c == 0xfeff || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || (c >= 0xe0000 && c <= 0xe007f);
}

static void character(struct kx_grounder *g, const char *p, size_t n, uint32_t c)
{
	static const char broken[] = "\xef\xbf\xbd";

	if (g->declined || unfit(c))
		return;
	if (c == 0x2028 || c == 0x2029)
		kx_grounded_char(g, "\n", 1);
	else if (c == KX_UTF8_BAD)
		kx_grounded_char(g, broken, 3);
	else
		kx_grounded_char(g, p, n);
}

/* bytes of the character that begins with c */
static size_t wants(unsigned char c)
{
	return c >= 0xf0 && c < 0xf5 ? 4
	       : c >= 0xe0           ? (c < 0xf0 ? 3 : 1)
	       : c >= 0xc2           ? 2
				     : 1;
}

/* the bytes that wait for the rest of their character, as far as they are settled */
static void settle(struct kx_grounder *g, bool end)
{
	uint32_t c;
	size_t n;

	while (g->npart && (end || g->npart >= wants((unsigned char)g->part[0]))) {
		n = kx_utf8_next(g->part, g->npart, &c);
		character(g, g->part, n, c);
		g->npart -= n;
		memmove(g->part, g->part + n, g->npart);
	}
}

static void hand(struct kx_grounder *g)
{
	if (g->dam || g->handed == g->text.len)
		return;
	g->out(g->ctx, g->text.p + g->handed, g->text.len - g->handed);
	g->handed = g->text.len;
}

void kx_grounder_feed(struct kx_grounder *g, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g->part[g->npart++] = p[i];
		settle(g, false);
	}
	hand(g);
}

/* everything into the caller's arena */
static void result(struct kx_grounder *g, struct kx_arena *a, struct kx_grounded *r)
{
	struct kx_cite *cites = kx_arena_alloc(a, (g->ncites + 1) * sizeof(*cites));

	*r = (struct kx_grounded){ .text = "",
		.cites = cites,
		.supported = g->supported,
		.unsupported = g->unsupported,
		.neutral = g->neutral,
		.declined = g->declined };
	r->text = kx_arena_strndup(a, kx_buf_text(&g->text), g->text.len);
	if (g->declined)
		return;
	r->ncites = g->ncites;
	for (size_t i = 0; i < g->ncites; i++) {
		cites[i] = g->cites[i];
		cites[i].quote = kx_arena_strdup(a, g->cites[i].quote);
	}
}

void kx_grounder_end(
	struct kx_grounder *g, bool whole, struct kx_arena *a, struct kx_grounded *r)
{
	if (whole)
		settle(g, true);
	kx_grounded_marks_end(g, whole);
	kx_grounded_word_end(g, whole);
	kx_grounded_sentence_end(g, whole);
	if (!g->supported && (g->refused || g->word_said))
		g->declined = true;
	/* of a refusal either nothing goes out or, when it was known too late, all of it */
	if (g->dam && g->declined)
		kx_buf_clear(&g->text);
	g->dam = false;
	hand(g);
	result(g, a, r);
}
