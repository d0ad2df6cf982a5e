#include "tool/usage_page.h"

#include "base/buf.h"
#include "tool/out.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define FIGURES 58 /* columns of a line behind the name */

struct sums {
	int64_t calls, failed, input, output;
	double cost, latency; /* latency: times calls */
	bool unpriced;        /* the cost is more than that */
};

static int64_t num(struct json_object *row, const char *name)
{
	return json_object_get_int64(json_object_object_get(row, name));
}

static const char *word(struct json_object *row, const char *name)
{
	return json_object_get_string(json_object_object_get(row, name));
}

/* in six columns at most */
static const char *figure(int64_t n, char out[24])
{
	if (n < 1000000)
		snprintf(out, 24, "%lld", (long long)n);
	else if (n < 1000000000)
		snprintf(out, 24, "%.1fM", (double)n / 1e6);
	else
		snprintf(out, 24, "%.1fG", (double)n / 1e9);
	return out;
}

static const char *price(const struct sums *s, bool known, char out[64])
{
	if (!known)
		snprintf(out, 64, "-");
	else if (s->cost > 0 && s->cost < 0.00005)
		snprintf(out, 64, "<0.0001");
	else
		snprintf(out, 64, s->cost < 1000 ? "%.4f%s" : "%.2f%s", s->cost,
			s->unpriced ? "+" : "");
	return out;
}

static void put_figures(const char *purpose, const struct sums *s, bool priced)
{
	char calls[24], failed[24], in[24], out[24], ms[24], cost[64];
	double mean = s->calls ? s->latency / (double)s->calls : 0;

	kx_printf(" %-10.10s %6s %6s %7s %7s %9s %6s\n", purpose,
		figure(s->calls, calls), figure(s->failed, failed),
		figure(s->input, in), figure(s->output, out), price(s, priced, cost),
		figure((int64_t)(mean + 0.5), ms));
}

/* a name that leaves no room for the figures has a line of its own */
static void put_name(const char *name, int columns)
{
	int n = kx_out_columns(name, strlen(name));

	kx_put_text(name, strlen(name));
	if (n > columns) {
		kx_puts("\n");
		n = 0;
	}
	kx_printf("%*s", columns - n, "");
}

static void name_of(struct json_object *row, struct kx_buf *name)
{
	kx_buf_clear(name);
	kx_buf_printf(name, "%s:%s", word(row, "provider"), word(row, "model"));
}

static int name_columns(struct json_object *rows, struct kx_buf *name)
{
	int most = kx_out_width() - FIGURES, n, longest = 5;

	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		name_of(json_object_array_get_idx(rows, i), name);
		n = kx_out_columns(name->p, name->len);
		if (n > longest)
			longest = n;
	}
	return longest < most ? longest : most < 5 ? 5 : most;
}

static void put_row(
	struct json_object *row, int columns, struct kx_buf *name, struct sums *all)
{
	struct json_object *cost = json_object_object_get(row, "cost");
	struct sums s = { num(row, "calls"), num(row, "failed"), num(row, "input"),
		num(row, "output"), json_object_get_double(cost), 0, false };

	s.latency = (double)num(row, "latency_ms") * (double)s.calls;
	name_of(row, name);
	put_name(name->p, columns);
	put_figures(word(row, "purpose"), &s, cost != NULL);
	all->calls += s.calls;
	all->failed += s.failed;
	all->input += s.input;
	all->output += s.output;
	all->cost += s.cost;
	all->latency += s.latency;
	all->unpriced |= !cost;
}

void kx_usage_page(struct json_object *rows)
{
	const char *day, *before = "";
	struct kx_buf name = { 0 };
	struct sums all = { 0 };
	int columns = name_columns(rows, &name);

	kx_printf("%-*s %-10s %6s %6s %7s %7s %9s %6s\n", columns, "model", "purpose",
		"calls", "failed", "in", "out", "cost", "ms");
	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);

		day = word(row, "day");
		if (day && strcmp(day, before) != 0)
			kx_printf("%s\n", before = day);
		put_row(row, columns, &name, &all);
	}
	put_name("sum", columns);
	put_figures("", &all, true);
	kx_buf_release(&name);
}
