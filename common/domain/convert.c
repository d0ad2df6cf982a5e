#include "domain/convert.h"

#include "io/proc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define ARGS_MAX 32

static const struct {
	const char *ext;
	enum kx_format format;
} documents[] = {
	{ ".md", KX_MARKDOWN },
	{ ".markdown", KX_MARKDOWN },
	{ ".mdx", KX_MARKDOWN },
	{ ".html", KX_HTML },
	{ ".htm", KX_HTML },
	{ ".xhtml", KX_HTML },
	{ ".txt", KX_TEXT },
	{ ".text", KX_TEXT },
};

static const char *const records[] = { ".jsonl", ".ndjson", ".json", ".jsonl.gz",
	".ndjson.gz", ".json.gz" };

static const struct {
	const char *ext;
	enum kx_format format;
	const char *argv[8];
} built_in[] = {
	{ ".pdf", KX_TEXT, { "pdftotext", "-q", "-enc", "UTF-8", "%f", "-" } },
	{ ".docx", KX_MARKDOWN, { "pandoc", "-t", "gfm", "--wrap=none", "%f" } },
	{ ".odt", KX_MARKDOWN, { "pandoc", "-t", "gfm", "--wrap=none", "%f" } },
	{ ".rtf", KX_MARKDOWN, { "pandoc", "-t", "gfm", "--wrap=none", "%f" } },
	{ ".epub", KX_MARKDOWN, { "pandoc", "-t", "gfm", "--wrap=none", "%f" } },
	{ ".rst", KX_MARKDOWN, { "pandoc", "-t", "gfm", "--wrap=none", "%f" } },
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static bool ends(const char *path, const char *ext)
{
	size_t n = strlen(path), m = strlen(ext);

	return n > m && !strcasecmp(path + n - m, ext);
}

/* the converter that the configuration has for this file, or NULL */
static struct json_object *configured(const char *path, struct json_object *converters)
{
	struct json_object_iterator it, end;
	char ext[64];

	if (!converters)
		return NULL;
	it = json_object_iter_begin(converters);
	end = json_object_iter_end(converters);
	for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
		const char *name = json_object_iter_peek_name(&it);

		snprintf(ext, sizeof(ext), "%s%s", *name == '.' ? "" : ".", name);
		if (ends(path, ext))
			return json_object_iter_peek_value(&it);
	}
	return NULL;
}

enum kx_file_kind kx_convert_kind(
	const char *path, struct json_object *converters, enum kx_format *format)
{
	size_t i;

	if (configured(path, converters))
		return KX_FILE_CONVERTED;
	for (i = 0; i < COUNT(documents); i++)
		if (ends(path, documents[i].ext)) {
			*format = documents[i].format;
			return KX_FILE_DOCUMENT;
		}
	for (i = 0; i < COUNT(records); i++)
		if (ends(path, records[i]))
			return KX_FILE_RECORDS;
	for (i = 0; i < COUNT(built_in); i++)
		if (ends(path, built_in[i].ext))
			return KX_FILE_CONVERTED;
	return KX_FILE_OTHER;
}

static int run(const char **argv, size_t n, const char *path, struct kx_buf *out,
	struct kx_err *e)
{
	struct kx_proc p = { .argv = argv };
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(argv[i], "%f"))
			argv[i] = path;
	argv[n] = NULL;
	return kx_proc_run(&p, out, e);
}

static int run_configured(struct json_object *c, const char *path, struct kx_buf *out,
	enum kx_format *format, struct kx_err *e)
{
	size_t i, n = json_object_array_length(c), first = 0;
	const char *argv[ARGS_MAX + 1];

	*format = KX_MARKDOWN;
	if (n && !kx_format_parse(
			 json_object_get_string(json_object_array_get_idx(c, 0)),
			 format))
		first = 1;
	if (n <= first || n - first > ARGS_MAX)
		return kx_fail(e, KX_ECONFIG,
			"its converter is not a program with 1 to %d words", ARGS_MAX);
	for (i = first; i < n; i++)
		argv[i - first] =
			json_object_get_string(json_object_array_get_idx(c, i));
	return run(argv, n - first, path, out, e);
}

int kx_convert(const char *path, struct json_object *converters, struct kx_buf *out,
	enum kx_format *format, struct kx_err *e)
{
	struct json_object *c = configured(path, converters);
	const char *argv[COUNT(built_in[0].argv) + 1];
	size_t i, n;

	if (c)
		return run_configured(c, path, out, format, e);
	for (i = 0; i < COUNT(built_in); i++) {
		if (!ends(path, built_in[i].ext))
			continue;
		*format = built_in[i].format;
		for (n = 0; n < COUNT(built_in[i].argv) && built_in[i].argv[n]; n++)
			argv[n] = built_in[i].argv[n];
		return run(argv, n, path, out, e);
	}
	return kx_fail(e, KX_EINPUT, "no converter for this kind of file");
}
