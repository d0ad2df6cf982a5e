#include "io/html.h"

#include "../t.h"

#include <stdlib.h>

static char out[4096];
static const char *body;
static size_t body_len, depth, deepest;

static void add(const char *what, const char *p, size_t n)
{
	size_t len = strlen(out);

	snprintf(out + len, sizeof(out) - len, "%s%.*s", what, (int)n, p);
}

static bool on_open(const struct kx_html_tag *t, void *ctx)
{
	const struct kx_html *h = ctx;
	size_t from = 0;
	const char *id = kx_html_attr(h, t, "id", &from);

	if (strcmp(t->name, "head") == 0 || strcmp(t->name, "script") == 0)
		return false;
	add("<", t->name, strlen(t->name));
	if (id) {
		add(" ", id, strlen(id));
		T_OK(from == KX_HTML_NOWHERE || body[from] == id[0]);
	}
	add(">", "", 0);
	if (++depth > deepest)
		deepest = depth;
	return true;
}

static void on_close(const struct kx_html_tag *t, void *ctx)
{
	(void)ctx;
	add("</", t->name, strlen(t->name));
	add(">", "", 0);
	depth--;
}

/* Text with a place is shown in brackets. */
static void on_text(const char *p, size_t n, size_t from, void *ctx)
{
	(void)ctx;
	if (from == KX_HTML_NOWHERE) {
		add("", p, n);
		return;
	}
	add("[", p, n);
	add("]", "", 0);
	T_OK(from + n <= body_len && memcmp(body + from, p, n) == 0);
}

static const char *events_n(const char *s, size_t n)
{
	static const struct kx_html_events ev = { on_open, on_close, on_text };
	struct kx_html *h = NULL;
	static struct kx_err e;

	out[0] = '\0';
	body = s;
	body_len = n;
	depth = deepest = 0;
	if (kx_html_open(&h, s, n, &e))
		return e.text;
	kx_html_walk(h, &ev, h);
	T_INT(depth, 0);
	kx_html_close(h);
	return out;
}

static const char *events(const char *s)
{
	return events_n(s, strlen(s));
}

static void test_events(void)
{
	T_STR(events(""), "<body></body>");
	T_STR(events("<P ID='x'>a<b>b</p>c"),
		"<body><p x>[a]<b>[b]</b></p><b>[c]</b></body>");
	T_STR(events("<x-y id=q>a</x-y><script>no</script><!-- no -->"),
		"<body><x-y q>[a]</x-y></body>");
}

static void test_places(void)
{
	T_STR(events("a&amp;b"), "<body>[a]&[b]</body>");
	T_STR(events("a & b &lt c&nbsp;d&copy2 &#65;&#x42; AT&T &x;"),
		"<body>[a ][&][ b ]<[ c]\xc2\xa0[d]\xc2\xa9[2 ]AB[ AT][&T][ ][&x;]</body>");
	T_STR(events("a\r\nb</i>c"), "<body>[a][\nb][c]</body>");
	T_STR(events("&eacute;t\xc3\xa9"), "<body>\xc3\xa9[t\xc3\xa9]</body>");
}

static void nested(const char *tag, const char *end, size_t n)
{
	size_t len = strlen(tag), close = strlen(end);
	char *s = malloc(n * (len + close) + 1);

	for (size_t i = 0; i < n; i++) {
		memcpy(s + i * len, tag, len);
		memcpy(s + n * len + 1 + i * close, end, close);
	}
	s[n * len] = 'x';
	events_n(s, n * (len + close) + 1);
	T_OK(deepest <= KX_HTML_DEPTH * 3 + 3);
	free(s);
}

static void test_depth(void)
{
	nested("<div>", "", 200000);
	nested("<div>", "</div>", 100000);
	nested("<b>", "", 100000);
	nested("<table><tr><td>", "", 50000);
	/* not nested, only never closed: all of them stay */
	nested("<li>", "", 2000);
	T_OK(deepest < 5);
	nested("<p>a<br>", "", 2000);
	T_OK(deepest < 5);
}

static void test_limit(void)
{
	size_t n = (size_t)KX_HTML_TAGS + 1;
	char *s = malloc(n * 3);

	for (size_t i = 0; i < n; i++)
		memcpy(s + i * 3, "<p>", 3);
	T_OK(strstr(events_n(s, n * 3), "tags") != NULL);
	free(s);
}

static const char *entity(const char *s)
{
	static char text[17];
	size_t n = kx_html_entity(s, strlen(s), text);

	text[n] = '\0';
	return text;
}

static void test_entities(void)
{
	T_STR(entity("&amp;"), "&");
	T_STR(entity("&eacute;"), "\xc3\xa9");
	T_STR(entity("&#233;"), "\xc3\xa9");
	T_STR(entity("&#xE9;"), "\xc3\xa9");
	T_STR(entity("&#x110000;"), "\xef\xbf\xbd");
	T_STR(entity("&#0;"), "\xef\xbf\xbd");
	T_STR(entity("&bogus;"), "");
	T_STR(entity("&"), "");
}

int main(void)
{
	test_events();
	test_places();
	test_depth();
	test_limit();
	test_entities();
	return T_END();
}
