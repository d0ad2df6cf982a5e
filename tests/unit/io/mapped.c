#include "io/mapped.h"
#include "../t.h"
#include "io/file.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE (3u << 16)

static unsigned char *bytes;

static void make_file(void)
{
	size_t i;

	bytes = malloc(SIZE);
	for (i = 0; i < SIZE; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 251);
	T_INT(kx_file_write("f", bytes, SIZE, 0600, NULL), 0);
}

static void reads_in_places(void)
{
	struct kx_mapped m;
	struct kx_err e = { 0 };
	unsigned char buf[1000];

	T_INT(kx_mapped_open(&m, "f", &e), 0);
	T_INT(m.size, SIZE);
	T_INT(kx_mapped_read(&m, 4095, buf, sizeof(buf), &e), 0);
	T_OK(!memcmp(buf, bytes + 4095, sizeof(buf)));
	T_INT(kx_mapped_read(&m, SIZE - 1000, buf, sizeof(buf), &e), 0);
	T_OK(!memcmp(buf, bytes + SIZE - 1000, sizeof(buf)));
	T_INT(kx_mapped_read(&m, SIZE - 999, buf, sizeof(buf), &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_STR(e.text, "'f' is cut short");
	T_INT(kx_mapped_read(&m, SIZE + 5, buf, 1, &e), -1);
	kx_mapped_close(&m);
}

static void maps_parts(void)
{
	static const size_t parts[][2] = { { 0, SIZE }, { 4096, 100 }, { 5000, 70000 },
		{ SIZE - 1, 1 }, { 8192, 4096 } };
	struct kx_mapped m;
	struct kx_mapping g[5], none;
	struct kx_err e = { 0 };
	size_t i;

	T_INT(kx_mapped_open(&m, "f", &e), 0);
	for (i = 0; i < 5; i++) {
		T_INT(kx_mapped_map(&m, parts[i][0], parts[i][1], &g[i], &e), 0);
	}
	T_INT(kx_mapped_map(&m, 100, 0, &none, &e), 0);
	T_OK(none.p);
	kx_mapping_release(&none);
	T_INT(kx_mapped_map(&m, 0, SIZE + 1, &none, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_INT(kx_mapped_map(&m, SIZE + 1, 0, &none, &e), -1);
	T_INT(kx_mapped_map(&m, UINT64_MAX, 100, &none, &e), -1);
	T_INT(kx_mapped_map(&m, 100, SIZE_MAX, &none, &e), -1);
	kx_mapped_close(&m);
	for (i = 0; i < 5; i++) {
		T_OK(!memcmp(g[i].p, bytes + parts[i][0], parts[i][1]));
		kx_mapping_release(&g[i]);
		T_OK(!g[i].p);
	}
}

static void opens_regular_files_only(void)
{
	struct kx_mapped m;
	struct kx_err e = { 0 };

	T_INT(kx_mapped_open(&m, "none", &e), 1);
	T_INT(kx_mapped_open(&m, ".", &e), -1);
	T_INT(e.code, KX_EIO);
	T_STR(e.text, "cannot read '.': it is not a regular file");
	T_INT(mkfifo("fifo", 0600), 0);
	T_INT(kx_mapped_open(&m, "fifo", &e), -1);
	T_INT(kx_mapped_open(&m, "f/f", &e), -1);
	T_STR(e.text, "cannot open 'f/f': Not a directory");
}

int main(void)
{
	char dir[] = "/tmp/kx-test-XXXXXX";

	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	make_file();
	reads_in_places();
	maps_parts();
	opens_regular_files_only();
	free(bytes);
	unlink("f");
	unlink("fifo");
	T_INT(rmdir(dir), 0);
	return T_END();
}
