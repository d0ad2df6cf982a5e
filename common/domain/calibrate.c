#include "domain/calibrate.h"

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

/* titles, or the last part of heading paths, spread evenly over the articles */
static int own(struct kx_db *db, const char *sql, const char **v, size_t max, size_t *n,
	struct kx_arena *a, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db, sql, e);
	const char *t, *last;
	int rc = 0;

	*n = 0;
	if (!s)
		return -1;
	kx_bind_int(s, 1, (int64_t)max);
	while (*n < max && (rc = kx_db_step(s, e)) == 0) {
		t = kx_col_text(s, 0);
		last = t ? t : "";
		for (const char *p = last; (p = strstr(p, " > ")); last = p += 3)
			;
		if (*last)
			v[(*n)++] = kx_arena_strdup(a, last);
	}
	kx_db_reset(s);
	return *n < max && rc < 0 ? -1 : 0;
}

static int ask_own(struct kx_search *s, struct kx_db *db, struct asked *to,
	struct kx_arena *a, struct kx_err *e)
{
	const char *v[KX_JUDGE_OWN];
	struct kx_arena tmp = { 0 };
	size_t titles = 0, heads = 0;
	int rc;

	to->v = kx_arena_alloc(a, KX_JUDGE_OWN * sizeof(double));
	rc = own(db,
		"select title from (select title, row_number() over (order by id) - 1"
		" as place, count(*) over () as n from article) as list"
		" where place % (1 + (n - 1) / $1) = 0 order by place",
		v, KX_JUDGE_OWN / 2, &titles, a, e);
	rc = rc ||
	     own(db,
		     "select heading from (select heading, row_number() over"
		     " (order by id) - 1 as place, count(*) over () as n from chunk"
		     " where heading <> '') as list"
		     " where place % (1 + (n - 1) / $1) = 0 order by place",
		     v + titles, KX_JUDGE_OWN / 2, &heads, a, e);
	for (size_t i = 0; i < titles + heads && !rc; i++) {
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
	struct kx_db *db, double *threshold, struct kx_arena *a, struct kx_err *e)
{
	struct asked in_kb = { 0 }, not_in_kb = { 0 };
	struct kx_search *s;
	int rc;

	if (kx_search_open(&s, db, true, e))
		return -1;
	rc = ask_own(s, db, &in_kb, a, e) || ask_strangers(s, db, &not_in_kb, a, e);
	if (!rc)
		*threshold =
			kx_judge_threshold(in_kb.v, in_kb.n, not_in_kb.v, not_in_kb.n);
	kx_search_close(s);
	return rc ? -1 : 0;
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

static int run(struct kx_db *db, struct kx_arena *a, struct kx_err *e)
{
	double threshold = 0;
	char text[32];

	if (kx_locales_note(db, e) || measure(db, &threshold, a, e))
		return -1;
	snprintf(text, sizeof(text), "%.4f", threshold);
	return kx_store_set(db, "threshold", text, e) ||
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
