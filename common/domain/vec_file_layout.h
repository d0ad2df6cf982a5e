#ifndef KX_DOMAIN_VEC_FILE_LAYOUT_H
#define KX_DOMAIN_VEC_FILE_LAYOUT_H
/* Where the sections of a vector file (vec_file.h) are, and its header as bytes. */
#include "domain/vec_file.h"

enum kx_vec_section {
	KX_VEC_CENTRE,
	KX_VEC_SIGNS,
	KX_VEC_IDS,
	KX_VEC_SCALES,
	KX_VEC_INT8,
	KX_VEC_FLOATS,
	KX_VEC_SECTIONS,
};

struct kx_vec_layout {
	size_t width, width8, words; /* of a row, padded: values, bytes, words */
	uint64_t at[KX_VEC_SECTIONS];
	/* bytes of a row in the section, of eight rows in KX_VEC_SIGNS, of all in
	 * KX_VEC_CENTRE */
	size_t unit[KX_VEC_SECTIONS];
	uint64_t size; /* of the file */
};

#define KX_VEC_HEADER_SIZE 512

/* The layout for `room` rows. */
void kx_vec_layout(struct kx_vec_layout *l, size_t dimensions, uint64_t room);
/* How many units of a section hold `rows` rows. */
uint64_t kx_vec_layout_units(enum kx_vec_section s, uint64_t rows);
/* The header of a file with shape->rows of `room` rows in use. */
void kx_vec_layout_encode(const struct kx_vec_shape *shape, uint64_t room,
	unsigned char out[KX_VEC_HEADER_SIZE]);
/* Back again; KX_EINPUT with the cause alone when anything in it is not as
 * kx_vec_layout_encode() writes it, or the file is not `size` bytes long. */
int kx_vec_layout_decode(const unsigned char in[KX_VEC_HEADER_SIZE], uint64_t size,
	struct kx_vec_shape *shape, struct kx_vec_layout *l, struct kx_err *e);

#endif
