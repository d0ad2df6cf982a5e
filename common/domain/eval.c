#include "domain/eval.h"

#include "base/map.h"
#include "base/mem.h"
#include "io/rec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct label {
	struct label *next;
	double grade;
	char doc[];
};

struct kx_eval {
	struct kx_map queries; /* to struct label * */
	struct kx_map asked;
	double ndcg, recall, mrr, hit1;
	size_t answered;
};

struct kx_eval *kx_eval_new(void)
{
	return kx_alloc(sizeof(struct kx_eval));
}

void kx_eval_free(struct kx_eval *v)
{
	union kx_map_value *x;
	struct label *l, *next;
	size_t at = 0, n;

	if (!v)
		return;
	while (kx_map_next(&v->queries, &at, &n, &x))
		for (l = x->ptr; l; l = next) {
			next = l->next;
			free(l);
		}
	kx_map_release(&v->queries);
	kx_map_release(&v->asked);
	free(v);
}

int kx_eval_label(struct kx_eval *v, struct json_object *rec, struct kx_err *e)
{
	const char *query, *doc;
	union kx_map_value *x;
	struct label *l;
	double grade = 1;

	if (kx_rec_id(rec, "query", &query, e) || kx_rec_id(rec, "doc", &doc, e) ||
		kx_rec_real(rec, "grade", &grade, e))
		return -1;
	if (!(grade > 0))
		return 0;
	x = kx_map_put(&v->queries, query, strlen(query));
	for (l = x->ptr; l; l = l->next)
		if (!strcmp(l->doc, doc)) {
			l->grade = fmax(l->grade, grade);
			return 0;
		}
	l = kx_alloc(sizeof(*l) + strlen(doc) + 1);
	memcpy(l->doc, doc, strlen(doc) + 1);
	l->grade = grade;
	l->next = x->ptr;
	x->ptr = l;
	return 0;
}

static const struct label *labels(const struct kx_eval *v, const char *query)
{
	union kx_map_value *x = kx_map_get(&v->queries, query, strlen(query));

	return x ? x->ptr : NULL;
}

bool kx_eval_has(const struct kx_eval *v, const char *query)
{
	return labels(v, query) != NULL;
}

static double grade_of(const struct label *l, const char *doc)
{
	for (; l; l = l->next)
		if (!strcmp(l->doc, doc))
			return l->grade;
	return 0;
}

static int falling(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x > y ? -1 : x < y;
}

/* the sum that the best order would have */
static double ideal(const struct label *first, size_t *relevant)
{
	const struct label *l;
	double *g, sum = 0;
	size_t i, n = 0;

	for (l = first; l; l = l->next)
		n++;
	g = kx_calloc(n, sizeof(*g));
	for (i = 0, l = first; l; l = l->next)
		g[i++] = l->grade;
	qsort(g, n, sizeof(*g), falling);
	for (i = 0; i < n && i < KX_EVAL_K; i++)
		sum += g[i] / log2((double)i + 2);
	free(g);
	*relevant = n;
	return sum;
}

/* two sources may have an article of one id */
static bool again(const char *const *docs, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (!strcmp(docs[k], docs[i]))
			return true;
	return false;
}

void kx_eval_add(
	struct kx_eval *v, const char *query, const char *const *docs, size_t n)
{
	const struct label *l = labels(v, query);
	size_t i, relevant, found = 0;
	double dcg = 0, best, grade;

	/* the first of two questions with the same id counts */
	if (!l || kx_map_get(&v->asked, query, strlen(query)))
		return;
	kx_map_put(&v->asked, query, strlen(query));
	best = ideal(l, &relevant);
	for (i = 0; i < n && i < KX_EVAL_K; i++) {
		grade = again(docs, i) ? 0 : grade_of(l, docs[i]);
		if (!(grade > 0))
			continue;
		if (!found++)
			v->mrr += 1 / ((double)i + 1);
		dcg += grade / log2((double)i + 2);
		v->hit1 += i == 0;
	}
	v->ndcg += dcg / best;
	v->recall += (double)found / (double)relevant;
	v->answered += n > 0;
}

struct json_object *kx_eval_result(const struct kx_eval *v)
{
	static char digits[] = "%.4f";
	const struct {
		const char *name;
		double sum;
	} rows[] = { { "ndcg@10", v->ndcg }, { "recall@10", v->recall },
		{ "mrr@10", v->mrr }, { "hit@1", v->hit1 } };
	struct json_object *o = json_object_new_object(), *x;
	double n = v->queries.n ? (double)v->queries.n : 1;
	size_t i;

	json_object_object_add(
		o, "queries", json_object_new_int64((int64_t)v->queries.n));
	json_object_object_add(
		o, "answered", json_object_new_int64((int64_t)v->answered));
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		x = json_object_new_double(rows[i].sum / n);
		json_object_set_serializer(
			x, json_object_double_to_json_string, digits, NULL);
		json_object_object_add(o, rows[i].name, x);
	}
	return o;
}
