#include "tool/feed.h"

#include "base/mem.h"
#include "tool/filter.h"
#include "tool/say.h"
#include "tool/tool.h"

#include <stdlib.h>
#include <string.h>

/* the chunks of one article, until its last one has come */
struct group {
	struct kx_ingest *g;
	struct kx_article_defaults defaults;
	struct kx_arena arena; /* of the article */
	struct kx_article a;
	struct kx_chunk *c;
	struct kx_vector *v;
	size_t n, cap, of;
	bool open;
	bool broken; /* a chunk of it was lost: all of it is refused */
	int64_t refused;
	const char *where;
};

static void start(struct group *p)
{
	kx_arena_reset(&p->arena);
	p->n = p->of = 0;
	p->open = p->broken = false;
}

/* the article is complete: hand it over, or say why not */
static int finish(struct group *p, struct kx_err *e)
{
	int rc = 0;

	if (p->open && !p->broken && p->of && p->n != p->of) {
		kx_fail(e, KX_EINPUT, "%zu of %zu chunks came", p->n, p->of);
		p->broken = true;
	} else if (p->open && p->broken) {
		kx_fail(e, KX_EINPUT, "a chunk was lost");
	}
	if (p->open && p->broken) {
		kx_warn("%s: article '%.100s' is left as it was: %s", p->where,
			p->a.name, e->text);
		p->refused++;
		rc = kx_ingest_keep(p->g, p->a.source, p->a.name, e);
	} else if (p->open) {
		rc = kx_ingest_add_chunks(p->g, &p->a, p->c, p->v, p->n, p->where, e);
		if (rc && e->code == KX_EINPUT) {
			kx_fail_in(e, "%s", p->where);
			kx_warn_err(e);
			p->refused++;
			rc = 0;
		}
	}
	start(p);
	return rc;
}

static bool same(const struct group *p, const struct kx_article *a)
{
	return p->open && !strcmp(p->a.name, a->name) &&
	       !strcmp(p->a.source, a->source);
}

static void add(struct group *p, const struct kx_chunk *c, const struct kx_vector *v)
{
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 16;
		p->c = kx_realloc(p->c, p->cap, sizeof(*p->c));
		p->v = kx_realloc(p->v, p->cap, sizeof(*p->v));
	}
	p->c[p->n] = *c;
	p->v[p->n++] = *v;
}

/* the head of the record decides whether the article before it is complete */
static int turn(struct group *p, struct kx_record *r, struct kx_err *e)
{
	struct kx_article a;

	if (kx_article_head(&a, r->json, &p->defaults, r->arena, e)) {
		p->broken |= p->open && (!p->of || p->n < p->of);
		return -1;
	}
	if (same(p, &a))
		return 0;
	return finish(p, e);
}

static int record(struct kx_record *r, void *ctx, struct kx_err *e)
{
	struct group *p = ctx;
	struct kx_vector v;
	struct kx_article a;
	struct kx_chunk c;
	size_t ordinal, of;
	int rc;

	if (turn(p, r, e))
		return -1;
	rc = kx_chunk_read(
		&a, &c, &ordinal, &of, &v, r->json, &p->defaults, &p->arena, e);
	if (!p->open) {
		if (rc && kx_article_head(&a, r->json, &p->defaults, &p->arena, e))
			return -1;
		p->a = a;
		p->of = of;
		p->open = true;
		p->where = kx_arena_printf(&p->arena, "%s:%zu", r->file, r->lineno);
	}
	if (rc) {
		p->broken = true;
		return -1;
	}
	if (a.deleted)
		return 0;
	if (ordinal != p->n) {
		p->broken = true;
		return kx_fail(e, KX_EINPUT,
			"chunk %zu of article '%.100s' came, "
			"wanted chunk %zu",
			ordinal, a.name, p->n);
	}
	add(p, &c, &v);
	return 0;
}

static int idle(void *ctx, struct kx_err *e)
{
	struct group *p = ctx;

	/* only whole articles: the one that is still coming waits */
	if (p->open && p->of && p->n == p->of && finish(p, e))
		return -1;
	return kx_ingest_commit(p->g, e);
}

int kx_feed_chunks(struct kx_ingest *g, char *const *operands,
	const struct kx_feed_opts *o, struct kx_ingest_stats *st, enum kx_code *code,
	struct kx_err *e)
{
	struct group p = { .g = g,
		.defaults = { .source = o->source,
			.locale = o->locale,
			.tags = o->tags,
			.visibility = o->visibility } };
	struct kx_filter filter = {
		.record = record, .idle = idle, .ctx = &p, .progress = "storing"
	};
	struct kx_filter_result r = { 0 };
	int rc = kx_filter_run(operands, &filter, &r, e);

	if (!rc && p.open && kx_stop_wanted() && p.of != p.n)
		start(&p);
	rc = rc || finish(&p, e) || kx_ingest_commit(g, e);
	if (!rc && o->prune && (r.failed || r.unread || r.stopped || p.refused))
		kx_warn("the listing of source '%s' is not complete: nothing was deleted",
			o->source);
	else if (!rc && o->prune)
		rc = kx_ingest_prune(g, o->source, e);
	kx_arena_release(&p.arena);
	free(p.c);
	free(p.v);
	*st = *kx_ingest_stats(g);
	st->failed += (int64_t)r.failed + p.refused;
	*code = r.unread ? KX_EIO : st->failed ? KX_ESOME : KX_OK;
	return rc ? -1 : 0;
}
