#include "domain/language.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/stopword.h"
#include "domain/token.h"
#include "io/stem.h"
#include "io/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEM_MIN 3      /* bytes; "os" would become "o" and "s" nothing */
#define CACHE_FIRST 256 /* slots; a power of two */

/* a word as it stands in the text (ASCII lower-cased) and what became of it */
struct entry {
	uint32_t hash; /* of the word */
	uint32_t term_hash;
	uint32_t
		at; /* pool: word, term and NUL, then the plain word if it is another */
	uint8_t len;
	uint8_t plain_len; /* 0: the word is plain */
	uint8_t term_len;  /* 0: nothing is left of it */
	bool stop;
	bool used;
};

struct kx_language {
	char name[KX_LANGUAGE_NAME + 1];
	bool turkish; /* dotted and dotless i are two letters */
	struct kx_stem *stem;
	const struct kx_stopwords *stopwords;
	struct entry *slots;
	size_t cap, used;
	char *pool;
	size_t pool_len, pool_cap;
};

static const struct {
	char language[4];
	char algorithm[12];
} algorithms[] = {
	{ "en", "porter" }, /* measured better than "english" */
	{ "da", "danish" },
	{ "de", "german" },
	{ "es", "spanish" },
	{ "fi", "finnish" },
	{ "fr", "french" },
	{ "hu", "hungarian" },
	{ "it", "italian" },
	{ "nb", "norwegian" },
	{ "nl", "dutch" },
	{ "nn", "norwegian" },
	{ "no", "norwegian" },
	{ "pt", "portuguese" },
	{ "ro", "romanian" },
	{ "ru", "russian" },
	{ "sv", "swedish" },
	{ "tr", "turkish" },
};

void kx_language_subtag(const char *locale, char out[KX_LANGUAGE_NAME + 1])
{
	size_t n = locale ? strcspn(locale, "-_.@") : 0;

	out[0] = '\0';
	if (n > KX_LANGUAGE_NAME)
		return;
	for (size_t i = 0; i < n; i++)
		out[i] = locale[i] >= 'A' && locale[i] <= 'Z' ? (char)(locale[i] + 32)
							      : locale[i];
	out[n] = '\0';
}

struct kx_language *kx_language_new(const char *name)
{
	struct kx_language *l = kx_alloc(sizeof(*l));

	snprintf(l->name, sizeof(l->name), "%s", name);
	l->turkish = strcmp(name, "tr") == 0 || strcmp(name, "az") == 0;
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++)
		if (strcmp(algorithms[i].language, name) == 0)
			l->stem = kx_stem_open(algorithms[i].algorithm);
	l->stopwords = kx_stopwords_find(
		strcmp(name, "nb") == 0 || strcmp(name, "nn") == 0 ? "no" : name);
	l->cap = CACHE_FIRST;
	l->slots = kx_calloc(l->cap, sizeof(*l->slots));
	return l;
}

void kx_language_free(struct kx_language *l)
{
	if (!l)
		return;
	if (l->stem)
		kx_stem_close(l->stem);
	free(l->slots);
	free(l->pool);
	free(l);
}

const char *kx_language_name(const struct kx_language *l)
{
	return l->name;
}

bool kx_language_turkish(const struct kx_language *l)
{
	return l->turkish;
}

static struct entry *slot(
	struct kx_language *l, const char *word, size_t n, uint32_t hash)
{
	size_t mask = l->cap - 1, i = hash & mask;
	struct entry *e;

	for (;; i = (i + 1) & mask) {
		e = &l->slots[i];
		if (!e->used)
			return e;
		if (e->hash == hash && e->len == n && !memcmp(l->pool + e->at, word, n))
			return e;
	}
}

/* room for one more entry: doubled while small, emptied when full */
static void cache_room(struct kx_language *l)
{
	struct entry *old = l->slots;
	size_t cap = l->cap;

	if (l->used < l->cap / 2)
		return;
	if (l->used >= KX_LANGUAGE_CACHE_MAX) {
		memset(l->slots, 0, l->cap * sizeof(*l->slots));
		l->used = l->pool_len = 0;
		return;
	}
	l->cap *= 2;
	l->slots = kx_calloc(l->cap, sizeof(*l->slots));
	for (size_t i = 0; i < cap; i++)
		if (old[i].used)
			*slot(l, l->pool + old[i].at, old[i].len, old[i].hash) = old[i];
	free(old);
}

static void pool_add(struct kx_language *l, const char *s, size_t n)
{
	while (l->pool_len + n > l->pool_cap) {
		l->pool_cap = l->pool_cap ? l->pool_cap * 2 : 4096;
		l->pool = kx_realloc(l->pool, l->pool_cap, 1);
	}
	memcpy(l->pool + l->pool_len, s, n);
	l->pool_len += n;
}

static bool is_ascii(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

struct made {
	char term[KX_UNICODE_OUT], plain[KX_UNICODE_OUT];
	size_t len, plain_len;
	bool stop;
};

/* fold, stem, strip */
static void make_term(struct kx_language *l, const char *word, size_t n, struct made *m)
{
	char folded[KX_UNICODE_OUT], *out = m->term;
	const char *stem = NULL;
	size_t len, stem_len = 0;

	n = kx_unicode_fold(word, n, folded);
	n = kx_utf8_cut(folded, n, KX_TERM_MAX);
	len = m->plain_len = kx_unicode_strip(folded, n, m->plain);
	m->stop = kx_stopword(l->stopwords, m->plain, len);
	if (l->stem && n >= STEM_MIN)
		stem = kx_stem_word(l->stem, folded, n, &stem_len);
	if (stem_len && is_ascii(stem, stem_len)) {
		memcpy(out, stem, stem_len);
		len = stem_len;
	} else if (stem_len) {
		len = kx_unicode_strip(stem, stem_len, out);
	} else {
		memcpy(out, m->plain, len);
	}
	m->len = kx_utf8_cut(out, len, KX_TERM_MAX);
	out[m->len] = '\0';
	m->plain_len = kx_utf8_cut(m->plain, m->plain_len, KX_TERM_MAX);
}

static struct entry *cache_add(
	struct kx_language *l, const char *word, size_t n, uint32_t hash)
{
	struct made m;
	struct entry *e;
	bool other;

	make_term(l, word, n, &m);
	other = m.plain_len != n || memcmp(m.plain, word, n) != 0;
	cache_room(l);
	e = slot(l, word, n, hash);
	*e = (struct entry){ .hash = hash,
		.term_hash = kx_token_hash(m.term, m.len),
		.at = (uint32_t)l->pool_len,
		.len = (uint8_t)n,
		.term_len = (uint8_t)m.len,
		.plain_len = (uint8_t)(other ? m.plain_len : 0),
		.stop = m.stop,
		.used = true };
	l->used++;
	pool_add(l, word, n);
	pool_add(l, m.term, m.len + 1);
	if (other)
		pool_add(l, m.plain, m.plain_len);
	return e;
}

void kx_language_word(struct kx_language *l, const char *word, size_t n, uint32_t hash,
	struct kx_word *w)
{
	struct entry *e = slot(l, word, n, hash);

	if (!e->used)
		e = cache_add(l, word, n, hash);
	w->term = l->pool + e->at + e->len;
	w->len = e->term_len;
	w->hash = e->term_hash;
	w->stop = e->stop;
	w->plain = e->plain_len ? w->term + w->len + 1 : l->pool + e->at;
	w->plain_len = e->plain_len ? e->plain_len : e->len;
}
