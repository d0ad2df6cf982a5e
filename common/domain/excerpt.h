#ifndef KX_DOMAIN_EXCERPT_H
#define KX_DOMAIN_EXCERPT_H
/* Small to search, large to read: the sections of the articles that the best hits stand in,
 * as a model gets them. Measured: about 1,200 words in five sections hold 95 % of the words
 * of the answers; three hold 91 %, eight 96 %. */
#include "base/arena.h"
#include "base/err.h"
#include "domain/hit.h"
#include "io/db.h"

#include <stddef.h>

#define KX_EXCERPT_COUNT 5
#define KX_EXCERPT_WORDS 250 /* of one, about */

struct kx_excerpt {
	int n; /* number of its article, from 1 in order of rank: what [n] stands for */
	const struct kx_hit *hit;   /* of the hits, the one it grew around */
	const struct kx_hit *parts; /* chunks that stand side by side, in reading order;
				       text, start, end and spans of each */
	size_t nparts;
	size_t words;
};

struct kx_excerpts {
	const struct kx_excerpt *v;
	size_t n;
	int articles; /* numbers go from 1 to this */
};

/* From hits in order of rank. A section is the hit's chunk and its neighbours under the same
 * heading (then under the headings around it, of the same article) up to `words`; a hit
 * that stands in a section already makes none. `db` NULL, or a hit that came through a pipe
 * (chunk 0): the hit's chunk alone. The caller's read transaction is used. All memory is the
 * arena's. */
int kx_excerpts_make(struct kx_excerpts *s, struct kx_db *db, const struct kx_hit *hits,
	size_t n, size_t count, size_t words, struct kx_arena *a, struct kx_err *e);

/* As records for the store and back: [{n, article_id, source, title, url, heading, parts:
 * [{text, start, end, spans?}]}]. */
struct json_object *kx_excerpts_json(const struct kx_excerpts *s);
int kx_excerpts_from(struct kx_excerpts *s, struct json_object *rec, struct kx_arena *a,
	struct kx_err *e);

#endif
