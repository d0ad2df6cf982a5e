#include "io/yaml.h"
#include "../t.h"
#include "base/buf.h"

#include <stdlib.h>

static const struct {
	const char *yaml, *json;
} good[] = {
	{ "", "null" },
	{ "# only words\n", "null" },
	{ "---\n", "null" },
	{ "~", "null" },
	{ "k: 5", "{\"k\":5}" },
	{ "a: {b: [1, two, 3.5]}", "{\"a\":{\"b\":[1,\"two\",3.5]}}" },
	{ "- true\n- False\n- TRUE\n- no\n- yes\n- on\n- y",
		"[true,false,true,\"no\",\"yes\",\"on\",\"y\"]" },
	{ "[null, Null, NULL, ~, ]", "[null,null,null,null]" },
	{ "a:\nb: ''\nc: \"\"", "{\"a\":null,\"b\":\"\",\"c\":\"\"}" },
	{ "['5', \"true\", 'null']", "[\"5\",\"true\",\"null\"]" },
	{ "[0, -7, 0x1f, 0o17, 9223372036854775807, -9223372036854775808]",
		"[0,-7,31,15,9223372036854775807,-9223372036854775808]" },
	{ "[9223372036854775808, 0xffffffffffffffffff, 0o8, 0x]",
		"[\"9223372036854775808\",\"0xffffffffffffffffff\",\"0o8\",\"0x\"]" },
	{ "[0049, +49, 1_000, 12:30, 1.2.3, 1e, ., -, e5, 0o, -.]",
		"[\"0049\",\"+49\",\"1_000\",\"12:30\",\"1.2.3\",\"1e\",\".\",\"-\","
		"\"e5\",\"0o\",\"-.\"]" },
	{ "[.5, 5., -0.5, 0.10, 1e3, 1.5E-3, -.25]",
		"[0.5,5.0,-0.5,0.10,1.0e3,1.5E-3,-0.25]" },
	{ "[.inf, .nan, -.inf]", "[\".inf\",\".nan\",\"-.inf\"]" },
	{ "text: |\n  12\n  two\n", "{\"text\":\"12\\ntwo\\n\"}" },
	{ "text: >-\n  one\n  two\n", "{\"text\":\"one two\"}" },
	{ "1: a\ntrue: b\n.pdf: [pdftotext, \"%f\", \"-\"]",
		"{\"1\":\"a\",\"true\":\"b\",\".pdf\":[\"pdftotext\",\"%f\",\"-\"]}" },
	{ "'<<': 1", "{\"<<\":1}" },
	{ "--- \na: 1\n...\n", "{\"a\":1}" },
	{ "k: \xc3\xa4\xe2\x82\xac", "{\"k\":\"\xc3\xa4\xe2\x82\xac\"}" },
	{ "\xef\xbb\xbfk: 1", "{\"k\":1}" },
	{ "k: 1\r\nl: 2\r\n", "{\"k\":1,\"l\":2}" },
};

static const struct {
	const char *yaml, *error;
} bad[] = {
	{ "a: 1\nb: 2\na: 3", "line 3, column 1: key 'a' is given twice" },
	{ "a: &x 1\nb: *x", "line 1, column 4: anchors are not supported" },
	{ "b: *x", "line 1, column 4: aliases are not supported" },
	{ "*x : 1", "line 1, column 1: aliases are not supported" },
	{ "&x a: 1", "line 1, column 1: anchors are not supported" },
	{ "- &x [1]", "line 1, column 3: anchors are not supported" },
	{ "- &x {a: 1}", "line 1, column 3: anchors are not supported" },
	{ "a: 1\n<<: {b: 2}", "line 2, column 1: merge keys are not supported" },
	{ "a: !!python/object x", "line 1, column 4: tags are not supported" },
	{ "[1]: 2", "line 1, column 1: a key must be a plain word" },
	{ "a: \"x\\0y\"", "line 1, column 4: a NUL in a string" },
	{ "a: 1\n---\nb: 2", "line 2, column 4: more than one document" },
};

static const char *const broken[] = { "a: [1, 2", "a: b: c", "\tx: 1", "a: 'x", "{a",
	"a: 1\n b: 2", "a: \xff\xfe", "a: \x01", "%YAML 9.9\n---\na", "@x" };

static void reads_what_people_write(void)
{
	struct json_object *v;
	struct kx_err e = { 0 };
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		T_INT(kx_yaml_read(good[i].yaml, strlen(good[i].yaml), &v, &e), 0);
		T_STR(json_object_to_json_string_ext(v,
			      JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE),
			good[i].json);
		json_object_put(v);
	}
}

static void refuses_with_the_place(void)
{
	struct json_object *v;
	struct kx_err e = { 0 };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		T_INT(kx_yaml_read(bad[i].yaml, strlen(bad[i].yaml), &v, &e), -1);
		T_STR(e.text, bad[i].error);
		T_INT(e.code, KX_EINPUT);
		T_OK(v == NULL);
	}
	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		e.text[0] = '\0';
		T_INT(kx_yaml_read(broken[i], strlen(broken[i]), &v, &e), -1);
		T_OK(!strncmp(e.text, "line ", 5));
	}
	T_INT(kx_yaml_read("a: \0b", 5, &v, &e), -1);
	T_INT(kx_yaml_read_named("kx.yaml", "a: 1\na: 2", 9, &v, NULL, &e), -1);
	T_STR(e.text, "kx.yaml:2:1: key 'a' is given twice");
}

static void holds_its_limits(void)
{
	struct kx_buf b = { 0 };
	struct json_object *v;
	struct kx_err e = { 0 };
	int i;

	for (i = 0; i < KX_YAML_DEPTH; i++)
		kx_buf_char(&b, '[');
	for (i = 0; i < KX_YAML_DEPTH; i++)
		kx_buf_char(&b, ']');
	T_INT(kx_yaml_read(b.p, b.len, &v, &e), 0);
	json_object_put(v);
	kx_buf_clear(&b);
	for (i = 0; i < 100000; i++)
		kx_buf_char(&b, '[');
	T_INT(kx_yaml_read(b.p, b.len, &v, &e), -1);
	T_STR(e.text, "line 1, column 34: nested too deeply");
	kx_buf_clear(&b);
	for (i = 0; i <= KX_YAML_NODES; i++)
		kx_buf_str(&b, "- 1\n");
	T_INT(kx_yaml_read(b.p, b.len, &v, &e), -1);
	T_OK(strstr(e.text, "too many values"));
	kx_buf_clear(&b);
	while (b.len <= KX_YAML_MAX)
		kx_buf_str(&b, "# many words about nothing at all\n");
	T_INT(kx_yaml_read(b.p, b.len, &v, &e), -1);
	T_STR(e.text, "line 1, column 1: larger than 1 MiB");
	kx_buf_release(&b);
}

static void knows_the_lines(void)
{
	static const char text[] =
		"search:\n  k: 5\n  ~a/b:\n\nlist:\n  - 1\n  - x: 2\n";
	struct json_object *v, *lines;
	struct kx_buf path = { 0 };
	struct kx_err e = { 0 };

	T_INT(kx_yaml_read_named("f", text, strlen(text), &v, &lines, &e), 0);
	T_INT(kx_yaml_line(lines, "/search"), 1);
	T_INT(kx_yaml_line(lines, "/search/k"), 2);
	T_INT(kx_yaml_line(lines, "/list/0"), 6);
	T_INT(kx_yaml_line(lines, "/list/1"), 7);
	T_INT(kx_yaml_line(lines, "/list/1/x"), 7);
	T_INT(kx_yaml_line(lines, "/nothing"), 0);
	T_INT(kx_yaml_line(NULL, "/search"), 0);
	kx_yaml_path_add(&path, "search");
	kx_yaml_path_add(&path, "~a/b");
	T_STR(path.p, "/search/~0a~1b");
	T_INT(kx_yaml_line(lines, path.p), 3);
	kx_buf_release(&path);
	json_object_put(v);
	json_object_put(lines);
}

int main(void)
{
	reads_what_people_write();
	refuses_with_the_place();
	holds_its_limits();
	knows_the_lines();
	return T_END();
}
