#include "base/mem.h"
#include "tool/chat.h"
#include "tool/chat_page.h"
#include "tool/out.h"
#include "tool/say.h"
#include "tool/stream.h"
#include "tool/tool.h"

#include <stdlib.h>
#include <string.h>

static bool command(struct kx_chat *c, const char *line, bool *done)
{
	*done = !strcmp(line, "/quit") || !strcmp(line, "/exit");
	if (*done)
		return true;
	if (!strcmp(line, "/new")) {
		c->conversation = NULL;
		return true;
	}
	if (line[0] != '/')
		return false;
	kx_puts("/new begins another conversation, /quit ends; anything else is a question\n");
	return true;
}

/* the articles that the last answer asked back about, to be chosen by their numbers */
struct choices {
	char *title[KX_ANSWER_NEAREST];
	size_t n;
};

static void drop_choices(struct choices *h)
{
	while (h->n)
		free(h->title[--h->n]);
}

static void offer(struct choices *h, const struct kx_answer *x)
{
	drop_choices(h);
	for (; h->n < x->nnearest; h->n++)
		h->title[h->n] = kx_strdup(x->nearest[h->n].title);
}

/* the title that a line like "2" stands for, or the line; from here when nothing is
 * written down, else from the conversation */
static const char *chosen(const struct choices *h, const char *line)
{
	size_t n = kx_chat_number(line);

	return n && n <= h->n && *h->title[n - 1] ? h->title[n - 1] : line;
}

int kx_chat_loop(struct kx_chat *c)
{
	struct choices choices = { 0 };
	struct kx_stream text;
	struct kx_request r;
	struct kx_arena a = { 0 };
	struct kx_input *in;
	struct kx_answer x;
	struct kx_found f;
	struct kx_err e;
	bool done = false;
	char *line;
	size_t n;

	if (kx_input_open(&in, "-", &e))
		kx_die_err(&e);
	while (!done) {
		kx_chat_prompt();
		if (kx_input_line(in, &line, &n, &e)) {
			if (!kx_stop_forgiven())
				break;
			kx_puts("\n/quit ends\n");
			continue;
		}
		if (strspn(line, " \t") == n || command(c, line, &done))
			continue;
		r = c->defaults;
		r.text = chosen(&choices, line);
		text = (struct kx_stream){ 0 };
		c->ctx = &text;
		if (strlen(line) != n || kx_request_check(line, &e) ||
			kx_chat_turn(c, &r, &a, &x, &f, &e)) {
			if (strlen(line) != n)
				kx_fail(&e, KX_EINPUT, "the question holds a NUL byte");
			kx_stream_end(&text);
			if (kx_stop_forgiven())
				kx_puts("\n");
			else
				kx_warn_err(&e);
			kx_arena_reset(&a);
			continue;
		}
		kx_stream_end(&text);
		kx_stop_forgiven();
		kx_chat_put(c, &x, NULL);
		offer(&choices, &x);
		kx_found_release(&f);
		kx_arena_reset(&a);
	}
	drop_choices(&choices);
	kx_puts("\n");
	kx_input_close(in);
	kx_arena_release(&a);
	return kx_finish(KX_OK);
}
