#ifndef KX_DOMAIN_TALLY_H
#define KX_DOMAIN_TALLY_H
/* Numbers by a 64 bit id (a hash of what they belong to), in the order of their first
 * sight. Pure. */
#include <stddef.h>
#include <stdint.h>

#define KX_TALLY_MAX UINT16_MAX
#define KX_TALLY_NONE SIZE_MAX

struct kx_tally {
	uint64_t *ids;
	double *v; /* of each id */
	size_t n, max;
	uint16_t *index; /* 1 + place in ids, 0 is free */
	size_t slots;    /* of index, a power of two, at least twice n */
};

/* Room for at most `max` ids, KX_TALLY_MAX or less; for `about` as many without growing. */
void kx_tally_init(struct kx_tally *t, size_t max, size_t about);
void kx_tally_release(struct kx_tally *t);
/* Where the id is in t->ids and t->v, or KX_TALLY_NONE. */
size_t kx_tally_find(const struct kx_tally *t, uint64_t id);
/* The same, put in with 0 when it is new; KX_TALLY_NONE when the tally is full. */
size_t kx_tally_put(struct kx_tally *t, uint64_t id);

#endif
