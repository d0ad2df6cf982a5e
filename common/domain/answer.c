#include "domain/answer.h"

#include "base/clock.h"
#include "base/mem.h"
#include "domain/extract.h"
#include "domain/phrase.h"
#include "domain/replay.h"

#include <stdlib.h>
#include <string.h>

struct kx_model {
	const char *name;
	size_t words;
	struct kx_replay *replay; /* NULL: extract */
};

const char *kx_status_name(enum kx_status s)
{
	static const char *const names[] = { "answered", "unknown", "escalated",
		"refused", "failed" };

	return names[s];
}

const char *kx_outcome_name(enum kx_outcome o)
{
	static const char *const names[] = { "answer", "ask", "pass" };

	return names[o];
}

int kx_model_open(
	struct kx_model **out, const char *name, size_t words, struct kx_err *e)
{
	struct kx_model *m = kx_alloc(sizeof(*m));

	m->words = words;
	m->name = "extract";
	if (!strncmp(name, "replay:", 7)) {
		m->name = "replay";
		if (kx_replay_open(&m->replay, name + 7, e)) {
			free(m);
			return -1;
		}
	} else if (strcmp(name, "extract") != 0) {
		free(m);
		kx_fail(e, KX_ECONFIG, "model '%s' is not known", name);
		return kx_fail_hint(e, "there are: extract, replay:FILE");
	}
	*out = m;
	return 0;
}

void kx_model_close(struct kx_model *m)
{
	if (!m)
		return;
	kx_replay_close(m->replay);
	free(m);
}

/* ---- the record --------------------------------------------------------------------- */

static struct json_object *real(double v)
{
	static char digits[] = "%.6g";
	struct json_object *o = json_object_new_double(v);

	json_object_set_serializer(o, json_object_double_to_json_string, digits, NULL);
	return o;
}

static struct json_object *article(const struct kx_hit *h)
{
	struct json_object *o = json_object_new_object();
	char *end;

	json_object_object_add(o, "article_id",
		h->id_is_int ? json_object_new_int64(strtoll(h->article_id, &end, 10))
			     : json_object_new_string(h->article_id));
	json_object_object_add(o, "source", json_object_new_string(h->source));
	json_object_object_add(o, "title", json_object_new_string(h->title));
	json_object_object_add(o, "url", json_object_new_string(h->url));
	return o;
}

static struct json_object *cite_json(const struct kx_cite *c)
{
	struct json_object *o = json_object_new_object(), *a = article(c->hit), *v;
	static const char *const names[] = { "article_id", "source", "title", "url" };
	size_t i;

	json_object_object_add(o, "n", json_object_new_int(c->n));
	for (i = 0; i < 4; i++)
		if (json_object_object_get_ex(a, names[i], &v))
			json_object_object_add(o, names[i], json_object_get(v));
	json_object_put(a);
	json_object_object_add(o, "quote", json_object_new_string(c->quote));
	json_object_object_add(o, "start", json_object_new_int64((int64_t)c->start));
	json_object_object_add(o, "end", json_object_new_int64((int64_t)c->end));
	return o;
}

struct json_object *kx_answer_json(const struct kx_answer *x, struct json_object *id)
{
	struct json_object *o = json_object_new_object(),
			   *list = json_object_new_array();
	size_t i;

	if (id)
		json_object_object_add(o, "id", json_object_get(id));
	if (x->conversation)
		json_object_object_add(
			o, "conversation", json_object_new_string(x->conversation));
	json_object_object_add(o, "text", json_object_new_string(x->text));
	json_object_object_add(
		o, "status", json_object_new_string(kx_status_name(x->status)));
	json_object_object_add(
		o, "outcome", json_object_new_string(kx_outcome_name(x->outcome)));
	if (x->partial)
		json_object_object_add(o, "partial", json_object_new_boolean(true));
	json_object_object_add(o, "confidence", real(x->confidence));
	for (i = 0; i < x->ncites; i++)
		json_object_array_add(list, cite_json(&x->cites[i]));
	json_object_object_add(o, "citations", list);
	if (x->nnearest) {
		list = json_object_new_array();
		for (i = 0; i < x->nnearest; i++)
			json_object_array_add(list, article(&x->nearest[i]));
		json_object_object_add(o, "nearest", list);
	}
	json_object_object_add(o, "model", json_object_new_string(x->model));
	json_object_object_add(o, "usage", NULL);
	json_object_object_add(o, "latency_ms", json_object_new_int64(x->latency_ms));
	return o;
}

/* ---- the words ---------------------------------------------------------------------- */

/* one hit per article, the best ones */
static void nearest(struct kx_answer *x, const struct kx_found *f, struct kx_arena *a)
{
	struct kx_hit *v = kx_arena_alloc(a, KX_ANSWER_NEAREST * sizeof(*v));
	size_t i, k;

	for (i = 0; i < f->n && x->nnearest < KX_ANSWER_NEAREST; i++) {
		for (k = 0; k < x->nnearest; k++)
			if (!strcmp(v[k].article_id, f->hits[i].article_id) &&
				!strcmp(v[k].source, f->hits[i].source))
				break;
		if (k == x->nnearest)
			v[x->nnearest++] = f->hits[i];
	}
	x->nearest = v;
}

static void unknown(struct kx_answer *x, const struct kx_found *f,
	const struct kx_bars *bars, struct kx_arena *a)
{
	x->status = KX_UNKNOWN;
	x->ncites = 0;
	x->outcome =
		f->n && f->confidence >= bars->ask ? KX_OUTCOME_ASK : KX_OUTCOME_PASS;
	x->text = kx_phrase(
		x->outcome == KX_OUTCOME_ASK ? KX_PHRASE_ASK : KX_PHRASE_UNKNOWN,
		f->locale);
	if (x->outcome == KX_OUTCOME_ASK)
		nearest(x, f, a);
}

static void extract(struct kx_model *m, const struct kx_found *f,
	struct kx_tokenizer *k, struct kx_arena *a, struct kx_answer *x)
{
	struct kx_extract_opts o = { .words = m->words };
	struct kx_extract ex;
	struct kx_cite *c;
	size_t i;

	kx_extract(&ex, &f->q, f->hits, f->n, k, &o, a);
	c = kx_arena_alloc(a, (ex.n + 1) * sizeof(*c));
	for (i = 0; i < ex.n; i++) {
		c[i].n = ex.cites[i].n;
		c[i].hit = &f->hits[ex.cites[i].hit];
		c[i].quote = ex.cites[i].quote;
		kx_hit_source(c[i].hit, ex.cites[i].at, ex.cites[i].len, &c[i].start,
			&c[i].end);
	}
	x->text = ex.text;
	x->cites = c;
	x->ncites = ex.n;
}

int kx_answer_make(struct kx_model *m, const char *question, const struct kx_found *f,
	struct kx_bars bars, struct kx_tokenizer *k, struct kx_arena *a,
	struct kx_answer *x, struct kx_err *e)
{
	int64_t began = kx_clock_mono();

	memset(x, 0, sizeof(*x));
	x->model = m->name;
	x->confidence = f->confidence;
	x->status = KX_ANSWERED;
	x->text = "";
	if (f->n && f->confidence >= bars.answer) {
		if (!m->replay)
			extract(m, f, k, a, x);
		else if (kx_replay_answer(m->replay, question, f, a, x, e))
			return -1;
	}
	if (!*x->text)
		unknown(x, f, &bars, a);
	x->latency_ms = kx_clock_mono() - began;
	return 0;
}
