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
	struct kx_request r = {
		.text = question, .k = KX_JUDGE_HITS, .by = { .visibility = KX_AGENTS }
	};
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
	int rc;

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

static int measure(
	struct kx_db *db, double *threshold, struct kx_arena *a, struct kx_err *e)
{
	const char *v[KX_JUDGE_OWN];
	size_t i, titles = 0, heads = 0, strangers = 0;
	const char *const *out = kx_strangers(&strangers);
	struct asked in_kb, not_in_kb;
	struct kx_search *s;
	struct kx_arena tmp = { 0 };
	int rc;

	if (kx_search_open(&s, db, true, e))
		return -1;
	in_kb = (struct asked){ kx_arena_alloc(a, KX_JUDGE_OWN * sizeof(double)), 0 };
	not_in_kb = (struct asked){ kx_arena_alloc(a, strangers * sizeof(double)), 0 };
	rc = own(db,
		"select title from article where id % (1 + (select count(*) from"
		" article) / $1) = 0 order by id",
		v, KX_JUDGE_OWN / 2, &titles, a, e);
	rc = rc || own(db,
			   "select heading from chunk where heading <> '' and id % (1 +"
			   " (select count(*) from chunk) / $1) = 0 order by id",
			   v + titles, KX_JUDGE_OWN / 2, &heads, a, e);
	for (i = 0; i < titles + heads && !rc; i++) {
		rc = ask(s, v[i], &in_kb, &tmp, OWN_WORDS, e);
		kx_arena_reset(&tmp);
	}
	for (i = 0; i < strangers && !rc; i++) {
		rc = ask(s, out[i], &not_in_kb, &tmp, 0, e);
		kx_arena_reset(&tmp);
	}
	if (!rc)
		*threshold =
			kx_judge_threshold(in_kb.v, in_kb.n, not_in_kb.v, not_in_kb.n);
	kx_arena_release(&tmp);
	kx_search_close(s);
	return rc ? -1 : 0;
}

int kx_calibrate(struct kx_db *db, struct kx_err *e)
{
	struct kx_arena a = { 0 };
	double threshold = 0;
	char text[32];
	int rc;

	if (kx_db_begin(db, e))
		return -1;
	rc = kx_locales_note(db, e) || measure(db, &threshold, &a, e);
	snprintf(text, sizeof(text), "%.4f", threshold);
	rc = rc || kx_store_set(db, "threshold", text, e) || kx_db_commit(db, e);
	if (rc)
		kx_db_rollback(db);
	kx_arena_release(&a);
	return rc ? -1 : 0;
}
