#include "domain/favour.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool has(const uint64_t *w, size_t bits, uint32_t article)
{
	return article < bits && (w[article / 64] >> (article % 64) & 1);
}

static void set(struct kx_favoured *b, size_t article)
{
	size_t need = article / 64 + 1, have = b->n / 64;

	if (need > have) {
		need += need / 2;
		b->w = kx_realloc(b->w, need, sizeof(*b->w));
		memset(b->w + have, 0, (need - have) * sizeof(*b->w));
		b->n = need * 64;
	}
	b->w[article / 64] |= 1ull << (article % 64);
}

/* the entity's articles that the search may find; none when they are too many */
static int articles(struct kx_favoured *b, struct kx_db *db, const struct kx_entity *t,
	const struct kx_rank_opts *o, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		t->is_source
			? "select id from article where source = $1 limit $2"
			: "select article from article_tag where tag = $1 limit $2",
		e);
	size_t n = 0;
	int rc;

	if (!s)
		return -1;
	kx_bind_text(s, 1, t->name);
	kx_bind_int(s, 2, KX_FAVOUR_ARTICLES + 1);
	while ((rc = kx_db_step(s, e)) == 0) {
		uint32_t article = (uint32_t)kx_col_int(s, 0);

		n++;
		if (!o->allowed || has(o->allowed, o->allowed_bits, article))
			set(b, article);
	}
	if (n > KX_FAVOUR_ARTICLES)
		b->n = 0;
	return rc < 0 ? -1 : 0;
}

static int by_rank(const void *a, const void *b)
{
	const struct kx_ranked *r = a, *s = b;

	if (r->score != s->score)
		return r->score < s->score ? 1 : -1;
	return r->doc < s->doc ? -1 : r->doc > s->doc;
}

/* the rows of the first k articles */
static size_t cut(struct kx_ranked *v, size_t n, size_t k)
{
	struct kx_favoured seen = { 0 };
	size_t kept = 0, count = 0;

	for (size_t i = 0; i < n; i++) {
		if (!has(seen.w, seen.n, v[i].article)) {
			if (count == k)
				continue;
			count++;
			set(&seen, v[i].article);
		}
		v[kept++] = v[i];
	}
	free(seen.w);
	return kept;
}

/* one search at work */
struct work {
	const struct kx_favour *f;
	struct kx_ranker *r;
	struct kx_rank_opts o; /* one row is enough to know */
	struct kx_favoured *to;
};

/* 1: an article of them has a word of the question */
static int fits(struct work *w, struct kx_err *e)
{
	struct kx_rank_opts o = w->o;
	struct kx_ranked *v;
	size_t n;
	int rc;

	o.allowed = w->to->w;
	o.allowed_bits = w->to->n;
	if (!w->to->n)
		return 0;
	if (kx_ranker_top(w->r, &o, &v, &n, e))
		return -1;
	rc = n && v->words > 0;
	free(v);
	return rc;
}

/* 1: they are favoured */
static int favour(struct work *w, const struct kx_entity *const *t, size_t n,
	double share, struct kx_err *e)
{
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++)
		rc = articles(w->to, kx_index_store(w->f->x), t[i], &w->o, e);
	if (!rc && n)
		rc = fits(w, e);
	if (rc == 1) {
		w->to->entity = t[0]->name;
		w->to->bonus = share * kx_rank_attainable(w->f->x, w->f->q);
	} else {
		kx_favoured_release(w->to);
	}
	return rc;
}

static const struct kx_entity *is(const struct kx_favour *f, const char *text)
{
	return kx_entities_is(*f->names, f->k, text, strlen(text));
}

/* those that the caller named */
static int named(struct work *w, struct kx_err *e)
{
	const struct kx_talk *talk = w->f->talk;
	const struct kx_entity *t[KX_ENTITY_SEVERAL];
	size_t n = 0;

	for (size_t i = 0; i < talk->nentities && n < KX_ENTITY_SEVERAL; i++) {
		t[n] = is(w->f, talk->entities[i]);
		n += t[n] != NULL;
	}
	return favour(w, t, n, KX_FAVOUR_NAMED, e);
}

/* those that a turn says: all of them, the question knows which it means */
static int said(struct work *w, const char *turn, bool is_question, struct kx_err *e)
{
	const struct kx_entity *t[KX_ENTITY_SEVERAL];
	struct kx_said v[KX_ENTITY_SEVERAL];
	size_t n = kx_entities_said(*w->f->names, w->f->k, turn, strlen(turn), v);
	int rc;

	for (size_t i = 0; i < n; i++)
		t[i] = v[i].entity;
	rc = favour(w, t, n, KX_FAVOUR_SAID, e);
	if (rc == 1 && is_question) {
		w->to->at = v[0].at;
		w->to->end = v[0].end;
	}
	return rc;
}

static int need_names(const struct kx_favour *f, struct kx_err *e)
{
	if (*f->names)
		return 0;
	return kx_entities_read(f->names, kx_index_store(f->x), f->k, e);
}

int kx_favour_ask(const struct kx_favour *f, const char *locale, struct kx_err *e)
{
	if (!f->talk->nentities)
		return 0;
	if (need_names(f, e))
		return -1;
	for (size_t i = 0; i < f->talk->nentities; i++) {
		const char *t = f->talk->entities[i];

		if (!is(f, t))
			kx_query_more(
				f->q, f->k, locale, t, strlen(t), KX_FAVOUR_WORDS);
	}
	return 0;
}

int kx_favour_pick(const struct kx_favour *f, const char *question, struct kx_ranker *r,
	const struct kx_rank_opts *o, struct kx_favoured *to, struct kx_err *e)
{
	struct work w = { .f = f, .r = r, .o = *o, .to = to };
	int rc;

	memset(to, 0, sizeof(*to));
	w.o.k = w.o.per_article = 1;
	if (need_names(f, e))
		return -1;
	rc = named(&w, e);
	if (!rc)
		rc = said(&w, question, true, e);
	for (size_t i = 0; !rc && i < f->talk->nturns && i < KX_ENTITY_TURNS; i++)
		rc = said(&w, f->talk->turns[i], false, e);
	return rc < 0 ? -1 : 0;
}

void kx_favoured_release(struct kx_favoured *to)
{
	free(to->w);
	memset(to, 0, sizeof(*to));
}

void kx_favoured_add(const struct kx_favoured *to, struct kx_ranked *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].words > 0 && has(to->w, to->n, rows[i].article))
			rows[i].score += to->bonus;
}

int kx_favoured_top(const struct kx_favoured *to, struct kx_ranker *r,
	const struct kx_rank_opts *o, struct kx_ranked **rows, size_t *n,
	struct kx_err *e)
{
	struct kx_rank_opts only = *o;
	struct kx_ranked *part;
	size_t kept = 0, more;

	if (kx_ranker_top(r, o, rows, n, e))
		return -1;
	if (!to->entity)
		return 0;
	/* ranked for themselves, for they may lie far behind */
	only.allowed = to->w;
	only.allowed_bits = to->n;
	if (kx_ranker_top(r, &only, &part, &more, e)) {
		free(*rows);
		*rows = NULL;
		*n = 0;
		return -1;
	}
	for (size_t i = 0; i < *n; i++)
		if (!has(to->w, to->n, (*rows)[i].article))
			(*rows)[kept++] = (*rows)[i];
	*rows = kx_realloc(*rows, kept + more + 1, sizeof(**rows));
	memcpy(*rows + kept, part, more * sizeof(*part));
	free(part);
	kx_favoured_add(to, *rows + kept, more);
	qsort(*rows, kept + more, sizeof(**rows), by_rank);
	*n = cut(*rows, kept + more, o->k);
	return 0;
}
