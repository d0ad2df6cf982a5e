#include "domain/index_block.h"

#include "domain/varint.h"

#include <string.h>

/* bits that the number needs */
static unsigned width(uint32_t v)
{
	return v ? 32 - (unsigned)__builtin_clz(v) : 0;
}

static size_t bytes_of(size_t n, unsigned bits)
{
	return (n * bits + 7) / 8;
}

struct packer {
	unsigned char *out;
	uint64_t held;
	unsigned bits;
};

static void pack(struct packer *p, uint32_t v, unsigned bits)
{
	p->held |= (uint64_t)v << p->bits;
	for (p->bits += bits; p->bits >= 8; p->bits -= 8, p->held >>= 8)
		*p->out++ = (unsigned char)p->held;
}

static unsigned char *flush(struct packer *p)
{
	if (p->bits)
		*p->out++ = (unsigned char)p->held;
	return p->out;
}

static unsigned char *put_gaps(const struct kx_block_postings *p, uint32_t base,
	unsigned bits, unsigned char *out)
{
	struct packer k = { .out = out };

	for (size_t i = 0; i < p->n; i++) {
		pack(&k, p->doc[i] - base, bits);
		base = p->doc[i] + 1;
	}
	return flush(&k);
}

static unsigned char *put_tfs(
	const struct kx_block_postings *p, unsigned bits, unsigned char *out)
{
	struct packer k = { .out = out };

	for (size_t i = 0; i < p->n && bits; i++)
		pack(&k, p->tf[i] - 1u, bits);
	return flush(&k);
}

size_t kx_block_put(const struct kx_block_postings *p, uint32_t base, uint16_t least,
	unsigned char *out)
{
	uint32_t low = base, gap = 0;
	uint16_t most = 0;
	unsigned char *s = out;
	unsigned gap_bits, tf_bits;

	for (size_t i = 0; i < p->n; i++) {
		gap |= p->doc[i] - low;
		low = p->doc[i] + 1;
		most = p->tf[i] > most ? p->tf[i] : most;
	}
	gap_bits = width(gap);
	tf_bits = width(most - 1u);
	s += kx_varint_put(p->doc[p->n - 1] - base, s);
	*s++ = (unsigned char)gap_bits;
	*s++ = (unsigned char)tf_bits;
	s += kx_varint_put(most, s);
	s += kx_varint_put(least, s);
	s = put_gaps(p, base, gap_bits, s);
	return (size_t)(put_tfs(p, tf_bits, s) - out);
}

int kx_block_head(struct kx_block *b, const unsigned char **s, const unsigned char *end,
	size_t n, uint32_t base, uint32_t docs)
{
	uint32_t span, most, least;
	size_t len;

	if (kx_varint_take(s, end, &span) || end - *s < 2)
		return -1;
	b->gap_bits = *(*s)++;
	b->tf_bits = *(*s)++;
	if (b->gap_bits > KX_BLOCK_GAP_BITS || b->tf_bits > KX_BLOCK_TF_BITS ||
		kx_varint_take(s, end, &most) || kx_varint_take(s, end, &least) ||
		most > UINT16_MAX || least > UINT16_MAX || base >= docs ||
		span >= docs - base || n == 0 || n > KX_BLOCK_POSTINGS)
		return -1;
	len = bytes_of(n, b->gap_bits) + bytes_of(n, b->tf_bits);
	if (len > (size_t)(end - *s))
		return -1;
	b->body = *s;
	b->base = base;
	b->last = base + span;
	b->most = (uint16_t)most;
	b->least = (uint16_t)least;
	b->n = (uint8_t)n;
	*s += len;
	return 0;
}

static uint64_t load(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

/* `in` has 8 bytes more than the numbers need. Returns the last one, wide enough not to
 * wrap around. */
static uint64_t unpack_docs(
	const unsigned char *in, unsigned bits, uint64_t base, size_t n, uint32_t *out)
{
	uint64_t mask = (1ull << bits) - 1;

	for (size_t i = 0, bit = 0; i < n; i++, bit += bits) {
		base += load(in + bit / 8) >> (bit & 7) & mask;
		out[i] = (uint32_t)base++;
	}
	return base - 1;
}

static uint32_t unpack_tfs(
	const unsigned char *in, unsigned bits, size_t n, uint16_t *out)
{
	uint64_t mask = (1ull << bits) - 1;
	uint32_t most = 0, v;

	for (size_t i = 0, bit = 0; i < n; i++, bit += bits) {
		v = 1 + (uint32_t)(load(in + bit / 8) >> (bit & 7) & mask);
		most = v > most ? v : most;
		out[i] = (uint16_t)v;
	}
	return most;
}

int kx_block_read(
	const struct kx_block *b, const unsigned char *end, struct kx_block_postings *p)
{
	size_t gaps = bytes_of(b->n, b->gap_bits), tfs = bytes_of(b->n, b->tf_bits);
	unsigned char copy[KX_BLOCK_MAX + sizeof(uint64_t)];
	const unsigned char *in = b->body;

	/* numbers are read eight bytes at a time, also those at the end */
	if ((size_t)(end - in) < gaps + tfs + sizeof(uint64_t)) {
		memcpy(copy, in, gaps + tfs);
		memset(copy + gaps + tfs, 0, sizeof(uint64_t));
		in = copy;
	}
	p->n = b->n;
	/* docs only ascend: when the last is right, none is out of bounds */
	if (unpack_docs(in, b->gap_bits, b->base, b->n, p->doc) != b->last)
		return -1;
	return unpack_tfs(in + gaps, b->tf_bits, b->n, p->tf) == b->most ? 0 : -1;
}
