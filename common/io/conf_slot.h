#ifndef KX_IO_CONF_SLOT_H
#define KX_IO_CONF_SLOT_H
/* What a configuration holds, and how a value gets into it. Only for conf*.c. */
#include "base/buf.h"
#include "base/map.h"
#include "io/conf.h"

enum kx_conf_layer {
	KX_CONF_BUILT_IN,
	KX_CONF_USER_FILE,
	KX_CONF_PROJECT_FILE,
	KX_CONF_ENVIRONMENT,
	KX_CONF_FLAG,
};

/* What a key has; one per row of the table. */
struct kx_conf_slot {
	struct json_object *value;
	char *where;
	int layer;
	/* KX_CONF_MAPS: entry -> member -> where that came from; of the entry itself
	 * under "" */
	struct json_object *places;
};

struct kx_conf {
	const struct kx_conf_key *keys;
	size_t n;
	struct kx_conf_slot *slots;
	struct kx_map names; /* key name -> row */
	struct kx_buf files;
};

/* A file in which lines are known. */
struct kx_conf_text {
	const char *name;
	struct json_object *lines; /* of kx_yaml_read_named() */
	const char *path;          /* JSON pointer of the key's value */
};

struct kx_conf_slot *kx_conf_slot_find(const struct kx_conf *c, const char *name);
/* Takes `value`, which came from `where`; `text` NULL: not from a file. */
void kx_conf_slot_put(const struct kx_conf *c, struct kx_conf_slot *s,
	struct json_object *value, const char *where, int layer,
	const struct kx_conf_text *text);
void kx_conf_slot_release(struct kx_conf_slot *s);

/* All of a file's text into the slots; errors as conf.h says. */
int kx_conf_file_parse(struct kx_conf *c, const char *name, int layer,
	const struct kx_buf *text, struct kx_err *e);

#endif
