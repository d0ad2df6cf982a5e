#include "base/mem.h"
#include "domain/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* see judge.h */
#define STRANGERS 0.75
#define MARGIN 0.5
#define GAP 0.8
#define GROWTH 0.6
#define TITLES 0.1

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The logit of the confidence below which the part `at` of them lies. */
static double quantile(const double *v, size_t n, double at)
{
	double *s = kx_calloc(n, sizeof(*s)), c;

	memcpy(s, v, n * sizeof(*s));
	qsort(s, n, sizeof(*s), ascending);
	c = fmin(fmax(s[(size_t)(at * (double)(n - 1) + 0.5)], 1e-6), 1 - 1e-6);
	free(s);
	return log(c / (1 - c));
}

void kx_judge_thresholds(struct kx_thresholds *t, const double *out, size_t nout,
	const double *in, size_t nin, size_t chunks)
{
	double z;

	*t = (struct kx_thresholds){ KX_JUDGE_THRESHOLD, KX_JUDGE_ASK };
	if (!nout)
		return;
	z = quantile(out, nout, STRANGERS) + MARGIN;
	if (chunks > 1000)
		z += GROWTH * log10((double)chunks / 1000);
	if (nin)
		z = fmin(z, quantile(in, nin, TITLES));
	z = fmin(z, log(KX_JUDGE_LOOKUP / (1 - KX_JUDGE_LOOKUP)));
	t->answer = 1 / (1 + exp(-z));
	t->ask = 1 / (1 + exp(GAP - z));
}
