#include "domain/index_page.h"

#include "../t.h"
#include "base/mem.h"
#include "domain/gram.h"
#include "domain/varint.h"

#include <stdlib.h>
#include <string.h>

static struct kx_err e;

/* the same numbers on every run */
static uint32_t seed;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

/* Damaged blobs. */
struct rows {
	struct kx_buf page[64];
	size_t n;
};

static int keep(const char *term, size_t n, int part, const void *page, size_t len,
	void *ctx, struct kx_err *err)
{
	struct rows *r = ctx;

	(void)term;
	(void)n;
	(void)part;
	(void)err;
	T_OK(len <= KX_PAGE_BYTES);
	if (r->n < 64)
		kx_buf_add(&r->page[r->n++], page, len);
	return 0;
}

/* reads all of a row out of a block that ends where it ends */
static int read_row(const char *s, size_t n, const struct kx_list_place *at)
{
	unsigned char *copy = malloc(n ? n : 1);
	struct kx_postings p = { 0 };
	struct kx_page_cursor c;
	uint32_t base = 0;
	size_t wrong = 0;
	bool last;
	int rc;

	memcpy(copy, s, n);
	if (kx_page_is_slice(copy, n)) {
		if (n > 2 && (copy[1] & 0x80) == 0)
			base = copy[2] & 0x7f;
		rc = kx_slice_read(copy, n, at, &base, &last, &p, &e) ? -1 : 1;
	} else {
		rc = kx_page_first(&c, copy, n, &e);
		while (!rc && !(rc = kx_page_next(&c, &e)))
			rc = kx_list_read(c.list, c.list_len, at, &p, &e);
	}
	for (size_t i = 0; i < p.n; i++)
		wrong += p.doc[i] >= at->n || !p.tf[i];
	T_INT(wrong, 0);
	kx_postings_release(&p);
	free(copy);
	return rc == 1 ? 0 : -1;
}

static void damage(void)
{
	struct kx_index_doc *docs = kx_calloc(9000, sizeof(*docs));
	struct kx_list_place at = { .docs = docs, .n = 9000, .strict = true };
	struct rows r = { 0 };
	struct kx_page_writer *w = kx_page_writer_new(docs, keep, &r);
	struct kx_buf bad = { 0 };
	char term[16];
	int len;

	seed = 5;
	for (uint32_t i = 0; i < 9000; i++)
		docs[i].length = (uint16_t)(1 + rnd(300));
	for (int t = 0; t < 200; t++) {
		len = snprintf(term, sizeof(term), "term%03d", t);
		T_INT(kx_page_writer_term(w, term, (size_t)len, &e), 0);
		for (uint32_t d = rnd(50), step = 1 + rnd(t == 20 ? 1 : 900); d < 9000;
			d += 1 + rnd(step))
			kx_page_writer_add(
				w, d, (uint16_t)(rnd(3) ? 1 : 1 + rnd(65535)), &e);
	}
	T_INT(kx_page_writer_end(w, &e), 0);
	T_OK(r.n > 4);
	for (size_t i = 0; i < r.n; i++) {
		struct kx_buf *page = &r.page[i];

		if (!kx_page_is_slice(page->p, page->len))
			T_INT(read_row(page->p, page->len, &at), 0);
		for (size_t cut = 0; cut < page->len; cut += 1 + cut / 16)
			read_row(page->p, cut, &at);
		for (int j = 0; j < 300; j++) {
			kx_buf_clear(&bad);
			kx_buf_add(&bad, page->p, page->len);
			for (uint32_t f = 1 + rnd(3); f; f--)
				bad.p[rnd((uint32_t)bad.len)] = (char)rnd(256);
			read_row(bad.p, bad.len, &at);
		}
		kx_buf_release(page);
	}
	kx_page_writer_free(w);
	kx_buf_release(&bad);
	free(docs);
}

/* What a writer makes of lists of all lengths, read again. */
struct seen {
	struct kx_list_place at;
	struct kx_postings p;
	uint32_t base;
	char key[KX_TERM_MAX];
	size_t key_len, terms, mixed, slices, wrong;
	int part;
};

/* term t is in the first so many docs */
static size_t length_of(size_t term)
{
	return term % 10 == 9   ? 8500 + term
	       : term % 10 == 5 ? 100 + term
				: 1 + term % 40;
}

static void see_list(struct seen *s)
{
	struct kx_postings *p = &s->p;

	s->wrong += p->n != length_of(s->terms++);
	for (size_t i = 0; i < p->n; i++)
		s->wrong += p->doc[i] != s->at.first + i || p->tf[i] != 1 + i % 13;
	p->n = s->base = 0;
}

static int see(const char *term, size_t n, int part, const void *page, size_t len,
	void *ctx, struct kx_err *err)
{
	struct seen *s = ctx;
	struct kx_page_cursor c;
	bool last;

	/* rows in the order of their keys */
	size_t least = n < s->key_len ? n : s->key_len;
	int order = s->key_len ? memcmp(s->key, term, least) : -1;

	if (!order)
		order = s->key_len < n ? -1 : s->key_len > n ? 1 : s->part - part;
	s->wrong += order >= 0 || len > KX_PAGE_BYTES;
	memcpy(s->key, term, n);
	s->key_len = n;
	s->part = part;
	s->at.grams = kx_gram_is(term, n);
	if (kx_page_is_slice(page, len)) {
		s->wrong += kx_slice_read(page, len, &s->at, &s->base, &last, &s->p,
				    err) != 0;
		s->slices++;
		if (last)
			see_list(s);
		return 0;
	}
	s->wrong += kx_page_first(&c, page, len, err) != 0;
	while (!kx_page_next(&c, err)) {
		s->mixed += kx_gram_is(c.term, c.term_len) != s->at.grams;
		s->wrong += kx_list_read(c.list, c.list_len, &s->at, &s->p, err) != 0;
		see_list(s);
	}
	return 0;
}

static void lists(void)
{
	struct kx_index_doc *docs = kx_calloc(9000, sizeof(*docs));
	struct seen s = {
		.at = { .docs = docs, .n = 9000, .first = 77, .strict = true }
	};
	struct kx_page_writer *w;
	char term[16];
	int len;

	for (uint32_t i = 0; i < 9000; i++) {
		docs[i].length = (uint16_t)(5 + i % 70);
		docs[i].grams = (uint16_t)(300 - i % 70);
	}
	w = kx_page_writer_new(docs, see, &s);
	for (size_t t = 0; t < 400; t++) {
		len = snprintf(term, sizeof(term), t < 203 ? "\1%03zu" : "a%03zu", t);
		T_INT(kx_page_writer_term(w, term, (size_t)len, &e), 0);
		for (uint32_t i = 0; i < length_of(t); i++)
			kx_page_writer_add(w, i, (uint16_t)(1 + i % 13), &e);
		/* one without postings is not written */
		len = snprintf(term, sizeof(term), t < 203 ? "\1%03zux" : "a%03zux", t);
		T_INT(kx_page_writer_term(w, term, (size_t)len, &e), 0);
	}
	T_INT(kx_page_writer_end(w, &e), 0);
	T_INT(s.terms, 400);
	T_INT(s.mixed, 0);
	T_INT(s.wrong, 0);
	T_INT(s.slices, 40 * 2);
	kx_postings_release(&s.p);
	kx_page_writer_free(w);
	kx_page_writer_free(NULL);
	free(docs);
}

/* A short list: what it may not say. */
static void plain(void)
{
	unsigned char s[64] = { 0 };
	struct kx_block_postings p;
	struct kx_list l = { s, s, 0 };

	T_INT(kx_list_plain(&l, 10, &p), 0);
	T_INT(p.n, 0);
	s[0] = 3 << 1 | 1; /* doc 3 once */
	s[1] = 0 << 1 | 0; /* doc 4 twice */
	s[2] = 2;
	l = (struct kx_list){ s, s + 3, 2 };
	T_INT(kx_list_plain(&l, 5, &p), 0);
	T_INT(p.n, 2);
	T_INT(p.doc[0], 3);
	T_INT(p.tf[0], 1);
	T_INT(p.doc[1], 4);
	T_INT(p.tf[1], 2);
	T_INT(kx_list_plain(&l, 4, &p), -1); /* there is no doc 4 */
	l.n = 1;
	T_INT(kx_list_plain(&l, 5, &p), -1); /* bytes left over */
	l.n = 3;
	T_INT(kx_list_plain(&l, 5, &p), -1); /* bytes missing */
	l.n = 2;
	s[2] = 0;
	T_INT(kx_list_plain(&l, 5, &p), -1); /* no times */
	memset(s, 1, sizeof(s));
	l = (struct kx_list){ s, s + KX_PAGE_PLAIN, KX_PAGE_PLAIN };
	T_INT(kx_list_plain(&l, 99, &p), 0);
	T_INT(p.n, KX_PAGE_PLAIN);
	l = (struct kx_list){ s, s + KX_PAGE_PLAIN + 1, KX_PAGE_PLAIN + 1 };
	T_INT(kx_list_plain(&l, 99, &p), -1); /* that would have blocks */
	memcpy(s, "\xfe\xff\xff\xff\x0f\x80\x80\x04", 8);
	l = (struct kx_list){ s, s + 8, 1 };
	T_INT(kx_list_plain(&l, UINT32_MAX, &p), -1); /* 65536 times */
	memcpy(s + 5, "\xff\xff\x03", 3);
	T_INT(kx_list_plain(&l, UINT32_MAX, &p), 0);
	T_INT(p.tf[0], UINT16_MAX);
	T_INT(p.doc[0], 0x7fffffff);
}

/* a block whose head tells another length of its shortest doc is found by the check */
static void strict(void)
{
	struct kx_index_doc docs[40] = { { 0 } };
	struct kx_list_place at = { .docs = docs, .n = 40 };
	struct kx_postings p = { 0 };
	struct kx_page_cursor c;
	struct rows r = { 0 };
	struct kx_page_writer *w = kx_page_writer_new(docs, keep, &r);

	for (uint32_t i = 0; i < 40; i++)
		docs[i] = (struct kx_index_doc){ .length = 9, .grams = 30 };
	T_INT(kx_page_writer_term(w, "word", 4, &e), 0);
	for (uint32_t i = 0; i < 40; i++)
		kx_page_writer_add(w, i, 1, &e);
	T_INT(kx_page_writer_end(w, &e), 0);
	T_INT(kx_page_first(&c, r.page[0].p, r.page[0].len, &e), 0);
	T_INT(kx_page_next(&c, &e), 0);
	for (int i = 0; i < 8; i++) {
		at.strict = i & 1;
		at.grams = i & 2;
		docs[7].length = i & 4 ? 8 : 9;
		p.n = 0;
		T_INT(kx_list_read(c.list, c.list_len, &at, &p, &e),
			at.strict && (at.grams || i & 4) ? -1 : 0);
	}
	kx_postings_release(&p);
	kx_buf_release(&r.page[0]);
	kx_page_writer_free(w);
}

/* terms of a page: none twice, none before another that stands after it */
static void terms(void)
{
	static const struct {
		const char *bytes;
		size_t n;
		int entries; /* that are read; -1 behind them */
	} pages[] = {
		{ "\1\0\2ab\2\1\1", 8, 1 }, { "\1\0\2ab\2\1\1\1\1c\2\1\1", 14, 2 },
		{ "\1\0\2ab\2\1\1\2\1c\2\1\1", 14, 2 },
		{ "\1\0\2ab\2\1\1\1\1b\2\1\1", 14, -1 }, /* ab again */
		{ "\1\0\2ab\2\1\1\1\1a\2\1\1", 14, -1 }, /* aa */
		{ "\1\0\2ab\2\1\1\1\0\2\1\1", 13, -1 },  /* a */
		{ "\1\0\2ab\2\1\1\0\3abc\2\1\1", 16, 2 },
		{ "\1\0\2ab\2\1\1\3\1c\2\1\1", 14, -1 }, /* shares too much */
		{ "\1\1\1b\2\1\1", 7, -1 },              /* with nothing */
		{ "\1\0\0\2\1\1", 6, -1 },               /* no term */
		{ "\1\0\2ab\3\1\1", 8, -1 },             /* list cut off */
		{ "\1\0\101aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaaa\1\1",
			70, -1 }, /* too long */
	};
	struct kx_page_cursor c;

	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		int n = 0, rc;

		T_INT(kx_page_first(&c, pages[i].bytes, pages[i].n, &e), 0);
		while (!(rc = kx_page_next(&c, &e)))
			n++;
		T_INT(rc, pages[i].entries < 0 ? -1 : 1);
		if (pages[i].entries >= 0)
			T_INT(n, pages[i].entries);
	}
	T_INT(kx_page_first(&c, "", 0, &e), -1);
	T_INT(kx_page_first(&c, "\2", 1, &e), -1);
	T_OK(kx_page_is_slice("\2", 1) && kx_page_is_slice("\3", 1));
	T_OK(!kx_page_is_slice("\2", 0) && !kx_page_is_slice("\1", 1) &&
		!kx_page_is_slice("\4", 1));
}

static void varints(void)
{
	static const uint32_t v[] = { 0, 1, 127, 128, 16383, 16384, 0x7fffffff,
		UINT32_MAX };
	static const unsigned char over[] = { 0xff, 0xff, 0xff, 0xff, 0x1f },
				   endless[] = { 0x80, 0x80, 0x80, 0x80, 0x80, 0x00 };
	unsigned char s[KX_VARINT_MAX];
	const unsigned char *p;
	uint32_t got;
	size_t n;

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		n = kx_varint_put(v[i], s);
		p = s;
		T_INT(kx_varint_take(&p, s + n, &got), 0);
		T_INT(got, v[i]);
		T_INT(p - s, n);
		p = s;
		T_INT(kx_varint_take(&p, s + n - 1, &got), -1);
	}
	p = over;
	T_INT(kx_varint_take(&p, over + sizeof(over), &got), -1);
	p = endless;
	T_INT(kx_varint_take(&p, endless + sizeof(endless), &got), -1);
}

int main(void)
{
	varints();
	lists();
	plain();
	strict();
	terms();
	damage();
	return T_END();
}
