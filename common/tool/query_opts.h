#ifndef KX_TOOL_QUERY_OPTS_H
#define KX_TOOL_QUERY_OPTS_H
/* The options of every tool that searches: how many, for whom, where. */
#include "domain/search.h"
#include "tool/opt.h"

/* The table, for the `more` of a struct kx_tool. */
extern const struct kx_opt kx_query_opts[];

/* Fill a request from the options and the configuration; `k` is how many articles are
 * wanted when -k does not say (0: the setting search.k). Ends the tool with 64 or 78 when
 * a value is none of those allowed. */
void kx_query_opts_settle(struct kx_request *r, size_t k);
/* The threshold: --min-score, the setting, or the knowledge base's own. */
double kx_query_opts_min(const struct kx_search *s);
/* Least confidence for asking back: the knowledge base's own, and no more than that. */
double kx_query_opts_ask(const struct kx_search *s);
/* --min-score or the setting alone, for hits that come from elsewhere; `none` without. */
double kx_query_opts_min_or(double none);

#endif
