#include "domain/index_docs.h"

#include "base/mem.h"
#include "domain/varint.h"

#include <stdlib.h>
#include <string.h>

#define VERSION 2
#define LENGTHS 4 /* bytes of a doc in each column */
#define ARTICLE 4

int kx_index_damaged(struct kx_err *e, const char *how)
{
	return kx_fail(e, KX_EINPUT, "the word index is damaged: %s", how);
}

static void put_fixed(unsigned char *out, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++, v >>= 8)
		out[i] = (unsigned char)v;
}

static uint64_t get_fixed(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	while (n--)
		v = v << 8 | p[n];
	return v;
}

void kx_docs_write(struct kx_buf *b, const struct kx_index_doc *docs, size_t n)
{
	unsigned char head[KX_DOCS_HEAD] = { VERSION }, s[KX_VARINT_MAX];

	for (size_t i = 0; i < n; i++) {
		if (i && docs[i].id != docs[i - 1].id + 1)
			head[1] = 1;
		if (docs[i].visibility)
			head[2] = 1;
	}
	put_fixed(head + 8, (uint64_t)docs[0].id, 8);
	kx_buf_add(b, head, sizeof(head));
	for (size_t i = 0; i < n; i++) {
		put_fixed(s, docs[i].length, 2);
		put_fixed(s + 2, docs[i].grams, 2);
		kx_buf_add(b, s, LENGTHS);
	}
	for (size_t i = 0; i < n; i++) {
		put_fixed(s, docs[i].article, ARTICLE);
		kx_buf_add(b, s, ARTICLE);
	}
	for (size_t i = 0; i < n && head[2]; i++)
		kx_buf_char(b, (char)docs[i].visibility);
	for (size_t i = 1; i < n && head[1]; i++)
		kx_buf_add(b, s,
			kx_varint_put((uint32_t)(docs[i].id - docs[i - 1].id - 1), s));
}

int kx_docs_open(struct kx_docs *d, size_t n, const unsigned char head[KX_DOCS_HEAD],
	size_t len, struct kx_err *e)
{
	if (n == 0 || n > KX_SEGMENT_DOCS_MAX || len < KX_DOCS_HEAD)
		return kx_index_damaged(e, "a segment has no docs");
	if (head[0] != VERSION || head[1] > 1 || head[2] > 1)
		return kx_index_damaged(
			e, "the docs of a segment have an unknown form");
	d->n = n;
	d->no_gaps = !head[1];
	d->all_public = !head[2];
	d->first = (int64_t)get_fixed(head + 8, 8);
	d->lengths = KX_DOCS_HEAD;
	d->articles = d->lengths + n * LENGTHS;
	d->visibility = d->articles + n * ARTICLE;
	d->gaps = d->visibility + (d->all_public ? 0 : n);
	d->end = len;
	if (len < d->gaps || d->no_gaps != (len == d->gaps))
		return kx_index_damaged(e, "the docs of a segment have another size");
	if (d->first < 0 || d->first > INT64_MAX / 2)
		return kx_index_damaged(e, "the docs of a segment have no ids");
	return 0;
}

_Static_assert(sizeof(struct kx_doc_length) == LENGTHS, "decoded in place");

void kx_docs_lengths(struct kx_doc_length *v, size_t n)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	for (size_t i = 0; i < n; i++) {
		v[i].words = __builtin_bswap16(v[i].words);
		v[i].grams = __builtin_bswap16(v[i].grams);
	}
#else
	(void)v;
	(void)n;
#endif
}

uint32_t kx_docs_article(const unsigned char *articles, size_t i)
{
	return (uint32_t)get_fixed(articles + i * ARTICLE, ARTICLE);
}

int kx_docs_ids(const struct kx_docs *d, const unsigned char *gaps, int64_t *to,
	struct kx_err *e)
{
	const unsigned char *p = d->no_gaps ? NULL : gaps,
			    *end = p ? p + (d->end - d->gaps) : NULL;
	int64_t id = d->first;
	uint32_t gap = 0;

	for (size_t i = 0; i < d->n; i++) {
		to[i] = id;
		if (p && i + 1 < d->n && kx_varint_take(&p, end, &gap))
			return kx_index_damaged(
				e, "the ids of a segment cannot be read");
		id += (int64_t)gap + 1;
	}
	return p == end ? 0 : kx_index_damaged(e, "the ids of a segment do not end");
}

static struct kx_index_doc doc_at(
	const struct kx_docs *d, const unsigned char *blob, size_t i)
{
	const unsigned char *length = blob + d->lengths + i * LENGTHS;

	return (struct kx_index_doc){
		.article = kx_docs_article(blob + d->articles, i),
		.length = (uint16_t)get_fixed(length, 2),
		.grams = (uint16_t)get_fixed(length + 2, 2),
		.visibility = d->all_public ? 0 : blob[d->visibility + i],
	};
}

int kx_docs_read(struct kx_index_doc *docs, size_t n, const void *blob, size_t len,
	const void *dead, size_t dead_len, struct kx_err *e)
{
	static const unsigned char none[KX_DOCS_HEAD];
	const unsigned char *bits = dead, *p = len < KX_DOCS_HEAD ? none : blob;
	struct kx_docs d;
	int64_t *ids;
	int rc;

	if (kx_docs_open(&d, n, p, len, e))
		return -1;
	if (bits && dead_len != (n + 7) / 8)
		return kx_index_damaged(
			e, "the dead docs of a segment have another size");
	ids = kx_calloc(n, sizeof(*ids));
	rc = kx_docs_ids(&d, p + d.gaps, ids, e);
	for (size_t i = 0; i < n && !rc; i++) {
		docs[i] = doc_at(&d, p, i);
		docs[i].id = ids[i];
		docs[i].dead = bits && bits[i / 8] >> (i % 8) & 1;
	}
	free(ids);
	return rc;
}
