#include "domain/locale.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "domain/language.h"
#include "domain/stopword.h"
#include "domain/store.h"
#include "io/unicode.h"

#include <stdio.h>
#include <string.h>

#define GUESS_WORDS 64 /* words looked at */

static void add(struct kx_locales *l, const char *locale, int64_t articles)
{
	char tag[KX_LANGUAGE_NAME + 1];
	size_t i;

	kx_language_subtag(locale, tag);
	if (!*tag)
		snprintf(tag, sizeof(tag), "en");
	for (i = 0; i < l->n && strcmp(l->tag[i], tag) != 0; i++)
		;
	if (i == KX_LOCALES_MAX)
		return;
	if (i == l->n) {
		snprintf(l->tag[l->n++], sizeof(l->tag[0]), "%s", tag);
		l->articles[i] = 0;
	}
	l->articles[i] += articles;
}

/* the most frequent first; equals stay as they are */
static void sort(struct kx_locales *l)
{
	char tag[sizeof(l->tag[0])];
	int64_t n;
	size_t i, k;

	for (i = 1; i < l->n; i++) {
		memcpy(tag, l->tag[i], sizeof(tag));
		n = l->articles[i];
		for (k = i; k > 0 && l->articles[k - 1] < n; k--) {
			memcpy(l->tag[k], l->tag[k - 1], sizeof(tag));
			l->articles[k] = l->articles[k - 1];
		}
		memcpy(l->tag[k], tag, sizeof(tag));
		l->articles[k] = n;
	}
}

int kx_locales_note(struct kx_db *db, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select locale, count(*) as n from article group by locale"
		" order by n desc, locale",
		e);
	struct kx_locales l = { .n = 0 };
	struct kx_buf b = { 0 };
	size_t i;
	int rc;

	if (!s)
		return -1;
	while ((rc = kx_db_step(s, e)) == 0)
		add(&l, kx_col_text(s, 0), kx_col_int(s, 1));
	if (rc < 0)
		return -1;
	sort(&l);
	for (i = 0; i < l.n; i++)
		kx_buf_printf(&b, "%s%s", i ? " " : "", l.tag[i]);
	rc = kx_store_set(db, "locales", kx_buf_text(&b), e);
	kx_buf_release(&b);
	return rc;
}

int kx_locales_read(struct kx_db *db, struct kx_locales *l, struct kx_err *e)
{
	struct kx_arena a = { 0 };
	const char *v, *p;
	char tag[16];
	int used, rc;

	l->n = 0;
	rc = kx_store_get(db, "locales", &a, &v, e);
	for (p = v ? v : ""; !rc && sscanf(p, "%15s%n", tag, &used) == 1; p += used)
		add(l, tag, 0);
	kx_arena_release(&a);
	return rc;
}

/* words of the text that are function words of the language */
static size_t count(const char *tag, const char *text, size_t n)
{
	const struct kx_stopwords *s = kx_stopwords_find(tag);
	char folded[KX_UNICODE_OUT], bare[KX_UNICODE_OUT];
	size_t i = 0, len, found = 0, words = 0;

	while (s && i < n && words < GUESS_WORDS) {
		while (i < n && strchr(" \t\n.,;:!?()\"'", text[i]))
			i++;
		for (len = 0;
			i + len < n && !strchr(" \t\n.,;:!?()\"'", text[i + len]);)
			len++;
		if (len && len < KX_UNICODE_MAX) {
			size_t m = kx_unicode_fold(text + i, len, folded);

			m = kx_unicode_strip(folded, m, bare);
			found += kx_stopword(s, bare, m);
			words++;
		}
		i += len;
	}
	return found;
}

/* the language of the list that is written with such a character; NULL: none tells */
static const char *of_character(const struct kx_locales *l, uint32_t cp)
{
	static const struct {
		uint32_t from, to;
		const char *tags;
	} scripts[] = { { 0x3040, 0x30ff, "ja" }, { 0xac00, 0xd7a3, "ko" },
		{ 0x4e00, 0x9fff, "zh ja" }, { 0x0e00, 0x0e7f, "th" },
		{ 0x0400, 0x04ff, "ru uk bg sr" }, { 0x0370, 0x03ff, "el" },
		{ 0x0590, 0x05ff, "he yi" }, { 0x0600, 0x06ff, "ar fa ur" },
		{ 0x0900, 0x097f, "hi mr ne" } };
	size_t k, j;

	for (k = 0; cp >= 0x370 && k < sizeof(scripts) / sizeof(*scripts); k++)
		for (j = 0; cp >= scripts[k].from && cp <= scripts[k].to && j < l->n;
			j++)
			if (strstr(scripts[k].tags, l->tag[j]))
				return l->tag[j];
	return NULL;
}

/* By the first character that tells; but Kana anywhere is Japanese, whose first character
 * is often one that Chinese has, too. */
static const char *by_script(const struct kx_locales *l, const char *text, size_t n)
{
	const char *first = NULL, *tag;
	size_t i = 0;
	uint32_t cp;

	while (i < n) {
		i += kx_utf8_next(text + i, n - i, &cp);
		tag = of_character(l, cp);
		if (tag && cp >= 0x3040 && cp <= 0x30ff)
			return tag;
		if (!first)
			first = tag;
	}
	return first;
}

const char *kx_locale_guess(const struct kx_locales *l, const char *text, size_t n)
{
	size_t i, c, best = 0, most = 0;
	const char *tag;

	if (!l->n)
		return NULL;
	if (l->n == 1)
		return l->tag[0];
	tag = by_script(l, text, n);
	if (tag)
		return tag;
	for (i = 0; i < l->n; i++) {
		c = count(l->tag[i], text, n);
		if (c > most) {
			most = c;
			best = i;
		}
	}
	return l->tag[best];
}
