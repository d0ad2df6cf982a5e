#ifndef KX_DOMAIN_ADDRESS_H
#define KX_DOMAIN_ADDRESS_H
/* Addresses in a text: what a program may make a link of. With a scheme (https://…,
 * mailto:…), with www., e-mail addresses, and names of hosts, with a path or in a common
 * top-level domain. Pure. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_ADDRESS_MAX 2048 /* bytes of one that is compared; a longer one is none */

/* Can the byte be part of an address? The others part words. */
bool kx_address_byte(char c);
/* The address in a word, which is a run of such bytes: word[*at .. *end), without the
 * marks around it. False: there is none. */
bool kx_address_find(const char *word, size_t n, size_t *at, size_t *end);
/* Its form for comparing: small letters, no scheme, no www., no slash at the end. Returns
 * its length. */
size_t kx_address_plain(const char *s, size_t n, char out[KX_ADDRESS_MAX]);

/* Each address of a text, in its form for comparing. */
typedef void kx_address_fn(const char *plain, size_t n, void *ctx);
void kx_address_each(const char *text, size_t n, kx_address_fn *fn, void *ctx);

#endif
