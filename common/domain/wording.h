#ifndef KX_DOMAIN_WORDING_H
#define KX_DOMAIN_WORDING_H
/* Sentences known by how they are put. A pattern is words parted by spaces, with "|" between
 * those that may stand in one place, and "*" for up to four words of whatever kind; small
 * letters without accents. An apostrophe parts words, but "don't" is "do not", "I'm" "i am".
 * Pure. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_WORDING_WORDS 64 /* of a text that are looked at */
#define KX_WORDING_BYTES 23 /* of a word; longer ones are cut */

struct kx_wording {
	char v[KX_WORDING_WORDS][KX_WORDING_BYTES + 1];
	size_t n;
	uint64_t parted; /* bit i: a comma, colon or the like stands before word i */
	bool open;       /* the last one may go on, if only behind an apostrophe */
};

void kx_wording_read(struct kx_wording *w, const char *s, size_t n);
/* Does any pattern of the list, which NULL ends, stand somewhere in it? */
bool kx_wording_has(const struct kx_wording *w, const char *const *list);
/* Words from .. to-1: where a pattern that fits them from the first on ends; 0: none does. The
 * farthest, if several do. */
size_t kx_wording_begins(
	const struct kx_wording *w, size_t from, size_t to, const char *const *list);
/* Does one fit these words, from the first to the last? */
bool kx_wording_is(
	const struct kx_wording *w, size_t from, size_t to, const char *const *list);
/* Does it begin with one, or could it, were it longer? Patterns without "*". */
bool kx_wording_may(const struct kx_wording *w, const char *const *list);

#endif
