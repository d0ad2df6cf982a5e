#include "domain/address.h"

#include "../t.h"

static char all[4096];

static void note(const char *plain, size_t n, void *ctx)
{
	(void)ctx;
	snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%.*s",
		*all ? " " : "", (int)n, plain);
}

static const char *each(const char *text)
{
	*all = '\0';
	kx_address_each(text, strlen(text), note, NULL);
	return all;
}

int main(void)
{
	char long_[3 * KX_ADDRESS_MAX];

	T_STR(each("See https://Shop.example/A?b=c#d."), "shop.example/a?b=c#d");
	T_STR(each("(http://www.shop.example/)"), "shop.example");
	T_STR(each("**www.shop.example**, mailto:A@b.example!"),
		"shop.example a@b.example");
	T_STR(each("Write to help@shop.example"), "help@shop.example");
	T_STR(each("<a href=\"ftp://x.example/y\">"), "x.example/y");
	T_STR(each("src=https://x.example/y"), "x.example/y");
	T_STR(each("Go to shop.com or shop.co.uk/help, SHOP.COM:8080"),
		"shop.com shop.co.uk/help shop.com:8080");
	T_STR(each("at intranet.corp/wiki and javascript:alert(1)"),
		"intranet.corp/wiki javascript:alert(1");
	T_STR(each("e.g. 3.5, v1.2.3, Node.js, a.yaml, end.It is, U.S., 24/7, and/or @you"),
		"");
	T_STR(each("(x.example/a(b)) y.example/c)d"), "x.example/a(b y.example/c");
	T_STR(each("shop.com's a@b.example's"), "shop.com a@b.example");
	T_STR(each("shop.com(https://x.example/a shop.com/b,https://y.example"),
		"shop.com x.example/a shop.com/b,https://y.example");
	T_STR(each("a=evil.com/x?b@c a@b@c.example,d.com"),
		"evil.com/x?b@c a@b@c.example d.com");
	T_STR(each("。https://x.example/路"), "x.example");
	T_STR(each(""), "");
	memset(long_, 'a', sizeof(long_));
	memcpy(long_, "http://", 7);
	*all = '\0';
	kx_address_each(long_, sizeof(long_), note, NULL);
	T_STR(all, "");
	return T_END();
}
