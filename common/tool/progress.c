#include "tool/progress.h"

#include "tool/say.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_MS 100
#define BAR 24

static struct {
	const char *what;
	size_t total;
	int64_t began, drawn; /* ms; drawn 0: not on the screen */
	bool on, shown;
} bar;

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void kx_progress_begin(const char *what, size_t total)
{
	bar.on = kx_verbose >= 0 && isatty(2);
	bar.what = what;
	bar.total = total;
	bar.began = now_ms();
	bar.drawn = 0;
}

static void draw(size_t done, size_t count, double seconds)
{
	double part = bar.total ? (double)done / (double)bar.total : 0;
	double rate = seconds > 0 ? (double)count / seconds : 0;
	char fill[BAR + 1], left[32] = "";
	int n;

	if (part > 1)
		part = 1;
	n = (int)(part * BAR);
	memset(fill, '.', BAR);
	memset(fill, '#', (size_t)n);
	fill[BAR] = '\0';
	if (bar.total && part > 0.02) {
		long s = (long)(seconds / part - seconds + 0.5);

		snprintf(left, sizeof(left), ", %ld:%02ld left", s / 60, s % 60);
	}
	if (bar.total)
		fprintf(stderr, "\r%s [%s] %3.0f %%  %zu, %.0f/s%s\033[K", bar.what,
			fill, part * 100, count, rate, left);
	else
		fprintf(stderr, "\r%s %zu, %.0f/s\033[K", bar.what, count, rate);
	fflush(stderr);
}

void kx_progress_set(size_t done, size_t count)
{
	int64_t now;

	if (!bar.on)
		return;
	now = now_ms();
	if (bar.drawn && now - bar.drawn < REDRAW_MS)
		return;
	bar.drawn = now;
	bar.shown = true;
	draw(done, count, (double)(now - bar.began) / 1000);
}

void kx_progress_hide(void)
{
	if (!bar.shown)
		return;
	bar.shown = false;
	bar.drawn = 0;
	fputs("\r\033[K", stderr);
	fflush(stderr);
}

void kx_progress_end(void)
{
	kx_progress_hide();
	bar.on = false;
}
