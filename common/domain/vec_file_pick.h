#ifndef KX_DOMAIN_VEC_FILE_PICK_H
#define KX_DOMAIN_VEC_FILE_PICK_H
/* The best so many of many rows, in one pass and without a heap: rows better than a limit
 * are written down; when twice as many are there as wanted, the worse half goes and the
 * limit falls. A row costs one comparison, and one in a few ten more. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kx_vec_pick {
	uint64_t *item; /* key << 32 | row: smaller is better */
	size_t n, keep;
	uint64_t limit;  /* items from here on are too bad */
	size_t levels;   /* keys are less than this, and few; 0: any */
	uint32_t *count; /* of each level */
};

/* To pick `keep` rows, at least 1. */
void kx_vec_pick_init(struct kx_vec_pick *p, size_t keep, size_t levels);
void kx_vec_pick_release(struct kx_vec_pick *p);
/* Note a row; rows come in ascending order where levels are used. */
void kx_vec_pick_add(struct kx_vec_pick *p, uint32_t key, uint32_t row);
/* Keep the best p->keep, in no order with `sort` false, else best first. */
void kx_vec_pick_finish(struct kx_vec_pick *p, bool sort);
/* The worst item of the best p->keep; UINT64_MAX as long as there are fewer. Not where
 * levels are used. */
uint64_t kx_vec_pick_worst(struct kx_vec_pick *p);

/* A key that falls as the score rises, and the score of a key. */
uint32_t kx_vec_pick_key(float score);
float kx_vec_pick_score(uint32_t key);

#endif
