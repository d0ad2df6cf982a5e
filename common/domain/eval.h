#ifndef KX_DOMAIN_EVAL_H
#define KX_DOMAIN_EVAL_H
/* Retrieval measured against labels: nDCG@10 (gain = grade, discount log2(rank + 1);
 * Järvelin and Kekäläinen 2002), recall@10 and MRR@10, averaged over the questions that
 * have labels. Pure. */
#include "base/err.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#define KX_EVAL_K 10

struct kx_eval;

struct kx_eval *kx_eval_new(void);
void kx_eval_free(struct kx_eval *v);
/* A label: {query, doc, grade}; grade 0 and less is not relevant. */
int kx_eval_label(struct kx_eval *v, struct json_object *rec, struct kx_err *e);
/* Does the question have labels? Only those are asked. */
bool kx_eval_has(const struct kx_eval *v, const char *query);
/* What a search returned for it: article ids, best first. */
void kx_eval_add(
	struct kx_eval *v, const char *query, const char *const *docs, size_t n);
/* The averages as a record: queries, ndcg@10, recall@10, mrr@10, hit@1. A new reference.
 * A labelled question that was never asked counts as found nothing. */
struct json_object *kx_eval_result(const struct kx_eval *v);

#endif
