#include "base/number.h"

#include "../t.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void same_as_printf(float v)
{
	char got[KX_FLOAT_LEN], want[64];
	int n = kx_float_text(got, v);

	snprintf(want, sizeof(want), "%.9g", (double)v);
	if (strcmp(got, want) != 0 || n != (int)strlen(want))
		T_STR(got, want);
}

/* floats lie between these by their bits, some steps apart */
static void every(float from, float to, uint32_t step)
{
	uint32_t a, b;
	float v;

	memcpy(&a, &from, sizeof(a));
	memcpy(&b, &to, sizeof(b));
	for (; a <= b; a += step) {
		memcpy(&v, &a, sizeof(v));
		same_as_printf(v);
		same_as_printf(-v);
	}
	T_OK(1);
}

int main(void)
{
	static const float odd[] = { 0, 1, 0.1f, 0.01f, 0.001f, 0.0001f, 0.5f, 0.25f,
		0.99999994f, 0.099999994f, 0.00099999993f, 1e-5f, 1e-38f, 1e-45f, 2,
		123456.78f, 3.4028235e38f };

	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		same_as_printf(odd[i]);
		same_as_printf(-odd[i]);
		same_as_printf(nextafterf(odd[i], 2));
		same_as_printf(nextafterf(odd[i], 0));
	}
	every(0.00009f, 1.1f, 997);
	return T_END();
}
