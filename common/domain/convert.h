#ifndef KX_DOMAIN_CONVERT_H
#define KX_DOMAIN_CONVERT_H
/* Files of other formats, turned into text by programs that can (pdftotext, pandoc, …),
 * chosen by extension and run without a shell. */
#include "base/buf.h"
#include "base/err.h"
#include "domain/doc.h"

#include <json-c/json.h>
#include <stdbool.h>

enum kx_file_kind {
	KX_FILE_DOCUMENT,  /* Markdown, HTML or plain text: read as it is */
	KX_FILE_RECORDS,   /* JSON Lines, plain or gzip */
	KX_FILE_CONVERTED, /* needs a converter */
	KX_FILE_OTHER,     /* nothing for a knowledge base */
};

/* By the extension of `path`; *format is set for documents. `converters` is the setting
 * ingest.converters (may be NULL): { ".ext": ["text"|"html"|"markdown", PROGRAM, ARG …] },
 * "%f" standing for the file; it goes before the built-in pdftotext and pandoc. */
enum kx_file_kind kx_convert_kind(
	const char *path, struct json_object *converters, enum kx_format *format);
/* Run the converter; its output is appended to `out`. -1: KX_EINPUT (this file), or
 * KX_ECONFIG when the program is missing. */
int kx_convert(const char *path, struct json_object *converters, struct kx_buf *out,
	enum kx_format *format, struct kx_err *e);

#endif
