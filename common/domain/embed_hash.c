#include "domain/embed_hash.h"

#include "base/mem.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIM_MIN 64
#define DIM_MAX 4096
#define WORD_WEIGHT 2.0f /* a whole word says more than one of its pieces */

/* FNV-1a with a final mix (Fowler, Noll, Vo; Appleby's fmix) */
static uint64_t hash(const char *s, size_t n, uint64_t seed)
{
	uint64_t h = 0xcbf29ce484222325u ^ seed;

	while (n--)
		h = (h ^ (unsigned char)*s++) * 0x100000001b3u;
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdu;
	return h ^ h >> 33;
}

struct sum {
	float *v;
	size_t dimensions;
};

static void add(struct sum *s, uint64_t h, float weight)
{
	s->v[(h >> 1) % s->dimensions] += h & 1 ? weight : -weight;
}

static bool feature(const struct kx_token *t, void *ctx)
{
	char word[KX_TERM_MAX + 3];
	struct sum *s = ctx;
	uint32_t four;
	size_t i;

	if (t->stop)
		return true;
	add(s, hash(t->term, t->len, 0), WORD_WEIGHT);
	if (t->len < 3)
		return true;
	word[0] = '<';
	memcpy(word + 1, t->term, t->len);
	word[t->len + 1] = '>';
	for (i = 0; i + 4 <= t->len + 2; i++) {
		uint64_t h;

		memcpy(&four, word + i, 4);
		h = (four + 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
		add(s, h ^ h >> 29, 1);
	}
	return true;
}

static void normalise(float *v, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (double)v[i] * v[i];
	if (sum == 0)
		return;
	sum = 1 / sqrt(sum);
	for (i = 0; i < n; i++)
		v[i] = (float)(v[i] * sum);
}

static int embed(const struct kx_embedder *m, struct kx_tokenizer *k,
	const char *const *texts, const char *const *locales, size_t n, float *out,
	struct kx_err *e)
{
	size_t i;

	(void)e;
	memset(out, 0, n * m->dimensions * sizeof(*out));
	for (i = 0; i < n; i++) {
		struct sum s = { out + i * m->dimensions, m->dimensions };

		kx_token_each(k, locales ? locales[i] : NULL, texts[i],
			strlen(texts[i]), feature, &s);
		normalise(s.v, s.dimensions);
	}
	return 0;
}

/* one per number of dimensions, for the life of the process */
struct made {
	struct made *next;
	struct kx_embedder m;
	char name[32];
};

static const struct kx_embedder *make(long n)
{
	static struct made *all;
	struct made *x;

	for (x = all; x; x = x->next)
		if (x->m.dimensions == (size_t)n)
			return &x->m;
	x = kx_alloc(sizeof(*x));
	snprintf(x->name, sizeof(x->name), "hash-%ld", n);
	x->m = (struct kx_embedder){ .name = x->name,
		.dimensions = (size_t)n,
		.embed = embed,
		.stateless = true };
	x->next = all;
	all = x;
	return &x->m;
}

int kx_embed_hash(
	const struct kx_embedder **m, const char *dimensions, struct kx_err *e)
{
	size_t digits = strspn(dimensions, "0123456789");
	long n = KX_HASH_DIMENSIONS;

	if (*dimensions)
		n = digits && digits < 6 && !dimensions[digits]
			    ? strtol(dimensions, NULL, 10)
			    : 0;
	if (n < DIM_MIN || n > DIM_MAX)
		return kx_fail(e, KX_ECONFIG,
			"embedding model 'hash-%.20s': dimensions are %d to %d",
			dimensions, DIM_MIN, DIM_MAX);
	*m = make(n);
	return 0;
}
