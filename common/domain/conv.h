#ifndef KX_DOMAIN_CONV_H
#define KX_DOMAIN_CONV_H
/* Conversations and their messages, in the store. Ids are UUIDv7, so they sort by time. */
#include "base/arena.h"
#include "base/err.h"
#include "io/db.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/* Does it exist? */
int kx_conv_exists(struct kx_db *db, const char *id, bool *yes, struct kx_err *e);
/* The conversation that was last written to (of `user`, unless NULL); NULL: there is none. */
int kx_conv_last(struct kx_db *db, const char *user, struct kx_arena *a,
	const char **id, struct kx_err *e);
/* A new one; its id is in the arena. `id` NULL: made. */
int kx_conv_new(struct kx_db *db, const char *id, const char *user, const char *channel,
	struct kx_arena *a, const char **out, struct kx_err *e);

struct kx_message {
	const char *role; /* user, assistant or tool */
	const char *text;
	const char *status; /* of an answer, or NULL */
	const char *answer; /* its record as JSON, or NULL */
	const char *id;     /* made before, or NULL */
};

/* Append a message. */
int kx_conv_add(
	struct kx_db *db, const char *id, const struct kx_message *m, struct kx_err *e);
/* The record of the answer that was given last, as JSON in the arena; NULL: none. */
int kx_conv_answer(struct kx_db *db, const char *id, struct kx_arena *a,
	const char **answer, struct kx_err *e);
/* The record of the answer that has this id as a message, or that was given last in the
 * conversation of this id; NULL: there is none. */
int kx_conv_answer_by(struct kx_db *db, const char *id, struct kx_arena *a,
	const char **answer, struct kx_err *e);
/* The last n messages, oldest first, as turns {role: customer|agent, text}: what a query
 * record calls context. A new reference. */
int kx_conv_turns(struct kx_db *db, const char *id, size_t n,
	struct json_object **turns, struct kx_err *e);

#endif
