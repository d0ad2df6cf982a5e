#ifndef KX_IO_UNICODE_H
#define KX_IO_UNICODE_H
/* What a character is, and the forms of a word that make two spellings of it equal
 * (utf8proc; Unicode Standard Annexes 15 and 44). Pure. */
#include <stddef.h>
#include <stdint.h>

enum kx_char {
	KX_CHAR_OTHER, /* space, punctuation, symbol, control */
	KX_CHAR_WORD,  /* letter or number of a script that parts words */
	KX_CHAR_DENSE, /* letter of a script that is cut into pairs: Han, Kana,
			  Bopomofo, Thai, Lao, Khmer, Myanmar, and Hangul */
	KX_CHAR_MARK,  /* belongs to the character before it */
	KX_CHAR_GHOST, /* invisible: soft hyphen, zero-width characters, variation
			  selectors; as if it were not there */
};

enum kx_char kx_unicode_class(uint32_t cp);

#define KX_UNICODE_MAX 240  /* bytes that fold and strip look at */
#define KX_UNICODE_OUT 4096 /* room that always holds their result */

/* The form for comparing: case folded, compatibility characters replaced, composed
 * (NFKC_Casefold). Writes to `out` (KX_UNICODE_OUT bytes), returns the length. Broken
 * UTF-8 is copied as it is. */
size_t kx_unicode_fold(const char *s, size_t n, char *out);

/* Without accents: the combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic are
 * dropped, strokes and ligatures that do not decompose are replaced (o for o with
 * stroke, ae for the ligature, i for dotless i). Marks that are letters of their script
 * (Indic, Thai, Kana) stay. Same buffer and return as fold. */
size_t kx_unicode_strip(const char *s, size_t n, char *out);

#endif
