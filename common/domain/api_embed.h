#ifndef KX_DOMAIN_API_EMBED_H
#define KX_DOMAIN_API_EMBED_H
/* The embeddings and moderations interfaces: requests written, answers read. Pure. An answer
 * of 64 texts is half a megabyte, and of arrays more than a megabyte: it is read with a
 * cursor over the text, not made into objects. (OpenAI's OpenAPI document 2.3.0.) */
#include "base/buf.h"
#include "base/err.h"
#include "domain/provider.h"
#include "domain/usage.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_EMBED_TEXTS_MAX 2048 /* texts in one request, by the document */
#define KX_EMBED_DIMENSIONS_MAX 16384

/* Append a request's body for n texts; `base64`: ask for that encoding, otherwise for
 * float. */
void kx_api_embed_body(const struct kx_provider *p, const char *model,
	const char *const *texts, size_t n, bool base64, struct kx_buf *out);

struct kx_embeddings {
	float *v; /* count * dimensions, heap, in the order of the texts (by `index`) */
	size_t dimensions;
	bool base64; /* they came so, all of them */
	struct kx_usage usage;
};

/* The answer for `count` texts. Base64 (little-endian float32) and arrays of numbers are
 * taken, whatever was asked for. KX_EAGAIN for a cut or garbled body and HTML; KX_EREFUSED
 * for one that is whole but wrong: another count, an index twice, lengths that differ, a
 * number that is not finite; an error object as kx_api_error(). Release with
 * kx_embeddings_release(). */
int kx_api_embed_read(struct kx_embeddings *out, const char *body, size_t n,
	size_t count, struct kx_err *e);
void kx_embeddings_release(struct kx_embeddings *m);

/* Moderation of one text. */
void kx_api_moderation_body(const char *model, const char *text, struct kx_buf *out);
struct kx_moderation {
	bool flagged;
	char categories[256]; /* names of those that are true, ", " between */
};
int kx_api_moderation_read(
	struct kx_moderation *out, const char *body, size_t n, struct kx_err *e);

#endif
