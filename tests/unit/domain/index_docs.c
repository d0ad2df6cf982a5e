#include "domain/index_docs.h"

#include "../t.h"
#include "base/mem.h"

#include <stdlib.h>

#define MOST 300

static struct kx_err e;

/* the same numbers on every run */
static uint32_t seed = 3;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

struct sample {
	struct kx_index_doc docs[MOST];
	unsigned char dead[(MOST + 7) / 8];
	size_t n;
	bool gaps, private;
};

static void make(struct sample *s, size_t n, bool gaps, bool private)
{
	int64_t id = rnd(2) ? rnd(100) : (int64_t)1 << 61;

	memset(s, 0, sizeof(*s));
	s->n = n;
	s->gaps = gaps && n > 1;
	s->private = private;
	for (size_t i = 0; i < n; i++) {
		s->docs[i] = (struct kx_index_doc){ .id = id,
			.article = rnd(2) ? rnd(1000) : UINT32_MAX - rnd(3),
			.length = (uint16_t)(rnd(9) ? rnd(400) : 65535 - rnd(2)),
			.grams = (uint16_t)(rnd(9) ? rnd(2000) : 65535 - rnd(2)),
			.visibility = (uint8_t)(private ? rnd(3) : 0),
			.dead = rnd(5) == 0 };
		if (s->docs[i].dead)
			s->dead[i / 8] |= (unsigned char)(1u << i % 8);
		id += 1;
		if (s->gaps && (i == 0 || rnd(3) == 0))
			id += rnd(2) ? rnd(300) : UINT32_MAX;
	}
	if (private)
		s->docs[rnd((uint32_t)n)].visibility = 2;
}

/* out of memory that ends where they end */
static int read_docs(struct kx_index_doc *to, size_t n, const void *blob, size_t len,
	const void *dead, size_t dead_len)
{
	unsigned char *b = malloc(len + !len), *d = malloc(dead_len + !dead_len);
	int rc;

	memcpy(b, blob, len);
	if (dead)
		memcpy(d, dead, dead_len);
	rc = kx_docs_read(to, n, b, len, dead ? d : NULL, dead_len, &e);
	free(b);
	free(d);
	return rc;
}

static size_t differ(
	const struct kx_index_doc *a, const struct kx_index_doc *b, size_t n, bool dead)
{
	size_t wrong = 0;

	for (size_t i = 0; i < n; i++)
		wrong += a[i].id != b[i].id || a[i].article != b[i].article ||
			 a[i].length != b[i].length || a[i].grams != b[i].grams ||
			 a[i].visibility != b[i].visibility ||
			 b[i].dead != (dead && a[i].dead);
	return wrong;
}

/* each column by itself, as the index reads them */
static void columns(const struct sample *s, const struct kx_buf *b)
{
	const unsigned char *p = (const unsigned char *)b->p;
	struct kx_doc_length lengths[MOST];
	int64_t ids[MOST];
	struct kx_docs d;
	size_t wrong = 0;

	T_INT(kx_docs_open(&d, s->n, p, b->len, &e), 0);
	T_INT(d.n, s->n);
	T_INT(d.first, s->docs[0].id);
	T_INT(d.no_gaps, !s->gaps);
	T_INT(d.all_public, !s->private);
	T_INT(d.lengths, KX_DOCS_HEAD);
	T_INT(d.articles, KX_DOCS_HEAD + 4 * s->n);
	T_INT(d.visibility, KX_DOCS_HEAD + 8 * s->n);
	T_INT(d.gaps, d.visibility + (s->private ? s->n : 0));
	T_INT(d.end, b->len);
	if (!s->gaps)
		T_INT(d.gaps, d.end);
	memcpy(lengths, p + d.lengths, s->n * sizeof(*lengths));
	kx_docs_lengths(lengths, s->n);
	T_INT(kx_docs_ids(&d, s->gaps ? p + d.gaps : NULL, ids, &e), 0);
	for (size_t i = 0; i < s->n; i++)
		wrong += ids[i] != s->docs[i].id ||
			 lengths[i].words != s->docs[i].length ||
			 lengths[i].grams != s->docs[i].grams ||
			 kx_docs_article(p + d.articles, i) != s->docs[i].article ||
			 (s->private && p[d.visibility + i] != s->docs[i].visibility);
	T_INT(wrong, 0);
}

static void round_trip(const struct sample *s)
{
	struct kx_index_doc got[MOST];
	struct kx_buf b = { 0 };
	size_t bits = (s->n + 7) / 8;

	kx_docs_write(&b, s->docs, s->n);
	T_INT(read_docs(got, s->n, b.p, b.len, NULL, 0), 0);
	T_INT(differ(s->docs, got, s->n, false), 0);
	T_INT(read_docs(got, s->n, b.p, b.len, s->dead, bits), 0);
	T_INT(differ(s->docs, got, s->n, true), 0);
	columns(s, &b);

	T_INT(read_docs(got, s->n, b.p, b.len, s->dead, bits - 1), -1);
	T_INT(read_docs(got, s->n, b.p, b.len, s->dead, bits + 1), -1);
	T_INT(e.code, KX_EINPUT);
	for (size_t cut = 0; cut < b.len; cut += 1 + cut / 50)
		T_INT(read_docs(got, s->n, b.p, cut, NULL, 0), -1);
	T_INT(read_docs(got, s->n, b.p, b.len - 1, NULL, 0), -1);
	T_INT(read_docs(got, s->n - 1, b.p, b.len, NULL, 0), -1);
	kx_buf_char(&b, 0);
	T_INT(read_docs(got, s->n, b.p, b.len, NULL, 0), -1);
	kx_buf_release(&b);
}

static void heads(void)
{
	static const struct {
		unsigned char at, v;
	} bad[] = { { 0, 1 }, { 0, 3 }, { 1, 0 }, { 1, 2 }, { 2, 0 }, { 2, 2 },
		{ 15, 0x80 }, { 15, 0x40 } };
	struct kx_index_doc *got = kx_calloc(MOST, sizeof(*got));
	struct kx_buf b = { 0 };
	struct kx_docs d;
	struct sample s;
	char old;

	make(&s, MOST, true, true);
	kx_docs_write(&b, s.docs, s.n);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		old = b.p[bad[i].at];
		b.p[bad[i].at] = (char)bad[i].v;
		T_INT(read_docs(got, s.n, b.p, b.len, NULL, 0), -1);
		T_INT(e.code, KX_EINPUT);
		b.p[bad[i].at] = old;
	}
	T_INT(read_docs(got, s.n, b.p, b.len, NULL, 0), 0);
	T_INT(kx_docs_open(&d, 0, (unsigned char *)b.p, b.len, &e), -1);
	T_INT(kx_docs_open(
		      &d, KX_SEGMENT_DOCS_MAX + 1u, (unsigned char *)b.p, b.len, &e),
		-1);
	T_INT(kx_docs_open(&d, SIZE_MAX, (unsigned char *)b.p, b.len, &e), -1);
	T_INT(kx_docs_open(&d, SIZE_MAX / 8 + 1, (unsigned char *)b.p, b.len, &e), -1);
	kx_buf_release(&b);
	free(got);
}

/* whatever the bytes are: ids ascend, or it is refused */
static void damage(void)
{
	struct kx_index_doc got[MOST];
	struct kx_buf b = { 0 };
	struct sample s;
	size_t wrong = 0, good = 0;

	for (int round = 0; round < 20000; round++) {
		if (round % 20 == 0)
			make(&s, 1 + rnd(30), rnd(2), rnd(2));
		kx_buf_clear(&b);
		kx_docs_write(&b, s.docs, s.n);
		for (uint32_t i = 1 + rnd(3); i; i--)
			b.p[rnd(2) ? rnd((uint32_t)b.len)
				   : b.len - 1 - rnd(2) * (b.len > 1)] =
				(char)(rnd(2) ? 0xff : rnd(256));
		if (read_docs(got, s.n, b.p, b.len, s.dead, (s.n + 7) / 8)) {
			wrong += e.code != KX_EINPUT;
			continue;
		}
		good++;
		wrong += got[0].id < 0;
		for (size_t i = 1; i < s.n; i++)
			wrong += got[i].id <= got[i - 1].id;
	}
	T_INT(wrong, 0);
	T_OK(good > 100 && good < 19900);
	kx_buf_release(&b);
}

int main(void)
{
	struct sample s;

	for (int round = 0; round < 200; round++) {
		make(&s, 1 + rnd(round % 3 ? MOST : 9), round & 1, round >> 1 & 1);
		round_trip(&s);
	}
	heads();
	damage();
	return T_END();
}
