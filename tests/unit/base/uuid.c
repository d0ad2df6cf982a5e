#include "base/uuid.h"
#include "../t.h"

#include <stdlib.h>

static void has_the_form_of_version_7(void)
{
	char id[KX_UUID_LEN];

	setenv("KX_NOW", "2022-02-22T19:22:22Z", 1);
	kx_uuid_new(id);
	/* the instant of RFC 9562's example, appendix A.6 */
	T_INT(strncmp(id, "017f22e2-79b0-7", 15), 0);
	T_OK(strchr("89ab", id[19]) != NULL);
	T_INT(strlen(id), KX_UUID_LEN - 1);
	T_OK(kx_uuid_valid(id));
}

static void grows_while_the_clock_stands_or_goes_back(void)
{
	char id[KX_UUID_LEN], before[KX_UUID_LEN];
	int i, wrong = 0;

	kx_uuid_new(before);
	for (i = 0; i < 10000; i++) {
		if (i == 5000)
			setenv("KX_NOW", "2001-01-01T00:00:00Z", 1);
		kx_uuid_new(id);
		wrong += strcmp(before, id) >= 0 || !kx_uuid_valid(id);
		memcpy(before, id, sizeof(id));
	}
	T_INT(wrong, 0);
	unsetenv("KX_NOW");
	kx_uuid_new(id);
	T_OK(strcmp(before, id) < 0);
}

static void knows_what_is_one(void)
{
	T_OK(kx_uuid_valid("00000000-0000-0000-0000-000000000000"));
	T_OK(!kx_uuid_valid(""));
	T_OK(!kx_uuid_valid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"));
	T_OK(!kx_uuid_valid("017f22e279b07cc398c4dc0c0c07398f"));
	T_OK(!kx_uuid_valid("017f22e2-79b0-7cc3-98c4-dc0c0c07398"));
	T_OK(!kx_uuid_valid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f0"));
	T_OK(!kx_uuid_valid("017f22e2-79b0-7cc3-98c4-dc0c0c07398g"));
}

int main(void)
{
	has_the_form_of_version_7();
	grows_while_the_clock_stands_or_goes_back();
	knows_what_is_one();
	return T_END();
}
