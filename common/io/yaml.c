#include "io/yaml.h"

#include "base/buf.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

struct reader {
	yaml_parser_t parser;
	const char *name;          /* NULL: errors say "line N, column M" */
	struct json_object *lines; /* NULL: nobody asked */
	struct kx_buf path;
	size_t nodes;
	struct kx_err *e;
};

static int node(
	struct reader *r, yaml_event_t *ev, int depth, struct json_object **out);

/* ---- places and errors ---- */
static int fail_at(struct reader *r, const yaml_mark_t *m, const char *cause)
{
	kx_fail(r->e, KX_EINPUT, "%s", cause);
	if (r->name)
		return kx_fail_in(
			r->e, "%s:%zu:%zu", r->name, m->line + 1, m->column + 1);
	return kx_fail_in(r->e, "line %zu, column %zu", m->line + 1, m->column + 1);
}

/* libyaml gives a mark for syntax, only an offset for bytes it cannot read */
static int fail_parser(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	const char *cause = p->problem ? p->problem : "not YAML";

	return fail_at(
		r, p->error == YAML_READER_ERROR ? &p->mark : &p->problem_mark, cause);
}

void kx_yaml_path_add(struct kx_buf *path, const char *key)
{
	kx_buf_char(path, '/');
	for (; *key; key++) {
		if (*key == '~')
			kx_buf_str(path, "~0");
		else if (*key == '/')
			kx_buf_str(path, "~1");
		else
			kx_buf_char(path, *key);
	}
}

int kx_yaml_line(struct json_object *lines, const char *path)
{
	struct json_object *v;

	return json_object_object_get_ex(lines, path, &v) ? json_object_get_int(v) : 0;
}

static void note_line(struct reader *r, const yaml_mark_t *m)
{
	if (r->lines && r->path.len <= KX_YAML_PATH)
		json_object_object_add(r->lines, kx_buf_text(&r->path),
			json_object_new_int64((int64_t)m->line + 1));
}

/* ---- the tree ---- */
static int next(struct reader *r, yaml_event_t *ev)
{
	return yaml_parser_parse(&r->parser, ev) ? 0 : fail_parser(r);
}

/* what no node may have; also counts it */
static int check_node(struct reader *r, const yaml_event_t *ev, int depth)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		anchor = ev->data.scalar.anchor;
		tag = ev->data.scalar.tag;
		if (memchr(ev->data.scalar.value, '\0', ev->data.scalar.length))
			return fail_at(r, &ev->start_mark, "a NUL in a string");
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = ev->data.sequence_start.anchor;
		tag = ev->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = ev->data.mapping_start.anchor;
		tag = ev->data.mapping_start.tag;
		break;
	default:
		return fail_at(r, &ev->start_mark, "aliases are not supported");
	}
	if (anchor)
		return fail_at(r, &ev->start_mark, "anchors are not supported");
	if (tag)
		return fail_at(r, &ev->start_mark, "tags are not supported");
	if (depth > KX_YAML_DEPTH)
		return fail_at(r, &ev->start_mark, "nested too deeply");
	if (++r->nodes > KX_YAML_NODES)
		return fail_at(r, &ev->start_mark, "too many values");
	return 0;
}

static int check_key(struct reader *r, const yaml_event_t *ev, struct json_object *map)
{
	const char *key = (const char *)ev->data.scalar.value;
	char cause[128];

	if (ev->type != YAML_SCALAR_EVENT && ev->type != YAML_ALIAS_EVENT)
		return fail_at(r, &ev->start_mark, "a key must be a plain word");
	if (check_node(r, ev, 0))
		return -1;
	if (!strcmp(key, "<<") && ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		return fail_at(r, &ev->start_mark, "merge keys are not supported");
	if (!json_object_object_get_ex(map, key, NULL))
		return 0;
	snprintf(cause, sizeof(cause), "key '%.64s' is given twice", key);
	return fail_at(r, &ev->start_mark, cause);
}

/* one "key: value"; `ev` is the key's event and is deleted here */
static int pair(struct reader *r, yaml_event_t *ev, int depth, struct json_object *map)
{
	struct json_object *v = NULL;
	size_t keep = r->path.len;
	yaml_event_t value;
	int rc = check_key(r, ev, map);

	if (!rc) {
		kx_yaml_path_add(&r->path, (const char *)ev->data.scalar.value);
		note_line(r, &ev->start_mark);
		rc = next(r, &value);
	}
	if (!rc)
		rc = node(r, &value, depth, &v);
	if (!rc)
		json_object_object_add(map, (const char *)ev->data.scalar.value, v);
	yaml_event_delete(ev);
	kx_buf_cut(&r->path, keep);
	return rc;
}

static int mapping(struct reader *r, int depth, struct json_object *map)
{
	yaml_event_t ev;

	for (;;) {
		if (next(r, &ev))
			return -1;
		if (ev.type == YAML_MAPPING_END_EVENT)
			break;
		if (pair(r, &ev, depth, map))
			return -1;
	}
	yaml_event_delete(&ev);
	return 0;
}

static int sequence(struct reader *r, int depth, struct json_object *list)
{
	struct json_object *v;
	size_t keep = r->path.len;
	yaml_event_t ev;

	for (;;) {
		if (next(r, &ev))
			return -1;
		if (ev.type == YAML_SEQUENCE_END_EVENT)
			break;
		kx_buf_printf(&r->path, "/%zu", json_object_array_length(list));
		note_line(r, &ev.start_mark);
		if (node(r, &ev, depth, &v))
			return -1;
		json_object_array_add(list, v);
		kx_buf_cut(&r->path, keep);
	}
	yaml_event_delete(&ev);
	return 0;
}

/* the value that begins with `ev`, which is deleted here; on failure *out is NULL */
static int node(struct reader *r, yaml_event_t *ev, int depth, struct json_object **out)
{
	int rc = check_node(r, ev, depth);
	struct json_object *v = NULL;

	if (!rc && ev->type == YAML_SCALAR_EVENT) {
		const char *s = (const char *)ev->data.scalar.value;
		size_t n = ev->data.scalar.length;

		v = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE
			    ? kx_yaml_scalar(s, n)
			    : json_object_new_string_len(s, (int)n);
	} else if (!rc && ev->type == YAML_SEQUENCE_START_EVENT) {
		v = json_object_new_array();
		rc = sequence(r, depth + 1, v);
	} else if (!rc) {
		v = json_object_new_object();
		rc = mapping(r, depth + 1, v);
	}
	yaml_event_delete(ev);
	if (rc) {
		json_object_put(v);
		v = NULL;
	}
	*out = v;
	return rc;
}

/* stream start, document start, the value, document end, stream end */
static int document(struct reader *r, struct json_object **out)
{
	yaml_event_t ev;
	bool more;

	do {
		if (next(r, &ev))
			return -1;
		more = ev.type == YAML_STREAM_START_EVENT ||
		       ev.type == YAML_DOCUMENT_START_EVENT;
		if (ev.type == YAML_STREAM_END_EVENT)
			return yaml_event_delete(&ev), 0;
		if (more)
			yaml_event_delete(&ev);
	} while (more);
	if (node(r, &ev, 0, out))
		return -1;
	if (next(r, &ev))
		return -1;
	yaml_event_delete(&ev);
	if (next(r, &ev))
		return -1;
	more = ev.type != YAML_STREAM_END_EVENT;
	yaml_event_delete(&ev);
	return more ? fail_at(r, &r->parser.mark, "more than one document") : 0;
}

int kx_yaml_read_named(const char *name, const char *text, size_t n,
	struct json_object **out, struct json_object **lines, struct kx_err *e)
{
	struct reader r = { .name = name, .e = e };
	const yaml_mark_t start = { 0 };
	int rc;

	*out = NULL;
	if (lines)
		*lines = NULL;
	if (n > KX_YAML_MAX)
		return fail_at(&r, &start, "larger than 1 MiB");
	if (!yaml_parser_initialize(&r.parser))
		return kx_fail(e, KX_EBUG, "cannot start the YAML parser");
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, n);
	r.lines = lines ? json_object_new_object() : NULL;
	rc = document(&r, out);
	yaml_parser_delete(&r.parser);
	kx_buf_release(&r.path);
	if (rc) {
		json_object_put(*out);
		json_object_put(r.lines);
		*out = NULL;
	} else if (lines) {
		*lines = r.lines;
	}
	return rc;
}

int kx_yaml_read(const char *text, size_t n, struct json_object **out, struct kx_err *e)
{
	return kx_yaml_read_named(NULL, text, n, out, NULL, e);
}
