#include "io/http_url.h"
#include "../t.h"
#include "io/http.h"

static void shows_host_and_port(void)
{
	struct kx_http_url u;

	T_INT(kx_http_url_read("https://API.Example.com/v1/chat?key=k#f", &u), 0);
	T_STR(u.host, "api.example.com");
	T_INT(u.port, 443);
	T_OK(u.tls);
	T_INT(kx_http_url_read("HTTP://user:p%40ss@h:8080", &u), 0);
	T_STR(u.host, "h");
	T_INT(u.port, 8080);
	T_OK(!u.tls);
	T_INT(kx_http_url_read("http://[::1]:80/", &u), 0);
	T_STR(u.host, "::1");
	T_INT(kx_http_url_read("http://[fe80::1%25eth0]/", &u), 0);
	T_INT(kx_http_url_read("http://h:/", &u), 0);
	T_INT(u.port, 80);
	T_INT(kx_http_url_read("http://h?q@x:\\", &u), 0);
	T_STR(u.host, "h");
	T_INT(kx_http_url_read("http://b\xc3\xbc"
			       "cher.example/",
		      &u),
		0);
}

static void refuses_what_is_unclear(void)
{
	static const char *const bad[] = { "", "http", "http://", "https:///x",
		"ftp://h/", "file:///etc/passwd", "//h/", "h:80", "http:/h",
		"http://:80/", "http://u@/", "http://a@b@c/", "http://a\\@b/",
		"http://h\\x", "http://h:0/", "http://h:65536/", "http://h:8a/",
		"http://h:-1/", "http://h x/", "http://h/a b", "http://h/\r\nX: y",
		"http://h\t/", "http://%6c/", "http://h'/", "http://[::1/",
		"http://[::1]x/", "http://[1::2::3]/", "http://[h]/", "http://::1/",
		"http://a\xff/", " http://h/", "http://h/ " };
	struct kx_http_url u;
	char host[400], url[KX_HTTP_URL_MAX + 2];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (!kx_http_url_read(bad[i], &u))
			T_STR(bad[i], "refused");
	memset(host, 'a', sizeof(host));
	memcpy(host, "http://", 7);
	host[7 + 255] = '\0';
	T_INT(kx_http_url_read(host, &u), 0);
	host[7 + 255] = 'a';
	host[7 + 256] = '\0';
	T_INT(kx_http_url_read(host, &u), -1);
	memset(url, 'a', sizeof(url));
	memcpy(url, "http://h/", 9);
	url[KX_HTTP_URL_MAX] = '\0';
	T_INT(kx_http_url_read(url, &u), 0);
	url[KX_HTTP_URL_MAX] = 'a';
	url[KX_HTTP_URL_MAX + 1] = '\0';
	T_INT(kx_http_url_read(url, &u), -1);
}

static void knows_this_machine(void)
{
	static const char *const here[] = { "http://localhost", "http://LOCALHOST:1/x",
		"http://localhost./", "http://127.0.0.1:11434/v1", "https://127.8.9.1",
		"http://127.1/", "http://0x7f000001/", "http://2130706433/",
		"http://[::1]:80", "http://[::ffff:127.0.0.1]/",
		"http://u:p@localhost/" };
	static const char *const not [] = { "http://localhost.example.com",
		"http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/",
		"http://localhost@example.com/", "http://example.com/localhost",
		"http://10.0.0.1/", "http://[::2]/", "http://128.0.0.1/", "localhost",
		"ftp://localhost/", "http://localhost\\@example.com/" };

	for (size_t i = 0; i < sizeof(here) / sizeof(*here); i++) {
		if (!kx_http_loopback(here[i]))
			T_STR(here[i], "this machine");
		T_OK(kx_http_private(here[i]));
	}
	for (size_t i = 0; i < sizeof(not ) / sizeof(*not ); i++)
		if (kx_http_loopback(not [i]))
			T_STR(not [i], "another machine");
}

static void knows_private_networks(void)
{
	static const char *const in[] = { "http://10.0.0.5:8000/v1",
		"http://10.255.1.2", "http://172.16.0.1", "http://172.31.255.255",
		"http://192.168.1.1/", "http://169.254.1.1", "http://[fe80::1]/",
		"http://[febf::1%25eth0]/", "http://[fc00::1]/", "http://[fdab::1]",
		"http://[::ffff:10.0.0.1]/", "http://gpu:8000/", "http://gpu.local",
		"http://a.gpu.internal./v1", "http://3com/", "http://0xa000001/" };
	static const char *const out[] = { "https://api.openai.com/v1",
		"http://8.8.8.8", "http://172.15.1.1", "http://172.32.0.1",
		"http://192.169.0.1", "http://11.0.0.1", "http://[2001:db8::1]/",
		"http://[fec0::1]/", "http://[::ffff:8.8.8.8]/", "http://134744072/",
		"http://0x08080808/", "http://8.8.8.8./", "http://a.com/.local@b.local",
		"http://.local", "http://gpu.local.example.com/", "http://xlocal.com",
		"http://10.0.0.1.example.com" };

	for (size_t i = 0; i < sizeof(in) / sizeof(*in); i++)
		if (!kx_http_private(in[i]) || kx_http_loopback(in[i]))
			T_STR(in[i], "private");
	for (size_t i = 0; i < sizeof(out) / sizeof(*out); i++)
		if (kx_http_private(out[i]))
			T_STR(out[i], "not private");
	T_OK(!kx_http_private("http://./"));
}

int main(void)
{
	shows_host_and_port();
	refuses_what_is_unclear();
	knows_this_machine();
	knows_private_networks();
	return T_END();
}
