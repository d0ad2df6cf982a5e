#ifndef KX_DOMAIN_EMBED_SEND_H
#define KX_DOMAIN_EMBED_SEND_H
/* Texts to a provider and vectors back: batches, several under way, halved when refused.
 * Used by embed_flow.c alone, which owns the slots and their order. */
#include "base/err.h"
#include "domain/embed.h"

#include <stdbool.h>
#include <stddef.h>

struct kx_models;
struct kx_embed_sender;

enum kx_slot_state {
	KX_SLOT_WAITS,
	KX_SLOT_DONE,
	KX_SLOT_REFUSED, /* the model does not take the text */
};

struct kx_embed_slot {
	char *text, *locale; /* heap */
	void *tag;
	enum kx_slot_state state;
	bool cached;
	float *v; /* heap, kept for the next text */
	size_t n;
	struct kx_err why;
};

struct kx_embed_sender *kx_embed_sender_new(
	const struct kx_embedder *m, struct kx_models *models);
void kx_embed_sender_free(struct kx_embed_sender *s);
/* One more text to be sent; a batch that is full goes off. The slot stays where it is until
 * its state changes. */
int kx_embed_sender_put(
	struct kx_embed_sender *s, struct kx_embed_slot *slot, struct kx_err *e);
/* See what has come; with `until`, go on until that slot no longer waits, and send off what
 * makes no full batch. -1 as kx_embed_flow_get(). */
int kx_embed_sender_work(
	struct kx_embed_sender *s, struct kx_embed_slot *until, struct kx_err *e);

#endif
