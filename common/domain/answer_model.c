#include "domain/answer_model.h"

#include "domain/exchange.h"
#include "domain/grounded.h"
#include "domain/prompt.h"
#include "io/jsonl.h"

#include <string.h>

#define REWRITE_TOKENS 120

/* ---- what is recorded --------------------------------------------------------------- */

static const char *as_text(struct json_object *o, struct kx_arena *a)
{
	const char *s = kx_arena_strdup(
		a, json_object_to_json_string_ext(
			   o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));

	json_object_put(o);
	return s;
}

static struct json_object *hits(const struct kx_found *f)
{
	struct json_object *list = json_object_new_array(), *o;
	size_t i;

	for (i = 0; i < f->n; i++) {
		o = json_object_new_object();
		json_object_object_add(
			o, "article_id", json_object_new_string(f->hits[i].article_id));
		json_object_object_add(
			o, "source", json_object_new_string(f->hits[i].source));
		json_object_object_add(
			o, "chunk", json_object_new_int64(f->hits[i].chunk));
		json_object_object_add(
			o, "score", json_object_new_double(f->hits[i].score));
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *settings(const struct kx_model *m, const struct kx_asked *q)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "version", json_object_new_string(KX_VERSION));
	json_object_object_add(o, "drop", json_object_new_boolean(m->o.drop));
	json_object_object_add(o, "locale",
		q->f->locale ? json_object_new_string(q->f->locale) : NULL);
	json_object_object_add(o, "bar_answer", json_object_new_double(q->bars.answer));
	json_object_object_add(o, "bar_ask", json_object_new_double(q->bars.ask));
	return o;
}

static void record(const struct kx_model *m, const struct kx_asked *q,
	const struct kx_call *call, const struct kx_buf *sent,
	const struct kx_completion *c, const struct kx_excerpts *given,
	struct kx_arena *a, struct kx_answer *x)
{
	struct kx_exchange *r = kx_arena_alloc(a, sizeof(*r));

	r->provider = call->provider;
	r->model = kx_arena_strdup(a, call->model);
	r->request = kx_arena_strndup(a, kx_buf_text(sent), sent->len);
	r->completion = as_text(kx_completion_json(c), a);
	r->sections = as_text(kx_excerpts_json(given), a);
	r->hits = as_text(hits(q->f), a);
	r->query = kx_arena_strdup(a, q->query ? q->query : q->question);
	r->settings = as_text(settings(m, q), a);
	x->exchange = r;
}

/* ---- the answer --------------------------------------------------------------------- */

/* text on its way: the model's into the checks, the checked text to whoever reads it */
struct stream {
	const struct kx_asked *q;
	struct kx_grounder *g;
	size_t shown;
};

static void from_model(void *ctx, const char *p, size_t n)
{
	struct stream *s = ctx;

	kx_grounder_feed(s->g, p, n);
}

static void from_checks(void *ctx, const char *p, size_t n)
{
	struct stream *s = ctx;

	if (!s->q->out)
		return;
	s->shown += n;
	s->q->out(s->q->ctx, p, n);
}

/* a model that asks back says nothing that needs an article */
static bool asks_back(const char *text)
{
	size_t n = strlen(text);

	while (n && strchr(" \n\t*_\"", text[n - 1]))
		n--;
	return n && (text[n - 1] == '?' ||
			    (n >= 3 && !memcmp(text + n - 3, "\xef\xbc\x9f", 3)));
}

/* What the checks make of it. An answer of which no article supports a sentence is none,
 * be it made up or a bare "No.": the words that went out are marked, and what follows says
 * so. */
static void judge(struct kx_answer *x, const struct kx_grounded *r)
{
	bool told = r->supported || (r->ncites && !r->unsupported);

	x->unsupported = r->unsupported;
	x->text = r->text;
	x->cites = r->cites;
	x->ncites = r->ncites;
	if (!r->declined && !told && !r->unsupported && asks_back(r->text)) {
		x->outcome = KX_OUTCOME_ASK;
	} else if (r->declined || (!told && !x->partial)) {
		x->text = "";
		x->ncites = 0;
	}
}

static bool cut_short(const struct kx_completion *c)
{
	return !strcmp(c->finish, "length") || !strcmp(c->finish, "content_filter");
}

static int excerpts(const struct kx_model *m, const struct kx_asked *q,
	struct kx_excerpts *given, struct kx_arena *a, struct kx_err *e)
{
	int rc;

	if (q->db && kx_db_read_begin(q->db, e))
		return -1;
	rc = kx_excerpts_make(given, q->db, q->f->hits, q->f->n, m->o.excerpts,
		m->o.excerpt_words, a, e);
	if (q->db)
		kx_db_read_end(q->db);
	return rc;
}

static void finish(struct stream *s, const struct kx_completion *c,
	const struct kx_call *call, int rc, const struct kx_err *why,
	struct kx_arena *a, struct kx_answer *x)
{
	struct kx_grounded r;

	if (s->q->whole)
		kx_grounder_feed(s->g, kx_buf_text(&c->text), c->text.len);
	x->partial = rc == 1 || (c->text.len && cut_short(c));
	if (rc == 1)
		x->cut = *why;
	kx_grounder_end(s->g, !x->partial, a, &r);
	judge(x, &r);
	x->shown = s->shown;
	x->usage = call->usage;
	x->cost = call->cost;
}

/* A model that thought until its tokens were used up has not said that the articles do not
 * hold the answer. */
static int check_said(
	const struct kx_completion *c, const struct kx_call *call, struct kx_err *e)
{
	if (c->text.len || c->refusal.len || strcmp(c->finish, "length") != 0)
		return 0;
	kx_fail(e, KX_EREFUSED,
		"provider '%s': all tokens were used up before the first word",
		call->provider);
	return kx_fail_hint(e, "raise chat.max_tokens, or the provider's");
}

int kx_answer_ask(const struct kx_model *m, const struct kx_model_link *l,
	const struct kx_asked *q, struct kx_arena *a, struct kx_answer *x,
	struct kx_err *e)
{
	struct kx_ask ask = { .temperature = -1 };
	struct stream s = { .q = q };
	struct kx_buf sent = { 0 };
	struct kx_completing what = { .spec = l->name,
		.purpose = "answer",
		.conversation = q->conversation,
		.ask = &ask,
		.text = q->whole ? NULL : from_model,
		.ctx = &s,
		.sent = &sent };
	struct kx_completion c = { 0 };
	struct kx_excerpts given;
	struct kx_prompt p = { .system = m->o.system,
		.turns = q->turns,
		.sections = &given,
		.question = q->question,
		.locale = q->f->locale };
	struct kx_answer was = *x;
	struct kx_call call;
	int rc;

	if (excerpts(m, q, &given, a, e))
		return -1;
	kx_prompt_answer(&p, a, &ask.says, &ask.n);
	s.g = kx_grounder_new(&given, q->k, q->f->locale,
		m->o.drop ? KX_POLICY_DROP : KX_POLICY_MARK, from_checks, &s);
	rc = kx_models_complete(m->o.models, &what, &c, &call, e);
	if (!rc)
		rc = check_said(&c, &call, e);
	if (rc >= 0) {
		finish(&s, &c, &call, rc, e, a, x);
		record(m, q, &call, &sent, &c, &given, a, x);
	}
	kx_grounder_free(s.g);
	kx_completion_clear(&c);
	kx_buf_release(&sent);
	/* cut off before a word could go out: another model may answer whole */
	if (rc == 1 && !*x->text && !s.shown) {
		*x = was;
		rc = -1;
	}
	return rc >= 0 ? 0 : call.stopped ? -1 : 1;
}

/* ---- rewriting ---------------------------------------------------------------------- */

const char *kx_answer_rewrite(
	struct kx_model *m, const struct kx_asked *q, struct kx_arena *a)
{
	struct kx_prompt p = { .turns = q->turns, .question = q->question };
	const char *out = NULL;
	size_t i;

	for (i = 0; i < m->n; i++) {
		struct kx_ask ask = { .max_tokens = REWRITE_TOKENS, .temperature = -1 };
		struct kx_completing what = { .spec = m->v[i].name,
			.purpose = "rewrite",
			.conversation = q->conversation,
			.ask = &ask };
		struct kx_completion c = { 0 };
		struct kx_call call;
		struct kx_err e;
		int rc;

		if (m->v[i].kind != KX_LINK_REMOTE)
			break;
		kx_prompt_rewrite(&p, a, &ask.says, &ask.n);
		rc = kx_models_complete(m->o.models, &what, &c, &call, &e);
		if (!rc)
			out = kx_prompt_rewritten(&p, kx_buf_text(&c.text), q->k, a);
		kx_completion_clear(&c);
		if (!rc || call.stopped)
			break;
	}
	return out;
}

/* ---- once more ---------------------------------------------------------------------- */

static void nowhere(void *ctx, const char *p, size_t n)
{
	(void)ctx;
	(void)p;
	(void)n;
}

static int read_object(const char *s, struct json_object **o, struct kx_err *e)
{
	return kx_json_check(s, strlen(s), e) || !(*o = json_tokener_parse(s))
		       ? kx_fail_in(e, "the recorded exchange")
		       : 0;
}

int kx_answer_again(const struct kx_exchange *rec, struct kx_tokenizer *k,
	struct kx_arena *a, struct kx_answer *x, struct kx_err *e)
{
	struct json_object *given = NULL, *said = NULL, *set = NULL, *v;
	struct kx_completion c = { 0 };
	struct kx_excerpts s;
	struct kx_grounder *g;
	struct kx_grounded r;
	const char *locale = NULL;
	bool drop, asked = x->status == KX_UNKNOWN;
	int rc = read_object(rec->sections, &given, e) ||
		 read_object(rec->completion, &said, e) ||
		 read_object(rec->settings, &set, e) ||
		 kx_excerpts_from(&s, given, a, e) || kx_completion_from(&c, said, e);

	if (!rc) {
		if (json_object_object_get_ex(set, "locale", &v) && v)
			locale = kx_arena_strdup(a, json_object_get_string(v));
		drop = json_object_object_get_ex(set, "drop", &v) &&
		       json_object_get_boolean(v);
		g = kx_grounder_new(&s, k, locale,
			drop ? KX_POLICY_DROP : KX_POLICY_MARK, nowhere, NULL);
		kx_grounder_feed(g, kx_buf_text(&c.text), c.text.len);
		kx_grounder_end(g, !x->partial, a, &r);
		kx_grounder_free(g);
		if (!asked || (r.supported && !r.declined)) {
			judge(x, &r);
			if (asked)
				x->status = KX_ANSWERED;
		}
	}
	kx_completion_clear(&c);
	json_object_put(given);
	json_object_put(said);
	json_object_put(set);
	return rc ? -1 : 0;
}
