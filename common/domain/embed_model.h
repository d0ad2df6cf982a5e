#ifndef KX_DOMAIN_EMBED_MODEL_H
#define KX_DOMAIN_EMBED_MODEL_H
/* Whose vectors a store holds. A similarity means something between vectors of one model
 * only, so a store has those of one; --reembed changes them. */
#include "base/err.h"
#include "domain/vec_file.h"
#include "io/db.h"

/* The model of the vectors that are there and searched: 0; 1 the store has no vectors. */
int kx_embed_model_own(
	struct kx_db *db, char name[KX_VEC_MODEL_MAX + 1], struct kx_err *e);
/* May vectors of `model` go in? -1 with KX_ECONFIG when it has those of another one. */
int kx_embed_model_fits(struct kx_db *db, const char *model, struct kx_err *e);
/* Say that they may not, with `code`; returns -1. */
int kx_embed_model_refuse(
	enum kx_code code, const char *own, const char *model, struct kx_err *e);

#endif
