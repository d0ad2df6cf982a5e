#ifndef KX_TOOL_CHAT_H
#define KX_TOOL_CHAT_H
/* One chat: its store, its model, its conversation; asked by word, by record, by terminal
 * or from hits that came through a pipe. */
#include "domain/answer.h"
#include "domain/search.h"
#include "io/input.h"

#include <stdbool.h>

struct kx_chat {
	struct kx_db *db;
	struct kx_search *search;
	struct kx_models *models; /* providers; NULL: none may be asked */
	struct kx_model *model;
	const char *moderation; /* model that looks at questions first, or NULL */
	bool rewrite;           /* let the model rewrite follow-ups */
	bool whole;             /* answers are not streamed */
	struct kx_request defaults;
	struct kx_bars bars;
	bool keep;        /* write the conversation down */
	bool told;        /* that another model stands in */
	bool told_vector; /* that a question has no vector */
	const char *user, *channel;
	const char *conversation;  /* NULL: made at the first message */
	struct json_object *turns; /* that came with the message, borrowed; or NULL */
	struct kx_tokenizer *k;    /* where nothing is searched */
	kx_models_text *out;       /* gets the text of an answer while it is written */
	void *ctx;
	struct kx_arena arena; /* of the conversation */
};

/* Which conversation to go on with; KX_EUSAGE when it is not there. */
int kx_chat_pick(
	struct kx_chat *c, const char *conversation, bool last, struct kx_err *e);
/* One turn: the question of `r` in the conversation, its answer in *x, written down when
 * it is kept. Release *f. */
int kx_chat_turn(struct kx_chat *c, struct kx_request *r, struct kx_arena *a,
	struct kx_answer *x, struct kx_found *f, struct kx_err *e);
/* The number that a line is, of an article that was asked back about; 0: it is none. */
size_t kx_chat_number(const char *line);
/* An answer to stdout, as a page or a record with `id` (may be NULL); what went out while
 * it was written does not go out again. */
void kx_chat_put(struct kx_chat *c, const struct kx_answer *x, struct json_object *id);
/* The exit status that an answer stands for. */
enum kx_code kx_chat_code(const struct kx_answer *x);
/* One question; its answer goes to stdout. The exit status: 0, or 3 when the articles do
 * not answer it. */
int kx_chat_ask(struct kx_chat *c, const char *question);
/* Message records in, answer records out; the exit status. */
int kx_chat_records(struct kx_chat *c, struct kx_input *in);
/* A session on the terminal until its end; the exit status. */
int kx_chat_loop(struct kx_chat *c);
/* One question, answered from the hit records on stdin; no store. The exit status. */
int kx_chat_hits(struct kx_chat *c, const char *question);
/* The answer of that id, or the latest of that conversation, made anew from what was
 * recorded. The exit status: 1 when something else comes of it than came then. */
int kx_chat_replay(struct kx_chat *c, const char *id);
/* All of an input as one question; lives as long as the process. */
const char *kx_chat_plain(struct kx_input *in);
void kx_chat_close(struct kx_chat *c);

#endif
