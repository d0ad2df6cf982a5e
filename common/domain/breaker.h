#ifndef KX_DOMAIN_BREAKER_H
#define KX_DOMAIN_BREAKER_H
/* A circuit breaker per provider, so that a dead one costs one time-out and not one per
 * call: in memory for this process, and in the store for the next ones (tools run once per
 * record, per cron tick, per phone turn).
 *
 * closed: calls go. It opens at once when nobody answers there (no name, no connection, a
 * time-out before the first byte), and after KX_BREAKER_FAILURES answers of failure
 * (status >= 500, 429, cut streams) within KX_BREAKER_WINDOW ms. open: no call for
 * KX_BREAKER_OPEN ms, doubled with each opening in a row up to KX_BREAKER_OPEN_MAX. Then
 * half open: one call may try (across processes: who takes the row first), the others wait
 * as if it were open; its success closes, its failure opens again. */
#include "base/err.h"
#include "io/db.h"

#include <stdbool.h>
#include <stdint.h>

#define KX_BREAKER_FAILURES 5
#define KX_BREAKER_WINDOW 30000
#define KX_BREAKER_OPEN 30000
#define KX_BREAKER_OPEN_MAX 600000
#define KX_BREAKER_TRIAL 60000 /* a trial that is not heard of for so long is void */

enum kx_breaker_state { KX_BREAKER_CLOSED, KX_BREAKER_OPENED, KX_BREAKER_HALF };

/* All zero is closed. */
struct kx_breaker {
	int state;
	int failures;     /* within the window */
	int64_t first_at; /* of them */
	int64_t until;    /* open, or trial void, until */
	int64_t open_ms;  /* the last opening's length */
};

/* The machine, pure; `now` in ms. May a call go? Turns open into half open (then it is
 * this caller's trial). */
bool kx_breaker_allow(struct kx_breaker *b, int64_t now);
void kx_breaker_success(struct kx_breaker *b);
/* `dead`: nobody answered; at once open. */
void kx_breaker_failure(struct kx_breaker *b, bool dead, int64_t now);

/* The same on the store's row for `name` (provider and base URL's host), each in one short
 * transaction of its own. Success writes only when there was something to close. */
int kx_breaker_ask(
	struct kx_db *db, const char *name, int64_t now, bool *allow, struct kx_err *e);
int kx_breaker_note(struct kx_db *db, const char *name, bool success, bool dead,
	int64_t now, struct kx_err *e);

#endif
