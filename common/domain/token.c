#include "domain/token.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/language.h"
#include "io/unicode.h"

#include <stdlib.h>
#include <string.h>

#define FNV_SEED 2166136261u
#define FNV_PRIME 16777619u

/* what the byte tables hold besides lower-case letters and digits */
#define PARTS 0 /* ASCII that parts words */
#define LOOK 1  /* to be looked at as a character */

#define LANGUAGES_MAX 64 /* languages of one tokenizer; the others share one entry */

struct kx_tokenizer {
	unsigned char lower[256], lower_turkish[256];
	struct kx_language *languages[LANGUAGES_MAX];
	size_t n;
	struct kx_language *last;
};

struct run {
	struct kx_language *lang;
	const unsigned char *lower;
	const char *text;
	size_t n;
	kx_token_fn *fn;
	void *ctx;
	bool turkish;
	bool stopped;
};

uint32_t kx_token_hash(const char *term, size_t n)
{
	uint32_t h = FNV_SEED;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)term[i]) * FNV_PRIME;
	return h;
}

struct kx_tokenizer *kx_tokenizer_new(void)
{
	struct kx_tokenizer *k = kx_alloc(sizeof(*k));

	memset(k->lower + 0x80, LOOK, 0x80);
	for (int c = 'a'; c <= 'z'; c++) {
		k->lower[c] = (unsigned char)c;
		k->lower[c - 'a' + 'A'] = (unsigned char)c;
	}
	for (int c = '0'; c <= '9'; c++)
		k->lower[c] = (unsigned char)c;
	memcpy(k->lower_turkish, k->lower, sizeof(k->lower));
	k->lower_turkish['I'] = LOOK;
	return k;
}

void kx_tokenizer_free(struct kx_tokenizer *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->n; i++)
		kx_language_free(k->languages[i]);
	free(k);
}

static struct kx_language *language(struct kx_tokenizer *k, const char *locale)
{
	char name[KX_LANGUAGE_NAME + 1];

	kx_language_subtag(locale && *locale ? locale : "en", name);
	if (k->last && strcmp(kx_language_name(k->last), name) == 0)
		return k->last;
	for (size_t i = 0; i < k->n; i++)
		if (strcmp(kx_language_name(k->languages[i]), name) == 0)
			return k->last = k->languages[i];
	if (k->n == LANGUAGES_MAX)
		return k->last = k->languages[LANGUAGES_MAX - 1];
	if (k->n == LANGUAGES_MAX - 1)
		name[0] = '\0';
	return k->last = k->languages[k->n++] = kx_language_new(name);
}

static void give_word(
	struct run *r, const char *word, size_t n, uint32_t hash, size_t at, size_t end)
{
	struct kx_word w;
	struct kx_token t;

	kx_language_word(r->lang, word, n, hash, &w);
	if (!w.len)
		return;
	t = (struct kx_token){ .term = w.term,
		.len = w.len,
		.at = at,
		.end = end,
		.hash = w.hash,
		.stop = w.stop,
		.word = w.plain,
		.word_len = w.plain_len };
	r->stopped = !r->fn(&t, r->ctx);
}

/* one word that is not all ASCII, from `at`; returns where it ends */
static size_t wide_word(struct run *r, size_t at)
{
	char word[KX_UNICODE_MAX + 4];
	size_t i = at, end = at, n = 0, len;
	enum kx_char class;
	uint32_t cp;

	while (i < r->n) {
		len = kx_utf8_next(r->text + i, r->n - i, &cp);
		class = kx_unicode_class(cp);
		if (class == KX_CHAR_OTHER || class == KX_CHAR_DENSE)
			break;
		i += len;
		if (class == KX_CHAR_GHOST)
			continue;
		end = i;
		if (r->turkish && (cp == 'I' || cp == 0x130))
			cp = cp == 'I' ? 0x131 : 'i';
		if (n + len + 1 <= KX_UNICODE_MAX)
			n += kx_utf8_put(cp, word + n);
	}
	give_word(r, word, n, kx_token_hash(word, n), at, end);
	return i;
}

/* one character of a dense script with its marks */
struct cluster {
	char s[KX_TERM_MAX / 2];
	size_t n, at, end;
};

/* reads a cluster at i into c; returns where it ends, i when there is none */
static size_t cluster(struct run *r, size_t i, struct cluster *c)
{
	char raw[KX_UNICODE_MAX + 4], folded[KX_UNICODE_OUT];
	size_t n = 0, len, start = i;
	const char *s = raw;
	enum kx_char class;
	uint32_t cp;

	c->at = c->end = i;
	while (i < r->n) {
		len = kx_utf8_next(r->text + i, r->n - i, &cp);
		class = kx_unicode_class(cp);
		if (i == start ? class != KX_CHAR_DENSE
			       : class != KX_CHAR_MARK && class != KX_CHAR_GHOST)
			break;
		if (class != KX_CHAR_GHOST) {
			if (n + len <= KX_UNICODE_MAX)
				n += kx_utf8_put(cp, raw + n);
			c->end = i + len;
		}
		i += len;
	}
	if (!n)
		return i;
	/* the bulk, Han of the first plane and Hangul syllables, folds to itself */
	if (n == 3 && (unsigned char)raw[0] >= 0xe4 && (unsigned char)raw[0] <= 0xed)
		len = n;
	else
		len = kx_unicode_fold(raw, n, folded), s = folded;
	c->n = kx_utf8_cut(s, len, sizeof(c->s));
	memcpy(c->s, s, c->n);
	return i;
}

static void give_pair(struct run *r, const struct cluster *a, const struct cluster *b)
{
	char term[KX_TERM_MAX + 1];
	size_t n = a->n;
	struct kx_token t;

	memcpy(term, a->s, a->n);
	if (b) {
		memcpy(term + n, b->s, b->n);
		n += b->n;
	}
	term[n] = '\0';
	t = (struct kx_token){ .term = term,
		.len = n,
		.at = a->at,
		.end = b ? b->end : a->end,
		.hash = kx_token_hash(term, n) };
	r->stopped = !r->fn(&t, r->ctx);
}

/* a run of a dense script from `i`; returns where it ends */
static size_t dense_run(struct run *r, size_t i)
{
	struct cluster two[2];
	size_t next, count = 1;

	i = cluster(r, i, &two[0]);
	while (!r->stopped && (next = cluster(r, i, &two[count & 1])) > i) {
		give_pair(r, &two[(count - 1) & 1], &two[count & 1]);
		count++;
		i = next;
	}
	if (count == 1 && !r->stopped)
		give_pair(r, &two[0], NULL);
	return i;
}

/* a character that is not ASCII, outside of a word */
static size_t look(struct run *r, size_t i)
{
	uint32_t cp;
	size_t len = kx_utf8_next(r->text + i, r->n - i, &cp);

	switch (kx_unicode_class(cp)) {
	case KX_CHAR_WORD:
		return wide_word(r, i);
	case KX_CHAR_DENSE:
		return dense_run(r, i);
	default:
		return i + len;
	}
}

/* does the word that ends at i go on with a character that is not ASCII? */
static bool goes_on(const struct run *r, size_t i)
{
	enum kx_char class;
	uint32_t cp;

	kx_utf8_next(r->text + i, r->n - i, &cp);
	class = kx_unicode_class(cp);
	return class != KX_CHAR_OTHER && class != KX_CHAR_DENSE;
}

static size_t plain_word(struct run *r, size_t at)
{
	char word[KX_TERM_MAX];
	size_t i = at, n = 0;
	uint32_t hash = FNV_SEED;
	unsigned char c = r->lower[(unsigned char)r->text[i]];

	do {
		if (n < sizeof(word)) {
			word[n++] = (char)c;
			hash = (hash ^ c) * FNV_PRIME;
		}
		i++;
		c = i < r->n ? r->lower[(unsigned char)r->text[i]] : PARTS;
	} while (c > LOOK);
	if (c == LOOK && goes_on(r, i))
		return wide_word(r, at);
	give_word(r, word, n, hash, at, i);
	return i;
}

void kx_token_each(struct kx_tokenizer *k, const char *locale, const char *text,
	size_t n, kx_token_fn *fn, void *ctx)
{
	struct kx_language *l = language(k, locale);
	struct run r = { .lang = l,
		.turkish = kx_language_turkish(l),
		.lower = kx_language_turkish(l) ? k->lower_turkish : k->lower,
		.text = text,
		.n = n,
		.fn = fn,
		.ctx = ctx };
	size_t i = 0;
	unsigned char c;

	while (i < n && !r.stopped) {
		c = r.lower[(unsigned char)text[i]];
		if (c == PARTS)
			i++;
		else if (c == LOOK)
			i = look(&r, i);
		else
			i = plain_word(&r, i);
	}
}
