#include "io/http.h"

#include "base/mem.h"
#include "io/http_call.h"

#include <stdlib.h>
#include <string.h>

#define ASK_MS 100  /* between two questions to `stopped` */
#define NAP_MS 5000 /* longest wait for bytes when there is none to ask */

int kx_http_open(struct kx_http **out, const struct kx_http_opts *o, struct kx_err *e)
{
	const struct kx_http_opts none = { 0 };
	const struct kx_curl *lib = kx_curl_open(e);
	struct kx_http *h;

	if (!lib)
		return -1;
	o = o ? o : &none;
	h = kx_alloc(sizeof(*h));
	h->lib = lib;
	h->stopped = o->stopped;
	h->last_ended = &h->ended;
	h->left = kx_http_us();
	if (kx_http_proxy_set(h, o, e) || kx_http_ca_set(h, o->ca, e)) {
		kx_http_close(h);
		return -1;
	}
	h->multi = lib->multi_init();
	if (!h->multi)
		kx_nomem();
	lib->multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)KX_HTTP_AT_ONCE);
	*out = h;
	return 0;
}

/* the slot is free again; its handle stays for the next call */
static void free_slot(struct kx_http_call *c)
{
	c->h->lib->slist_free_all(c->headers);
	*c = (struct kx_http_call){ .easy = c->easy };
}

void kx_http_close(struct kx_http *h)
{
	struct kx_http_call *c;

	if (!h)
		return;
	for (size_t i = 0; i < KX_HTTP_AT_ONCE; i++) {
		c = &h->calls[i];
		if (c->used && !c->ended)
			h->lib->multi_remove_handle(h->multi, c->easy);
		kx_http_reply_free(c->r);
		if (c->used)
			free_slot(c);
		if (c->easy)
			h->lib->easy_cleanup(c->easy);
	}
	if (h->multi)
		h->lib->multi_cleanup(h->multi);
	free(h->proxy);
	free(h->no_proxy);
	free(h->ca_file);
	free(h->ca_folder);
	free(h);
}

/* since the last wait nobody looked after them */
static void come_back(struct kx_http *h)
{
	int64_t now = kx_http_us();

	h->away += now - h->left;
	h->left = now;
}

static int start(struct kx_http *h, const struct kx_http_request *r,
	struct kx_http_call **out, struct kx_err *e)
{
	struct kx_http_call *c = h->calls;

	while (c < h->calls + KX_HTTP_AT_ONCE && c->used)
		c++;
	if (c == h->calls + KX_HTTP_AT_ONCE)
		return kx_fail(
			e, KX_EBUG, "more than %d calls at once", KX_HTTP_AT_ONCE);
	come_back(h);
	if (kx_http_call_begin(h, c, r, e))
		return -1;
	if (h->lib->multi_add_handle(h->multi, c->easy))
		kx_nomem();
	h->running++;
	*out = c;
	return 0;
}

int kx_http_start(struct kx_http *h, const struct kx_http_request *r, struct kx_err *e)
{
	struct kx_http_call *c;

	return start(h, r, &c, e);
}

size_t kx_http_running(const struct kx_http *h)
{
	return h->running;
}

/* ---- working on them ---------------------------------------------------------------- */

/* its reply is complete and waits to be fetched */
static void end(struct kx_http *h, struct kx_http_call *c)
{
	h->lib->multi_remove_handle(h->multi, c->easy);
	c->ended = true;
	*h->last_ended = c;
	h->last_ended = &c->next;
}

static void end_all(struct kx_http *h, enum kx_http_fault fault)
{
	struct kx_http_call *c;

	for (c = h->calls; c < h->calls + KX_HTTP_AT_ONCE; c++) {
		if (!c->used || c->ended)
			continue;
		kx_http_call_fail(c, fault);
		end(h, c);
	}
}

static void gather_ended(struct kx_http *h)
{
	struct kx_http_call *c;
	CURLMsg *m;
	int left;

	while ((m = h->lib->multi_info_read(h->multi, &left))) {
		c = h->calls;
		while (c < h->calls + KX_HTTP_AT_ONCE && c->easy != m->easy_handle)
			c++;
		if (m->msg != CURLMSG_DONE || c == h->calls + KX_HTTP_AT_ONCE)
			continue;
		kx_http_call_done(c, m->data.result);
		end(h, c);
	}
}

/* what is late is ended; the time left until the next will be */
static int64_t end_late(struct kx_http *h)
{
	int64_t soonest = INT64_MAX, left;
	enum kx_http_fault fault;
	struct kx_http_call *c;

	for (c = h->calls; c < h->calls + KX_HTTP_AT_ONCE; c++) {
		if (!c->used || c->ended)
			continue;
		fault = kx_http_call_late(c, &left);
		if (fault) {
			kx_http_call_fail(c, fault);
			end(h, c);
		} else if (left < soonest) {
			soonest = left;
		}
	}
	return soonest;
}

/* the oldest that ended, or `only` that one; NULL: not yet */
static struct kx_http_call *fetch(struct kx_http *h, struct kx_http_call *only)
{
	struct kx_http_call **at = &h->ended, *c;

	while (*at && only && *at != only)
		at = &(*at)->next;
	c = *at;
	if (!c)
		return NULL;
	*at = c->next;
	if (!c->next)
		h->last_ended = at;
	return c;
}

static int nap_ms(const struct kx_http *h, int64_t us)
{
	int64_t ms = us <= 0 ? 0 : us / 1000 + 1, most = h->stopped ? ASK_MS : NAP_MS;

	return (int)(ms < most ? ms : most);
}

/* what can be done at once; the time left until the next will be late */
static int64_t work(struct kx_http *h)
{
	int n;

	if (h->lib->multi_perform(h->multi, &n))
		end_all(h, KX_HTTP_RESET);
	gather_ended(h);
	if (h->stopped && h->stopped())
		end_all(h, KX_HTTP_STOPPED);
	return end_late(h);
}

static int wait_for(struct kx_http *h, int ms, struct kx_http_call *only,
	struct kx_http_reply **reply)
{
	int64_t until = ms < 0 ? INT64_MAX : kx_http_us() + (int64_t)ms * 1000, late,
		left;
	struct kx_http_call *c;
	int n;

	come_back(h);
	while (!(c = fetch(h, only)) && h->running) {
		late = work(h);
		if (h->ended)
			continue;
		left = until - kx_http_us();
		if (left <= 0)
			break;
		n = nap_ms(h, left < late ? left : late);
		if (h->lib->multi_poll(h->multi, NULL, 0, n, &n))
			end_all(h, KX_HTTP_RESET);
	}
	h->left = kx_http_us();
	if (!c)
		return 1;
	*reply = c->r;
	free_slot(c);
	h->running--;
	return 0;
}

int kx_http_wait(struct kx_http *h, int ms, struct kx_http_reply **reply)
{
	return wait_for(h, ms, NULL, reply);
}

int kx_http_run(struct kx_http *h, const struct kx_http_request *r,
	struct kx_http_reply **reply, struct kx_err *e)
{
	struct kx_http_call *c;

	if (start(h, r, &c, e))
		return -1;
	wait_for(h, -1, c, reply);
	return 0;
}

void kx_http_reply_free(struct kx_http_reply *r)
{
	if (!r)
		return;
	kx_buf_release(&r->body);
	free(r);
}
