#ifndef KX_BASE_CLOCK_H
#define KX_BASE_CLOCK_H
/* Time. Instants are milliseconds since 1970-01-01T00:00:00Z; their written form is
 * RFC 3339 in UTC. KX_NOW in the environment (RFC 3339, or milliseconds) stops the
 * clock there, so that a run can be repeated to the byte; the monotonic clock goes on.
 */
#include "base/err.h"

#include <stdint.h>

#define KX_CLOCK_LEN 25 /* "2026-01-31T09:05:07.123Z" and its NUL */

/* Now. A KX_NOW that cannot be read is ignored; kx_clock_check() tells. */
int64_t kx_clock_now(void);
/* Milliseconds of a clock that never goes back; only differences mean something. */
int64_t kx_clock_mono(void);
/* "2026-01-31T09:05:07.123Z"; instants outside the years 0 to 9999 are clamped. */
void kx_clock_format(int64_t ms, char out[KX_CLOCK_LEN]);
/* Read RFC 3339 ("2026-01-31T10:05:07+01:00", fractions cut to milliseconds, a leap
 * second counts as the next second); 0, or -1 when `s` is anything else. */
int kx_clock_parse(const char *s, int64_t *ms);
/* -1 with KX_ECONFIG when KX_NOW is set and cannot be read. */
int kx_clock_check(struct kx_err *e);

#endif
