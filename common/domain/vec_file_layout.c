#include "domain/vec_file_layout.h"

#include <string.h>

#define MAGIC "kx-vec\r\n" /* a transfer as text spoils it */
#define VERSION 2
#define BYTE_ORDER_MARK 0x01020304u
#define ALIGN 4096u

/* what stands in the file; no padding between the members */
struct header {
	char magic[8];
	uint32_t version, mark;
	uint64_t dimensions, rows, room, worn, rough;
	unsigned char generation[KX_VEC_GENERATION];
	char model[KX_VEC_MODEL_MAX + 1];
	uint64_t at[KX_VEC_SECTIONS];
	uint64_t size;
	uint64_t sum; /* of the bytes before it */
};

_Static_assert(sizeof(struct header) == 392, "the header has holes");

static uint64_t sum_of(const struct header *h)
{
	const unsigned char *p = (const unsigned char *)h;
	uint64_t sum = 0xcbf29ce484222325u;
	size_t i;

	/* FNV-1a, 64 bits */
	for (i = 0; i < offsetof(struct header, sum); i++)
		sum = (sum ^ p[i]) * 0x100000001b3u;
	return sum;
}

uint64_t kx_vec_layout_units(enum kx_vec_section s, uint64_t rows)
{
	if (s == KX_VEC_CENTRE)
		return 1;
	return s == KX_VEC_SIGNS ? (rows + KX_VEC_BLOCK - 1) / KX_VEC_BLOCK : rows;
}

void kx_vec_layout(struct kx_vec_layout *l, size_t dimensions, uint64_t room)
{
	uint64_t at = ALIGN, n;
	int i;

	l->width = kx_vec_width_f32(dimensions);
	l->width8 = kx_vec_width_i8(dimensions);
	l->words = kx_vec_words(dimensions);
	l->unit[KX_VEC_CENTRE] = l->width * sizeof(float);
	l->unit[KX_VEC_SIGNS] = l->words * KX_VEC_BLOCK * sizeof(uint64_t);
	l->unit[KX_VEC_IDS] = sizeof(int64_t);
	l->unit[KX_VEC_SCALES] = sizeof(float);
	l->unit[KX_VEC_INT8] = l->width8;
	l->unit[KX_VEC_FLOATS] = l->width * sizeof(float);
	for (i = 0; i < KX_VEC_SECTIONS; i++) {
		n = kx_vec_layout_units(i, room);
		l->at[i] = at;
		/* at most 2^31 rows of 2^15 bytes: no overflow */
		at += (n * l->unit[i] + ALIGN - 1) / ALIGN * ALIGN;
	}
	l->size = at;
}

void kx_vec_layout_encode(const struct kx_vec_shape *shape, uint64_t room,
	unsigned char out[KX_VEC_HEADER_SIZE])
{
	struct header h = {
		.magic = MAGIC, .version = VERSION, .mark = BYTE_ORDER_MARK
	};
	struct kx_vec_layout l;

	kx_vec_layout(&l, shape->dimensions, room);
	h.dimensions = shape->dimensions;
	h.rows = shape->rows;
	h.room = room;
	h.worn = shape->worn;
	h.rough = shape->rough;
	memcpy(h.generation, shape->generation, sizeof(h.generation));
	/* the NUL pads */
	memcpy(h.model, shape->model, strnlen(shape->model, KX_VEC_MODEL_MAX));
	memcpy(h.at, l.at, sizeof(h.at));
	h.size = l.size;
	h.sum = sum_of(&h);
	memset(out, 0, KX_VEC_HEADER_SIZE);
	memcpy(out, &h, sizeof(h));
}

int kx_vec_layout_decode(const unsigned char in[KX_VEC_HEADER_SIZE], uint64_t size,
	struct kx_vec_shape *shape, struct kx_vec_layout *l, struct kx_err *e)
{
	struct header h;

	memcpy(&h, in, sizeof(h));
	if (memcmp(h.magic, MAGIC, sizeof(h.magic)) != 0)
		return kx_fail(e, KX_EINPUT, "not a file of vectors");
	if (h.mark != BYTE_ORDER_MARK)
		return kx_fail(e, KX_EINPUT, "written in another byte order");
	if (h.version != VERSION)
		return kx_fail(e, KX_EINPUT, "version %lu, not %d",
			(unsigned long)h.version, VERSION);
	if (h.sum != sum_of(&h))
		return kx_fail(e, KX_EINPUT, "the header is damaged");
	/* from here on the sum is right; it may still be another program's doing */
	if (!h.dimensions || h.dimensions > KX_VEC_DIMENSIONS_MAX ||
		h.room > KX_VEC_ROWS_MAX || h.rows > h.room || h.rough > 1 ||
		h.model[KX_VEC_MODEL_MAX])
		return kx_fail(e, KX_EINPUT, "the header makes no sense");
	kx_vec_layout(l, (size_t)h.dimensions, h.room);
	if (memcmp(l->at, h.at, sizeof(h.at)) != 0 || l->size != h.size)
		return kx_fail(e, KX_EINPUT, "the header makes no sense");
	if (h.size != size)
		return kx_fail(e, KX_EINPUT, "%llu bytes long, not %llu",
			(unsigned long long)size, (unsigned long long)h.size);
	memset(shape, 0, sizeof(*shape));
	shape->dimensions = (size_t)h.dimensions;
	shape->rows = (size_t)h.rows;
	shape->worn = (size_t)h.worn;
	shape->rough = h.rough != 0;
	memcpy(shape->generation, h.generation, sizeof(h.generation));
	memcpy(shape->model, h.model, strnlen(h.model, KX_VEC_MODEL_MAX));
	return 0;
}
