#include "../t.h"
#include "base/clock.h"
#include "io/http.h"

#include <locale.h>
#include <stdint.h>
#include <stdlib.h>

#define DAY INT64_C(86400000)

static int64_t now;

static void reads_seconds(void)
{
	T_INT(kx_http_retry_after("0", now), 0);
	T_INT(kx_http_retry_after("20", now), 20000);
	T_INT(kx_http_retry_after(" 7\t", now), 7000);
	T_INT(kx_http_retry_after("0.5", now), 500);
	T_INT(kx_http_retry_after("1.", now), 1000);
	T_INT(kx_http_retry_after("1.2345", now), 1235);
	T_INT(kx_http_retry_after("0.0000000000000000000001", now), 1);
	T_INT(kx_http_retry_after("86401", now), DAY);
	T_INT(kx_http_retry_after("99999999999999999999999999999999", now), DAY);
}

static void reads_three_forms_of_dates(void)
{
	T_INT(kx_http_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 7000);
	T_INT(kx_http_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", now), 7000);
	T_INT(kx_http_retry_after("Sun Nov  6 08:49:37 1994", now), 7000);
	T_INT(kx_http_retry_after(" Sun, 06 Nov 1994 08:49:37 GMT ", now), 7000);
	T_INT(kx_http_retry_after("Wed Nov 16 08:49:37 1994", now), DAY);
	T_INT(kx_http_retry_after("Sun, 06 Nov 1994 08:49:29 GMT", now), 0);
	T_INT(kx_http_retry_after("Thu, 01 Jan 1970 00:00:00 GMT", now), 0);
	T_INT(kx_http_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now), DAY);
}

/* of two digits the year is the one less than 50 years ahead */
static void places_short_years(void)
{
	int64_t later;

	T_INT(kx_clock_parse("2049-12-31T23:59:50Z", &later), 0);
	T_INT(kx_http_retry_after("Friday, 31-Dec-49 23:59:59 GMT", later), 9000);
	T_INT(kx_http_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", later), DAY);
	T_INT(kx_http_retry_after("Monday, 06-Nov-00 08:49:37 GMT", later), 0);
	T_INT(kx_http_retry_after("Monday, 06-Nov-44 08:49:37 GMT", now), DAY);
	T_INT(kx_http_retry_after("Monday, 06-Nov-45 08:49:37 GMT", now), 0);
}

static void says_when_it_cannot(void)
{
	static const char *const bad[] = { "", " ", "-5", "+5", ".5", "5s", "1,5",
		"0x10", "1e3", "soon", "1 2", "5 GMT", "Sun, 06 Nov 1994 08:49:37",
		"Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
		"Sun, 06 Abc 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
		"Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT x",
		"Sunday, 06-Nov-94 08:49:37", "Sun Nov  6 08:49:37 1994 GMT",
		"1994-11-06T08:49:37Z" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (kx_http_retry_after(bad[i], now) != -1)
			T_STR(bad[i], "not read");
	T_INT(kx_http_retry_after("nonsense", now), -1);
}

int main(void)
{
	setlocale(LC_ALL, "");
	T_INT(kx_clock_parse("1994-11-06T08:49:30Z", &now), 0);
	reads_seconds();
	reads_three_forms_of_dates();
	places_short_years();
	says_when_it_cannot();
	return T_END();
}
