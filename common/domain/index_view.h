#ifndef KX_DOMAIN_INDEX_VIEW_H
#define KX_DOMAIN_INDEX_VIEW_H
/* The inside of an open index: for index_read.c and index_find.c alone. */
#include "domain/index.h"

struct kx_segment_view {
	int64_t id;
	uint32_t first; /* of its docs */
	struct kx_docs docs;
	unsigned char *dead;       /* NULL: none */
	int64_t *ids;              /* NULL: without gaps */
	unsigned char *visibility; /* NULL: all public */
	unsigned char *articles;
};

struct kx_index {
	struct kx_db *db;
	struct kx_segment_view *v; /* ascending by the ids of their docs */
	size_t n;
	struct kx_doc_length *lengths;
	size_t size, live;
	uint64_t words, grams; /* sums over the live ones */
	struct kx_buf vocabulary;
};

#endif
