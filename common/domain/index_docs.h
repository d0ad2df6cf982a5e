#ifndef KX_DOMAIN_INDEX_DOCS_H
#define KX_DOMAIN_INDEX_DOCS_H
/* The docs of a segment as a blob (column `segment.docs`): what the index keeps per chunk.
 *
 *   head     byte 2 (version), byte 1 when ids have gaps else 0, byte 1 when not all docs
 *            are public else 0, five zero bytes; the first chunk id in 8 bytes
 *   columns  length and grams of each doc, 2 bytes each; the article of each, 4 bytes;
 *            then, if not all are public, the visibility of each in a byte
 *   gaps     if ids have any: a varint (id - id before - 1) for every doc but the first
 * Numbers of a fixed size are little-endian. `segment.dead`: a bit per doc, lowest bit of
 * a byte first; or NULL. Whatever is read is checked: KX_EINPUT, never a crash. Pure. */
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_SEGMENT_DOCS_MAX (1u << 28)

struct kx_index_doc {
	int64_t id;       /* the chunk */
	uint32_t article; /* article row id */
	uint16_t length;  /* weighted number of its words, at most 65535 */
	uint16_t grams;   /* weighted number of their grams, likewise */
	uint8_t visibility;
	uint8_t dead;
};

/* How long a doc is, for ranking. */
struct kx_doc_length {
	uint16_t words, grams;
};

#define KX_DOCS_HEAD 16

/* Where the columns of a blob begin, in bytes. */
struct kx_docs {
	size_t n;
	int64_t first; /* id of the first */
	size_t lengths, articles, visibility, gaps, end;
	bool all_public; /* there is no column of visibility */
	bool no_gaps;    /* nor of gaps */
};

/* Fill `e` (KX_EINPUT): the word index is damaged, and how; returns -1. For all that reads
 * it. */
int kx_index_damaged(struct kx_err *e, const char *how);

/* The blob of n docs, which ascend by id. */
void kx_docs_write(struct kx_buf *b, const struct kx_index_doc *docs, size_t n);
/* What the head says of a blob of n docs and `len` bytes. */
int kx_docs_open(struct kx_docs *d, size_t n, const unsigned char head[KX_DOCS_HEAD],
	size_t len, struct kx_err *e);
/* Columns, from their bytes: lengths (decoded in place), articles, and the ids of all
 * docs (`gaps` may be NULL without any). */
void kx_docs_lengths(struct kx_doc_length *lengths, size_t n);
uint32_t kx_docs_article(const unsigned char *articles, size_t i);
int kx_docs_ids(const struct kx_docs *d, const unsigned char *gaps, int64_t *to,
	struct kx_err *e);
/* All of them, `dead` from their bitmap (may be NULL). */
int kx_docs_read(struct kx_index_doc *docs, size_t n, const void *blob, size_t len,
	const void *dead, size_t dead_len, struct kx_err *e);

#endif
