/* kx-chat: a question, message records or a terminal session in; grounded answers with
 * citations out. */
#include "domain/answer.h"
#include "domain/store.h"
#include "tool/chat.h"
#include "tool/out.h"
#include "tool/query_opts.h"
#include "tool/say.h"
#include "tool/settings.h"
#include "tool/stream.h"
#include "tool/tool.h"

#include <string.h>
#include <unistd.h>

static const char *model, *conversation, *user, *channel, *system_text, *replay;
static bool go_on, from_hits, no_log, no_stream;

static const struct kx_opt opts[] = {
	{ KX_OPT_FLAG, 'c', "continue", &go_on, NULL,
		"go on with the last conversation" },
	{ KX_OPT_STR, 0, "conversation", &conversation, "ID", "go on with this one" },
	{ KX_OPT_STR, 0, "user", &user, "ID", "who asks, for the store" },
	{ KX_OPT_STR, 0, "channel", &channel, "NAME",
		"where it is asked (default: terminal)" },
	{ KX_OPT_STR, 'm', "model", &model, "MODEL",
		"extract, PROVIDER:MODEL; several with commas" },
	{ KX_OPT_STR, 's', "system", &system_text, "TEXT",
		"what the desk is, for the model" },
	{ KX_OPT_FLAG, 0, "no-stream", &no_stream, NULL,
		"ask the model for its answer as a whole" },
	{ KX_OPT_STR, 0, "replay", &replay, "ID", "make a recorded answer once more" },
	{ KX_OPT_FLAG, 0, "hits", &from_hits, NULL, "answer from the hits on stdin" },
	{ KX_OPT_FLAG, 0, "no-log", &no_log, NULL, "keep nothing of the conversation" },
	{ 0 },
};

static const struct kx_tool tool = { "kx-chat", "[OPTIONS] [QUESTION | -]",
	"Answer a question from the help articles, and say where it stands.", opts,
	KX_WITH_STORE | KX_WITH_FILTER | KX_WITH_JSON, kx_query_opts };

/* the store for reading and, unless nothing is to be kept, for writing; an old or closed
 * one can still be read */
static struct kx_db *open_store(struct kx_chat *c)
{
	struct kx_db *db;
	struct kx_err e;

	if (kx_store_open(&db, kx_store_url(), no_log ? KX_DB_READ : KX_DB_WRITE, &e) ==
			0 &&
		(no_log || kx_db_writable(db)))
		return db;
	if (!db && (no_log || e.code != KX_EIO))
		kx_die_err(&e);
	kx_db_close(db);
	if (kx_store_open(&db, kx_store_url(), KX_DB_READ, &e))
		kx_die_err(&e);
	kx_warn("the store cannot be written: the conversation is not kept");
	c->keep = false;
	return db;
}

/* a question typed as the operand; "-" and a pipe of plain text are questions too */
static const char *question(int operands, char *const *v)
{
	if (operands > 1)
		kx_die(KX_EUSAGE, "one question at a time: put it in quotes");
	if (operands == 1 && strcmp(v[0], "-") != 0)
		return v[0];
	return NULL;
}

static int run(struct kx_chat *c, int operands, char *const *v)
{
	const char *q = question(operands, v);
	struct kx_input *in;
	struct kx_err e;
	int status;

	if (q)
		return kx_chat_ask(c, q);
	if (isatty(0))
		return kx_chat_loop(c);
	if (kx_input_open(&in, "-", &e))
		kx_die_err(&e);
	if (kx_input_peek(in) == '{') {
		status = kx_chat_records(c, in);
		kx_input_close(in);
		return status;
	}
	q = kx_chat_plain(in);
	kx_input_close(in);
	if (!*q)
		return kx_finish(KX_OK);
	return kx_chat_ask(c, q);
}

/* a signal, or a reader who has left, ends what a model writes; what came is kept */
static bool stopped(void)
{
	return kx_stop_wanted() || kx_stream_gone();
}

static struct kx_models *open_models(void)
{
	struct kx_models_opts o = { .conf = kx_settings(),
		.store = from_hits ? NULL : kx_store_url(),
		.stopped = stopped,
		.told = kx_tell };
	struct kx_models *m;
	struct kx_err e;

	if (kx_models_new(&m, &o, &e))
		kx_die_err(&e);
	return m;
}

/* from flags, and the configuration behind them */
static void open_model(struct kx_chat *c)
{
	const struct kx_conf *conf = kx_settings();
	const char *policy = kx_conf_str(conf, "chat.unsupported");
	struct kx_model_opts o = {
		.names = model ? model : kx_conf_str(conf, "chat.model"),
		.fallback = kx_conf_bool(conf, "chat.fallback"),
		.words = (size_t)kx_conf_int(conf, "chat.words"),
		.excerpts = (size_t)kx_conf_int(conf, "chat.excerpts"),
		.excerpt_words = (size_t)kx_conf_int(conf, "chat.excerpt_words"),
		.system = system_text ? system_text : kx_conf_str(conf, "chat.system"),
		.drop = !strcmp(policy, "drop"),
	};
	struct kx_err e;

	if (!o.drop && strcmp(policy, "mark") != 0)
		kx_die(KX_ECONFIG, "%s: 'chat.unsupported' is neither mark nor drop",
			kx_conf_where(conf, "chat.unsupported"));
	c->moderation = kx_conf_str(conf, "chat.moderation");
	o.models = c->models = open_models();
	if (kx_model_open(&c->model, &o, &e)) {
		if (model && e.code == KX_ECONFIG)
			e.code = KX_EUSAGE;
		kx_die_err(&e);
	}
	c->rewrite = kx_conf_bool(conf, "chat.rewrite");
	c->whole = no_stream;
	if (!kx_model_remote(c->model))
		return;
	kx_stop_gently();
	if (!no_stream && !kx_shared.json)
		c->out = kx_stream_text;
}

int main(int argc, char **argv)
{
	int first = kx_start(argc, argv, &tool), status;
	struct kx_chat c = {
		.keep = !no_log, .user = user, .channel = channel ? channel : "terminal"
	};
	struct kx_err e;

	kx_query_opts_settle(&c.defaults, KX_ANSWER_ARTICLES);
	c.defaults.per_article = KX_ANSWER_CHUNKS;
	open_model(&c);
	if (from_hits) {
		const char *q = question(argc - first, argv + first);

		if (!q)
			kx_die(KX_EUSAGE, "--hits wants the question as its operand");
		status = kx_chat_hits(&c, q);
		kx_chat_close(&c);
		return status;
	}
	c.db = open_store(&c);
	if (c.models && c.keep)
		kx_models_borrow(c.models, c.db);
	if (replay) {
		status = kx_chat_replay(&c, replay);
		kx_chat_close(&c);
		return status;
	}
	if (kx_search_open(&c.search, c.db, false, &e) ||
		kx_chat_pick(&c, conversation, go_on, &e))
		kx_die_err(&e);
	kx_search_models(c.search, c.models);
	c.bars.answer = kx_query_opts_min(c.search);
	c.bars.ask = kx_query_opts_ask(c.search);
	c.defaults.all = !(c.bars.answer > 0);
	status = run(&c, argc - first, argv + first);
	kx_chat_close(&c);
	return kx_leave(status);
}
