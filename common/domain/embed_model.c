#include "domain/embed_model.h"

#include "domain/vectors.h"

#include <string.h>

int kx_embed_model_own(
	struct kx_db *db, char name[KX_VEC_MODEL_MAX + 1], struct kx_err *e)
{
	struct kx_vectors v = { 0 };
	struct kx_stmt *s;
	int rc = kx_vectors_look(&v, db, e);

	if (rc)
		return rc;
	s = kx_db_stmt(db, "select 1 from chunk where vector is not null limit 1", e);
	if (!s)
		return -1;
	rc = kx_db_step(s, e);
	kx_db_reset(s);
	if (rc == 0)
		memcpy(name, v.model, sizeof(v.model));
	return rc;
}

int kx_embed_model_fits(struct kx_db *db, const char *model, struct kx_err *e)
{
	char own[KX_VEC_MODEL_MAX + 1];
	int rc = kx_embed_model_own(db, own, e);

	if (rc)
		return rc < 0 ? -1 : 0;
	return strcmp(own, model) ? kx_embed_model_refuse(KX_ECONFIG, own, model, e)
				  : 0;
}

int kx_embed_model_refuse(
	enum kx_code code, const char *own, const char *model, struct kx_err *e)
{
	kx_fail(e, code, "the store's vectors are of model '%.100s', not '%.100s'", own,
		model);
	return kx_fail_hint(e, "--reembed changes them");
}
