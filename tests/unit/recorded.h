#ifndef KX_TESTS_RECORDED_H
#define KX_TESTS_RECORDED_H
/* The recorded answers of tests/recorded; openai.txt there says what a file looks like. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "io/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const recorded_kinds[] = { "openai", "azure", "openrouter", "ollama",
	"llamacpp", "vllm" };
#define RECORDED_KINDS (sizeof(recorded_kinds) / sizeof(*recorded_kinds))
#define RECORDED_MAX 64

struct recorded {
	char what[16]; /* whole, stream, embed, moderation, error */
	int number;    /* behind its "=", or 0 */
	char title[80];
	const char *want; /* a line */
	const char *body;
	size_t n;
};

/* One file's cases: how many; 0 when it cannot be read. `text` is theirs to the end. */
static inline size_t recorded_load(
	const char *kind, struct recorded cases[RECORDED_MAX], struct kx_buf *text)
{
	char path[64], *p, *line, *end;
	struct recorded *r = NULL;
	struct kx_err e = { 0 };
	size_t n = 0;

	snprintf(path, sizeof(path), "tests/recorded/%s.txt", kind);
	kx_buf_clear(text);
	if (kx_file_read(path, 1u << 20, text, &e)) {
		printf("%s\n", e.text);
		return 0;
	}
	for (p = text->p; *p; p = end) {
		line = p;
		end = line + strcspn(line, "\n");
		end += *end == '\n';
		if (strncmp(line, "=== ", 4) != 0)
			continue;
		if (r)
			r->n = (size_t)(line - r->body);
		if (n == RECORDED_MAX)
			break;
		r = &cases[n++];
		*r = (struct recorded){ 0 };
		sscanf(line, "=== %15[a-z]=%d", r->what, &r->number);
		snprintf(r->title, sizeof(r->title), "%.*s", (int)(end - line - 5),
			line + 4);
		r->want = end;
		end += strcspn(end, "\n");
		if (*end)
			*end++ = '\0';
		r->body = end;
		r->n = strlen(end);
	}
	return n;
}

/* The data of each event of a stream; the stream is of whole lines. Ends when one() does
 * not say 0. */
static inline int recorded_events(const char *p, size_t n,
	int (*one)(void *ctx, const char *data, size_t n), void *ctx)
{
	const char *end = p + n, *line;
	int rc = 0;

	while (p < end && !rc) {
		line = p;
		p = memchr(line, '\n', (size_t)(end - line));
		p = p ? p : end;
		if (p - line > 5 && memcmp(line, "data:", 5) == 0)
			rc = one(ctx, line + 5, (size_t)(p - line - 5));
		p += p < end;
	}
	return rc;
}

#endif
