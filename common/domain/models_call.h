#ifndef KX_DOMAIN_MODELS_CALL_H
#define KX_DOMAIN_MODELS_CALL_H
/* What all calls of a provider share: the request with its key, the breaker before it, the
 * notes behind it. Used by models*.c and embed_send.c alone. */
#include "base/arena.h"
#include "domain/api_error.h"
#include "domain/breaker.h"
#include "domain/models.h"
#include "io/http.h"

/* What a server does not take, learnt by asking and remembered in the store. */
enum kx_quirk {
	KX_QUIRK_FLOATS,   /* base64: it is asked for numbers */
	KX_QUIRK_NO_USAGE, /* stream_options */
	KX_QUIRKS
};

/* A provider as it has shown itself in this process. */
struct kx_peer {
	const struct kx_provider *p;
	char name[256]; /* of its breaker: provider and address */
	struct kx_breaker breaker;
	bool known; /* the store was asked */
	bool well;  /* the last call went well, and the store knows */
	bool quirk[KX_QUIRKS], quirk_known[KX_QUIRKS];
};

struct kx_models {
	struct kx_models_opts o;
	struct kx_providers *providers;
	struct kx_http *http;
	struct kx_db *db, *own;
	bool db_tried;
	struct kx_peer peers[KX_PROVIDER_MAX];
	size_t npeers;
	struct kx_usage_row pending[KX_USAGE_PENDING];
	size_t npending;
	struct kx_arena arena;     /* of what is pending */
	struct kx_arena embedders; /* one per name that was asked for */
	int64_t retry_ms;
};

struct kx_post {
	const struct kx_provider *provider;
	enum kx_capability cap;
	const char *path; /* "/embeddings" */
	const char *model;
	const struct kx_buf *body; /* borrowed until the call is done */
	bool stream;               /* events are wanted */
	int (*data)(void *ctx, const char *p, size_t n, struct kx_err *e);
	void *ctx, *tag;
};

/* The connections, opened at the first call. */
int kx_models_http(struct kx_models *m, struct kx_http **h, struct kx_err *e);
/* Send it off; its reply comes out of kx_http_wait(). */
int kx_models_post(struct kx_models *m, const struct kx_post *p, struct kx_err *e);

/* May the provider be asked? 0; -1 with KX_EAGAIN when its breaker is open. */
int kx_models_allowed(
	struct kx_models *m, const struct kx_provider *p, struct kx_err *e);
/* What came of a call: `f` NULL is success. */
void kx_models_settle(
	struct kx_models *m, const struct kx_provider *p, const struct kx_failure *f);

/* What an answer with status 2xx is that could not be read, as `why` says: an error object,
 * or nonsense. */
void kx_models_misread(
	struct kx_failure *f, const char *body, size_t n, const struct kx_err *why);

/* A call that failed for good, into `e`, with its provider's name. Returns -1. */
int kx_models_fail(struct kx_models *m, const struct kx_provider *p,
	enum kx_capability cap, const struct kx_failure *f, struct kx_err *e);

/* Note what a call used; strings are copied. */
void kx_models_used(struct kx_models *m, const struct kx_usage_row *u);
double kx_models_cost(struct kx_models *m, const struct kx_provider *p,
	const char *model, const struct kx_usage *u);
/* Say what a person may want to know. */
void kx_models_tell(struct kx_models *m, const struct kx_err *what);

/* How long to wait before try number `tries` + 1; -1: longer than anybody waits. */
int64_t kx_models_delay(struct kx_models *m, int tries, const struct kx_failure *f);
/* Wait; false when `stopped` said so. */
bool kx_models_wait(struct kx_models *m, int64_t ms);
bool kx_models_stopped(const struct kx_models *m);

/* What a server does not take. */
bool kx_models_quirk(struct kx_models *m, const struct kx_provider *p, enum kx_quirk q);
void kx_models_quirk_set(
	struct kx_models *m, const struct kx_provider *p, enum kx_quirk q);

#endif
