/* Breakers as rows of the store. A look comes first, without a lock: mostly nothing is
 * wrong, and nothing is to be written. */
#include "domain/breaker.h"

#include <string.h>

static int get(
	struct kx_db *db, const char *name, struct kx_breaker *b, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select state, failures, first_at, until, open_ms from breaker"
		" where name = $1",
		e);
	int rc;

	memset(b, 0, sizeof(*b));
	if (!s)
		return -1;
	kx_bind_text(s, 1, name);
	rc = kx_db_step(s, e);
	if (rc == 0) {
		b->state = (int)kx_col_int(s, 0);
		b->failures = (int)kx_col_int(s, 1);
		b->first_at = kx_col_int(s, 2);
		b->until = kx_col_int(s, 3);
		b->open_ms = kx_col_int(s, 4);
	}
	kx_db_reset(s);
	return rc < 0 ? -1 : 0;
}

static int forget(struct kx_db *db, const char *name, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db, "delete from breaker where name = $1", e);

	if (!s)
		return -1;
	kx_bind_text(s, 1, name);
	return kx_db_run(s, e);
}

static int put(struct kx_db *db, const char *name, const struct kx_breaker *b,
	struct kx_err *e)
{
	struct kx_stmt *s;

	if (b->state == KX_BREAKER_CLOSED && !b->failures)
		return forget(db, name, e);
	s = kx_db_stmt(db,
		"insert into breaker (name, state, failures, first_at, until, open_ms)"
		" values ($1, $2, $3, $4, $5, $6) on conflict (name) do update set"
		" state = excluded.state, failures = excluded.failures,"
		" first_at = excluded.first_at, until = excluded.until,"
		" open_ms = excluded.open_ms",
		e);
	if (!s)
		return -1;
	kx_bind_text(s, 1, name);
	kx_bind_int(s, 2, b->state);
	kx_bind_int(s, 3, b->failures);
	kx_bind_int(s, 4, b->first_at);
	kx_bind_int(s, 5, b->until);
	kx_bind_int(s, 6, b->open_ms);
	return kx_db_run(s, e);
}

/* what happens to a breaker; false: it stays as it was */
struct event {
	enum { ASK, SUCCESS, FAILURE } what;
	bool dead;
	int64_t now;
	bool allow; /* the answer to ASK */
};

static bool happen(struct kx_breaker *b, struct event *ev)
{
	struct kx_breaker old = *b;

	switch (ev->what) {
	case ASK:
		ev->allow = kx_breaker_allow(b, ev->now);
		break;
	case SUCCESS:
		kx_breaker_success(b);
		break;
	case FAILURE:
		kx_breaker_failure(b, ev->dead, ev->now);
		break;
	}
	return old.state != b->state || old.failures != b->failures ||
	       old.until != b->until || old.first_at != b->first_at;
}

static int change(
	struct kx_db *db, const char *name, struct event *ev, struct kx_err *e)
{
	struct kx_breaker b;

	if (get(db, name, &b, e))
		return -1;
	if (!happen(&b, ev))
		return 0;
	/* another process may be doing the same: who has the lock looks again */
	if (kx_db_begin(db, e))
		return -1;
	if (get(db, name, &b, e) || (happen(&b, ev) && put(db, name, &b, e)) ||
		kx_db_commit(db, e)) {
		kx_db_rollback(db);
		return -1;
	}
	return 0;
}

int kx_breaker_ask(
	struct kx_db *db, const char *name, int64_t now, bool *allow, struct kx_err *e)
{
	struct event ev = { .what = ASK, .now = now };

	*allow = true;
	if (change(db, name, &ev, e))
		return -1;
	*allow = ev.allow;
	return 0;
}

int kx_breaker_note(struct kx_db *db, const char *name, bool success, bool dead,
	int64_t now, struct kx_err *e)
{
	struct event ev = {
		.what = success ? SUCCESS : FAILURE, .dead = dead, .now = now
	};

	return change(db, name, &ev, e);
}
