#include "domain/chunk.h"

#include "../t.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>

static struct kx_doc doc;
static struct kx_chunks cut;

static void read(enum kx_format f, const char *body, size_t n, size_t words)
{
	T_INT(kx_doc_read(&doc, f, body, n, NULL), 0);
	kx_chunk_cut(&cut, &doc, words);
	for (size_t i = 0; i < cut.n; i++) {
		const struct kx_chunk *k = &cut.v[i];
		bool good = k->start <= k->end && k->end <= n;

		for (size_t j = 0; j < k->nspans; j++)
			good = good &&
			       memcmp(k->text + k->spans[j].at, body + k->spans[j].from,
				       k->spans[j].len) == 0;
		T_OK(good);
		T_INT(kx_utf8_valid(k->text, strlen(k->text)), strlen(k->text));
	}
}

static void read_str(enum kx_format f, const char *body, size_t words)
{
	read(f, body, strlen(body), words);
}

/* n times `word`; free it */
static char *repeat(const char *word, size_t n)
{
	size_t len = strlen(word);
	char *s = malloc(n * len + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(s + i * len, word, len);
	s[n * len] = '\0';
	return s;
}

static void test_count(void)
{
	T_INT(kx_chunk_count("", 0), 0);
	T_INT(kx_chunk_count("one two-three  4 - x", 20), 4);
	T_INT(kx_chunk_count("...", 3), 0);
	/* four Han characters, then a Latin word, then five Thai letters */
	T_INT(kx_chunk_count("\xe4\xb8\xad\xe6\x96\x87\xe6\x96\x87\xe5\xad\x97", 12),
		2);
	T_INT(kx_chunk_count("\xe4\xb8\xad\xe6\x96\x87kx", 8), 2);
	T_INT(kx_chunk_count(
		      "\xe0\xb8\x81\xe0\xb8\x82\xe0\xb8\x84\xe0\xb8\x87\xe0\xb8\x88",
		      15),
		3);
}

static void test_nothing(void)
{
	read_str(KX_MARKDOWN, "", 0);
	T_INT(cut.n, 0);
	read_str(KX_MARKDOWN, "# Title\n\n![picture](x)\n<br>\n", 0);
	T_INT(cut.n, 0);
}

static void test_sections(void)
{
	read_str(KX_MARKDOWN,
		"# T\n\none two three four five six\n\n## A\n\none two three four five\n\n"
		"### B\n\none two three four five six seven\n",
		8);
	T_INT(cut.n, 3);
	T_STR(cut.v[0].heading, "");
	T_STR(cut.v[1].heading, "A");
	T_STR(cut.v[2].heading, "A > B");
	T_STR(cut.v[2].text, "one two three four five six seven");
	T_INT(cut.v[2].words, 7);
}

static void test_crumbs(void)
{
	read_str(KX_MARKDOWN,
		"## A\n\none two\n\n## B\n\nthree\n\n### C\n\nfour five six", 20);
	T_INT(cut.n, 1);
	T_STR(cut.v[0].heading, "A");
	T_STR(cut.v[0].text, "one two\n\nB\nthree\n\nC\nfour five six");
	T_INT(cut.v[0].start, 6);
	T_INT(cut.v[0].words, 8);
}

static void test_places(void)
{
	/* a paragraph's end is better than a sentence's, that better than a word's */
	read_str(KX_MARKDOWN, "## H\n\na b c d e. f\n\ng h i j k l m n o", 10);
	T_INT(cut.n, 2);
	T_STR(cut.v[0].text, "a b c d e. f");
	read_str(KX_MARKDOWN, "## H\n\na b c d e f G. H i j k l m n o p", 10);
	T_STR(cut.v[0].text, "a b c d e f G. H");
	read_str(KX_MARKDOWN, "## H\n\na b c d e f go. H i j k l m n o p", 10);
	T_STR(cut.v[0].text, "a b c d e f go.");
	T_STR(cut.v[1].text, "H i j k l m n o p");
	/* a little too long is not cut */
	read_str(KX_TEXT, "a b c d e f g h i j k l m n o p q r s t u", 20);
	T_INT(cut.n, 1);
}

static void test_rows(void)
{
	read_str(KX_MARKDOWN,
		"## H\n\n| a | b |\n|---|---|\n| one two | three |\n| four | five six |\n"
		"| seven | eight nine |\n| ten | eleven |\n",
		8);
	T_INT(cut.n, 2);
	T_STR(cut.v[0].text, "a | b\none two | three\nfour | five six");
	T_STR(cut.v[1].text, "seven | eight nine\nten | eleven");
}

/* what has no headings is about one thing */
static void test_passage(void)
{
	char *body = repeat("one two three four five. ", 54);

	read_str(KX_TEXT, body, 0);
	T_INT(cut.n, 1);
	T_INT(cut.v[0].words, 270);
	free(body);
	body = repeat("one two three four five. ", 55);
	read_str(KX_TEXT, body, 0);
	T_INT(cut.n, 3);
	free(body);
	read_str(KX_TEXT, "one two three. four five six. seven eight nine. ten", 4);
	T_INT(cut.n, 1);
	read_str(KX_TEXT, "one two three. four five six. seven eight nine. ten", 3);
	T_OK(cut.n > 1);
}

static void test_exact(void)
{
	char *body =
		repeat("Some words  stand here,\r\nsome there. And:\n\n- more\n", 60);

	read_str(KX_TEXT, body, 0);
	T_OK(cut.n > 4);
	for (size_t i = 0; i < cut.n; i++) {
		const struct kx_chunk *k = &cut.v[i];

		T_INT(k->end - k->start, strlen(k->text));
		T_OK(memcmp(body + k->start, k->text, strlen(k->text)) == 0);
		T_OK(k->words <= KX_CHUNK_WORDS * 7 / 4);
		T_OK(k->words >= 25);
	}
	free(body);
}

static void longest(const char *word, size_t n, size_t limit)
{
	char *body = repeat(word, n);
	size_t most = 0, total = 0;

	read_str(KX_TEXT, body, 0);
	for (size_t i = 0; i < cut.n; i++) {
		size_t len = strlen(cut.v[i].text);

		most = len > most ? len : most;
		total += len;
	}
	T_OK(most <= limit);
	T_INT(total, strlen(body));
	free(body);
}

static void test_no_spaces(void)
{
	longest("x", 1000000, KX_CHUNK_WORDS * KX_CHUNK_STRETCH * 7 / 4);
	longest("\xc3\xa9", 500000, KX_CHUNK_WORDS * KX_CHUNK_STRETCH * 7 / 4);
	/* two Han characters are a word */
	longest("\xe6\xb1\x89", 300000, KX_CHUNK_WORDS * 6 * 7 / 4);
	longest("\xe6\xb1\x89\xe5\xad\x97\xe3\x80\x82", 100000,
		KX_CHUNK_WORDS * 9 * 7 / 4);
}

int main(void)
{
	test_count();
	test_nothing();
	test_sections();
	test_crumbs();
	test_places();
	test_rows();
	test_passage();
	test_exact();
	test_no_spaces();
	kx_chunks_release(&cut);
	kx_doc_release(&doc);
	return T_END();
}
