#include "../kb.h"
#include "../t.h"
#include "base/base64.h"
#include "domain/article.h"

static const struct kx_article_defaults defaults = { .source = "kb" };
static struct kx_arena arena;
static struct kx_article a;
static struct kx_chunk c;
static struct kx_vector vec;
static size_t ordinal, of;
static struct kx_err e;

static int read_chunk(const char *json)
{
	struct json_object *o = kb_json(json);
	int rc = kx_chunk_read(&a, &c, &ordinal, &of, &vec, o, &defaults, &arena, &e);

	json_object_put(o);
	return rc;
}

/* spans within len bytes of text and [start, end) of the source */
static size_t some_spans(struct kx_span *s, size_t len, size_t start, size_t end)
{
	size_t n = 0, at = 0, from = start;

	while (n < 8) {
		at += kb_rnd(6);
		from += kb_rnd(9);
		s[n].at = at;
		s[n].from = from;
		s[n].len = 1 + kb_rnd(9);
		if (at + s[n].len > len || from + s[n].len > end)
			break;
		at += s[n].len;
		from += s[n].len;
		n++;
	}
	return n;
}

static const char *text(size_t n, struct kx_buf *b)
{
	static const char *const parts[] = { "a", " ", "\xc3\xa4", "\"", "\\", "\n",
		"/", "\xf0\x9f\x98\x80", "word ", "\x01", "<b>" };

	kx_buf_clear(b);
	while (b->len < n)
		kx_buf_str(b, parts[kb_rnd(sizeof(parts) / sizeof(*parts))]);
	return b->p;
}

/* what goes out as a record comes back as it was */
static void there_and_back(void)
{
	static const char *const tags[] = { NULL, "[\"a\"]", "[\"a\",\"b/c\"]" };
	struct kx_buf title = { 0 }, heading = { 0 }, body = { 0 };
	struct kx_span spans[8];
	struct json_object *o;

	for (int round = 0; round < 2000; round++) {
		struct kx_article x = { .source = "src",
			.name = round % 2 ? "-77" : "n",
			.numeric = round % 2,
			.title = text(kb_rnd(30) + 1, &title),
			.url = round % 3 ? "u" : NULL,
			.locale = round % 5 ? "en" : NULL,
			.tags = tags[kb_rnd(3)],
			.visibility = (enum kx_visibility)kb_rnd(3),
			.updated_at = round % 7 ? "now" : NULL,
			.file = round % 4 ? "a/b.md" : NULL };
		struct kx_chunk y = { .heading = (char *)(uintptr_t)text(
					      kb_rnd(20) + 1, &heading),
			.text = (char *)(uintptr_t)text(kb_rnd(60) + 1, &body),
			.start = kb_rnd(1000),
			.spans = spans };

		y.end = y.start + kb_rnd(100);
		y.nspans = some_spans(spans, strlen(y.text), y.start, y.end);
		if (y.end - y.start == strlen(y.text) && !y.nspans)
			y.end++;
		o = kx_chunk_json(&x, &y, 3, 9);
		if (read_chunk(kb_text(o)))
			T_STR(e.text, kb_text(o));
		json_object_put(o);
		T_STR(a.name, x.name);
		T_INT(a.numeric, x.numeric);
		T_STR(a.source, "src");
		T_STR(a.title, x.title);
		T_STR(a.url ? a.url : "-", x.url ? x.url : "-");
		T_STR(a.locale ? a.locale : "-", x.locale ? x.locale : "-");
		T_STR(a.tags ? a.tags : "-", x.tags ? x.tags : "-");
		T_STR(a.updated_at ? a.updated_at : "-",
			x.updated_at ? x.updated_at : "-");
		T_STR(a.file ? a.file : "-", x.file ? x.file : "-");
		T_INT(a.visibility, x.visibility);
		T_INT(ordinal, 3);
		T_INT(of, 9);
		T_STR(c.text, y.text);
		T_STR(c.heading, y.heading);
		T_INT(c.start, y.start);
		T_INT(c.end, y.end);
		T_INT(c.nspans, y.nspans);
		T_OK(c.nspans != y.nspans || !c.nspans ||
			!memcmp(c.spans, spans, c.nspans * sizeof(*spans)));
		T_OK(vec.v == NULL);
		kx_arena_reset(&arena);
	}
	kx_buf_release(&title);
	kx_buf_release(&heading);
	kx_buf_release(&body);
}

static void small_ones(void)
{
	T_INT(read_chunk("{\"article_id\":\"x\",\"text\":\"words\"}"), 0);
	T_STR(a.source, "kb");
	T_STR(c.heading, "");
	T_INT(c.start, 0);
	T_INT(c.end, 5);
	T_INT(c.nspans, 1);
	T_INT(c.spans[0].len, 5);
	T_INT(of, 0);
	T_INT(read_chunk(
		      "{\"article_id\":\"x\",\"text\":\"words\",\"start\":7,\"end\":9}"),
		0);
	T_INT(c.nspans, 0);
	T_INT(read_chunk("{\"article_id\":\"x\",\"deleted\":true}"), 0);
	T_OK(a.deleted);
	T_OK(c.text == NULL && vec.v == NULL);
}

#define C "{\"article_id\":\"x\",\"text\":\"words\",\"start\":10,\"end\":20,"

static void refused(void)
{
	static const char *const bad[] = { "{}", "{\"article_id\":\"x\"}",
		"{\"article_id\":\"x\",\"text\":\"\"}",
		"{\"article_id\":\"x\",\"text\":7}",
		"{\"id\":\"x\",\"text\":\"words\"}",
		"{\"article_id\":null,\"text\":\"w\"}", C "\"ordinal\":-1}",
		C "\"ordinal\":\"1\"}", C "\"ordinal\":4294967296}", C "\"of\":-1}",
		C "\"heading\":1}", C "\"start\":-1}", C "\"end\":9}", C "\"end\":1.5}",
		C "\"spans\":{}}", C "\"spans\":[1]}", C "\"spans\":[0,10]}",
		C "\"spans\":[0,10,6]}", C "\"spans\":[0,9,1]}",
		C "\"spans\":[5,10,1]}", C "\"spans\":[0,20,1]}",
		C "\"spans\":[-1,10,1]}", C "\"spans\":[0,-1,1]}",
		C "\"spans\":[0,10,-1]}", C "\"spans\":[0,10,2,1,13,1]}",
		C "\"spans\":[0,12,1,1,10,1]}",
		C "\"spans\":[0,10,9223372036854775807]}",
		C "\"spans\":[9223372036854775807,10,9223372036854775807]}",
		C "\"embedding\":[1]}", C "\"embedding\":[1],\"embedding_model\":\"\"}",
		C "\"embedding\":[],\"embedding_model\":\"m\"}",
		C "\"embedding\":{},\"embedding_model\":\"m\"}",
		C "\"embedding\":7,\"embedding_model\":\"m\"}",
		C "\"embedding\":[\"1\"],\"embedding_model\":\"m\"}",
		C "\"embedding\":[null],\"embedding_model\":\"m\"}",
		C "\"embedding\":[1e39],\"embedding_model\":\"m\"}",
		C "\"embedding\":[1e999],\"embedding_model\":\"m\"}",
		C "\"embedding\":[1],\"embedding_model\":3}",
		C "\"embedding\":\"\",\"embedding_model\":\"m\"}",
		C "\"embedding\":\"AAAA\",\"embedding_model\":\"m\"}",
		C "\"embedding\":\"AAAAA\",\"embedding_model\":\"m\"}",
		C "\"embedding\":\"AADAfw==\",\"embedding_model\":\"m\"}",
		C "\"embedding\":\"AACAfw==\",\"embedding_model\":\"m\"}" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		e = (struct kx_err){ 0 };
		if (!read_chunk(bad[i]))
			T_STR("taken", bad[i]);
		T_INT(e.code, KX_EINPUT);
	}
}

/* spans are whole numbers, as kx-records(5) has it */
static void spans_of_other_types(void)
{
	static const char *const bad[] = { C "\"spans\":[\"0\",\"10\",\"2\"]}",
		C "\"spans\":[null,10,2]}", C "\"spans\":[0,10.5,2]}",
		C "\"spans\":[false,10,true]}" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (!read_chunk(bad[i]))
			T_STR("taken", bad[i]);
}

/* a range that no file has: refused, or a store would hold a negative one */
static void the_end_of_numbers(void)
{
	int rc = read_chunk("{\"article_id\":\"x\",\"text\":\"words\","
			    "\"start\":9223372036854775807}");

	T_OK(rc || c.end <= (size_t)INT64_MAX);
}

static void vectors(void)
{
	struct kx_buf b = { 0 };
	static const float v[] = { 0.5f, -2, 0 };

	T_INT(read_chunk(C "\"embedding\":[0.5,-2,0],\"embedding_model\":\"m\"}"), 0);
	T_INT(vec.n, 3);
	T_OK(!memcmp(vec.v, v, sizeof(v)));
	T_STR(vec.model, "m");
	kx_buf_str(&b, C "\"embedding_model\":\"m\",\"embedding\":\"");
	T_INT(kx_base64_encode(v, sizeof(v), &b), 0);
	kx_buf_str(&b, "\"}");
	T_INT(read_chunk(b.p), 0);
	T_INT(vec.n, 3);
	T_OK(!memcmp(vec.v, v, sizeof(v)));
	T_INT(read_chunk(C "\"embedding\":null}"), 0);
	T_OK(vec.v == NULL);
	for (int n = 8192; n <= 8193; n++) {
		kx_buf_clear(&b);
		kx_buf_str(&b, C "\"embedding_model\":\"m\",\"embedding\":[1");
		for (int i = 1; i < n; i++)
			kx_buf_str(&b, ",1");
		kx_buf_str(&b, "]}");
		T_INT(read_chunk(b.p), n == 8192 ? 0 : -1);
	}
	kx_buf_release(&b);
}

int main(void)
{
	there_and_back();
	small_ones();
	refused();
	spans_of_other_types();
	the_end_of_numbers();
	vectors();
	kx_arena_release(&arena);
	return T_END();
}
