#include "io/digest.h"

#include "../t.h"

#include <stdbool.h>

/* the hash of up to three strings */
static struct kx_digest of(const char *const *s, size_t n)
{
	struct kx_digester d;
	struct kx_digest out;

	kx_digest_begin(&d);
	for (size_t i = 0; i < n; i++)
		kx_digest_str(&d, s[i]);
	kx_digest_end(&d, &out);
	return out;
}

static bool same(struct kx_digest a, struct kx_digest b)
{
	return !memcmp(a.b, b.b, sizeof(a.b));
}

/* BLAKE2b with 16 bytes of nothing at all, as its authors' program gives it */
static void a_known_value(void)
{
	char hex[2 * KX_DIGEST_LEN + 1];
	struct kx_digest none = of(NULL, 0);

	kx_digest_hex(&none, hex);
	T_STR(hex, "cae66941d9efbd404e4d88758ea67670");
	T_INT(strlen(hex), 2 * KX_DIGEST_LEN);
}

/* a piece is its length, eight bytes with the lowest first, and its bytes: stores keep such
 * hashes, so they must never change */
static void a_framed_value(void)
{
	char hex[2 * KX_DIGEST_LEN + 1];
	struct kx_digester d;
	struct kx_digest a, b;

	kx_digest_begin(&d);
	kx_digest_add(&d, "abc", 3);
	kx_digest_end(&d, &a);
	kx_digest_begin(&d);
	kx_digest_str(&d, "abc");
	kx_digest_end(&d, &b);
	T_OK(same(a, b));
	kx_digest_hex(&a, hex);
	T_STR(hex, "10366aba46518e2b9d040dde242bbc5a");
	b = of((const char *const[]){ "abd" }, 1);
	T_OK(!same(a, b));
}

/* no two lists of pieces give the same hash */
static void frames(void)
{
	static const struct {
		const char *s[3];
		size_t n;
	} list[] = { { { NULL }, 0 }, { { NULL }, 1 }, { { "" }, 1 }, { { "", "" }, 2 },
		{ { NULL, "" }, 2 }, { { "", NULL }, 2 }, { { "abc" }, 1 },
		{ { "ab", "c" }, 2 }, { { "a", "bc" }, 2 }, { { "abc", "" }, 2 },
		{ { "", "abc" }, 2 }, { { "a", "b", "c" }, 3 }, { { "abc", NULL }, 2 },
		{ { "c", "ab" }, 2 } };
	size_t n = sizeof(list) / sizeof(*list), i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++)
			T_INT(same(of(list[i].s, list[i].n), of(list[k].s, list[k].n)),
				i == k);
}

static void numbers_and_blocks(void)
{
	static const int64_t v[] = { 0, 1, -1, 256, INT64_MAX, INT64_MIN };
	struct kx_digest seen[6];
	struct kx_digester d;
	char big[100000] = { 0 };

	for (size_t i = 0; i < 6; i++) {
		kx_digest_begin(&d);
		kx_digest_int(&d, v[i]);
		kx_digest_end(&d, &seen[i]);
		for (size_t k = 0; k < i; k++)
			T_OK(!same(seen[i], seen[k]));
	}
	/* every byte of something long counts */
	kx_digest_begin(&d);
	kx_digest_add(&d, big, sizeof(big));
	kx_digest_end(&d, &seen[0]);
	for (size_t at = 0; at < sizeof(big); at += 9999) {
		big[at] = 1;
		kx_digest_begin(&d);
		kx_digest_add(&d, big, sizeof(big));
		kx_digest_end(&d, &seen[1]);
		T_OK(!same(seen[0], seen[1]));
		big[at] = 0;
	}
	kx_digest_begin(&d);
	kx_digest_add(&d, NULL, 0);
	kx_digest_end(&d, &seen[1]);
	T_OK(same(seen[1], of((const char *const[]){ "" }, 1)));
}

int main(void)
{
	a_known_value();
	a_framed_value();
	frames();
	numbers_and_blocks();
	return T_END();
}
