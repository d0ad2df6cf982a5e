#ifndef KX_DOMAIN_VEC_KERNEL_H
#define KX_DOMAIN_VEC_KERNEL_H
/* The inner loops of vector search: one query against a block of rows that lie one behind
 * the other, in three coarsenesses.
 *
 *	float32  the dot product
 *	int8     the dot product of values scaled to -127..127 by the largest of the row
 *	bits     in how many signs query and row differ; for unit vectors of n dimensions
 *		 the expected cosine is cos(pi * distance / n)
 *
 * Each set of kernels gives the same int8 and bits results to the last bit; float32 sums
 * differ by their order only.
 *
 *	set		needs
 *	plain		nothing
 *	avx2		AVX2, FMA
 *	avx512-vnni	AVX-512 F, BW, VNNI; bits as in avx2
 *	avx512		and VPOPCNTDQ, for bits
 *
 * Measured (tests/bench/vector.c kernels), 100,000 rows of 384, one core, the figures of a
 * stream read of the same floats in the same run beside them:
 *
 *		float32		int8	bits
 *	plain	1.00 x stream	4.0 ms	0.90 ms
 *	avx2	1.02 x stream	1.4 ms	0.18 ms
 *	avx512	1.01 x stream	1.4 ms	0.18 ms		stream: 6.5 ms, 24 GB/s
 *
 * Rows are read one behind the other for that: four at a time took twice as long. */
#include <stddef.h>
#include <stdint.h>

#define KX_VEC_DIMENSIONS_MAX 8192

/* Rows are padded with zeros to a multiple of these; so is the query. */
#define KX_VEC_F32_STEP 16 /* floats: 64 bytes */
#define KX_VEC_I8_STEP 64  /* bytes */
#define KX_VEC_BLOCK 8     /* rows whose bits lie together */

/* Nothing needs an alignment. `width` is the padded number of values. */
struct kx_vec_kernels {
	const char *name;
	/* n dot products */
	void (*f32)(
		const float *rows, size_t n, size_t width, const float *q, float *out);
	void (*i8)(const int8_t *rows, size_t n, size_t width, const int8_t *q,
		int32_t *out);
	/* Distances of n blocks, so 8 * n of them. A block holds word 0 of its 8 rows,
	 * then word 1 of each, …: `words` * 8 in all. */
	void (*bits)(const uint64_t *blocks, size_t n, size_t words, const uint64_t *q,
		uint16_t *out);
};

/* The fastest set this machine can run; never NULL. Asks the loader, which has already
 * asked the processor: under a hypervisor each CPUID is a trap of microseconds. */
const struct kx_vec_kernels *kx_vec_kernels_best(void);
/* The set of that name; NULL when the machine, or the build, has not got it. */
const struct kx_vec_kernels *kx_vec_kernels_named(const char *name);

/* Padded sizes of a vector of `n` dimensions, in values, bytes and 64-bit words. */
size_t kx_vec_width_f32(size_t n);
size_t kx_vec_width_i8(size_t n);
size_t kx_vec_words(size_t n);

/* The signs of v[0..n) in kx_vec_words(n) words: bit i of word i / 64 is set where
 * v[i] > 0. */
void kx_vec_bits(const float *v, size_t n, uint64_t *out);
/* v[0..n) scaled to -127..127, rounded half away from zero, padded with zeros to
 * kx_vec_width_i8(n). Returns the scale: v[i] is about out[i] * scale; 0 for a vector of
 * zeros. All values must be finite. */
float kx_vec_i8(const float *v, size_t n, int8_t *out);

#endif
