#ifndef KX_BASE_UUID_H
#define KX_BASE_UUID_H
/* Ids that sort by time: UUID version 7 (RFC 9562, section 5.7). 48 bits of
 * milliseconds, 12 bits of a counter that grows within one millisecond (section 6.2,
 * method 1), 62 random bits from the system. */
#include <stdbool.h>

#define KX_UUID_LEN 37 /* "0190b7a3-…" and its NUL */

/* A new id, greater than every one before it in this process, also when the clock
 * stands (KX_NOW) or goes back. Not for several threads at once. */
void kx_uuid_new(char out[KX_UUID_LEN]);
/* Is it a UUID of any version, in lower case with dashes? */
bool kx_uuid_valid(const char *s);

#endif
