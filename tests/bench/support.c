/* What support makes of sentences, for support-fit.py: reads {"sections": […], "sentences":
 * ["…"], "locale"?} per line; writes per sentence its verdict and the measures of each
 * section. With -t N: checks the sentences N times and writes nanoseconds of one check. */
#include "domain/support_part.h"
#include "io/input.h"
#include "io/jsonl.h"
#include "io/rec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct kx_tokenizer *tokens;

static void measures(struct kx_support *s, const char *text)
{
	struct kx_marks m;
	struct kx_measure r;

	printf(",\"sections\":[");
	for (size_t i = 0; i < s->x->n; i++) {
		kx_marks_of(s, s->locale[i], text, strlen(text), &m);
		kx_support_measure(s, i, &m, &r);
		printf("%s{\"n\":%d,\"weight\":%.3f,\"share\":[", i ? "," : "",
			s->x->v[i].n, m.weight);
		for (size_t k = 0; k < KX_SUPPORT_SPANS; k++)
			printf("%s%.3f", k ? "," : "", r.share[k]);
		printf("],\"pairs\":%.3f,\"near\":%zu,\"unnamed\":%zu,\"turned\":%d,\"mis\":%zu}",
			kx_support_pairs(&m, &r.all),
			kx_support_lacks(&m, &r.near, false),
			kx_support_unnamed(&m, &r.all), r.turned,
			kx_support_miscounts(&m, &r.near));
	}
	printf("]");
}

static void check(struct kx_support *s, const char *text)
{
	static const char *const names[] = { "neutral", "yes", "no" };
	struct kx_verdict v;

	kx_support_check(s, text, strlen(text), NULL, 0, &v);
	printf("{\"is\":\"%s\",\"share\":%.3f,\"n\":%d", names[v.is], v.share, v.n);
	measures(s, text);
	printf("}\n");
}

static int64_t spent, checks;

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000 + t.tv_nsec;
}

static void run(struct json_object *rec, long times)
{
	struct json_object *list, *v;
	struct kx_arena a = { 0 };
	struct kx_excerpts x;
	struct kx_err e = { 0 };
	const char *locale;
	struct kx_support *s;

	if (kx_rec_array(rec, "sections", &list, &e) ||
		kx_rec_str(rec, "locale", &locale, &e) ||
		kx_excerpts_from(&x, list, &a, &e) ||
		kx_rec_array(rec, "sentences", &v, &e)) {
		fprintf(stderr, "support: %s\n", e.text);
		exit(1);
	}
	s = kx_support_new(&x, tokens, locale, &a);
	for (size_t i = 0; i < json_object_array_length(v); i++) {
		const char *text =
			json_object_get_string(json_object_array_get_idx(v, i));
		int64_t began = now();
		struct kx_verdict one;

		if (!times)
			check(s, text);
		for (long k = 0; k < times; k++)
			kx_support_check(s, text, strlen(text), NULL, 0, &one);
		spent += now() - began;
		checks += times;
	}
	kx_arena_release(&a);
}

int main(int argc, char **argv)
{
	long times = argc > 2 && !strcmp(argv[1], "-t") ? strtol(argv[2], NULL, 10) : 0;
	struct kx_input *in;
	struct kx_err e = { 0 };
	struct json_object *rec;
	char *line;
	size_t n;

	tokens = kx_tokenizer_new();
	if (kx_input_open(&in, "-", &e))
		return 1;
	while (kx_input_line(in, &line, &n, &e) == 0) {
		if (kx_jsonl_parse(line, n, &rec, &e))
			return 1;
		run(rec, times);
		json_object_put(rec);
	}
	if (checks)
		printf("%.0f ns a check\n", (double)spent / (double)checks);
	kx_input_close(in);
	kx_tokenizer_free(tokens);
	return 0;
}
