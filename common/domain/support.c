#include "domain/support_part.h"

#include "domain/address.h"
#include "domain/declined.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define SECTIONS_MAX 64 /* looked at for one sentence */
#define PAIRS .5        /* weight of the pairs beside that of the words */
#define LEAST .4        /* a sentence that scores less is not supported */
#define TOLD .15        /* of the weight, by sentences that are no questions */
#define CLOSE .65       /* one that does could be a copy, but for a name */
#define SLIGHT 1.2      /* weight of a sentence that needs no citation, */
#define LITTLE .7       /* or that tells nothing */
#define CODE_MAX 256    /* bytes of a name in a program that are compared */

struct checker {
	struct kx_support *s;
	const char *text;
	size_t n;
	const int *cited;
	size_t ncited;
	struct kx_marks m;
	const char *locale; /* of the marks, */
	bool read;          /* once there are any */
	bool pointed;       /* the address of an article was taken out of the text */
	struct kx_tongue tongue;
	/* of all sections that count */
	struct kx_measure r[SECTIONS_MAX];
	double score[SECTIONS_MAX];
	size_t section[SECTIONS_MAX], nsections;
};

static double score(const struct kx_marks *m, const struct kx_bits *window,
	const struct kx_bits *all)
{
	return (kx_support_weight(m, window) + PAIRS * kx_support_pairs(m, all)) /
	       (1 + PAIRS);
}

/* ---- what must stand there to the letter -------------------------------------------- */

struct addresses {
	struct kx_support *s;
	bool strange, own;
};

/* Is it that of an article, by which it is found? */
static bool is_own(const struct kx_support *s, const char *plain, size_t n)
{
	char own[KX_ADDRESS_MAX];
	const char *url;

	for (size_t i = 0; i < s->x->n; i++) {
		url = s->x->v[i].hit->url;
		if (kx_address_plain(url, strlen(url), own) == n &&
			!memcmp(own, plain, n))
			return n > 0;
	}
	return false;
}

static void address(const char *plain, size_t n, void *ctx)
{
	struct addresses *a = ctx;

	a->strange |= !kx_support_address(a->s, plain, n);
	a->own |= is_own(a->s, plain, n);
}

/* The text without addresses of articles, whose words tell nothing. */
static void without_own(struct checker *c)
{
	char *text = kx_arena_strndup(c->s->a, c->text, c->n), plain[KX_ADDRESS_MAX];
	size_t at, end;

	for (size_t i = 0, len; i < c->n; i += len + 1) {
		for (len = 0; i + len < c->n && kx_address_byte(text[i + len]);)
			len++;
		if (!kx_address_find(text + i, len, &at, &end) ||
			end - at > KX_ADDRESS_MAX)
			continue;
		if (is_own(c->s, plain,
			    kx_address_plain(text + i + at, end - at, plain)))
			memset(text + i + at, ' ', end - at);
	}
	c->text = text;
	c->pointed = true;
}

/* "LETTER_OPENER", "--until", "/etc/hosts", "Foo::bar()": a name of a program's world */
static bool is_code(const char *s, size_t n)
{
	if (n > 2 && !memcmp(s, "--", 2) && isalpha((unsigned char)s[2]))
		return true;
	if (n > 3 && *s == '/' && isalpha((unsigned char)s[1]) &&
		memchr(s + 1, '/', n - 1))
		return true;
	for (size_t i = 1; i + 1 < n; i++) {
		if (s[i] == '_' && isalnum((unsigned char)s[i - 1]) &&
			isalnum((unsigned char)s[i + 1]))
			return true;
		if (s[i] == ':' && s[i + 1] == ':')
			return true;
	}
	return false;
}

/* Does a section that counts hold it, in whatever case? */
static bool stands(const struct checker *c, const char *s, size_t n)
{
	char low[CODE_MAX + 1];

	if (n > CODE_MAX)
		n = CODE_MAX;
	for (size_t i = 0; i < n; i++)
		low[i] = (char)tolower((unsigned char)s[i]);
	low[n] = '\0';
	for (size_t i = 0; i < c->nsections; i++)
		if (strstr(c->s->low[c->section[i]], low))
			return true;
	return false;
}

/* as a whole, or each of its parts: a path may be written as a tree */
static bool code_stands(const struct checker *c, const char *s, size_t n)
{
	if (stands(c, s, n))
		return true;
	for (size_t i = 0, len; i < n; i += len + 1) {
		for (len = 0; i + len < n && !strchr("./:", s[i + len]);)
			len++;
		if (len == n || (len && !stands(c, s + i, len)))
			return false;
	}
	return true;
}

static bool strange_code(const struct checker *c)
{
	for (size_t i = 0, len; i < c->n; i += len + 1) {
		const char *s = c->text + i;
		size_t n;

		for (len = 0; i + len < c->n && (isalnum((unsigned char)s[len]) ||
							strchr("_./:-", s[len]));)
			len++;
		n = len;
		while (n && strchr("_./:", s[n - 1]))
			n--;
		while (n && strchr("_.:", *s))
			s++, n--;
		if (n > 2 && is_code(s, n) && !code_stands(c, s, n))
			return true;
	}
	return false;
}

/* ---- measuring ---------------------------------------------------------------------- */

static bool counts(const struct checker *c, int n)
{
	for (size_t i = 0; i < c->ncited; i++)
		if (c->cited[i] == n)
			return true;
	return !c->ncited;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* The marks of the sentence as a section's language has them: other stems, other signs. */
static void read_as(struct checker *c, const char *locale)
{
	if (c->read && same(locale, c->locale))
		return;
	kx_marks_of(c->s, locale, c->text, c->n, &c->m);
	c->locale = locale;
	c->read = true;
}

static void measure(struct checker *c)
{
	const struct kx_excerpts *x = c->s->x;

	for (size_t i = 0; i < x->n && c->nsections < SECTIONS_MAX; i++) {
		size_t k = c->nsections;

		if (!counts(c, x->v[i].n))
			continue;
		read_as(c, c->s->locale[i]);
		kx_support_measure(c->s, i, &c->m, &c->r[k]);
		c->score[k] = score(&c->m, &c->r[k].window, &c->r[k].all);
		c->section[c->nsections++] = i;
	}
}

static size_t best(const struct checker *c)
{
	size_t at = 0;

	for (size_t i = 1; i < c->nsections; i++)
		if (c->score[i] > c->score[at])
			at = i;
	return at;
}

/* A sentence that cites several articles may draw on all of them; and one article may
 * have several sections. *all gets the marks of whatever counts. */
static void join(
	const struct checker *c, size_t to, struct kx_measure *r, struct kx_bits *all)
{
	const struct kx_excerpt *v = c->s->x->v;

	*r = c->r[to];
	*all = r->all;
	for (size_t i = 0; i < c->nsections; i++) {
		if (!same(c->s->locale[c->section[i]], c->locale))
			continue;
		kx_bits_join(all, &c->r[i].all);
		if (c->ncited < 2 && v[c->section[i]].n != v[c->section[to]].n)
			continue;
		kx_bits_join(&r->window, &c->r[i].window);
		kx_bits_join(&r->near, &c->r[i].near);
		kx_bits_join(&r->all, &c->r[i].all);
	}
}

/* ---- the verdict -------------------------------------------------------------------- */

static bool ends_with(const struct checker *c, const char *marks)
{
	size_t n = c->n;

	while (n && strchr(" \n\t*_\"')", c->text[n - 1]))
		n--;
	return n && strchr(marks, c->text[n - 1]);
}

static bool ends_wide(const struct checker *c, const char *mark)
{
	return c->n >= strlen(mark) &&
	       !memcmp(c->text + c->n - strlen(mark), mark, strlen(mark));
}

/* a question, or the beginning of a list */
static bool leads_on(const struct checker *c)
{
	return ends_with(c, "?:") || ends_wide(c, "？") || ends_wide(c, "：");
}

/* such a one, or "the articles do not say" */
static bool is_neutral(const struct checker *c)
{
	return leads_on(c) || kx_declined_says(c->text, c->n);
}

static bool has_must(const struct checker *c)
{
	for (size_t i = 0; i < c->m.n; i++)
		if (c->m.v[i].must)
			return true;
	return false;
}

static bool has_marks(const struct checker *c)
{
	for (size_t i = 0; i < c->m.n; i++)
		if (c->m.v[i].name)
			return true;
	return has_must(c);
}

/* a courtesy, or what leads to the address of an article */
static bool is_polite(const struct checker *c, const struct kx_bits *all)
{
	if (has_must(c) || kx_support_unnamed(&c->m, all))
		return false;
	return kx_declined_polite(c->text, c->n) ||
	       (c->pointed && kx_declined_points(c->text, c->n));
}

/* that of a section is read when it is wanted: most answers need none */
static const struct kx_tongue *tongue_of(struct kx_support *s, size_t i)
{
	if (!s->tongue[i].known)
		kx_tongue_read(&s->tongue[i], s->k, s->low[i], strlen(s->low[i]));
	return &s->tongue[i];
}

/* Is the sentence in a language that no section is in? An answer is in one language: what
 * cannot be told of a sentence, those before it tell. */
static bool is_foreign(struct checker *c)
{
	kx_tongue_read(&c->tongue, c->s->k, c->text, c->n);
	if (kx_tongue_plain(&c->tongue))
		c->s->spoken = c->tongue;
	for (size_t i = 0; i < c->nsections; i++)
		if (!kx_tongue_foreign(&c->s->spoken, tongue_of(c->s, c->section[i])))
			return false;
	return true;
}

/* what the words and numbers tell */
static enum kx_support_is compare(struct checker *c, const struct kx_measure *r,
	const struct kx_bits *all, bool turned, double share)
{
	if (c->m.weight < SLIGHT && !has_marks(c)) {
		if (share >= CLOSE && c->ncited && c->m.weight >= LITTLE && !turned)
			return KX_SUPPORT_YES;
		/* the beginning of a sentence, before a citation, is none yet */
		if (share >= LEAST || c->m.weight < LITTLE || !ends_with(c, ".!"))
			return KX_SUPPORT_NEUTRAL;
	}
	if (share < LEAST) {
		if (kx_support_lacks(&c->m, all, true))
			return KX_SUPPORT_NO;
		return is_neutral(c) || is_foreign(c) ? KX_SUPPORT_NEUTRAL
						      : KX_SUPPORT_NO;
	}
	if (kx_support_lacks(&c->m, &r->near, false) ||
		kx_support_miscounts(&c->m, &r->near) || turned)
		return KX_SUPPORT_NO;
	if (share >= CLOSE && kx_support_unnamed(&c->m, &r->all))
		return KX_SUPPORT_NO;
	return !c->ncited && leads_on(c) ? KX_SUPPORT_NEUTRAL : KX_SUPPORT_YES;
}

static enum kx_support_is judge(struct checker *c, size_t at, double *share)
{
	struct kx_measure r;
	struct kx_bits all;
	enum kx_support_is is;

	read_as(c, c->s->locale[c->section[at]]);
	join(c, at, &r, &all);
	*share = score(&c->m, &r.window, &r.all);
	if (*share >= LEAST && (r.told < TOLD || kx_support_single(&c->m, &r.window)))
		*share = 0;
	if (kx_declined_greets(c->text, c->n))
		return KX_SUPPORT_NEUTRAL;
	is = compare(c, &r, &all, c->r[at].turned, *share);
	return is == KX_SUPPORT_NO && is_polite(c, &all) ? KX_SUPPORT_NEUTRAL : is;
}

static void passage(const struct checker *c, size_t at, struct kx_verdict *v)
{
	const struct kx_measure *r = &c->r[at];
	const struct kx_unit *u = &c->s->units[r->from], *end = &c->s->units[r->to];

	v->n = c->s->x->v[c->section[at]].n;
	v->section = c->section[at];
	if (r->from == r->to)
		return;
	v->part = u->part;
	v->at = u->at;
	v->len = end[-1].at + end[-1].len - u->at;
}

void kx_support_check(struct kx_support *s, const char *sentence, size_t n,
	const int *cited, size_t ncited, struct kx_verdict *v)
{
	struct checker c = {
		.s = s, .text = sentence, .n = n, .cited = cited, .ncited = ncited
	};
	struct addresses a = { .s = s };
	size_t at;

	*v = (struct kx_verdict){ .is = KX_SUPPORT_NEUTRAL };
	kx_address_each(sentence, n, address, &a);
	if (a.own)
		without_own(&c);
	measure(&c);
	at = best(&c);
	if (c.nsections) {
		v->is = judge(&c, at, &v->share);
		passage(&c, at, v);
	} else if (!is_neutral(&c) && !kx_declined_polite(c.text, c.n)) {
		v->is = KX_SUPPORT_NO;
	}
	if (a.strange || strange_code(&c))
		v->is = KX_SUPPORT_NO;
	if (v->is == KX_SUPPORT_NO)
		v->n = 0;
}
