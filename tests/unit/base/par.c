#include "base/par.h"

#include "../t.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define MANY 5000

struct board {
	atomic_int times[MANY]; /* that an item was done */
	atomic_int busy[KX_JOBS_MAX];
	atomic_int wrong; /* a worker out of range, or twice at once */
	int jobs;
};

static struct board b;

static void work(size_t i, int worker, void *ctx)
{
	struct board *x = ctx;

	if (worker < 0 || worker >= KX_JOBS_MAX || worker >= x->jobs || i >= MANY) {
		atomic_fetch_add(&x->wrong, 1);
		return;
	}
	/* scratch of a worker is its own */
	if (atomic_fetch_add(&x->busy[worker], 1) != 0)
		atomic_fetch_add(&x->wrong, 1);
	atomic_fetch_add(&x->times[i], 1);
	atomic_fetch_sub(&x->busy[worker], 1);
}

static void each(size_t n, int jobs, int workers)
{
	size_t i, bad = 0;

	memset(&b, 0, sizeof(b));
	b.jobs = workers;
	kx_par_each(n, jobs, work, &b);
	for (i = 0; i < MANY; i++)
		bad += atomic_load(&b.times[i]) != (i < n);
	T_INT(bad, 0);
	T_INT(atomic_load(&b.wrong), 0);
}

static void every_item_once(void)
{
	static const size_t n[] = { 0, 1, 2, 63, 64, 65, MANY };
	static const int jobs[] = { 1, 2, 3, 8, KX_JOBS_MAX };

	for (size_t i = 0; i < sizeof(n) / sizeof(*n); i++)
		for (size_t k = 0; k < sizeof(jobs) / sizeof(*jobs); k++)
			each(n[i], jobs[k], jobs[k]);
}

static void odd_numbers_of_jobs(void)
{
	each(100, 0, 1);
	each(100, -5, 1);
	each(200, KX_JOBS_MAX + 1, KX_JOBS_MAX);
	each(200, 1000000, KX_JOBS_MAX);
}

static void on_my_thread(size_t i, int worker, void *ctx)
{
	(void)i;
	(void)worker;
	T_OK(pthread_equal(pthread_self(), *(pthread_t *)ctx));
}

static void one_job_is_the_caller(void)
{
	pthread_t me = pthread_self();

	kx_par_each(20, 1, on_my_thread, &me);
	kx_par_each(1, 8, on_my_thread, &me);
}

int main(void)
{
	int jobs = kx_par_jobs();

	T_OK(jobs >= 1 && jobs <= KX_JOBS_MAX);
	every_item_once();
	odd_numbers_of_jobs();
	one_job_is_the_caller();
	return T_END();
}
