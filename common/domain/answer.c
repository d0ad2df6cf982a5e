#include "domain/answer_model.h"

#include "base/clock.h"
#include "base/mem.h"
#include "domain/extract.h"
#include "domain/phrase.h"

#include <stdlib.h>
#include <string.h>

#define KX_MODEL_NAMES "extract, replay:FILE, PROVIDER:MODEL"

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

/* ---- the list of models ------------------------------------------------------------- */

static int link_open(
	struct kx_model *m, struct kx_model_link *l, const char *name, struct kx_err *e)
{
	struct kx_providers *known =
		m->o.models ? kx_models_providers(m->o.models) : NULL;
	const struct kx_provider *p;
	const char *model;

	l->name = name;
	if (!strcmp(name, "extract")) {
		l->kind = KX_LINK_EXTRACT;
		return 0;
	}
	if (!strncmp(name, "replay:", 7)) {
		l->kind = KX_LINK_REPLAY;
		l->name = "replay";
		return kx_replay_open(&l->replay, name + 7, e);
	}
	l->kind = KX_LINK_REMOTE;
	if (!known || !kx_provider_named(known, name)) {
		kx_fail(e, KX_ECONFIG, "model '%s' is not known", name);
		return kx_fail_hint(e, "there are: " KX_MODEL_NAMES);
	}
	if (kx_provider_find(known, name, KX_CAP_CHAT, &p, &model, e))
		return -1;
	l->name = kx_arena_printf(&m->arena, "%s:%s", p->name, model);
	m->remote = true;
	return 0;
}

static int add(struct kx_model *m, const char *name, size_t n, struct kx_err *e)
{
	while (n && strchr(" \t", *name))
		name++, n--;
	while (n && strchr(" \t", name[n - 1]))
		n--;
	if (!n) {
		kx_fail(e, KX_ECONFIG, "a model's name is empty");
		return kx_fail_hint(e, "there are: " KX_MODEL_NAMES);
	}
	if (m->n == KX_MODEL_LINKS)
		return kx_fail(e, KX_ECONFIG, "more than %d models", KX_MODEL_LINKS);
	return link_open(m, &m->v[m->n++], kx_arena_strndup(&m->arena, name, n), e);
}

int kx_model_open(
	struct kx_model **out, const struct kx_model_opts *o, struct kx_err *e)
{
	struct kx_model *m = kx_alloc(sizeof(*m));
	const char *s = o->names;
	size_t n;
	int rc;

	m->o = *o;
	do {
		n = strcspn(s, ",");
		rc = add(m, s, n, e);
		s += n;
	} while (!rc && *s++);
	if (!rc && m->remote && o->fallback && m->n < KX_MODEL_LINKS &&
		m->v[m->n - 1].kind == KX_LINK_REMOTE)
		rc = add(m, "extract", 7, e);
	if (rc) {
		kx_model_close(m);
		return -1;
	}
	*out = m;
	return 0;
}

void kx_model_close(struct kx_model *m)
{
	size_t i;

	if (!m)
		return;
	for (i = 0; i < m->n; i++)
		kx_replay_close(m->v[i].replay);
	kx_arena_release(&m->arena);
	free(m);
}

bool kx_model_remote(const struct kx_model *m)
{
	return m->remote;
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

static void unknown(struct kx_answer *x, const struct kx_asked *q, struct kx_arena *a)
{
	const struct kx_found *f = q->f;

	x->status = KX_UNKNOWN;
	x->ncites = 0;
	/* a model that read the articles has the last word: no asking back */
	x->outcome = !x->exchange && f->n && f->confidence >= q->bars.ask
			     ? KX_OUTCOME_ASK
			     : KX_OUTCOME_PASS;
	x->text = kx_phrase(
		x->outcome == KX_OUTCOME_ASK ? KX_PHRASE_ASK : KX_PHRASE_UNKNOWN,
		f->locale);
	if (x->outcome == KX_OUTCOME_ASK)
		nearest(x, f, a);
}

static void extract(const struct kx_model *m, const struct kx_asked *q,
	struct kx_arena *a, struct kx_answer *x)
{
	struct kx_extract_opts o = { .words = m->o.words };
	const struct kx_found *f = q->f;
	struct kx_extract ex;
	struct kx_cite *c;
	size_t i;

	kx_extract(&ex, &f->q, f->hits, f->n, q->k, &o, a);
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

/* 0 answered, or nothing to say (no text); 1 this one failed, another may do; -1 */
static int ask_link(const struct kx_model *m, const struct kx_model_link *l,
	const struct kx_asked *q, struct kx_arena *a, struct kx_answer *x,
	struct kx_err *e)
{
	bool sure = q->f->n && q->f->confidence >= q->bars.answer;
	bool maybe = q->f->n && q->f->confidence >= q->bars.ask;

	x->model = l->name;
	switch (l->kind) {
	case KX_LINK_REMOTE:
		return maybe ? kx_answer_ask(m, l, q, a, x, e) : 0;
	case KX_LINK_REPLAY:
		return sure ? kx_replay_answer(l->replay, q->question, q->f, a, x, e)
			    : 0;
	case KX_LINK_EXTRACT:
		if (sure)
			extract(m, q, a, x);
	}
	return 0;
}

/* One more model that failed: all of them are told, and trying again later is worth it when
 * it is for one of them. */
static void failed(struct kx_answer *x, const char *name, const struct kx_err *e)
{
	struct kx_err before = x->why;

	x->why = *e;
	if (!x->instead_of) {
		x->instead_of = name;
		return;
	}
	kx_fail_in(&x->why, "%s; %s", before.text, name);
	if (before.code == KX_EAGAIN)
		x->why.code = KX_EAGAIN;
	if (*before.hint)
		memcpy(x->why.hint, before.hint, sizeof(before.hint));
}

/* The first model that answers. An extract at the end stands in for all that failed, and
 * the answer says so. */
static int ask_all(const struct kx_model *m, const struct kx_asked *q,
	struct kx_arena *a, struct kx_answer *x, struct kx_err *e)
{
	size_t i;
	int rc;

	for (i = 0; i < m->n; i++) {
		rc = ask_link(m, &m->v[i], q, a, x, e);
		if (rc <= 0)
			return rc;
		failed(x, m->v[i].name, e);
	}
	*e = x->why;
	return -1;
}

int kx_answer_make(struct kx_model *m, const struct kx_asked *q, struct kx_arena *a,
	struct kx_answer *x, struct kx_err *e)
{
	int64_t began = kx_clock_mono();

	*x = (struct kx_answer){ .confidence = q->f->confidence,
		.status = KX_ANSWERED,
		.text = "",
		.usage = KX_USAGE_NONE,
		.cost = -1 };
	if (ask_all(m, q, a, x, e))
		return -1;
	if (!*x->text)
		unknown(x, q, a);
	x->latency_ms = kx_clock_mono() - began;
	return 0;
}
