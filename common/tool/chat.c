#include "tool/chat.h"

#include "domain/conv.h"
#include "io/rec.h"
#include "tool/chat_page.h"
#include "tool/filter.h"
#include "tool/opt.h"
#include "tool/out.h"
#include "tool/query_opts.h"
#include "tool/say.h"
#include "tool/stream.h"
#include "tool/tool.h"

#include <signal.h>
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
	kx_models_close(c->models);
	kx_db_close(c->db);
	kx_tokenizer_free(c->k);
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

/* ---- one question ------------------------------------------------------------------- */

void kx_chat_put(struct kx_chat *c, const struct kx_answer *x, struct json_object *id)
{
	struct json_object *rec;

	/* what went out stands in front of what is said of it */
	kx_out_flush();
	if (x->instead_of && !c->told) {
		struct kx_err why = x->why;

		kx_fail_in(
			&why, "answered by %s, for %s failed", x->model, x->instead_of);
		kx_warn_err(&why);
		c->told = true;
	}
	if (!kx_shared.json) {
		kx_chat_page(x);
	} else {
		rec = kx_answer_json(x, id);
		kx_emit(rec);
		json_object_put(rec);
	}
	if (!x->partial)
		return;
	kx_out_flush();
	kx_warn("the answer is not whole: %s",
		x->cut.code ? x->cut.text
			    : "the model reached its longest length (chat.max_tokens)");
}

enum kx_code kx_chat_code(const struct kx_answer *x)
{
	if (x->cut.code)
		return KX_EAGAIN;
	return x->status == KX_ANSWERED ? KX_OK : KX_ENOANSWER;
}

/* What was used is noted, whatever came of it; then the tool ends, unless a signal is its
 * end. */
static void give_up(struct kx_chat *c, const struct kx_err *why)
{
	struct kx_err e;

	if (kx_models_flush(c->models, &e))
		kx_warn_err(&e);
	if (!kx_stop_wanted())
		kx_die_err(why);
}

int kx_chat_ask(struct kx_chat *c, const char *question)
{
	struct kx_request r = c->defaults;
	struct kx_stream text = { 0 };
	struct kx_arena a = { 0 };
	struct kx_answer x;
	struct kx_found f;
	struct kx_err e;
	enum kx_code code;

	if (kx_request_check(question, &e))
		kx_die_err(&e);
	r.text = question;
	c->ctx = &text;
	if (kx_chat_turn(c, &r, &a, &x, &f, &e)) {
		give_up(c, &e);
		return kx_finish(KX_EAGAIN);
	}
	code = kx_chat_code(&x);
	if (!kx_stream_gone()) {
		kx_stream_end(&text);
		kx_chat_put(c, &x, NULL);
	}
	kx_found_release(&f);
	kx_arena_release(&a);
	return kx_stream_gone() ? 128 + SIGPIPE : kx_finish(code);
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
	struct kx_chat *c = ctx, one = *c;
	struct kx_request req = one.defaults;
	struct json_object *id = NULL;
	const char *role, *text;
	struct kx_answer x;
	struct kx_found f;

	one.arena = (struct kx_arena){ 0 };
	json_object_object_get_ex(r->json, "context", &one.turns);
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
	kx_chat_put(c, &x, id);
	c->told_vector = one.told_vector;
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
	c->out = NULL;
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
	struct kx_stream text = { 0 };
	struct kx_asked q = { .question = question,
		.f = &f,
		.bars = { min, min },
		.whole = c->whole,
		.out = c->out,
		.ctx = &text };
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
	q.k = k;
	if (kx_answer_make(c->model, &q, &g.arena, &x, &e))
		kx_die_err(&e);
	kx_stream_end(&text);
	kx_chat_put(c, &x, NULL);
	kx_found_release(&f);
	kx_tokenizer_free(k);
	if (r.failed)
		return kx_finish(KX_ESOME);
	return kx_finish(kx_chat_code(&x));
}
