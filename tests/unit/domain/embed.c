#include "domain/embed.h"

#include "../t.h"

static struct kx_err e;

static void names(void)
{
	static const char *const unknown[] = { "", "Hash", "hash256", "hashes", "bge",
		"None", "hash-63", "hash-4097", "hash-0", "hash--64", "hash-x",
		"hash-64x", "hash-", "hash-99999999999999999999", "hash- 64",
		"hash-+64", "hash-64 ", "hash-6.4" };
	const struct kx_embedder *m = NULL;

	T_INT(kx_embedder_find(&m, "none", &e), 0);
	T_OK(m == NULL);
	T_INT(kx_embedder_find(&m, "hash", &e), 0);
	T_STR(m->name, "hash-256");
	T_INT(m->dimensions, 256);
	T_OK(m->stateless && !m->costly && m->weight == 0);
	T_INT(kx_embedder_find(&m, "hash-64", &e), 0);
	T_STR(m->name, "hash-64");
	T_INT(m->dimensions, 64);
	T_INT(kx_embedder_find(&m, "hash-4096", &e), 0);
	T_INT(m->dimensions, 4096);
	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
		if (!kx_embedder_find(&m, unknown[i], &e))
			T_STR("taken", unknown[i]);
		else
			T_INT(e.code, KX_ECONFIG);
	}
	T_INT(kx_embedder_find(&m, "nothing", &e), -1);
	T_OK(m == NULL);
	T_STR(e.text, "embedding model 'nothing' is not known");
	T_OK(e.hint[0]);
}

/* it lives as long as the process: asking for another one does not change it */
static void two_at_once(void)
{
	const struct kx_embedder *a, *b;

	T_INT(kx_embedder_find(&a, "hash-64", &e), 0);
	T_INT(kx_embedder_find(&b, "hash-128", &e), 0);
	T_STR(a->name, "hash-64");
	T_INT(a->dimensions, 64);
	T_INT(b->dimensions, 128);
}

static void texts(void)
{
	struct kx_arena a = { 0 };

	T_STR(kx_embed_text("T", "A > B", "words", &a), "T > A > B\nwords");
	T_STR(kx_embed_text("T", "", "words", &a), "T\nwords");
	T_STR(kx_embed_text("T", NULL, "words", &a), "T\nwords");
	T_STR(kx_embed_text("", "A", "words", &a), "A\nwords");
	T_STR(kx_embed_text(NULL, NULL, "words", &a), "words");
	T_STR(kx_embed_text("%s%n", "%d", "%s", &a), "%s%n > %d\n%s");
	kx_arena_release(&a);
}

int main(void)
{
	names();
	two_at_once();
	texts();
	return T_END();
}
