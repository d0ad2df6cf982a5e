#ifndef KX_DOMAIN_INDEX_SEGMENT_H
#define KX_DOMAIN_INDEX_SEGMENT_H
/* Segments of the word index as rows of the store: what the writer, the reader and the
 * merge share. Segments cover ranges of chunk ids that do not overlap. */
#include "base/err.h"
#include "domain/index.h"
#include "domain/index_docs.h"
#include "io/db.h"

#include <stddef.h>
#include <stdint.h>

/* Sums of the docs' lengths. */
struct kx_terms {
	uint64_t words, grams;
};

struct kx_segment {
	int64_t id;
	size_t first; /* its docs are docs[first .. first + n) */
	size_t n;
	size_t dead;
	struct kx_terms terms; /* as the row says it */
};

struct kx_segments {
	struct kx_segment *v; /* ascending by the ids of their docs */
	size_t n;
	struct kx_index_doc *docs; /* of all of them */
	size_t ndocs;
};

/* All segments with their docs; release with kx_segments_release(), also after -1. */
int kx_segments_load(struct kx_segments *s, struct kx_db *db, struct kx_err *e);
void kx_segments_release(struct kx_segments *s);

/* Writing a new one: begin writes its row, then kx_segment_row (a kx_page_fn with the
 * kx_segment_out as ctx) one row of postings after the other. */
struct kx_segment_out {
	int64_t id;
	struct kx_stmt *insert;
};
int kx_segment_begin(struct kx_segment_out *o, struct kx_db *db,
	const struct kx_index_doc *docs, size_t n, const struct kx_terms *terms,
	struct kx_err *e);
int kx_segment_row(const char *term, size_t n, int part, const void *page, size_t len,
	void *ctx, struct kx_err *e);
/* Delete a segment with its postings. */
int kx_segment_drop(struct kx_db *db, int64_t id, struct kx_err *e);

#endif
