#ifndef KX_IO_SECRET_H
#define KX_IO_SECRET_H
/* Keys, from where they are kept; never from argv, never shown. The first of these that
 * is there:
 *   credential  file NAME in $CREDENTIALS_DIRECTORY (systemd); one that is not there is
 *               passed over, and is an error only when nothing else is there
 *   file        whose rights let nobody but its owner at it, unless it lies in
 *               $CREDENTIALS_DIRECTORY; it must be there
 *   command     a program; the first line of its stdout, within 10 s
 *   environment one of the named variables, taken out of the environment when read, so
 *               that no program we start gets it; it can be read again all the same
 * One newline at the end (LF or CR LF) is cut. Empty counts as an error but for the
 * environment, where it is not set. Of one thread, as the environment is. */
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_SECRET_MAX 8192 /* bytes */

struct kx_secret_from {
	const char *credential;     /* name, or NULL */
	const char *file;           /* path, or NULL */
	const char *const *command; /* argv, NULL at its end; or NULL */
	const char *const *env;     /* names of variables, NULL at the end; or NULL */
};

/* The secret in *s, kept in memory that is not swapped or dumped where the system allows
 * it; NULL when none of the places is named or set. KX_ECONFIG says which place failed and
 * why, never what it held, nor what a command said; KX_EAGAIN when a signal came while a
 * command ran, KX_EIO without processes. A secret with control bytes is refused: it could not be a header. Free with
 * kx_secret_free(). */
int kx_secret_read(const struct kx_secret_from *from, char **s, struct kx_err *e);
/* Wipes it. NULL is fine. */
void kx_secret_free(char *s);
/* `n` bytes and a NUL of such memory, zeroed, for what is made of a secret. */
char *kx_secret_new(size_t n);
/* Where it would come from, for kx doctor: "credential 'x'", "file 'p'", "command 'c'",
 * "$NAME"; false: nowhere. Nothing is opened but to see whether it is there. */
bool kx_secret_where(const struct kx_secret_from *from, char *out, size_t size);
/* Would it be read, as far as can be told without opening anything? 0 also when it would
 * come from nowhere; errors as kx_secret_read(). */
int kx_secret_check(const struct kx_secret_from *from, struct kx_err *e);
/* Take these variables (NULL at the end) out of the environment now, before they are
 * needed: programs that are started meanwhile do not get them. */
void kx_secret_hide(const char *const *env);

#endif
