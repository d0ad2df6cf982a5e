#include "domain/index_block.h"

#include "../t.h"
#include "domain/varint.h"

#include <stdlib.h>

#define DOCS (1u << KX_BLOCK_GAP_BITS)

/* the same numbers on every run */
static uint32_t seed = 11;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

/* a head as it is written, apart from the body */
struct head {
	uint32_t span, gap_bits, tf_bits, most, least;
};

static size_t put_head(const struct head *h, unsigned char *out)
{
	size_t n = kx_varint_put(h->span, out);

	out[n++] = (unsigned char)h->gap_bits;
	out[n++] = (unsigned char)h->tf_bits;
	n += kx_varint_put(h->most, out + n);
	return n + kx_varint_put(h->least, out + n);
}

static size_t take_head(struct head *h, const unsigned char *s)
{
	const unsigned char *p = s, *end = s + KX_BLOCK_MAX;

	T_INT(kx_varint_take(&p, end, &h->span), 0);
	h->gap_bits = *p++;
	h->tf_bits = *p++;
	T_INT(kx_varint_take(&p, end, &h->most), 0);
	T_INT(kx_varint_take(&p, end, &h->least), 0);
	return (size_t)(p - s);
}

/* read a block out of memory that ends `behind` bytes after it: 0, or -1 */
static int read_at(const unsigned char *s, size_t len, size_t behind, size_t n,
	uint32_t base, uint32_t docs, struct kx_block *b, struct kx_block_postings *p)
{
	unsigned char *copy = malloc(len + behind + !(len + behind));
	const unsigned char *at = copy, *end = copy + len + behind;
	int rc;

	memcpy(copy, s, len);
	for (size_t i = 0; i < behind; i++)
		copy[len + i] = (unsigned char)rnd(256);
	rc = kx_block_head(b, &at, end, n, base, docs);
	T_OK(at >= copy && at <= end);
	if (!rc)
		rc = at - copy > (ptrdiff_t)len ? -1 : kx_block_read(b, end, p);
	free(copy);
	return rc;
}

/* postings whose widest gap and frequency have so many bits */
static void make(struct kx_block_postings *p, size_t n, unsigned gap_bits,
	unsigned tf_bits, uint32_t base)
{
	size_t wide = rnd((uint32_t)n);
	uint32_t top = gap_bits ? 1u << (gap_bits - 1) : 0, left, gap;

	p->n = n;
	for (size_t i = 0; i < n; i++) {
		/* what there is room for before the end of the docs */
		left = DOCS - base - (uint32_t)(n - i) - (i <= wide ? top : 0);
		gap = top ? rnd(2 * top) % (left / (uint32_t)(n - i) + 1) : 0;
		if (i == wide)
			gap = top + (top ? rnd(top) % (left + 1) : 0);
		p->doc[i] = base + gap;
		base = p->doc[i] + 1;
		p->tf[i] = (uint16_t)(1 + (tf_bits ? rnd(1u << tf_bits) : 0));
		if (!p->tf[i])
			p->tf[i] = 1;
	}
	if (tf_bits)
		p->tf[rnd((uint32_t)n)] = (uint16_t)(1 + (1u << (tf_bits - 1)));
}

static void same(const struct kx_block_postings *got,
	const struct kx_block_postings *want, size_t *wrong)
{
	*wrong += got->n != want->n ||
		  memcmp(got->doc, want->doc, want->n * sizeof(*got->doc)) ||
		  memcmp(got->tf, want->tf, want->n * sizeof(*got->tf));
}

static void round_trip(size_t n, unsigned gap_bits, unsigned tf_bits)
{
	static const size_t behind[] = { 0, 1, 7, 8, 9, 100 };
	uint32_t base = rnd(1000);
	unsigned char out[KX_BLOCK_MAX];
	struct kx_block_postings p, got;
	struct kx_block b;
	uint16_t most = 0, least = (uint16_t)rnd(65536);
	size_t len, wrong = 0;

	make(&p, n, gap_bits, tf_bits, base);
	for (size_t i = 0; i < n; i++)
		most = p.tf[i] > most ? p.tf[i] : most;
	len = kx_block_put(&p, base, least, out);
	T_OK(len <= KX_BLOCK_MAX);
	for (size_t i = 0; i < sizeof(behind) / sizeof(*behind); i++) {
		T_INT(read_at(out, len, behind[i], n, base, DOCS, &b, &got), 0);
		same(&got, &p, &wrong);
	}
	T_INT(wrong, 0);
	T_INT(b.gap_bits, gap_bits);
	T_INT(b.tf_bits, tf_bits);
	T_INT(b.base, base);
	T_INT(b.last, p.doc[n - 1]);
	T_INT(b.most, most);
	T_INT(b.least, least);
	/* the docs end there */
	T_INT(read_at(out, len, 0, n, base, b.last + 1, &b, &got), 0);
	T_INT(read_at(out, len, 0, n, base, b.last, &b, &got), -1);
	T_INT(read_at(out, len, 0, n, base, base, &b, &got), -1);
	for (size_t cut = 0; cut < len; cut += 1 + cut / 8)
		T_INT(read_at(out, cut, 0, n, base, DOCS, &b, &got), -1);
	T_INT(read_at(out, len - 1, 0, n, base, DOCS, &b, &got), -1);
}

/* What one field of a head may lie about. */
static void lies(void)
{
	unsigned char out[2 * KX_BLOCK_MAX], bad[2 * KX_BLOCK_MAX];
	struct kx_block_postings p, got;
	struct kx_block b;
	struct head h, l;
	size_t len, body, n, wrong = 0;

	for (int round = 0; round < 300; round++) {
		n = 1 + rnd(KX_BLOCK_POSTINGS);
		make(&p, n, 1 + rnd(20), 1 + rnd(15), 5);
		len = kx_block_put(&p, 5, 9, out);
		body = take_head(&h, out);
		for (int lie = 0; lie < 14; lie++) {
			size_t at;
			uint32_t by = 1 + rnd(8) * rnd(100);

			l = h;
			switch (lie) {
			case 0:
				l.span += by;
				break;
			case 1:
				l.span -= by < l.span ? by : l.span;
				break;
			case 2:
				l.span = UINT32_MAX - rnd(5);
				break;
			case 3:
				l.gap_bits += 1 + by % 40;
				break;
			case 4:
				l.gap_bits -= 1;
				break;
			case 5:
				l.gap_bits = KX_BLOCK_GAP_BITS + 1 + rnd(200);
				break;
			case 6:
				l.tf_bits = KX_BLOCK_TF_BITS + 1 + rnd(200);
				break;
			case 7:
				l.tf_bits = 0;
				break;
			case 8:
				l.most += by;
				break;
			case 9:
				l.most -= 1;
				break;
			case 10:
				l.most = 0;
				break;
			case 11:
				l.most = h.most + 65536;
				break;
			case 12:
				l.least += 65536;
				break;
			default:
				l.most = l.least = UINT32_MAX;
				break;
			}
			if (!memcmp(&l, &h, sizeof(l)))
				continue;
			at = put_head(&l, bad);
			memcpy(bad + at, out + body, len - body);
			/* refused, or it made no difference: as when one gap is
			 * said to be wider and its bytes stay as many */
			if (!read_at(bad, at + len - body, rnd(2) * 100, n, 5, DOCS, &b,
				    &got)) {
				T_OK(lie == 3 && n < 8);
				same(&got, &p, &wrong);
			}
		}
		T_INT(read_at(out, len, 0, 0, 5, DOCS, &b, &got), -1);
		T_INT(read_at(out, len, 600, KX_BLOCK_POSTINGS + 1, 5, DOCS, &b, &got),
			-1);
	}
	T_INT(wrong, 0);
}

/* numbers of so many bits, one behind the other */
static size_t put_bits(unsigned char *out, size_t at, uint32_t v, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++, at++)
		if (v >> i & 1)
			out[at / 8] |= (unsigned char)(1u << at % 8);
	return at;
}

/* Gaps that add up to the last doc only when 32 bits run over. */
static void wraps(void)
{
	struct head h = { .gap_bits = KX_BLOCK_GAP_BITS, .most = 1, .least = 1 };
	unsigned char out[KX_BLOCK_MAX];
	struct kx_block_postings got;
	struct kx_block b;
	size_t at, bit;
	/* sixteen of the longest gaps are 2^32 docs */
	const size_t n = 20, wide = 16;

	for (uint32_t more = 0; more < 3; more++) {
		memset(out, 0, sizeof(out));
		h.span = (uint32_t)(n - wide) - 1 + more;
		at = put_head(&h, out);
		bit = at * 8;
		for (size_t i = 0; i < n; i++)
			bit = put_bits(out, bit,
				i >= 2 && i < 2 + wide ? DOCS - 1
				: i == n - 1           ? more
						       : 0,
				KX_BLOCK_GAP_BITS);
		T_INT(read_at(out, (bit + 7) / 8, 0, n, 0, DOCS, &b, &got), -1);
		T_INT(read_at(out, (bit + 7) / 8, 50, n, 0, UINT32_MAX, &b, &got), -1);
	}

	/* a frequency of 65536 is none */
	memset(out, 0, sizeof(out));
	h = (struct head){ .tf_bits = 16, .most = UINT16_MAX, .least = 1, .span = 1 };
	at = put_head(&h, out);
	put_bits(out, at * 8, 0xfffe, 16);
	put_bits(out, at * 8 + 16, 0xfffe, 16);
	T_INT(read_at(out, at + 4, 0, 2, 0, DOCS, &b, &got), 0);
	T_INT(got.tf[1], UINT16_MAX);
	put_bits(out, at * 8 + 16, 1, 1);
	T_INT(read_at(out, at + 4, 0, 2, 0, DOCS, &b, &got), -1);
	put_bits(out, at * 8, 1, 1);
	T_INT(read_at(out, at + 4, 0, 2, 0, DOCS, &b, &got), -1);
}

/* whatever the bytes are: what is read is in order and in bounds */
static void damage(void)
{
	unsigned char s[KX_BLOCK_MAX];
	struct kx_block_postings p;
	struct kx_block b;
	size_t n, len, wrong = 0, good = 0;
	uint32_t docs;

	for (int round = 0; round < 20000; round++) {
		n = 1 + rnd(rnd(2) ? 4 : 128);
		make(&p, n, rnd(rnd(2) ? 4 : 24), rnd(4), 3);
		docs = p.doc[n - 1] + 1 + rnd(10);
		len = kx_block_put(&p, 3, 1, s);
		for (uint32_t i = 1 + rnd(2); i; i--)
			s[rnd((uint32_t)len)] ^= (unsigned char)(1u << rnd(8));
		if (read_at(s, len, rnd(2) * 8, n, 3, docs, &b, &p))
			continue;
		good++;
		wrong += p.n != n || p.doc[0] < 3 || p.doc[n - 1] >= docs;
		for (size_t i = 0; i < n; i++)
			wrong += !p.tf[i] || p.tf[i] > b.most ||
				 (i && p.doc[i] <= p.doc[i - 1]);
	}
	T_INT(wrong, 0);
	T_OK(good > 1000 && good < 19000);
}

int main(void)
{
	static const size_t sizes[] = { 1, 2, 3, 17, 127, 128 };
	struct kx_block_postings p = { .n = KX_BLOCK_POSTINGS };
	unsigned char out[KX_BLOCK_MAX];

	for (unsigned gap = 0; gap <= KX_BLOCK_GAP_BITS; gap++)
		for (unsigned tf = 0; tf <= KX_BLOCK_TF_BITS; tf++)
			for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
				round_trip(sizes[i], gap, tf);
	/* as small as it gets: neighbours, once each */
	for (size_t i = 0; i < KX_BLOCK_POSTINGS; i++) {
		p.doc[i] = 70 + (uint32_t)i;
		p.tf[i] = 1;
	}
	T_INT(kx_block_put(&p, 70, 1, out), 5);
	lies();
	wraps();
	damage();
	return T_END();
}
