#ifndef KX_DOMAIN_MODELS_H
#define KX_DOMAIN_MODELS_H
/* The door to models: one call to one provider, with its time limits, its retries, its
 * breaker, and what it used and cost noted in the store. Nothing is opened, no key is read
 * and no library is loaded before the first call. Of one thread. */
#include "base/err.h"
#include "domain/api_chat.h"
#include "domain/api_embed.h"
#include "domain/embed.h"
#include "domain/provider.h"
#include "domain/usage.h"
#include "io/db.h"

#include <stdbool.h>
#include <stdint.h>

#define KX_RETRY_AFTER_MAX 20000 /* ms; who is told to wait longer gives up for now */
#define KX_USAGE_PENDING 64      /* calls whose usage is noted together */

struct kx_models;

struct kx_models_opts {
	const struct kx_conf *conf;
	const char *store; /* URL of the one that notes usage and breakers, opened for
			      writing at the first need; one that is not there or may not
			      be written is done without. NULL: none */
	bool (*stopped)(void); /* true ends what is under way; may be NULL */
	/* What a person may want to know, such as a retry; may be NULL. */
	void (*told)(const struct kx_err *what);
};

/* KX_ECONFIG when the providers of the configuration are wrong. */
int kx_models_new(
	struct kx_models **m, const struct kx_models_opts *o, struct kx_err *e);
/* Notes what is left, and closes all. NULL is fine. */
void kx_models_close(struct kx_models *m);
struct kx_providers *kx_models_providers(struct kx_models *m);
/* Note usage and breakers through this connection, which the caller keeps, instead of one
 * of our own; usage then waits for kx_models_flush(), inside the caller's transaction. */
void kx_models_borrow(struct kx_models *m, struct kx_db *db);
int kx_models_flush(struct kx_models *m, struct kx_err *e);

/* What came of a call, for the records. */
struct kx_call {
	const char *provider, *model; /* model: as asked for */
	struct kx_usage usage;
	double cost; /* < 0: no price known */
	double latency_ms, first_ms;
	int attempts;
	char request_id[80];
	bool elsewhere; /* after a failure: another provider may do better */
	bool stopped;   /* ended by `stopped` */
};

/* New text of an answer, as it comes. */
typedef void kx_models_text(void *ctx, const char *p, size_t n);

struct kx_completing {
	const char *spec;         /* PROVIDER:MODEL */
	const char *purpose;      /* "answer", "rewrite" */
	const char *conversation; /* or NULL */
	struct kx_ask
		*ask; /* model, stream and what the provider's entry says are set */
	kx_models_text *text; /* NULL: not streamed */
	void *ctx;
	struct kx_buf *sent; /* NULL, or gets the body of the request */
};

/* A completion into *c (zeroed; kx_completion_clear() it). 0 whole. 1 partial: text was
 * passed on, then the rest did not come; `e` says why. -1 nothing was passed on:
 * KX_EREFUSED, KX_EAGAIN, KX_ECONFIG. *call is filled whatever comes. */
int kx_models_complete(struct kx_models *m, const struct kx_completing *q,
	struct kx_completion *c, struct kx_call *call, struct kx_err *e);

/* Is the text fit to be answered? */
int kx_models_moderate(struct kx_models *m, const char *spec, const char *text,
	struct kx_moderation *out, struct kx_err *e);

/* The embedder for a name: a local one (embed.h), or a provider's. As kx_embedder_find(). */
int kx_models_embedder(struct kx_models *m, const struct kx_embedder **out,
	const char *name, struct kx_err *e);

#endif
