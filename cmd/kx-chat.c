/* kx-chat: a question, message records or a terminal session in; grounded answers with
 * citations out. */
#include "domain/answer.h"
#include "domain/store.h"
#include "tool/chat.h"
#include "tool/out.h"
#include "tool/query_opts.h"
#include "tool/say.h"
#include "tool/settings.h"
#include "tool/tool.h"

#include <string.h>
#include <unistd.h>

static const char *model, *conversation, *user, *channel;
static bool go_on, from_hits, no_log;

static const struct kx_opt opts[] = {
	{ KX_OPT_FLAG, 'c', "continue", &go_on, NULL,
		"go on with the last conversation" },
	{ KX_OPT_STR, 0, "conversation", &conversation, "ID", "go on with this one" },
	{ KX_OPT_STR, 0, "user", &user, "ID", "who asks, for the store" },
	{ KX_OPT_STR, 0, "channel", &channel, "NAME",
		"where it is asked (default: terminal)" },
	{ KX_OPT_STR, 'm', "model", &model, "MODEL", "extract or replay:FILE" },
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

int main(int argc, char **argv)
{
	int first = kx_start(argc, argv, &tool), status;
	struct kx_chat c = {
		.keep = !no_log, .user = user, .channel = channel ? channel : "terminal"
	};
	const struct kx_conf *conf = kx_settings();
	struct kx_err e;

	kx_query_opts_settle(&c.defaults, KX_ANSWER_ARTICLES);
	c.defaults.per_article = KX_ANSWER_CHUNKS;
	if (kx_model_open(&c.model, model ? model : kx_conf_str(conf, "chat.model"),
		    (size_t)kx_conf_int(conf, "chat.words"), &e)) {
		if (model && e.code == KX_ECONFIG)
			e.code = KX_EUSAGE;
		kx_die_err(&e);
	}
	if (from_hits) {
		const char *q = question(argc - first, argv + first);

		if (!q)
			kx_die(KX_EUSAGE, "--hits wants the question as its operand");
		status = kx_chat_hits(&c, q);
		kx_model_close(c.model);
		return status;
	}
	c.db = open_store(&c);
	if (kx_search_open(&c.search, c.db, false, &e) ||
		kx_chat_pick(&c, conversation, go_on, &e))
		kx_die_err(&e);
	c.bars.answer = kx_query_opts_min(c.search);
	c.bars.ask = kx_query_opts_ask(c.search);
	c.defaults.all = !(c.bars.answer > 0);
	status = run(&c, argc - first, argv + first);
	kx_chat_close(&c);
	return status;
}
