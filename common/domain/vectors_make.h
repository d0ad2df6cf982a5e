#ifndef KX_DOMAIN_VECTORS_MAKE_H
#define KX_DOMAIN_VECTORS_MAKE_H
/* The file of a store's vectors (vectors.h), made from the store. */
#include "domain/vectors.h"

/* The file for v->generation, inside a read transaction: at `path` with `mode`, or, with
 * `path` NULL, one of our own in *own. `base`: NULL, or a file of an earlier generation,
 * whose rows may be copied. 0; 1 when another process is writing the file; -1. */
int kx_vectors_make(struct kx_db *db, const struct kx_vectors *v, const char *path,
	unsigned mode, struct kx_vec_file *base, struct kx_vec_file **own,
	struct kx_err *e);
/* v->generation as it stands in a file. */
void kx_vectors_generation(
	const struct kx_vectors *v, unsigned char out[KX_VEC_GENERATION]);
/* The rows of the model, by ascending id from behind `after`; see kx_vectors_row(). */
struct kx_stmt *kx_vectors_rows(
	struct kx_db *db, int64_t model, int64_t after, struct kx_err *e);
/* The next of them, with as many numbers as `dimensions`, into out; one of another size
 * cannot be compared and is left out. 0, 1 at the end, -1. */
int kx_vectors_row(struct kx_stmt *s, size_t dimensions, int64_t *id, float *out,
	struct kx_err *e);
/* The row of the model and its dimensions. */
int kx_vectors_model(struct kx_db *db, const char *model, int64_t *id,
	size_t *dimensions, struct kx_err *e);

#endif
