/* An answer that was given, made anew from what was recorded of it. */
#include "domain/conv.h"
#include "domain/exchange.h"
#include "io/jsonl.h"
#include "tool/chat.h"
#include "tool/out.h"
#include "tool/say.h"
#include "tool/tool.h"

#include <string.h>

static bool same(const struct kx_answer *a, const struct kx_answer *b)
{
	size_t i;

	if (strcmp(a->text, b->text) != 0 || a->status != b->status ||
		a->unsupported != b->unsupported || a->ncites != b->ncites)
		return false;
	for (i = 0; i < a->ncites; i++)
		if (a->cites[i].n != b->cites[i].n ||
			strcmp(a->cites[i].quote, b->cites[i].quote) != 0)
			return false;
	return true;
}

static int read_answer(struct kx_answer *x, const char *text, struct kx_arena *a,
	struct json_object **rec, struct kx_err *e)
{
	if (kx_jsonl_parse(text, strlen(text), rec, e) || kx_answer_from(x, *rec, a, e))
		return kx_fail_in(e, "the recorded answer");
	return 0;
}

int kx_chat_replay(struct kx_chat *c, const char *id)
{
	struct json_object *rec = NULL;
	struct kx_answer was, x;
	struct kx_exchange r;
	const char *answer;
	struct kx_err e;
	int rc;

	if (kx_conv_answer_by(c->db, id, &c->arena, &answer, &e))
		kx_die_err(&e);
	if (!answer)
		kx_die(KX_EUSAGE, "there is no answer '%s'", id);
	if (read_answer(&was, answer, &c->arena, &rec, &e))
		kx_die_err(&e);
	x = was;
	c->k = kx_tokenizer_new();
	/* where no model wrote nothing is made anew: the record is what there is */
	rc = kx_exchange_get(c->db, was.message, &c->arena, &r, &answer, &e);
	if (rc < 0 || (!rc && kx_answer_again(&r, c->k, &c->arena, &x, &e)))
		kx_die_err(&e);
	kx_chat_put(c, &x, NULL);
	json_object_put(rec);
	if (same(&was, &x))
		return kx_finish(kx_chat_code(&x));
	kx_warn("today's checks make something else of it than was said then");
	return kx_finish(KX_ESOME);
}
