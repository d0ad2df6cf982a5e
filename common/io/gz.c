#include "io/gz.h"

#include "base/mem.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#define GZIP_ONLY (15 + 16) /* zlib's window bits: largest window, gzip header wanted */

struct kx_gz {
	z_stream z;
	bool whole;
};

bool kx_gz_magic(const void *p, size_t n)
{
	const unsigned char *b = p;

	return n >= 2 && b[0] == 0x1f && b[1] == 0x8b;
}

struct kx_gz *kx_gz_new(void)
{
	struct kx_gz *g = kx_alloc(sizeof(*g));

	if (inflateInit2(&g->z, GZIP_ONLY) != Z_OK)
		kx_nomem();
	return g;
}

void kx_gz_free(struct kx_gz *g)
{
	if (!g)
		return;
	inflateEnd(&g->z);
	free(g);
}

int kx_gz_read(struct kx_gz *g, const void *in, size_t *nin, void *out, size_t *nout,
	struct kx_err *e)
{
	unsigned avail_in = *nin < UINT_MAX ? (unsigned)*nin : UINT_MAX;
	unsigned avail_out = *nout < UINT_MAX ? (unsigned)*nout : UINT_MAX;
	int rc = Z_OK;

	g->z.next_in = (Bytef *)(uintptr_t)in;
	g->z.avail_in = avail_in;
	g->z.next_out = out;
	g->z.avail_out = avail_out;
	while (g->z.avail_in && g->z.avail_out) {
		if (g->whole) {
			g->whole = false;
			inflateReset(&g->z);
		}
		rc = inflate(&g->z, Z_NO_FLUSH);
		if (rc == Z_STREAM_END)
			g->whole = true;
		else if (rc != Z_OK)
			break;
	}
	*nin = avail_in - g->z.avail_in;
	*nout = avail_out - g->z.avail_out;
	if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
		return kx_fail(e, KX_EINPUT, "broken gzip data");
	return 0;
}

bool kx_gz_whole(const struct kx_gz *g)
{
	return g->whole;
}
