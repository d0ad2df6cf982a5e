#include "domain/eval.h"

#include "../kb.h"
#include "../t.h"
#include "io/jsonl.h"

#include <math.h>

static struct kx_err e;

static int label(struct kx_eval *v, const char *json)
{
	struct json_object *o = kb_json(json);
	int rc = kx_eval_label(v, o, &e);

	json_object_put(o);
	return rc;
}

static double number(const struct kx_eval *v, const char *name)
{
	struct json_object *o = kx_eval_result(v);
	double d = json_object_get_double(json_object_object_get(o, name));

	json_object_put(o);
	return d;
}

static bool is(double got, double want)
{
	return fabs(got - want) < 1e-4;
}

#define ADD(v, q, ...)                                                                 \
	kx_eval_add(v, q, (const char *const[]){ __VA_ARGS__ },                        \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void known_values(void)
{
	struct kx_eval *v = kx_eval_new();

	T_INT(label(v, "{\"query\":\"q1\",\"doc\":\"a\",\"grade\":3}"), 0);
	T_INT(label(v, "{\"query\":\"q1\",\"doc\":\"b\"}"), 0);
	T_INT(label(v, "{\"query\":\"q1\",\"doc\":\"c\",\"grade\":0}"), 0);
	T_INT(label(v, "{\"query\":2,\"doc\":7}"), 0);
	T_OK(kx_eval_has(v, "q1") && kx_eval_has(v, "2") && !kx_eval_has(v, "q3"));
	ADD(v, "q1", "c", "b", "x", "a");
	T_OK(is(number(v, "queries"), 2));
	T_OK(is(number(v, "answered"), 1));
	/* (1 / log2 3 + 3 / log2 5) / (3 + 1 / log2 3), half of it: the other found nothing */
	T_OK(is(number(v, "ndcg@10"),
		(1 / log2(3) + 3 / log2(5)) / (3 + 1 / log2(3)) / 2));
	T_OK(is(number(v, "recall@10"), 0.5));
	T_OK(is(number(v, "mrr@10"), 0.25));
	T_OK(is(number(v, "hit@1"), 0));
	ADD(v, "2", "7");
	ADD(v, "unknown", "a");
	T_OK(is(number(v, "hit@1"), 0.5));
	T_OK(is(number(v, "recall@10"), 1));
	kx_eval_free(v);
	kx_eval_free(NULL);
}

static void ten_count(void)
{
	struct kx_eval *v = kx_eval_new();

	T_INT(label(v, "{\"query\":\"q\",\"doc\":\"a\"}"), 0);
	ADD(v, "q", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a");
	T_OK(is(number(v, "recall@10"), 0) && is(number(v, "mrr@10"), 0));
	T_OK(is(number(v, "answered"), 1));
	kx_eval_free(v);
}

static void nothing(void)
{
	struct kx_eval *v = kx_eval_new();

	T_OK(number(v, "queries") == 0 && number(v, "ndcg@10") == 0);
	T_INT(label(v, "{\"query\":\"q\",\"doc\":\"a\",\"grade\":-1}"), 0);
	T_OK(!kx_eval_has(v, "q"));
	T_INT(label(v, "{\"query\":\"q\",\"doc\":\"a\"}"), 0);
	kx_eval_add(v, "q", NULL, 0);
	T_OK(number(v, "queries") == 1 && number(v, "answered") == 0);
	kx_eval_free(v);
}

static void refused(void)
{
	static const char *const bad[] = { "{}", "{\"query\":\"q\"}", "{\"doc\":\"a\"}",
		"{\"query\":\"\",\"doc\":\"a\"}", "{\"query\":\"q\",\"doc\":1.5}",
		"{\"query\":\"q\",\"doc\":\"a\",\"grade\":\"1\"}",
		"{\"query\":\"q\",\"doc\":\"a\",\"grade\":true}" };
	struct kx_eval *v = kx_eval_new();

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		T_INT(label(v, bad[i]), -1);
		T_INT(e.code, KX_EINPUT);
	}
	T_OK(!kx_eval_has(v, "q"));
	kx_eval_free(v);
}

/* an average is never above 1 */
static void at_most_one(const struct kx_eval *v)
{
	static const char *const names[] = { "ndcg@10", "recall@10", "mrr@10",
		"hit@1" };

	for (size_t i = 0; i < 4; i++)
		T_OK(number(v, names[i]) <= 1.00001);
}

/* two sources may have an article of the same id: it counts once */
static void the_same_id_twice(void)
{
	struct kx_eval *v = kx_eval_new();

	T_INT(label(v, "{\"query\":\"q\",\"doc\":\"a\"}"), 0);
	ADD(v, "q", "a", "a");
	at_most_one(v);
	kx_eval_free(v);
}

/* the same question in two lines of a file */
static void the_same_question_twice(void)
{
	struct kx_eval *v = kx_eval_new();

	T_INT(label(v, "{\"query\":\"q\",\"doc\":\"a\"}"), 0);
	ADD(v, "q", "a");
	ADD(v, "q", "a");
	at_most_one(v);
	kx_eval_free(v);
}

/* a label that is given twice is one label */
static void the_same_label_twice(void)
{
	struct kx_eval *v = kx_eval_new();

	T_INT(label(v, "{\"query\":\"q\",\"doc\":\"a\"}"), 0);
	T_INT(label(v, "{\"query\":\"q\",\"doc\":\"a\"}"), 0);
	ADD(v, "q", "a");
	T_OK(is(number(v, "recall@10"), 1));
	T_OK(is(number(v, "ndcg@10"), 1));
	kx_eval_free(v);
}

/* whatever the grades, the result is JSON */
static void grades_without_end(void)
{
	struct kx_eval *v = kx_eval_new();
	struct json_object *o;

	if (!label(v, "{\"query\":\"q\",\"doc\":\"a\",\"grade\":1e999}"))
		ADD(v, "q", "a");
	o = kx_eval_result(v);
	if (kx_json_check(kb_text(o), strlen(kb_text(o)), &e))
		T_STR(e.text, kb_text(o));
	json_object_put(o);
	kx_eval_free(v);
}

int main(void)
{
	known_values();
	ten_count();
	nothing();
	refused();
	the_same_id_twice();
	the_same_question_twice();
	the_same_label_twice();
	grades_without_end();
	return T_END();
}
