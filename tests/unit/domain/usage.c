#include "domain/usage.h"

#include "../kb.h"
#include "../t.h"
#include "base/buf.h"
#include "base/clock.h"

static struct kx_err e;

static int64_t at(const char *time)
{
	int64_t ms = 0;

	T_INT(kx_clock_parse(time, &ms), 0);
	return ms;
}

static struct kx_usage_row call(const char *time, const char *model)
{
	return (struct kx_usage_row){ .provider = "p",
		.model = model,
		.purpose = "answer",
		.outcome = "ok",
		.attempts = 1,
		.at = at(time),
		.latency_ms = 100,
		.usage = { 10, 4, 3, -1 },
		.cost = 0.1 };
}

static void add(struct kx_db *db, const struct kx_usage_row *u)
{
	T_INT(kx_usage_add(db, u, &e), 0);
}

static void report(struct kx_db *db, int64_t since, bool days, const char *want)
{
	struct json_object *rows = NULL;

	T_INT(kx_usage_report(db, since, days, &rows, &e), 0);
	T_STR(kb_text(rows), want);
	json_object_put(rows);
}

static void as_json(void)
{
	const struct kx_usage some = { 0, -1, 7, -1 }, all = { 1, 2, 3, 4 },
			      none = KX_USAGE_NONE;
	struct json_object *o = kx_usage_json(&some);

	T_STR(kb_text(o), "{\"input\":0,\"output\":7}");
	json_object_put(o);
	o = kx_usage_json(&all);
	T_STR(kb_text(o), "{\"input\":1,\"cached\":2,\"output\":3,\"reasoning\":4}");
	json_object_put(o);
	T_OK(!kx_usage_json(&none));
}

static void rows(void)
{
	struct kx_usage_row u = call("2030-01-01T00:00:00Z", "m");
	struct kx_db *db = kb_new();

	add(db, &u);
	u.conversation = "c";
	u.request_id = "r";
	u.usage = KX_USAGE_NONE;
	u.cost = -1;
	add(db, &u);
	T_INT(kb_int(db, "select count(*) from usage where conversation is null and"
			 " request_id = '' and input = 10 and cached = 4 and output = 3"
			 " and reasoning is null and cost > 0.09"),
		1);
	T_INT(kb_int(db, "select count(*) from usage where conversation = 'c' and"
			 " request_id = 'r' and input is null and cost is null"),
		1);
	/* in the transaction that is open, and gone with it */
	T_INT(kx_db_begin(db, &e), 0);
	add(db, &u);
	kx_db_rollback(db);
	T_INT(kb_int(db, "select count(*) from usage"), 2);
	u.outcome = NULL;
	T_INT(kx_usage_add(db, &u, &e), -1);
	T_INT(e.code, KX_EIO);
	kb_sound(db);
	T_INT(kx_db_exec(db, "update usage set latency_ms = -1", &e), 0);
	T_INT(kx_stats_check(db, &e), -1);
	kx_db_close(db);
}

static void sums(void)
{
	struct kx_usage_row u = call("2030-01-01T23:59:59.999Z", "m");
	struct kx_db *db = kb_new();

	report(db, 0, true, "[]");
	add(db, &u);
	u.latency_ms = 201;
	u.cost = 0.2;
	u.outcome = "partial";
	add(db, &u);
	/* 0.1 + 0.2 without the noise of adding */
	report(db, 0, false,
		"[{\"provider\":\"p\",\"model\":\"m\",\"purpose\":\"answer\",\"calls\":2,"
		"\"failed\":0,\"input\":20,\"cached\":8,\"output\":6,\"cost\":0.3,"
		"\"latency_ms\":151}]");
	u = call("2030-01-02T00:00:00Z", "m");
	u.outcome = "dead";
	u.usage = KX_USAGE_NONE;
	u.cost = -1;
	add(db, &u);
	/* one without a price: what all of them cost is not known */
	report(db, 0, false,
		"[{\"provider\":\"p\",\"model\":\"m\",\"purpose\":\"answer\",\"calls\":3,"
		"\"failed\":1,\"input\":20,\"cached\":8,\"output\":6,\"cost\":null,"
		"\"latency_ms\":134}]");
	report(db, at("2030-01-02T00:00:00Z"), true,
		"[{\"day\":\"2030-01-02\",\"provider\":\"p\",\"model\":\"m\",\"purpose\":"
		"\"answer\",\"calls\":1,\"failed\":1,\"input\":0,\"cached\":0,\"output\":0,"
		"\"cost\":null,\"latency_ms\":100}]");
	report(db, at("2030-01-02T00:00:00.001Z"), true, "[]");
	kx_db_close(db);
}

static void order(void)
{
	static const char *const models[] = { "b", "a", "c" };
	struct json_object *rows = NULL, *row;
	struct kx_db *db = kb_new();
	struct kx_usage_row u;
	struct kx_buf got = { 0 };

	for (int i = 0; i < 3; i++) {
		u = call("2030-01-01T00:00:00Z", models[i]);
		add(db, &u);
		u.at = at("2030-01-03T00:00:00Z");
		u.purpose = "embed";
		add(db, &u);
	}
	T_INT(kx_usage_report(db, 0, true, &rows, &e), 0);
	T_INT(json_object_array_length(rows), 6);
	for (size_t i = 0; i < 6; i++) {
		row = json_object_array_get_idx(rows, i);
		kx_buf_printf(&got, "%s%s",
			json_object_get_string(json_object_object_get(row, "model")),
			json_object_get_string(json_object_object_get(row, "day")) + 9);
	}
	T_STR(got.p, "a3b3c3a1b1c1");
	kx_buf_release(&got);
	json_object_put(rows);
	kx_db_close(db);
}

/* a cost of nothing is a cost, and a tiny one is not nothing */
static void small_money(void)
{
	struct kx_usage_row u = call("2030-01-01T00:00:00Z", "free");
	struct kx_db *db = kb_new();
	struct json_object *rows = NULL;

	u.cost = 0;
	add(db, &u);
	u.model = "small";
	u.cost = 2e-7;
	add(db, &u);
	T_INT(kx_usage_report(db, 0, false, &rows, &e), 0);
	T_OK(strstr(kb_text(rows), "\"cost\":0.0,"));
	T_OK(strstr(kb_text(rows), "\"cost\":0.0000002,"));
	json_object_put(rows);
	T_INT(kx_db_exec(db, "drop table usage", &e), 0);
	T_INT(kx_usage_report(db, 0, false, &rows, &e), -1);
	T_OK(!rows);
	kx_db_close(db);
}

int main(void)
{
	as_json();
	rows();
	sums();
	order();
	small_money();
	return T_END();
}
