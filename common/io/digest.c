#include "io/digest.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(struct kx_digester),
	"the state of the library fits");

static crypto_generichash_state *state(struct kx_digester *d)
{
	return (crypto_generichash_state *)d->state;
}

/* the library then picks the code for this processor, twice as fast as the portable */
static void start(void)
{
	if (sodium_init() < 0)
		return;
}

void kx_digest_begin(struct kx_digester *d)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, start);
	crypto_generichash_init(state(d), NULL, 0, KX_DIGEST_LEN);
}

void kx_digest_add(struct kx_digester *d, const void *data, size_t n)
{
	kx_digest_int(d, (int64_t)n);
	if (n)
		crypto_generichash_update(state(d), data, n);
}

void kx_digest_str(struct kx_digester *d, const char *s)
{
	if (s)
		kx_digest_add(d, s, strlen(s));
	else
		kx_digest_int(d, -1);
}

void kx_digest_int(struct kx_digester *d, int64_t v)
{
	unsigned char b[8];
	int i;

	for (i = 0; i < 8; i++)
		b[i] = (unsigned char)((uint64_t)v >> (8 * i));
	crypto_generichash_update(state(d), b, sizeof(b));
}

void kx_digest_end(struct kx_digester *d, struct kx_digest *out)
{
	crypto_generichash_final(state(d), out->b, sizeof(out->b));
}

void kx_digest_hex(const struct kx_digest *d, char hex[2 * KX_DIGEST_LEN + 1])
{
	sodium_bin2hex(hex, 2 * KX_DIGEST_LEN + 1, d->b, sizeof(d->b));
}
