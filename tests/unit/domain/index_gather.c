#include "domain/index_gather.h"

#include "../t.h"
#include "base/mem.h"
#include "domain/token.h"

#include <stdlib.h>

#define TERMS 3000
#define DOCS 20000

static struct kx_err e;

/* the same numbers on every run */
static uint32_t seed = 7;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

/* Reads the rows that are written and compares them with what was put in. */
struct list {
	uint32_t *doc, *tf;
	size_t n, cap;
};

struct model {
	char name[TERMS][32];
	struct list list[TERMS];
	const struct kx_list_place *at;
	/* reading */
	struct kx_postings p;
	uint32_t base;
	size_t terms, wrong;
	char last[KX_TERM_MAX + 1];
};

static void name(struct model *m, uint32_t t)
{
	static const char *const tails[] = { "", "o", "othertail", "oz" };

	snprintf(m->name[t], sizeof(m->name[t]), "%sterm%u%s", t % 5 ? "" : "a\xc3\xb8",
		t / 4, tails[t % 4]);
}

static void compare(struct model *m, const char *term, size_t n)
{
	char own[KX_TERM_MAX + 1];
	uint32_t t = 0;

	memcpy(own, term, n);
	own[n] = '\0';
	m->wrong += strcmp(m->last, own) >= 0;
	memcpy(m->last, own, n + 1);
	while (t < TERMS && strcmp(m->name[t], own))
		t++;
	m->terms++;
	if (t == TERMS || m->list[t].n != m->p.n) {
		m->wrong++;
		return;
	}
	for (size_t i = 0; i < m->p.n; i++) {
		uint32_t tf = m->list[t].tf[i];

		m->wrong += m->p.doc[i] != m->list[t].doc[i] ||
			    m->p.tf[i] != (tf < 65535 ? tf : 65535);
	}
}

static int row(const char *term, size_t n, int part, const void *page, size_t len,
	void *ctx, struct kx_err *err)
{
	struct kx_page_cursor c;
	struct model *m = ctx;
	bool last;

	if (part == 0)
		m->p.n = m->base = 0;
	if (kx_page_is_slice(page, len)) {
		m->wrong += kx_slice_read(
				    page, len, m->at, &m->base, &last, &m->p, err) != 0;
		if (last)
			compare(m, term, n);
		return 0;
	}
	m->wrong += part != 0 || kx_page_first(&c, page, len, err);
	while (!kx_page_next(&c, err)) {
		m->p.n = 0;
		m->wrong += kx_list_read(c.list, c.list_len, m->at, &m->p, err) != 0;
		compare(m, c.term, c.term_len);
	}
	return 0;
}

static void put(
	struct kx_gather *g, struct model *m, uint32_t t, uint32_t doc, uint32_t tf)
{
	struct list *l = &m->list[t];
	const char *s = m->name[t];
	size_t len = strlen(s);

	kx_gather_add(g, kx_gather_term(g, s, len, kx_token_hash(s, len)), doc, tf);
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 8;
		l->doc = kx_realloc(l->doc, l->cap, sizeof(*l->doc));
		l->tf = kx_realloc(l->tf, l->cap, sizeof(*l->tf));
	}
	if (!l->n || l->doc[l->n - 1] != doc) {
		l->doc[l->n] = doc;
		l->tf[l->n++] = 0;
	}
	l->tf[l->n - 1] += tf;
}

static void fill(struct kx_gather *g, struct model *m)
{
	for (uint32_t doc = 0; doc < DOCS; doc++) {
		for (int i = 0; i < 3; i++)
			put(g, m, rnd(rnd(3) ? 9 : TERMS), doc, 1 + rnd(9) / 8);
		put(g, m, 11, doc, 1 + rnd(60)); /* slices */
		if (doc % 1000 == 0) {
			put(g, m, 10, doc, 65534); /* it stops at the top */
			put(g, m, 10, doc, rnd(3));
			put(g, m, 10, doc, 100000);
		}
	}
}

int main(void)
{
	struct kx_index_doc *docs = kx_calloc(DOCS, sizeof(*docs));
	struct kx_list_place at = { .docs = docs, .n = DOCS };
	struct model *m = kx_alloc(sizeof(*m));
	struct kx_gather *g = kx_gather_new();
	struct kx_page_writer *w;
	size_t empty = kx_gather_bytes(g), used = 0;

	m->at = &at;
	for (uint32_t t = 0; t < TERMS; t++)
		name(m, t);
	fill(g, m);
	for (uint32_t t = 0; t < TERMS; t++)
		used += m->list[t].n > 0;
	T_OK(kx_gather_bytes(g) > empty && kx_gather_bytes(g) < 3000000);
	/* one that is in no doc is not written */
	T_INT(kx_gather_term(g, "term", 4, kx_token_hash("term", 4)), used);
	T_INT(kx_gather_term(g, "term", 4, kx_token_hash("term", 4)), used);
	/* writing leaves it as it is */
	for (int round = 0; round < 2; round++) {
		m->terms = 0;
		m->last[0] = '\0';
		w = kx_page_writer_new(docs, row, m);
		T_INT(kx_gather_write(g, w, &e), 0);
		T_INT(kx_page_writer_end(w, &e), 0);
		T_INT(m->wrong, 0);
		T_INT(m->terms, used);
		kx_page_writer_free(w);
	}
	kx_gather_free(g);
	kx_gather_free(NULL);
	kx_postings_release(&m->p);
	for (uint32_t t = 0; t < TERMS; t++) {
		free(m->list[t].doc);
		free(m->list[t].tf);
	}
	free(m);
	free(docs);
	return T_END();
}
