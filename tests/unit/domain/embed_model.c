#include "domain/embed_model.h"

#include "../kb.h"
#include "../t.h"
#include "domain/vectors.h"

static struct kx_err e;
static char own[KX_VEC_MODEL_MAX + 1];

int main(void)
{
	struct kx_db *db = kb_new();
	struct kx_article a = kb_article("a", "T", "words");

	T_INT(kx_embed_model_own(db, own, &e), 1);
	T_INT(kx_embed_model_fits(db, "m", &e), 0);
	kb_put(db, &a, 1);
	T_INT(kx_db_exec(db,
		      "insert into embed_model values (1, 'm', 1), (2, 'n', 1);"
		      "update chunk set model = 1, vector = x'0000803f'",
		      &e),
		0);
	T_INT(kx_vectors_note(db, "m", &e), 0);
	T_INT(kx_embed_model_own(db, own, &e), 0);
	T_STR(own, "m");
	T_INT(kx_embed_model_fits(db, "m", &e), 0);
	T_INT(kx_embed_model_fits(db, "n", &e), -1);
	T_INT(e.code, KX_ECONFIG);
	T_STR(e.text, "the store's vectors are of model 'm', not 'n'");
	T_STR(e.hint, "--reembed changes them");
	/* the last one is gone */
	T_INT(kx_db_exec(db, "update chunk set vector = null", &e), 0);
	T_INT(kx_embed_model_own(db, own, &e), 1);
	T_INT(kx_embed_model_fits(db, "n", &e), 0);
	T_INT(kx_store_set(db, "vectors", "words", &e), 0);
	T_INT(kx_embed_model_own(db, own, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_INT(kx_embed_model_fits(db, "m", &e), -1);
	kx_db_close(db);
	return T_END();
}
