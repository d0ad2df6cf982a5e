#ifndef KX_DOMAIN_SEARCH_STATE_H
#define KX_DOMAIN_SEARCH_STATE_H
/* A store open for searching, and the half of a search that deals with vectors. Used by
 * search.c and search_vector.c alone. */
#include "domain/locale.h"
#include "domain/models.h"
#include "domain/search.h"
#include "domain/search_fuse.h"
#include "domain/vectors.h"

struct kx_search {
	struct kx_db *db;
	struct kx_index *x; /* NULL: not read yet */
	struct kx_vectors vectors;
	bool vectors_known, has_vectors, vectors_read;
	int64_t generation; /* of the store that these show; -1: none */
	bool own;           /* the caller's transaction is the moment */
	struct kx_tokenizer *k;
	struct kx_locales locales;
	double threshold, ask;
	bool nameless; /* the store has no names that a conversation may be about */
	struct kx_entities *names; /* of the store, once they were asked for */
	struct kx_models *models;  /* who makes vectors of questions; or NULL */
	double weight;             /* of the model that was asked */
};

/* One moment of the store for all reads of a search; what another process changed since
 * the last one is loaded. Inside a transaction (of an ingest that calibrates) there is
 * nobody else to look out for. */
int kx_search_look(struct kx_search *s, struct kx_err *e);
void kx_search_look_away(struct kx_search *s);

/* The vector of the question, from the provider whose model made those of the store, before
 * the search begins: nothing of the store is held while the network is waited for. */
int kx_search_ask_vector(struct kx_search *s, struct kx_request *r, struct kx_arena *a,
	struct kx_err *e);
/* Inside the search: a vector that was asked for goes when the store's are of another model
 * by now. */
int kx_search_fit_vector(struct kx_search *s, struct kx_request *r, struct kx_err *e);
/* g->vectors is set when there is something to compare, and a weight to it. */
int kx_search_set_vectors(struct kx_search *s, const struct kx_request *r,
	struct kx_found *f, struct kx_ranking *g, struct kx_arena *a, struct kx_err *e);

#endif
