/* What a section makes of a sentence. */
#include "domain/support_part.h"

#include <string.h>

#define NEAREST .75 /* share of a unit that says the same, but for a "not" */
#define QUOTED .3   /* of the best unit's weight: a unit beside it is quoted, too */

static const size_t spans[KX_SUPPORT_SPANS] = { 1, 2, KX_SUPPORT_SPAN, 5, 9,
	KX_UNITS_MAX };

/* ---- the sentence ------------------------------------------------------------------- */

static void collect(const struct kx_mark *k, void *ctx)
{
	struct kx_marks *m = ctx;

	if (m->n == KX_MARKS_MAX)
		return;
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].hash == k->hash && m->v[i].kind == k->kind)
			return;
	if (k->kind == KX_MARK_SIGNED && !k->must)
		return;
	m->v[m->n++] = *k;
	m->weight += (double)k->weight;
}

void kx_marks_of(struct kx_support *s, const char *locale, const char *text, size_t n,
	struct kx_marks *m)
{
	m->n = 0;
	m->weight = 0;
	kx_marks_read(s->k, locale, text, n, true, collect, m);
}

/* ---- bits --------------------------------------------------------------------------- */

static void set(struct kx_bits *b, size_t i)
{
	b->b[i / 64] |= (uint64_t)1 << i % 64;
}

static bool has(const struct kx_bits *b, size_t i)
{
	return b->b[i / 64] >> i % 64 & 1;
}

void kx_bits_join(struct kx_bits *to, const struct kx_bits *b)
{
	for (size_t i = 0; i < KX_MARKS_MAX / 64; i++)
		to->b[i] |= b->b[i];
}

/* the weight of the words and numbers among them */
static double weigh(const struct kx_bits *b, const struct kx_marks *m)
{
	double w = 0;

	for (size_t i = 0; i < KX_MARKS_MAX / 64; i++)
		for (uint64_t left = b->b[i]; left; left &= left - 1)
			w += (double)m->v[i * 64 + (size_t)__builtin_ctzll(left)]
				     .weight;
	return w;
}

static size_t first(const struct kx_support *s, uint32_t hash)
{
	size_t low = 0, high = s->nentries;

	while (low < high) {
		size_t at = (low + high) / 2;

		if (s->entries[at].hash < hash)
			low = at + 1;
		else
			high = at;
	}
	return low;
}

/* the marks that each unit from .. to has */
static void find(const struct kx_support *s, uint32_t hash, size_t bit, size_t from,
	size_t to, struct kx_bits *b)
{
	for (size_t i = first(s, hash); hash && i < s->nentries; i++) {
		const struct kx_entry *e = &s->entries[i];

		if (e->hash != hash || e->unit >= to)
			break;
		if (e->unit >= from)
			set(&b[e->unit - from], bit);
	}
}

/* ---- windows ------------------------------------------------------------------------ */

/* b[0] is the title, the rest the section's sentences; *best gets where the best window
 * begins */
static double widest(const struct kx_bits *b, size_t n, size_t span,
	const struct kx_marks *m, size_t *best)
{
	double most = -1, w;

	*best = 1;
	if (span > n - 1)
		span = n > 1 ? n - 1 : 1;
	for (size_t i = 1; i + span <= n; i++) {
		struct kx_bits all = b[0];

		for (size_t j = i; j < i + span; j++)
			kx_bits_join(&all, &b[j]);
		w = weigh(&all, m);
		if (w > most) {
			most = w;
			*best = i;
		}
	}
	return most < 0 ? weigh(&b[0], m) : most;
}

static struct kx_bits joined(const struct kx_bits *b, size_t from, size_t to)
{
	struct kx_bits all = b[0];

	for (size_t i = from; i < to; i++)
		kx_bits_join(&all, &b[i]);
	return all;
}

double kx_support_weight(const struct kx_marks *m, const struct kx_bits *b)
{
	return m->weight > 0 ? weigh(b, m) / m->weight : 0;
}

double kx_support_pairs(const struct kx_marks *m, const struct kx_bits *b)
{
	size_t all = 0, found = 0;

	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].kind == KX_MARK_PAIR) {
			all++;
			found += has(b, i);
		}
	return all ? (double)found / (double)all : 1;
}

size_t kx_support_lacks(const struct kx_marks *m, const struct kx_bits *b, bool numbers)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += m->v[i].must && !has(b, i) &&
		     (!numbers || m->v[i].kind != KX_MARK_WORD);
	return n;
}

size_t kx_support_miscounts(const struct kx_marks *m, const struct kx_bits *b)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < m->n; i++)
		n += m->v[i].kind == KX_MARK_COUNTED && !has(b, i) &&
		     m->v[i + 1].kind == KX_MARK_COUNTABLE && has(b, i + 1);
	return n;
}

bool kx_support_single(const struct kx_marks *m, const struct kx_bits *b)
{
	size_t all = 0, found = 0;

	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].kind == KX_MARK_WORD || m->v[i].kind == KX_MARK_NUMBER) {
			all++;
			found += has(b, i);
		}
	return all > 1 && found < 2;
}

size_t kx_support_unnamed(const struct kx_marks *m, const struct kx_bits *b)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += m->v[i].name && !has(b, i);
	return n;
}

static bool in_unit(const struct kx_support *s, uint32_t hash, size_t unit)
{
	struct kx_bits b = { 0 };

	find(s, hash, 0, unit, unit + 1, &b);
	return has(&b, 0);
}

/* Has a unit the opposite of a word that it does not have? */
static bool opposed(const struct kx_support *s, const struct kx_marks *m, size_t unit)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].anti && in_unit(s, m->v[i].anti, unit) &&
			!in_unit(s, m->v[i].hash, unit))
			return true;
	return false;
}

/* Does a unit say "not" where the sentence does not, or the sentence where it does not? */
static bool turned(const struct kx_support *s, const struct kx_marks *m, size_t unit)
{
	bool not = in_unit(s, KX_MARK_NOT_HASH, unit), said = false;

	for (size_t i = 0; i < m->n; i++)
		said |= m->v[i].kind == KX_MARK_NOT;
	if (not == said)
		return false;
	for (size_t i = 0; i < m->n; i++) {
		if (m->v[i].kind != KX_MARK_WORD || !in_unit(s, m->v[i].hash, unit))
			continue;
		if (not &&in_unit(s, kx_mark_denied(m->v[i].hash), unit))
			return true;
		for (size_t k = 0; said && k < m->n; k++)
			if (m->v[k].kind == KX_MARK_DENIED &&
				m->v[k].hash == kx_mark_denied(m->v[i].hash))
				return true;
	}
	return false;
}

/* The unit of the window that has most of the sentence, and those beside it in its part
 * that have a good part of it. */
static void quote(const struct kx_support *s, const struct kx_marks *m,
	const struct kx_bits *b, size_t first_unit, size_t from, size_t to,
	struct kx_measure *r)
{
	const struct kx_unit *u = &s->units[first_unit];
	double most = -1, least;
	size_t best = from;

	for (size_t i = from; i < to; i++)
		if (weigh(&b[i], m) > most) {
			most = weigh(&b[i], m);
			best = i;
		}
	least = most * QUOTED;
	for (r->from = best; r->from > from && u[r->from - 1].part == u[best].part &&
			     weigh(&b[r->from - 1], m) > least;)
		r->from--;
	for (r->to = best + 1; r->to < to && u[r->to].part == u[best].part &&
			       weigh(&b[r->to], m) > least;)
		r->to++;
	r->from += first_unit;
	r->to += first_unit;
}

static double told(const struct kx_support *s, const struct kx_marks *m,
	const struct kx_bits *b, size_t first_unit, size_t from, size_t to)
{
	struct kx_bits all = { 0 };

	for (size_t i = from; i < to; i++)
		if (!s->units[first_unit + i].asks)
			kx_bits_join(&all, &b[i]);
	return kx_support_weight(m, &all);
}

/* the units of a section */
static size_t units(const struct kx_support *s, size_t section, size_t *from)
{
	size_t to;

	for (*from = 0; *from < s->nunits && s->units[*from].section < section;)
		++*from;
	for (to = *from; to < s->nunits && s->units[to].section == section;)
		to++;
	return to - *from;
}

void kx_support_measure(struct kx_support *s, size_t section, const struct kx_marks *m,
	struct kx_measure *r)
{
	struct kx_bits b[KX_UNITS_MAX];
	size_t from, n = units(s, section, &from), best;

	*r = (struct kx_measure){ .from = from, .to = from };
	if (!n)
		return;
	memset(b, 0, n * sizeof(*b));
	for (size_t i = 0; i < m->n; i++) {
		find(s, m->v[i].hash, i, from, from + n, b);
		find(s, m->v[i].alt, i, from, from + n, b);
	}
	for (size_t i = 0; i < KX_SUPPORT_SPANS; i++) {
		size_t end;

		r->share[i] = widest(b, n, spans[i], m, &best) /
			      (m->weight > 0 ? m->weight : 1);
		if (spans[i] == 1 && r->share[i] >= NEAREST)
			r->turned =
				turned(s, m, from + best) || opposed(s, m, from + best);
		if (spans[i] != KX_SUPPORT_SPAN || best >= n)
			continue;
		end = best + KX_SUPPORT_SPAN < n ? best + KX_SUPPORT_SPAN : n;
		r->window = joined(b, best, end);
		r->near = joined(b, best > 1 ? best - 1 : 1, end + 1 < n ? end + 1 : n);
		r->told = told(s, m, b, from, best, end);
		quote(s, m, b, from, best, end, r);
	}
	r->all = joined(b, 1, n);
}
