/* Numbers by their value: "5,000" is "5000", "3.50" is "3.5", "2 million" is "2000000". */
#include "domain/support_part.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>

#define DIGITS_MAX 40 /* of a number; longer ones are cut */
#define GROUPS_MAX 8  /* parts of a number that separators make */
#define SUFFIX_MAX 3  /* letters of a unit behind a number: "10GB" */

/* words that make a number larger, and its zeros */
static const struct {
	const char *word;
	int zeros;
} larger[] = { { "hundred", 2 }, { "thousand", 3 }, { "million", 6 }, { "millions", 6 },
	{ "billion", 9 }, { "tausend", 3 }, { "millionen", 6 }, { "mio", 6 },
	{ "milliarden", 9 }, { "mrd", 9 }, { "mil", 3 }, { "millones", 6 },
	{ "mille", 3 }, { "milliard", 9 }, { "milliards", 9 } };

/* a number as it stands in a text */
struct figure {
	struct {
		size_t at, len;
	} g[GROUPS_MAX];
	char part[GROUPS_MAX]; /* what parts a group from the one before */
	size_t n;
	size_t at, end;
	bool comma; /* decimals stand behind a comma */
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letter(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0xc3;
}

static uint32_t mix(uint32_t h, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h;
}

/* zeros that change nothing are left out */
uint32_t kx_mark_number(const char *s, size_t n)
{
	const char *dot = memchr(s, '.', n);

	while (n > 1 && s[0] == '0' && s[1] != '.')
		s++, n--;
	while (dot && n > 1 && s[n - 1] == '0')
		n--;
	if (dot && s[n - 1] == '.')
		n--;
	return mix(0x23u * 16777619u, s, n);
}

/* ---- where one ends ----------------------------------------------------------------- */

/* bytes of what may part the groups of a number at s; 0: it ends there */
static size_t separator(const char *s, size_t n, char *c)
{
	size_t len = 0;

	if (n && strchr(".,'/:-", *s))
		len = 1, *c = *s;
	else if (n > 2 && !memcmp(s, "\xc2\xa0", 2))
		len = 2, *c = ' ';
	else if (n > 3 && !memcmp(s, "\xe2\x80\xaf", 3))
		len = 3, *c = ' ';
	else if (n > 3 && *s == ' ' && digit(s[1]) && digit(s[2]) && digit(s[3]) &&
		 (n == 4 || !digit(s[4])))
		len = 1, *c = ' ';
	return len < n && digit(s[len]) ? len : 0;
}

static void read_figure(struct figure *f, const char *s, size_t n, size_t at)
{
	size_t len;
	char c = 0;

	f->at = at;
	f->n = 0;
	do {
		size_t from = at;

		while (at < n && digit(s[at]))
			at++;
		f->g[f->n].at = from;
		f->g[f->n].len = at - from;
		f->part[f->n++] = c;
		f->end = at;
		len = separator(s + at, n - at, &c);
		at += len;
	} while (len && f->n < GROUPS_MAX);
}

/* "5,000", "1 250 000": groups of three behind the first. Returns where they end; from + 1
 * when there are none. */
static size_t thousands(const struct figure *f, size_t from, size_t to)
{
	size_t i = from + 1;

	if (i == to || f->g[from].len > 3 ||
		!strchr(f->comma ? ". '" : ", '", f->part[i]))
		return from + 1;
	while (i < to && f->g[i].len == 3 && f->part[i] == f->part[from + 1])
		i++;
	return i;
}

/* ---- what it is worth --------------------------------------------------------------- */

struct value {
	char s[DIGITS_MAX + 1];
	size_t n;
};

static void append(struct value *v, const char *s, size_t n)
{
	for (size_t i = 0; i < n && v->n < DIGITS_MAX; i++)
		v->s[v->n++] = s[i];
}

struct writer {
	const char *s;
	size_t n;
	bool asked;
	kx_mark_fn *fn;
	void *ctx;
};

/* that of its unit, or NULL */
static const char *sign_of(const struct writer *w, size_t at, size_t end)
{
	const char *s = kx_mark_unit_before(w->s, at);
	size_t len;

	if (!s)
		s = kx_mark_unit(w->s + end, w->n - end, &len);
	return s && *s ? s : NULL;
}

/* zeros that a word behind it adds */
static int zeros(const struct writer *w, size_t end)
{
	char word[12];
	size_t len = 0;

	if (end >= w->n || w->s[end] != ' ')
		return 0;
	for (end++; end + len < w->n && letter(w->s[end + len]); len++)
		if (len < sizeof(word) - 1)
			word[len] = (char)tolower((unsigned char)w->s[end + len]);
	if (len > sizeof(word) - 1)
		return 0;
	word[len] = '\0';
	for (size_t i = 0; i < sizeof(larger) / sizeof(*larger); i++)
		if (!strcmp(word, larger[i].word))
			return larger[i].zeros;
	return 0;
}

/* times ten to the power of `n` */
static void scale(struct value *v, int n)
{
	char *dot = memchr(v->s, '.', v->n);

	for (; n > 0; n--) {
		if (!dot) {
			append(v, "0", 1);
			continue;
		}
		if (dot + 1 == v->s + v->n)
			append(v, "0", 1);
		if (dot + 1 == v->s + v->n)
			return;
		dot[0] = dot[1];
		*++dot = '.';
	}
}

/* `alt`: another mark that stands for it, or 0 */
static void put_value(
	const struct writer *w, struct value *v, size_t at, size_t end, uint32_t alt)
{
	struct kx_mark m = {
		.kind = KX_MARK_NUMBER, .weight = .75f, .must = true, .alt = alt
	};
	const char *sign = sign_of(w, at, end);
	int more = zeros(w, end);

	m.hash = kx_mark_number(v->s, v->n);
	/* "(1)" may count what the sentence tells */
	if (end == at + 1 && at && w->s[at - 1] == '(' && end < w->n &&
		w->s[end] == ')')
		m.must = false;
	if (more) {
		struct value big = *v;

		scale(&big, more);
		m.alt = m.hash;
		m.hash = kx_mark_number(big.s, big.n);
	}
	w->fn(&m, w->ctx);
	/* one without a sign may be meant: "5 dollars" */
	m = (struct kx_mark){ .kind = KX_MARK_SIGNED,
		.hash = sign ? mix(m.hash, sign, strlen(sign)) : 0,
		.alt = mix(m.hash, "~", 1),
		.must = sign != NULL };
	w->fn(&m, w->ctx);
}

/* the unit that is written close to it, "10GB", as a word of its own */
static size_t put_suffix(const struct writer *w, size_t end)
{
	char unit[SUFFIX_MAX];
	struct kx_mark m = { .weight = .5f };
	size_t n = 0, len;

	while (end + n < w->n && isalnum((unsigned char)w->s[end + n])) {
		if (n < SUFFIX_MAX)
			unit[n] = (char)tolower((unsigned char)w->s[end + n]);
		n++;
	}
	if (n < 2 || n > SUFFIX_MAX ||
		(n == 2 && (!memcmp(unit, "st", 2) || !memcmp(unit, "nd", 2) ||
				   !memcmp(unit, "rd", 2) || !memcmp(unit, "th", 2))))
		return end + n;
	if (w->asked && kx_mark_unit(w->s + end, w->n - end, &len))
		return end + n;
	m.hash = kx_token_hash(unit, n);
	w->fn(&m, w->ctx);
	return end + n;
}

/* A version, an address of a machine: what has three parts or more and no year. */
static bool is_code(const struct figure *f)
{
	if (f->n < 3 || f->part[1] != '.' || f->part[2] != '.')
		return false;
	for (size_t i = 0; i < f->n; i++)
		if (f->g[i].len == 4)
			return false;
	return true;
}

/* "2024-03-05", "5.3.2024": its parts, of which one may be a month that is written out
 * elsewhere */
static bool is_date(const struct figure *f)
{
	return f->n == 3 && f->part[1] == f->part[2] && strchr("-/.", f->part[1]);
}

static uint32_t month(const struct writer *w, const struct figure *f, size_t i)
{
	const char *s = w->s + f->g[i].at;
	unsigned v = (unsigned)(s[0] - '0');

	if (f->g[i].len > 2)
		return 0;
	if (f->g[i].len == 2)
		v = v * 10 + (unsigned)(s[1] - '0');
	return v >= 1 && v <= 12 ? kx_mark_month(v) : 0;
}

static void put_figure(const struct writer *w, const struct figure *f)
{
	bool date = is_date(f);

	for (size_t i = 0, j; i < f->n; i = j) {
		struct value v = { .n = 0 };

		j = date ? i + 1 : thousands(f, i, f->n);
		for (size_t k = i; k < j; k++)
			append(&v, w->s + f->g[k].at, f->g[k].len);
		if (!date && j < f->n && strchr(".,", f->part[j]) &&
			(j > i + 1 || j + 1 == f->n || !strchr(".,", f->part[j + 1]))) {
			append(&v, ".", 1);
			append(&v, w->s + f->g[j].at, f->g[j].len);
			j++;
		}
		put_value(w, &v, f->g[i].at, f->g[j - 1].at + f->g[j - 1].len,
			date ? month(w, f, i) : 0);
	}
}

void kx_marks_numbers(const char *locale, const char *text, size_t n, bool asked,
	kx_mark_fn *fn, void *ctx)
{
	struct writer w = { text, n, asked, fn, ctx };
	struct figure f = { .n = 0 };

	f.comma = locale && *locale && strncmp(locale, "en", 2) != 0 &&
		  strncmp(locale, "zh", 2) != 0 && strncmp(locale, "ja", 2) != 0;
	for (size_t i = 0; i < n;) {
		if (!digit(text[i])) {
			i++;
			continue;
		}
		/* "EC2", "utf8": the digits of a name */
		if (i && (letter(text[i - 1]) || text[i - 1] == '_')) {
			while (i < n && isalnum((unsigned char)text[i]))
				i++;
			continue;
		}
		read_figure(&f, text, n, i);
		if (is_code(&f)) {
			struct kx_mark m = {
				.kind = KX_MARK_NUMBER, .weight = 1, .must = true
			};

			m.hash = mix(0x3du * 16777619u, text + f.at, f.end - f.at);
			fn(&m, ctx);
		} else {
			put_figure(&w, &f);
		}
		i = put_suffix(&w, f.end);
	}
}
