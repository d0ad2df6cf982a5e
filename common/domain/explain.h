#ifndef KX_DOMAIN_EXPLAIN_H
#define KX_DOMAIN_EXPLAIN_H
/* Why a hit ranks where it does: what each word of the question brought it. */
#include "domain/search.h"

#include <json-c/json.h>

/* {"terms": [{term, for, synonym, df, idf, tf, score}], "length", "mean_length",
 * "signals", "entity"}; the scores add up to the hit's words score; `for` names the unknown
 * word that a guess stands for, or the words that a synonym does, `synonym` the latter as
 * it was written, `entity` whose articles got a bonus on top. A new reference. */
struct json_object *kx_explain(
	struct kx_search *s, const struct kx_found *f, const struct kx_hit *h);

#endif
