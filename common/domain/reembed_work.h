#ifndef KX_DOMAIN_REEMBED_WORK_H
#define KX_DOMAIN_REEMBED_WORK_H
/* The two halves of a change of model: texts into the cache (reembed.c), and the switch
 * (reembed_turn.c). Used by these two alone. */
#include "base/arena.h"
#include "domain/embed_flow.h"
#include "domain/reembed.h"

#define KX_REEMBED_PAGE 256         /* chunks read at a time */
#define KX_REEMBED_BYTES (1u << 20) /* of their texts, about */

struct kx_reembed_row {
	int64_t id;
	const char *text, *locale; /* as an ingest embeds it */
	bool has;                  /* a vector of the model */
};

struct kx_reembed_work {
	struct kx_db *db;
	const struct kx_reembed_opts *o;
	struct kx_reembed_stats *st;
	const struct kx_embedder *m;
	struct kx_embed_cache *cache;
	struct kx_embed_flow *flow;
	struct kx_tokenizer *k;
	struct kx_arena arena; /* of the page */
	struct kx_reembed_row page[KX_REEMBED_PAGE];
	size_t n;
	int64_t refused[KX_REEMBED_REFUSED]; /* ids, ascending */
	size_t nrefused;
};

/* The chunks behind `after` into the page; w->n is 0 at the end. */
int kx_reembed_page(struct kx_reembed_work *w, int64_t after, struct kx_err *e);
bool kx_reembed_refused(const struct kx_reembed_work *w, int64_t id);
/* All chunks get their vectors from the cache, in one transaction. 1 and *missing: one came
 * that is not embedded; nothing is changed then. */
int kx_reembed_turn(struct kx_reembed_work *w, int64_t *missing, struct kx_err *e);
/* Inside a transaction: they lose them. `m`: a stateless model to be noted, or NULL. */
int kx_reembed_drop(struct kx_db *db, const struct kx_embedder *m, struct kx_err *e);

#endif
