#include "tool/say.h"

#include "base/utf8.h"
#include "tool/out.h"
#include "tool/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SAY_MAX 2048

const char *kx_tool_name = "kx";
int kx_verbose;

/* one write, so that lines of several processes do not mix */
static void put(const char *lead, const char *text)
{
	char line[SAY_MAX + 64];
	int n = snprintf(line, sizeof(line) - 1, "%s%s", lead, text);
	size_t at, len;
	uint32_t cp;

	if (n < 0)
		return;
	if (n > (int)sizeof(line) - 2)
		n = (int)sizeof(line) - 2;
	for (at = 0; at < (size_t)n; at += len) {
		len = kx_utf8_next(line + at, (size_t)n - at, &cp);
		if (kx_out_acts(cp) || cp == '\n' || cp == '\t' || cp == KX_UTF8_BAD)
			memset(line + at, '?', len);
	}
	line[n] = '\n';
	kx_progress_hide();
	if (write(2, line, (size_t)n + 1) < 0)
		return;
}

static void vsay(const char *fmt, va_list ap)
{
	char text[SAY_MAX], lead[64];

	snprintf(lead, sizeof(lead), "%s: ", kx_tool_name);
	vsnprintf(text, sizeof(text), fmt, ap);
	put(lead, text);
}

void kx_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsay(fmt, ap);
	va_end(ap);
}

void kx_warn_err(const struct kx_err *e)
{
	kx_warn("%s", e->text);
	if (e->hint[0])
		put("hint: ", e->hint);
}

void kx_note(const char *fmt, ...)
{
	va_list ap;

	if (kx_verbose < 0)
		return;
	va_start(ap, fmt);
	vsay(fmt, ap);
	va_end(ap);
}

void kx_tell(const struct kx_err *e)
{
	if (isatty(2))
		kx_note("%s", e->text);
	else
		kx_debug("%s", e->text);
}

void kx_debug(const char *fmt, ...)
{
	va_list ap;

	if (kx_verbose < 1)
		return;
	va_start(ap, fmt);
	vsay(fmt, ap);
	va_end(ap);
}

_Noreturn void kx_die(enum kx_code code, const char *fmt, ...)
{
	va_list ap;

	kx_out_flush_quietly();
	va_start(ap, fmt);
	vsay(fmt, ap);
	va_end(ap);
	exit(code);
}

_Noreturn void kx_die_err(const struct kx_err *e)
{
	kx_out_flush_quietly();
	kx_warn_err(e);
	exit(e->code);
}
