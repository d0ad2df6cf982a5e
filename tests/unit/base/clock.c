#include "base/clock.h"
#include "../t.h"

#include <stdlib.h>

static const struct {
	const char *text;
	long long ms;
	const char *back;
} good[] = {
	{ "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z" },
	{ "2026-01-31T09:05:07.123Z", 1769850307123, "2026-01-31T09:05:07.123Z" },
	{ "2026-01-31t09:05:07.123456z", 1769850307123, "2026-01-31T09:05:07.123Z" },
	{ "2026-01-31 10:05:07+01:00", 1769850307000, "2026-01-31T09:05:07.000Z" },
	{ "2026-01-31T03:35:07-05:30", 1769850307000, "2026-01-31T09:05:07.000Z" },
	{ "2024-02-29T12:00:00.5Z", 1709208000500, "2024-02-29T12:00:00.500Z" },
	{ "1969-12-31T23:59:59.999Z", -1, "1969-12-31T23:59:59.999Z" },
	{ "2016-12-31T23:59:60Z", 1483228800000, "2017-01-01T00:00:00.000Z" },
	{ "0000-01-01T00:00:00Z", -62167219200000, "0000-01-01T00:00:00.000Z" },
	{ "9999-12-31T23:59:59.999Z", 253402300799999, "9999-12-31T23:59:59.999Z" },
};

static const char *const bad[] = { "", "now", "2026-01-31", "2026-01-31T09:05Z",
	"2026-01-31T09:05:07", "2026-02-29T00:00:00Z", "2026-00-10T00:00:00Z",
	"2026-13-10T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-31T24:00:00Z",
	"2026-01-31T09:60:07Z", "2026-01-31T09:05:61Z", "2026-01-31T09:05:07.Z",
	"2026-01-31T09:05:07Z ", "2026-01-31T09:05:07+1:00", "2026-01-31T09:05:07+01",
	"1900-02-29T00:00:00Z", "-026-01-31T09:05:07Z", "2026-01-31T09:05:07+24:00" };

static void reads_and_writes_rfc3339(void)
{
	char out[KX_CLOCK_LEN];
	int64_t ms;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		T_INT(kx_clock_parse(good[i].text, &ms), 0);
		T_INT(ms, good[i].ms);
		kx_clock_format(ms, out);
		T_STR(out, good[i].back);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (kx_clock_parse(bad[i], &ms) == 0)
			printf("read: %s\n", bad[i]);
		T_INT(kx_clock_parse(bad[i], &ms), -1);
	}
	kx_clock_format(INT64_MAX, out);
	T_STR(out, "9999-12-31T23:59:59.999Z");
	kx_clock_format(INT64_MIN, out);
	T_STR(out, "0000-01-01T00:00:00.000Z");
}

static void the_environment_stops_the_clock(void)
{
	struct kx_err e = { 0 };
	int64_t a, b;

	setenv("KX_NOW", "2026-01-31T09:05:07Z", 1);
	T_INT(kx_clock_now(), 1769850307000);
	T_INT(kx_clock_check(&e), 0);
	setenv("KX_NOW", "1769850307001", 1);
	T_INT(kx_clock_now(), 1769850307001);
	T_INT(kx_clock_check(&e), 0);
	setenv("KX_NOW", "tomorrow", 1);
	T_INT(kx_clock_check(&e), -1);
	T_INT(e.code, KX_ECONFIG);
	T_OK(kx_clock_now() > 1700000000000);
	setenv("KX_NOW", "99999999999999999999", 1);
	T_INT(kx_clock_check(&e), -1);
	setenv("KX_NOW", "", 1);
	T_INT(kx_clock_check(&e), 0);
	unsetenv("KX_NOW");
	T_INT(kx_clock_check(&e), 0);
	T_OK(kx_clock_now() > 1700000000000);
	a = kx_clock_mono();
	b = kx_clock_mono();
	T_OK(b >= a);
}

int main(void)
{
	reads_and_writes_rfc3339();
	the_environment_stops_the_clock();
	return T_END();
}
