#ifndef KX_DOMAIN_ARTICLE_ROW_H
#define KX_DOMAIN_ARTICLE_ROW_H
/* Articles and chunks as rows of the store: plain reads and writes, inside the caller's
 * transaction. Used by the ingest alone. */
#include "base/buf.h"
#include "base/err.h"
#include "domain/article.h"
#include "io/db.h"
#include "io/digest.h"

#include <stdint.h>

struct kx_article_row {
	int64_t id; /* 0: there is no such article */
	struct kx_digest content;
};

/* The row made of these raw bytes; *id is 0 when there is none. */
int kx_article_by_raw(
	struct kx_db *db, const struct kx_digest *raw, int64_t *id, struct kx_err *e);
/* The row of an article. */
int kx_article_find(struct kx_db *db, const char *source, const char *name,
	struct kx_article_row *r, struct kx_err *e);
/* Insert an article with its tags (*id is 0, and set), or replace that with the row *id;
 * `raw` NULL: unknown. */
int kx_article_put(struct kx_db *db, const struct kx_article *a,
	const struct kx_digest *raw, const struct kx_digest *content, int64_t *id,
	struct kx_err *e);
/* The same article from other raw bytes. */
int kx_article_touch(struct kx_db *db, int64_t id, const struct kx_digest *raw,
	const char *file, struct kx_err *e);
/* The rows of a source that have this id or came from this file: int64_t each, appended. */
int kx_article_of_file(struct kx_db *db, const char *source, const char *file,
	struct kx_buf *ids, struct kx_err *e);
/* Delete the article's chunks and tags; their chunk ids are appended to `dead`, as
 * int64_t values. */
int kx_article_clear(
	struct kx_db *db, int64_t id, struct kx_buf *dead, struct kx_err *e);
/* The same, and the article. */
int kx_article_delete(
	struct kx_db *db, int64_t id, struct kx_buf *dead, struct kx_err *e);

/* The model that a chunk was embedded with, and its vector where it is kept. */
struct kx_chunk_vector {
	int64_t model;  /* row of embed_model; 0: none */
	const float *v; /* n numbers; NULL: not kept */
	size_t n;
};
/* Insert a chunk under an id of the caller's. `spans` is scratch. */
int kx_chunk_put(struct kx_db *db, int64_t id, int64_t article, size_t ordinal,
	const struct kx_chunk *c, const struct kx_chunk_vector *vector,
	struct kx_buf *spans, struct kx_err *e);

#endif
