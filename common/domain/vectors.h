#ifndef KX_DOMAIN_VECTORS_H
#define KX_DOMAIN_VECTORS_H
/* The vectors of a store, ready to be searched: in a file of their own beside it
 * (vec_file.h), made from the store and marked with its generation (setting `vectors`: the
 * generation, a space, the model's name), so that a stale one is noticed and made anew.
 * The store alone is the truth; a reader that may not write beside it makes a file for
 * itself that nobody sees. */
#include "base/err.h"
#include "domain/vec_file.h"
#include "io/db.h"

#include <stdbool.h>

/* Inside the transaction that changes chunks with vectors, or deletes any: what stands
 * beside the store is stale. `model`: that of the new vectors; NULL: the one there was, and
 * nothing to note when there was none. */
int kx_vectors_note(struct kx_db *db, const char *model, struct kx_err *e);
/* Bring the file up to date, if the store has vectors and the file has not got them: at
 * the end of an ingest. When another process is just doing so, or the folder may not be
 * written, that is left to the next search. */
int kx_vectors_refresh(struct kx_db *db, struct kx_err *e);

struct kx_vectors {
	struct kx_vec_file *file; /* NULL: the store has no vectors */
	char generation[33];
	char model[KX_VEC_MODEL_MAX + 1];
};

/* Open what fits the moment of the store that is read now, inside a read transaction; a
 * file that was open stays when it still fits. Start with zeros. */
int kx_vectors_open(struct kx_vectors *v, struct kx_db *db, struct kx_err *e);
void kx_vectors_close(struct kx_vectors *v);

#endif
