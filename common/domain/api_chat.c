#include "domain/api_chat.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/api_call.h"
#include "domain/api_error.h"
#include "domain/api_json.h"
#include "io/jscan.h"

#include <stdlib.h>
#include <string.h>

#define THOUGHT "<think>"
#define THOUGHT_END "</think>"

/* ---- a thought in front of the answer ------------------------------------------------ */

/* what c->held holds, less its first n bytes */
static void drop(struct kx_completion *c, size_t n)
{
	memmove(c->held.p, c->held.p + n, c->held.len - n + 1);
	c->held.len -= n;
}

/* is s[0..n) the beginning of `tag`, or has it that at its beginning? */
static bool may_be(const char *s, size_t n, const char *tag)
{
	size_t m = strlen(tag);

	return strncmp(s, tag, n < m ? n : m) == 0;
}

/* In front of the answer: true when more must come before it can go on. */
static bool wait_in_front(struct kx_completion *c)
{
	drop(c, strspn(c->held.p, " \t\r\n"));
	if (!c->held.len)
		return true;
	if (!may_be(c->held.p, c->held.len, THOUGHT)) {
		c->thought = KX_THOUGHT_NONE;
		return false;
	}
	if (c->held.len < strlen(THOUGHT))
		return true;
	drop(c, strlen(THOUGHT));
	c->thought = KX_THOUGHT_IN;
	return false;
}

static bool wait_for_end(struct kx_completion *c)
{
	const char *end = strstr(c->held.p, THOUGHT_END);
	size_t keep = strlen(THOUGHT_END) - 1;

	if (!end) {
		if (c->held.len > keep)
			drop(c, c->held.len - keep);
		return true;
	}
	drop(c, (size_t)(end - c->held.p) + strlen(THOUGHT_END));
	c->thought = KX_THOUGHT_MAYBE;
	return false;
}

static void release_held(struct kx_completion *c)
{
	kx_buf_add(&c->text, kx_buf_text(&c->held), c->held.len);
	kx_buf_release(&c->held);
}

/* a string that comes: a piece of the answer */
static void answer_text(struct kx_completion *c, struct kx_jscan *s)
{
	bool wait = false;

	if (c->thought == KX_THOUGHT_NONE) {
		kx_jscan_string(s, &c->text);
		return;
	}
	kx_jscan_string(s, &c->held);
	while (c->held.len && !wait && c->thought != KX_THOUGHT_NONE)
		wait = c->thought == KX_THOUGHT_IN ? wait_for_end(c) : wait_in_front(c);
	if (c->thought == KX_THOUGHT_NONE)
		release_held(c);
}

/* The answer is over: what was held back was no thought. */
static void finish(struct kx_completion *c)
{
	if (c->thought == KX_THOUGHT_IN)
		kx_buf_release(&c->held);
	release_held(c);
	c->thought = KX_THOUGHT_NONE;
	kx_api_calls_end(c);
}

/* ---- a choice ------------------------------------------------------------------------ */

/* A string; or parts of one, [{type: "text", text}], of which others are left out. */
static void content(struct kx_completion *c, struct kx_jscan *s)
{
	struct kx_jtext key;

	if (kx_jscan_kind(s) == '"') {
		answer_text(c, s);
	} else if (!kx_jscan_enter(s, '[')) {
		kx_jscan_skip(s);
	} else {
		while (kx_jscan_element(s)) {
			if (!kx_jscan_enter(s, '{')) {
				kx_jscan_skip(s);
				continue;
			}
			while (kx_jscan_member(s, &key))
				if (kx_jtext_is(&key, "text") &&
					kx_jscan_kind(s) == '"')
					answer_text(c, s);
				else
					kx_jscan_skip(s);
		}
	}
}

/* a message, or a piece of one; -1: too many calls */
static int message(struct kx_completion *c, struct kx_jscan *s, bool whole)
{
	struct kx_jtext key;
	int rc = 0;

	if (!kx_jscan_enter(s, '{'))
		return 0;
	while (kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "content")) {
			content(c, s);
		} else if (kx_jtext_is(&key, "refusal") &&
			   kx_jscan_string(s, &c->refusal)) {
			continue;
		} else if (kx_jtext_is(&key, "tool_calls") && kx_jscan_enter(s, '[')) {
			while (kx_jscan_element(s))
				rc |= kx_api_call(c, s, false, whole);
		} else if (kx_jtext_is(&key, "function_call")) {
			rc |= kx_api_call(c, s, true, whole);
		} else {
			kx_jscan_skip(s);
		}
	}
	return rc;
}

/* Reasons are words; whatever else it may be is cut off. */
static void reason(struct kx_completion *c, struct kx_jscan *s)
{
	char word[sizeof(c->finish)] = "";

	if (!kx_jscan_copy(s, word, sizeof(word)))
		kx_jscan_skip(s);
	word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			  "0123456789_-")] = '\0';
	/* an empty one, which Ollama sent with each piece, is none */
	if (word[0])
		memcpy(c->finish, word, sizeof(word));
	if (strcmp(c->finish, "function_call") == 0)
		memcpy(c->finish, "tool_calls", sizeof("tool_calls"));
}

struct body {
	struct kx_completion *c;
	bool whole;
	bool has_choices;      /* the field is there, be it empty */
	int answers;           /* choices that were read */
	struct kx_jtext error; /* an object with a field `error` that is not null */
	int many;              /* -1: more calls than there may be */
};

static void choice(struct body *b, struct kx_jscan *s)
{
	struct kx_jscan delta = { .bad = true }, full = delta;
	struct kx_jtext key, self = { .p = s->p };
	bool has_delta = false, error = false;
	char before[sizeof(b->c->finish)];
	int64_t index = 0;

	if (!kx_jscan_enter(s, '{')) {
		kx_jscan_skip(s);
		return;
	}
	memcpy(before, b->c->finish, sizeof(before));
	while (kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "index") && kx_jscan_int(s, &index))
			continue;
		if (kx_jtext_is(&key, "finish_reason")) {
			reason(b->c, s);
			continue;
		}
		if (kx_jtext_is(&key, "usage")) {
			kx_api_usage(s, &b->c->usage);
			continue;
		}
		error |= kx_jtext_is(&key, "error") && kx_jscan_kind(s) != 'n';
		if (kx_jtext_is(&key, "delta") && kx_jscan_kind(s) == '{') {
			delta = *s;
			has_delta = true;
		} else if (kx_jtext_is(&key, "message")) {
			full = *s;
		}
		kx_jscan_skip(s);
	}
	self.n = (size_t)(s->p - self.p);
	if (index > 0) {
		memcpy(b->c->finish, before, sizeof(before));
		return;
	}
	b->answers++;
	if (error)
		b->error = self;
	/* some send a stream's pieces and, beside them, all that they make up so far */
	if (b->whole ? !full.bad : !has_delta && !b->c->text.len && !b->c->ncalls)
		b->many |= message(b->c, &full, b->whole);
	else
		b->many |= message(b->c, &delta, b->whole);
}

static void field(struct body *b, struct kx_jscan *s, const struct kx_jtext *key)
{
	struct kx_completion *c = b->c;

	if (kx_jtext_is(key, "choices")) {
		b->has_choices = true;
		if (kx_jscan_enter(s, '[')) {
			while (kx_jscan_element(s))
				choice(b, s);
			return;
		}
	} else if (kx_jtext_is(key, "usage")) {
		kx_api_usage(s, &c->usage);
		return;
	} else if (kx_jtext_is(key, "id") && !c->id[0]) {
		if (kx_jscan_copy(s, c->id, sizeof(c->id)))
			return;
	} else if (kx_jtext_is(key, "model") && !c->model[0]) {
		if (kx_jscan_copy(s, c->model, sizeof(c->model)))
			return;
	}
	kx_jscan_skip(s);
}

/* ---- the whole ----------------------------------------------------------------------- */

static void begin(struct kx_completion *c)
{
	if (c->begun)
		return;
	c->begun = true;
	c->usage = KX_USAGE_NONE;
	c->text.max = c->refusal.max = c->held.max = KX_COMPLETION_MAX;
}

static int too_much(const struct kx_completion *c, int many, struct kx_err *e)
{
	bool over = c->text.over || c->refusal.over || c->held.over;

	for (size_t i = 0; i < c->ncalls; i++)
		over |= c->calls[i].arguments.over;
	if (over)
		return kx_fail(e, KX_EAGAIN, "the answer is longer than %u bytes",
			KX_COMPLETION_MAX);
	if (many)
		return kx_fail(e, KX_EAGAIN, "the answer calls more than %d functions",
			KX_TOOL_CALLS_MAX);
	return 0;
}

static int failed(const char *body, size_t n, struct kx_err *e)
{
	struct kx_failure f;

	if (!kx_api_error(&f, 200, body, n))
		return 0;
	if (e)
		*e = f.why;
	return -1;
}

static int read_object(struct body *b, const char *text, size_t n, struct kx_err *e)
{
	struct kx_jscan s;
	struct kx_jtext key;
	bool object, error = false;

	/* first all of it, so that nothing is taken of what is no JSON */
	kx_jscan_begin(&s, text, n);
	kx_jscan_skip(&s);
	if (!kx_jscan_end(&s) || kx_utf8_valid(text, n) < n)
		return kx_api_garbled(text, n, e);
	kx_jscan_begin(&s, text, n);
	object = kx_jscan_enter(&s, '{');
	while (object && kx_jscan_member(&s, &key)) {
		error |= kx_jtext_is(&key, "error");
		field(b, &s, &key);
	}
	if (b->c->finish[0])
		finish(b->c);
	if (!object)
		return failed(text, n, e) ? -1 : kx_api_garbled(text, n, e);
	if ((error || !b->has_choices) && failed(text, n, e))
		return -1;
	if (b->error.n && failed(b->error.p, b->error.n, e))
		return -1;
	return too_much(b->c, b->many, e);
}

int kx_api_chat_read(
	struct kx_completion *c, const char *body, size_t n, struct kx_err *e)
{
	struct body b = { .c = c, .whole = true };

	begin(c);
	if (read_object(&b, body, n, e))
		return -1;
	if (!b.answers)
		return kx_fail(e, KX_EAGAIN, "the answer has no choices");
	finish(c);
	c->done = true;
	return too_much(c, 0, e);
}

int kx_api_chat_event(
	struct kx_completion *c, const char *data, size_t n, struct kx_err *e)
{
	struct body b = { .c = c };

	begin(c);
	while (n && strchr(" \t\r\n", data[0]) && data[0]) {
		data++;
		n--;
	}
	while (n && strchr(" \t\r\n", data[n - 1]) && data[n - 1])
		n--;
	if (c->done || !n)
		return 0;
	if (n == 6 && memcmp(data, "[DONE]", 6) == 0) {
		finish(c);
		c->done = true;
		return too_much(c, 0, e);
	}
	return read_object(&b, data, n, e);
}

int kx_api_chat_end(const struct kx_completion *c, struct kx_err *e)
{
	if (!c->done && !c->finish[0])
		return kx_fail(e, KX_EAGAIN, "the answer was cut off");
	return 0;
}

void kx_completion_clear(struct kx_completion *c)
{
	kx_buf_release(&c->text);
	kx_buf_release(&c->refusal);
	kx_buf_release(&c->held);
	for (size_t i = 0; i < c->ncalls; i++) {
		free(c->calls[i].id);
		free(c->calls[i].name);
		kx_buf_release(&c->calls[i].arguments);
	}
	*c = (struct kx_completion){ 0 };
}
