#include "domain/doc.h"

#include "../t.h"

#include <stdbool.h>
#include <stdlib.h>

/* Every span is exact and both sides ascend. */
static bool spans_hold(const struct kx_doc *d, const char *body, size_t n)
{
	size_t at = 0, from = 0;

	for (size_t i = 0; i < d->nspans; i++) {
		struct kx_span s = d->spans[i];

		if (s.len == 0 || s.at < at || s.from < from ||
			s.at + s.len > d->text.len || s.from + s.len > n ||
			memcmp(d->text.p + s.at, body + s.from, s.len) != 0)
			return false;
		at = s.at + s.len;
		from = s.from + s.len;
	}
	return true;
}

/* All sections as "path: words" lines; valid until the next call. */
static const char *shown(enum kx_format f, const char *body)
{
	static char out[8192];
	struct kx_doc d = { 0 };
	static struct kx_err e;
	size_t n = strlen(body), len = 0;

	if (kx_doc_read(&d, f, body, n, &e))
		return e.text;
	T_OK(spans_hold(&d, body, n));
	out[0] = '\0';
	if (d.title)
		len = (size_t)snprintf(out, sizeof(out), "TITLE %s\n", d.title);
	for (size_t i = 0; i < d.nsections; i++) {
		const struct kx_section *s = &d.sections[i];

		len += (size_t)snprintf(out + len, sizeof(out) - len, "%s[%s]\n%.*s\n",
			i ? "\n" : "", s->heading, (int)s->len, d.text.p + s->at);
	}
	kx_doc_release(&d);
	return out;
}

static const char *md(const char *body)
{
	return shown(KX_MARKDOWN, body);
}

static const char *html(const char *body)
{
	return shown(KX_HTML, body);
}

static void test_headings(void)
{
	T_STR(md("# Plans\n\nIntro.\n\n## Refunds\nAsk *us*.\n\n### Late\nNo.\n\n## End\nBye."),
		"TITLE Plans\n[]\nIntro.\n\n[Refunds]\nAsk us.\n\n[Refunds > Late]\nNo.\n\n"
		"[End]\nBye.\n");
	T_STR(md("Words.\n\n# Later\nMore.\n"), "[]\nWords.\n\n[Later]\nMore.\n");
	T_STR(md("## Only\n\n## Headings\n"), "");
	T_STR(md("## A `b` [c](d) &amp; e\nx"), "[A b c & e]\nx\n");
	/* a level that is left out, and one that comes back */
	T_STR(md("#### deep\na\n## up\nb"), "[deep]\na\n\n[up]\nb\n");
}

static void test_long_heading(void)
{
	char body[1200] = "first\n\n";

	for (int i = 0; i < 200; i++)
		memcpy(body + 7 + i * 5, "word ", 5);
	memcpy(body + 7 + 1000, "\n---\nlast", 10);
	T_OK(strncmp(md(body), "[]\nfirst\n\nword word", 18) == 0);
}

static void test_lists(void)
{
	T_STR(md("Steps:\n\n3. a\n4. b\n   - c\n   - d\n\n     more\n5. e\n\nEnd."),
		"[]\nSteps:\n\n3. a\n4. b\n  - c\n  - d\n    more\n5. e\n\nEnd.\n");
	T_STR(md("* [x] done\n* ![only a picture](p.png)\n* two\n"),
		"[]\n- done\n- two\n");
	T_STR(html("<ul><li>a<li><p>b</p><p>c</p><ol start=7><li>d</ol></ul>e"),
		"[]\n- a\n- b\n  c\n  7. d\n\ne\n");
}

static void test_tables(void)
{
	T_STR(md("| a | b | c |\n|---|---|---|\n| 1 |  | x \\| y |\n| 2<br>3 | *4* | 5 |\n\nz"),
		"[]\na | b | c\n1 |  | x | y\n2 3 | 4 | 5\n\nz\n");
	T_STR(html("<table><caption>C</caption><tr><th>a<th>b<tr><td><p>1</p><p>2</p>"
		   "<td>3</table>z"),
		"[]\nC\na | b\n1 2 | 3\n\nz\n");
}

static void test_code(void)
{
	T_STR(md("Run `a  b`:\n\n```sh\n  if x\n    *y*\n\n```\nnext"),
		"[]\nRun a b:\n\n  if x\n    *y*\n\nnext\n");
	T_STR(html("<p>a</p><pre>\n  b\n\n   c\n</pre>d"),
		"[]\na\n\n  b\n\n   c\n\nd\n");
}

static void test_words(void)
{
	T_STR(md("a\nb  \nc [d](e) ![f](g) <http://h.i> \\* &nbsp;&lt; &eacute; &bogus;"),
		"[]\na b\nc d http://h.i * < \xc3\xa9 &bogus;\n");
	/* lines of Chinese are joined without a space */
	T_STR(md("\xe4\xb8\xad\xe6\x96\x87\n\xe6\x96\x87\xe5\xad\x97"),
		"[]\n\xe4\xb8\xad\xe6\x96\x87\xe6\x96\x87\xe5\xad\x97\n");
	T_STR(md("soft\xc2\xadhyphen no\xc2\xa0"
		 "break"),
		"[]\nsofthyphen no break\n");
	T_STR(md(""), "");
	T_STR(md("  \n\n![](x)\n\n---\n<!-- a\n\nb -->\n"), "");
}

static void test_alerts(void)
{
	T_STR(md("> [!NOTE]\n> Mind *this*.\n\n> [!div class=\"x\"]\n> [Go](a)\n"),
		"[]\nNote: Mind this.\n\nGo\n");
	T_STR(md("a\n\n:::image type=\"c\" source=\"x_y_z.png\":::\n\nb"),
		"[]\na\n\nb\n");
}

static void test_html_in_markdown(void)
{
	T_STR(md("<details><summary><b>How?</b></summary>\n\nLike *so*.\n\n</details>\nx"),
		"[]\nHow?\nLike so.\n\nx\n");
	T_STR(md("<script>\nif (a<b) x\n\n## no\n</script>\n\na <span>b</span><br>c"),
		"[]\na b\nc\n");
	T_STR(md("<div>\n<h2>One &amp; two</h2>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
		 "<button>Go</button></div>\n"),
		"[One & two]\n- a\n- b\n");
	/* indented for looks, after an empty line */
	T_STR(md("<div>\n  <p>a</p>\n\n    <ol>\n      <li>b</li>\n    </ol>\n</div>\n"),
		"[]\na\n\n1. b\n");
	T_STR(md("a\n\n    <kept>\n"), "[]\na\n\n<kept>\n");
	/* what is never closed ends at the next heading */
	T_STR(md("<aside>\nno\n\nno\n\n## H\nyes"), "[H]\nyes\n");
}

static void test_mdx(void)
{
	T_STR(md("import { Card } from '/x.jsx'\nexport const a = 1\n\n"
		 "<Steps>\n  <Step title=\"Create it\">\n    Press **New**.\n  </Step>\n"
		 "  <Step title=\"Name it\">\n    Type `a`.\n\n    - b\n  </Step>\n</Steps>\n"
		 "{/* hidden\n\nwords */}\nLast <Tip>inline</Tip> words.\n\n"
		 "<Card title=\"More\" style={{ a: \"b > c\" }} href=\"/x\">\n[Go](y)\n</Card>\n"),
		"[]\nCreate it\nPress New.\n\nName it\nType a.\n\n- b\n\n"
		"Last inline words.\n\nMore\nGo\n");
	T_STR(md("```js\nimport a from 'b'\n<Note>\n```\n\n<Note>\nx\n</Note>\n"),
		"[]\nimport a from 'b'\n<Note>\n\nx\n");
}

static void test_html(void)
{
	T_STR(html("<title>T &amp; t</title><body><nav>no</nav><p>a&nbsp;b &copy; x&lt;y AT&T"),
		"TITLE T & t\n[]\na b \xc2\xa9 x<y AT&T\n");
	T_STR(html("<header><h1>Site</h1>no</header><main><header><h1>Page</h1>no</header>"
		   "yes<h2>S</h2>t</main>no"),
		"TITLE Page\n[]\nyes\n\n[S]\nt\n");
	T_STR(html("<main></main><p>filled by script"), "[]\nfilled by script\n");
	T_STR(html("a<aside>no</aside><div hidden>no</div><i aria-hidden=true>no</i>"
		   "<div role=navigation>no</div><select><option>no</select>"
		   "<textarea>no</textarea><svg><text>no</text></svg><template>no</template>"
		   "<x-tip title='Look'>b</x-tip>"),
		"[]\na\n\nLook\nb\n");
	T_STR(html("<h3><button>Opens?</button></h3>Yes.<dl><dt>T<dd>D</dl>"),
		"[Opens?]\nYes.\n\nT\nD\n");
	T_STR(html("<p>never <b>closed <a href=\"x"), "[]\nnever closed\n");
}

static void test_text(void)
{
	static const char body[] = " one\r\n\r\ntwo  three\n\tfour \n";
	struct kx_doc d = { 0 };
	size_t start, end;

	T_INT(kx_doc_read(&d, KX_TEXT, body, sizeof(body) - 1, NULL), 0);
	T_STR(kx_buf_text(&d.text), "one\r\n\r\ntwo  three\n\tfour");
	T_INT(d.nspans, 1);
	kx_doc_source(&d, 7, 3, &start, &end);
	T_INT(start, 8);
	T_INT(end, 11);
	/* read again into the same document, a NUL in the middle */
	T_INT(kx_doc_read(&d, KX_TEXT, "a\0b", 3, NULL), 0);
	T_STR(kx_buf_text(&d.text), "a b");
	kx_doc_release(&d);
}

static void test_source(void)
{
	static const char body[] = "a **b** &amp; c\n";
	struct kx_doc d = { 0 };
	size_t start, end;

	T_INT(kx_doc_read(&d, KX_MARKDOWN, body, sizeof(body) - 1, NULL), 0);
	T_STR(kx_buf_text(&d.text), "a b & c");
	kx_doc_source(&d, 2, 5, &start, &end);
	T_INT(start, 4);
	T_INT(end, 15);
	kx_doc_source(&d, 4, 1, &start, &end); /* the entity */
	T_INT(start, 0);
	T_INT(end, 0);
	kx_doc_release(&d);
}

static void test_depth(void)
{
	size_t n = 200000;
	char *body = malloc(n * 5 + 5);
	struct kx_doc d = { 0 };

	for (size_t i = 0; i < n; i++)
		memcpy(body + i * 5, "<div>", 5);
	memcpy(body + n * 5, "words", 5);
	T_INT(kx_doc_read(&d, KX_HTML, body, n * 5 + 5, NULL), 0);
	T_STR(kx_buf_text(&d.text), "words");
	T_INT(kx_doc_read(&d, KX_MARKDOWN, body, n * 5 + 5, NULL), 0);
	T_STR(kx_buf_text(&d.text), "words");
	kx_doc_release(&d);
	free(body);
}

static void test_formats(void)
{
	struct kx_doc d = { 0 };
	struct kx_err e = { 0 };
	enum kx_format f = KX_TEXT;

	T_STR(kx_format_name(KX_HTML), "html");
	T_INT(kx_format_parse("markdown", &f), 0);
	T_INT(f, KX_MARKDOWN);
	T_INT(kx_format_parse("rtf", &f), -1);
	T_INT(kx_doc_read(&d, KX_TEXT, "", (size_t)KX_DOC_MAX + 1, &e), -1);
	T_INT(e.code, KX_EINPUT);
}

static void reads(
	enum kx_format f, const char *body, const char *title, const char *locale)
{
	struct kx_doc d = { 0 };
	struct kx_err e;

	T_INT(kx_doc_read(&d, f, body, strlen(body), &e), 0);
	T_STR(d.title ? d.title : "-", title);
	T_STR(d.locale ? d.locale : "-", locale);
	kx_doc_release(&d);
}

static void test_locale_and_text_title(void)
{
	reads(KX_HTML, "<html lang=de-AT><h1>Hallo</h1><p>Welt", "Hallo", "de-AT");
	reads(KX_HTML, "<p>no page at all", "-", "-");
	reads(KX_HTML, "<html lang='not a tag'><p>x", "-", "-");
	reads(KX_HTML, "<html lang=''><p>x", "-", "-");
	reads(KX_TEXT, "A title\n\nAnd words.", "A title", "-");
	reads(KX_TEXT, "\n A title \r\n \r\nAnd words.", "A title ", "-");
	reads(KX_TEXT, "One line\nand the next.", "-", "-");
	reads(KX_TEXT, "One line", "-", "-");
	reads(KX_TEXT, "", "-", "-");
}

int main(void)
{
	test_locale_and_text_title();
	test_headings();
	test_long_heading();
	test_lists();
	test_tables();
	test_code();
	test_words();
	test_alerts();
	test_html_in_markdown();
	test_mdx();
	test_html();
	test_text();
	test_source();
	test_depth();
	test_formats();
	return T_END();
}
