#include "domain/replay.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "domain/sentence.h"
#include "io/input.h"
#include "io/jsonl.h"
#include "io/rec.h"

#include <stdlib.h>
#include <string.h>

#define CITE_MAX 99 /* a larger number in brackets is not a citation */

struct kx_replay {
	struct kx_map answers; /* question to answer, both heap */
};

static int keep(struct kx_replay *r, char *line, size_t n, struct kx_err *e)
{
	const char *question, *answer;
	union kx_map_value *v;
	struct json_object *rec;
	int rc;

	if (kx_jsonl_parse(line, n, &rec, e))
		return -1;
	rc = kx_rec_need(rec, "question", &question, e) ||
	     kx_rec_str(rec, "answer", &answer, e);
	if (!rc) {
		v = kx_map_put(&r->answers, question, strlen(question));
		free(v->ptr);
		v->ptr = kx_strdup(answer ? answer : "");
	}
	json_object_put(rec);
	return rc ? -1 : 0;
}

int kx_replay_open(struct kx_replay **out, const char *path, struct kx_err *e)
{
	struct kx_replay *r = kx_alloc(sizeof(*r));
	struct kx_input *in;
	char *line;
	size_t n;
	int rc;

	if (kx_input_open(&in, path, e)) {
		free(r);
		return -1;
	}
	while ((rc = kx_input_line(in, &line, &n, e)) == 0)
		if (strspn(line, " \t") < n && keep(r, line, n, e)) {
			kx_fail_in(e, "%s:%zu", path, kx_input_lineno(in));
			rc = -1;
			break;
		}
	kx_input_close(in);
	if (rc < 0) {
		kx_replay_close(r);
		return -1;
	}
	*out = r;
	return 0;
}

void kx_replay_close(struct kx_replay *r)
{
	union kx_map_value *v;
	size_t at = 0, n;

	if (!r)
		return;
	while (kx_map_next(&r->answers, &at, &n, &v))
		free(v->ptr);
	kx_map_release(&r->answers);
	free(r);
}

/* number in "[12]" at s, 0 when it is none */
static int cite_at(const char *s, size_t n)
{
	size_t i;
	int v = 0;

	if (n < 3 || s[0] != '[')
		return 0;
	for (i = 1; i < n && s[i] >= '0' && s[i] <= '9' && v <= CITE_MAX; i++)
		v = v * 10 + s[i] - '0';
	return i > 1 && i < n && s[i] == ']' && v <= CITE_MAX ? v : 0;
}

/* the best hit of the n-th article, NULL when fewer were found */
static const struct kx_hit *article(const struct kx_found *f, int n)
{
	size_t i, k;

	for (i = 0; i < f->n; i++) {
		for (k = 0; k < i; k++)
			if (!strcmp(f->hits[k].article_id, f->hits[i].article_id) &&
				!strcmp(f->hits[k].source, f->hits[i].source))
				break;
		if (k == i && --n == 0)
			return &f->hits[i];
	}
	return NULL;
}

static void add(struct kx_answer *x, struct kx_cite *v, int n, const struct kx_hit *h)
{
	size_t i;

	for (i = 0; i < x->ncites; i++)
		if (v[i].n == n)
			return;
	v[x->ncites++] = (struct kx_cite){ n, h, h->text, h->start, h->end };
}

/* false when the sentence cites what was not found */
static bool check(const char *s, size_t n, const struct kx_found *f,
	struct kx_answer *x, struct kx_cite *v)
{
	size_t i;
	int c;

	for (i = 0; i < n; i++) {
		c = cite_at(s + i, n - i);
		if (c && !article(f, c))
			return false;
	}
	for (i = 0; i < n; i++) {
		c = cite_at(s + i, n - i);
		if (c)
			add(x, v, c, article(f, c));
	}
	return true;
}

/* where sentence i begins: marks that stand behind the full stop of the one before are
 * that one's */
static size_t begin(const struct kx_sentences *s, size_t i, const char *text)
{
	size_t at, n = strlen(text);

	if (i == s->n)
		return n;
	at = s->v[i].at;
	while (i && cite_at(text + at, n - at)) {
		at += strcspn(text + at, "]") + 1;
		at += strspn(text + at, " \t\n");
	}
	return at;
}

int kx_replay_answer(struct kx_replay *r, const char *question,
	const struct kx_found *f, struct kx_arena *a, struct kx_answer *x,
	struct kx_err *e)
{
	union kx_map_value *rec = kx_map_get(&r->answers, question, strlen(question));
	struct kx_cite *v = kx_arena_alloc(a, (CITE_MAX + 1) * sizeof(*v));
	struct kx_sentences s = { 0 };
	struct kx_buf b = { 0 };
	const char *text;
	size_t i, from, to;

	if (!rec)
		return kx_fail(
			e, KX_EINPUT, "the question is not among the recorded ones");
	text = rec->ptr;
	kx_sentences_split(&s, text, strlen(text));
	for (i = 0; i < s.n; i++) {
		from = begin(&s, i, text);
		to = begin(&s, i + 1, text);
		if (from < to && check(text + from, to - from, f, x, v))
			kx_buf_add(&b, text + from, to - from);
	}
	while (b.len && strchr(" \n\t", b.p[b.len - 1]))
		kx_buf_cut(&b, b.len - 1);
	x->text = kx_arena_strdup(a, kx_buf_text(&b));
	x->cites = v;
	kx_buf_release(&b);
	kx_sentences_release(&s);
	return 0;
}
