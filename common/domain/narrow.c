#include "domain/narrow.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void set(struct kx_narrowed *b, int64_t id)
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

static int fill(struct kx_narrowed *b, struct kx_db *db, const char *sql,
	const char *value, struct kx_err *e)
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
static int narrow(struct kx_narrowed *all, bool *first, struct kx_db *db,
	const char *sql, const char *value, struct kx_err *e)
{
	struct kx_narrowed b = { 0 };
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

int kx_narrow(struct kx_narrowed *all, struct kx_db *db, const struct kx_filter_by *by,
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

bool kx_narrow_has(const struct kx_narrowed *all, int64_t article)
{
	return !all->w ||
	       ((size_t)article < all->n && all->w[article / 64] >> (article & 63) & 1);
}
