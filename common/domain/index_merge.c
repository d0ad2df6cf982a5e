#include "domain/index.h"

#include "base/mem.h"
#include "domain/index_page.h"
#include "domain/index_segment.h"
#include "domain/index_walk.h"

#include <stdlib.h>
#include <string.h>

#define GONE UINT32_MAX

/* Killing. */
static int write_dead(struct kx_db *db, const struct kx_segments *s,
	const struct kx_segment *g, struct kx_err *e)
{
	struct kx_stmt *update =
		kx_db_stmt(db, "update segment set dead = $1 where id = $2", e);
	unsigned char *bits;
	int rc;

	if (!update)
		return -1;
	bits = kx_calloc((g->n + 7) / 8, 1);
	for (size_t i = 0; i < g->n; i++)
		if (s->docs[g->first + i].dead)
			bits[i / 8] |= (unsigned char)(1u << (i % 8));
	kx_bind_blob(update, 1, bits, (g->n + 7) / 8);
	kx_bind_int(update, 2, g->id);
	rc = kx_db_run(update, e);
	free(bits);
	return rc;
}

/* the first doc of a segment, from `low` on, whose id is not below `id` */
static size_t position(
	const struct kx_segments *s, const struct kx_segment *g, size_t low, int64_t id)
{
	size_t high = g->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (s->docs[g->first + mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* those of ids[*i ..) that belong to the segment; *i moves behind them */
static int kill_in(struct kx_db *db, struct kx_segments *s, const struct kx_segment *g,
	const int64_t *ids, size_t n, size_t *i, struct kx_err *e)
{
	bool touched = false;
	size_t at = 0;

	for (; *i < n; (*i)++) {
		at = position(s, g, at, ids[*i]);
		if (at == g->n)
			break;
		if (s->docs[g->first + at].id != ids[*i] || s->docs[g->first + at].dead)
			continue;
		s->docs[g->first + at].dead = 1;
		touched = true;
	}
	return touched ? write_dead(db, s, g, e) : 0;
}

int kx_index_kill(struct kx_db *db, const int64_t *ids, size_t n, struct kx_err *e)
{
	struct kx_segments s;
	size_t at = 0;
	int rc;

	if (!n)
		return 0;
	rc = kx_segments_load(&s, db, e);
	for (size_t i = 0; i < s.n && !rc; i++)
		rc = kill_in(db, &s, &s.v[i], ids, n, &at, e);
	kx_segments_release(&s);
	return rc;
}

/* Merging. */
/* Neighbours from v[from] on become one segment. */
struct merge {
	struct kx_db *db;
	const struct kx_segments *s;
	size_t from, count;
	struct kx_index_doc *docs; /* the live ones */
	size_t n;
	struct kx_terms total;
	uint32_t *number; /* old position within the window to new number, or GONE */
	struct kx_walk *walks;
	struct kx_page_writer *writer;
};

static void number_docs(struct merge *m)
{
	const struct kx_segment *g = m->s->v + m->from, *end = g + m->count;
	size_t size = 0, at = 0;

	for (const struct kx_segment *h = g; h < end; h++)
		size += h->n;
	m->docs = kx_calloc(size, sizeof(*m->docs));
	m->number = kx_calloc(size, sizeof(*m->number));
	for (; g < end; g++)
		for (size_t i = 0; i < g->n; i++) {
			const struct kx_index_doc *d = &m->s->docs[g->first + i];

			m->number[at++] = d->dead ? GONE : (uint32_t)m->n;
			if (d->dead)
				continue;
			m->docs[m->n++] = *d;
			m->total.words += d->length;
			m->total.grams += d->grams;
		}
}

static int start_walks(struct merge *m, struct kx_err *e)
{
	const struct kx_segment *v = m->s->v + m->from;

	m->walks = kx_calloc(m->count, sizeof(*m->walks));
	for (size_t i = 0; i < m->count; i++) {
		m->walks[i].db = m->db;
		m->walks[i].segment = v[i].id;
		m->walks[i].at =
			(struct kx_list_place){ .docs = m->s->docs + v[i].first,
				.n = v[i].n,
				.first = (uint32_t)(v[i].first - v[0].first) };
		if (kx_walk_next(&m->walks[i], e) < 0)
			return -1;
	}
	return 0;
}

/* the walk that stands at the lowest term; of equals the first; NULL at the end */
static struct kx_walk *lowest(const struct merge *m)
{
	struct kx_walk *low = NULL, *w;
	int order;

	for (size_t i = 0; i < m->count; i++) {
		w = &m->walks[i];
		if (w->done)
			continue;
		if (low) {
			order = memcmp(w->term, low->term,
				w->term_len < low->term_len ? w->term_len
							    : low->term_len);
			if (order > 0 || (order == 0 && w->term_len >= low->term_len))
				continue;
		}
		low = w;
	}
	return low;
}

/* the live postings of one walk's term */
static int copy_postings(
	struct merge *m, struct kx_walk *w, struct kx_postings *p, struct kx_err *e)
{
	uint32_t doc;
	int rc;

	while (!(rc = kx_walk_postings(w, p, e)))
		for (size_t i = 0; i < p->n; i++) {
			doc = m->number[p->doc[i]];
			if (doc != GONE &&
				kx_page_writer_add(m->writer, doc, p->tf[i], e))
				return -1;
		}
	return rc < 0 || kx_walk_next(w, e) < 0 ? -1 : 0;
}

static int copy_terms(struct merge *m, struct kx_err *e)
{
	struct kx_postings p = { 0 };
	char term[KX_TERM_MAX];
	struct kx_walk *w;
	size_t n;
	int rc = 0;

	while (!rc && (w = lowest(m))) {
		n = w->term_len;
		memcpy(term, w->term, n);
		rc = kx_page_writer_term(m->writer, term, n, e);
		for (w = m->walks; !rc && w < m->walks + m->count; w++)
			if (!w->done && w->term_len == n && !memcmp(w->term, term, n))
				rc = copy_postings(m, w, &p, e);
	}
	kx_postings_release(&p);
	return rc;
}

static int write_merged(struct merge *m, struct kx_err *e)
{
	struct kx_segment_out out;

	if (!m->n)
		return 0;
	if (kx_segment_begin(&out, m->db, m->docs, m->n, &m->total, e) ||
		start_walks(m, e))
		return -1;
	m->writer = kx_page_writer_new(m->docs, kx_segment_row, &out);
	return copy_terms(m, e) || kx_page_writer_end(m->writer, e) ? -1 : 0;
}

static int merge(struct kx_db *db, const struct kx_segments *s, size_t from,
	size_t count, struct kx_err *e)
{
	struct merge m = { .db = db, .s = s, .from = from, .count = count };
	int rc;

	number_docs(&m);
	rc = write_merged(&m, e);
	for (size_t i = 0; i < count && !rc; i++)
		rc = kx_segment_drop(db, s->v[from + i].id, e);
	for (size_t i = 0; m.walks && i < count; i++)
		kx_walk_release(&m.walks[i]);
	kx_page_writer_free(m.writer);
	free(m.walks);
	free(m.docs);

	free(m.number);
	return rc;
}

/* The window of neighbours that costs the fewest rewritten docs per segment saved:
 * equal sizes go together, a large segment is left alone. */
static void choose(const struct kx_segments *s, size_t *from, size_t *count)
{
	double best = -1, cost;
	size_t docs;

	for (size_t i = 0; i < s->n; i++) {
		docs = s->v[i].n;
		for (size_t k = 2; i + k <= s->n && k <= 2 * KX_INDEX_SEGMENTS; k++) {
			docs += s->v[i + k - 1].n;
			cost = (double)docs / (double)(k - 1);
			if (best >= 0 && cost >= best)
				continue;
			best = cost;
			*from = i;
			*count = k;
		}
	}
}

/* what is to be done next; false when all is well */
static bool plan(const struct kx_segments *s, size_t *from, size_t *count)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].dead * 100 > s->v[i].n * KX_INDEX_DEAD_PERCENT) {
			*from = i;
			*count = 1;
			return true;
		}
	if (s->n <= KX_INDEX_SEGMENTS)
		return false;
	choose(s, from, count);
	return true;
}

/* The widest window of neighbours whose greatest is no more than all others together: to
 * write it anew with them pays, and a store that grows by a little each day writes an old
 * chunk anew about once per doubling. */
static bool plan_few(const struct kx_segments *s, size_t *from, size_t *count)
{
	*count = 1;
	for (size_t i = 0; i < s->n; i++) {
		size_t docs = 0, most = 0;

		for (size_t k = i; k < s->n; k++) {
			docs += s->v[k].n;
			most = s->v[k].n > most ? s->v[k].n : most;
			if (2 * most <= docs && k - i + 1 > *count) {
				*from = i;
				*count = k - i + 1;
			}
		}
	}
	return *count > 1;
}

typedef bool plan_fn(const struct kx_segments *s, size_t *from, size_t *count);

static int merge_by(struct kx_db *db, plan_fn *planned, struct kx_err *e)
{
	struct kx_segments s;
	size_t from = 0, count = 0;
	bool more;
	int rc;

	/* ends: each round leaves fewer segments, or fewer with too many dead */
	do {
		rc = kx_segments_load(&s, db, e);
		more = !rc && planned(&s, &from, &count);
		if (more)
			rc = merge(db, &s, from, count, e);
		kx_segments_release(&s);
	} while (more && !rc);
	return rc;
}

int kx_index_merge(struct kx_db *db, struct kx_err *e)
{
	return merge_by(db, plan, e);
}

int kx_index_settle(struct kx_db *db, struct kx_err *e)
{
	return merge_by(db, plan_few, e);
}
