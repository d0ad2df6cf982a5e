/* Retry-After: RFC 9110, section 10.2.3; its dates: section 5.6.7. */
#include "base/clock.h"
#include "io/http_call.h"

#include <stdio.h>
#include <string.h>

#define YEARS_AHEAD 50 /* most, for a year of two digits */

/* "12", "0.5" times 1000, rounded up and limited; -1: no such number. The C library's own
 * reader would look at the locale for its point. */
static int64_t thousandths(const char *s)
{
	int64_t v = 0, unit = 1000, rest = 0;
	const char *start;

	s += strspn(s, " \t");
	for (start = s; *s >= '0' && *s <= '9'; s++)
		if (v < (int64_t)KX_HTTP_WAIT_MAX_MS * 1000)
			v = v * 10 + (*s - '0') * 1000;
	if (s == start)
		return -1;
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9'; s++) {
			unit /= 10;
			v += (*s - '0') * unit;
			rest |= !unit && *s != '0';
		}
	return s[strspn(s, " \t")] ? -1 : v + rest;
}

static int64_t limited(int64_t ms)
{
	return ms < KX_HTTP_WAIT_MAX_MS ? ms : KX_HTTP_WAIT_MAX_MS;
}

int64_t kx_http_decimal(const char *text)
{
	int64_t v = thousandths(text);

	return v < 0 ? -1 : limited((v + 999) / 1000);
}

static int month(const char *s)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (strncmp(names + 3 * i, s, 3) == 0)
			return i + 1;
	return 0;
}

/* "94" as the last such year that is not too far ahead of `now` */
static int whole_year(int year, int64_t now)
{
	char text[KX_CLOCK_LEN];
	int this_year = 1970;

	kx_clock_format(now, text);
	sscanf(text, "%4d", &this_year);
	year += this_year / 100 * 100 + 100;
	while (year > this_year + YEARS_AHEAD)
		year -= 100;
	return year;
}

/* one of the three forms; the name of the day is not looked at */
static int read_date(const char *s, int64_t now, int64_t *ms)
{
	int day, year, h, m, sec, end = 0;
	char mon[4], text[64];

	if (sscanf(s, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &day, mon,
		    &year, &h, &m, &sec, &end) == 6 &&
		end) {
		;
	} else if (sscanf(s, "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n", &day,
			   mon, &year, &h, &m, &sec, &end) == 6 &&
		   end) {
		year = whole_year(year, now);
	} else if (sscanf(s, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n", mon, &day,
			   &h, &m, &sec, &year, &end) == 6 &&
		   end) {
		;
	} else {
		return -1;
	}
	if (s[end + (int)strspn(s + end, " \t")])
		return -1;
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month(mon),
		day, h, m, sec);
	return kx_clock_parse(text, ms);
}

int64_t kx_http_retry_after(const char *value, int64_t now)
{
	int64_t ms = thousandths(value), at;

	if (ms >= 0)
		return limited(ms);
	if (read_date(value + strspn(value, " \t"), now, &at))
		return -1;
	return at > now ? limited(at - now) : 0;
}
