#include "domain/embed_cache.h"

#include "../kb.h"
#include "../t.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/kx-cache-XXXXXX";
static struct kx_err e;
static int made; /* texts that the model was asked for */
static bool broken;

/* a model that counts how often it is asked */
static int embed(const struct kx_embedder *m, struct kx_tokenizer *k,
	const char *const *texts, const char *const *locales, size_t n, float *out,
	struct kx_err *err)
{
	(void)k;
	if (broken)
		return kx_fail(err, KX_EREFUSED, "no");
	made += (int)n;
	for (size_t i = 0; i < n; i++) {
		memset(out + i * m->dimensions, 0, m->dimensions * sizeof(*out));
		out[i * m->dimensions] = (float)strlen(texts[i]);
		out[i * m->dimensions + 1] = locales[i] ? 1 : 0;
	}
	return 0;
}

static const struct kx_embedder model = {
	.name = "costly", .dimensions = 3, .costly = true, .embed = embed
};

static struct kx_embed_cache *cache(const struct kx_embedder *m)
{
	struct kx_db *db = NULL;

	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_CREATE, &e), 0);
	T_INT(kx_db_exec(db, "pragma busy_timeout=0", &e), 0);
	return kx_embed_cache_new(db, m);
}

static float ask(struct kx_embed_cache *c, const char *text, const char *locale)
{
	float v[3] = { -1, -1, -1 };

	T_INT(kx_embed_cached(c, &model, NULL, text, locale, v, &e), 0);
	T_OK(v[0] == (float)strlen(text) && v[1] == (locale ? 1 : 0) && v[2] == 0);
	return v[0];
}

static void asked_once(void)
{
	struct kx_embed_cache *c = cache(&model);

	made = 0;
	ask(c, "text", NULL);
	ask(c, "text", NULL);
	T_INT(made, 1);
	ask(c, "text", "de");
	ask(c, "texts", NULL);
	ask(c, "", NULL);
	T_INT(made, 4);
	T_INT(kx_embed_cache_commit(c, &e), 0);
	T_INT(kx_embed_cache_commit(c, &e), 0);
	ask(c, "text", "de");
	T_INT(made, 4);
	kx_embed_cache_free(c);
	/* also in the next run */
	c = cache(&model);
	ask(c, "text", NULL);
	ask(c, "", NULL);
	T_INT(made, 4);
	ask(c, "lost", NULL);
	kx_embed_cache_free(c); /* without a commit */
	c = cache(&model);
	ask(c, "lost", NULL);
	T_INT(made, 6);
	kx_embed_cache_free(c);
}

static void without_one(void)
{
	made = 0;
	ask(NULL, "text", NULL);
	ask(NULL, "text", NULL);
	T_INT(made, 2);
	T_INT(kx_embed_cache_commit(NULL, &e), 0);
	kx_embed_cache_free(NULL);
}

static void a_model_that_fails(void)
{
	struct kx_embed_cache *c = cache(&model);
	float v[3];

	broken = true;
	T_INT(kx_embed_cached(c, &model, NULL, "never seen", NULL, v, &e), -1);
	T_INT(e.code, KX_EREFUSED);
	broken = false;
	made = 0;
	ask(c, "never seen", NULL);
	T_INT(made, 1);
	kx_embed_cache_free(c);
}

/* other dimensions under the same name: not what the store has, and not written over it */
static void other_dimensions(void)
{
	const struct kx_embedder four = {
		.name = "costly", .dimensions = 4, .embed = embed
	};
	struct kx_embed_cache *c = cache(&four);
	float v[4] = { 0 };

	made = 0;
	T_INT(kx_embed_cached(c, &four, NULL, "text", NULL, v, &e), 0);
	T_INT(made, 1);
	T_INT(kx_embed_cache_commit(c, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_STR(e.text, "model 'costly' has 3 dimensions in the store, here 4");
	kx_embed_cache_free(c);
}

/* many texts while another process writes: each failure is told, memory stays whole */
static int many_while_locked(void)
{
	struct kx_embed_cache *c = cache(&model);
	struct kx_db *other = NULL;
	char text[24];
	float v[3];
	int wrong = 0, failed = 0;

	wrong += kx_store_open(&other, "sqlite:s", KX_DB_WRITE, &e) != 0 ||
		 kx_db_begin(other, &e) != 0;
	for (int i = 0; i < 1100; i++) {
		snprintf(text, sizeof(text), "many %d", i);
		if (kx_embed_cached(c, &model, NULL, text, NULL, v, &e))
			failed++;
	}
	wrong += !failed || e.code != KX_EAGAIN;
	kx_db_rollback(other);
	wrong += kx_embed_cache_commit(c, &e) != 0;
	kx_db_close(other);
	kx_embed_cache_free(c);
	return wrong;
}

static void locked(void)
{
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0)
		_exit(many_while_locked());
	T_INT(waitpid(child, &status, 0), child);
	T_INT(status, 0);
}

static void model_ids(void)
{
	struct kx_db *db = kb_new();
	int64_t a, b, again;

	T_INT(kx_embed_model_id(db, "a", 3, &a, &e), 0);
	T_INT(kx_embed_model_id(db, "b", 3, &b, &e), 0);
	T_INT(kx_embed_model_id(db, "a", 3, &again, &e), 0);
	T_OK(a > 0 && b > 0 && a != b);
	T_INT(again, a);
	T_INT(kx_embed_model_id(db, "a", 4, &again, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_INT(kb_int(db, "select count(*) from embed_model"), 2);
	kx_db_close(db);
}

int main(void)
{
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	asked_once();
	without_one();
	a_model_that_fails();
	other_dimensions();
	locked();
	model_ids();
	unlink("s");
	unlink("s-wal");
	unlink("s-shm");
	T_INT(chdir("/"), 0);
	T_INT(rmdir(folder), 0);
	return T_END();
}
