#ifndef KX_DOMAIN_USAGE_H
#define KX_DOMAIN_USAGE_H
/* What each call of a provider used and cost, in the store: one row per call, also of one
 * that failed. No text of anybody is in it. */
#include "base/err.h"
#include "io/db.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

struct kx_usage {
	int64_t input, cached, output, reasoning; /* tokens; -1: not said */
};

/* None said. */
#define KX_USAGE_NONE ((struct kx_usage){ -1, -1, -1, -1 })

struct kx_usage_row {
	const char *provider, *model; /* model: as it was asked for */
	const char *purpose;          /* "answer", "rewrite", "embed", "moderation" */
	const char *conversation;     /* or NULL */
	const char *request_id;       /* the provider's, or "" */
	const char *outcome;          /* "ok", "partial", or a failure's class */
	int attempts;
	int64_t at, latency_ms;
	struct kx_usage usage;
	double cost; /* in the price table's money; < 0: no price known */
};

/* Insert it, in the transaction that is open, or in one of its own. */
int kx_usage_add(struct kx_db *db, const struct kx_usage_row *u, struct kx_err *e);
/* {input, cached, output, reasoning}: those that were said; NULL when none was. */
struct json_object *kx_usage_json(const struct kx_usage *u);
/* Sums since `since` (ms; 0: ever), one record per provider, model, purpose and day (UTC;
 * `days` false: over all days): {day?, provider, model, purpose, calls, failed (a partial
 * one did not), input, cached, output, cost (null when a call had no price), latency_ms
 * (mean)}, the latest day first. A new array. */
int kx_usage_report(struct kx_db *db, int64_t since, bool days,
	struct json_object **rows, struct kx_err *e);

#endif
