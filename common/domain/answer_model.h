#ifndef KX_DOMAIN_ANSWER_MODEL_H
#define KX_DOMAIN_ANSWER_MODEL_H
/* Answers that a provider's model writes. Used by answer*.c alone. */
#include "domain/answer.h"
#include "domain/replay.h"

#define KX_MODEL_LINKS 8 /* models in a list */

struct kx_model_link {
	enum { KX_LINK_EXTRACT, KX_LINK_REPLAY, KX_LINK_REMOTE } kind;
	const char *name;
	struct kx_replay *replay;
};

struct kx_model {
	struct kx_model_opts o;
	struct kx_model_link v[KX_MODEL_LINKS];
	size_t n;
	bool remote;
	struct kx_arena arena; /* of the names */
};

/* 0 answered, or it has nothing to say: no text; 1 it failed, another may do; -1 */
int kx_answer_ask(const struct kx_model *m, const struct kx_model_link *l,
	const struct kx_asked *q, struct kx_arena *a, struct kx_answer *x,
	struct kx_err *e);

#endif
