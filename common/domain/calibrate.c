#include "domain/calibrate.h"

#include "domain/entity.h"
#include "domain/locale.h"
#include "domain/search.h"
#include "domain/store.h"
#include "domain/strangers.h"

#include <stdio.h>
#include <string.h>

#define OWN_WORDS 2 /* a title of one word is no question */

struct asked {
	double *v;
	size_t n;
};

static int ask(struct kx_search *s, const char *question, struct asked *to,
	struct kx_arena *a, size_t min_terms, struct kx_err *e)
{
	struct kx_request r = { .text = question,
		.k = KX_JUDGE_ARTICLES,
		.by = { .visibility = KX_AGENTS } };
	struct kx_found f;

	if (kx_search_run(s, &r, a, &f, e))
		return -1;
	if (f.q.n >= min_terms)
		to->v[to->n++] = f.confidence;
	kx_found_release(&f);
	return 0;
}

static int titles(struct kx_db *db, const char **v, size_t *n, struct kx_arena *a,
	struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select title from (select title, row_number() over (order by id) - 1"
		" as place, count(*) over () as n from article) as list"
		" where place % (1 + (n - 1) / $1) = 0 order by place",
		e);
	int rc = 0;

	*n = 0;
	if (!s)
		return -1;
	kx_bind_int(s, 1, KX_CALIBRATE_TITLES);
	while (*n < KX_CALIBRATE_TITLES && (rc = kx_db_step(s, e)) == 0) {
		const char *t = kx_col_text(s, 0);

		if (t && *t)
			v[(*n)++] = kx_arena_strdup(a, t);
	}
	kx_db_reset(s);
	return *n < KX_CALIBRATE_TITLES && rc < 0 ? -1 : 0;
}

static int ask_own(struct kx_search *s, struct kx_db *db, struct asked *to,
	struct kx_arena *a, struct kx_err *e)
{
	const char *v[KX_CALIBRATE_TITLES];
	struct kx_arena tmp = { 0 };
	size_t n = 0;
	int rc = titles(db, v, &n, a, e);

	to->v = kx_arena_alloc(a, KX_CALIBRATE_TITLES * sizeof(double));
	for (size_t i = 0; i < n && !rc; i++) {
		rc = ask(s, v[i], to, &tmp, OWN_WORDS, e);
		kx_arena_reset(&tmp);
	}
	kx_arena_release(&tmp);
	return rc ? -1 : 0;
}

/* The strangers of each language of the store, each list once. */
static size_t strangers(const struct kx_locales *l, const char **v)
{
	const char *const *lists[KX_LOCALES_MAX + 1];
	size_t count = 0, total = 0;

	for (size_t i = 0; i < l->n || i == 0; i++) {
		size_t n, k = 0;
		const char *const *list =
			kx_strangers_in(i < l->n ? l->tag[i] : NULL, &n);

		while (k < count && lists[k] != list)
			k++;
		if (k < count)
			continue;
		lists[count++] = list;
		for (k = 0; k < n; k++, total++)
			if (v)
				v[total] = list[k];
	}
	return total;
}

static int ask_strangers(struct kx_search *s, struct kx_db *db, struct asked *to,
	struct kx_arena *a, struct kx_err *e)
{
	struct kx_arena tmp = { 0 };
	struct kx_locales l;
	const char **v;
	size_t n;
	int rc = 0;

	if (kx_locales_read(db, &l, e))
		return -1;
	n = strangers(&l, NULL);
	v = kx_arena_alloc(a, n * sizeof(*v));
	strangers(&l, v);
	to->v = kx_arena_alloc(a, n * sizeof(double));
	for (size_t i = 0; i < n && !rc; i++) {
		rc = ask(s, v[i], to, &tmp, 0, e);
		kx_arena_reset(&tmp);
	}
	kx_arena_release(&tmp);
	return rc;
}

static int measure(
	struct kx_db *db, struct kx_thresholds *t, struct kx_arena *a, struct kx_err *e)
{
	struct asked in_kb = { 0 }, not_in_kb = { 0 };
	struct kx_search *s;
	int rc;

	if (kx_search_open(&s, db, true, e))
		return -1;
	rc = ask_own(s, db, &in_kb, a, e) || ask_strangers(s, db, &not_in_kb, a, e);
	if (!rc)
		kx_judge_thresholds(t, not_in_kb.v, not_in_kb.n, in_kb.v, in_kb.n,
			kx_index_live(kx_search_index(s)));
	kx_search_close(s);
	return rc ? -1 : 0;
}

static int keep(struct kx_db *db, const char *key, double threshold, struct kx_err *e)
{
	char text[32];

	snprintf(text, sizeof(text), "%.4f", threshold);
	return kx_store_set(db, key, text, e);
}

/* did the articles change since they were measured? */
static int due(struct kx_db *db, bool *yes, struct kx_arena *a, struct kx_err *e)
{
	const char *done;

	if (kx_store_get(db, "calibrated", a, &done, e))
		return -1;
	*yes = done && !strcmp(done, "0");
	return 0;
}

/* whether the store has names that a conversation may be about, so that a search of one
 * that has none need not look */
static int note_names(struct kx_db *db, struct kx_err *e)
{
	struct kx_tokenizer *k = kx_tokenizer_new();
	struct kx_entities *x = NULL;
	int rc = kx_entities_read(&x, db, k, e);

	if (!rc)
		rc = kx_store_set(
			db, KX_ENTITY_SETTING, kx_entities_told(x) ? "1" : "0", e);
	kx_entities_free(x);
	kx_tokenizer_free(k);
	return rc;
}

static int run(struct kx_db *db, struct kx_arena *a, struct kx_err *e)
{
	struct kx_thresholds t;

	return kx_locales_note(db, e) || note_names(db, e) || measure(db, &t, a, e) ||
			       keep(db, "threshold", t.answer, e) ||
			       keep(db, "threshold_ask", t.ask, e) ||
			       kx_store_set(db, "calibrated", "1", e)
		       ? -1
		       : 0;
}

int kx_calibrate(struct kx_db *db, struct kx_err *e)
{
	struct kx_arena a = { 0 };
	bool yes = false;
	int rc;

	if (kx_db_begin(db, e))
		return -1;
	rc = due(db, &yes, &a, e);
	if (!rc && yes)
		rc = run(db, &a, e);
	rc = rc || kx_db_commit(db, e);
	if (rc)
		kx_db_rollback(db);
	kx_arena_release(&a);
	return rc ? -1 : 0;
}
