#include "domain/answer.h"

#include "../kb.h"
#include "../t.h"
#include "domain/phrase.h"
#include "io/jsonl.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static struct kx_arena arena;
static struct kx_tokenizer *k;
static struct kx_err e;

static struct kx_hit hit(const char *id, const char *text)
{
	return (struct kx_hit){ .article_id = id,
		.source = "kb",
		.title = "T",
		.url = "u",
		.heading = "",
		.locale = "en",
		.text = text,
		.score = 1,
		.words = 1,
		.start = 100,
		.end = 100 + strlen(text) };
}

static int open_as(struct kx_model **m, const char *names)
{
	struct kx_model_opts o = { .names = names };

	return kx_model_open(m, &o, &e);
}

static int make(struct kx_model *m, const char *question, const struct kx_found *f,
	struct kx_bars bars, struct kx_answer *x)
{
	struct kx_asked q = { .question = question, .f = f, .bars = bars, .k = k };

	return kx_answer_make(m, &q, &arena, x, &e);
}

static void open_models(void)
{
	static const char *const unknown[] = { "", "Extract", "extract:", "extractx",
		"replay", "gpt" };
	struct kx_model *m;

	T_INT(open_as(&m, "extract"), 0);
	kx_model_close(m);
	kx_model_close(NULL);
	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
		T_INT(open_as(&m, unknown[i]), -1);
		T_INT(e.code, KX_ECONFIG);
		T_OK(e.hint[0]);
	}
	T_INT(open_as(&m, "replay:/nothing/there"), -1);
	T_INT(e.code, KX_EIO);
	T_INT(open_as(&m, "replay:"), -1);
}

static void found(
	struct kx_found *f, struct kx_hit *hits, size_t n, const char *question)
{
	*f = (struct kx_found){
		.hits = hits, .n = n, .locale = "en", .confidence = 0.5
	};
	kx_query_parse(&f->q, k, "en", question, strlen(question));
	for (size_t i = 0; i < n; i++)
		hits[i].confidence = 0.5;
}

/* every citation's quote stands in its hit, and in the article where it says */
static void quotes(void)
{
	struct kx_hit h[] = {
		hit("1", "A refund takes five days. Ask your bank after that."),
		hit("2", "Refunds by card are free. Coffee is not.")
	};
	struct kx_model *m;
	struct kx_answer x;
	struct kx_found f;
	const char *at;

	T_INT(open_as(&m, "extract"), 0);
	found(&f, h, 2, "how long does a refund take");
	T_INT(make(m, "how long does a refund take", &f, (struct kx_bars){ 0.5, 0.2 },
		      &x),
		0);
	T_INT(x.status, KX_ANSWERED);
	T_STR(x.model, "extract");
	T_OK(x.confidence == 0.5 && x.ncites > 0 && x.nnearest == 0);
	T_OK(strstr(x.text, "five days."));
	for (size_t i = 0; i < x.ncites; i++) {
		at = strstr(x.cites[i].hit->text, x.cites[i].quote);
		T_OK(at != NULL);
		T_INT(x.cites[i].start, 100 + (at - x.cites[i].hit->text));
		T_INT(x.cites[i].end, x.cites[i].start + strlen(x.cites[i].quote));
		T_OK(x.cites[i].n >= 1);
	}
	kx_found_release(&f);
	kx_model_close(m);
}

static void unknown(void)
{
	struct kx_hit h[] = { hit("1", "One."), hit("1", "Two."), hit("2", "Three."),
		hit("3", "Four."), hit("4", "Five.") };
	struct kx_found f, none = { .locale = "de" };
	struct kx_model *m;
	struct kx_answer x;

	h[3].source = "other";
	h[3].article_id = "2";
	T_INT(open_as(&m, "extract"), 0);
	found(&f, h, 5, "xyzzy");
	T_INT(make(m, "xyzzy", &f, (struct kx_bars){ 0.50001, 0.5 }, &x), 0);
	T_INT(x.status, KX_UNKNOWN);
	T_INT(x.outcome, KX_OUTCOME_ASK);
	T_STR(x.text, kx_phrase(KX_PHRASE_ASK, "en"));
	T_INT(x.ncites, 0);
	/* one of each article, the best first */
	T_INT(x.nnearest, KX_ANSWER_NEAREST);
	T_STR(x.nearest[0].text, "One.");
	T_STR(x.nearest[1].text, "Three.");
	T_STR(x.nearest[2].text, "Four.");
	T_INT(make(m, "xyzzy", &f, (struct kx_bars){ 0.6, 0.50001 }, &x), 0);
	T_INT(x.status, KX_UNKNOWN);
	T_INT(x.outcome, KX_OUTCOME_PASS);
	T_STR(x.text, kx_phrase(KX_PHRASE_UNKNOWN, "en"));
	T_INT(x.nnearest, 0);
	T_INT(make(m, "xyzzy", &none, (struct kx_bars){ 0, 0 }, &x), 0);
	T_INT(x.status, KX_UNKNOWN);
	T_STR(x.text, kx_phrase(KX_PHRASE_UNKNOWN, "de"));
	T_INT(x.nnearest, 0);
	/* a hit without a sentence to quote */
	h[0].text = "##";
	f.n = 1;
	T_INT(make(m, "xyzzy", &f, (struct kx_bars){ 0 }, &x), 0);
	T_OK(x.status == KX_UNKNOWN || x.ncites > 0);
	kx_found_release(&f);
	kx_model_close(m);
}

static void replayed(void)
{
	char path[] = "/tmp/kx-answer-XXXXXX", name[64];
	static const char line[] =
		"{\"question\":\"q\",\"answer\":\"It is so [1]. It is not [2].\"}\n"
		"{\"question\":\"bad\",\"answer\":\"It is not [2].\"}\n";
	struct kx_hit h = hit("7", "words");
	struct kx_found f;
	struct kx_model *m;
	struct kx_answer x;
	int fd = mkstemp(path);

	T_INT(write(fd, line, sizeof(line) - 1), sizeof(line) - 1);
	close(fd);
	snprintf(name, sizeof(name), "replay:%s", path);
	T_INT(open_as(&m, name), 0);
	unlink(path);
	found(&f, &h, 1, "q");
	T_INT(make(m, "q", &f, (struct kx_bars){ 0 }, &x), 0);
	T_STR(x.model, "replay");
	T_STR(x.text, "It is so [1].");
	T_INT(x.ncites, 1);
	/* nothing of it was left */
	T_INT(make(m, "bad", &f, (struct kx_bars){ 0 }, &x), 0);
	T_INT(x.status, KX_UNKNOWN);
	T_INT(make(m, "other", &f, (struct kx_bars){ 0 }, &x), -1);
	T_INT(e.code, KX_EINPUT);
	/* below the threshold nobody is asked */
	T_INT(make(m, "other", &f, (struct kx_bars){ 0.9, 0.9 }, &x), 0);
	T_INT(x.status, KX_UNKNOWN);
	kx_found_release(&f);
	kx_model_close(m);
}

static void records(void)
{
	struct kx_hit h = hit("-7", "words");
	const struct kx_cite c = { 1, &h, "wo\"rds", 100, 105 };
	struct kx_answer x = { .usage = KX_USAGE_NONE,
		.cost = -1,
		.text = "t [1]",
		.confidence = 0.25,
		.cites = &c,
		.ncites = 1,
		.model = "extract",
		.latency_ms = 3 };
	struct json_object *id = kb_json("{\"a\":[null]}"), *o;

	h.id_is_int = true;
	o = kx_answer_json(&x, id);
	T_STR(kb_text(o),
		"{\"id\":{\"a\":[null]},\"text\":\"t [1]\",\"status\":\"answered\",\"outcome\":\"answer\","
		"\"confidence\":0.25,\"citations\":[{\"n\":1,\"article_id\":-7,"
		"\"source\":\"kb\",\"title\":\"T\",\"url\":\"u\",\"quote\":\"wo\\\"rds\","
		"\"start\":100,\"end\":105}],\"model\":\"extract\",\"usage\":null,"
		"\"latency_ms\":3}");
	json_object_put(o);
	x = (struct kx_answer){ .usage = KX_USAGE_NONE,
		.cost = -1,
		.text = "u",
		.status = KX_UNKNOWN,
		.outcome = KX_OUTCOME_ASK,
		.nearest = &h,
		.nnearest = 1,
		.model = "m",
		.conversation = "c",
		.partial = true,
		.confidence = 0.125 };
	o = kx_answer_json(&x, NULL);
	T_STR(kb_text(o),
		"{\"conversation\":\"c\",\"text\":\"u\",\"status\":\"unknown\","
		"\"outcome\":\"ask\",\"partial\":true,\"confidence\":0.125,\"citations\":[],\"nearest\":["
		"{\"article_id\":-7,\"source\":\"kb\",\"title\":\"T\",\"url\":\"u\"}],"
		"\"model\":\"m\",\"usage\":null,\"latency_ms\":0}");
	T_INT(kx_json_check(kb_text(o), strlen(kb_text(o)), &e), 0);
	json_object_put(o);
	json_object_put(id);
	T_STR(kx_status_name(KX_ANSWERED), "answered");
	T_STR(kx_status_name(KX_FAILED), "failed");
}

int main(void)
{
	k = kx_tokenizer_new();
	open_models();
	quotes();
	unknown();
	replayed();
	records();
	kx_tokenizer_free(k);
	kx_arena_release(&arena);
	return T_END();
}
