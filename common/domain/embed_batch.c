#include "domain/embed_batch.h"

#include "base/mem.h"
#include "domain/api_embed.h"

#include <stdlib.h>
#include <string.h>

struct kx_embed_batch *kx_embed_batch_new(struct kx_embed_slot *const *v, size_t n)
{
	struct kx_embed_batch *b = kx_alloc(sizeof(*b));

	b->v = kx_calloc(n, sizeof(struct kx_embed_slot *));
	memcpy(b->v, v, n * sizeof(struct kx_embed_slot *));
	b->n = n;
	return b;
}

void kx_embed_batch_free(struct kx_embed_batch *b)
{
	kx_buf_release(&b->body);
	free(b->v);
	free(b);
}

void kx_embed_batch_write(
	struct kx_embed_batch *b, const struct kx_embedder *m, bool base64)
{
	const char **texts = kx_calloc(b->n, sizeof(*texts));
	size_t i;

	for (i = 0; i < b->n; i++)
		texts[i] = b->v[i]->text;
	b->base64 = base64;
	kx_buf_clear(&b->body);
	kx_api_embed_body(m->provider, m->model, texts, b->n, base64, &b->body);
	free(texts);
}
