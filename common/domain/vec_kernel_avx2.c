#include "domain/vec_kernel_x86.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define FOR_AVX2 __attribute__((target("avx2,fma")))
#define BYTES 31 /* words whose counts, 8 at most, fit a byte */

/* One row after the other, as they lie in memory: four rows at a time would save loads of
 * the query and cost more than twice the time, since the processor fetches ahead along
 * one stream. Only the last step, adding up the lanes, is shared by four. */
FOR_AVX2 static inline __m256 step_f32(const float *r, const float *q, __m256 sum)
{
	return _mm256_fmadd_ps(_mm256_loadu_ps(r), _mm256_loadu_ps(q), sum);
}

FOR_AVX2 static inline __m256 row_f32(const float *r, size_t width, const float *q)
{
	__m256 a = _mm256_setzero_ps(), b = a, c = a, d = a;
	size_t j = 0;

	for (; j + 32 <= width; j += 32) {
		a = step_f32(r + j, q + j, a);
		b = step_f32(r + j + 8, q + j + 8, b);
		c = step_f32(r + j + 16, q + j + 16, c);
		d = step_f32(r + j + 24, q + j + 24, d);
	}
	if (j < width) {
		a = step_f32(r + j, q + j, a);
		b = step_f32(r + j + 8, q + j + 8, b);
	}
	return _mm256_add_ps(_mm256_add_ps(a, b), _mm256_add_ps(c, d));
}

FOR_AVX2 static inline __m128 fold_f32(__m256 a, __m256 b, __m256 c, __m256 d)
{
	__m256 s = _mm256_hadd_ps(_mm256_hadd_ps(a, b), _mm256_hadd_ps(c, d));

	return _mm_add_ps(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
}

FOR_AVX2 static void f32(
	const float *rows, size_t n, size_t width, const float *q, float *out)
{
	__m256 a, b, c, d;
	size_t i;

	for (i = 0; i + 4 <= n; i += 4, rows += 4 * width) {
		a = row_f32(rows, width, q);
		b = row_f32(rows + width, width, q);
		c = row_f32(rows + 2 * width, width, q);
		d = row_f32(rows + 3 * width, width, q);
		_mm_storeu_ps(out + i, fold_f32(a, b, c, d));
	}
	for (; i < n; i++, rows += width) {
		a = row_f32(rows, width, q);
		out[i] = _mm_cvtss_f32(fold_f32(a, a, a, a));
	}
}

FOR_AVX2 static inline __m256i wide(const int8_t *p)
{
	return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)p));
}

/* by way of 16 bits: the instruction for bytes wants one side unsigned and saturates */
FOR_AVX2 static inline __m256i row_i8(const int8_t *r, size_t width, const int8_t *q)
{
	__m256i lo = _mm256_setzero_si256(), hi = lo;
	size_t j;

	for (j = 0; j < width; j += 32) {
		lo = _mm256_add_epi32(lo, _mm256_madd_epi16(wide(r + j), wide(q + j)));
		hi = _mm256_add_epi32(
			hi, _mm256_madd_epi16(wide(r + j + 16), wide(q + j + 16)));
	}
	return _mm256_add_epi32(lo, hi);
}

FOR_AVX2 static inline __m128i fold_i8(__m256i a, __m256i b, __m256i c, __m256i d)
{
	__m256i s = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));

	return _mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
}

FOR_AVX2 static void i8(
	const int8_t *rows, size_t n, size_t width, const int8_t *q, int32_t *out)
{
	__m256i a, b, c, d;
	size_t i;

	for (i = 0; i + 4 <= n; i += 4, rows += 4 * width) {
		a = row_i8(rows, width, q);
		b = row_i8(rows + width, width, q);
		c = row_i8(rows + 2 * width, width, q);
		d = row_i8(rows + 3 * width, width, q);
		_mm_storeu_si128((__m128i *)(out + i), fold_i8(a, b, c, d));
	}
	for (; i < n; i++, rows += width) {
		a = row_i8(rows, width, q);
		out[i] = _mm_cvtsi128_si32(fold_i8(a, a, a, a));
	}
}

/* how many bits each byte has, both halves by a table look-up */
FOR_AVX2 static inline __m256i ones(__m256i v)
{
	const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3,
		3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
	const __m256i low = _mm256_set1_epi8(15);

	return _mm256_add_epi8(_mm256_shuffle_epi8(table, _mm256_and_si256(v, low)),
		_mm256_shuffle_epi8(
			table, _mm256_and_si256(_mm256_srli_epi16(v, 4), low)));
}

/* the 64-bit lanes of a, then of b */
FOR_AVX2 static inline void put(__m256i a, __m256i b, uint16_t *out)
{
	__m256i s = _mm256_or_si256(a, _mm256_slli_epi64(b, 32));

	s = _mm256_permutevar8x32_epi32(s, _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
	_mm_storeu_si128((__m128i *)out, _mm_packus_epi32(_mm256_castsi256_si128(s),
						 _mm256_extracti128_si256(s, 1)));
}

FOR_AVX2 void kx_vec_bits_avx2(const uint64_t *blocks, size_t n, size_t words,
	const uint64_t *q, uint16_t *out)
{
	const __m256i zero = _mm256_setzero_si256();
	const __m256i *p = (const __m256i *)blocks;
	__m256i lo, hi, a, b, word;
	size_t i, w, end;

	for (i = 0; i < n; i++, out += KX_VEC_BLOCK) {
		lo = hi = zero;
		for (w = 0; w < words;) {
			end = words - w > BYTES ? w + BYTES : words;
			a = b = zero;
			for (; w < end; w++, p += 2) {
				word = _mm256_set1_epi64x((long long)q[w]);
				a = _mm256_add_epi8(a, ones(_mm256_xor_si256(word,
							       _mm256_loadu_si256(p))));
				b = _mm256_add_epi8(
					b, ones(_mm256_xor_si256(
						   word, _mm256_loadu_si256(p + 1))));
			}
			lo = _mm256_add_epi64(lo, _mm256_sad_epu8(a, zero));
			hi = _mm256_add_epi64(hi, _mm256_sad_epu8(b, zero));
		}
		put(lo, hi, out);
	}
}

const struct kx_vec_kernels kx_vec_kernels_avx2 = { "avx2", f32, i8, kx_vec_bits_avx2 };
#endif
