#ifndef KX_DOMAIN_VEC_FILE_WRITE_H
#define KX_DOMAIN_VEC_FILE_WRITE_H
/* A vector file being written, from the inside: for the files of vec_file.h alone. */
#include "domain/vec_file_read.h"
#include "io/staged.h"

#define KX_VEC_STRIP (256u << 10) /* bytes kept per section before they are written */

/* the part of a section that is not written yet */
struct kx_vec_strip {
	unsigned char *p;
	size_t n;
	uint64_t at; /* where p[0] belongs */
};

struct kx_vec_writer {
	struct kx_staged file;
	struct kx_vec_shape shape; /* rows: so far */
	struct kx_vec_layout l;
	size_t room;
	int64_t last;
	struct kx_vec_strip strip[KX_VEC_SECTIONS];
	float *unit;
	int8_t *bytes;
	double *sum; /* of all rows */
	float *centre;
	bool copied;      /* the centre is that of another file */
	size_t signed_to; /* rows whose signs are made */
	uint64_t *block;  /* signs of the last of them, up to a block */
};

/* The next n bytes of a section. */
int kx_vec_writer_put(struct kx_vec_writer *w, enum kx_vec_section section,
	const void *data, size_t n, struct kx_err *e);
/* The signs of the next row, a word in every `step`. */
int kx_vec_writer_sign(
	struct kx_vec_writer *w, const uint64_t *bits, size_t step, struct kx_err *e);

#endif
