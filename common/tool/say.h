#ifndef KX_TOOL_SAY_H
#define KX_TOOL_SAY_H
/* The only words to stderr. Each message is one line, "TOOL: text"; a hint is a second
 * line. Control bytes in names from outside are shown as '?', never acted on. */
#include "base/err.h"

extern const char *kx_tool_name; /* set by kx_start() */
extern int kx_verbose;           /* -v; -1 after -q */

/* Something went wrong, the tool goes on. */
void kx_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same from an error, with its hint. */
void kx_warn_err(const struct kx_err *e);
/* Progress that matters to a person; silent under -q. */
void kx_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* What makes a person wait, such as a service that is asked again: to a terminal, else
 * only with -v. */
void kx_tell(const struct kx_err *e);
/* Detail, only with -v. */
void kx_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Say it and end; what was put out so far is flushed first. */
_Noreturn void kx_die(enum kx_code code, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
_Noreturn void kx_die_err(const struct kx_err *e);

#endif
