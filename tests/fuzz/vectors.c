/* The file of vectors. First byte 0: the rest is the file. Otherwise its header is made: a
 * byte each of dimensions, rows, room for more, flags; the rest fills the sections, over and
 * over. */
#include "base/mem.h"
#include "domain/vec_file.h"
#include "domain/vec_file_layout.h"
#include "fuzz.h"
#include "io/file.h"

#include <fcntl.h>
#include <float.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const unsigned fuzz_rounds = 1500;

#define DIMENSIONS 300
#define WANT 5
#define IDS 6

/* a file in memory, made anew for each input: a search maps it */
static int make_file(char path[64], const void *p, size_t n)
{
	int fd = memfd_create("vectors", MFD_CLOEXEC);

	FUZZ_MUST(fd >= 0);
	for (size_t at = 0; at < n;) {
		ssize_t put = write(fd, (const char *)p + at, n - at);

		FUZZ_MUST(put > 0);
		at += (size_t)put;
	}
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static bool odd(int64_t id, void *ctx)
{
	(void)ctx;
	return id & 1;
}

static void search(struct kx_vec_file *f, const float *v)
{
	static const enum kx_vec_way ways[] = { KX_VEC_AUTO, KX_VEC_EXACT, KX_VEC_BYTES,
		KX_VEC_BITS };
	const int64_t ids[IDS] = { 0, 1, 2, -5, INT64_MAX, 30 };
	struct kx_vec_query q = { .v = v, .want = WANT };
	struct kx_vec_hit hits[WANT];
	struct kx_err e = { 0 };
	float score[IDS];
	size_t n;

	for (int i = 0; i < 8; i++) {
		q.way = ways[i % 4];
		q.rescored = i < 4 ? 0 : 3;
		q.accept = i & 1 ? odd : NULL;
		FUZZ_MUST(!kx_vec_file_find(f, &q, hits, &n, &e));
		FUZZ_MUST(n <= WANT);
		for (size_t j = 0; j < n; j++) {
			FUZZ_MUST(isfinite(hits[j].score));
			FUZZ_MUST(hits[j].row < kx_vec_file_shape(f)->rows);
			FUZZ_MUST(!j || hits[j].score <= hits[j - 1].score);
			FUZZ_MUST(!q.accept || hits[j].id & 1);
		}
	}
	FUZZ_MUST(!kx_vec_file_score(f, v, ids, IDS, score, &e));
	for (int i = 0; i < IDS; i++)
		FUZZ_MUST(isfinite(score[i]));
}

static void run(const void *p, size_t n)
{
	struct kx_vec_file *f = NULL;
	struct kx_err e = { 0 };
	float v[DIMENSIONS];
	uint64_t r = fuzz_start(n);
	char path[64];
	int fd = make_file(path, p, n);

	if (kx_vec_file_open(&f, path, &e)) {
		FUZZ_MUST(e.code == KX_EINPUT && e.text[0]);
		close(fd);
		return;
	}
	for (size_t i = 0; i < DIMENSIONS; i++)
		v[i] = (float)fuzz_rnd(&r, 2001) / 1000 - 1;
	if (kx_vec_file_shape(f)->dimensions <= DIMENSIONS)
		search(f, v);
	if (kx_vec_file_check(f, &e))
		FUZZ_MUST(e.code == KX_EINPUT && e.text[0]);
	kx_vec_file_close(f);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kx_vec_shape shape = { .model = "a model" };
	struct kx_vec_layout l;
	unsigned char *file;
	uint64_t room;

	if (!fuzz_take(&data, &size, 1)) {
		run(data, size);
		return 0;
	}
	shape.dimensions = 1 + fuzz_take(&data, &size, 1);
	shape.rows = fuzz_take(&data, &size, 1);
	room = shape.rows + fuzz_take(&data, &size, 1) % 8;
	fuzz_take(&data, &size, 1);
	kx_vec_layout(&l, shape.dimensions, room);
	file = kx_alloc((size_t)l.size);
	kx_vec_layout_encode(&shape, room, file);
	for (size_t i = KX_VEC_HEADER_SIZE; size && i < l.size; i++)
		file[i] = data[i % size];
	run(file, (size_t)l.size);
	free(file);
	return 0;
}

/* a file as the writer makes it, in the folder for such things */
static void write_file(struct kx_buf *b, size_t rows, size_t dimensions, uint64_t *r)
{
	struct kx_vec_shape shape = { .dimensions = dimensions, .rows = rows };
	char dir[] = "/tmp/kx-fuzz-XXXXXX", path[64];
	struct kx_err e = { 0 };
	struct kx_vec_writer *w;
	float v[DIMENSIONS];

	FUZZ_MUST(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/vectors", dir);
	FUZZ_MUST(!kx_vec_writer_begin(&w, path, &shape, 0600, &e));
	for (size_t i = 0; i < rows; i++) {
		for (size_t j = 0; j < dimensions; j++)
			v[j] = (float)fuzz_rnd(r, 2001) / 1000 - 1;
		FUZZ_MUST(!kx_vec_writer_add(w, (int64_t)i, v, &e));
	}
	FUZZ_MUST(!kx_vec_writer_finish(w, &e));
	FUZZ_MUST(!kx_file_read(path, 0, b, &e));
	FUZZ_MUST(!unlink(path) && !rmdir(dir));
}

static const float odd_ones[] = { 0, 1, -1, 0.5f, -0.25f, INFINITY, -INFINITY, NAN,
	FLT_MAX, -FLT_MAX, FLT_MIN, 1e-45f };
#define ODD_ONES (sizeof(odd_ones) / sizeof(*odd_ones))

#define FILES 6 /* different ones; a writer waits for the disk */

void fuzz_seed(uint32_t number, struct kx_buf *b)
{
	static struct kx_buf files[FILES];
	struct kx_buf *file;
	uint64_t r;

	if (number & 1) {
		r = fuzz_start(number);
		fuzz_put(b, 1, 1);
		fuzz_put(b, fuzz_rnd(&r, 1u << fuzz_rnd(&r, 9)), 1);
		fuzz_put(b, fuzz_rnd(&r, 1u << fuzz_rnd(&r, 9)), 1);
		fuzz_put(b, fuzz_rnd(&r, 65536), 2);
		for (uint32_t i = 1 + fuzz_rnd(&r, 80); i; i--) {
			float v = odd_ones[fuzz_rnd(&r, ODD_ONES)];

			kx_buf_add(b, &v, sizeof(v));
		}
		return;
	}
	number /= 2;
	file = &files[number % FILES];
	r = fuzz_start(number % FILES);
	if (!file->len)
		write_file(file, fuzz_rnd(&r, 40), 1 + fuzz_rnd(&r, 90), &r);
	fuzz_put(b, 0, 1);
	kx_buf_add(b, file->p, file->len);
}
