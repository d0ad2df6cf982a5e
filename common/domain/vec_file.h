#ifndef KX_DOMAIN_VEC_FILE_H
#define KX_DOMAIN_VEC_FILE_H
/* The vectors of a store in a file of their own, beside it: made from the store, marked
 * with the store's generation, thrown away and made again when stale or damaged. A row is
 * a chunk's vector in three coarsenesses; a search reads the coarsest of all rows and the
 * finest of a few.
 *
 * The file, in the byte order of the machine that wrote it, each section at a multiple
 * of 4096 bytes, all sized for `room` rows of which `rows` are used:
 *
 *	header	magic, version, byte order, shape, places of the sections, checksum
 *	centre	float32: the mean of all rows
 *	bits	the signs of row - centre, eight rows a block (vec_kernel.h)
 *	ids	int64, ascending
 *	scales	float32, one a row
 *	bytes	int8: the row divided by its scale, padded to 64
 *	floats	float32: the row at unit length, padded to 16
 *
 * Readers keep the file they opened when another is put in its place. */
#include "base/err.h"
#include "domain/vec_kernel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KX_VEC_MODEL_MAX 255       /* bytes of a model's name */
#define KX_VEC_ROWS_MAX (1u << 31) /* rows of a file */
#define KX_VEC_GENERATION 16       /* bytes */

struct kx_vec_shape {
	size_t dimensions; /* 1 to KX_VEC_DIMENSIONS_MAX */
	size_t rows;
	unsigned char generation[KX_VEC_GENERATION]; /* as the caller likes */
	char model[KX_VEC_MODEL_MAX + 1];
	/* Found out by the writer. Rows that came or went since the centre was the mean of
	 * all: see kx_vec_writer_copy(). */
	size_t worn;
	/* The signs say too little of these vectors: KX_VEC_AUTO goes by bytes instead. */
	bool rough;
};

/* ---- reading --------------------------------------------------------------------- */
/* One handle is for one thread at a time. */
struct kx_vec_file;

/* 0; 1 when there is no such file; KX_EINPUT when it is damaged, of another version or
 * another byte order: the caller makes a new one; KX_EIO. Reads the header only. */
int kx_vec_file_open(struct kx_vec_file **f, const char *path, struct kx_err *e);
void kx_vec_file_close(struct kx_vec_file *f);
/* Lives as long as the handle. */
const struct kx_vec_shape *kx_vec_file_shape(const struct kx_vec_file *f);
/* Everything that must hold between the sections of all rows; -1 (KX_EINPUT) names the
 * first breach. A file with nonsense in its sections gives a wrong order, never a crash,
 * so a search need not ask. */
int kx_vec_file_check(struct kx_vec_file *f, struct kx_err *e);

/* How candidates are found. Those of bits and bytes are ordered anew by their floats, so
 * the scores are exact in any case and only a row that is missed makes a difference.
 *
 * Measured (tests/bench/vector.c: clusters that overlap; scan, and ask as a fresh process
 * against one that does nothing), found of the ten nearest:
 *
 *				warm	fresh process	found
 *	100,000 x 384	exact	6.3 ms	25 to 45 x	1
 *			bytes	1.8 ms	8 to 14 x	1
 *			bits	0.45 ms	3.0 to 3.7 x	1
 *	100,000 x 128	bytes	0.7 ms	4.5 to 6.5 x	1
 *			bits	0.25 ms	2.2 x		.998
 *	100,000 x 1536	bits	1.25 ms	6.5 to 8.3 x	1
 *	1,000,000 x 384	bits	3 ms	11 x		.995
 *
 * Where the hundredth nearest is within .01 of the tenth, bits find .81 of the ten and
 * bytes all. So the writer of a file tries both with KX_VEC_PROBES of its rows as
 * questions; where bits find less than KX_VEC_PROBE_FOUND of what bytes find, the file is
 * marked as rough. This costs 3 to 5 % of the writing.
 *
 * In a fresh process page faults are half of the work: bits are mapped, and the rows that
 * are rescored are read by calls (1 us each, a fault on a mapping 1.8). MAP_POPULATE and
 * MADV_POPULATE_READ measured no better than faults. */
enum kx_vec_way {
	/* exact for few rows; bytes under KX_VEC_BITS_FROM dimensions and where signs are rough; else
	 * bits */
	KX_VEC_AUTO,
	KX_VEC_EXACT, /* all floats */
	KX_VEC_BYTES,
	KX_VEC_BITS,
};

struct kx_vec_query {
	const float *v; /* as many values as the file has dimensions */
	size_t want;    /* most hits */
	enum kx_vec_way way;
	/* Candidates ordered by their floats; 0: as many as change the list, in steps of
	 * KX_VEC_STEP, at most KX_VEC_RESCORED. */
	size_t rescored;
	/* Whether a row may be a hit; NULL: all may. Asked of rows that would be among
	 * the candidates: of a few thousand in a search, more when it refuses many. */
	bool (*accept)(int64_t id, void *ctx);
	void *ctx;
	const struct kx_vec_kernels *kernels; /* NULL: the best */
};

#define KX_VEC_RESCORED 400 /* or rows / 1000, or 4 * want, if that is more */
#define KX_VEC_STEP 64      /* or `want`, or rows / 5000, if that is more */
#define KX_VEC_POOL 4 /* candidates by sign, for each that may be ordered by floats */
#define KX_VEC_BITS_FROM 256 /* dimensions */
#define KX_VEC_PROBES 6
#define KX_VEC_PROBE_FOUND .95

struct kx_vec_hit {
	int64_t id;
	uint32_t row;
	float score; /* cosine, -1 to 1; 0 for a row without length */
};

/* The best rows, best first, equal ones by ascending id, into out[0..want); their number
 * in *n. A query without length finds nothing; one with what is no finite number is
 * KX_EINPUT. */
int kx_vec_file_find(struct kx_vec_file *f, const struct kx_vec_query *q,
	struct kx_vec_hit *out, size_t *n, struct kx_err *e);
/* The cosine of each of `ids` (in any order) with v; KX_VEC_ABSENT for an id that has no
 * row. */
#define KX_VEC_ABSENT (-2.0f)
int kx_vec_file_score(struct kx_vec_file *f, const float *v, const int64_t *ids,
	size_t n, float *out, struct kx_err *e);

/* The ids of all rows, ascending. */
int kx_vec_file_ids(struct kx_vec_file *f, const int64_t **ids, struct kx_err *e);
/* Can it be a row: is each of its n values finite, and so is its length? */
bool kx_vec_file_finite(const float *v, size_t n);
/* Is the row `v`, but for its length? 1 it is, 0 not, -1. */
int kx_vec_file_is(struct kx_vec_file *f, size_t row, const float *v, struct kx_err *e);

/* ---- writing --------------------------------------------------------------------- */
/* Rows come one at a time and go to the disk: memory does not grow with their number. The
 * file appears under its name when it is finished, and not otherwise (io/staged.h). */
struct kx_vec_writer;

/* `shape->rows` is the most rows that will come. 0; 1 when another process is writing
 * the file; -1. The file gets `mode`, which should be the store's. */
int kx_vec_writer_begin(struct kx_vec_writer **w, const char *path,
	const struct kx_vec_shape *shape, unsigned mode, struct kx_err *e);
/* The same in a file that nobody else sees and that has no name; `folder` is for its bytes.
 * It ends with kx_vec_writer_open() instead of kx_vec_writer_finish(). */
int kx_vec_writer_begin_own(struct kx_vec_writer **w, const char *folder,
	const struct kx_vec_shape *shape, struct kx_err *e);
/* One row, scaled to unit length. KX_EINPUT, and nothing is added, when a value is not
 * finite; the caller may leave the row out and go on. KX_EINPUT as well when `id` is not
 * greater than the last one or there are more rows than announced. After KX_EIO the
 * writer can only be dropped. */
int kx_vec_writer_add(
	struct kx_vec_writer *w, int64_t id, const float *v, struct kx_err *e);
/* Before any other row: all rows of `old` but those in gone[0..n), ascending; ids that it
 * has not got are ignored. They are copied as they are, with their centre and whether it
 * is rough, which fit worse with every row that comes or goes: see kx_vec_file_worn().
 * KX_EINPUT when it has another number of dimensions, or is damaged. */
int kx_vec_writer_copy(struct kx_vec_writer *w, struct kx_vec_file *old,
	const int64_t *gone, size_t n, struct kx_err *e);
/* Is it time to write all rows anew, when `changed` rows more come and go? */
bool kx_vec_file_worn(const struct kx_vec_file *old, size_t changed);
/* Put it in place. The writer is gone, whatever is returned. */
int kx_vec_writer_finish(struct kx_vec_writer *w, struct kx_err *e);
/* The finished file of one's own. The writer is gone, whatever is returned. */
int kx_vec_writer_open(
	struct kx_vec_writer *w, struct kx_vec_file **f, struct kx_err *e);
/* Give up: what was there before stays. NULL is fine. */
void kx_vec_writer_drop(struct kx_vec_writer *w);

#endif
