#include "domain/conv.h"

#include "../kb.h"
#include "../t.h"
#include "base/uuid.h"

#include <stdlib.h>

static struct kx_arena arena;
static struct kx_err e;

static void add(struct kx_db *db, const char *id, const char *role, const char *text)
{
	const struct kx_message m = { .role = role, .text = text };

	T_INT(kx_conv_add(db, id, &m, &e), 0);
}

static void same_turns(struct kx_db *db, const char *id, size_t n, const char *want)
{
	struct json_object *turns = NULL;

	T_INT(kx_conv_turns(db, id, n, &turns, &e), 0);
	T_STR(kb_text(turns), want);
	json_object_put(turns);
}

static void made(struct kx_db *db)
{
	const char *id = NULL, *other = NULL, *last = (const char *)&e;
	bool yes = true;

	T_INT(kx_conv_last(db, NULL, &arena, &last, &e), 0);
	T_OK(last == NULL);
	T_INT(kx_conv_exists(db, "c", &yes, &e), 0);
	T_OK(!yes);
	T_INT(kx_conv_new(db, NULL, "u1", "terminal", &arena, &id, &e), 0);
	T_OK(kx_uuid_valid(id));
	T_INT(kx_conv_exists(db, id, &yes, &e), 0);
	T_OK(yes);
	T_INT(kx_conv_new(db, "c", NULL, "pipe", &arena, &other, &e), 0);
	T_STR(other, "c");
	T_INT(kx_conv_new(db, "c", NULL, "pipe", &arena, &other, &e), -1);
	T_INT(e.code, KX_EIO);
	T_INT(kb_int(db, "select count(*) from conversation"), 2);
}

static void the_last_one(struct kx_db *db)
{
	const char *a, *b, *last;

	setenv("KX_NOW", "2030-01-01T00:00:00Z", 1);
	T_INT(kx_conv_new(db, NULL, "u2", "t", &arena, &a, &e), 0);
	setenv("KX_NOW", "2030-01-01T00:00:01Z", 1);
	T_INT(kx_conv_new(db, NULL, "u3", "t", &arena, &b, &e), 0);
	T_INT(kx_conv_last(db, NULL, &arena, &last, &e), 0);
	T_STR(last, b);
	T_INT(kx_conv_last(db, "u2", &arena, &last, &e), 0);
	T_STR(last, a);
	T_INT(kx_conv_last(db, "nobody", &arena, &last, &e), 0);
	T_OK(last == NULL);
	/* what counts is the last message, not the beginning */
	setenv("KX_NOW", "2030-01-01T00:00:02Z", 1);
	add(db, a, "user", "hello");
	T_INT(kx_conv_last(db, NULL, &arena, &last, &e), 0);
	T_STR(last, a);
	unsetenv("KX_NOW");
}

static void turns(struct kx_db *db)
{
	const char *id;

	T_INT(kx_conv_new(db, "turns", NULL, "t", &arena, &id, &e), 0);
	same_turns(db, "turns", 5, "[]");
	/* the clock stands: the order of writing holds all the same */
	setenv("KX_NOW", "2030-01-01T00:00:00Z", 1);
	add(db, "turns", "user", "one");
	add(db, "turns", "assistant", "two");
	add(db, "turns", "tool", "three");
	add(db, "turns", "user", "");
	unsetenv("KX_NOW");
	same_turns(db, "turns", 9,
		"[{\"role\":\"customer\",\"text\":\"one\"},{\"role\":\"agent\",\"text\":"
		"\"two\"},{\"role\":\"agent\",\"text\":\"three\"},{\"role\":\"customer\","
		"\"text\":\"\"}]");
	same_turns(db, "turns", 2,
		"[{\"role\":\"agent\",\"text\":\"three\"},{\"role\":\"customer\","
		"\"text\":\"\"}]");
	same_turns(db, "turns", 0, "[]");
	same_turns(db, "nothing", 5, "[]");
}

static void messages(struct kx_db *db)
{
	const struct kx_message m = { "assistant", "t", "answered", "{\"a\":1}" };
	const struct kx_message none = { .role = "user" };

	T_INT(kx_conv_add(db, "turns", &m, &e), 0);
	T_INT(kb_int(db, "select count(*) from message where status = 'answered' and"
			 " answer = '{\"a\":1}'"),
		1);
	T_INT(kx_conv_add(db, "nothing", &m, &e), -1);
	T_INT(e.code, KX_EIO);
	T_INT(kx_conv_add(db, "turns", &none, &e), -1);
	T_INT(kb_int(db, "select count(*) from message where conversation = 'nothing'"),
		0);
	T_INT(kx_db_exec(db, "delete from conversation where id = 'turns'", &e), 0);
	T_INT(kb_int(db, "select count(*) from message where conversation = 'turns'"),
		0);
}

int main(void)
{
	struct kx_db *db = kb_new();

	made(db);
	the_last_one(db);
	turns(db);
	messages(db);
	kx_db_close(db);
	kx_arena_release(&arena);
	return T_END();
}
