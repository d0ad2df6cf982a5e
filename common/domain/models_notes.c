/* What the store is told of calls, and what it knows: usage, breakers, encodings. */
#include "domain/models_call.h"

#include "base/clock.h"
#include "domain/store.h"

#include <stdio.h>

/* ---- the store ---------------------------------------------------------------------- */

void kx_models_borrow(struct kx_models *m, struct kx_db *db)
{
	m->db = db;
}

/* Ours, or the caller's; NULL when there is none. */
static struct kx_db *notes(struct kx_models *m)
{
	struct kx_err e;

	if (m->db || m->db_tried)
		return m->db ? m->db : m->own;
	m->db_tried = true;
	if (!m->o.store || kx_db_absent(m->o.store))
		return NULL;
	if (kx_store_open(&m->own, m->o.store, KX_DB_WRITE, &e)) {
		kx_fail_in(&e, "usage is not noted");
		kx_models_tell(m, &e);
		m->own = NULL;
	} else if (!kx_db_writable(m->own)) {
		kx_db_close(m->own);
		m->own = NULL;
	}
	return m->own;
}

static int add_pending(struct kx_models *m, struct kx_db *db, struct kx_err *e)
{
	size_t i;

	for (i = 0; i < m->npending; i++)
		if (kx_usage_add(db, &m->pending[i], e))
			return -1;
	return 0;
}

int kx_models_flush(struct kx_models *m, struct kx_err *e)
{
	struct kx_db *db;
	int rc = 0;

	if (!m || !m->npending)
		return 0;
	db = notes(m);
	if (db && db == m->db) {
		rc = add_pending(m, db, e);
	} else if (db) {
		rc = kx_db_begin(db, e);
		if (!rc && (add_pending(m, db, e) || kx_db_commit(db, e))) {
			kx_db_rollback(db);
			rc = -1;
		}
	}
	if (rc)
		return kx_fail_in(e, "usage is not noted");
	m->npending = 0;
	kx_arena_reset(&m->arena);
	return 0;
}

static const char *copy(struct kx_models *m, const char *s)
{
	return s ? kx_arena_strdup(&m->arena, s) : NULL;
}

void kx_models_used(struct kx_models *m, const struct kx_usage_row *u)
{
	struct kx_usage_row *to;
	struct kx_err e;

	if (m->npending == KX_USAGE_PENDING && !m->db && kx_models_flush(m, &e))
		kx_models_tell(m, &e);
	if (m->npending == KX_USAGE_PENDING)
		return;
	to = &m->pending[m->npending++];
	*to = *u;
	to->provider = copy(m, u->provider);
	to->model = copy(m, u->model);
	to->purpose = copy(m, u->purpose);
	to->conversation = copy(m, u->conversation);
	to->request_id = copy(m, u->request_id);
	to->outcome = copy(m, u->outcome);
}

double kx_models_cost(struct kx_models *m, const struct kx_provider *p,
	const char *model, const struct kx_usage *u)
{
	int64_t cached = u->cached > 0 ? u->cached : 0;
	struct kx_price price;

	if (u->input < 0 || !kx_price_find(m->providers, p->name, model, &price))
		return -1;
	return ((double)(u->input - cached) * price.input +
		       (double)cached * price.cached +
		       (double)(u->output > 0 ? u->output : 0) * price.output) /
	       1e6;
}

/* ---- who answers -------------------------------------------------------------------- */

static struct kx_peer *peer_of(struct kx_models *m, const struct kx_provider *p)
{
	struct kx_peer *q;
	size_t i;

	for (i = 0; i < m->npeers; i++)
		if (m->peers[i].p == p)
			return &m->peers[i];
	/* a provider of several capabilities has an entry for each */
	q = &m->peers[m->npeers < KX_PROVIDER_MAX ? m->npeers++ : 0];
	*q = (struct kx_peer){ .p = p };
	snprintf(q->name, sizeof(q->name), "%s %s", p->name, p->base_url);
	return q;
}

int kx_models_allowed(
	struct kx_models *m, const struct kx_provider *p, struct kx_err *e)
{
	struct kx_peer *q = peer_of(m, p);
	struct kx_db *db = NULL;
	bool allow = true;
	struct kx_err ignored;

	if (!q->known)
		db = notes(m);
	q->known = true;
	if (db && kx_breaker_ask(db, q->name, kx_clock_now(), &allow, &ignored))
		allow = true;
	if (allow && kx_breaker_allow(&q->breaker, kx_clock_now()))
		return 0;
	/* what the store said holds for this call; ask it again before the next */
	q->known = allow;
	kx_fail(e, KX_EAGAIN, "provider '%s' did not answer a moment ago", p->name);
	return kx_fail_hint(e, "it is tried again in a while");
}

void kx_models_settle(
	struct kx_models *m, const struct kx_provider *p, const struct kx_failure *f)
{
	bool trouble = f != NULL;
	struct kx_peer *q = peer_of(m, p);
	struct kx_db *db;
	struct kx_err e;

	if (f && !f->breaks)
		return;
	if (trouble)
		kx_breaker_failure(
			&q->breaker, f->class == KX_FAILS_DEAD, kx_clock_now());
	else
		kx_breaker_success(&q->breaker);
	/* the first success may be that of a trial, which the store waits for */
	db = trouble || !q->well ? notes(m) : NULL;
	q->well = !trouble;
	if (db && kx_breaker_note(db, q->name, !trouble,
			  trouble && f->class == KX_FAILS_DEAD, kx_clock_now(), &e))
		kx_models_tell(m, &e);
}

/* ---- quirks ------------------------------------------------------------------------- */

static void quirk_key(char *key, size_t size, const struct kx_peer *p, enum kx_quirk q)
{
	static const char *const names[] = { "floats", "no_usage" };

	snprintf(key, size, "%s %s", names[q], p->name);
}

bool kx_models_quirk(struct kx_models *m, const struct kx_provider *p, enum kx_quirk q)
{
	struct kx_peer *peer = peer_of(m, p);
	struct kx_arena a = { 0 };
	const char *v = NULL;
	struct kx_err e;
	struct kx_db *db;
	char key[300];

	if (peer->quirk_known[q])
		return peer->quirk[q];
	peer->quirk_known[q] = true;
	db = notes(m);
	quirk_key(key, sizeof(key), peer, q);
	if (db && !kx_store_get(db, key, &a, &v, &e))
		peer->quirk[q] = v != NULL;
	kx_arena_release(&a);
	return peer->quirk[q];
}

void kx_models_quirk_set(
	struct kx_models *m, const struct kx_provider *p, enum kx_quirk q)
{
	struct kx_peer *peer = peer_of(m, p);
	struct kx_db *db = notes(m);
	struct kx_err e;
	char key[300];

	peer->quirk[q] = peer->quirk_known[q] = true;
	quirk_key(key, sizeof(key), peer, q);
	if (db && kx_store_set(db, key, "1", &e))
		kx_models_tell(m, &e);
}
