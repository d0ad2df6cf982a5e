/* The answer as a record, and back. */
#include "domain/answer.h"

#include "io/rec.h"

#include <stdlib.h>
#include <string.h>

static struct json_object *text(const char *s)
{
	return json_object_new_string(s);
}

static struct json_object *real(double v)
{
	static char digits[] = "%.6g";
	struct json_object *o = json_object_new_double(v);

	json_object_set_serializer(o, json_object_double_to_json_string, digits, NULL);
	return o;
}

static void add_article(struct json_object *o, const struct kx_hit *h)
{
	char *end;

	json_object_object_add(o, "article_id",
		h->id_is_int ? json_object_new_int64(strtoll(h->article_id, &end, 10))
			     : text(h->article_id));
	json_object_object_add(o, "source", text(h->source));
	json_object_object_add(o, "title", text(h->title));
	json_object_object_add(o, "url", text(h->url));
}

static struct json_object *cites(const struct kx_answer *x)
{
	struct json_object *list = json_object_new_array(), *o;
	size_t i;

	for (i = 0; i < x->ncites; i++) {
		const struct kx_cite *c = &x->cites[i];

		o = json_object_new_object();
		json_object_object_add(o, "n", json_object_new_int(c->n));
		add_article(o, c->hit);
		json_object_object_add(o, "quote", text(c->quote));
		json_object_object_add(
			o, "start", json_object_new_int64((int64_t)c->start));
		json_object_object_add(
			o, "end", json_object_new_int64((int64_t)c->end));
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *nearest(const struct kx_answer *x)
{
	struct json_object *list = json_object_new_array(), *o;
	size_t i;

	for (i = 0; i < x->nnearest; i++) {
		o = json_object_new_object();
		add_article(o, &x->nearest[i]);
		json_object_array_add(list, o);
	}
	return list;
}

static void add_instead(struct json_object *o, const struct kx_answer *x)
{
	struct json_object *f = json_object_new_object();

	json_object_object_add(f, "model", text(x->instead_of));
	json_object_object_add(f, "error", text(x->why.text));
	json_object_object_add(o, "instead_of", f);
}

struct json_object *kx_answer_json(const struct kx_answer *x, struct json_object *id)
{
	struct json_object *o = json_object_new_object();

	if (id)
		json_object_object_add(o, "id", json_object_get(id));
	if (x->conversation)
		json_object_object_add(o, "conversation", text(x->conversation));
	if (x->message)
		json_object_object_add(o, "message", text(x->message));
	json_object_object_add(o, "text", text(x->text));
	json_object_object_add(o, "status", text(kx_status_name(x->status)));
	json_object_object_add(o, "outcome", text(kx_outcome_name(x->outcome)));
	if (x->partial)
		json_object_object_add(o, "partial", json_object_new_boolean(true));
	if (x->cut.code)
		json_object_object_add(o, "error", text(x->cut.text));
	json_object_object_add(o, "confidence", real(x->confidence));
	json_object_object_add(o, "citations", cites(x));
	if (x->unsupported)
		json_object_object_add(o, "unsupported",
			json_object_new_int64((int64_t)x->unsupported));
	if (x->nnearest)
		json_object_object_add(o, "nearest", nearest(x));
	json_object_object_add(o, "model", text(x->model));
	if (x->instead_of)
		add_instead(o, x);
	json_object_object_add(o, "usage", kx_usage_json(&x->usage));
	if (x->cost >= 0)
		json_object_object_add(o, "cost", real(x->cost));
	json_object_object_add(o, "latency_ms", json_object_new_int64(x->latency_ms));
	return o;
}

/* ---- back --------------------------------------------------------------------------- */

static int among(const char *name, const char *(*of)(int), int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (name && !strcmp(name, of(i)))
			return i;
	return -1;
}

static const char *status(int i)
{
	return kx_status_name((enum kx_status)i);
}

static const char *outcome(int i)
{
	return kx_outcome_name((enum kx_outcome)i);
}

static const char *str(struct json_object *o, const char *name, struct kx_arena *a)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, name, &v) || !v)
		return "";
	return kx_arena_strdup(a, json_object_get_string(v));
}

static int64_t number(struct json_object *o, const char *name, int64_t missing)
{
	struct json_object *v;

	return json_object_object_get_ex(o, name, &v) && v ? json_object_get_int64(v)
							   : missing;
}

static double decimal(struct json_object *o, const char *name, double missing)
{
	struct json_object *v;

	return json_object_object_get_ex(o, name, &v) && v ? json_object_get_double(v)
							   : missing;
}

static void read_article(struct kx_hit *h, struct json_object *o, struct kx_arena *a)
{
	struct json_object *id = json_object_object_get(o, "article_id");

	h->id_is_int = json_object_is_type(id, json_type_int);
	h->article_id = str(o, "article_id", a);
	h->source = str(o, "source", a);
	h->title = str(o, "title", a);
	h->url = str(o, "url", a);
	h->heading = h->text = h->locale = "";
}

static void read_cites(
	struct kx_answer *x, struct json_object *list, struct kx_arena *a)
{
	size_t i, n = list ? json_object_array_length(list) : 0;
	struct kx_cite *v = kx_arena_alloc(a, (n + 1) * sizeof(*v));
	struct kx_hit *hits = kx_arena_alloc(a, (n + 1) * sizeof(*hits));

	for (i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(list, i);

		read_article(&hits[i], o, a);
		v[i] = (struct kx_cite){ (int)number(o, "n", 0), &hits[i],
			str(o, "quote", a), (size_t)number(o, "start", 0),
			(size_t)number(o, "end", 0) };
	}
	x->cites = v;
	x->ncites = n;
}

static void read_nearest(
	struct kx_answer *x, struct json_object *list, struct kx_arena *a)
{
	size_t i, n = list ? json_object_array_length(list) : 0;
	struct kx_hit *v = kx_arena_alloc(a, (n + 1) * sizeof(*v));

	for (i = 0; i < n; i++)
		read_article(&v[i], json_object_array_get_idx(list, i), a);
	x->nearest = v;
	x->nnearest = n;
}

static const char *or_null(const char *s)
{
	return *s ? s : NULL;
}

int kx_answer_from(struct kx_answer *x, struct json_object *rec, struct kx_arena *a,
	struct kx_err *e)
{
	struct json_object *list, *o;
	const char *s, *t;
	int is, out;

	*x = (struct kx_answer){ .usage = KX_USAGE_NONE, .cost = -1 };
	if (kx_rec_need(rec, "status", &s, e) || kx_rec_str(rec, "outcome", &t, e))
		return -1;
	is = among(s, status, KX_FAILED + 1);
	out = among(t, outcome, KX_OUTCOME_PASS + 1);
	if (is < 0)
		return kx_fail(e, KX_EINPUT, "field 'status' is not known");
	x->status = (enum kx_status)is;
	x->outcome = out < 0 ? KX_OUTCOME_ANSWER : (enum kx_outcome)out;
	x->conversation = or_null(str(rec, "conversation", a));
	x->message = or_null(str(rec, "message", a));
	x->text = str(rec, "text", a);
	x->model = str(rec, "model", a);
	x->partial = number(rec, "partial", 0);
	x->confidence = decimal(rec, "confidence", 0);
	if (*str(rec, "error", a))
		kx_fail(&x->cut, KX_EAGAIN, "%s", str(rec, "error", a));
	x->unsupported = (size_t)number(rec, "unsupported", 0);
	x->latency_ms = number(rec, "latency_ms", 0);
	x->cost = decimal(rec, "cost", -1);
	if (kx_rec_array(rec, "citations", &list, e))
		return -1;
	read_cites(x, list, a);
	if (kx_rec_array(rec, "nearest", &list, e))
		return -1;
	read_nearest(x, list, a);
	if (kx_rec_object(rec, "usage", &o, e))
		return -1;
	if (o)
		x->usage = (struct kx_usage){ number(o, "input", -1),
			number(o, "cached", -1), number(o, "output", -1),
			number(o, "reasoning", -1) };
	if (kx_rec_object(rec, "instead_of", &o, e))
		return -1;
	if (o) {
		x->instead_of = str(o, "model", a);
		kx_fail(&x->why, KX_EAGAIN, "%s", str(o, "error", a));
	}
	return 0;
}
