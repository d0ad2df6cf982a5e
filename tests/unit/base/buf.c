#include "base/buf.h"
#include "../t.h"

#include <stdlib.h>

static void grows_and_shrinks(void)
{
	struct kx_buf b = { 0 };
	int i;

	T_STR(kx_buf_text(&b), "");
	T_INT(kx_buf_str(&b, "one"), 0);
	T_INT(kx_buf_char(&b, ' '), 0);
	T_INT(kx_buf_printf(&b, "%d %s", 2, "three"), 0);
	T_STR(b.p, "one 2 three");
	T_INT(b.len, 11);
	kx_buf_cut(&b, 99);
	T_INT(b.len, 11);
	kx_buf_cut(&b, 3);
	T_STR(b.p, "one");
	T_INT(kx_buf_add(&b, "\0x", 2), 0);
	T_INT(b.len, 5);
	T_INT(b.p[5], 0);
	T_INT(kx_buf_add(&b, NULL, 0), 0);
	kx_buf_clear(&b);
	T_STR(kx_buf_text(&b), "");
	for (i = 0; i < 100000; i++)
		kx_buf_char(&b, 'x');
	T_INT(b.len, 100000);
	T_INT(strlen(b.p), 100000);
	kx_buf_release(&b);
	T_OK(b.p == NULL);
}

static void holds_its_maximum(void)
{
	struct kx_buf b = { .max = 8 };

	T_INT(kx_buf_str(&b, "12345"), 0);
	T_INT(kx_buf_str(&b, "6789"), -1);
	T_OK(b.over);
	T_STR(b.p, "12345");
	T_INT(kx_buf_printf(&b, "%d", 6789), -1);
	T_INT(kx_buf_str(&b, "678"), 0);
	T_STR(b.p, "12345678");
	T_INT(kx_buf_char(&b, '9'), -1);
	T_INT(kx_buf_room(&b, 1), -1);
	T_INT(kx_buf_room(&b, 0), 0);
	T_OK(b.over);
	kx_buf_clear(&b);
	T_OK(!b.over);
	T_INT(kx_buf_room(&b, 8), 0);
	memset(b.p, 'x', 8);
	kx_buf_release(&b);
}

static void gives_its_bytes_away(void)
{
	struct kx_buf b = { 0 };
	char *p = kx_buf_give(&b);

	T_STR(p, "");
	free(p);
	kx_buf_str(&b, "mine");
	p = kx_buf_give(&b);
	T_STR(p, "mine");
	T_INT(b.len, 0);
	T_STR(kx_buf_text(&b), "");
	free(p);
}

int main(void)
{
	grows_and_shrinks();
	holds_its_maximum();
	gives_its_bytes_away();
	return T_END();
}
