#ifndef KX_DOMAIN_PROVIDER_CONF_H
#define KX_DOMAIN_PROVIDER_CONF_H
/* How the configuration becomes providers. Only for provider*.c and price.c. */
#include "base/arena.h"
#include "domain/provider.h"
#include "io/secret.h"

#include <json-c/json.h>

#define KX_CAPS 3           /* capabilities */
#define KX_PROVIDER_NAME 64 /* bytes of a provider's name */
#define KX_PROVIDER_OWN 8   /* most built-in ones */
#define KX_KEY_ARGS 64      /* arguments of a command for a key */
#define KX_HEADERS_MAX 32   /* further headers of a provider */
#define KX_KEY_PLACES "key_file, key_command, key_env, key_credential"

/* Where a key comes from, and the header it was made into. */
struct kx_provider_key {
	struct kx_secret_from from;
	char *header; /* kx_secret_new(); NULL: not read yet */
};

struct kx_provider_entry {
	struct kx_provider of[KX_CAPS]; /* they differ in what a capability overrides */
	struct kx_provider_key key;
	bool configured; /* by the file, or an address in the environment */
};

/* What a capability says instead of the first provider that is asked for it. */
struct kx_provider_door {
	const char *base_url;
	struct kx_provider_key key;
	struct kx_provider_entry *of; /* that first one; NULL: nobody asked yet */
};

struct kx_price_row {
	const char *name;
	struct kx_price price;
};

struct kx_providers {
	struct kx_arena mem; /* all strings and tables */
	struct kx_provider_entry v[KX_PROVIDER_MAX + KX_PROVIDER_OWN];
	size_t n;
	struct kx_provider_door door[KX_CAPS];
	const char *usual, *usual_where; /* key `provider`; NULL */
	struct kx_price_row *prices;
	size_t nprices;
};

/* A built-in provider, or what a kind has when nothing else is said. */
struct kx_provider_own {
	const char *name; /* of the kind, too */
	enum kx_kind kind;
	const char *base_url; /* NULL: none */
	const char *key_env;  /* variable of its key, or NULL */
	const char *url_env;  /* variable of its address, or NULL */
};

/* The built-in providers, then the kind `compatible`, then a row without a name. */
extern const struct kx_provider_own kx_provider_owns[];
const char *kx_kind_name(enum kx_kind k);
/* The address that a built-in provider's variable asks for, in the arena; NULL when it is
 * not set. */
const char *kx_provider_env_url(
	const struct kx_provider_own *own, bool versioned, struct kx_arena *a);

/* One entry of `providers` while it is read; what is found goes to these. */
struct kx_provider_reader {
	const struct kx_conf *conf;
	const char *name;
	struct kx_arena *mem;
	struct kx_provider *of;
	struct kx_secret_from *key;
	const char *base_url, *key_env; /* NULL: not said */
	struct kx_err *e;
};

/* Take a member in. -1: "must be …", "not known". */
int kx_provider_member(
	struct kx_provider_reader *r, const char *name, struct json_object *v);

/* Is it the name of something that needs no provider: extract, replay, hash, none? */
bool kx_provider_is_local(const char *name);
/* The entry with name[0..n), or NULL. */
struct kx_provider_entry *kx_provider_entry(
	const struct kx_providers *p, const char *name, size_t n);
/* All of the configuration's into `p`. */
int kx_provider_conf_read(
	struct kx_providers *p, const struct kx_conf *conf, struct kx_err *e);

/* A base URL, checked, without a slash at its end, in the arena. -1: "must be …". */
int kx_provider_url(
	const char *url, struct kx_arena *a, const char **out, struct kx_err *e);
/* A command from a list of strings, or from one string, which is cut at its blanks; in the
 * arena. -1: "must be …". */
int kx_provider_command(struct json_object *v, struct kx_arena *a,
	const char *const **out, struct kx_err *e);
/* The variable `name` (NULL: none), and its variants NAME_FILE and NAME_COMMAND where
 * `from` has nothing yet. */
int kx_provider_key_env(struct kx_secret_from *from, const char *name,
	struct kx_arena *a, struct kx_err *e);
/* A number that a member holds as its text, between min and max. -1: "must be …". */
int kx_provider_number(struct json_object *v, bool whole, double min, double max,
	double *out, struct kx_err *e);

/* Key `prices` into `p`. */
int kx_price_read(struct kx_providers *p, const struct kx_conf *conf, struct kx_err *e);

#endif
