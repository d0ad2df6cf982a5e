#include "base/clock.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MS_MIN (-62167219200000) /* 0000-01-01T00:00:00.000Z */
#define MS_MAX 253402300799999   /* 9999-12-31T23:59:59.999Z */

static int override(int64_t *ms)
{
	const char *s = getenv("KX_NOW");
	char *end;
	long long v;

	if (!s || !*s)
		return 1;
	if (!kx_clock_parse(s, ms))
		return 0;
	errno = 0;
	v = strtoll(s, &end, 10);
	if (errno || *end || v < MS_MIN || v > MS_MAX)
		return -1;
	*ms = v;
	return 0;
}

int64_t kx_clock_now(void)
{
	struct timespec t;
	int64_t ms;

	if (!override(&ms))
		return ms;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t kx_clock_mono(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int kx_clock_check(struct kx_err *e)
{
	int64_t ms;

	if (override(&ms) >= 0)
		return 0;
	kx_fail(e, KX_ECONFIG, "KX_NOW: not a time");
	return kx_fail_hint(e, "write it as 2026-01-31T09:05:07Z, or in milliseconds");
}

void kx_clock_format(int64_t ms, char out[KX_CLOCK_LEN])
{
	char text[64];
	struct tm tm;
	time_t s;

	ms = ms < MS_MIN ? MS_MIN : ms > MS_MAX ? MS_MAX : ms;
	s = ms / 1000 - (ms % 1000 < 0);
	gmtime_r(&s, &tm);
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
		tm.tm_sec, (int)(ms - (int64_t)s * 1000));
	snprintf(out, KX_CLOCK_LEN, "%.24s", text);
}

/* exactly n digits at *s, at most `max` */
static bool digits(const char **s, int n, int max, int *v)
{
	*v = 0;
	while (n--) {
		if (**s < '0' || **s > '9')
			return false;
		*v = *v * 10 + (*(*s)++ - '0');
	}
	return *v <= max;
}

static bool one_of(const char **s, const char *set)
{
	for (; *set; set++)
		if (**s == *set)
			return (*s)++, true;
	return false;
}

static bool fraction(const char **s, int *ms)
{
	int unit = 100;

	*ms = 0;
	if (!one_of(s, "."))
		return true;
	if (**s < '0' || **s > '9')
		return false;
	for (; **s >= '0' && **s <= '9'; (*s)++, unit /= 10)
		*ms += (**s - '0') * unit;
	return true;
}

/* minutes east of UTC */
static bool zone(const char **s, int *east)
{
	int h, m, sign = **s == '-' ? -1 : 1;

	*east = 0;
	if (one_of(s, "Zz"))
		return true;
	if (!one_of(s, "+-") || !digits(s, 2, 23, &h) || !one_of(s, ":") ||
		!digits(s, 2, 59, &m))
		return false;
	*east = sign * (h * 60 + m);
	return true;
}

static int month_days(int year, int month)
{
	static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month < 1 ? 0 : days[month - 1] + (month == 2 && leap);
}

int kx_clock_parse(const char *s, int64_t *ms)
{
	struct tm t = { 0 };
	int year, month, frac, east;

	if (!digits(&s, 4, 9999, &year) || !one_of(&s, "-") ||
		!digits(&s, 2, 12, &month) || !one_of(&s, "-") ||
		!digits(&s, 2, month_days(year, month), &t.tm_mday) || !t.tm_mday ||
		!one_of(&s, "Tt ") || !digits(&s, 2, 23, &t.tm_hour) ||
		!one_of(&s, ":") || !digits(&s, 2, 59, &t.tm_min) || !one_of(&s, ":") ||
		!digits(&s, 2, 60, &t.tm_sec) || !fraction(&s, &frac) ||
		!zone(&s, &east) || *s)
		return -1;
	t.tm_year = year - 1900;
	t.tm_mon = month - 1;
	*ms = ((int64_t)timegm(&t) - (int64_t)east * 60) * 1000 + frac;
	return 0;
}
