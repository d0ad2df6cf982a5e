#include "domain/excerpt.h"

#include "domain/chunk.h"
#include "domain/spans.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WINDOW 16 /* chunks looked at on either side of a hit */
#define LEVEL " > "

struct piece {
	struct kx_hit hit;
	size_t words;
	bool taken; /* stands in a section already */
};

struct maker {
	struct kx_excerpts *s;
	struct kx_db *db;
	size_t words;
	struct kx_arena *a;
};

/* ---- what is there already ---------------------------------------------------------- */

static bool same_article(const struct kx_hit *a, const struct kx_hit *b)
{
	return !strcmp(a->article_id, b->article_id) && !strcmp(a->source, b->source);
}

static bool same_chunk(const struct kx_hit *a, const struct kx_hit *b)
{
	if (a->chunk && b->chunk)
		return a->chunk == b->chunk;
	return same_article(a, b) && a->start == b->start && !strcmp(a->text, b->text);
}

static bool given(const struct kx_excerpts *s, const struct kx_hit *h)
{
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->v[i].nparts; k++)
			if (same_chunk(&s->v[i].parts[k], h))
				return true;
	return false;
}

static int number(const struct kx_excerpts *s, const struct kx_hit *h)
{
	for (size_t i = 0; i < s->n; i++)
		if (same_article(s->v[i].hit, h))
			return s->v[i].n;
	return s->articles + 1;
}

/* ---- its neighbours ----------------------------------------------------------------- */

static const char *text(struct kx_stmt *st, int i, struct kx_arena *a)
{
	const char *v = kx_col_text(st, i);

	return v ? kx_arena_strdup(a, v) : "";
}

static void read_piece(
	struct maker *m, struct kx_stmt *st, const struct kx_hit *h, struct piece *p)
{
	const void *spans;
	size_t n;

	p->hit = *h;
	p->hit.chunk = kx_col_int(st, 0);
	p->hit.heading = text(st, 1, m->a);
	p->hit.text = text(st, 2, m->a);
	p->hit.start = (size_t)kx_col_int(st, 3);
	p->hit.end = (size_t)kx_col_int(st, 4);
	spans = kx_col_blob(st, 5, &n);
	p->hit.spans = kx_spans_unpack(spans, n, p->hit.start, m->a, &p->hit.nspans);
	p->words = kx_chunk_count(p->hit.text, strlen(p->hit.text));
	p->taken = given(m->s, &p->hit);
}

/* the chunks around the hit's, in the order of the article; none when the store has it no
 * more */
static int read_pieces(struct maker *m, const struct kx_hit *h, struct piece **v,
	size_t *n, struct kx_err *e)
{
	struct kx_stmt *st = kx_db_stmt(
		m->db, "select article, ordinal from chunk where id = $1", e);
	int64_t article, ordinal;
	int rc;

	*n = 0;
	if (!st)
		return -1;
	kx_bind_int(st, 1, h->chunk);
	rc = kx_db_step(st, e);
	if (rc)
		return rc < 0 ? -1 : 0;
	article = kx_col_int(st, 0);
	ordinal = kx_col_int(st, 1);
	kx_db_reset(st);
	st = kx_db_stmt(m->db,
		"select id, heading, text, start_at, end_at, spans from chunk"
		" where article = $1 and ordinal >= $2 and ordinal <= $3"
		" order by ordinal",
		e);
	if (!st)
		return -1;
	kx_bind_int(st, 1, article);
	kx_bind_int(st, 2, ordinal - WINDOW);
	kx_bind_int(st, 3, ordinal + WINDOW);
	*v = kx_arena_alloc(m->a, (2 * WINDOW + 1) * sizeof(**v));
	while ((rc = kx_db_step(st, e)) == 0 && *n < 2 * WINDOW + 1)
		read_piece(m, st, h, &(*v)[(*n)++]);
	if (rc == 0)
		kx_db_reset(st);
	return rc < 0 ? -1 : 0;
}

/* ---- growing ------------------------------------------------------------------------ */

/* bytes of a heading path without its last level; 0: there is none above */
static size_t above(const char *heading, size_t n)
{
	while (n && (n < 3 || memcmp(heading + n - 3, LEVEL, 3) != 0))
		n--;
	return n < 3 ? 0 : n - 3;
}

/* does a chunk stand under the first n bytes of a heading path? */
static bool under(const char *heading, const char *path, size_t n)
{
	if (!n)
		return true;
	return !strncmp(heading, path, n) &&
	       (!heading[n] || !strncmp(heading + n, LEVEL, 3));
}

/* It is "about" so many words: one that would pass them by less than it falls short now is
 * taken. */
static bool fits(const struct piece *p, size_t words, size_t most)
{
	return !p->taken && words + p->words / 2 <= most;
}

/* v[*from .. *to) becomes the section around v[*from]; what stands behind a hit tells more
 * than what stands before it, so it goes first */
static size_t grow(
	const struct piece *v, size_t n, size_t *from, size_t *to, size_t most)
{
	const char *path = v[*from].hit.heading;
	size_t depth = strlen(path), words = v[*from].words;
	bool on, last = false;

	for (; !last; depth = above(path, depth)) {
		last = depth == 0;
		do {
			on = false;
			if (*to < n && under(v[*to].hit.heading, path, depth) &&
				fits(&v[*to], words, most)) {
				words += v[(*to)++].words;
				on = true;
			}
			if (*from && under(v[*from - 1].hit.heading, path, depth) &&
				fits(&v[*from - 1], words, most)) {
				words += v[--*from].words;
				on = true;
			}
		} while (on);
	}
	return words;
}

static void alone(const struct kx_hit *h, struct kx_excerpt *x)
{
	x->parts = h;
	x->nparts = 1;
	x->words = kx_chunk_count(h->text, strlen(h->text));
}

static int section(
	struct maker *m, const struct kx_hit *h, struct kx_excerpt *x, struct kx_err *e)
{
	struct kx_hit *parts;
	struct piece *v = NULL;
	size_t n = 0, from = 0, to;

	if (m->db && h->chunk && read_pieces(m, h, &v, &n, e))
		return -1;
	while (from < n && v[from].hit.chunk != h->chunk)
		from++;
	if (from == n) {
		alone(h, x);
		return 0;
	}
	to = from + 1;
	x->words = grow(v, n, &from, &to, m->words);
	x->nparts = to - from;
	parts = kx_arena_alloc(m->a, x->nparts * sizeof(*parts));
	for (size_t i = 0; i < x->nparts; i++)
		parts[i] = v[from + i].hit;
	x->parts = parts;
	return 0;
}

int kx_excerpts_make(struct kx_excerpts *s, struct kx_db *db, const struct kx_hit *hits,
	size_t n, size_t count, size_t words, struct kx_arena *a, struct kx_err *e)
{
	struct maker m = { .s = s, .db = db, .words = words, .a = a };
	struct kx_excerpt *v;

	*s = (struct kx_excerpts){ 0 };
	v = kx_arena_alloc(a, ((count < n ? count : n) + 1) * sizeof(*v));
	s->v = v;
	for (size_t i = 0; i < n && s->n < count; i++) {
		struct kx_excerpt *x = &v[s->n];

		if (given(s, &hits[i]))
			continue;
		x->hit = &hits[i];
		x->n = number(s, &hits[i]);
		if (section(&m, &hits[i], x, e))
			return -1;
		if (x->n > s->articles)
			s->articles = x->n;
		s->n++;
	}
	return 0;
}
