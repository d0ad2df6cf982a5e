#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void kx_nomem(void)
{
	static const char text[] = "kx: out of memory\n";

	/* write(2), not stdio: stdio may want memory itself */
	if (write(2, text, sizeof(text) - 1) < 0)
		_exit(70);
	_exit(70);
}

void *kx_alloc(size_t n)
{
	return kx_calloc(1, n);
}

void *kx_calloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		kx_nomem();
	return p;
}

void *kx_realloc(void *p, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		kx_nomem();
	p = realloc(p, n && size ? n * size : 1);
	if (!p)
		kx_nomem();
	return p;
}

char *kx_strdup(const char *s)
{
	return kx_strndup(s, strlen(s));
}

char *kx_strndup(const char *s, size_t n)
{
	char *p = kx_alloc(n + 1);

	memcpy(p, s, n);
	return p;
}
