#ifndef KX_DOMAIN_INGEST_ITEM_H
#define KX_DOMAIN_INGEST_ITEM_H
/* One article on its way through an ingest. Used by ingest*.c alone. */
#include "domain/article.h"
#include "domain/article_row.h"
#include "domain/vec_file.h"
#include "io/db.h"
#include "io/digest.h"

#include <stdbool.h>
#include <stddef.h>

struct kx_ingest_item {
	struct kx_article a;
	const char *where;
	struct kx_digest raw;
	bool has_raw;
	bool given; /* the chunks came in, they live in the batch's arena */
	bool failed;
	struct kx_chunks chunks;
	char *own_title;   /* found in the body, heap */
	char *own_locale;  /* the same */
	const char *model; /* it was, or will be, embedded with; NULL: none */
	bool keeps;        /* the store keeps the model's vectors */
	bool later;        /* they are made when it turns out that they are needed */
	float *vectors;    /* chunks.n * dimensions, heap, or NULL */
	size_t dimensions;
	struct kx_digest content;
	struct kx_err *err; /* why it failed, heap; NULL: it did not */
};

/* Fill item->content: a hash of all that the store keeps of it but for its vectors. */
void kx_item_digest(struct kx_ingest_item *it);
/* It fails, for this reason; the first one counts. */
void kx_item_fail(struct kx_ingest_item *it, const struct kx_err *why);

/* Does the store have the article like this, and its vectors too: of the model, or to the
 * bit where they came in? One that comes without vectors leaves those it has alone. *r gets
 * its row. */
int kx_item_same(const struct kx_ingest_item *it, struct kx_db *db,
	struct kx_article_row *r, bool *same, struct kx_err *e);

/* The model of the vectors that are here: in the store, or before it in this run. */
struct kx_own_model {
	struct kx_db *db; /* NULL: none */
	bool mix;         /* others may come in, too */
	bool looked;
	char name[KX_VEC_MODEL_MAX + 1]; /* "": none yet */
};

/* Copies of chunks that came in, in the arena; the bytes of their texts. */
size_t kx_item_chunks(struct kx_ingest_item *it, struct kx_arena *a,
	const struct kx_chunk *c, size_t n);
/* Their vectors: all have one, of one model and size, or none has. KX_EINPUT otherwise, and
 * when a model of this name makes others, or the store's are of another one. */
int kx_item_vectors(struct kx_ingest_item *it, struct kx_arena *a,
	struct kx_own_model *own, const struct kx_vector *vec, size_t n,
	struct kx_err *e);

#endif
