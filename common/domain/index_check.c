#include "domain/index.h"

#include "base/mem.h"
#include "domain/index_segment.h"
#include "domain/index_walk.h"

#include <stdlib.h>

static int breach(struct kx_err *e, const char *what, int64_t id)
{
	kx_fail(e, KX_EINPUT, "the word index is damaged: %s %lld", what,
		(long long)id);
	return kx_fail_hint(e, "make it anew: kx-db reindex");
}

struct sums {
	uint32_t words, grams;
};

/* weighted terms of each doc, counted in its postings */
static int count_terms(struct kx_db *db, const struct kx_segments *s,
	const struct kx_segment *g, struct sums *sums, struct kx_err *e)
{
	struct kx_walk w = { .db = db,
		.segment = g->id,
		.at = { .docs = s->docs + g->first, .n = g->n, .strict = true } };
	struct kx_postings p = { 0 };
	int rc, list = 0;

	while (!(rc = kx_walk_next(&w, e))) {
		while (!(list = kx_walk_postings(&w, &p, e)))
			for (size_t i = 0; i < p.n; i++)
				if (w.at.grams)
					sums[p.doc[i]].grams += p.tf[i];
				else
					sums[p.doc[i]].words += p.tf[i];
		if (list < 0)
			break;
	}
	kx_walk_release(&w);
	kx_postings_release(&p);
	return rc < 0 || list < 0 ? -1 : 0;
}

/* a length at its maximum stands for any greater one */
static bool differ(uint16_t length, uint32_t sum)
{
	return length != sum && length != UINT16_MAX;
}

static int check_segment(struct kx_db *db, const struct kx_segments *s,
	const struct kx_segment *g, struct kx_err *e)
{
	struct sums *sums = kx_calloc(g->n, sizeof(*sums));
	struct kx_terms total = { 0 };
	int rc = count_terms(db, s, g, sums, e);

	for (size_t i = 0; i < g->n && !rc; i++) {
		const struct kx_index_doc *d = &s->docs[g->first + i];

		total.words += d->length;
		total.grams += d->grams;
		if (differ(d->length, sums[i].words) || differ(d->grams, sums[i].grams))
			rc = breach(e, "postings are missing for chunk", d->id);
	}
	if (!rc && (total.words != g->terms.words || total.grams != g->terms.grams))
		rc = breach(e, "the lengths do not add up in segment", g->id);
	free(sums);
	return rc;
}

static const struct kx_index_doc *skip_dead(
	const struct kx_index_doc *d, const struct kx_index_doc *end)
{
	while (d < end && d->dead)
		d++;
	return d;
}

static int check_chunk(const struct kx_index_doc *d, const struct kx_index_doc *end,
	struct kx_stmt *row, struct kx_err *e)
{
	int64_t id = kx_col_int(row, 0);

	if (d == end || d->id > id)
		return breach(e, "it does not know chunk", id);
	if (d->id < id)
		return breach(e, "it holds a deleted chunk", d->id);
	if (d->article != kx_col_int(row, 1) || d->visibility != kx_col_int(row, 2))
		return breach(e, "it has another article or visibility for chunk", id);
	return 0;
}

/* every chunk is alive in one segment, with its article's number and visibility */
static int check_chunks(struct kx_db *db, const struct kx_segments *s, struct kx_err *e)
{
	struct kx_stmt *row = kx_db_stmt(db,
		"select c.id, c.article, a.visibility from chunk c "
		"join article a on a.id = c.article order by c.id",
		e);
	const struct kx_index_doc *d = s->docs, *end = s->docs + s->ndocs;
	int rc;

	if (!row)
		return -1;
	d = skip_dead(d, end);
	while (!(rc = kx_db_step(row, e))) {
		rc = check_chunk(d, end, row, e);
		if (rc)
			break;
		d = skip_dead(d + 1, end);
	}
	kx_db_reset(row);
	if (rc == 1 && d < end)
		return breach(e, "it holds a deleted chunk", d->id);
	return rc < 0 ? -1 : 0;
}

static int check_rows(struct kx_db *db, struct kx_err *e)
{
	struct kx_stmt *row = kx_db_stmt(db,
		"select segment from posting where segment not in "
		"(select id from segment) limit 1",
		e);
	int rc = row ? kx_db_step(row, e) : -1;

	if (rc == 0) {
		rc = breach(
			e, "there are pages of an unknown segment", kx_col_int(row, 0));
		kx_db_reset(row);
	}
	return rc < 0 ? -1 : 0;
}

int kx_index_check(struct kx_db *db, struct kx_err *e)
{
	struct kx_segments s;
	int rc = kx_segments_load(&s, db, e);

	for (size_t i = 0; i < s.n && !rc; i++)
		rc = check_segment(db, &s, &s.v[i], e);
	if (!rc)
		rc = check_rows(db, e);
	if (!rc)
		rc = check_chunks(db, &s, e);
	kx_segments_release(&s);
	return rc;
}
