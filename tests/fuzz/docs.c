/* The docs of a segment: their number in 2 bytes, bytes of the bitmap of the dead in 1 (255:
 * there is none), the bitmap, then the blob. */
#include "base/mem.h"
#include "domain/index_docs.h"
#include "fuzz.h"

#include <string.h>

const unsigned fuzz_rounds = 20000;

/* the columns by themselves say the same */
static void columns(
	const struct kx_index_doc *docs, size_t n, const uint8_t *blob, size_t size)
{
	struct kx_doc_length *lengths = kx_calloc(n, sizeof(*lengths));
	int64_t *ids = kx_calloc(n, sizeof(*ids));
	struct kx_docs d;

	FUZZ_MUST(!kx_docs_open(&d, n, blob, size, NULL));
	FUZZ_MUST(d.n == n && d.end == size && d.gaps <= size);
	FUZZ_MUST(!kx_docs_ids(&d, d.no_gaps ? NULL : blob + d.gaps, ids, NULL));
	memcpy(lengths, blob + d.lengths, n * sizeof(*lengths));
	kx_docs_lengths(lengths, n);
	for (size_t i = 0; i < n; i++) {
		FUZZ_MUST(docs[i].id == ids[i] && ids[i] >= 0);
		FUZZ_MUST(!i || ids[i] > ids[i - 1]);
		FUZZ_MUST(docs[i].length == lengths[i].words &&
			  docs[i].grams == lengths[i].grams);
		FUZZ_MUST(docs[i].article == kx_docs_article(blob + d.articles, i));
		FUZZ_MUST(!d.all_public || !docs[i].visibility);
	}
	free(lengths);
	free(ids);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = fuzz_take(&data, &size, 2), dead_len = fuzz_take(&data, &size, 1);
	uint8_t *dead = NULL;
	struct kx_index_doc *docs, *again;
	struct kx_err e = { 0 };
	struct kx_buf b = { 0 };

	if (dead_len == 255) {
		dead_len = 0;
	} else {
		/* its end is the end of its memory */
		dead_len = dead_len < size ? dead_len : size;
		dead = malloc(dead_len + !dead_len);
		FUZZ_MUST(dead);
		memcpy(dead, data, dead_len);
	}
	data += dead_len;
	size -= dead_len;
	docs = kx_calloc(n, sizeof(*docs));
	if (kx_docs_read(docs, n, data, size, dead, dead_len, &e)) {
		FUZZ_MUST(e.code == KX_EINPUT && e.text[0]);
		free(docs);
		free(dead);
		return 0;
	}
	FUZZ_MUST(n);
	columns(docs, n, data, size);
	again = kx_calloc(n, sizeof(*again));
	kx_docs_write(&b, docs, n);
	FUZZ_MUST(!kx_docs_read(again, n, b.p, b.len, dead, dead_len, &e));
	for (size_t i = 0; i < n; i++)
		FUZZ_MUST(docs[i].id == again[i].id &&
			  docs[i].article == again[i].article &&
			  docs[i].length == again[i].length &&
			  docs[i].grams == again[i].grams &&
			  docs[i].visibility == again[i].visibility &&
			  docs[i].dead == again[i].dead);
	kx_buf_release(&b);
	free(again);
	free(docs);
	free(dead);
	return 0;
}

void fuzz_seed(uint32_t number, struct kx_buf *b)
{
	uint64_t r = fuzz_start(number);
	struct kx_index_doc docs[64];
	uint32_t n = 1 + fuzz_rnd(&r, 64), gaps = fuzz_rnd(&r, 2),
		 private = fuzz_rnd(&r, 2);
	int64_t id = fuzz_rnd(&r, 2) ? fuzz_rnd(&r, 1000) : (int64_t)1 << 60;

	for (uint32_t i = 0; i < n; i++) {
		docs[i] = (struct kx_index_doc){ .id = id++,
			.article = fuzz_rnd(&r, 1000),
			.length = (uint16_t)fuzz_rnd(&r, 65536),
			.grams = (uint16_t)fuzz_rnd(&r, 65536),
			.visibility = (uint8_t)(private * fuzz_rnd(&r, 3)) };
		id += gaps * fuzz_rnd(&r, fuzz_rnd(&r, 2) ? 3 : UINT32_MAX);
	}
	fuzz_put(b, n, 2);
	fuzz_put(b, fuzz_rnd(&r, 2) ? 255 : (n + 7) / 8, 1);
	for (uint32_t i = 0; (uint8_t)b->p[2] != 255 && i < (n + 7) / 8; i++)
		fuzz_put(b, fuzz_rnd(&r, 256), 1);
	kx_docs_write(b, docs, n);
}
