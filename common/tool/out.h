#ifndef KX_TOOL_OUT_H
#define KX_TOOL_OUT_H
/* stdout: results only, in large writes, flushed before any read that would wait. A reader
 * that has gone ends the tool quietly (SIGPIPE); any other trouble ends it with 74. */
#include "base/buf.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One record as a line. The record stays the caller's. */
void kx_emit(struct json_object *rec);
/* Bytes as they are. */
void kx_put(const void *p, size_t n);
void kx_puts(const char *s);
void kx_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Write out what is held; ends the tool with 74 when that fails. */
void kx_out_flush(void);
/* The same for words that go out while more are to come: false when the reader has gone,
 * and the tool may still put things in order (SIGPIPE must be ignored). */
bool kx_out_pass_on(void);
/* The same on the way out after another error: says nothing. */
void kx_out_flush_quietly(void);

/* True when stdout is a terminal; true when colour is wanted there (--color, NO_COLOR). */
bool kx_out_tty(void);
bool kx_out_color(void);
/* "auto", "always" or "never"; -1 when it is none of them. */
int kx_out_set_color(const char *when);
/* Columns of the terminal, 80 when that is not known. */
int kx_out_width(void);
/* A character that a terminal would act on: C0 but LF and TAB, DEL, C1, and the marks that
 * turn the direction of writing around. */
bool kx_out_acts(uint32_t cp);
/* Columns that s[0..n) takes, near enough: wide East Asian characters take two. */
int kx_out_columns(const char *s, size_t n);
/* Text that came from outside, for a person: control and escape bytes are left out when
 * stdout is a terminal, LF and TAB stay. */
void kx_put_text(const char *s, size_t n);
/* The same, wrapped at words to the width, each line behind `indent` spaces. */
void kx_put_wrapped(const char *s, size_t n, int indent);

#endif
