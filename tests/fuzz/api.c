/* Recorded answers of all providers, damaged: read whole, as a stream, event by event in
 * another order, as vectors, as a verdict, as an error. The first byte chooses. */
#include "../unit/recorded.h"
#include "base/utf8.h"
#include "domain/api_chat.h"
#include "domain/api_embed.h"
#include "domain/api_error.h"
#include "fuzz.h"

#include <math.h>

const unsigned fuzz_rounds = 6000;

#define FLAGS (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)
#define EVENTS_MAX 64

static void good_error(const struct kx_err *e)
{
	FUZZ_MUST(e->code == KX_EAGAIN || e->code == KX_EREFUSED);
	FUZZ_MUST(e->text[0] && kx_utf8_valid(e->text, strlen(e->text)));
	for (const char *s = e->text; *s; s++)
		FUZZ_MUST(*s >= 0x20 && *s < 0x7f);
}

/* what was read is within its limits, and a record of it gives it back */
static void sound(const struct kx_completion *c)
{
	struct kx_completion again = { 0 };
	struct json_object *o = kx_completion_json(c), *back;
	struct kx_err e = { 0 };
	const char *text;

	FUZZ_MUST(c->text.len <= KX_COMPLETION_MAX && c->ncalls <= KX_TOOL_CALLS_MAX);
	FUZZ_MUST(kx_utf8_valid(kx_buf_text(&c->text), c->text.len) == c->text.len);
	FUZZ_MUST(strlen(kx_buf_text(&c->text)) == c->text.len);
	FUZZ_MUST(strlen(c->finish) < sizeof(c->finish));
	for (size_t i = 0; c->done && i < c->ncalls; i++)
		FUZZ_MUST(c->calls[i].id[0]);
	text = json_object_to_json_string_ext(o, FLAGS);
	FUZZ_MUST(!kx_completion_from(&again, o, &e));
	back = kx_completion_json(&again);
	FUZZ_MUST(strcmp(json_object_to_json_string_ext(back, FLAGS), text) == 0);
	json_object_put(back);
	json_object_put(o);
	kx_completion_clear(&again);
}

static void whole(const char *p, size_t n)
{
	struct kx_completion c = { 0 };
	struct kx_err e = { 0 };

	if (kx_api_chat_read(&c, p, n, &e))
		good_error(&e);
	else
		FUZZ_MUST(c.done && !kx_api_chat_end(&c, &e));
	sound(&c);
	kx_completion_clear(&c);
}

struct events {
	const char *p[EVENTS_MAX];
	size_t len[EVENTS_MAX], n;
};

static int keep(void *ctx, const char *data, size_t n)
{
	struct events *all = ctx;

	if (all->n == EVENTS_MAX)
		return 1;
	all->p[all->n] = data;
	all->len[all->n++] = n;
	return 0;
}

/* step: which event comes next; the text only ever grows */
static void stream(const char *p, size_t n, size_t step)
{
	struct kx_completion c = { 0 };
	struct events all = { .n = 0 };
	struct kx_err e = { 0 };
	size_t len = 0;
	char *before;
	int rc = 0;

	recorded_events(p, n, keep, &all);
	for (size_t i = 0, at = 0; i < all.n && !rc; i++, at = (at + step) % all.n) {
		before = kx_strndup(kx_buf_text(&c.text), len);
		rc = kx_api_chat_event(&c, all.p[at], all.len[at], &e);
		FUZZ_MUST(c.text.len >= len);
		FUZZ_MUST(memcmp(kx_buf_text(&c.text), before, len) == 0);
		len = c.text.len;
		free(before);
	}
	if (rc || kx_api_chat_end(&c, &e))
		good_error(&e);
	sound(&c);
	kx_completion_clear(&c);
}

static void embed(const char *p, size_t n)
{
	struct kx_embeddings m;
	struct kx_err e = { 0 };

	for (size_t count = 1; count <= 3; count++) {
		if (kx_api_embed_read(&m, p, n, count, &e)) {
			FUZZ_MUST(!m.v);
			good_error(&e);
			continue;
		}
		FUZZ_MUST(m.dimensions && m.dimensions <= KX_EMBED_DIMENSIONS_MAX);
		for (size_t i = 0; i < count * m.dimensions; i++)
			FUZZ_MUST(isfinite(m.v[i]));
		kx_embeddings_release(&m);
	}
}

static void other(const char *p, size_t n)
{
	struct kx_moderation m;
	struct kx_failure f;
	struct kx_err e = { 0 };
	struct kx_http_reply r = {
		.status = 400, .retry_after_ms = -1, .should_retry = -1
	};

	if (kx_api_moderation_read(&m, p, n, &e))
		good_error(&e);
	if (kx_api_error(&f, 200, p, n))
		good_error(&f.why);
	kx_buf_add(&r.body, p, n);
	kx_api_failure(&f, &r);
	good_error(&f.why);
	kx_buf_release(&r.body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t how = fuzz_take(&data, &size, 1);
	const char *p = (const char *)data;

	stream(p, size, 1);
	stream(p, size, 2 + how);
	whole(p, size);
	embed(p, size);
	other(p, size);
	return 0;
}

void fuzz_seed(uint32_t number, struct kx_buf *b)
{
	static struct recorded cases[RECORDED_MAX];
	static struct kx_buf text;
	static size_t kind = RECORDED_KINDS, n;
	uint64_t r = fuzz_start(number);
	struct recorded *one;

	/* a file serves for a while */
	if (kind != number / 97 % RECORDED_KINDS) {
		kind = number / 97 % RECORDED_KINDS;
		n = recorded_load(recorded_kinds[kind], cases, &text);
		FUZZ_MUST(n);
	}
	one = &cases[fuzz_rnd(&r, (uint32_t)n)];
	fuzz_put(b, fuzz_rnd(&r, 256), 1);
	kx_buf_add(b, one->body, one->n);
}
