#include "domain/tally.h"

#include "../t.h"

int main(void)
{
	struct kx_tally t;

	kx_tally_init(&t, 100, 0);
	T_OK(kx_tally_find(&t, 7) == KX_TALLY_NONE);
	for (uint64_t i = 0; i < 100; i++) {
		/* ids that all begin in the same slot */
		T_INT(kx_tally_put(&t, i << 32), i);
		T_OK(t.v[i] == 0);
		t.v[i] = (double)i;
	}
	T_INT(t.n, 100);
	T_OK(kx_tally_put(&t, 1) == KX_TALLY_NONE);
	for (uint64_t i = 0; i < 100; i++) {
		T_INT(kx_tally_find(&t, i << 32), i);
		T_INT(kx_tally_put(&t, i << 32), i);
		T_OK(t.v[i] == (double)i);
	}
	kx_tally_release(&t);

	kx_tally_init(&t, KX_TALLY_MAX, KX_TALLY_MAX);
	for (uint64_t i = 0; i < KX_TALLY_MAX; i++)
		kx_tally_put(&t, i * 2654435761u);
	T_INT(t.n, KX_TALLY_MAX);
	T_INT(kx_tally_find(&t, UINT64_C(65534) * 2654435761u), 65534);
	T_OK(kx_tally_put(&t, 3) == KX_TALLY_NONE);
	kx_tally_release(&t);
	return T_END();
}
