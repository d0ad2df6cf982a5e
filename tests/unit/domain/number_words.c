#include "domain/number_words.h"

#include "../t.h"

#include <stdlib.h>
#include <string.h>

static const char *numbers(const char *text)
{
	static char out[1024];
	struct kx_buf b = { 0 };
	size_t n = kx_number_words(text, strlen(text), &b), spaces = 0;

	snprintf(out, sizeof(out), "%s", kx_buf_text(&b));
	for (const char *p = out; *p; p++)
		spaces += *p == ' ';
	T_INT(spaces, n);
	if (n)
		out[strlen(out) - 1] = '\0';
	kx_buf_release(&b);
	return out;
}

int main(void)
{
	/* read off as they are said */
	T_STR(numbers("microsoft three sixty five"), "365");
	T_STR(numbers("Three Sixty-Five"), "365");
	T_STR(numbers("in nineteen eighty four"), "1984");
	T_STR(numbers("in twenty nineteen"), "2019");
	T_STR(numbers("zip nine four one oh two please"), "94102");
	T_STR(numbers("sixty five"), "65");
	T_STR(numbers("ten zero"), "100");
	/* counted */
	T_STR(numbers("three hundred sixty five"), "365");
	T_STR(numbers("three hundred and sixty five"), "365");
	T_STR(numbers("office two thousand seven"), "2007");
	T_STR(numbers("two thousand and nineteen and two thousand ten"), "2019 2010");
	T_STR(numbers("nineteen hundred"), "1900");
	T_STR(numbers("a hundred thousand"), "100000");
	T_STR(numbers("one million two hundred thousand and one"), "1200001");
	T_STR(numbers("error six thousand one means"), "6001");
	/* ordinary words, and what only stands beside */
	T_STR(numbers("one of them"), "");
	T_STR(numbers("one and two"), "");
	T_STR(numbers("hundred and"), "");
	T_STR(numbers("two, three"), "");
	T_STR(numbers("two 5 three"), "");
	T_STR(numbers("fortynine sixes twoo"), "");
	T_STR(numbers("tw\xc3\xb3 zero"), "");
	T_STR(numbers(""), "");
	/* nothing that a number could not be */
	T_STR(numbers("billion billion billion billion billion billion billion"),
		"7000000000");
	T_STR(numbers("hundred hundred hundred hundred hundred hundred hundred"), "");
	T_STR(numbers("one one one one one one one one one one one one one one one one"),
		"1111111111111111");
	T_STR(numbers("one one one one one one one one one one one one one one one one "
		      "one, two two"),
		"22");
	return T_END();
}
