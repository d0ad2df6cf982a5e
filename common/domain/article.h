#ifndef KX_DOMAIN_ARTICLE_H
#define KX_DOMAIN_ARTICLE_H
/* An article as it comes in, from a record (kx-records(5)) or a file, and the chunk
 * records that carry it through a pipe. Strings live in the arena they were made in. */
#include "base/arena.h"
#include "base/err.h"
#include "domain/chunk.h"
#include "domain/doc.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_ID_MAX 1024    /* bytes of an article id or a source name */
#define KX_TITLE_MAX 4096 /* bytes of a title */

enum kx_visibility { KX_PUBLIC, KX_CUSTOMERS, KX_AGENTS };

struct kx_article {
	const char *source;
	const char *name;  /* its id in the source */
	bool numeric;      /* the id came as a JSON integer */
	const char *title; /* "" until known */
	const char *url;   /* NULL when absent, as the next four */
	const char *locale;
	const char *tags; /* JSON array of strings */
	const char *updated_at;
	const char *file; /* path in the folder it came from */
	enum kx_visibility visibility;
	enum kx_format format;
	const char *body; /* n bytes; NULL in an article made of chunk records */
	size_t n;
	size_t base; /* where body starts in what offsets count from (front matter, mark) */
	bool deleted;
};

/* What the command line gives to articles that do not say it themselves. */
struct kx_article_defaults {
	const char *source, *locale, *tags;
	enum kx_visibility visibility;
	enum kx_format format;
};

/* An article record. Needs `id`, and `body` unless `deleted`; checks every type. */
int kx_article_read(struct kx_article *a, struct json_object *rec,
	const struct kx_article_defaults *d, struct kx_arena *arena, struct kx_err *e);

/* A file's bytes: drops a byte order mark, reads YAML front matter (id, title, url, tags,
 * locale, visibility, updated_at, deleted; other keys are ignored), refuses what is not
 * UTF-8 or holds a NUL. `name` is the id unless the front matter has one. */
int kx_article_file(struct kx_article *a, const char *name, const char *bytes, size_t n,
	enum kx_format format, const struct kx_article_defaults *d,
	struct kx_arena *arena, struct kx_err *e);

/* The article's part of a chunk record, whose id field is `article_id`. */
int kx_article_head(struct kx_article *a, struct json_object *rec,
	const struct kx_article_defaults *d, struct kx_arena *arena, struct kx_err *e);

/* public, customers, agents and back; -1 for another name. */
const char *kx_visibility_name(enum kx_visibility v);
int kx_visibility_parse(const char *name, enum kx_visibility *v);

/* A vector as it travels: floats and the model that made them. */
struct kx_vector {
	float *v; /* NULL: none */
	size_t n;
	const char *model;
};

/* Spans as they travel: a flat array of at, from, len. A new reference. */
struct json_object *kx_spans_json(const struct kx_span *s, size_t n);
/* A chunk record; `of` is the number of chunks of the article. A new reference. */
struct json_object *kx_chunk_json(const struct kx_article *a, const struct kx_chunk *c,
	size_t ordinal, size_t of);
/* The record that says "this article is gone". */
struct json_object *kx_deleted_json(const struct kx_article *a);
/* Read a chunk record: the article's part into *a, the chunk's into *c, *ordinal, *of (0:
 * not said). `vec->v` is NULL when it has none. A `deleted` record fills only *a. */
int kx_chunk_read(struct kx_article *a, struct kx_chunk *c, size_t *ordinal, size_t *of,
	struct kx_vector *vec, struct json_object *rec,
	const struct kx_article_defaults *d, struct kx_arena *arena, struct kx_err *e);

/* `embedding` of a record: an array of numbers, or base64 of little-endian float32. */
int kx_vector_read(struct kx_vector *vec, struct json_object *rec,
	struct kx_arena *arena, struct kx_err *e);

#endif
