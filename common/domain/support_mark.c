/* A text read into marks. */
#include "domain/support_part.h"

#include "base/buf.h"
#include "domain/everyday.h"
#include "domain/number_words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LEAST .1    /* the most everyday word tells a little */
#define UNLISTED .7 /* the rarest word of a language without a list */
#define TELLING 12  /* a number word above it is no mere word */
#define PAIR_GAP 3  /* stopwords between the two words of a pair, at most */
#define SHORT 5     /* letters of an abbreviation */
#define ANTI_MAX 24 /* bytes of a word that has an opposite */

struct reader {
	const char *locale, *text;
	size_t n;
	char language; /* d, e, f, s; 0: another */
	bool names;    /* nouns are written small, so that capitals tell a name */
	kx_mark_fn *fn;
	void *ctx;
	uint32_t before; /* the content word before, 0: none */
	int gap;
	uint32_t count; /* the number right before, or 0 */
	size_t end;     /* of the word before */
	bool began;     /* there was a word */
	int denied;     /* words that the last "not" still reaches */
	bool asked;
	size_t unit; /* where the unit of the last number ends */
};

/* Words that say no; the first letter is that of the language. */
static const char denials[][9] = { "dkein", "dkeine", "dkeinem", "dkeinen", "dkeiner",
	"dnicht", "dnie", "dniemals", "dohne", "ecannot", "eneither", "enever", "eno",
	"enon", "enor", "enot", "eunable", "ewithout", "faucun", "faucune", "fjamais",
	"fpas", "fsans", "sjamas", "sninguna", "sningun", "sno", "snunca", "ssin",
	"stampoco" };

static bool denies(const struct reader *r, const struct kx_token *t)
{
	/* "No, …" answers, it denies nothing that follows */
	if (!r->began && t->end < r->n && strchr(",:.;!", r->text[t->end]))
		return false;
	/* "isn't": an apostrophe parts words */
	if (r->language == 'e' && t->word && t->word_len == 1 && *t->word == 't')
		return t->at && strchr("'\x99", r->text[t->at - 1]);
	for (size_t i = 0; t->word && i < sizeof(denials) / sizeof(*denials); i++)
		if (denials[i][0] == r->language &&
			strlen(denials[i] + 1) == t->word_len &&
			!memcmp(denials[i] + 1, t->word, t->word_len))
			return true;
	return false;
}

uint32_t kx_mark_denied(uint32_t word)
{
	return word * 31u + KX_MARK_NOT_HASH;
}

static void deny(struct reader *r)
{
	struct kx_mark m = { .kind = KX_MARK_NOT, .hash = KX_MARK_NOT_HASH };

	r->fn(&m, r->ctx);
	r->denied = PAIR_GAP;
}

/* the mark of a small number */
static uint32_t number(unsigned n)
{
	char s[8];

	return kx_mark_number(s, (size_t)snprintf(s, sizeof(s), "%u", n));
}

uint32_t kx_mark_month(unsigned n)
{
	return number(n) * 31u + 7u;
}

/* "5 dollars" may be "$5" elsewhere: what follows a number of a sentence that is asked for as
 * its unit is looked for with it alone. */
static void unit(struct reader *r, const struct kx_token *t)
{
	size_t len;

	if (r->asked && kx_mark_unit(r->text + t->end, r->n - t->end, &len))
		r->unit = t->end + len;
}

/* "EUR 5" */
static bool is_unit(const struct reader *r, const struct kx_token *t)
{
	if (t->at < r->unit)
		return true;
	return r->asked && t->end - t->at == 3 && t->end + 1 < r->n &&
	       isdigit((unsigned char)r->text[t->end + 1]) &&
	       kx_mark_unit_before(r->text, t->end + 1);
}

/* "unopened" of "opened", and the other way round; 0: none */
static uint32_t opposite(const struct reader *r, const struct kx_token *t)
{
	char un[ANTI_MAX + 2] = "un";

	if (!r->asked || r->language != 'e' || t->len < 4 || t->len > ANTI_MAX)
		return 0;
	if (!memcmp(t->term, "un", 2))
		return kx_token_hash(t->term + 2, t->len - 2);
	memcpy(un + 2, t->term, t->len);
	return kx_token_hash(un, t->len + 2);
}

/* `joined`: a space or hyphen alone parts it from the word before */
static void pair(struct reader *r, const struct kx_token *t, bool joined)
{
	const uint32_t hash = t->hash;
	struct kx_mark m = { .kind = KX_MARK_PAIR };

	if (r->before && r->gap <= PAIR_GAP) {
		m.hash = r->before * 31u + hash;
		r->fn(&m, r->ctx);
	}
	if (r->count && r->gap == 0 && joined) {
		m = (struct kx_mark){ .kind = KX_MARK_COUNTED };
		m.hash = r->count * 31u + hash;
		r->fn(&m, r->ctx);
		m = (struct kx_mark){ .kind = KX_MARK_COUNTABLE };
		m.hash = hash * 31u + 11u;
		r->fn(&m, r->ctx);
	}
	r->count = 0;
	r->before = hash;
	r->gap = 0;
}

static bool has_digit(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isdigit((unsigned char)s[i]))
			return true;
	return false;
}

/* "WhatsApp", and "Chatwoot" where capitals tell names; but no abbreviation, which stands
 * for words */
static bool is_name(const struct reader *r, const char *s, size_t n)
{
	size_t capitals = 0;

	for (size_t i = 0; i < n; i++)
		capitals += isupper((unsigned char)s[i]) != 0;
	if (capitals == n && n <= SHORT)
		return false;
	return capitals > (isupper((unsigned char)*s) != 0) ||
	       (capitals && r->began && r->names);
}

/* "thirty", "May": a word that is a number or a month, too */
static void value(
	struct reader *r, const struct kx_token *t, bool began, struct kx_mark *m)
{
	const char *s = r->text + t->at;
	const unsigned v = kx_mark_value(r->language, t);

	if (v > KX_MARK_MONTHS && isupper((unsigned char)*s) ==
					  (r->language != 's' && r->language != 'f')) {
		m->alt = kx_mark_month(v - KX_MARK_MONTHS);
		m->must = began || r->language != 'e';
	} else if (v && v < KX_MARK_MONTHS) {
		m->alt = number(v);
		m->must = v > TELLING;
		unit(r, t);
	}
}

static bool word(const struct kx_token *t, void *ctx)
{
	struct reader *r = ctx;
	const char *s = r->text + t->at;
	size_t n = t->end - t->at;
	struct kx_mark m = { .hash = t->hash };
	bool began = r->began, name = t->word && is_name(r, s, n);
	bool joined = t->at == r->end + 1 && strchr(" -", s[-1]);

	r->end = t->end;
	if (is_unit(r, t)) {
		r->count = 0;
		r->gap++;
		return true;
	}
	if (denies(r, t)) {
		r->began = true;
		deny(r);
		r->gap++;
		return true;
	}
	r->began = true;
	if (isdigit((unsigned char)t->term[0])) {
		pair(r, t, joined);
		/* the end of "2.5" is no number */
		if (!t->at || !strchr(".,:/-", s[-1]))
			r->count = kx_mark_number(t->term, t->len);
		unit(r, t);
		return true; /* read as a number */
	}
	if (t->stop) {
		r->gap++;
		r->denied -= r->denied > 0;
		/* "may" and "May" */
		if (!(t->word && isupper((unsigned char)*s) && began &&
			    kx_mark_value(r->language, t) > KX_MARK_MONTHS))
			return true;
	}
	m.weight = (float)(LEAST + (1 - LEAST) * kx_everyday_weight(r->locale, t->term,
							 t->len, UNLISTED));
	m.anti = opposite(r, t);
	m.name = name;
	m.must = t->word && has_digit(s, n);
	value(r, t, began, &m);
	pair(r, t, joined);
	r->fn(&m, r->ctx);
	if (r->denied) {
		m = (struct kx_mark){ .kind = KX_MARK_DENIED };
		m.hash = kx_mark_denied(t->hash);
		r->fn(&m, r->ctx);
		r->denied = 0;
	}
	return true;
}

/* "two thousand and nineteen" */
static void spoken(struct reader *r, size_t n)
{
	struct kx_mark m = { .kind = KX_MARK_NUMBER };
	struct kx_buf b = { 0 };

	kx_number_words(r->text, n, &b);
	for (size_t i = 0, len; i < b.len; i += len + 1) {
		len = strcspn(b.p + i, " ");
		m.hash = kx_mark_number(b.p + i, len);
		r->fn(&m, r->ctx);
	}
	kx_buf_release(&b);
}

void kx_marks_read(struct kx_tokenizer *k, const char *locale, const char *text,
	size_t n, bool asked, kx_mark_fn *fn, void *ctx)
{
	struct reader r = { .locale = locale,
		.text = text,
		.n = n,
		.asked = asked,
		.fn = fn,
		.ctx = ctx };
	const char *l = locale && *locale ? locale : "en";

	if (l[1] && (!l[2] || l[2] == '-' || l[2] == '_'))
		r.language = !strncmp(l, "de", 2)   ? 'd'
			     : !strncmp(l, "en", 2) ? 'e'
			     : !strncmp(l, "es", 2) ? 's'
			     : !strncmp(l, "fr", 2) ? 'f'
						    : 0;
	r.names = r.language != 'd';
	kx_token_each(k, locale, text, n, word, &r);
	kx_marks_numbers(locale, text, n, asked, fn, ctx);
	if (r.language == 'e')
		spoken(&r, n);
}
