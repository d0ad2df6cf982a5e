#include "domain/replay.h"

#include "../t.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/kx-replay-XXXXXX";
static struct kx_arena arena;
static struct kx_err e;

/* three articles, the first of them with two chunks */
static struct kx_hit hits[] = {
	{ .article_id = "a", .source = "kb", .text = "text a", .start = 5, .end = 11 },
	{ .article_id = "a", .source = "kb", .text = "more a", .start = 20, .end = 26 },
	{ .article_id = "a", .source = "s2", .text = "text s2", .start = 1, .end = 8 },
	{ .article_id = "b", .source = "kb", .text = "text b", .start = 2, .end = 8 },
};
static const struct kx_found found = { .hits = hits, .n = 4 };

static int open_text(struct kx_replay **r, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	T_INT(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	*r = NULL;
	return kx_replay_open(r, path, &e);
}

/* the checked answer to "q", recorded as `answer` (JSON) */
static const char *answer(const char *recorded, struct kx_answer *x)
{
	struct kx_replay *r;
	char line[512];

	snprintf(line, sizeof(line), "{\"question\":\"q\",\"answer\":%s}\n", recorded);
	memset(x, 0, sizeof(*x));
	T_INT(open_text(&r, line), 0);
	T_INT(kx_replay_answer(r, "q", &found, &arena, x, &e), 0);
	kx_replay_close(r);
	return x->text;
}

static void cites(void)
{
	struct kx_answer x;

	T_STR(answer("\"See this [1]. And that [3], and [2]. Once more [1].\"", &x),
		"See this [1]. And that [3], and [2]. Once more [1].");
	T_INT(x.ncites, 3);
	for (size_t i = 0; i < x.ncites; i++) {
		const struct kx_cite *c = &x.cites[i];

		T_OK(c->n >= 1 && c->n <= 3);
		T_OK(c->hit == (c->n == 1          ? &hits[0]
				       : c->n == 2 ? &hits[2]
						   : &hits[3]));
		T_STR(c->quote, c->hit->text);
		T_INT(c->start, c->hit->start);
		T_INT(c->end, c->hit->end);
	}
	T_STR(answer("\"No numbers. None at all.\"", &x), "No numbers. None at all.");
	T_INT(x.ncites, 0);
}

/* what points at nothing goes, with its whole sentence and nothing else */
static void drops(void)
{
	struct kx_answer x;

	T_STR(answer("\"It is good [1]. It is bad [4]. It is fine [2].\"", &x),
		"It is good [1]. It is fine [2].");
	T_INT(x.ncites, 2);
	T_STR(answer("\"Half good [1] and half bad [9]. That is fine.\"", &x),
		"That is fine.");
	T_INT(x.ncites, 0);
	T_STR(answer("\"Bad [99].\"", &x), "");
	T_STR(answer("\"Bad [05].\"", &x), "");
	/* no citations: they are words like others */
	T_STR(answer("\"Press [a] or [100] or [ 1] or [] or [1.\"", &x),
		"Press [a] or [100] or [ 1] or [] or [1.");
	T_INT(x.ncites, 0);
	/* a mark behind the full stop belongs to the sentence in front of it */
	T_STR(answer("\"It is good. [1] It is bad. [9]\"", &x), "It is good. [1]");
}

static void no_answer(void)
{
	struct kx_answer x;
	struct kx_replay *r;
	const struct kx_found none = { 0 };

	T_STR(answer("null", &x), "");
	T_STR(answer("\"\"", &x), "");
	T_INT(open_text(&r, "{\"question\":\"q\",\"answer\":\"a [1]\"}\n\n"
			    " \t\n{\"question\":\"q2\"}"),
		0);
	T_INT(kx_replay_answer(r, "Q", &found, &arena, &x, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_STR(e.text, "the question is not among the recorded ones");
	memset(&x, 0, sizeof(x));
	T_INT(kx_replay_answer(r, "q", &none, &arena, &x, &e), 0);
	T_STR(x.text, "");
	T_INT(kx_replay_answer(r, "q2", &found, &arena, &x, &e), 0);
	T_STR(x.text, "");
	kx_replay_close(r);
	kx_replay_close(NULL);
}

static void files(void)
{
	struct kx_replay *r;
	struct kx_answer x = { 0 };
	char want[128];

	T_INT(kx_replay_open(&r, "/nothing/there", &e), -1);
	T_INT(e.code, KX_EIO);
	T_INT(open_text(&r, "{\"question\":\"q\"}\nrubbish\n"), -1);
	T_INT(e.code, KX_EINPUT);
	snprintf(want, sizeof(want), "%s:2: not a JSON value at byte 1", path);
	T_STR(e.text, want);
	T_INT(open_text(&r, "{\"answer\":\"a\"}\n"), -1);
	T_INT(open_text(&r, "{\"question\":\"\"}\n"), -1);
	T_INT(open_text(&r, "{\"question\":\"q\",\"answer\":1}\n"), -1);
	T_INT(open_text(&r, ""), 0);
	kx_replay_close(r);
	/* the same question twice: the last one counts, and nothing is lost */
	T_INT(open_text(&r, "{\"question\":\"q\",\"answer\":\"a\"}\n"
			    "{\"question\":\"q\",\"answer\":\"b\"}\n"),
		0);
	T_INT(kx_replay_answer(r, "q", &found, &arena, &x, &e), 0);
	T_STR(x.text, "b");
	kx_replay_close(r);
}

int main(void)
{
	int fd = mkstemp(path);

	T_OK(fd >= 0);
	close(fd);
	cites();
	drops();
	no_answer();
	files();
	unlink(path);
	kx_arena_release(&arena);
	return T_END();
}
