#include "domain/vec_kernel_x86.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define FOR_VNNI __attribute__((target("avx2,fma,avx512f,avx512bw,avx512vnni")))
#define FOR_POPCNT __attribute__((target("avx2,avx512f,avx512vpopcntdq")))

/* one row after the other, as in vec_kernel_avx2.c */
FOR_VNNI static inline __m512 step_f32(const float *r, const float *q, __m512 sum)
{
	return _mm512_fmadd_ps(_mm512_loadu_ps(r), _mm512_loadu_ps(q), sum);
}

FOR_VNNI static inline float row_f32(const float *r, size_t width, const float *q)
{
	__m512 a = _mm512_setzero_ps(), b = a, c = a, d = a;
	size_t j = 0;

	for (; j + 64 <= width; j += 64) {
		a = step_f32(r + j, q + j, a);
		b = step_f32(r + j + 16, q + j + 16, b);
		c = step_f32(r + j + 32, q + j + 32, c);
		d = step_f32(r + j + 48, q + j + 48, d);
	}
	for (; j < width; j += 16)
		a = step_f32(r + j, q + j, a);
	return _mm512_reduce_add_ps(
		_mm512_add_ps(_mm512_add_ps(a, b), _mm512_add_ps(c, d)));
}

FOR_VNNI static void f32(
	const float *rows, size_t n, size_t width, const float *q, float *out)
{
	size_t i;

	for (i = 0; i < n; i++, rows += width)
		out[i] = row_f32(rows, width, q);
}

/* the instruction wants one side unsigned: 128 is added to every value of the row, and
 * 128 times the sum of the query taken off at the end */
FOR_VNNI static inline __m256i row_i8(const int8_t *r, size_t width, const int8_t *q)
{
	const __m512i flip = _mm512_set1_epi8((char)0x80);
	__m512i s = _mm512_setzero_si512();
	size_t j;

	for (j = 0; j < width; j += 64)
		s = _mm512_dpbusd_epi32(s,
			_mm512_xor_si512(flip, _mm512_loadu_si512(r + j)),
			_mm512_loadu_si512(q + j));
	return _mm256_add_epi32(
		_mm512_castsi512_si256(s), _mm512_extracti64x4_epi64(s, 1));
}

FOR_VNNI static inline __m128i fold_i8(__m256i a, __m256i b, __m256i c, __m256i d)
{
	__m256i s = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));

	return _mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
}

FOR_VNNI static int32_t excess(const int8_t *q, size_t width)
{
	int32_t sum = 0;
	size_t j;

	for (j = 0; j < width; j++)
		sum += q[j];
	return 128 * sum;
}

FOR_VNNI static void i8(
	const int8_t *rows, size_t n, size_t width, const int8_t *q, int32_t *out)
{
	const int32_t over = excess(q, width);
	__m256i a, b, c, d;
	size_t i;

	for (i = 0; i + 4 <= n; i += 4, rows += 4 * width) {
		a = row_i8(rows, width, q);
		b = row_i8(rows + width, width, q);
		c = row_i8(rows + 2 * width, width, q);
		d = row_i8(rows + 3 * width, width, q);
		_mm_storeu_si128((__m128i *)(out + i),
			_mm_sub_epi32(fold_i8(a, b, c, d), _mm_set1_epi32(over)));
	}
	for (; i < n; i++, rows += width) {
		a = row_i8(rows, width, q);
		out[i] = _mm_cvtsi128_si32(fold_i8(a, a, a, a)) - over;
	}
}

FOR_POPCNT static void bits(const uint64_t *blocks, size_t n, size_t words,
	const uint64_t *q, uint16_t *out)
{
	__m512i sum;
	size_t i, w;

	for (i = 0; i < n; i++, out += KX_VEC_BLOCK) {
		sum = _mm512_setzero_si512();
		for (w = 0; w < words; w++, blocks += KX_VEC_BLOCK)
			sum = _mm512_add_epi64(
				sum, _mm512_popcnt_epi64(_mm512_xor_si512(
					     _mm512_set1_epi64((long long)q[w]),
					     _mm512_loadu_si512(blocks))));
		_mm_storeu_si128((__m128i *)out, _mm512_cvtepi64_epi16(sum));
	}
}

const struct kx_vec_kernels kx_vec_kernels_avx512_vnni = { "avx512-vnni", f32, i8,
	kx_vec_bits_avx2 };
const struct kx_vec_kernels kx_vec_kernels_avx512 = { "avx512", f32, i8, bits };
#endif
