/* A row of the word index, page or slice, in a segment of 3000 docs: read as it is for
 * merging and checking, and gone through as a search does. */
#include "base/mem.h"
#include "domain/gram.h"
#include "domain/index_page.h"
#include "domain/rank_lane.h"
#include "fuzz.h"

#include <string.h>

const unsigned fuzz_rounds = 2000;

#define DOCS 3000
#define WINDOW 1024

static struct kx_index_doc docs[DOCS];
static struct kx_doc_length lengths[DOCS];

static void start(void)
{
	uint64_t r = fuzz_start(7);

	if (docs[0].length)
		return;
	for (size_t i = 0; i < DOCS; i++) {
		lengths[i].words = (uint16_t)(1 + fuzz_rnd(&r, 300));
		lengths[i].grams = (uint16_t)(1 + fuzz_rnd(&r, 1200));
		docs[i] = (struct kx_index_doc){ .length = lengths[i].words,
			.grams = lengths[i].grams };
	}
}

/* what a search adds up for the docs; 0, or -1 when the list is damaged */
static int add_up(
	struct kx_lane *l, const struct kx_index_list *list, bool strict, double *sums)
{
	uint64_t marks[WINDOW / 64];
	double bound;

	for (uint32_t low = 0; low < DOCS; low += WINDOW) {
		uint32_t high = low + WINDOW < DOCS ? low + WINDOW : DOCS;

		memset(marks, 0, sizeof(marks));
		bound = kx_lane_bound(l, low, high);
		if (kx_lane_add(l, low, high, sums + low, marks))
			return -1;
		for (uint32_t doc = low; doc < high; doc++) {
			FUZZ_MUST((sums[doc] > 0) ==
				  (marks[(doc - low) / 64] >> doc % 64 & 1));
			FUZZ_MUST(!strict || sums[doc] <= bound);
		}
	}
	(void)list;
	return 0;
}

/* The list that was read, as a search reads it: the same docs, in any order of asking. */
static void search(const unsigned char *bytes, const struct kx_index_list *list,
	bool gram, bool strict, const struct kx_postings *p)
{
	struct kx_lane l = { .weight = 2,
		.gram = gram,
		.norm = { .flat = 0.3, .slope = 0.01 },
		.lengths = lengths };
	double *sums = kx_calloc(2 * DOCS, sizeof(*sums)), *some = sums + DOCS;
	uint32_t *asked = kx_calloc(DOCS, sizeof(*asked));
	size_t n = 0, count = 0;
	int rc = kx_lane_open(&l, bytes, list, DOCS, NULL);

	if (!rc) {
		kx_lane_rewind(&l);
		rc = add_up(&l, list, strict, sums);
	}
	FUZZ_MUST(!p || !rc);
	for (uint32_t i = 0; i < DOCS; i++)
		count += sums[i] > 0;
	FUZZ_MUST(!p || count == p->n);
	for (size_t i = 0; p && i < p->n; i++)
		FUZZ_MUST(sums[p->doc[i]] > 0);
	if (!rc) {
		kx_lane_rewind(&l);
		for (uint32_t i = 0; i < DOCS; i += 1 + i % 3)
			asked[n++] = i;
		FUZZ_MUST(!kx_lane_probe(&l, asked, n, some));
		for (size_t i = 0; i < n; i++)
			FUZZ_MUST(some[i] == sums[asked[i]]);
	}
	kx_lane_release(&l);
	free(asked);
	free(sums);
}

/* a list as it is read for merging; then by a search */
static void read_list(const unsigned char *s, size_t len, bool gram)
{
	struct kx_list_place at = {
		.docs = docs, .n = DOCS, .grams = gram, .strict = true
	};
	struct kx_postings p = { 0 }, again = { 0 };
	struct kx_err e = { 0 };
	struct kx_index_list list;
	struct kx_list l;
	bool strict = !kx_list_read(s, len, &at, &p, &e), read;

	FUZZ_MUST(strict || (e.code == KX_EINPUT && e.text[0]));
	at.strict = false;
	read = !kx_list_read(s, len, &at, &again, &e);
	FUZZ_MUST(read || !strict);
	for (size_t i = 0; read && i < again.n; i++) {
		FUZZ_MUST(again.doc[i] < DOCS && again.tf[i]);
		FUZZ_MUST(!i || again.doc[i] > again.doc[i - 1]);
	}
	if (!kx_list_open(&l, s, len, &e)) {
		list = (struct kx_index_list){ .len = (size_t)(l.end - l.p), .n = l.n };
		search(l.p, &list, gram, strict, read ? &again : NULL);
	}
	kx_postings_release(&p);
	kx_postings_release(&again);
}

static void read_page(const uint8_t *data, size_t size)
{
	struct kx_page_cursor c;
	struct kx_err e = { 0 };
	char before[KX_TERM_MAX];
	size_t before_len = 0, n;
	int rc, order;

	if (kx_page_first(&c, data, size, &e)) {
		FUZZ_MUST(e.code == KX_EINPUT && e.text[0]);
		return;
	}
	while (!(rc = kx_page_next(&c, &e))) {
		FUZZ_MUST(c.term_len && c.term_len <= KX_TERM_MAX);
		n = before_len < c.term_len ? before_len : c.term_len;
		order = memcmp(before, c.term, n);
		FUZZ_MUST(order < 0 || (order == 0 && before_len < c.term_len));
		memcpy(before, c.term, c.term_len);
		before_len = c.term_len;
		FUZZ_MUST(c.list >= data && c.list + c.list_len <= data + size);
		read_list(c.list, c.list_len, kx_gram_is(c.term, c.term_len));
	}
	FUZZ_MUST(rc == 1 || (e.code == KX_EINPUT && e.text[0]));
}

static void read_slice(const uint8_t *data, size_t size)
{
	struct kx_list_place at = { .docs = docs, .n = DOCS };
	struct kx_postings p = { 0 };
	struct kx_index_list list;
	struct kx_err e = { 0 };
	struct kx_list l;
	uint32_t base;
	bool last, read;

	if (kx_slice_open(&l, data, size, &base, &last, &e)) {
		FUZZ_MUST(e.code == KX_EINPUT && e.text[0]);
		return;
	}
	read = !kx_slice_read(data, size, &at, &base, &last, &p, &e);
	for (size_t i = 0; i < p.n; i++)
		FUZZ_MUST(
			p.doc[i] < DOCS && p.tf[i] && (!i || p.doc[i] > p.doc[i - 1]));
	FUZZ_MUST(!read || (p.n == l.n && base == p.doc[p.n - 1] + 1));
	/* a search takes the first slice for the beginning of the list */
	list = (struct kx_index_list){ .len = (size_t)(l.end - l.p), .n = l.n };
	search(l.p, &list, false, false, NULL);
	kx_postings_release(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	start();
	if (kx_page_is_slice(data, size))
		read_slice(data, size);
	else
		read_page(data, size);
	return 0;
}

/* keeps one row */
struct keep {
	struct kx_buf *b;
	uint32_t skip;
};

static int keep(const char *term, size_t n, int part, const void *page, size_t len,
	void *ctx, struct kx_err *e)
{
	struct keep *k = ctx;

	(void)term;
	(void)n;
	(void)part;
	(void)e;
	if (k->skip) {
		k->skip--;
		return 0;
	}
	kx_buf_clear(k->b);
	kx_buf_add(k->b, page, len);
	return 0;
}

void fuzz_seed(uint32_t number, struct kx_buf *b)
{
	uint64_t r = fuzz_start(number);
	struct keep k = { b, fuzz_rnd(&r, 3) };
	struct kx_page_writer *w;
	struct kx_err e = { 0 };
	char term[24];
	uint32_t step, tf;
	int len;

	start();
	w = kx_page_writer_new(docs, keep, &k);
	for (uint32_t t = 0; t < 12; t++) {
		len = snprintf(term, sizeof(term), t < 4 ? "\1%02u" : "%02uterm", t);
		kx_page_writer_term(w, term, (size_t)len, &e);
		step = 1u << fuzz_rnd(&r, fuzz_rnd(&r, 4) ? 12 : 3);
		tf = 1u << fuzz_rnd(&r, 16);
		for (uint32_t doc = fuzz_rnd(&r, step); doc < DOCS;
			doc += 1 + fuzz_rnd(&r, step))
			kx_page_writer_add(
				w, doc, (uint16_t)(1 + fuzz_rnd(&r, tf)), &e);
	}
	kx_page_writer_end(w, &e);
	kx_page_writer_free(w);
}
