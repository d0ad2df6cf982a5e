/* A block of postings: bytes n - 1, bytes behind it that may be read, base and docs in 4
 * bytes each, then the block. */
#include "domain/index_block.h"
#include "fuzz.h"

#include <string.h>

const unsigned fuzz_rounds = 50000;

/* what was read, written and read again, is the same */
static void again(const struct kx_block *b, const struct kx_block_postings *p)
{
	unsigned char out[KX_BLOCK_MAX];
	const unsigned char *s = out;
	struct kx_block_postings q;
	struct kx_block c;
	size_t len = kx_block_put(p, b->base, b->least, out);

	FUZZ_MUST(len <= sizeof(out));
	FUZZ_MUST(!kx_block_head(&c, &s, out + len, p->n, b->base, b->last + 1));
	FUZZ_MUST(s == out + len && c.last == b->last && c.most == b->most &&
		  c.least == b->least && c.gap_bits <= b->gap_bits &&
		  c.tf_bits <= b->tf_bits);
	FUZZ_MUST(!kx_block_read(&c, s, &q));
	FUZZ_MUST(q.n == p->n && !memcmp(q.doc, p->doc, p->n * sizeof(*p->doc)) &&
		  !memcmp(q.tf, p->tf, p->n * sizeof(*p->tf)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = fuzz_take(&data, &size, 1) + 1, behind = fuzz_take(&data, &size, 1);
	uint32_t base = fuzz_take(&data, &size, 4), docs = fuzz_take(&data, &size, 4);
	const unsigned char *s = data, *end;
	struct kx_block_postings p;
	struct kx_block b;

	/* a doc has fewer bits than a number */
	docs %= (1u << KX_BLOCK_GAP_BITS) + 1;
	end = data + size - (behind < size ? behind : size);
	if (kx_block_head(&b, &s, end, n, base, docs))
		return 0;
	FUZZ_MUST(s >= data && s <= end && b.n == n && n <= KX_BLOCK_POSTINGS);
	FUZZ_MUST(b.base == base && b.last >= base && b.last < docs);
	if (kx_block_read(&b, data + size, &p))
		return 0;
	FUZZ_MUST(p.n == n && p.doc[0] >= base && p.doc[n - 1] == b.last);
	for (size_t i = 0; i < n; i++) {
		FUZZ_MUST(p.tf[i] && p.tf[i] <= b.most);
		FUZZ_MUST(!i || p.doc[i] > p.doc[i - 1]);
	}
	again(&b, &p);
	return 0;
}

void fuzz_seed(uint32_t number, struct kx_buf *out)
{
	unsigned char bytes[KX_BLOCK_MAX];
	uint64_t r = fuzz_start(number);
	struct kx_block_postings p;
	uint32_t base = fuzz_rnd(&r, 1000), doc = base;
	uint32_t gap = 1u << fuzz_rnd(&r, 20), tf = 1u << fuzz_rnd(&r, 16);
	size_t len;

	p.n = 1 + fuzz_rnd(&r, fuzz_rnd(&r, 2) ? KX_BLOCK_POSTINGS : 5);
	for (size_t i = 0; i < p.n; i++) {
		doc += fuzz_rnd(&r, gap);
		p.doc[i] = doc++;
		p.tf[i] = (uint16_t)(1 + fuzz_rnd(&r, tf));
	}
	len = kx_block_put(&p, base, (uint16_t)fuzz_rnd(&r, 3000), bytes);
	fuzz_put(out, (uint32_t)p.n - 1, 1);
	fuzz_put(out, fuzz_rnd(&r, 2) * 16, 1);
	fuzz_put(out, base, 4);
	fuzz_put(out, doc, 4);
	kx_buf_add(out, bytes, len);
	if (out->p[out->len - len - 9])
		kx_buf_add(out, "sixteen of these", 16);
}
