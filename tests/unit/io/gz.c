#include "io/gz.h"

#include "../t.h"
#include "base/buf.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

static struct kx_err e;

/* append a member that holds s[0..n) */
static void member(struct kx_buf *b, const char *s, size_t n)
{
	z_stream z = { 0 };

	T_INT(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	kx_buf_room(b, deflateBound(&z, n) + 64);
	z.next_in = (Bytef *)(uintptr_t)s;
	z.avail_in = (unsigned)n;
	z.next_out = (Bytef *)b->p + b->len;
	z.avail_out = (unsigned)(b->cap - b->len);
	T_INT(deflate(&z, Z_FINISH), Z_STREAM_END);
	b->len += z.total_out;
	deflateEnd(&z);
}

/* read all of gz[0..n) in steps of `in` and `out` bytes; the rc of the last step */
static int read_all(
	const char *gz, size_t n, size_t in, size_t out, struct kx_buf *to, bool *whole)
{
	struct kx_gz *g = kx_gz_new();
	char *room = kx_alloc(out), *piece;
	size_t at = 0, nin, nout;
	int rc = 0;

	kx_buf_clear(to);
	while (at < n && !rc) {
		nin = n - at < in ? n - at : in;
		nout = out;
		piece = kx_alloc(nin);
		memcpy(piece, gz + at, nin);
		rc = kx_gz_read(g, piece, &nin, room, &nout, &e);
		free(piece);
		T_OK(rc || nin || nout);
		kx_buf_add(to, room, nout);
		at += nin;
	}
	*whole = kx_gz_whole(g);
	kx_gz_free(g);
	free(room);
	return rc;
}

static void any_step(void)
{
	static const size_t steps[] = { 1, 2, 7, 64, 1 << 16 };
	struct kx_buf gz = { 0 }, plain = { 0 }, to = { 0 };
	bool whole;

	for (int i = 0; i < 400; i++)
		kx_buf_printf(&plain, "line %d of many, %d\n", i, i * 7919 % 1000);
	member(&gz, plain.p, plain.len);
	for (size_t i = 0; i < 5; i++)
		for (size_t k = 0; k < 5; k++) {
			T_INT(read_all(gz.p, gz.len, steps[i], steps[k], &to, &whole),
				0);
			T_OK(whole);
			T_INT(to.len, plain.len);
			T_OK(!memcmp(to.p, plain.p, plain.len));
		}
	kx_buf_release(&gz);
	kx_buf_release(&plain);
	kx_buf_release(&to);
}

static void members_are_one_stream(void)
{
	static const size_t steps[] = { 1, 5, 4096 };
	struct kx_buf gz = { 0 }, to = { 0 };
	bool whole;

	member(&gz, "one,", 4);
	member(&gz, "", 0);
	member(&gz, "two,", 4);
	member(&gz, "three", 5);
	for (size_t i = 0; i < 3; i++) {
		T_INT(read_all(gz.p, gz.len, steps[i], 3, &to, &whole), 0);
		T_STR(to.p, "one,two,three");
		T_OK(whole);
	}
	kx_buf_release(&gz);
	kx_buf_release(&to);
}

/* wherever it is cut: not whole, no more than its bytes, and no crash */
static void cut(void)
{
	static const char text[] = "some words that are said again and again and again";
	struct kx_buf gz = { 0 }, to = { 0 };
	bool whole;

	member(&gz, text, sizeof(text) - 1);
	for (size_t n = 0; n < gz.len; n++) {
		T_INT(read_all(gz.p, n, 4096, 4096, &to, &whole), 0);
		T_OK(!whole);
		T_OK(!strncmp(kx_buf_text(&to), text, to.len));
	}
	kx_buf_release(&gz);
	kx_buf_release(&to);
}

/* whichever byte is wrong: the flags and the time of a header tell nothing, all else does */
static void broken(void)
{
	struct kx_buf gz = { 0 }, to = { 0 };
	bool whole;
	size_t found = 0;
	int rc;

	member(&gz, "some words", 10);
	for (size_t i = 0; i < gz.len; i++) {
		gz.p[i] = (char)(gz.p[i] ^ 0x55);
		rc = read_all(gz.p, gz.len, 4096, 4096, &to, &whole);
		T_OK(rc || !whole || !strcmp(kx_buf_text(&to), "some words"));
		if (rc) {
			T_INT(e.code, KX_EINPUT);
			T_STR(e.text, "broken gzip data");
			found++;
		}
		gz.p[i] = (char)(gz.p[i] ^ 0x55);
	}
	T_OK(found > gz.len / 2);
	kx_buf_str(&gz, "rubbish behind it");
	T_INT(read_all(gz.p, gz.len, 4096, 4096, &to, &whole), -1);
	T_INT(read_all("not gzip at all", 15, 4096, 4096, &to, &whole), -1);
	kx_buf_release(&gz);
	kx_buf_release(&to);
}

static void magic(void)
{
	T_OK(kx_gz_magic("\x1f\x8b\x08", 3));
	T_OK(kx_gz_magic("\x1f\x8b", 2));
	T_OK(!kx_gz_magic("\x1f", 1));
	T_OK(!kx_gz_magic("", 0));
	T_OK(!kx_gz_magic("\x8b\x1f", 2));
	T_OK(!kx_gz_magic("{}", 2));
	kx_gz_free(NULL);
}

int main(void)
{
	any_step();
	members_are_one_stream();
	cut();
	broken();
	magic();
	return T_END();
}
