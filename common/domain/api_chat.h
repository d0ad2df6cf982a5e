#ifndef KX_DOMAIN_API_CHAT_H
#define KX_DOMAIN_API_CHAT_H
/* The chat-completions interface that OpenAI defined and many speak: requests written,
 * answers read, whole or streamed, with what is odd about each kind of provider. Pure:
 * bytes in, bytes out. (OpenAI's OpenAPI document 2.3.0, POST /chat/completions.) */
#include "base/buf.h"
#include "base/err.h"
#include "domain/provider.h"
#include "domain/usage.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#define KX_TOOL_CALLS_MAX 32
#define KX_COMPLETION_MAX (1u << 20) /* bytes of an answer's text, and of arguments */

/* One message. Strings are borrowed. */
struct kx_say {
	const char *role;               /* system, user, assistant, tool */
	const char *text;               /* NULL: null (an assistant that only calls) */
	struct json_object *tool_calls; /* of an assistant, as they came; or NULL */
	const char *tool_call_id;       /* of a tool */
};

struct kx_ask {
	const char *model;
	const struct kx_say *says;
	size_t n;
	size_t max_tokens;         /* 0: not sent */
	double temperature;        /* < 0: not sent */
	const char *stop;          /* or NULL */
	struct json_object *tools; /* array of {type, function}; or NULL */
	const char *tool_choice; /* none, auto, required, or a function's name; NULL */
	bool one_call;           /* parallel_tool_calls: false */
	struct json_object *schema; /* of the answer, strict; or NULL */
	const char *schema_name;
	const char *cache_key; /* prompt_cache_key, or NULL */
	bool stream;
	bool no_usage; /* do not ask a stream for it: the server refuses stream_options */
};

/* Append the request's body. What the kind does not take is left out or said its way:
 * max_completion_tokens or max_tokens, the system's role, stream_options … */
void kx_api_chat_body(
	const struct kx_provider *p, const struct kx_ask *a, struct kx_buf *out);
/* Append the address of a path ("/chat/completions", "/embeddings", "/moderations"). */
void kx_api_url(const struct kx_provider *p, const char *path, const char *model,
	struct kx_buf *out);

struct kx_tool_call {
	char *id, *name; /* heap; an id that is missing is made up: call_0 … */
	struct kx_buf arguments; /* JSON text, as the model wrote it: not checked */
	int64_t index; /* the provider's, -1 when missing; several may share it */
};

struct kx_completion {
	struct kx_buf text, refusal;
	struct kx_tool_call calls[KX_TOOL_CALLS_MAX];
	size_t ncalls;
	char finish
		[32]; /* stop, length, tool_calls, content_filter, error …; "" none */
	char id[128], model[128]; /* as the provider says; "" */
	struct kx_usage usage;
	bool done; /* [DONE] was seen, or the whole body read */

	/* while it is read */
	bool begun;
	enum { KX_THOUGHT_MAYBE, KX_THOUGHT_IN, KX_THOUGHT_NONE } thought;
	struct kx_buf held; /* a beginning that may be one of "<think>", and the like */
};

void kx_completion_clear(struct kx_completion *c); /* also frees; zeroed at the start */
/* A whole answer. KX_EAGAIN (a cut or garbled body, HTML with status 200); for an error
 * object with status 200 what kx_api_error() says of it, KX_EAGAIN or KX_EREFUSED: ask it
 * for the class. What a model thinks aloud in front of its answer, between "<think>" and
 * "</think>" or in a field of its own, is left out, and so is white space in front. */
int kx_api_chat_read(
	struct kx_completion *c, const char *body, size_t n, struct kx_err *e);
/* One event of a stream. New text is what c->text grew by, also by "[DONE]", which sets
 * c->done; events behind it are ignored. Errors as above; also KX_EAGAIN over
 * KX_COMPLETION_MAX or KX_TOOL_CALLS_MAX. What came before an error stays in *c. */
int kx_api_chat_event(
	struct kx_completion *c, const char *data, size_t n, struct kx_err *e);
/* The stream's end: KX_EAGAIN when neither a finish nor [DONE] came, "the answer was cut
 * off". */
int kx_api_chat_end(const struct kx_completion *c, struct kx_err *e);
/* The completion as a record for the store and back: {id, model, finish, text, refusal?,
 * tool_calls?, usage}. */
struct json_object *kx_completion_json(const struct kx_completion *c);
int kx_completion_from(
	struct kx_completion *c, struct json_object *rec, struct kx_err *e);
/* The calls as an assistant message needs them: an array {id, type, function}. New. */
struct json_object *kx_completion_calls(const struct kx_completion *c);

#endif
