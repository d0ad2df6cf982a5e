#include "base/number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define DIGITS 9

/* From 0.0001 to 1, where the numbers of a vector lie: the product with the power of ten
 * has at most 24 + 28 bits, so a double holds it exactly. */
static int zeros_of(double d)
{
	return d >= 0.1 ? 0 : d >= 0.01 ? 1 : d >= 0.001 ? 2 : 3;
}

int kx_float_text(char out[KX_FLOAT_LEN], float v)
{
	static const double scale[] = { 1e9, 1e10, 1e11, 1e12 };
	double d = fabs((double)v);
	char digits[DIGITS], *s = out;
	int i, len, zeros;
	uint32_t n;

	zeros = zeros_of(d);
	n = d >= 0.0001 && d < 1 ? (uint32_t)lrint(d * scale[zeros]) : 0;
	/* out of the range, or rounded up to one digit more */
	if (n < 100000000 || n > 999999999)
		return snprintf(out, KX_FLOAT_LEN, "%.9g", (double)v);
	for (i = DIGITS; i-- > 0; n /= 10)
		digits[i] = (char)('0' + n % 10);
	for (len = DIGITS; digits[len - 1] == '0'; len--)
		;
	if (v < 0)
		*s++ = '-';
	memcpy(s, "0.000", 5);
	s += 2 + zeros;
	memcpy(s, digits, (size_t)len);
	s += len;
	*s = '\0';
	return (int)(s - out);
}
