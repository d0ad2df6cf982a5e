#include "base/base64.h"
#include "../t.h"

#include <stdlib.h>

static const struct {
	const char *plain, *text;
} pairs[] = { /* RFC 4648, section 10 */
	{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" }
};

static const char *const bad[] = { "Z", "Zg",
	"Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", "Zm 9",
	"Zm9-", "Zm9_", "=Zm9", "Zm=v", "\xff\xff\xff\xff",
	"Zm9vZ*==", "****Zg==", "Zm9v=m9vZm9v" };

static void knows_the_vectors(void)
{
	struct kx_buf b = { 0 };
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		kx_buf_clear(&b);
		T_INT(kx_base64_encode(pairs[i].plain, strlen(pairs[i].plain), &b), 0);
		T_STR(kx_buf_text(&b), pairs[i].text);
		kx_buf_clear(&b);
		T_INT(kx_base64_decode(pairs[i].text, strlen(pairs[i].text), &b), 0);
		T_STR(kx_buf_text(&b), pairs[i].plain);
	}
	kx_buf_release(&b);
}

static void every_byte_comes_back(void)
{
	struct kx_buf text = { 0 }, back = { 0 };
	unsigned char all[259];
	size_t i, n;

	for (i = 0; i < sizeof(all); i++)
		all[i] = (unsigned char)(i * 7);
	for (n = 250; n <= sizeof(all); n++) {
		kx_buf_clear(&text);
		kx_buf_clear(&back);
		kx_buf_char(&back, '>');
		T_INT(kx_base64_encode(all, n, &text), 0);
		T_INT(text.len, (n + 2) / 3 * 4);
		T_INT(kx_base64_decode(text.p, text.len, &back), 0);
		T_INT(back.len, n + 1);
		T_INT(memcmp(back.p + 1, all, n), 0);
		T_INT(kx_base64_size(text.p, text.len), n);
	}
	kx_buf_release(&text);
	kx_buf_release(&back);
}

/* at each place of texts of all lengths: only what encodes to the same text is taken, and
 * nothing is written behind the room that was asked for */
static void one_wrong_letter_is_seen_anywhere(void)
{
	struct kx_buf text = { 0 }, again = { 0 };
	unsigned char *out, all[120];
	size_t wrong = 0, size;

	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (unsigned char)(i * 37);
	for (size_t n = 1; n <= sizeof(all); n++) {
		kx_buf_clear(&text);
		kx_base64_encode(all, n, &text);
		for (size_t i = 0; i < text.len; i++) {
			char kept = text.p[i];

			for (int c = 0; c < 256; c += i % 7 ? 13 : 1) {
				text.p[i] = (char)c;
				size = kx_base64_size(text.p, text.len);
				out = malloc(size);
				kx_buf_clear(&again);
				if (!kx_base64_decode_to(text.p, text.len, out)) {
					kx_base64_encode(out, size, &again);
					wrong += strcmp(again.p, text.p) != 0;
				} else {
					wrong += c == kept;
				}
				free(out);
			}
			text.p[i] = kept;
		}
	}
	T_INT(wrong, 0);
	kx_buf_release(&text);
	kx_buf_release(&again);
}

static void refuses_what_no_encoder_writes(void)
{
	struct kx_buf b = { 0 };
	size_t i;

	kx_buf_str(&b, "kept");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		T_INT(kx_base64_decode(bad[i], strlen(bad[i]), &b), -1);
		T_STR(b.p, "kept");
	}
	b.max = 6;
	T_INT(kx_base64_encode("f", 1, &b), -1);
	T_INT(kx_base64_decode("Zm9v", 4, &b), -1);
	T_INT(kx_base64_decode("Zm8=", 4, &b), 0);
	T_STR(b.p, "keptfo");
	kx_buf_release(&b);
}

int main(void)
{
	knows_the_vectors();
	every_byte_comes_back();
	one_wrong_letter_is_seen_anywhere();
	refuses_what_no_encoder_writes();
	return T_END();
}
