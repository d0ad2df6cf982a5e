/* One turn of a conversation: question in, answer out, both written down. */
#include "tool/chat.h"

#include "base/clock.h"
#include "base/uuid.h"
#include "domain/conv.h"
#include "domain/exchange.h"
#include "domain/phrase.h"
#include "tool/say.h"

#include <string.h>

/* the earlier turns, those of the request or of the conversation; a new reference */
static int earlier(struct kx_chat *c, struct kx_request *r, struct json_object **turns,
	struct kx_arena *a, struct kx_err *e)
{
	bool ok;

	*turns = json_object_get(c->turns);
	if (!c->conversation || r->context)
		return 0;
	json_object_put(*turns);
	if (kx_conv_turns(c->db, c->conversation, KX_ENTITY_TURNS, turns, e))
		return -1;
	kx_request_talk(r, *turns, a);
	r->context = kx_request_context(*turns, a, e, &ok);
	return ok ? 0 : -1;
}

size_t kx_chat_number(const char *line)
{
	size_t n = (size_t)(line[0] - '0');

	return n >= 1 && n <= KX_ANSWER_NEAREST && line[1 + (line[1] == '.')] == '\0'
		       ? n
		       : 0;
}

/* "2" after an answer that asked back is the second of the articles that it named */
static int choose(struct kx_chat *c, struct kx_request *r, bool *chose,
	struct kx_arena *a, struct kx_err *e)
{
	size_t n = kx_chat_number(r->text);
	struct json_object *rec, *list, *title = NULL;
	const char *answer;

	*chose = false;
	if (!n || !c->conversation)
		return 0;
	if (kx_conv_answer(c->db, c->conversation, a, &answer, e))
		return -1;
	rec = answer ? json_tokener_parse(answer) : NULL;
	*chose = json_object_object_get_ex(rec, "nearest", &list) &&
		 n <= json_object_array_length(list) &&
		 json_object_object_get_ex(
			 json_object_array_get_idx(list, n - 1), "title", &title) &&
		 json_object_get_string_len(title);
	if (*chose)
		r->text = kx_arena_strdup(a, json_object_get_string(title));
	json_object_put(rec);
	return 0;
}

/* ---- writing down ------------------------------------------------------------------- */

static int keep_exchange(struct kx_chat *c, const struct kx_answer *x, struct kx_err *e)
{
	struct kx_exchange r;

	if (!x->exchange)
		return 0;
	r = *x->exchange;
	r.message = x->message;
	return kx_exchange_add(c->db, &r, e);
}

static int add_both(struct kx_chat *c, const char *question, struct kx_answer *x,
	struct kx_arena *a, struct kx_err *e)
{
	char id[KX_UUID_LEN], after[KX_UUID_LEN];
	struct kx_message user = { .role = "user", .text = question, .id = id };
	struct kx_message reply = { .role = "assistant",
		.text = x->text,
		.status = kx_status_name(x->status),
		.id = after };
	struct json_object *rec;

	/* ids sort by time: question, then answer */
	kx_uuid_new(id);
	kx_uuid_new(after);
	x->message = kx_arena_strdup(a, after);
	rec = kx_answer_json(x, NULL);
	reply.answer = kx_arena_strdup(
		a, json_object_to_json_string_ext(rec,
			   JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(rec);
	return kx_conv_add(c->db, c->conversation, &user, e) ||
			       kx_conv_add(c->db, c->conversation, &reply, e) ||
			       keep_exchange(c, x, e) || kx_models_flush(c->models, e)
		       ? -1
		       : 0;
}

static int write_down(struct kx_chat *c, const char *question, struct kx_answer *x,
	struct kx_arena *a, struct kx_err *e)
{
	const char *before = c->conversation;
	int rc;

	if (kx_db_begin(c->db, e))
		return -1;
	rc = c->conversation ? 0
			     : kx_conv_new(c->db, NULL, c->user, c->channel, &c->arena,
				       &c->conversation, e);
	x->conversation = c->conversation;
	rc = rc || add_both(c, question, x, a, e) || kx_db_commit(c->db, e);
	if (rc) {
		kx_db_rollback(c->db);
		/* a conversation that was to begin here did not */
		x->conversation = c->conversation = before;
		x->message = NULL;
	}
	return rc ? -1 : 0;
}

/* ---- the turn ----------------------------------------------------------------------- */

/* false: the question is none that is answered here */
static int moderate(
	struct kx_chat *c, const char *question, bool *fine, struct kx_err *e)
{
	struct kx_moderation m = { 0 };

	*fine = true;
	if (!c->moderation)
		return 0;
	if (kx_models_moderate(c->models, c->moderation, question, &m, e))
		return kx_fail_in(e, "the question cannot be looked at");
	*fine = !m.flagged;
	return 0;
}

static void refuse(struct kx_answer *x, const struct kx_request *r)
{
	*x = (struct kx_answer){ .status = KX_REFUSED,
		.outcome = KX_OUTCOME_PASS,
		.text = kx_phrase(KX_PHRASE_REFUSED, r->locale),
		.model = "moderation",
		.usage = KX_USAGE_NONE,
		.cost = -1 };
}

/* what is searched for: the question, or what the model made of a follow-up */
static void rewrite(struct kx_chat *c, struct kx_request *r, struct json_object *turns,
	struct kx_asked *q, struct kx_arena *a)
{
	const char *better;

	if (!c->rewrite || !kx_model_remote(c->model) || !turns ||
		!json_object_array_length(turns))
		return;
	q->k = kx_search_tokenizer(c->search);
	better = kx_answer_rewrite(c->model, q, a);
	if (!better)
		return;
	q->query = r->text = better;
	r->context = NULL;
}

static int answer(struct kx_chat *c, const struct kx_request *r,
	struct json_object *turns, bool chose, struct kx_arena *a, struct kx_answer *x,
	struct kx_found *f, struct kx_err *e)
{
	struct kx_request look = *r;
	struct kx_asked q = { .question = r->text,
		.f = f,
		.bars = c->bars,
		.db = c->db,
		.turns = turns,
		.conversation = c->conversation,
		.whole = c->whole,
		.out = c->out,
		.ctx = c->ctx };

	if (!chose)
		rewrite(c, &look, turns, &q, a);
	if (kx_search_run(c->search, &look, a, f, e))
		return -1;
	if (f->no_vector.code && !c->told_vector) {
		kx_warn("searched by words alone: %s", f->no_vector.text);
		c->told_vector = true;
	}
	q.k = kx_search_tokenizer(c->search);
	if (!kx_answer_make(c->model, &q, a, x, e))
		return 0;
	kx_found_release(f);
	return -1;
}

int kx_chat_turn(struct kx_chat *c, struct kx_request *r, struct kx_arena *a,
	struct kx_answer *x, struct kx_found *f, struct kx_err *e)
{
	int64_t began = kx_clock_mono();
	struct json_object *turns = NULL;
	const char *asked = r->text;
	bool fine, chose = false;
	int rc;

	*f = (struct kx_found){ 0 };
	rc = moderate(c, r->text, &fine, e);
	if (!rc && !fine)
		refuse(x, r);
	else if (!rc)
		rc = choose(c, r, &chose, a, e) || earlier(c, r, &turns, a, e) ||
		     answer(c, r, turns, chose, a, x, f, e);
	json_object_put(turns);
	if (rc)
		return -1;
	x->latency_ms = kx_clock_mono() - began;
	x->conversation = c->conversation;
	if (c->keep && write_down(c, chose ? r->text : asked, x, a, e))
		/* the customer gets the answer all the same */
		kx_warn_err(e);
	return 0;
}
