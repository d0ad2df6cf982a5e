#include "domain/breaker.h"

#include "../kb.h"
#include "../t.h"

#include <stdlib.h>
#include <unistd.h>

#define NOW 1000000000ll

static struct kx_err e;

/* ---- the machine --------------------------------------------------------------------- */

static void fail(struct kx_breaker *b, int n, int64_t now)
{
	while (n--)
		kx_breaker_failure(b, false, now);
}

static void opens_when_nobody_answers(void)
{
	struct kx_breaker b = { 0 };

	T_OK(kx_breaker_allow(&b, NOW));
	kx_breaker_failure(&b, true, NOW);
	T_INT(b.state, KX_BREAKER_OPENED);
	T_OK(!kx_breaker_allow(&b, NOW));
	T_OK(!kx_breaker_allow(&b, NOW + KX_BREAKER_OPEN - 1));
	/* half open: one call may try, the others wait */
	T_OK(kx_breaker_allow(&b, NOW + KX_BREAKER_OPEN));
	T_INT(b.state, KX_BREAKER_HALF);
	T_OK(!kx_breaker_allow(&b, NOW + KX_BREAKER_OPEN));
	kx_breaker_success(&b);
	T_INT(b.state, KX_BREAKER_CLOSED);
	T_OK(kx_breaker_allow(&b, NOW + KX_BREAKER_OPEN));
	T_INT(b.open_ms, 0);
}

static void opens_after_failures_within_the_window(void)
{
	struct kx_breaker b = { 0 };

	fail(&b, KX_BREAKER_FAILURES - 1, NOW);
	T_OK(kx_breaker_allow(&b, NOW));
	/* successes in between do not make them good */
	kx_breaker_success(&b);
	fail(&b, 1, NOW + KX_BREAKER_WINDOW);
	T_OK(!kx_breaker_allow(&b, NOW + KX_BREAKER_WINDOW));

	b = (struct kx_breaker){ 0 };
	fail(&b, KX_BREAKER_FAILURES - 1, NOW);
	fail(&b, KX_BREAKER_FAILURES - 1, NOW + KX_BREAKER_WINDOW + 1);
	T_OK(kx_breaker_allow(&b, NOW + KX_BREAKER_WINDOW + 1));
	fail(&b, 1, NOW + KX_BREAKER_WINDOW + 2);
	T_OK(!kx_breaker_allow(&b, NOW + KX_BREAKER_WINDOW + 2));
}

static void each_opening_in_a_row_is_longer(void)
{
	struct kx_breaker b = { 0 };
	int64_t now = NOW, open = KX_BREAKER_OPEN;

	kx_breaker_failure(&b, true, now);
	for (int i = 0; i < 8; i++) {
		T_OK(!kx_breaker_allow(&b, now + open - 1));
		now += open;
		T_OK(kx_breaker_allow(&b, now));
		/* any failure of the trial opens it */
		kx_breaker_failure(&b, false, now);
		open = 2 * open < KX_BREAKER_OPEN_MAX ? 2 * open : KX_BREAKER_OPEN_MAX;
	}
	T_INT(b.open_ms, KX_BREAKER_OPEN_MAX);
	T_OK(kx_breaker_allow(&b, now + open));
	kx_breaker_success(&b);
	kx_breaker_failure(&b, true, now);
	T_INT(b.until, now + KX_BREAKER_OPEN);
}

static void a_trial_that_is_not_heard_of(void)
{
	struct kx_breaker b = { 0 };
	int64_t now = NOW + KX_BREAKER_OPEN;

	kx_breaker_failure(&b, true, NOW);
	T_OK(kx_breaker_allow(&b, now));
	T_OK(!kx_breaker_allow(&b, now + KX_BREAKER_TRIAL - 1));
	T_OK(kx_breaker_allow(&b, now + KX_BREAKER_TRIAL));
	T_OK(!kx_breaker_allow(&b, now + KX_BREAKER_TRIAL));
}

static void late_news(void)
{
	struct kx_breaker b = { 0 };

	kx_breaker_failure(&b, true, NOW);
	/* of calls that were under way: not a further opening */
	fail(&b, 10, NOW + 10);
	kx_breaker_failure(&b, true, NOW + 10);
	T_INT(b.until, NOW + KX_BREAKER_OPEN);
	T_INT(b.open_ms, KX_BREAKER_OPEN);
	/* an answer, at last */
	kx_breaker_success(&b);
	T_OK(kx_breaker_allow(&b, NOW + 20));
}

static void a_clock_that_is_put_back(void)
{
	struct kx_breaker b = { 0 };

	kx_breaker_failure(&b, true, NOW);
	T_OK(kx_breaker_allow(&b, NOW - 2 * KX_BREAKER_OPEN_MAX));
	b = (struct kx_breaker){ 0 };
	fail(&b, KX_BREAKER_FAILURES - 1, NOW);
	fail(&b, 1, NOW - 1);
	T_OK(kx_breaker_allow(&b, NOW - 1));
}

/* ---- the store ----------------------------------------------------------------------- */

static bool ask(struct kx_db *db, const char *name, int64_t now)
{
	bool allow = false;

	T_INT(kx_breaker_ask(db, name, now, &allow, &e), 0);
	return allow;
}

static void note(
	struct kx_db *db, const char *name, bool success, bool dead, int64_t now)
{
	T_INT(kx_breaker_note(db, name, success, dead, now, &e), 0);
}

static struct kx_db *open_store(void)
{
	struct kx_db *db = NULL;

	T_INT(kx_store_open(&db, "sqlite:s", KX_DB_CREATE, &e), 0);
	T_INT(kx_db_exec(db, "pragma busy_timeout=0", &e), 0);
	return db;
}

/* one process learns what another met, and one alone may try */
static void between_processes(void)
{
	struct kx_db *a = open_store(), *b = open_store();
	int64_t later = NOW + KX_BREAKER_OPEN;

	T_OK(ask(a, "p host", NOW));
	note(a, "p host", false, true, NOW);
	T_OK(!ask(b, "p host", NOW + 1));
	T_OK(ask(b, "p other", NOW + 1));
	T_OK(ask(b, "p host", later));
	T_OK(!ask(a, "p host", later));
	T_OK(!ask(b, "p host", later));
	/* the trial's process died; the next one takes its place */
	T_OK(ask(a, "p host", later + KX_BREAKER_TRIAL));
	note(a, "p host", true, false, later + KX_BREAKER_TRIAL);
	T_OK(ask(b, "p host", later + KX_BREAKER_TRIAL));
	T_INT(kb_int(b, "select count(*) from breaker"), 0);
	kx_db_close(a);
	kx_db_close(b);
}

static void counted_together(void)
{
	struct kx_db *a = open_store(), *b = open_store();

	for (int i = 0; i < KX_BREAKER_FAILURES; i++) {
		T_OK(ask(a, "q", NOW + i));
		note(i % 2 ? a : b, "q", false, false, NOW + i);
	}
	T_OK(!ask(a, "q", NOW + 10));
	T_OK(!ask(b, "q", NOW + 10));
	T_INT(kb_int(a, "select open_ms from breaker where name = 'q'"),
		KX_BREAKER_OPEN);
	T_INT(kx_db_exec(a, "delete from breaker", &e), 0);
	kx_db_close(a);
	kx_db_close(b);
}

/* While somebody writes: what is well needs no lock, and a change is told to wait. */
static void locked(void)
{
	struct kx_db *a = open_store(), *b = open_store();
	bool allow = false;

	note(a, "bad", false, true, NOW);
	T_INT(kx_db_begin(a, &e), 0);
	T_OK(ask(b, "good", NOW));
	note(b, "good", true, false, NOW);
	T_OK(!ask(b, "bad", NOW + 1));
	T_INT(kx_breaker_ask(b, "bad", NOW + KX_BREAKER_OPEN, &allow, &e), -1);
	T_INT(e.code, KX_EAGAIN);
	T_INT(kx_breaker_note(b, "good", false, true, NOW, &e), -1);
	T_INT(e.code, KX_EAGAIN);
	kx_db_rollback(a);
	T_OK(ask(b, "bad", NOW + KX_BREAKER_OPEN));
	kx_db_close(a);
	kx_db_close(b);
}

/* the store's rows make the same moves as the machine in memory */
static void as_in_memory(void)
{
	struct kx_db *db = kb_new();
	struct kx_breaker b = { 0 };
	int64_t now = NOW;
	size_t wrong = 0;
	bool allow;

	kb_seed = 7;
	for (int i = 0; i < 3000; i++) {
		now += kb_rnd(kb_rnd(4) ? 3000 : 100000);
		switch (kb_rnd(4)) {
		case 0:
			kx_breaker_success(&b);
			note(db, "n", true, false, now);
			break;
		case 1:
			allow = kb_rnd(5) == 0;
			kx_breaker_failure(&b, allow, now);
			note(db, "n", false, allow, now);
			break;
		default:
			allow = kx_breaker_allow(&b, now);
			wrong += allow != ask(db, "n", now);
		}
	}
	T_INT(wrong, 0);
	kx_db_close(db);
}

int main(void)
{
	char folder[] = "/tmp/kx-breaker-XXXXXX";

	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	opens_when_nobody_answers();
	opens_after_failures_within_the_window();
	each_opening_in_a_row_is_longer();
	a_trial_that_is_not_heard_of();
	late_news();
	a_clock_that_is_put_back();
	between_processes();
	counted_together();
	locked();
	as_in_memory();
	unlink("s");
	unlink("s-wal");
	unlink("s-shm");
	T_INT(chdir("/"), 0);
	T_INT(rmdir(folder), 0);
	return T_END();
}
