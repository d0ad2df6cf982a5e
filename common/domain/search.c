#include "domain/search.h"

#include "base/mem.h"
#include "domain/locale.h"
#include "domain/spans.h"
#include "domain/spell.h"
#include "domain/store.h"

#include <stdlib.h>
#include <string.h>

/* two scores closer than this are printed alike, so ties are drawn apart by it */
#define TIE 1e-7
/* What a word of an earlier turn counts beside one of the question. Measured on multi-turn
 * questions: 1 gives nDCG@10 .852, .5 .897, .3 .882, none .769. */
#define CONTEXT_WEIGHT 0.5
#define KEYWORDS 0.6 /* confidence of a look-up that found all its words */

struct kx_search {
	struct kx_db *db;
	struct kx_index *x;
	int64_t generation; /* of the store that x shows */
	bool own;           /* the caller's transaction is the moment */
	struct kx_tokenizer *k;
	struct kx_locales locales;
	double threshold;
};

/* the index and the settings, as they are now */
static int load(struct kx_search *s, struct kx_err *e)
{
	struct kx_arena a = { 0 };
	const char *v = NULL;
	int rc;

	kx_index_close(s->x);
	s->x = NULL;
	rc = kx_index_open(&s->x, s->db, e) || kx_locales_read(s->db, &s->locales, e) ||
	     kx_store_get(s->db, "threshold", &a, &v, e);
	s->threshold = v ? strtod(v, NULL) : KX_JUDGE_THRESHOLD;
	kx_arena_release(&a);
	return rc ? -1 : 0;
}

/* One moment of the store for all reads of a search; what another process changed since
 * the last one is loaded. Inside a transaction (of an ingest that calibrates) there is
 * nobody else to look out for. */
static int look(struct kx_search *s, struct kx_err *e)
{
	int64_t now;

	if (s->own)
		return 0;
	if (kx_db_read_begin(s->db, e))
		return -1;
	if (kx_db_generation(s->db, &now, e) ||
		((now != s->generation || !s->x) && load(s, e))) {
		kx_db_read_end(s->db);
		return -1;
	}
	s->generation = now;
	return 0;
}

static void look_away(struct kx_search *s)
{
	if (!s->own)
		kx_db_read_end(s->db);
}

int kx_search_open(struct kx_search **out, struct kx_db *db, bool own, struct kx_err *e)
{
	struct kx_search *s = kx_alloc(sizeof(*s));

	s->db = db;
	s->own = own;
	s->k = kx_tokenizer_new();
	if (own ? load(s, e) : look(s, e)) {
		kx_search_close(s);
		return -1;
	}
	look_away(s);
	*out = s;
	return 0;
}

void kx_search_close(struct kx_search *s)
{
	if (!s)
		return;
	kx_index_close(s->x);
	kx_tokenizer_free(s->k);
	free(s);
}

double kx_search_threshold(const struct kx_search *s)
{
	return s->threshold;
}

struct kx_tokenizer *kx_search_tokenizer(struct kx_search *s)
{
	return s->k;
}

const struct kx_index *kx_search_index(const struct kx_search *s)
{
	return s->x;
}

/* ---- filters: a bit per article row ------------------------------------------------- */

struct bits {
	uint64_t *w;
	size_t n; /* bits */
};

static void set(struct bits *b, int64_t id)
{
	size_t need = (size_t)id / 64 + 1, have = b->n / 64;

	if (need > have) {
		size_t more = need + need / 2;

		b->w = kx_realloc(b->w, more, sizeof(*b->w));
		memset(b->w + have, 0, (more - have) * sizeof(*b->w));
		b->n = more * 64;
	}
	b->w[id / 64] |= 1ull << (id & 63);
}

static int fill(struct bits *b, struct kx_db *db, const char *sql, const char *value,
	struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db, sql, e);
	int rc;

	if (!s)
		return -1;
	kx_bind_text(s, 1, value);
	while ((rc = kx_db_step(s, e)) == 0)
		set(b, kx_col_int(s, 0));
	return rc < 0 ? -1 : 0;
}

/* keep in *all what the statement names, too */
static int narrow(struct bits *all, bool *first, struct kx_db *db, const char *sql,
	const char *value, struct kx_err *e)
{
	struct bits b = { 0 };
	size_t i;

	if (fill(&b, db, sql, value, e)) {
		free(b.w);
		return -1;
	}
	if (*first) {
		*all = b;
		*first = false;
		return 0;
	}
	for (i = 0; i < all->n / 64; i++)
		all->w[i] &= i < b.n / 64 ? b.w[i] : 0;
	free(b.w);
	return 0;
}

static int allow(struct bits *all, struct kx_db *db, const struct kx_filter_by *by,
	struct kx_err *e)
{
	bool first = true;
	size_t i;
	int rc = 0;

	memset(all, 0, sizeof(*all));
	if (by->source)
		rc = narrow(all, &first, db, "select id from article where source = $1",
			by->source, e);
	if (!rc && by->locale)
		rc = narrow(all, &first, db,
			"select id from article where locale is null or locale = $1"
			" or substr(locale, 1, length($1) + 1) = $1 || '-'",
			by->locale, e);
	for (i = 0; i < by->ntags && !rc; i++)
		rc = narrow(all, &first, db,
			"select article from article_tag where tag = $1", by->tags[i],
			e);
	/* a filter that nothing passes is not the same as no filter */
	if (!rc && !first && !all->w)
		set(all, 0);
	return rc;
}

/* ---- hits --------------------------------------------------------------------------- */

static const char *text(struct kx_stmt *s, int i, struct kx_arena *a)
{
	const char *v = kx_col_text(s, i);

	return v ? kx_arena_strdup(a, v) : "";
}

static int fetch(struct kx_search *s, int64_t chunk, struct kx_hit *h,
	struct kx_arena *a, struct kx_err *e)
{
	struct kx_stmt *st = kx_db_stmt(s->db,
		"select a.name, a.numeric, a.source, a.title, a.url, c.heading, c.text,"
		" a.locale, c.start_at, c.end_at, c.spans from chunk c"
		" join article a on a.id = c.article where c.id = $1",
		e);
	const void *p;
	size_t n;
	int rc;

	if (!st)
		return -1;
	kx_bind_int(st, 1, chunk);
	rc = kx_db_step(st, e);
	if (rc == 1)
		return kx_fail(e, KX_EIO,
			"store '%s': the index names chunk %lld, which is "
			"not there",
			kx_db_place(s->db), (long long)chunk);
	if (rc)
		return -1;
	memset(h, 0, sizeof(*h));
	h->chunk = chunk;
	h->article_id = text(st, 0, a);
	h->id_is_int = kx_col_int(st, 1) != 0;
	h->source = text(st, 2, a);
	h->title = text(st, 3, a);
	h->url = text(st, 4, a);
	h->heading = text(st, 5, a);
	h->text = text(st, 6, a);
	h->locale = text(st, 7, a);
	h->start = (size_t)kx_col_int(st, 8);
	h->end = (size_t)kx_col_int(st, 9);
	p = kx_col_blob(st, 10, &n);
	h->spans = kx_spans_unpack(p, n, h->start, a, &h->nspans);
	kx_db_reset(st);
	return 0;
}

static int collect(struct kx_search *s, const struct kx_ranked *r, size_t n,
	struct kx_found *f, struct kx_arena *a, struct kx_err *e)
{
	const struct kx_index_doc *docs = kx_index_docs(s->x);
	double last = 0;
	size_t i;

	f->hits = kx_arena_alloc(a, (n + 1) * sizeof(*f->hits));
	for (i = 0; i < n; i++) {
		struct kx_hit *h = &f->hits[i];

		if (fetch(s, docs[r[i].doc].id, h, a, e))
			return -1;
		h->rank = (int)i + 1;
		h->words = r[i].score;
		h->score =
			i && h->words >= last * (1 - TIE) ? last * (1 - TIE) : h->words;
		last = h->score;
	}
	f->n = n;
	return 0;
}

/* One or two words, all of them in one hit: not a question but a look-up, too short for
 * the judge, and what was looked up is there. */
static bool keywords(const struct kx_request *r, const struct kx_found *f)
{
	size_t i, n = 0;

	for (i = 0; i < f->q.n; i++)
		n += f->q.terms[i].weight == 1;
	return !r->context && n > 0 && n <= 2 && f->signals.matches > (double)n - 0.5;
}

static void judge(struct kx_search *s, const struct kx_request *r, struct kx_found *f)
{
	size_t i;

	kx_judge_signals(&f->signals, r->text, f->locale, &f->q,
		kx_judge_rarest(kx_index_live(s->x)), f->hits, f->n, s->k);
	f->confidence = f->n ? kx_judge_confidence(&f->signals) : 0;
	if (f->n && keywords(r, f) && f->confidence < KEYWORDS)
		f->confidence = KEYWORDS;
	for (i = 0; i < f->n; i++)
		f->hits[i].confidence = f->confidence;
}

/* the words of the question, and behind them the customer's earlier ones */
static void parse(struct kx_search *s, const struct kx_request *r, struct kx_found *f)
{
	size_t n = strlen(r->text);

	f->locale = r->locale ? r->locale : r->by.locale;
	if (!f->locale)
		f->locale = kx_locale_guess(&s->locales, r->text, n);
	kx_query_parse(
		&f->q, s->k, f->locale, r->text, n < KX_QUERY_MAX ? n : KX_QUERY_MAX);
	if (!r->context)
		return;
	n = strlen(r->context);
	kx_query_more(&f->q, s->k, f->locale, r->context,
		n < KX_QUERY_MAX ? n : KX_QUERY_MAX, CONTEXT_WEIGHT);
}

static int run(struct kx_search *s, const struct kx_request *r, struct kx_arena *a,
	struct kx_found *f, struct kx_err *e)
{
	struct kx_rank_opts o = {
		.k = r->k, .per_article = r->per_article, .visibility = r->by.visibility
	};
	struct kx_ranked *ranked = NULL;
	struct bits allowed;
	size_t n = 0;
	int rc;

	rc = allow(&allowed, s->db, &r->by, e);
	o.allowed = allowed.w;
	o.allowed_bits = allowed.n;
	rc = rc || kx_rank(s->x, &f->q, &o, &ranked, &n, e) ||
	     kx_spell(s->x, &f->q, &f->guesses, e);
	if (!rc && f->guesses) {
		free(ranked);
		ranked = NULL;
		rc = kx_rank(s->x, &f->q, &o, &ranked, &n, e);
	}
	rc = rc || collect(s, ranked, n, f, a, e);
	free(ranked);
	free(allowed.w);
	return rc ? -1 : 0;
}

int kx_search_run(struct kx_search *s, const struct kx_request *r, struct kx_arena *a,
	struct kx_found *f, struct kx_err *e)
{
	int rc;

	memset(f, 0, sizeof(*f));
	if (look(s, e))
		return -1;
	parse(s, r, f);
	rc = run(s, r, a, f, e);
	look_away(s);
	if (rc)
		kx_found_release(f);
	else
		judge(s, r, f);
	return rc;
}

void kx_found_release(struct kx_found *f)
{
	kx_query_release(&f->q);
}
