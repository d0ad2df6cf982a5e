#ifndef KX_DOMAIN_NARROW_H
#define KX_DOMAIN_NARROW_H
/* Filters of a search as the set of articles that pass: a bit per article row id. */
#include "base/err.h"
#include "domain/search.h"
#include "io/db.h"

#include <stddef.h>
#include <stdint.h>

struct kx_narrowed {
	uint64_t *w; /* NULL: no filter, all pass */
	size_t n;    /* bits */
};

/* Source, locale and tags; visibility is left to the ranking. Free w. */
int kx_narrow(struct kx_narrowed *all, struct kx_db *db, const struct kx_filter_by *by,
	struct kx_err *e);
/* Does an article pass? */
bool kx_narrow_has(const struct kx_narrowed *all, int64_t article);

#endif
