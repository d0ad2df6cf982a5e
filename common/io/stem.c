#include "io/stem.h"

#include <libstemmer.h>

/* struct kx_stem is never defined: the handle is the library's own */
static struct sb_stemmer *own(struct kx_stem *s)
{
	return (struct sb_stemmer *)s;
}

struct kx_stem *kx_stem_open(const char *algorithm)
{
	return (struct kx_stem *)sb_stemmer_new(algorithm, "UTF_8");
}

void kx_stem_close(struct kx_stem *s)
{
	sb_stemmer_delete(own(s));
}

const char *kx_stem_word(struct kx_stem *s, const char *word, size_t n, size_t *len)
{
	const sb_symbol *stem =
		sb_stemmer_stem(own(s), (const sb_symbol *)word, (int)n);

	if (!stem) {
		*len = n;
		return word;
	}
	*len = (size_t)sb_stemmer_length(own(s));
	return (const char *)stem;
}
