#include "domain/index_view.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* ---- opening ------------------------------------------------------------------------ */

static void *copy(const void *p, size_t n)
{
	return memcpy(kx_realloc(NULL, n ? n : 1, 1), p, n);
}

/* `row`: id, chunks, terms, grams, dead, bytes of docs */
static int note(struct kx_index *x, struct kx_stmt *row, struct kx_err *e)
{
	int64_t chunks = kx_col_int(row, 1);
	size_t len;
	const void *dead = kx_col_blob(row, 4, &len);
	struct kx_segment_view *s;

	/* what is allocated for them is no more than what is there */
	if (chunks < 1 || chunks > KX_SEGMENT_DOCS_MAX || chunks > kx_col_int(row, 5))
		return kx_index_damaged(e, "a segment has no docs");
	x->v = kx_realloc(x->v, x->n + 1, sizeof(*x->v));
	s = &x->v[x->n++];
	memset(s, 0, sizeof(*s));
	s->id = kx_col_int(row, 0);
	s->docs.n = (size_t)chunks;
	if (dead && len != (s->docs.n + 7) / 8)
		return kx_index_damaged(
			e, "the dead docs of a segment have another size");
	if (dead)
		s->dead = copy(dead, len);
	x->size += s->docs.n;
	x->words += (uint64_t)kx_col_int(row, 2);
	x->grams += (uint64_t)kx_col_int(row, 3);
	return x->size < UINT32_MAX ? 0 : kx_index_damaged(e, "it has too many docs");
}

/* some bytes of a blob; NULL when they cannot be read */
static void *read_part(struct kx_blob *b, size_t at, size_t n, struct kx_err *e)
{
	void *p = kx_realloc(NULL, n ? n : 1, 1);

	if (!kx_blob_read(b, p, n, at, e))
		return p;
	free(p);
	return NULL;
}

static int read_ids(struct kx_segment_view *s, struct kx_blob *b, struct kx_err *e)
{
	void *gaps = read_part(b, s->docs.gaps, s->docs.end - s->docs.gaps, e);
	int rc;

	if (!gaps)
		return -1;
	s->ids = kx_calloc(s->docs.n, sizeof(*s->ids));
	rc = kx_docs_ids(&s->docs, gaps, s->ids, e);
	free(gaps);
	return rc;
}

static int read_columns(struct kx_segment_view *s, struct kx_blob *b, size_t len,
	struct kx_doc_length *lengths, struct kx_err *e)
{
	unsigned char head[KX_DOCS_HEAD] = { 0 };
	struct kx_docs *d = &s->docs;
	size_t n = d->n;

	if ((len >= sizeof(head) && kx_blob_read(b, head, sizeof(head), 0, e)) ||
		kx_docs_open(d, n, head, len, e) ||
		kx_blob_read(b, lengths, n * sizeof(*lengths), d->lengths, e))
		return -1;
	kx_docs_lengths(lengths, n);
	s->articles = read_part(b, d->articles, d->visibility - d->articles, e);
	if (!s->articles || (!d->no_gaps && read_ids(s, b, e)))
		return -1;
	if (d->all_public)
		return 0;
	s->visibility = read_part(b, d->visibility, n, e);
	return s->visibility ? 0 : -1;
}

static int load(struct kx_index *x, struct kx_segment_view *s,
	struct kx_doc_length *lengths, struct kx_err *e)
{
	struct kx_blob *b;
	size_t len;
	int rc;

	if (kx_blob_open(&b, x->db, "segment", "docs", s->id, &len, e))
		return -1;
	rc = read_columns(s, b, len, lengths, e);
	kx_blob_close(b);
	return rc;
}

static int64_t id_of(const struct kx_segment_view *s, size_t i)
{
	return s->ids ? s->ids[i] : s->docs.first + (int64_t)i;
}

static int by_id(const void *a, const void *b)
{
	const struct kx_segment_view *s = a, *t = b;

	return s->docs.first < t->docs.first ? -1 : s->docs.first > t->docs.first;
}

static bool dead_in(const struct kx_segment_view *s, size_t i)
{
	return s->dead && s->dead[i / 8] >> (i % 8) & 1;
}

/* the dead take their lengths out of the sums */
static void bury(struct kx_index *x, const struct kx_segment_view *s)
{
	for (size_t i = 0; s->dead && i < s->docs.n; i++) {
		if (!dead_in(s, i))
			continue;
		x->live--;
		x->words -= x->lengths[s->first + i].words;
		x->grams -= x->lengths[s->first + i].grams;
	}
}

/* A merged segment is a new row but covers old ids: back into the order of the ids. */
static void put_in_order(struct kx_index *x)
{
	struct kx_doc_length *sorted;
	size_t i;
	uint32_t at = 0;

	for (i = 1; i < x->n && by_id(&x->v[i - 1], &x->v[i]) <= 0; i++)
		;
	if (i >= x->n)
		return;
	qsort(x->v, x->n, sizeof(*x->v), by_id);
	sorted = kx_realloc(NULL, x->size + 1, sizeof(*sorted));
	for (i = 0; i < x->n; i++) {
		struct kx_segment_view *s = &x->v[i];

		memcpy(sorted + at, x->lengths + s->first, s->docs.n * sizeof(*sorted));
		s->first = at;
		at += (uint32_t)s->docs.n;
	}
	free(x->lengths);
	x->lengths = sorted;
}

static int arrange(struct kx_index *x, struct kx_err *e)
{
	x->live = x->size;
	put_in_order(x);
	for (size_t i = 0; i < x->n; i++) {
		const struct kx_segment_view *s = &x->v[i];

		if (i && id_of(s - 1, s[-1].docs.n - 1) >= s->docs.first)
			return kx_index_damaged(e, "segments overlap");
		bury(x, s);
	}
	return 0;
}

static int load_all(struct kx_index *x, struct kx_err *e)
{
	struct kx_stmt *row = kx_db_stmt(x->db,
		"select id, chunks, terms, grams, dead, length(docs) from segment"
		" order by id",
		e);
	uint32_t at = 0;
	int rc;

	if (!row)
		return -1;
	while ((rc = kx_db_step(row, e)) == 0)
		if (note(x, row, e)) {
			kx_db_reset(row);
			return -1;
		}
	if (rc < 0)
		return -1;
	x->lengths = kx_realloc(NULL, x->size + 1, sizeof(*x->lengths));
	for (size_t i = 0; i < x->n; i++) {
		x->v[i].first = at;
		if (load(x, &x->v[i], x->lengths + at, e))
			return -1;
		at += (uint32_t)x->v[i].docs.n;
	}
	return arrange(x, e);
}

int kx_index_open(struct kx_index **out, struct kx_db *db, struct kx_err *e)
{
	struct kx_index *x = kx_alloc(sizeof(*x));

	*out = NULL;
	x->db = db;
	if (load_all(x, e)) {
		kx_index_close(x);
		return -1;
	}
	*out = x;
	return 0;
}

void kx_index_close(struct kx_index *x)
{
	if (!x)
		return;
	for (size_t i = 0; i < x->n; i++) {
		free(x->v[i].articles);
		free(x->v[i].visibility);
		free(x->v[i].dead);
		free(x->v[i].ids);
	}
	free(x->v);
	free(x->lengths);
	kx_buf_release(&x->vocabulary);
	free(x);
}

/* ---- docs --------------------------------------------------------------------------- */

struct kx_buf *kx_index_words(struct kx_index *x)
{
	return &x->vocabulary;
}

struct kx_db *kx_index_store(const struct kx_index *x)
{
	return x->db;
}

size_t kx_index_size(const struct kx_index *x)
{
	return x->size;
}

size_t kx_index_live(const struct kx_index *x)
{
	return x->live;
}

double kx_index_mean(const struct kx_index *x)
{
	return x->live ? (double)x->words / (double)x->live : 0;
}

double kx_index_mean_grams(const struct kx_index *x)
{
	return x->live ? (double)x->grams / (double)x->live : 0;
}

const struct kx_doc_length *kx_index_lengths(const struct kx_index *x)
{
	return x->lengths;
}

/* there are few segments */
static const struct kx_segment_view *holder(const struct kx_index *x, uint32_t doc)
{
	const struct kx_segment_view *s = x->v;

	while (doc - s->first >= s->docs.n)
		s++;
	return s;
}

int64_t kx_index_chunk(const struct kx_index *x, uint32_t doc)
{
	const struct kx_segment_view *s = holder(x, doc);

	return id_of(s, doc - s->first);
}

uint32_t kx_index_article(const struct kx_index *x, uint32_t doc)
{
	const struct kx_segment_view *s = holder(x, doc);

	return kx_docs_article(s->articles, doc - s->first);
}

int kx_index_visibility(const struct kx_index *x, uint32_t doc)
{
	const struct kx_segment_view *s = holder(x, doc);

	return s->visibility ? s->visibility[doc - s->first] : 0;
}

bool kx_index_dead(const struct kx_index *x, uint32_t doc)
{
	const struct kx_segment_view *s = holder(x, doc);

	return dead_in(s, doc - s->first);
}

bool kx_index_doc_of(const struct kx_index *x, int64_t chunk, uint32_t *doc)
{
	const struct kx_segment_view *s = x->v;
	size_t low = 0, high, mid;

	while (s < x->v + x->n && id_of(s, s->docs.n - 1) < chunk)
		s++;
	if (s == x->v + x->n)
		return false;
	for (high = s->docs.n; low < high;) {
		mid = low + (high - low) / 2;
		if (id_of(s, mid) < chunk)
			low = mid + 1;
		else
			high = mid;
	}
	*doc = s->first + (uint32_t)low;
	return id_of(s, low) == chunk;
}

size_t kx_index_segments(const struct kx_index *x)
{
	return x->n;
}

void kx_index_segment(
	const struct kx_index *x, size_t i, uint32_t *first, uint32_t *n, bool *dead)
{
	*first = x->v[i].first;
	*n = (uint32_t)x->v[i].docs.n;
	*dead = x->v[i].dead != NULL;
}
