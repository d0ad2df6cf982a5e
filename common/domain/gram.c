#include "domain/gram.h"

#include "base/utf8.h"

#include <string.h>

static bool goes_on(char c)
{
	return (c & 0xc0) == 0x80;
}

void kx_gram_each(const char *word, size_t n, kx_gram_fn *fn, void *ctx)
{
	char s[1 + KX_TERM_MAX + 2], gram[KX_GRAM_BYTES];
	size_t at[KX_TERM_MAX + 3], chars = 0, len = 0;

	n = kx_utf8_cut(word, n, KX_TERM_MAX);
	s[len++] = '<';
	memcpy(s + len, word, n);
	len += n;
	s[len++] = '>';
	for (size_t i = 0; i < len; i++)
		if (!goes_on(s[i]))
			at[chars++] = i;
	at[chars] = len;
	if (chars < 2 + KX_GRAM_SIZE)
		return;
	gram[0] = KX_GRAM_MARK;
	for (size_t i = 0; i + KX_GRAM_SIZE <= chars; i++) {
		n = at[i + KX_GRAM_SIZE] - at[i];
		memcpy(gram + 1, s + at[i], n);
		fn(gram, 1 + n, ctx);
	}
}
