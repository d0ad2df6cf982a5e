#include "io/markdown.h"

#include "../t.h"

static char out[2048];
static const char *body;
static size_t body_len;

/* Kinds are shown as kind * 10 + n, so a heading of level 2 is 52. */
static void note(const char *what, int kind, const char *p, size_t n)
{
	size_t len = strlen(out);

	snprintf(out + len, sizeof(out) - len, "%s%d(%.*s)", what, kind, (int)n, p);
}

static void enter(const struct kx_md_node *node, void *ctx)
{
	(void)ctx;
	note("+", (int)node->kind * 10 + (int)node->n, node->arg, node->arg_len);
}

static void leave(const struct kx_md_node *node, void *ctx)
{
	(void)ctx;
	note("-", (int)node->kind * 10 + (int)node->n, "", 0);
}

static void text(enum kx_md_text kind, const char *p, size_t n, void *ctx)
{
	(void)ctx;
	note("", kind, p, n);
	if (n && *p != '\n')
		T_OK(p >= body && p + n <= body + body_len);
}

static const char *events(const char *s, unsigned flags)
{
	static const struct kx_md_events ev = { enter, leave, text };
	struct kx_err e = { 0 };

	out[0] = '\0';
	body = s;
	body_len = strlen(s);
	T_INT(kx_md_parse(s, body_len, flags, &ev, NULL, &e), 0);
	T_STR(e.text, "");
	return out;
}

int main(void)
{
	T_STR(events("", 0), "");
	T_STR(events("## a\n", 0), "+52()0(a)-52()");
	T_STR(events("[a](b)", 0), "+80()+150(b)0(a)-150()-80()");
	T_STR(events("```c\nx\n```\n", 0), "+61(c)1(x)1(\n)-61()");
	T_STR(events("a &amp; b\nc  \nd", 0),
		"+80()0(a )2(&amp;)0( b)5()0(c)4()0(d)-80()");
	/* indented: code in Markdown, a paragraph in MDX */
	T_STR(events("    a\n", 0), "+60()1(a)1(\n)-60()");
	T_STR(events("    a\n", KX_MD_MDX), "+80()0(a)-80()");
	T_STR(events("<p>\n*a*\n", KX_MD_MDX), "+80()3(<p>)5()+120()0(a)-120()-80()");
	return T_END();
}
