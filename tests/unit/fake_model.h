#ifndef KX_TESTS_FAKE_MODEL_H
#define KX_TESTS_FAKE_MODEL_H
/* A costly model that is none: its vectors are made of the bytes of a text, it counts what
 * it is asked, refuses texts with a word in them, and is down when a test says so. */
#include "base/err.h"
#include "domain/embed.h"

#include <stdbool.h>
#include <string.h>

#define FAKE_SIZE 3
#define FAKE_REFUSED "unspeakable"

static int fake_asked;          /* texts */
static int fake_left = -1;      /* texts before it is down; -1: it never is */
static void (*fake_hook)(void); /* called once, before the next text */

static int fake_embed(const struct kx_embedder *m, struct kx_tokenizer *k,
	const char *const *texts, const char *const *locales, size_t n, float *out,
	struct kx_err *e)
{
	void (*hook)(void) = fake_hook;

	(void)k;
	fake_hook = NULL;
	if (hook)
		hook();
	for (size_t i = 0; i < n; i++) {
		float *v = out + i * m->dimensions;

		if (fake_left == 0)
			return kx_fail(e, KX_EAGAIN, "provider '%s' is down", m->name);
		fake_left -= fake_left > 0;
		fake_asked++;
		if (strstr(texts[i], FAKE_REFUSED))
			return kx_fail(
				e, KX_EINPUT, "the model does not take the text");
		memset(v, 0, m->dimensions * sizeof(*v));
		v[0] = (float)strlen(texts[i]);
		v[1] = (float)m->name[0];
		v[2] = locales && locales[i] ? 1 : 0;
	}
	return 0;
}

static const struct kx_embedder fake_a = { .name = "a:m",
	.dimensions = FAKE_SIZE,
	.weight = 1,
	.costly = true,
	.embed = fake_embed };
static const struct kx_embedder fake_b = { .name = "b:m",
	.dimensions = FAKE_SIZE + 1,
	.weight = 1,
	.costly = true,
	.embed = fake_embed };

/* what it was asked since the last time */
static inline int fake_count(void)
{
	int n = fake_asked;

	fake_asked = 0;
	return n;
}

#endif
