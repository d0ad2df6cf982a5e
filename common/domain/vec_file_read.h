#ifndef KX_DOMAIN_VEC_FILE_READ_H
#define KX_DOMAIN_VEC_FILE_READ_H
/* An open vector file from the inside: for the files of vec_file.h alone. */
#include "domain/vec_file.h"
#include "domain/vec_file_layout.h"
#include "io/mapped.h"

struct kx_vec_file {
	char *path;
	struct kx_mapped file;
	struct kx_vec_shape shape;
	struct kx_vec_layout l;
	struct kx_mapping map[KX_VEC_SECTIONS];
	size_t asked; /* searches so far */
};

/* The section of all rows, mapped at the first call. */
int kx_vec_file_section(
	struct kx_vec_file *f, enum kx_vec_section s, const void **p, struct kx_err *e);
/* v at unit length, padded with zeros, in out[0..width); false when a value is not finite.
 * A vector without length stays as it is. */
bool kx_vec_file_unit(const float *v, size_t dimensions, float *out, size_t width);
/* Whether bits find too few of what bytes find, of a sample: see KX_VEC_PROBES. */
int kx_vec_file_probe(struct kx_vec_file *f, bool *rough, struct kx_err *e);

#endif
