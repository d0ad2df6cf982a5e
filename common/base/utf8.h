#ifndef KX_BASE_UTF8_H
#define KX_BASE_UTF8_H
/* UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, at most U+10FFFF. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_UTF8_BAD 0xfffd /* what a broken byte decodes to */

/* Length of the valid prefix of s[0..n); equal to n when all of it is valid. */
size_t kx_utf8_valid(const char *s, size_t n);
/* Decode one character at s (n > 0 bytes left) into *cp; returns its bytes (1..4). A
 * broken byte gives KX_UTF8_BAD and 1. */
size_t kx_utf8_next(const char *s, size_t n, uint32_t *cp);
/* Encode cp into out; returns the bytes written (1..4). */
size_t kx_utf8_put(uint32_t cp, char out[4]);
/* The largest length <= max that does not cut a character of s[0..n). */
size_t kx_utf8_cut(const char *s, size_t n, size_t max);
/* A copy with each broken byte and each NUL replaced by U+FFFD; *len gets its length.
 * *bad counts what was replaced. free() it. */
char *kx_utf8_repair(const char *s, size_t n, size_t *len, size_t *bad);

#endif
