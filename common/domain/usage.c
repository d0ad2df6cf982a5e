#include "domain/usage.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS 86400000ll

/* ---- one call ----------------------------------------------------------------------- */

static void bind_tokens(struct kx_stmt *s, int i, int64_t n)
{
	if (n < 0)
		kx_bind_null(s, i);
	else
		kx_bind_int(s, i, n);
}

int kx_usage_add(struct kx_db *db, const struct kx_usage_row *u, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"insert into usage (at, provider, model, purpose, conversation,"
		" request_id, outcome, attempts, latency_ms, input, cached, output,"
		" reasoning, cost)"
		" values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
		e);

	if (!s)
		return -1;
	kx_bind_int(s, 1, u->at);
	kx_bind_text(s, 2, u->provider);
	kx_bind_text(s, 3, u->model);
	kx_bind_text(s, 4, u->purpose);
	kx_bind_text(s, 5, u->conversation);
	kx_bind_text(s, 6, u->request_id ? u->request_id : "");
	kx_bind_text(s, 7, u->outcome);
	kx_bind_int(s, 8, u->attempts);
	kx_bind_int(s, 9, u->latency_ms);
	bind_tokens(s, 10, u->usage.input);
	bind_tokens(s, 11, u->usage.cached);
	bind_tokens(s, 12, u->usage.output);
	bind_tokens(s, 13, u->usage.reasoning);
	if (u->cost < 0)
		kx_bind_null(s, 14);
	else
		kx_bind_real(s, 14, u->cost);
	return kx_db_run(s, e);
}

struct json_object *kx_usage_json(const struct kx_usage *u)
{
	const struct {
		const char *name;
		int64_t n;
	} all[] = { { "input", u->input }, { "cached", u->cached },
		{ "output", u->output }, { "reasoning", u->reasoning } };
	struct json_object *o = NULL;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (all[i].n < 0)
			continue;
		if (!o)
			o = json_object_new_object();
		json_object_object_add(o, all[i].name, json_object_new_int64(all[i].n));
	}
	return o;
}

/* ---- the report --------------------------------------------------------------------- */

static void add_str(struct json_object *o, const char *name, const char *v)
{
	json_object_object_add(o, name, json_object_new_string(v));
}

static void add_int(struct json_object *o, const char *name, int64_t v)
{
	json_object_object_add(o, name, json_object_new_int64(v));
}

/* Sums of fractions of a cent: as many places as a price per million has, and no noise of
 * the adding behind them. */
static struct json_object *money(double v)
{
	char text[64];
	size_t n;

	snprintf(text, sizeof(text), "%.9f", v);
	n = strlen(text);
	while (text[n - 1] == '0' && text[n - 2] != '.')
		text[--n] = '\0';
	return json_object_new_double_s(v, text);
}

static struct json_object *row(struct kx_stmt *s, bool days)
{
	struct json_object *o = json_object_new_object();
	char day[KX_CLOCK_LEN];

	if (days) {
		kx_clock_format(kx_col_int(s, 0) * DAY_MS, day);
		day[10] = '\0';
		add_str(o, "day", day);
	}
	add_str(o, "provider", kx_col_text(s, 1));
	add_str(o, "model", kx_col_text(s, 2));
	add_str(o, "purpose", kx_col_text(s, 3));
	add_int(o, "calls", kx_col_int(s, 4));
	add_int(o, "failed", kx_col_int(s, 5));
	add_int(o, "input", kx_col_int(s, 6));
	add_int(o, "cached", kx_col_int(s, 7));
	add_int(o, "output", kx_col_int(s, 8));
	json_object_object_add(
		o, "cost", kx_col_null(s, 9) ? NULL : money(kx_col_real(s, 9)));
	add_int(o, "latency_ms", (int64_t)(kx_col_real(s, 10) + 0.5));
	return o;
}

int kx_usage_report(struct kx_db *db, int64_t since, bool days,
	struct json_object **rows, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select case when $1 = 1 then at / 86400000 else 0 end as day, provider,"
		" model, purpose, count(*),"
		" sum(case when outcome in ('ok', 'partial') then 0 else 1 end),"
		" coalesce(sum(input), 0), coalesce(sum(cached), 0),"
		" coalesce(sum(output), 0),"
		" case when count(*) = count(cost) then sum(cost) end, avg(latency_ms)"
		" from usage where at >= $2 group by 1, 2, 3, 4"
		" order by 1 desc, 2, 3, 4",
		e);
	int rc;

	*rows = NULL;
	if (!s)
		return -1;
	*rows = json_object_new_array();
	kx_bind_int(s, 1, days);
	kx_bind_int(s, 2, since);
	while ((rc = kx_db_step(s, e)) == 0)
		json_object_array_add(*rows, row(s, days));
	if (rc < 0) {
		json_object_put(*rows);
		*rows = NULL;
		return -1;
	}
	return 0;
}
