#include "domain/index.h"

#include "base/mem.h"
#include "domain/gram_cache.h"
#include "domain/index_gather.h"
#include "domain/index_segment.h"

#include <stdlib.h>
#include <string.h>

struct kx_indexer {
	struct kx_index_doc *docs;
	size_t n, cap;
	struct kx_terms total; /* sums of lengths */
	struct kx_gather *gather;
	struct kx_gram_cache *grams;
	/* of the chunk being added */
	uint32_t weight, words, ngrams;
};

static void start(struct kx_indexer *x)
{
	memset(x, 0, sizeof(*x));
	x->gather = kx_gather_new();
	x->grams = kx_gram_cache_new(x->gather);
}

static void clear(struct kx_indexer *x)
{
	kx_gram_cache_free(x->grams);
	kx_gather_free(x->gather);
	free(x->docs);
}

struct kx_indexer *kx_indexer_new(void)
{
	struct kx_indexer *x = kx_alloc(sizeof(*x));

	start(x);
	return x;
}

void kx_indexer_free(struct kx_indexer *x)
{
	if (!x)
		return;
	clear(x);
	free(x);
}

size_t kx_indexer_bytes(const struct kx_indexer *x)
{
	return x->cap * sizeof(*x->docs) + kx_gather_bytes(x->gather) +
	       kx_gram_cache_bytes(x->grams);
}

static bool add_token(const struct kx_token *t, void *ctx)
{
	struct kx_indexer *x = ctx;
	uint32_t doc = (uint32_t)x->n;
	const uint32_t *grams;
	size_t n;

	if (t->stop)
		return true;
	kx_gather_add(x->gather, kx_gather_term(x->gather, t->term, t->len, t->hash),
		doc, x->weight);
	x->words += x->weight;
	if (!t->word)
		return true;
	n = kx_gram_cache_get(x->grams, t->word, t->word_len, &grams);
	for (size_t i = 0; i < n; i++)
		kx_gather_add(x->gather, grams[i], doc, x->weight);
	x->ngrams += (uint32_t)n * x->weight;
	return true;
}

void kx_indexer_title(struct kx_buf *b, const char *title, const char *heading)
{
	kx_buf_clear(b);
	kx_buf_str(b, title);
	kx_buf_str(b, " > ");
	kx_buf_str(b, heading);
}

static uint16_t bounded(uint32_t v)
{
	return (uint16_t)(v < UINT16_MAX ? v : UINT16_MAX);
}

void kx_indexer_add(struct kx_indexer *x, struct kx_tokenizer *k, int64_t id,
	int64_t article, int visibility, const char *locale, const char *title,
	const char *text)
{
	struct kx_index_doc *d;

	if (x->n == x->cap) {
		x->cap = x->cap ? x->cap * 2 : 256;
		x->docs = kx_realloc(x->docs, x->cap, sizeof(*x->docs));
	}
	x->words = x->ngrams = 0;
	x->weight = KX_INDEX_TITLE_WEIGHT;
	kx_token_each(k, locale, title, strlen(title), add_token, x);
	x->weight = 1;
	kx_token_each(k, locale, text, strlen(text), add_token, x);

	d = &x->docs[x->n++];
	*d = (struct kx_index_doc){ .id = id,
		.article = (uint32_t)article,
		.length = bounded(x->words),
		.grams = bounded(x->ngrams),
		.visibility = (uint8_t)visibility };
	x->total.words += d->length;
	x->total.grams += d->grams;
}

int kx_indexer_flush(struct kx_indexer *x, struct kx_db *db, struct kx_err *e)
{
	struct kx_segment_out out;
	struct kx_page_writer *w;
	int rc;

	if (!x->n)
		return 0;
	if (kx_segment_begin(&out, db, x->docs, x->n, &x->total, e))
		return -1;
	w = kx_page_writer_new(x->docs, kx_segment_row, &out);
	rc = kx_gather_write(x->gather, w, e) || kx_page_writer_end(w, e) ? -1 : 0;
	kx_page_writer_free(w);
	if (rc)
		return -1;
	clear(x);
	start(x);
	return 0;
}
