#ifndef KX_DOMAIN_EMBED_BATCH_H
#define KX_DOMAIN_EMBED_BATCH_H
/* Texts that go to a provider in one request. Used by embed_send.c alone. */
#include "base/buf.h"
#include "domain/embed_send.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kx_embed_batch {
	struct kx_embed_batch *next;
	struct kx_embed_slot **v;
	size_t n;
	int tries;
	bool plain;     /* numbers are tried: base64 was refused, or one of the texts */
	bool base64;    /* asked for */
	int64_t before; /* not before this instant of the monotonic clock */
	int64_t began;
	struct kx_buf body;
};

struct kx_embed_batch *kx_embed_batch_new(struct kx_embed_slot *const *v, size_t n);
void kx_embed_batch_free(struct kx_embed_batch *b);
/* Its request, into b->body. */
void kx_embed_batch_write(
	struct kx_embed_batch *b, const struct kx_embedder *m, bool base64);

#endif
