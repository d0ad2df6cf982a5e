#include "tool/chat.h"

#include "base/clock.h"
#include "domain/conv.h"
#include "io/rec.h"
#include "tool/chat_page.h"
#include "tool/filter.h"
#include "tool/opt.h"
#include "tool/out.h"
#include "tool/query_opts.h"
#include "tool/say.h"
#include "tool/tool.h"

#include <string.h>

int kx_chat_pick(
	struct kx_chat *c, const char *conversation, bool last, struct kx_err *e)
{
	bool there;

	if (conversation) {
		if (kx_conv_exists(c->db, conversation, &there, e))
			return -1;
		if (!there)
			return kx_fail(e, KX_EUSAGE, "there is no conversation '%s'",
				conversation);
		c->conversation = conversation;
		return 0;
	}
	if (!last)
		return 0;
	if (kx_conv_last(c->db, c->user, &c->arena, &c->conversation, e))
		return -1;
	if (!c->conversation)
		return kx_fail(e, KX_EUSAGE, "there is no conversation to go on with");
	return 0;
}

void kx_chat_close(struct kx_chat *c)
{
	kx_search_close(c->search);
	kx_model_close(c->model);
	kx_db_close(c->db);
	kx_arena_release(&c->arena);
}

const char *kx_chat_plain(struct kx_input *in)
{
	static struct kx_buf b = { .max = KX_QUERY_MAX };
	struct kx_err e;
	char *line;
	size_t n;
	int rc;

	while ((rc = kx_input_line(in, &line, &n, &e)) == 0) {
		if (memchr(line, '\0', n))
			kx_die(KX_EINPUT, "stdin: it holds NUL bytes: not a question");
		kx_buf_add(&b, line, n);
		kx_buf_char(&b, '\n');
	}
	if (rc < 0)
		kx_die_err(&e);
	if (b.over)
		kx_die(KX_EINPUT, "the question is longer than %u KiB",
			KX_QUERY_MAX >> 10);
	while (b.len && strchr(" \n\r\t", b.p[b.len - 1]))
		kx_buf_cut(&b, b.len - 1);
	return kx_buf_text(&b);
}

/* ---- one turn ----------------------------------------------------------------------- */

/* the customer's words before this one, from the store, before those of the request */
static int earlier(
	struct kx_chat *c, struct kx_request *r, struct kx_arena *a, struct kx_err *e)
{
	struct json_object *turns;
	const char *old;
	bool ok;

	if (!c->conversation || r->context)
		return 0;
	if (kx_conv_turns(c->db, c->conversation, KX_ENTITY_TURNS, &turns, e))
		return -1;
	old = kx_request_context(turns, a, e, &ok);
	kx_request_talk(r, turns, a);
	json_object_put(turns);
	r->context = old;
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
static int choose(
	struct kx_chat *c, struct kx_request *r, struct kx_arena *a, struct kx_err *e)
{
	size_t n = kx_chat_number(r->text);
	struct json_object *rec, *list, *title = NULL;
	const char *answer;

	if (!n || !c->conversation)
		return 0;
	if (kx_conv_answer(c->db, c->conversation, a, &answer, e))
		return -1;
	rec = answer ? json_tokener_parse(answer) : NULL;
	if (json_object_object_get_ex(rec, "nearest", &list) &&
		n <= json_object_array_length(list) &&
		json_object_object_get_ex(
			json_object_array_get_idx(list, n - 1), "title", &title) &&
		json_object_get_string_len(title))
		r->text = kx_arena_strdup(a, json_object_get_string(title));
	json_object_put(rec);
	return 0;
}

static int write_down(struct kx_chat *c, const char *question, struct kx_answer *x,
	struct kx_arena *a, struct kx_err *e)
{
	struct kx_message user = { .role = "user", .text = question };
	struct kx_message reply = { .role = "assistant",
		.text = x->text,
		.status = kx_status_name(x->status) };
	const char *before = c->conversation;
	struct json_object *rec;
	int rc;

	if (kx_db_begin(c->db, e))
		return -1;
	rc = c->conversation ? 0
			     : kx_conv_new(c->db, NULL, c->user, c->channel, &c->arena,
				       &c->conversation, e);
	x->conversation = c->conversation;
	rec = kx_answer_json(x, NULL);
	reply.answer = kx_arena_strdup(
		a, json_object_to_json_string_ext(rec,
			   JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(rec);
	rc = rc || kx_conv_add(c->db, c->conversation, &user, e) ||
	     kx_conv_add(c->db, c->conversation, &reply, e) || kx_db_commit(c->db, e);
	if (rc) {
		kx_db_rollback(c->db);
		/* a conversation that was to begin here did not */
		x->conversation = c->conversation = before;
	}
	return rc ? -1 : 0;
}

int kx_chat_turn(struct kx_chat *c, struct kx_request *r, struct kx_arena *a,
	struct kx_answer *x, struct kx_found *f, struct kx_err *e)
{
	int64_t began = kx_clock_mono();
	int rc;

	if (choose(c, r, a, e) || earlier(c, r, a, e) ||
		kx_search_run(c->search, r, a, f, e))
		return -1;
	rc = kx_answer_make(
		c->model, r->text, f, c->bars, kx_search_tokenizer(c->search), a, x, e);
	x->latency_ms = kx_clock_mono() - began;
	x->conversation = c->conversation;
	if (rc)
		kx_found_release(f);
	else if (c->keep && write_down(c, r->text, x, a, e))
		/* the customer gets the answer all the same */
		kx_warn_err(e);
	return rc;
}

void kx_chat_put(const struct kx_answer *x, struct json_object *id)
{
	struct json_object *rec;

	if (!kx_shared.json) {
		kx_chat_page(x);
		return;
	}
	rec = kx_answer_json(x, id);
	kx_emit(rec);
	json_object_put(rec);
}

int kx_chat_ask(struct kx_chat *c, const char *question)
{
	struct kx_request r = c->defaults;
	struct kx_arena a = { 0 };
	struct kx_answer x;
	struct kx_found f;
	struct kx_err e;
	enum kx_status status;

	if (kx_request_check(question, &e))
		kx_die_err(&e);
	r.text = question;
	if (kx_chat_turn(c, &r, &a, &x, &f, &e))
		kx_die_err(&e);
	kx_chat_put(&x, NULL);
	status = x.status;
	kx_found_release(&f);
	kx_arena_release(&a);
	return kx_finish(status == KX_UNKNOWN ? KX_ENOANSWER : KX_OK);
}

/* ---- records ------------------------------------------------------------------------ */

static int pick(struct kx_chat *one, struct json_object *rec, struct kx_arena *a,
	struct kx_err *e)
{
	const char *id, *user, *channel;
	bool there = true;

	if (kx_rec_str(rec, "conversation", &id, e) ||
		kx_rec_str(rec, "user", &user, e) ||
		kx_rec_str(rec, "channel", &channel, e))
		return -1;
	if (user)
		one->user = user;
	if (channel)
		one->channel = channel;
	if (!id)
		return 0;
	if (strlen(id) > KX_ID_MAX)
		return kx_fail(e, KX_EINPUT, "field 'conversation' is too long");
	if (kx_conv_exists(one->db, id, &there, e))
		return -1;
	one->conversation = id;
	if (there || !one->keep)
		return 0;
	return kx_conv_new(
		one->db, id, one->user, one->channel, a, &one->conversation, e);
}

/* what somebody else said: kept, not answered */
static int note(struct kx_chat *c, const char *role, const char *text, struct kx_err *e)
{
	struct kx_message m = { .role = role, .text = text };

	if (!strcmp(role, "agent"))
		m.role = "assistant";
	else if (strcmp(role, "assistant") != 0 && strcmp(role, "tool") != 0)
		return kx_fail(
			e, KX_EINPUT, "field 'role' is none of user, assistant, tool");
	return c->conversation && c->keep ? kx_conv_add(c->db, c->conversation, &m, e)
					  : 0;
}

static int message(struct kx_record *r, void *ctx, struct kx_err *e)
{
	struct kx_chat one = *(struct kx_chat *)ctx;
	struct kx_request req = one.defaults;
	struct json_object *id = NULL;
	const char *role, *text;
	struct kx_answer x;
	struct kx_found f;

	one.arena = (struct kx_arena){ 0 };
	if (kx_request_read(&req, r->json, r->arena, e) ||
		kx_rec_str(r->json, "role", &role, e) ||
		pick(&one, r->json, r->arena, e))
		return -1;
	text = req.text;
	if (role && strcmp(role, "user") != 0 && strcmp(role, "customer") != 0)
		return note(&one, role, text, e);
	req.k = one.defaults.k;
	if (kx_chat_turn(&one, &req, r->arena, &x, &f, e)) {
		kx_arena_release(&one.arena);
		return -1;
	}
	json_object_object_get_ex(r->json, "id", &id);
	kx_chat_put(&x, id);
	kx_found_release(&f);
	kx_arena_release(&one.arena);
	return 0;
}

int kx_chat_records(struct kx_chat *c, struct kx_input *in)
{
	struct kx_filter f = { .record = message, .ctx = c };
	struct kx_filter_result r = { 0 };
	struct kx_err e;

	kx_shared.json = true;
	if (kx_filter_input(in, &f, &r, &e))
		kx_die_err(&e);
	return kx_finish(r.failed ? KX_ESOME : KX_OK);
}

/* ---- hits through a pipe ------------------------------------------------------------ */

struct gathered {
	struct kx_hit v[KX_SEARCH_K_MAX];
	size_t n;
	struct kx_arena arena;
};

static int hit(struct kx_record *r, void *ctx, struct kx_err *e)
{
	struct gathered *g = ctx;

	if (g->n == KX_SEARCH_K_MAX)
		return kx_fail(e, KX_EINPUT, "more than %d hits", KX_SEARCH_K_MAX);
	if (kx_hit_read(&g->v[g->n], r->json, &g->arena, e))
		return -1;
	g->n++;
	return 0;
}

int kx_chat_hits(struct kx_chat *c, const char *question)
{
	static struct gathered g;
	static char *const from_stdin[] = { NULL };
	struct kx_filter filter = { .record = hit, .ctx = &g };
	struct kx_tokenizer *k = kx_tokenizer_new();
	struct kx_filter_result r = { 0 };
	struct kx_found f = { .hits = g.v };
	double min = kx_query_opts_min_or(0);
	struct kx_bars bars = { min, min };
	struct kx_answer x;
	struct kx_err e;

	if (kx_filter_run(from_stdin, &filter, &r, &e))
		kx_die_err(&e);
	f.n = g.n;
	f.locale = c->defaults.by.locale   ? c->defaults.by.locale
		   : g.n && *g.v[0].locale ? g.v[0].locale
					   : NULL;
	f.confidence = g.n ? g.v[0].confidence : 0;
	kx_query_parse(&f.q, k, f.locale, question, strlen(question));
	if (kx_answer_make(c->model, question, &f, bars, k, &g.arena, &x, &e))
		kx_die_err(&e);
	kx_chat_put(&x, NULL);
	kx_found_release(&f);
	kx_tokenizer_free(k);
	if (r.failed)
		return kx_finish(KX_ESOME);
	return kx_finish(x.status == KX_UNKNOWN ? KX_ENOANSWER : KX_OK);
}
