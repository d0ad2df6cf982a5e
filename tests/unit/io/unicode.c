#include "io/unicode.h"

#include "../t.h"

#include <string.h>

static const char *fold(const char *s)
{
	static char out[KX_UNICODE_OUT + 1];

	out[kx_unicode_fold(s, strlen(s), out)] = '\0';
	return out;
}

static const char *strip(const char *s)
{
	static char out[KX_UNICODE_OUT + 1];

	out[kx_unicode_strip(s, strlen(s), out)] = '\0';
	return out;
}

static void classes(void)
{
	T_INT(kx_unicode_class('a'), KX_CHAR_WORD);
	T_INT(kx_unicode_class('7'), KX_CHAR_WORD);
	T_INT(kx_unicode_class('_'), KX_CHAR_OTHER);
	T_INT(kx_unicode_class(' '), KX_CHAR_OTHER);
	T_INT(kx_unicode_class(0x2019), KX_CHAR_OTHER); /* apostrophe */
	T_INT(kx_unicode_class(0xe9), KX_CHAR_WORD);
	T_INT(kx_unicode_class(0xb2), KX_CHAR_WORD);   /* superscript two */
	T_INT(kx_unicode_class(0x216b), KX_CHAR_WORD); /* roman twelve */
	T_INT(kx_unicode_class(0x301), KX_CHAR_MARK);
	T_INT(kx_unicode_class(0x94d), KX_CHAR_MARK); /* virama */
	T_INT(kx_unicode_class(0xad), KX_CHAR_GHOST);
	T_INT(kx_unicode_class(0x200b), KX_CHAR_GHOST);
	T_INT(kx_unicode_class(0xfe0f), KX_CHAR_GHOST);
	T_INT(kx_unicode_class(0x4e2d), KX_CHAR_DENSE);
	T_INT(kx_unicode_class(0x20000), KX_CHAR_DENSE);
	T_INT(kx_unicode_class(0x3042), KX_CHAR_DENSE);
	T_INT(kx_unicode_class(0x30fc), KX_CHAR_DENSE); /* long vowel */
	T_INT(kx_unicode_class(0x30fb), KX_CHAR_OTHER); /* middle dot */
	T_INT(kx_unicode_class(0x3002), KX_CHAR_OTHER); /* full stop */
	T_INT(kx_unicode_class(0xac00), KX_CHAR_DENSE);
	T_INT(kx_unicode_class(0x1161),
		KX_CHAR_MARK); /* vowel of a decomposed syllable */
	T_INT(kx_unicode_class(0xff9e), KX_CHAR_MARK); /* half-width voicing */
	T_INT(kx_unicode_class(0xe01), KX_CHAR_DENSE);
	T_INT(kx_unicode_class(0xe34), KX_CHAR_MARK);
	T_INT(kx_unicode_class(0xe51), KX_CHAR_WORD); /* Thai digit */
	T_INT(kx_unicode_class(0x1f600), KX_CHAR_OTHER);
	T_INT(kx_unicode_class(0xfffd), KX_CHAR_OTHER);
	T_INT(kx_unicode_class(0x10ffff), KX_CHAR_OTHER);
}

static void folding(void)
{
	T_STR(fold("Straße"), "strasse");
	T_STR(fold("ÉTÉ"), "été");
	T_STR(fold("e\xcc\x81t"), "ét"); /* composed */
	T_STR(fold("ﬁle"), "file");
	T_STR(fold("Ｋｅｙ１２"), "key12");
	T_STR(fold("ΑΣ"), "ασ");
	T_STR(fold("ЁЖ"), "ёж");
	T_STR(fold("pass\xc2\xadword"), "password");
	T_STR(fold("ﾊﾞ"), "バ");
	T_STR(fold("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"), "한");
	T_STR(fold(""), "");
	T_STR(fold("a\xff"), "a\xff"); /* broken: as it is */
}

static void stripping(void)
{
	T_STR(strip("café"), "cafe");
	T_STR(strip("smørrebrød"), "smorrebrod");
	T_STR(strip("œuvre"), "oeuvre");
	T_STR(strip("łódź"), "lodz");
	T_STR(strip("ısı"), "isi");
	T_STR(strip("tiếng"), "tieng");
	T_STR(strip("ёж"), "еж");
	T_STR(strip("ά"), "α");
	T_STR(strip("مُحَمَّد"), "محمد");
	T_STR(strip("हिन्दी"), "हिन्दी"); /* marks that are letters stay */
	T_STR(strip("กิน"), "กิน");
	T_STR(strip("が"), "が");
	T_STR(strip("한"), "한");
	T_STR(strip("plain"), "plain");
}

/* the character that grows most, as often as it fits, and a word that is too long */
static void limits(void)
{
	char s[KX_UNICODE_MAX * 2 + 1] = "", out[KX_UNICODE_OUT];
	size_t n = 0;

	while (n + 3 <= sizeof(s) - 1) {
		memcpy(s + n, "\xef\xb7\xba", 3);
		n += 3;
	}
	T_OK(kx_unicode_fold(s, n, out) <= sizeof(out));
	T_OK(kx_unicode_strip(s, n, out) <= sizeof(out));
	memset(s, 'A', sizeof(s) - 1);
	T_INT(kx_unicode_fold(s, sizeof(s) - 1, out), KX_UNICODE_MAX);
	T_OK(out[0] == 'a' && out[KX_UNICODE_MAX - 1] == 'a');
}

int main(void)
{
	classes();
	folding();
	stripping();
	limits();
	return T_END();
}
