#include "domain/article.h"

#include "../kb.h"
#include "../t.h"
#include "base/mem.h"

#include <stdlib.h>

static const struct kx_article_defaults defaults = { .source = "kb",
	.locale = "de",
	.tags = "[\"t\"]",
	.visibility = KX_CUSTOMERS,
	.format = KX_MARKDOWN };
static struct kx_arena arena;
static struct kx_article a;
static struct kx_err e;

static int read_record(const char *json)
{
	struct json_object *o = kb_json(json);
	int rc = kx_article_read(&a, o, &defaults, &arena, &e);

	/* nothing is borrowed from the record */
	json_object_put(o);
	return rc;
}

static int read_file(const char *bytes)
{
	return kx_article_file(&a, "dir/f.md", bytes, strlen(bytes), KX_MARKDOWN,
		&defaults, &arena, &e);
}

static void whole_records(void)
{
	T_INT(read_record("{\"id\":\"x\",\"body\":\"b\"}"), 0);
	T_STR(a.name, "x");
	T_OK(!a.numeric && !a.deleted);
	T_STR(a.source, "kb");
	T_STR(a.title, "");
	T_OK(!a.url && !a.updated_at);
	T_STR(a.locale, "de");
	T_STR(a.tags, "[\"t\"]");
	T_INT(a.visibility, KX_CUSTOMERS);
	T_INT(a.format, KX_MARKDOWN);
	T_STR(a.body, "b");
	T_INT(a.n, 1);
	T_INT(a.base, 0);
	T_INT(read_record("{\"id\":7,\"body\":\"<p>\",\"title\":\"T\",\"url\":\"u\","
			  "\"source\":\"s\",\"locale\":\"en\",\"tags\":[\"a/b\",\"c\"],"
			  "\"visibility\":\"agents\",\"format\":\"html\","
			  "\"updated_at\":\"yesterday\",\"more\":{}}"),
		0);
	T_STR(a.name, "7");
	T_OK(a.numeric);
	T_STR(a.title, "T");
	T_STR(a.url, "u");
	T_STR(a.source, "s");
	T_STR(a.locale, "en");
	T_STR(a.tags, "[\"a/b\",\"c\"]");
	T_INT(a.visibility, KX_AGENTS);
	T_INT(a.format, KX_HTML);
	T_STR(a.updated_at, "yesterday");
	T_INT(read_record("{\"id\":\"x\",\"body\":\"b\",\"tags\":\"o\\\"ne\"}"), 0);
	T_STR(a.tags, "[\"o\\\"ne\"]");
	T_INT(read_record("{\"id\":\"x\",\"body\":\"b\",\"tags\":[]}"), 0);
	T_OK(a.tags == NULL);
	T_INT(read_record("{\"id\":\"x\",\"body\":\"b\",\"tags\":null,\"title\":null}"),
		0);
	T_STR(a.tags, "[\"t\"]");
	T_INT(read_record("{\"id\":\"x\",\"deleted\":true}"), 0);
	T_OK(a.deleted);
	T_INT(read_record("{\"id\":\"x\",\"body\":\"\"}"), 0);
	T_INT(a.n, 0);
}

static void refused_records(void)
{
	static const char *const bad[] = { "{}", "{\"body\":\"b\"}", "{\"id\":\"x\"}",
		"{\"id\":\"\",\"body\":\"b\"}", "{\"id\":null,\"body\":\"b\"}",
		"{\"id\":1.5,\"body\":\"b\"}", "{\"id\":true,\"body\":\"b\"}",
		"{\"id\":[1],\"body\":\"b\"}", "{\"id\":\"x\",\"body\":7}",
		"{\"id\":\"x\",\"body\":null}", "{\"id\":\"x\",\"body\":[]}",
		"{\"id\":\"x\",\"body\":\"b\",\"title\":1}",
		"{\"id\":\"x\",\"body\":\"b\",\"url\":{}}",
		"{\"id\":\"x\",\"body\":\"b\",\"source\":1}",
		"{\"id\":\"x\",\"body\":\"b\",\"locale\":[\"en\"]}",
		"{\"id\":\"x\",\"body\":\"b\",\"tags\":[1]}",
		"{\"id\":\"x\",\"body\":\"b\",\"tags\":{}}",
		"{\"id\":\"x\",\"body\":\"b\",\"visibility\":\"Public\"}",
		"{\"id\":\"x\",\"body\":\"b\",\"visibility\":\"\"}",
		"{\"id\":\"x\",\"body\":\"b\",\"visibility\":0}",
		"{\"id\":\"x\",\"body\":\"b\",\"format\":\"pdf\"}",
		"{\"id\":\"x\",\"body\":\"b\",\"format\":1}",
		"{\"id\":\"x\",\"body\":\"b\",\"updated_at\":20200101}",
		"{\"id\":\"x\",\"body\":\"b\",\"deleted\":\"true\"}",
		"{\"id\":\"x\",\"body\":\"b\",\"deleted\":1}" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		e = (struct kx_err){ 0 };
		if (!read_record(bad[i]))
			T_STR("taken", bad[i]);
		T_INT(e.code, KX_EINPUT);
		T_OK(!strncmp(e.text, "field '", 7));
	}
}

/* a record with a field of n bytes */
static int with(const char *field, size_t n)
{
	struct kx_buf b = { 0 };
	int rc;

	kx_buf_str(&b, strcmp(field, "id") ? "{\"id\":\"x\"," : "{");
	kx_buf_printf(&b, "\"body\":\"b\",\"%s\":\"", field);
	while (n--)
		kx_buf_char(&b, 'x');
	kx_buf_str(&b, "\"}");
	rc = read_record(b.p);
	kx_buf_release(&b);
	return rc;
}

static void limits(void)
{
	T_INT(with("id", KX_ID_MAX), 0);
	T_INT(with("id", KX_ID_MAX + 1), -1);
	T_STR(e.text, "field 'id' is longer than 1024 bytes");
	T_INT(with("source", KX_ID_MAX), 0);
	T_INT(with("source", KX_ID_MAX + 1), -1);
	T_INT(with("title", KX_TITLE_MAX), 0);
	T_INT(with("title", KX_TITLE_MAX + 1), -1);
	T_STR(e.text, "field 'title' is longer than 4096 bytes");
}

/* an id goes out as it came in, or is refused */
static void numbers_as_ids(void)
{
	static const char *const ids[] = { "0", "-5", "9223372036854775807",
		"-9223372036854775808", "9223372036854775808", "18446744073709551615",
		"18446744073709551616", "100000000000000000000" };
	struct json_object *o;
	char json[128], want[128];

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		snprintf(json, sizeof(json), "{\"id\":%s,\"deleted\":true}", ids[i]);
		if (read_record(json))
			continue;
		o = kx_deleted_json(&a);
		snprintf(want, sizeof(want),
			"{\"article_id\":%s,\"source\":\"kb\",\"deleted\":true}",
			ids[i]);
		T_STR(kb_text(o), want);
		json_object_put(o);
	}
}

static void files(void)
{
	T_INT(read_file("# Words\n"), 0);
	T_STR(a.name, "dir/f.md");
	T_INT(a.base, 0);
	T_STR(a.body, "# Words\n");
	T_INT(read_file(""), 0);
	T_INT(a.n, 0);
	T_INT(read_file("\xef\xbb\xbfWords"), 0);
	T_STR(a.body, "Words");
	T_INT(a.base, 3);
	T_INT(read_file("---\ntitle: T\nid: 12\ntags: [a, b]\nlocale: en\n"
			"visibility: agents\nurl: u\nupdated_at: 2020-01-01\n"
			"layout: {x: [1]}\n---\nBody\n"),
		0);
	T_STR(a.title, "T");
	T_STR(a.name, "12");
	T_STR(a.file, "dir/f.md");
	T_OK(a.numeric);
	T_STR(a.tags, "[\"a\",\"b\"]");
	T_STR(a.locale, "en");
	T_STR(a.url, "u");
	T_STR(a.updated_at, "2020-01-01");
	T_INT(a.visibility, KX_AGENTS);
	T_STR(a.body, "Body\n");
	T_INT(read_file(
		      "\xef\xbb\xbf---\r\ntitle: 2024\r\ndeleted: true\r\n---\r\nB\r\n"),
		0);
	T_STR(a.title, "2024");
	T_OK(a.deleted);
	T_STR(a.body, "B\r\n");
	T_INT(a.base, 3 + 5 + 13 + 15 + 5);
	T_INT(read_file("---\ntitle: T\n---"), 0);
	T_STR(a.title, "T");
	T_STR(a.body, "");
	T_INT(read_file("---\n---\nB"), 0);
	T_STR(a.body, "B");
	T_INT(a.base, 8);
}

/* what only looks like front matter is text */
static void no_front_matter(void)
{
	static const char *const text[] = { "---", "---\n", "---\r", "--\nx\n--\n",
		"----\nx\n----\n", "---\ntitle: T\n", "--- \ntitle: T\n---\n",
		"x\n---\ntitle: T\n---\n", "---\ntitle: T\n --- \n", "---x\n---\n",
		"---\ntitle: T\n---x\n" };

	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++) {
		if (read_file(text[i]))
			T_STR(e.text, text[i]);
		T_STR(a.body, text[i]);
		T_STR(a.title, "");
		T_INT(a.base, 0);
	}
}

static void refused_files(void)
{
	static const char *const bad[] = { "---\ntitle: [1\n---\n",
		"---\na: 1\na: 2\n---\n", "---\nvisibility: all\n---\n",
		"---\ntitle: [a]\n---\n", "---\nid: {}\n---\n", "---\ntags: [1]\n---\n",
		"---\ndeleted: 7\n---\n", "---\nid: ''\n---\n" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		T_INT(read_file(bad[i]), -1);
		T_INT(e.code, KX_EINPUT);
		T_OK(!strncmp(e.text, "front matter: ", 14));
	}
	T_INT(read_file("gr\xfc\xdf"), -1);
	T_STR(e.text, "not UTF-8 at byte 3");
	T_OK(strstr(e.hint, "iconv"));
	T_INT(kx_article_file(&a, "f", "a\0b", 3, KX_TEXT, &defaults, &arena, &e), -1);
	T_STR(e.text, "it holds NUL bytes: not a text file");
}

/* in blocks of exactly their size: a file's bytes have no NUL behind them */
static void nothing_behind_the_bytes(void)
{
	static const char *const text[] = { "", "-", "---", "---\n", "---\n---",
		"---\ntitle: T\n---", "\xef\xbb\xbf", "\xef\xbb\xbf---\r\n---\r", "x" };

	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++) {
		size_t n = strlen(text[i]);
		char *p = kx_alloc(n);

		memcpy(p, text[i], n);
		T_INT(kx_article_file(
			      &a, "f", p, n, KX_MARKDOWN, &defaults, &arena, &e),
			0);
		free(p);
	}
}

static void names(void)
{
	enum kx_visibility v = KX_AGENTS;

	for (int i = KX_PUBLIC; i <= KX_AGENTS; i++) {
		T_INT(kx_visibility_parse(
			      kx_visibility_name((enum kx_visibility)i), &v),
			0);
		T_INT(v, i);
	}
	T_INT(kx_visibility_parse("all", &v), -1);
	T_INT(kx_visibility_parse("", &v), -1);
	T_INT(v, KX_AGENTS);
}

int main(void)
{
	whole_records();
	refused_records();
	limits();
	numbers_as_ids();
	files();
	no_front_matter();
	refused_files();
	names();
	nothing_behind_the_bytes();
	kx_arena_release(&arena);
	return T_END();
}
