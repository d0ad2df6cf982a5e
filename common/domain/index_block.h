#ifndef KX_DOMAIN_INDEX_BLOCK_H
#define KX_DOMAIN_INDEX_BLOCK_H
/* Postings in blocks of up to 128: docs as gaps and frequencies, each packed with as many
 * bits as the widest of the block needs, behind a head that says what the block could
 * bring, so that a reader may pass it by.
 *
 *   head   varint last doc - base; byte bits of a gap; byte bits of a frequency;
 *          varints highest frequency, shortest doc
 *   body   n gaps (doc - base, then doc - doc before - 1), n frequencies - 1; numbers of
 *          so many bits one behind the other, lowest bit first; each of the two begins
 *          with a byte
 * `base` is the lowest doc that could come: 0 at first, then the last doc + 1. How many
 * postings a block holds (n) is not in it: all blocks of a list but the last have 128.
 *
 * Whatever is read is checked: -1 for a block that is damaged, never a crash. Pure. */
#include <stddef.h>
#include <stdint.h>

#define KX_BLOCK_POSTINGS 128
#define KX_BLOCK_GAP_BITS 28
#define KX_BLOCK_TF_BITS 16
/* bytes of the longest block: head and body */
#define KX_BLOCK_MAX                                                                   \
	(17 + KX_BLOCK_POSTINGS * (KX_BLOCK_GAP_BITS + KX_BLOCK_TF_BITS) / 8)

/* Postings in the form that they are worked with. */
struct kx_block_postings {
	uint32_t doc[KX_BLOCK_POSTINGS]; /* ascending */
	uint16_t tf[KX_BLOCK_POSTINGS];  /* 1..65535 */
	size_t n;
};

/* A head that was read: where the body is and what it brings. */
struct kx_block {
	const unsigned char *body;
	uint32_t base, last;
	uint16_t most;  /* highest frequency */
	uint16_t least; /* length of the shortest doc */
	uint8_t n, gap_bits, tf_bits;
};

/* Write the postings (n at least 1) into out[0..KX_BLOCK_MAX), return the bytes. */
size_t kx_block_put(const struct kx_block_postings *p, uint32_t base, uint16_t least,
	unsigned char *out);

/* Read the head of a block of n postings at *s, not beyond `end`; all its docs must be
 * below `docs`. *s moves behind the block. */
int kx_block_head(struct kx_block *b, const unsigned char **s, const unsigned char *end,
	size_t n, uint32_t base, uint32_t docs);
/* Its postings. `end` is where the memory ends that b->body points into. -1 when they do
 * not end with the last doc of the head. */
int kx_block_read(const struct kx_block *b, const unsigned char *end,
	struct kx_block_postings *p);

#endif
