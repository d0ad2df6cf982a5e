#include "domain/search_state.h"

#include "base/mem.h"
#include "domain/favour.h"
#include "domain/narrow.h"
#include "domain/question.h"
#include "domain/search_hit.h"
#include "domain/spell.h"
#include "domain/store.h"

#include <stdlib.h>
#include <string.h>

static double number(const char *v, double none)
{
	return v ? strtod(v, NULL) : none;
}

/* the settings, as they are now; the rest is read when a search wants it */
static int load(struct kx_search *s, struct kx_err *e)
{
	struct kx_arena a = { 0 };
	const char *threshold = NULL, *ask = NULL, *named = NULL;
	int rc;

	kx_index_close(s->x);
	kx_entities_free(s->names);
	s->names = NULL;
	s->x = NULL;
	s->vectors_known = s->vectors_read = false;
	rc = kx_locales_read(s->db, &s->locales, e) ||
	     kx_store_get(s->db, "threshold", &a, &threshold, e) ||
	     kx_store_get(s->db, "threshold_ask", &a, &ask, e) ||
	     kx_store_get(s->db, KX_ENTITY_SETTING, &a, &named, e);
	s->nameless = named && !strcmp(named, "0");
	s->threshold = number(threshold, KX_JUDGE_THRESHOLD);
	s->ask = number(ask, s->threshold);
	kx_arena_release(&a);
	return rc ? -1 : 0;
}

static int need_index(struct kx_search *s, struct kx_err *e)
{
	return s->x ? 0 : kx_index_open(&s->x, s->db, e);
}

int kx_search_look(struct kx_search *s, struct kx_err *e)
{
	int64_t now;

	if (s->own)
		return 0;
	if (kx_db_read_begin(s->db, e))
		return -1;
	if (kx_db_generation(s->db, &now, e) || (now != s->generation && load(s, e))) {
		kx_db_read_end(s->db);
		return -1;
	}
	s->generation = now;
	return 0;
}

void kx_search_look_away(struct kx_search *s)
{
	if (!s->own)
		kx_db_read_end(s->db);
}

int kx_search_open(struct kx_search **out, struct kx_db *db, bool own, struct kx_err *e)
{
	struct kx_search *s = kx_alloc(sizeof(*s));

	s->db = db;
	s->own = own;
	s->generation = -1;
	s->k = kx_tokenizer_new();
	if (own ? load(s, e) : kx_search_look(s, e)) {
		kx_search_close(s);
		return -1;
	}
	kx_search_look_away(s);
	*out = s;
	return 0;
}

void kx_search_close(struct kx_search *s)
{
	if (!s)
		return;
	kx_index_close(s->x);
	kx_entities_free(s->names);
	kx_vectors_close(&s->vectors);
	kx_tokenizer_free(s->k);
	free(s);
}

void kx_search_models(struct kx_search *s, struct kx_models *m)
{
	s->models = m;
}

double kx_search_threshold(const struct kx_search *s)
{
	return s->threshold;
}

double kx_search_ask(const struct kx_search *s)
{
	return s->ask;
}

struct kx_tokenizer *kx_search_tokenizer(struct kx_search *s)
{
	return s->k;
}

const struct kx_index *kx_search_index(const struct kx_search *s)
{
	return s->x;
}

static void judge_as(struct kx_search *s, const char *question, struct kx_found *f)
{
	struct kx_signals signals;
	double confidence;

	kx_judge_signals(&signals, question, f->locale, &f->q,
		kx_judge_rarest(kx_index_live(s->x)), f->hits, f->n, s->k);
	confidence = f->n ? kx_judge_confidence(&signals) : 0;
	if (confidence < f->confidence)
		return;
	f->signals = signals;
	f->confidence = confidence;
}

static void judge(struct kx_search *s, const struct kx_request *r, struct kx_found *f)
{
	struct kx_buf other = { 0 };
	size_t i;

	if (r->rank == KX_BY_VECTORS) {
		f->confidence = f->n ? f->hits[0].vector : 0;
	} else {
		judge_as(s, r->text, f);
		if (kx_question_reword(f, r->text, &other))
			judge_as(s, kx_buf_text(&other), f);
		kx_buf_release(&other);
	}
	for (i = 0; i < f->n; i++)
		f->hits[i].confidence = f->confidence;
}

/* only the first k articles go out */
static void cut(struct kx_found *f, size_t k)
{
	size_t i, j, articles = 0, kept = 0;

	for (i = 0; i < f->n; i++) {
		const struct kx_hit *h = &f->hits[i];

		for (j = 0; j < kept; j++)
			if (!strcmp(f->hits[j].article_id, h->article_id) &&
				!strcmp(f->hits[j].source, h->source))
				break;
		if (j == kept && ++articles > k)
			continue;
		f->hits[kept] = *h;
		f->hits[kept].rank = (int)kept + 1;
		kept++;
	}
	f->n = kept;
}

/* the question in its language */
static void parse(struct kx_search *s, const struct kx_request *r, struct kx_found *f)
{
	size_t n = strlen(r->text);

	f->locale = r->locale ? r->locale : r->by.locale;
	if (!f->locale)
		f->locale = kx_locale_guess(&s->locales, r->text, n);
	kx_question_query(&f->q, s->k, f->locale, r);
}

/* ---- vectors ------------------------------------------------------------------------ */

/* ---- searching ---------------------------------------------------------------------- */

static int find(
	struct kx_search *s, struct kx_ranking *g, struct kx_found *f, struct kx_err *e)
{
	if (kx_ranker_find(g->ranker, g->o.words_only, e))
		return -1;
	kx_synonyms_settle(&f->q);
	if (kx_spell(s->x, &f->q, &f->guesses, e))
		return -1;
	return f->guesses ? kx_ranker_find(g->ranker, g->o.words_only, e) : 0;
}

/* The question's terms in the index, and those that stand for words nobody knows; then
 * what the conversation is about. A search that is narrowed already has nothing to favour;
 * nor has one of an ingest that calibrates. */
static int look_up(struct kx_search *s, const struct kx_request *r,
	struct kx_ranking *g, struct kx_found *f, struct kx_arena *a, struct kx_err *e)
{
	bool favour = !s->own && !r->by.ntags && !r->by.source &&
		      (!s->nameless || r->talk.nentities);
	struct kx_favour by;

	g->o.words_only = r->rank == KX_BY_WORDS;
	if (need_index(s, e))
		return -1;
	g->x = s->x;
	g->ranker = kx_ranker_new(s->x, &f->q);
	by = (struct kx_favour){ s->x, s->k, &f->q, &r->talk, &s->names };
	if ((favour && kx_favour_ask(&by, f->locale, e)) || find(s, g, f, e) ||
		(favour && kx_favour_pick(
				   &by, r->text, g->ranker, &g->o, &g->favoured, e)))
		return -1;
	if (g->favoured.entity)
		f->entity = kx_arena_strdup(a, g->favoured.entity);
	f->entity_at = g->favoured.at;
	f->entity_end = g->favoured.end;
	return 0;
}

static int run(struct kx_search *s, const struct kx_request *r, struct kx_arena *a,
	struct kx_found *f, struct kx_err *e)
{
	/* the judge looks at as many articles whatever is wanted */
	size_t k = r->k < KX_JUDGE_ARTICLES ? KX_JUDGE_ARTICLES : r->k;
	struct kx_ranking g = { .db = s->db,
		.all = r->all,
		.o = { .k = k,
			.per_article = r->per_article,
			.visibility = r->by.visibility } };
	struct kx_narrowed allowed;
	struct kx_row *rows = NULL;
	int rc;

	rc = kx_narrow(&allowed, s->db, &r->by, e);
	g.o.allowed = allowed.w;
	g.o.allowed_bits = allowed.n;
	rc = rc || kx_search_set_vectors(s, r, f, &g, a, e) ||
	     (r->rank != KX_BY_VECTORS && look_up(s, r, &g, f, a, e)) ||
	     kx_ranking_run(&g, &rows, &f->n, e) ||
	     kx_hits_make(&f->hits, rows, f->n, s->db, a, e);
	kx_ranker_free(g.ranker);
	kx_favoured_release(&g.favoured);
	free(rows);
	free(allowed.w);
	return rc ? -1 : 0;
}

int kx_search_run(struct kx_search *s, const struct kx_request *asked,
	struct kx_arena *a, struct kx_found *f, struct kx_err *e)
{
	struct kx_request r = *asked;
	struct kx_err why = { 0 };
	int rc;

	memset(f, 0, sizeof(*f));
	s->weight = 0;
	if (s->models && !r.vector.v &&
		(r.rank == KX_BY_ALL || r.rank == KX_BY_VECTORS) &&
		kx_search_ask_vector(s, &r, a, &why) && r.rank == KX_BY_VECTORS) {
		*e = why;
		return -1;
	}
	if (kx_search_look(s, e))
		return -1;
	parse(s, &r, f);
	f->no_vector = why;
	rc = kx_search_fit_vector(s, &r, e) || run(s, &r, a, f, e);
	kx_search_look_away(s);
	if (rc) {
		kx_found_release(f);
		return -1;
	}
	judge(s, &r, f);
	cut(f, r.k);
	return 0;
}

void kx_found_release(struct kx_found *f)
{
	kx_query_release(&f->q);
}
