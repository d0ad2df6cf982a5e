#include "base/par.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

struct crew {
	size_t n;
	atomic_size_t next;
	void (*work)(size_t i, int worker, void *ctx);
	void *ctx;
};

struct worker {
	pthread_t thread;
	struct crew *crew;
	int number;
};

int kx_par_jobs(void)
{
	cpu_set_t set;
	int n;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	n = CPU_COUNT(&set);
	return n < 1 ? 1 : n > KX_JOBS_MAX ? KX_JOBS_MAX : n;
}

static void *run(void *arg)
{
	struct worker *w = arg;
	struct crew *c = w->crew;
	size_t i;

	while ((i = atomic_fetch_add(&c->next, 1)) < c->n)
		c->work(i, w->number, c->ctx);
	return NULL;
}

void kx_par_each(
	size_t n, int jobs, void (*work)(size_t i, int worker, void *ctx), void *ctx)
{
	struct crew c = { .n = n, .work = work, .ctx = ctx };
	struct worker w[KX_JOBS_MAX];
	sigset_t all, old;
	int i, started = 0;

	if (jobs > KX_JOBS_MAX)
		jobs = KX_JOBS_MAX;
	/* signals stay with the main thread, whose reads they are meant to interrupt */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	for (i = 1; i < jobs && (size_t)i < n; i++) {
		w[started + 1].crew = &c;
		w[started + 1].number = started + 1;
		if (pthread_create(&w[started + 1].thread, NULL, run, &w[started + 1]))
			break;
		started++;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	w[0].crew = &c;
	w[0].number = 0;
	run(&w[0]);
	for (i = 1; i <= started; i++)
		pthread_join(w[i].thread, NULL);
}
