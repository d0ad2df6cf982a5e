#ifndef KX_DOMAIN_VECTORS_H
#define KX_DOMAIN_VECTORS_H
/* The vectors of a store, ready to be searched: in a file of their own beside it
 * (vec_file.h; PATH-vectors), made from the store and marked with its generation, so that
 * a stale one is noticed. The store alone is the truth; a reader that may not write beside
 * it makes a file for itself that nobody sees.
 *
 * Setting `vectors`: the generation (32 hex digits), a space, the model's name. Those of
 * one model are searched: of the one that made the latest. Setting `vectors_past`: the
 * generations before, the latest first, KX_VECTORS_PAST at most. A file of one of them is
 * brought up to date by copying the rows that are still there and reading the new ones
 * from the store, for an id is given to one chunk only, and its vector stays; where vectors
 * change in place the list is emptied (kx_vectors_renew()). A file that is of neither may come from another course of things (a backup was put back, and ids
 * were given again): it is of no use.
 *
 * Measured, 100,000 vectors of 384 numbers, one article changed: 0.15 s of processor time
 * instead of 0.33 s. */
#include "base/err.h"
#include "domain/vec_file.h"
#include "io/db.h"

#include <stdbool.h>

#define KX_VECTORS_PAST 64

struct kx_vectors {
	struct kx_vec_file *file; /* NULL: the store has no vectors */
	char generation[2 * KX_VEC_GENERATION + 1];
	char model[KX_VEC_MODEL_MAX + 1];
};

/* Inside the transaction that changes chunks with vectors, or deletes any: what stands
 * beside the store is stale. `model`: that of the new vectors; NULL: the one there was, and
 * nothing to note when there was none. */
int kx_vectors_note(struct kx_db *db, const char *model, struct kx_err *e);
/* Inside the transaction that gives other vectors to chunks that stay, or takes all away:
 * no file of before is of use, not even to copy from. `model`: that of all of them; NULL:
 * the store has none any more. */
int kx_vectors_renew(struct kx_db *db, const char *model, struct kx_err *e);
/* Bring the file up to date, if the store has vectors and the file has not got them, or
 * take it away, if the store has none: at the end of an ingest. When another process is just doing so, or the folder may not be
 * written, that is left to the next search. */
int kx_vectors_refresh(struct kx_db *db, struct kx_err *e);
/* Make the file anew, all of it, whatever there is. */
int kx_vectors_remake(struct kx_db *db, struct kx_err *e);
/* Is the file, if it is there and not stale, what would be made now? For kx-db check. */
int kx_vectors_check(struct kx_db *db, struct kx_err *e);

/* Which vectors there are: generation and model, and the file stays as it was. 0; 1 when
 * the store has none. */
int kx_vectors_look(struct kx_vectors *v, struct kx_db *db, struct kx_err *e);
/* Open what fits the moment of the store that is read now, inside a read transaction; a
 * file that was open stays when it still fits. Start with zeros. While another process
 * makes the file, it is waited for. */
int kx_vectors_open(struct kx_vectors *v, struct kx_db *db, struct kx_err *e);
void kx_vectors_close(struct kx_vectors *v);

#endif
