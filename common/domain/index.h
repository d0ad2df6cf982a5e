#ifndef KX_DOMAIN_INDEX_H
#define KX_DOMAIN_INDEX_H
/* The word index: which chunk holds which term how often; a term is a word or one of its
 * character 4-grams (gram.h). Segments of postings are kept as rows of the store (tables
 * `segment` and `posting`), written in the transaction of the ingest, merged as they grow
 * in number; a deleted chunk is marked dead in its segment and left out at the next
 * merge. Ranked by BM25 in rank.h. */
#include "base/buf.h"
#include "base/err.h"
#include "domain/index_docs.h"
#include "domain/token.h"
#include "io/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_INDEX_TITLE_WEIGHT 2 /* a word of title or headings counts as two */

/* ---- writing --------------------------------------------------------------------- */
struct kx_indexer; /* collects the postings of one segment in memory */

struct kx_indexer *kx_indexer_new(void);
void kx_indexer_free(struct kx_indexer *x);
/* Add one chunk. `id` must be greater than every id added before, to any segment; the
 * chunks of an article come one behind the other.
 * `title` is the article's title with the heading path, `text` the chunk's words.
 * Stopwords are not indexed. `article` and `visibility` (0 public, 1 customers, 2
 * agents) are kept in the segment so that ranking needs no join. */
void kx_indexer_add(struct kx_indexer *x, struct kx_tokenizer *k, int64_t id,
	int64_t article, int visibility, const char *locale, const char *title,
	const char *text);
/* `title` as it is added: that of the article and the heading path. */
void kx_indexer_title(struct kx_buf *b, const char *title, const char *heading);
/* Bytes held; the caller flushes when this passes its budget. */
size_t kx_indexer_bytes(const struct kx_indexer *x);
#define KX_INDEXER_BYTES (48u << 20) /* a budget */
/* Write what was collected as one segment (inside the caller's transaction) and start
 * empty again; nothing collected: nothing written. */
int kx_indexer_flush(struct kx_indexer *x, struct kx_db *db, struct kx_err *e);
/* Mark chunks dead (inside the caller's transaction). Ids that no segment knows are
 * ignored. `ids` ascending. */
int kx_index_kill(struct kx_db *db, const int64_t *ids, size_t n, struct kx_err *e);
/* Merge segments when there are too many or too many dead chunks (inside the caller's
 * transaction); does nothing when all is well. */
int kx_index_merge(struct kx_db *db, struct kx_err *e);

/* At the end of an ingest: as few segments as pays, so that a search reads few lists
 * (inside the caller's transaction). */
int kx_index_settle(struct kx_db *db, struct kx_err *e);

#define KX_INDEX_SEGMENTS 16     /* more are merged */
#define KX_INDEX_DEAD_PERCENT 30 /* of a segment; with more it is written anew */

/* ---- reading --------------------------------------------------------------------- */
/* An open view: all segments, what is kept of their docs in memory. Terms are read from
 * the store when asked for: while another process writes, hold a read transaction from
 * open to close, or open again when the store has changed; a segment that was merged away
 * has no terms. */
struct kx_index;

int kx_index_open(struct kx_index **x, struct kx_db *db, struct kx_err *e);
void kx_index_close(struct kx_index *x);
/* The store it shows. */
struct kx_db *kx_index_store(const struct kx_index *x);
/* Where kx_index_vocabulary() keeps the words it has read once, for the next question. */
struct kx_buf *kx_index_words(struct kx_index *x);

/* Docs are numbered from 0 in the order of their chunk ids, over all segments, dead ones
 * included: how many there are, how many are alive, the mean length of those in words and
 * in grams, and the length of each. */
size_t kx_index_size(const struct kx_index *x);
size_t kx_index_live(const struct kx_index *x);
double kx_index_mean(const struct kx_index *x);
double kx_index_mean_grams(const struct kx_index *x);
const struct kx_doc_length *kx_index_lengths(const struct kx_index *x);
/* Of one doc: its chunk, its article's row id, who may see it. */
int64_t kx_index_chunk(const struct kx_index *x, uint32_t doc);
uint32_t kx_index_article(const struct kx_index *x, uint32_t doc);
int kx_index_visibility(const struct kx_index *x, uint32_t doc);
bool kx_index_dead(const struct kx_index *x, uint32_t doc);
/* The doc of a chunk; false when the index has none of it. */
bool kx_index_doc_of(const struct kx_index *x, int64_t chunk, uint32_t *doc);

/* Segments, from 0: the docs first .. first + n - 1, and whether any of them is dead. */
size_t kx_index_segments(const struct kx_index *x);
void kx_index_segment(
	const struct kx_index *x, size_t i, uint32_t *first, uint32_t *n, bool *dead);

/* A term's postings in one segment, as they are stored (index_page.h), appended to
 * `bytes`. 0 there are some, 1 none, -1. */
struct kx_index_list {
	size_t at, len; /* in bytes; as much behind it may be read as a block wants */
	uint32_t n;     /* postings; at most KX_PAGE_PLAIN: without blocks */
};
int kx_index_find(struct kx_index *x, size_t segment, const char *term, size_t len,
	struct kx_buf *bytes, struct kx_index_list *l, struct kx_err *e);

/* All words (no grams), in order within each segment (a term may come once per segment),
 * and in how many of its docs each stands (for terms in very many: at least so many). */
int kx_index_vocabulary(struct kx_index *x,
	void (*fn)(const char *term, size_t len, size_t df, void *ctx), void *ctx,
	struct kx_err *e);

/* Everything that must hold between segments, postings and chunks; -1 names the first
 * breach (KX_EINPUT). For kx-db check. */
int kx_index_check(struct kx_db *db, struct kx_err *e);

#endif
