#include "domain/breaker.h"

#include <string.h>

/* A time that no breaker sets comes from a clock that was put back since. */
static bool over(const struct kx_breaker *b, int64_t now)
{
	return now >= b->until || b->until - now > KX_BREAKER_OPEN_MAX;
}

bool kx_breaker_allow(struct kx_breaker *b, int64_t now)
{
	if (b->state == KX_BREAKER_CLOSED)
		return true;
	if (!over(b, now))
		return false;
	b->state = KX_BREAKER_HALF;
	b->until = now + KX_BREAKER_TRIAL;
	return true;
}

void kx_breaker_success(struct kx_breaker *b)
{
	/* closed: what failed within the window still counts */
	if (b->state != KX_BREAKER_CLOSED)
		memset(b, 0, sizeof(*b));
}

static void open_it(struct kx_breaker *b, int64_t now)
{
	b->open_ms = b->open_ms ? 2 * b->open_ms : KX_BREAKER_OPEN;
	if (b->open_ms > KX_BREAKER_OPEN_MAX)
		b->open_ms = KX_BREAKER_OPEN_MAX;
	b->state = KX_BREAKER_OPENED;
	b->until = now + b->open_ms;
	b->failures = 0;
	b->first_at = 0;
}

void kx_breaker_failure(struct kx_breaker *b, bool dead, int64_t now)
{
	if (b->state == KX_BREAKER_OPENED) /* a call that began before it opened */
		return;
	if (b->state == KX_BREAKER_HALF || dead) {
		open_it(b, now);
		return;
	}
	if (!b->failures || now < b->first_at ||
		now - b->first_at > KX_BREAKER_WINDOW) {
		b->failures = 0;
		b->first_at = now;
	}
	if (++b->failures >= KX_BREAKER_FAILURES)
		open_it(b, now);
}
