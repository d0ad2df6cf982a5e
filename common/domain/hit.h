#ifndef KX_DOMAIN_HIT_H
#define KX_DOMAIN_HIT_H
/* A hit: one chunk of an article that search found, as it travels from kx-search to
 * kx-chat; the record of kx-records(5). Strings are never NULL ("" when absent) and live
 * in the arena they were made in. */
#include "base/arena.h"
#include "base/err.h"
#include "domain/doc.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kx_hit {
	int rank;          /* from 1 */
	double score;      /* falls strictly with rank */
	double words;      /* scores.words: BM25 */
	double grams;      /* scores.grams; 0 when not used */
	double vector;     /* scores.vector: cosine; 0 when not used */
	double confidence; /* of the whole query, 0..1 */
	const char *article_id;
	bool id_is_int; /* it came in as a JSON integer, and goes out so */
	const char *source;
	const char *title;
	const char *url;
	const char *heading; /* path, " > " between levels */
	const char *text;    /* readable words of the chunk */
	const char *locale;
	size_t start; /* byte range in the article's source body */
	size_t end;
	const struct kx_span *spans; /* readable text to source body; may be empty */
	size_t nspans;
	int64_t chunk; /* row in the store; 0 when the hit came through a pipe */
};

/* The record of a hit; a new reference. `query_id` may be NULL. */
struct json_object *kx_hit_json(const struct kx_hit *h, struct json_object *query_id);
/* Read such a record; needs article_id and text, the rest may be missing. */
int kx_hit_read(struct kx_hit *h, struct json_object *rec, struct kx_arena *a,
	struct kx_err *e);
/* Where text[at .. at+len) of the hit stands in the article's source body. Without spans
 * an offset counts from `start` when the range is as long as the text, otherwise the
 * whole range is the answer. */
void kx_hit_source(
	const struct kx_hit *h, size_t at, size_t len, size_t *start, size_t *end);

#endif
