#include "domain/convert.h"

#include "../kb.h"
#include "../t.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static struct kx_err e;

static void kinds(void)
{
	static const struct {
		const char *path;
		enum kx_file_kind kind;
		int format;
	} files[] = { { "a.md", KX_FILE_DOCUMENT, KX_MARKDOWN },
		{ "dir.x/A.MARKDOWN", KX_FILE_DOCUMENT, KX_MARKDOWN },
		{ "a.mdx", KX_FILE_DOCUMENT, KX_MARKDOWN },
		{ "a.htm", KX_FILE_DOCUMENT, KX_HTML },
		{ "a.HTML", KX_FILE_DOCUMENT, KX_HTML },
		{ "a.xhtml", KX_FILE_DOCUMENT, KX_HTML },
		{ "a.txt", KX_FILE_DOCUMENT, KX_TEXT },
		{ "a.b.text", KX_FILE_DOCUMENT, KX_TEXT },
		{ "a.jsonl", KX_FILE_RECORDS, -1 },
		{ "a.ndjson.gz", KX_FILE_RECORDS, -1 },
		{ "a.json", KX_FILE_RECORDS, -1 }, { "a.pdf", KX_FILE_CONVERTED, -1 },
		{ "a.Docx", KX_FILE_CONVERTED, -1 }, { "a.rst", KX_FILE_CONVERTED, -1 },
		{ "a", KX_FILE_OTHER, -1 }, { "", KX_FILE_OTHER, -1 },
		{ ".md", KX_FILE_OTHER, -1 }, { "md", KX_FILE_OTHER, -1 },
		{ "a.md~", KX_FILE_OTHER, -1 }, { "a.md.bak", KX_FILE_OTHER, -1 },
		{ "a.gz", KX_FILE_OTHER, -1 }, { "a.png", KX_FILE_OTHER, -1 },
		{ "a.", KX_FILE_OTHER, -1 } };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		enum kx_format format = KX_TEXT;

		if (kx_convert_kind(files[i].path, NULL, &format) != files[i].kind)
			T_STR("of another kind", files[i].path);
		if (files[i].format >= 0)
			T_INT(format, files[i].format);
	}
}

static void configured(void)
{
	struct json_object *c =
		kb_json("{\".md\":[\"text\",\"cat\",\"%f\"],"
			"\"foo\":[\"html\",\"printf\",\"%%s|\",\"a b\",\"%f\",\"x%f\"],"
			"\".tar.bar\":[\"cat\",\"%f\"],\".e\":[],\".f\":[\"text\"],"
			"\".g\":[\"false\"],\".h\":[\"kx-no-such-program\"]}");
	enum kx_format format = KX_HTML;
	struct kx_buf b = { 0 };

	T_INT(kx_convert_kind("a.md", c, &format), KX_FILE_CONVERTED);
	T_INT(kx_convert_kind("a.FOO", c, &format), KX_FILE_CONVERTED);
	T_INT(kx_convert_kind("a.tar.bar", c, &format), KX_FILE_CONVERTED);
	T_INT(kx_convert_kind("a.bar", c, &format), KX_FILE_OTHER);
	T_INT(kx_convert_kind("a.html", c, &format), KX_FILE_DOCUMENT);
	/* no shell: the name is one word, whatever is in it */
	T_INT(kx_convert("$(id) ; x.foo", c, &b, &format, &e), 0);
	T_STR(b.p, "%s|");
	T_INT(format, KX_HTML);
	kx_buf_clear(&b);
	T_INT(kx_convert("x.e", c, &b, &format, &e), -1);
	T_INT(e.code, KX_ECONFIG);
	T_INT(kx_convert("x.f", c, &b, &format, &e), -1);
	T_INT(e.code, KX_ECONFIG);
	T_INT(kx_convert("x.g", c, &b, &format, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_INT(kx_convert("x.h", c, &b, &format, &e), -1);
	T_INT(e.code, KX_ECONFIG);
	T_INT(kx_convert("x.png", c, &b, &format, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_STR(e.text, "no converter for this kind of file");
	kx_buf_release(&b);
	json_object_put(c);
}

static void runs(void)
{
	struct json_object *c = kb_json(
		"{\".foo\":[\"cat\",\"%f\"],\".bar\":[\"text\",\"cat\",\"%f\"]}");
	char folder[] = "/tmp/kx-convert-XXXXXX";
	enum kx_format format = KX_HTML;
	struct kx_buf b = { 0 };
	int fd;

	T_OK(mkdtemp(folder) && !chdir(folder));
	fd = open("a b.foo", O_WRONLY | O_CREAT, 0600);
	T_INT(write(fd, "words", 5), 5);
	close(fd);
	kx_buf_str(&b, "> ");
	T_INT(kx_convert("a b.foo", c, &b, &format, &e), 0);
	T_STR(b.p, "> words");
	T_INT(format, KX_MARKDOWN);
	T_INT(rename("a b.foo", "a.bar"), 0);
	T_INT(kx_convert("a.bar", c, &b, &format, &e), 0);
	T_STR(b.p, "> wordswords");
	T_INT(format, KX_TEXT);
	unlink("a.bar");
	T_INT(kx_convert("a.bar", c, &b, &format, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_INT(chdir("/"), 0);
	T_INT(rmdir(folder), 0);
	kx_buf_release(&b);
	json_object_put(c);
}

static void too_many_words(void)
{
	struct json_object *c = json_object_new_object(),
			   *list = json_object_new_array();
	enum kx_format format;
	struct kx_buf b = { 0 };

	json_object_array_add(list, json_object_new_string("true"));
	for (int i = 1; i < 32; i++)
		json_object_array_add(list, json_object_new_string("%f"));
	json_object_object_add(c, ".foo", list);
	T_INT(kx_convert("a.foo", c, &b, &format, &e), 0);
	json_object_array_add(list, json_object_new_string("one too many"));
	T_INT(kx_convert("a.foo", c, &b, &format, &e), -1);
	T_INT(e.code, KX_ECONFIG);
	kx_buf_release(&b);
	json_object_put(c);
}

/* the built-in ones, where their programs are not installed */
static void missing_programs(void)
{
	enum kx_format format = KX_HTML;
	struct kx_buf b = { 0 };

	T_INT(setenv("PATH", "/nothing", 1), 0);
	T_INT(kx_convert("a.pdf", NULL, &b, &format, &e), -1);
	T_INT(e.code, KX_ECONFIG);
	T_STR(e.text, "program 'pdftotext' not found");
	T_INT(format, KX_TEXT);
	T_INT(kx_convert("a.docx", NULL, &b, &format, &e), -1);
	T_STR(e.text, "program 'pandoc' not found");
	T_INT(format, KX_MARKDOWN);
	kx_buf_release(&b);
}

int main(void)
{
	kinds();
	configured();
	runs();
	too_many_words();
	missing_programs();
	return T_END();
}
