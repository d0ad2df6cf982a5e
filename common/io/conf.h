#ifndef KX_IO_CONF_H
#define KX_IO_CONF_H
/* Configuration. A value comes from the first of: a flag, the environment, the project
 * file ./kx.yaml, the user's file $XDG_CONFIG_HOME/kx/config.yaml ($HOME/.config when
 * that is not set), the built-in default. `--config FILE` stands in for both files.
 *
 * In a file a dotted name is nested (search: {k: 5}) or written with its dots; in the
 * environment search.k is KX_SEARCH_K, and a key may have other well-known names, which
 * count after it. An empty variable and a null in a file count as not set.
 *
 * A project file that belongs neither to the user, nor to root, nor to the owner of the
 * folder is refused: it could name programs to run. Errors are KX_ECONFIG, begin with
 * "FILE:LINE: " or the variable's name, and never show a value. */
#include "base/err.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_CONF_FILE "kx.yaml"
#define KX_CONF_KEYS 512     /* most keys of a table */
#define KX_CONF_ENTRIES 1000 /* most entries of a list, or of a map of lists or maps */
#define KX_CONF_MEMBERS 64   /* most members of an entry of KX_CONF_MAPS, and of one */
#define KX_CONF_WORD 24      /* longest member's name that an error shows */

enum kx_conf_type {
	KX_CONF_STR,   /* any scalar */
	KX_CONF_INT,   /* whole number, between min and max */
	KX_CONF_REAL,  /* decimal number, between min and max */
	KX_CONF_BOOL,  /* true false yes no on off 1 0 */
	KX_CONF_LIST,  /* of strings; as text: a, b, c or YAML's [a, "b, c"] */
	KX_CONF_LISTS, /* names with a list each; as text: {".pdf": [prog, "-"]} */
	/* Entries: names with a map of members each; a member is a scalar, a list of
	 * scalars or a map of scalars, and every scalar is kept as its text. As text:
	 * {mine: {base_url: "http://h/v1", headers: {X-Team: desk}}}. Layers are put
	 * together entry by entry: one of an upper layer counts whole. */
	KX_CONF_MAPS,
};

/* One key. Tables are static, end with a row whose name is NULL, and hold every key of
 * the product, so that a key of another tool is not called unknown. */
struct kx_conf_key {
	const char *name; /* "search.k": letters, digits, '_', '-', '.' */
	enum kx_conf_type type;
	const char *env;  /* other variables, parted by spaces, or NULL */
	const char *def;  /* as text, or NULL: not set */
	double min, max;  /* for numbers; both 0: any */
	const char *help; /* one line for people */
};

struct kx_conf;

/* Read all layers. `file` is the argument of --config, which must exist, or NULL. */
int kx_conf_open(struct kx_conf **c, const struct kx_conf_key *keys, const char *file,
	struct kx_err *e);
void kx_conf_close(struct kx_conf *c);
/* A flag's value, above all else. `where` names the flag ("--k") and is borrowed. */
int kx_conf_set(struct kx_conf *c, const char *name, const char *text,
	const char *where, struct kx_err *e);

/* The value of a key of the table (asking for another one is a bug and gives the same
 * as not set). Strings and lists are borrowed and live as long as `c`. Not set: NULL,
 * 0, 0.0, false, NULL. */
const char *kx_conf_str(const struct kx_conf *c, const char *name);
int64_t kx_conf_int(const struct kx_conf *c, const char *name);
double kx_conf_real(const struct kx_conf *c, const char *name);
bool kx_conf_bool(const struct kx_conf *c, const char *name);
/* An array of strings (KX_CONF_LIST), an object of them (KX_CONF_LISTS), an object of
 * objects (KX_CONF_MAPS), or the scalar. */
struct json_object *kx_conf_get(const struct kx_conf *c, const char *name);
/* Where it came from: "--k", "KX_SEARCH_K", "OPENAI_API_KEY", "./kx.yaml:3", "built
 * in";
 * "" when it is not set. */
const char *kx_conf_where(const struct kx_conf *c, const char *name);
/* Where an entry of a KX_CONF_MAPS key came from, or a member of it (NULL: the entry):
 * "./kx.yaml:5", "KX_PROVIDERS"; that of what it stands in when it is not known itself. */
const char *kx_conf_where_in(const struct kx_conf *c, const char *name,
	const char *entry, const char *member);
/* A path that was said at `where` (kx_conf_where()): "~/" is the home, and a relative one
 * that stands in a file begins at the folder of that file. Free it. */
char *kx_conf_path(const char *where, const char *path);
/* The files that were read, in the order in which they count, parted by ", "; or "". */
const char *kx_conf_files(const struct kx_conf *c);

/* Of `names` (NULL at the end) the one nearest to `name`, or NULL when none is near. */
const char *kx_conf_near(const char *const *names, const char *name);
/* How many bytes of a member's name an error may show, for "%.*s": a slip such as
 * `key:value` makes a value part of the name. */
int kx_conf_word(const char *name);
/* "search.k" -> "KX_SEARCH_K"; cut to `size` with its NUL. */
void kx_conf_env_name(const char *name, char *out, size_t size);

#endif
