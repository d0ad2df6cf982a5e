#ifndef KX_DOMAIN_VEC_KERNEL_X86_H
#define KX_DOMAIN_VEC_KERNEL_X86_H
/* The kernels of vec_kernel.h for x86-64, each set in a file of its own, compiled for
 * processors that this program may not be running on: only kx_vec_kernels_best() and
 * kx_vec_kernels_named() hand them out. */
#include "domain/vec_kernel.h"

#if defined(__x86_64__)
extern const struct kx_vec_kernels kx_vec_kernels_avx2;
extern const struct kx_vec_kernels kx_vec_kernels_avx512_vnni;
extern const struct kx_vec_kernels kx_vec_kernels_avx512;

void kx_vec_bits_avx2(const uint64_t *blocks, size_t n, size_t words, const uint64_t *q,
	uint16_t *out);
#endif

#endif
