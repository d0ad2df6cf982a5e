#include "domain/hit.h"

#include "../kb.h"
#include "../t.h"
#include "io/jsonl.h"

static struct kx_arena arena;
static struct kx_err e;

static int read_hit(struct kx_hit *h, const char *json)
{
	struct json_object *o = kb_json(json);
	int rc = kx_hit_read(h, o, &arena, &e);

	json_object_put(o);
	return rc;
}

static void there_and_back(void)
{
	static const struct kx_span spans[] = { { 0, 10, 4 }, { 5, 15, 5 } };
	const struct kx_hit h = { .rank = 3,
		.score = 1.25,
		.words = 1.5,
		.grams = 0.5,
		.vector = 0.25,
		.confidence = 0.75,
		.article_id = "-12",
		.id_is_int = true,
		.source = "kb",
		.title = "T",
		.url = "",
		.heading = "A > B",
		.text = "some words",
		.locale = "de",
		.start = 10,
		.end = 21,
		.spans = spans,
		.nspans = 2,
		.chunk = 77 };
	struct json_object *id = kb_json("[1]"), *o = kx_hit_json(&h, id);
	struct kx_hit back;

	T_STR(kb_text(o),
		"{\"query_id\":[1],\"rank\":3,\"score\":1.25,\"scores\":{\"words\":1.5,"
		"\"grams\":0.5,\"vector\":0.25},\"confidence\":0.75,\"article_id\":-12,"
		"\"source\":\"kb\",\"title\":\"T\",\"url\":\"\",\"heading\":\"A > B\","
		"\"text\":\"some words\",\"locale\":\"de\",\"start\":10,\"end\":21,"
		"\"spans\":[0,10,4,5,15,5]}");
	T_INT(read_hit(&back, kb_text(o)), 0);
	T_INT(back.rank, 3);
	T_OK(back.score == 1.25 && back.words == 1.5 && back.vector == 0.25);
	T_OK(back.confidence == 0.75 && back.grams == 0.5);
	T_STR(back.article_id, "-12");
	T_OK(back.id_is_int);
	T_STR(back.source, "kb");
	T_STR(back.heading, "A > B");
	T_STR(back.text, "some words");
	T_STR(back.locale, "de");
	T_INT(back.start, 10);
	T_INT(back.end, 21);
	T_INT(back.nspans, 2);
	T_OK(!memcmp(back.spans, spans, sizeof(spans)));
	T_INT(back.chunk, 0);
	json_object_put(o);
	json_object_put(id);
}

static void small_ones(void)
{
	struct kx_hit h;

	T_INT(read_hit(&h, "{\"article_id\":\"x\",\"text\":\"w\"}"), 0);
	T_STR(h.title, "");
	T_STR(h.url, "");
	T_STR(h.heading, "");
	T_STR(h.source, "");
	T_STR(h.locale, "");
	T_INT(h.rank, 0);
	T_OK(h.score == 0 && h.confidence == 0);
	T_INT(h.end, 1);
}

static void refused(void)
{
	static const char *const bad[] = { "{}", "{\"article_id\":\"x\"}",
		"{\"text\":\"w\"}", "{\"article_id\":\"x\",\"text\":\"\"}",
		"{\"article_id\":\"x\",\"deleted\":true}",
		"{\"article_id\":\"x\",\"text\":\"w\",\"rank\":0}",
		"{\"article_id\":\"x\",\"text\":\"w\",\"rank\":\"1\"}",
		"{\"article_id\":\"x\",\"text\":\"w\",\"score\":\"1\"}",
		"{\"article_id\":\"x\",\"text\":\"w\",\"scores\":[]}",
		"{\"article_id\":\"x\",\"text\":\"w\",\"scores\":{\"words\":true}}",
		"{\"article_id\":\"x\",\"text\":\"w\",\"confidence\":{}}",
		"{\"article_id\":\"x\",\"text\":\"w\",\"spans\":[0,0,2]}",
		"{\"article_id\":\"x\",\"text\":\"w\",\"locale\":1}" };
	struct kx_hit h;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (!read_hit(&h, bad[i]))
			T_STR("taken", bad[i]);
		T_INT(e.code, KX_EINPUT);
	}
}

/* whatever numbers come in, JSON goes out */
static void numbers_without_end(void)
{
	struct kx_hit h;
	struct json_object *o;

	if (read_hit(&h, "{\"article_id\":\"x\",\"text\":\"w\",\"score\":1e999,"
			 "\"confidence\":-1e999}"))
		return;
	o = kx_hit_json(&h, NULL);
	if (kx_json_check(kb_text(o), strlen(kb_text(o)), &e))
		T_STR(e.text, kb_text(o));
	json_object_put(o);
}

/* the model: a source byte for each byte of text, or none (0) */
static void mapping(void)
{
	struct kx_span spans[6];
	size_t map[80], len, n, at, from, start, end, lo, hi;
	char text[80];

	for (int round = 0; round < 4000; round++) {
		memset(map, 0, sizeof(map));
		at = n = 0;
		from = 1 + kb_rnd(50);
		start = from;
		while (n < 6) {
			at += kb_rnd(5);
			from += kb_rnd(5);
			spans[n] = (struct kx_span){ at, from, 1 + kb_rnd(7) };
			for (size_t i = 0; i < spans[n].len; i++)
				map[at++] = from++;
			n++;
		}
		len = at + kb_rnd(4);
		memset(text, 'x', len);
		text[len] = '\0';
		struct kx_hit h = { .text = text,
			.start = start,
			.end = from + kb_rnd(3),
			.spans = spans,
			.nspans = n };

		at = kb_rnd((uint32_t)len);
		n = 1 + kb_rnd((uint32_t)(len - at));
		lo = hi = 0;
		for (size_t i = at; i < at + n; i++)
			if (map[i]) {
				lo = lo ? lo : map[i];
				hi = map[i] + 1;
			}
		kx_hit_source(&h, at, n, &start, &end);
		T_INT(start, hi ? lo : h.start);
		T_INT(end, hi ? hi : h.end);
	}
}

static void without_spans(void)
{
	struct kx_hit h = { .text = "words", .start = 100, .end = 105 };
	size_t start, end;

	kx_hit_source(&h, 1, 3, &start, &end);
	T_INT(start, 101);
	T_INT(end, 104);
	h.end = 120;
	kx_hit_source(&h, 1, 3, &start, &end);
	T_INT(start, 100);
	T_INT(end, 120);
}

int main(void)
{
	there_and_back();
	small_ones();
	refused();
	numbers_without_end();
	mapping();
	without_spans();
	kx_arena_release(&arena);
	return T_END();
}
