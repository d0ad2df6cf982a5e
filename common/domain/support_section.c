/* Sections, prepared for comparing. */
#include "domain/support_part.h"

#include "base/mem.h"
#include "domain/address.h"
#include "domain/planted.h"
#include "domain/sentence.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ADDRESSES_MAX 4096 /* of all sections together; later ones are left out */

struct maker {
	struct kx_support *s;
	struct kx_arena *a;
	struct kx_unit *units; /* heap, as the next two */
	struct kx_entry *entries;
	const char **addresses;
};

/* room for one more in an array that doubles */
static void *room(void *v, size_t n, size_t size)
{
	return (n & (n - 1)) == 0 ? kx_realloc(v, n ? n * 2 : 1, size) : v;
}

static void add(struct maker *m, uint32_t hash)
{
	struct kx_support *s = m->s;

	m->entries = room(m->entries, s->nentries, sizeof(*m->entries));
	m->entries[s->nentries++] = (struct kx_entry){ hash, (uint32_t)s->nunits - 1 };
}

static void note(const struct kx_mark *k, void *ctx)
{
	if (k->hash)
		add(ctx, k->hash);
	/* a number is without a sign or with its own */
	if (k->alt && !(k->kind == KX_MARK_SIGNED && k->hash))
		add(ctx, k->alt);
}

static bool unit(struct maker *m, const struct kx_unit *u, const char *text, size_t n)
{
	struct kx_support *s = m->s;

	if (s->nunits == KX_UNITS_MAX)
		return false;
	m->units = room(m->units, s->nunits, sizeof(*m->units));
	m->units[s->nunits++] = *u;
	kx_marks_read(s->k, s->locale[u->section], text, n, false, note, m);
	return true;
}

/* ---- addresses ---------------------------------------------------------------------- */

static void keep(struct maker *m, const char *s, size_t n)
{
	struct kx_support *k = m->s;

	if (k->naddresses == ADDRESSES_MAX)
		return;
	m->addresses = room(m->addresses, k->naddresses, sizeof(*m->addresses));
	m->addresses[k->naddresses++] = kx_arena_strndup(m->a, s, n);
}

/* An address, and what leads to it: a part of a path that an article tells holds nothing
 * that it does not tell. */
static void address(const char *plain, size_t n, void *ctx)
{
	keep(ctx, plain, n);
	for (size_t i = n; i-- > 1;)
		if (strchr("/?#", plain[i]))
			keep(ctx, plain, i);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* ---- sections ----------------------------------------------------------------------- */

/* Does any sentence of a paragraph speak to the model? Then what it says is none of the
 * article's. */
static bool planted(const struct kx_sentences *s, size_t i, const char *text)
{
	size_t block = s->v[i].block;

	while (i && s->v[i - 1].block == block)
		i--;
	for (; i < s->n && s->v[i].block == block; i++)
		if (kx_planted(text + s->v[i].at, s->v[i].len))
			return true;
	return false;
}

static void part(struct maker *m, const struct kx_excerpt *x, struct kx_unit *u)
{
	const char *text = x->parts[u->part].text;
	struct kx_sentences s;
	bool told = false, skip = false;

	kx_sentences_split(&s, text, strlen(text));
	for (size_t i = 0; i < s.n; i++) {
		if (!i || s.v[i].block != s.v[i - 1].block)
			skip = planted(&s, i, text);
		told |= skip;
		u->at = (uint32_t)s.v[i].at;
		u->len = (uint32_t)s.v[i].len;
		u->asks = s.v[i].question;
		if (!skip && !unit(m, u, text + s.v[i].at + s.v[i].mark,
				     s.v[i].len - s.v[i].mark))
			break;
	}
	kx_sentences_release(&s);
	if (!told)
		kx_address_each(text, strlen(text), address, m);
}

static char *small(const struct kx_excerpt *x, struct kx_arena *a)
{
	size_t n = strlen(x->hit->title) + strlen(x->hit->heading) + 3, at = 0;
	char *low;

	for (size_t i = 0; i < x->nparts; i++)
		n += strlen(x->parts[i].text) + 1;
	low = kx_arena_alloc(a, n);
	at += (size_t)snprintf(low, n, "%s\n%s\n", x->hit->title, x->hit->heading);
	for (size_t i = 0; i < x->nparts; i++)
		at += (size_t)snprintf(low + at, n - at, "%s\n", x->parts[i].text);
	for (size_t i = 0; i < at; i++)
		low[i] = (char)tolower((unsigned char)low[i]);
	return low;
}

static void section(struct maker *m, uint32_t i)
{
	const struct kx_excerpt *x = &m->s->x->v[i];
	struct kx_unit u = { .section = i };
	char *head = kx_arena_printf(m->a, "%s. %s", x->hit->title, x->hit->heading);

	m->s->low[i] = small(x, m->a);
	unit(m, &u, head, strlen(head));
	kx_address_each(head, strlen(head), address, m);
	kx_address_each(x->hit->url, strlen(x->hit->url), address, m);
	for (u.part = 0; u.part < x->nparts; u.part++)
		part(m, x, &u);
}

static int by_hash(const void *a, const void *b)
{
	const struct kx_entry *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* into the arena */
static void *settle(struct kx_arena *a, void *v, size_t n, size_t size)
{
	void *out = kx_arena_alloc(a, (n + 1) * size);

	if (n)
		memcpy(out, v, n * size);
	free(v);
	return out;
}

struct kx_support *kx_support_new(const struct kx_excerpts *x, struct kx_tokenizer *k,
	const char *locale, struct kx_arena *a)
{
	struct kx_support *s = kx_arena_alloc(a, sizeof(*s));
	struct maker m = { .s = s, .a = a };

	s->x = x;
	s->k = k;
	s->spoken.most = -1;
	s->a = a;
	s->locale = kx_arena_alloc(a, (x->n + 1) * sizeof(*s->locale));
	s->tongue = kx_arena_alloc(a, (x->n + 1) * sizeof(*s->tongue));
	s->low = kx_arena_alloc(a, (x->n + 1) * sizeof(*s->low));
	for (uint32_t i = 0; i < x->n; i++) {
		s->locale[i] = *x->v[i].hit->locale ? x->v[i].hit->locale : locale;
		section(&m, i);
	}
	s->units = settle(a, m.units, s->nunits, sizeof(*s->units));
	s->entries = settle(a, m.entries, s->nentries, sizeof(*s->entries));
	s->addresses = settle(a, m.addresses, s->naddresses, sizeof(*s->addresses));
	qsort(s->entries, s->nentries, sizeof(*s->entries), by_hash);
	qsort(s->addresses, s->naddresses, sizeof(*s->addresses), by_text);
	return s;
}

bool kx_support_address(const struct kx_support *s, const char *p, size_t n)
{
	char plain[KX_ADDRESS_MAX + 1];
	const char *key = plain;

	if (n > KX_ADDRESS_MAX)
		return false;
	plain[kx_address_plain(p, n, plain)] = '\0';
	return bsearch(&key, s->addresses, s->naddresses, sizeof(*s->addresses),
		       by_text) != NULL;
}
