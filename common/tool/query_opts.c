#include "tool/query_opts.h"

#include "tool/say.h"
#include "tool/settings.h"
#include "tool/synonym_file.h"

#include <string.h>

static struct {
	long k;
	const char *source, *locale, *visibility, *rank, *synonyms;
	struct kx_synonyms *known; /* as long as the process */
	bool exact;
	struct kx_list tags;
	double min;
} q = { .k = -1, .min = -1 };

const struct kx_opt kx_query_opts[] = {
	{ KX_OPT_INT, 'k', "top", &q.k, "N", "articles wanted", 1, 1000 },
	{ KX_OPT_STR, 0, "source", &q.source, "NAME", "only articles of this source" },
	{ KX_OPT_LIST, 0, "tags", &q.tags, "A,B", "only articles with all these tags" },
	{ KX_OPT_STR, 0, "locale", &q.locale, "TAG", "only articles in this language" },
	{ KX_OPT_STR, 0, "visibility", &q.visibility, "WHO",
		"who asks: public, customers, agents" },
	{ KX_OPT_STR, 0, "rank", &q.rank, "WHAT",
		"rank by all (default), text, words, vectors" },
	{ KX_OPT_FLAG, 0, "exact", &q.exact, NULL,
		"compare all vectors, without short cuts" },
	{ KX_OPT_STR, 0, "synonyms", &q.synonyms, "FILE",
		"words that stand for others" },
	{ KX_OPT_REAL, 0, "min-score", &q.min, "N",
		"least confidence, 0 to 1 (0: show all)" },
	{ 0 },
};

void kx_query_opts_settle(struct kx_request *r, size_t k)
{
	const struct kx_conf *c = kx_settings();
	const char *who =
		q.visibility ? q.visibility : kx_conf_str(c, "search.visibility");
	struct kx_err e;

	memset(r, 0, sizeof(*r));
	r->k = q.k > 0 ? (size_t)q.k : k ? k : (size_t)kx_conf_int(c, "search.k");
	r->by.source = q.source;
	r->by.locale = q.locale ? q.locale : kx_conf_str(c, "search.locale");
	r->by.tags = q.tags.v;
	r->by.ntags = q.tags.n;
	if (kx_visibility_parse(who, &r->by.visibility))
		kx_die(q.visibility ? KX_EUSAGE : KX_ECONFIG,
			"%s: '%s' is none of public, customers, agents",
			q.visibility ? "option '--visibility'"
				     : kx_conf_where(c, "search.visibility"),
			who);
	if (kx_synonym_file_read(&q.known, q.synonyms, NULL, &e))
		kx_die_err(&e);
	r->synonyms = q.known;
	r->exact = q.exact;
	if (q.rank && kx_rank_by_parse(q.rank, &r->rank))
		kx_die(KX_EUSAGE,
			"option '--rank': '%s' is none of all, text, words, vectors",
			q.rank);
	if (q.min != -1 && !(q.min >= 0 && q.min <= 1))
		kx_die(KX_EUSAGE, "option '--min-score': %g is not from 0 to 1", q.min);
}

double kx_query_opts_min_or(double none)
{
	const struct kx_conf *c = kx_settings();

	if (q.min >= 0)
		return q.min;
	return *kx_conf_where(c, "search.min_score")
		       ? kx_conf_real(c, "search.min_score")
		       : none;
}

double kx_query_opts_min(const struct kx_search *s)
{
	return kx_query_opts_min_or(kx_search_threshold(s));
}

double kx_query_opts_ask(const struct kx_search *s)
{
	double min = kx_query_opts_min(s), ask = kx_search_ask(s);

	return ask < min ? ask : min;
}
