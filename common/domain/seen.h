#ifndef KX_DOMAIN_SEEN_H
#define KX_DOMAIN_SEEN_H
/* What one ingest has met so far: row ids (a bit each) and names (a 64-bit hash each), so
 * that a listing of a million articles stays in a few megabytes. */
#include <stdbool.h>
#include <stdint.h>

struct kx_seen;

struct kx_seen *kx_seen_new(void);
void kx_seen_free(struct kx_seen *s);
/* Note a row id or a name; false when it was noted before. */
bool kx_seen_row(struct kx_seen *s, int64_t id);
bool kx_seen_name(struct kx_seen *s, const char *source, const char *name);
/* Was either noted? */
bool kx_seen_has(
	const struct kx_seen *s, int64_t id, const char *source, const char *name);

#endif
