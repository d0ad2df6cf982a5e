#ifndef KX_DOMAIN_REPLAY_H
#define KX_DOMAIN_REPLAY_H
/* The `replay` model: recorded exchanges instead of a live model, so that what comes
 * behind a model can be tested to the byte. A file of records {"question", "answer"}; the
 * answer cites articles as [1], [2] in the order of the hits. */
#include "domain/answer.h"

struct kx_replay;

int kx_replay_open(struct kx_replay **r, const char *path, struct kx_err *e);
void kx_replay_close(struct kx_replay *r);
/* The recorded answer to exactly this question, checked: a sentence whose [n] names no
 * article that was found is dropped, a number in brackets becomes a citation of the whole
 * best chunk of that article. KX_EINPUT when the question was not recorded. An empty
 * answer leaves x->text empty. */
int kx_replay_answer(struct kx_replay *r, const char *question,
	const struct kx_found *f, struct kx_arena *a, struct kx_answer *x,
	struct kx_err *e);

#endif
