#ifndef KX_TESTS_FAULTD_H
#define KX_TESTS_FAULTD_H
/* What the fault server and the provider that it plays share: faultd.c takes requests in
 * and sends answers off, whole or broken; standin.c says what is wrong with a request and
 * makes the answer. Bytes in, bytes out there: no sockets. */
#include "base/buf.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define INPUTS_MAX 2048
#define DIMENSIONS_MAX 16384
#define ENTRIES_MAX 1000

/* A line of a script, or of the answers. */
struct entry {
	struct json_object *o;
	long left; /* requests that it is for yet */
};

struct list {
	struct entry v[ENTRIES_MAX];
	size_t n;
};

struct options {
	int port;
	const char *port_file, *log, *kind, *key, *models, *reject, *flag;
	long idle, dimensions, max_inputs;
	bool refuse, mute, deaf, no_base64, ignore_base64, stamp;
	struct list script, answers;
};
extern struct options o;

struct request {
	long n;                            /* from 1 */
	char *head, *target;               /* heap; the head with NULs in it */
	const char *method, *path, *query; /* "" when it is no request at all */
	struct json_object *headers;       /* names in lower case */
	struct kx_buf body;
	struct json_object *json;    /* NULL: the body is no object */
	struct json_object *reasons; /* what is wrong with it: strings */
	int status;               /* that it deserves for that; 0: nothing is wrong */
	const char *code, *param; /* of its error; or NULL */
};

/* A piece of a body, or of all that is sent: where it begins, how long to wait before it
 * (-1: for ever), and where the time of its sending is written (0: nowhere). */
struct part {
	size_t at;
	int64_t wait_ms;
	size_t stamp;
};

/* Zeroed at the start, but for `with`. */
struct reply {
	struct json_object *with; /* the script's entry, or an empty object */
	int status;
	const char *type;
	struct kx_buf body;
	struct part *parts; /* heap; events of a stream, or one */
	size_t n;
	bool sse;
};

/* Hold a request against the interface: sets reasons, status, code and param. */
void standin_check(struct request *r);
/* The key that came with it; NULL: none; "": not the way a key comes. */
const char *standin_key(const struct request *r);
/* The answer that the entry asks for, or else the provider's own. */
void standin_answer(const struct request *r, struct reply *a);

/* ---- JSON, short ---------------------------------------------------------------------- */

static inline struct json_object *get(struct json_object *in, const char *key)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(in, key, &v);
	return v;
}

static inline bool has(struct json_object *in, const char *key)
{
	return json_object_object_get_ex(in, key, NULL);
}

/* NULL: it is not there, or no string */
static inline const char *str(struct json_object *in, const char *key)
{
	struct json_object *v = get(in, key);

	return json_object_is_type(v, json_type_string) ? json_object_get_string(v)
							: NULL;
}

static inline long num(struct json_object *in, const char *key, long without)
{
	struct json_object *v = get(in, key);

	return v ? json_object_get_int64(v) : without;
}

static inline void set(struct json_object *in, const char *key, const char *s)
{
	json_object_object_add(in, key, s ? json_object_new_string(s) : NULL);
}

static inline void set_int(struct json_object *in, const char *key, int64_t v)
{
	json_object_object_add(in, key, json_object_new_int64(v));
}

/* borrowed from `v` */
static inline const char *json_text(struct json_object *v)
{
	return json_object_to_json_string_ext(
		v, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

/* ---- names ---------------------------------------------------------------------------- */

/* is `s` (or NULL) one of these? */
static inline bool one_of(const char *s, const char *const *list)
{
	for (; s && *list; list++) {
		if (!strcmp(s, *list))
			return true;
	}
	return false;
}
#define ONE_OF(s, ...) one_of(s, (const char *const[]){ __VA_ARGS__, NULL })

static inline bool ends(const char *s, const char *tail)
{
	size_t n = strlen(s), m = strlen(tail);

	return n >= m && !strcmp(s + n - m, tail);
}

#endif
