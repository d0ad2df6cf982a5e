#include "domain/index_page.h"

#include "../t.h"
#include "base/mem.h"
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

static void docs_blob(void)
{
	struct kx_index_doc docs[20] = { { .article = 0xfffffffe, .length = 65535 } },
			    got[20];

	struct kx_buf b = { 0 };

	seed = 9;
	for (int gaps = 0; gaps < 2; gaps++) {
		for (int i = 0; i < 20; i++) {
			docs[i].visibility = (uint8_t)(i % 3);
			docs[i].id = ((int64_t)1 << 40) + i +
				     (gaps && i > 4 ? 1000000 * i : 0);
		}
		kx_buf_clear(&b);
		kx_docs_write(&b, docs, 20);
		T_INT(kx_docs_read(got, 20, b.p, b.len, "\x81\0\x0f", 3, &e), 0);

		for (int i = 0; i < 20; i++) {
			T_INT(got[i].article, docs[i].article);
			T_INT(got[i].length, docs[i].length);
			T_INT(got[i].visibility, docs[i].visibility);
			T_INT(got[i].dead, i == 0 || i == 7 || i >= 16);
			T_INT(got[i].id, docs[i].id);
		}

		T_INT(kx_docs_read(got, 20, b.p, b.len, "\x81", 1, &e), -1);
		for (size_t cut = 0; cut < b.len; cut++) {
			T_INT(kx_docs_read(got, 20, b.p, cut, NULL, 0, &e), -1);
		}
	}
	kx_buf_release(&b);
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
	docs_blob();
	damage();
	return T_END();
}
