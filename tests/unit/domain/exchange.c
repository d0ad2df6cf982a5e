#include "domain/exchange.h"

#include "../kb.h"
#include "../t.h"
#include "domain/conv.h"

static struct kx_arena arena;
static struct kx_err e;

/* a question and its answer in conversation `id`; the answer's message */
static const char *answered(struct kx_db *db, const char *id, const char *record)
{
	const struct kx_message q = { .role = "user", .text = "q" },
				m = { "assistant", "t", "answered", record };
	struct kx_stmt *s;
	const char *message;

	T_INT(kx_conv_add(db, id, &q, &e), 0);
	T_INT(kx_conv_add(db, id, &m, &e), 0);
	s = kx_db_stmt(db, "select max(id) from message", &e);
	T_INT(kx_db_step(s, &e), 0);
	message = kx_arena_strdup(&arena, kx_col_text(s, 0));
	kx_db_reset(s);
	return message;
}

static struct kx_exchange exchange(const char *message, const char *query)
{
	return (struct kx_exchange){ .message = message,
		.provider = "p",
		.model = "m",
		.request = "{\"messages\":[ \"\xc3\xa4\\u0000\" ]}\n",
		.completion = "{}",
		.sections = "[1]",
		.hits = "[2]",
		.query = query,
		.settings = "{\"policy\":\"mark\"}" };
}

static void kept_to_the_byte(struct kx_db *db)
{
	const char *id, *message, *answer = NULL;
	struct kx_exchange x, got;

	T_INT(kx_conv_new(db, NULL, NULL, "t", &arena, &id, &e), 0);
	message = answered(db, id, "{\"text\": \"t\"}");
	T_INT(kx_exchange_get(db, message, &arena, &got, &answer, &e), 1);
	T_INT(kx_exchange_get(db, id, &arena, &got, &answer, &e), 1);
	x = exchange(message, "a question");
	T_INT(kx_exchange_add(db, &x, &e), 0);
	T_INT(kx_exchange_get(db, message, &arena, &got, &answer, &e), 0);
	T_STR(answer, "{\"text\": \"t\"}");
	T_STR(got.message, message);
	T_STR(got.provider, x.provider);
	T_STR(got.model, x.model);
	T_STR(got.request, x.request);
	T_STR(got.completion, x.completion);
	T_STR(got.sections, x.sections);
	T_STR(got.hits, x.hits);
	T_STR(got.query, x.query);
	T_STR(got.settings, x.settings);
	/* once for each message */
	T_INT(kx_exchange_add(db, &x, &e), -1);
	T_INT(e.code, KX_EIO);
}

static void the_latest_of_a_conversation(struct kx_db *db)
{
	const char *id, *first, *second, *answer;
	struct kx_exchange x, got;

	T_INT(kx_conv_new(db, NULL, NULL, "t", &arena, &id, &e), 0);
	first = answered(db, id, "{\"n\":1}");
	second = answered(db, id, "{\"n\":2}");
	answered(db, id, "{\"n\":3}");
	x = exchange(second, "second");
	T_INT(kx_exchange_add(db, &x, &e), 0);
	x = exchange(first, "first");
	T_INT(kx_exchange_add(db, &x, &e), 0);
	/* the third has none */
	T_INT(kx_exchange_get(db, id, &arena, &got, &answer, &e), 0);
	T_STR(got.query, "second");
	T_STR(answer, "{\"n\":2}");
	T_INT(kx_exchange_get(db, first, &arena, &got, &answer, &e), 0);
	T_STR(got.query, "first");
	T_INT(kx_exchange_get(db, "nothing", &arena, &got, &answer, &e), 1);
}

static void with_its_message(struct kx_db *db)
{
	struct kx_exchange x = exchange("nobody", "q");
	int64_t n = kb_int(db, "select count(*) from exchange");

	T_INT(kx_exchange_add(db, &x, &e), -1);
	T_INT(e.code, KX_EIO);
	T_OK(n > 0);
	T_INT(kb_int(db, "select count(*) from exchange"), n);
	kb_sound(db);
	T_INT(kx_db_exec(db, "delete from conversation", &e), 0);
	T_INT(kb_int(db, "select count(*) from exchange"), 0);
}

int main(void)
{
	struct kx_db *db = kb_new();

	kept_to_the_byte(db);
	the_latest_of_a_conversation(db);
	with_its_message(db);
	kx_db_close(db);
	kx_arena_release(&arena);
	return T_END();
}
