#include "domain/api_call.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLAT (-2) /* the index of the old form, which has no other calls beside it */
#define LABEL_MAX (64u << 10) /* bytes of an id: some hide a whole signature in it */

struct piece {
	int64_t index; /* -1: missing */
	struct kx_buf id, name;
	struct kx_jscan arguments; /* a cursor in front of them */
	bool has_arguments;
};

static void text(struct kx_jscan *s, struct kx_buf *out)
{
	kx_buf_clear(out);
	if (!kx_jscan_string(s, out))
		kx_jscan_skip(s);
}

/* {name, arguments} */
static void function(struct kx_jscan *s, struct piece *p)
{
	struct kx_jtext key;

	if (!kx_jscan_enter(s, '{')) {
		kx_jscan_skip(s);
		return;
	}
	while (kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "name")) {
			text(s, &p->name);
			continue;
		}
		if (kx_jtext_is(&key, "arguments")) {
			p->arguments = *s;
			p->has_arguments = true;
		}
		kx_jscan_skip(s);
	}
}

/* {index, id, type, function} */
static void element(struct kx_jscan *s, struct piece *p)
{
	struct kx_jtext key;

	if (!kx_jscan_enter(s, '{')) {
		kx_jscan_skip(s);
		return;
	}
	while (kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "index") && kx_jscan_int(s, &p->index))
			continue;
		if (kx_jtext_is(&key, "id"))
			text(s, &p->id);
		else if (kx_jtext_is(&key, "function"))
			function(s, p);
		else
			kx_jscan_skip(s);
	}
}

static bool is(const struct kx_buf *b, const char *s)
{
	return strcmp(kx_buf_text(b), s) == 0;
}

/* The call that a piece belongs to; NULL: to a new one. */
static struct kx_tool_call *owner(struct kx_completion *c, const struct piece *p)
{
	struct kx_tool_call *last = c->ncalls ? &c->calls[c->ncalls - 1] : NULL;

	for (size_t i = c->ncalls; p->id.len && i--;)
		if (is(&p->id, c->calls[i].id))
			return &c->calls[i];
	if (p->index >= 0) {
		last = NULL;
		for (size_t i = c->ncalls; !last && i--;)
			if (c->calls[i].index == p->index)
				last = &c->calls[i];
	}
	/* Only a name begins another call where there is one: ids may differ from piece to
	 * piece, as those of an older vLLM do. */
	if (!last || !p->name.len || !last->name[0])
		return last;
	if ((p->id.len && last->id[0]) || p->index < 0)
		return NULL;
	return is(&p->name, last->name) ? last : NULL;
}

static struct kx_tool_call *new_call(struct kx_completion *c, const struct piece *p)
{
	struct kx_tool_call *t;

	if (c->ncalls == KX_TOOL_CALLS_MAX)
		return NULL;
	t = &c->calls[c->ncalls++];
	*t = (struct kx_tool_call){ .id = kx_strdup(""),
		.name = kx_strdup(""),
		.arguments = { .max = KX_COMPLETION_MAX },
		.index = p->index };
	return t;
}

static void set(char **s, const struct kx_buf *b)
{
	if ((*s)[0] || !b->len)
		return;
	free(*s);
	*s = kx_strdup(kx_buf_text(b));
}

static void add(struct kx_tool_call *t, struct piece *p)
{
	struct kx_jtext object;

	set(&t->id, &p->id);
	set(&t->name, &p->name);
	if (!p->has_arguments)
		return;
	if (kx_jscan_kind(&p->arguments) == '{') {
		object = kx_jscan_slice(&p->arguments);
		kx_buf_add(&t->arguments, object.p, object.n);
	} else {
		kx_jscan_string(&p->arguments, &t->arguments);
	}
}

/* 0, or -1: there are too many */
static int put(struct kx_completion *c, struct piece *p, bool whole)
{
	struct kx_tool_call *t;

	/* a null says nothing; and some send the old form beside the new */
	if (!p->id.len && !p->name.len && !p->has_arguments)
		return 0;
	if (p->index == FLAT && c->ncalls) {
		if (c->calls[0].index == FLAT)
			add(&c->calls[0], p);
		return 0;
	}
	t = whole ? NULL : owner(c, p);
	if (!t)
		t = new_call(c, p);
	if (!t)
		return -1;
	add(t, p);
	return 0;
}

int kx_api_call(struct kx_completion *c, struct kx_jscan *s, bool flat, bool whole)
{
	struct piece p = {
		.index = -1, .id = { .max = LABEL_MAX }, .name = { .max = LABEL_MAX }
	};
	int rc = 0;

	if (flat)
		function(s, &p);
	else
		element(s, &p);
	p.index = flat ? FLAT : p.index < 0 ? -1 : p.index;
	rc = put(c, &p, whole);
	kx_buf_release(&p.id);
	kx_buf_release(&p.name);
	return rc;
}

static bool taken(const struct kx_completion *c, const char *id)
{
	for (size_t i = 0; i < c->ncalls; i++)
		if (strcmp(c->calls[i].id, id) == 0)
			return true;
	return false;
}

void kx_api_calls_end(struct kx_completion *c)
{
	char id[32];

	for (size_t i = 0, n = 0; i < c->ncalls; i++) {
		if (c->calls[i].id[0])
			continue;
		do
			snprintf(id, sizeof(id), "call_%zu", n++);
		while (taken(c, id));
		free(c->calls[i].id);
		c->calls[i].id = kx_strdup(id);
	}
}
