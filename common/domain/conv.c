#include "domain/conv.h"

#include "base/clock.h"
#include "base/uuid.h"

#include <string.h>

int kx_conv_exists(struct kx_db *db, const char *id, bool *yes, struct kx_err *e)
{
	struct kx_stmt *s =
		kx_db_stmt(db, "select 1 from conversation where id = $1", e);
	int rc;

	if (!s)
		return -1;
	kx_bind_text(s, 1, id);
	rc = kx_db_step(s, e);
	*yes = rc == 0;
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

int kx_conv_last(struct kx_db *db, const char *user, struct kx_arena *a,
	const char **id, struct kx_err *e)
{
	struct kx_stmt *s = user ? kx_db_stmt(db,
					   "select id from conversation where user = $1"
					   " order by updated_at desc, id desc limit 1",
					   e)
				 : kx_db_stmt(db,
					   "select id from conversation"
					   " order by updated_at desc, id desc limit 1",
					   e);
	int rc;

	*id = NULL;
	if (!s)
		return -1;
	if (user)
		kx_bind_text(s, 1, user);
	rc = kx_db_step(s, e);
	if (rc == 0)
		*id = kx_arena_strdup(a, kx_col_text(s, 0));
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

int kx_conv_new(struct kx_db *db, const char *id, const char *user, const char *channel,
	struct kx_arena *a, const char **out, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"insert into conversation (id, user, channel, created_at, updated_at)"
		" values ($1, $2, $3, $4, $5)",
		e);
	char made[KX_UUID_LEN];

	if (!s)
		return -1;
	if (!id) {
		kx_uuid_new(made);
		id = made;
	}
	*out = kx_arena_strdup(a, id);
	kx_bind_text(s, 1, *out);
	kx_bind_text(s, 2, user);
	kx_bind_text(s, 3, channel);
	kx_bind_int(s, 4, kx_clock_now());
	kx_bind_int(s, 5, kx_clock_now());
	return kx_db_run(s, e);
}

int kx_conv_add(
	struct kx_db *db, const char *id, const struct kx_message *m, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"insert into message (id, conversation, role, text, status, answer, at)"
		" values ($1, $2, $3, $4, $5, $6, $7)",
		e);
	char made[KX_UUID_LEN];

	if (!s)
		return -1;
	if (!m->id)
		kx_uuid_new(made);
	kx_bind_text(s, 1, m->id ? m->id : made);
	kx_bind_text(s, 2, id);
	kx_bind_text(s, 3, m->role);
	kx_bind_text(s, 4, m->text);
	kx_bind_text(s, 5, m->status);
	kx_bind_text(s, 6, m->answer);
	kx_bind_int(s, 7, kx_clock_now());
	if (kx_db_run(s, e))
		return -1;
	s = kx_db_stmt(db, "update conversation set updated_at = $1 where id = $2", e);
	if (!s)
		return -1;
	kx_bind_int(s, 1, kx_clock_now());
	kx_bind_text(s, 2, id);
	return kx_db_run(s, e);
}

int kx_conv_answer(struct kx_db *db, const char *id, struct kx_arena *a,
	const char **answer, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select answer from message where conversation = $1"
		" order by id desc limit 1",
		e);
	int rc;

	*answer = NULL;
	if (!s)
		return -1;
	kx_bind_text(s, 1, id);
	rc = kx_db_step(s, e);
	if (rc == 0 && !kx_col_null(s, 0))
		*answer = kx_arena_strdup(a, kx_col_text(s, 0));
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

int kx_conv_answer_by(struct kx_db *db, const char *id, struct kx_arena *a,
	const char **answer, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select answer from message where (id = $1 or conversation = $2)"
		" and answer is not null order by id desc limit 1",
		e);
	int rc;

	*answer = NULL;
	if (!s)
		return -1;
	kx_bind_text(s, 1, id);
	kx_bind_text(s, 2, id);
	rc = kx_db_step(s, e);
	if (rc == 0)
		*answer = kx_arena_strdup(a, kx_col_text(s, 0));
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

int kx_conv_turns(struct kx_db *db, const char *id, size_t n,
	struct json_object **turns, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select role, text from (select id, role, text from message where"
		" conversation = $1 order by id desc limit $2) t order by id",
		e);
	struct json_object *o;
	int rc;

	*turns = NULL;
	if (!s)
		return -1;
	*turns = json_object_new_array();
	kx_bind_text(s, 1, id);
	kx_bind_int(s, 2, (int64_t)n);
	while ((rc = kx_db_step(s, e)) == 0) {
		bool user = !strcmp(kx_col_text(s, 0), "user");

		o = json_object_new_object();
		json_object_object_add(
			o, "role", json_object_new_string(user ? "customer" : "agent"));
		json_object_object_add(
			o, "text", json_object_new_string(kx_col_text(s, 1)));
		json_object_array_add(*turns, o);
	}
	if (rc < 0) {
		json_object_put(*turns);
		*turns = NULL;
		return -1;
	}
	return 0;
}
