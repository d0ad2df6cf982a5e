#include "domain/extract.h"

#include "../t.h"
#include "domain/passage.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>

static struct kx_tokenizer *k;
static struct kx_arena a;
static struct kx_extract x;

static struct kx_hit hit(
	const char *article, const char *text, double score, size_t start)
{
	return (struct kx_hit){ .article_id = article,
		.source = "kb",
		.title = "",
		.url = "",
		.heading = "",
		.locale = "en",
		.text = text,
		.score = score,
		.start = start,
		.end = start + strlen(text) };
}

/* Words, citation marks left out. */
static size_t count(const char *s)
{
	size_t n = 0;

	for (size_t i = 0; s[i]; i++)
		n += !isspace((unsigned char)s[i]) && s[i] != '[' &&
		     (i == 0 || isspace((unsigned char)s[i - 1]));
	return n;
}

/* Answer, and check what holds for every answer. */
static const char *answer(
	const char *question, const struct kx_hit *h, size_t n, size_t words)
{
	struct kx_extract_opts o = { .words = words };
	struct kx_query q;

	kx_arena_reset(&a);
	kx_query_parse(&q, k, NULL, question, strlen(question));
	kx_extract(&x, &q, h, n, k, &o, &a);
	for (size_t i = 0; i < x.n; i++) {
		const struct kx_citation *c = &x.cites[i];

		T_OK(c->hit < n && c->at + c->len <= strlen(h[c->hit].text));
		T_INT(strlen(c->quote), c->len);
		T_OK(!memcmp(c->quote, h[c->hit].text + c->at, c->len));
		T_OK(c->n >= 1);
	}
	kx_query_release(&q);
	return x.text;
}

static void sentences(void)
{
	struct kx_hit h[] = { hit("a",
		"The sky is blue. You pay by card or invoice, and a "
		"card is charged\nat once. Ask us.",
		5, 0) };

	T_STR(answer("How do I pay by card?", h, 1, 14),
		"You pay by card or invoice, and a card is charged at once. [1]");
	T_INT(x.n, 1);
	T_STR(x.cites[0].quote,
		"You pay by card or invoice, and a card is charged\nat once.");
	T_INT(x.cites[0].at, 17);
	/* longer than the limit, but there is nothing else */
	h[0].text = "You pay by card or invoice, and a card is charged at once.";
	T_STR(answer("How do I pay by card?", h, 1, 5),
		"You pay by card or invoice, and a card is charged at once. [1]");
	T_STR(answer("How do I pay by card?", h, 0, 0), "");
	T_INT(x.n, 0);
}

static void lists(void)
{
	struct kx_hit h[] = { hit("a",
		"Resetting\n\nTo reset the lock:\n1. Open the lid of the lock.\n"
		"2. Press the small button. It clicks.\n3. Wait a minute.\n\nThe weather is fine.",
		5, 0) };

	T_STR(answer("How do I reset the lock?", h, 1, 24),
		"To reset the lock:\n1. Open the lid of the lock.\n2. Press the small button. It "
		"clicks.\n3. Wait a minute. [1]");
	T_INT(x.n, 1);
	/* too long: its beginning, in whole steps, and a sign that more follows */
	T_STR(answer("How do I reset the lock?", h, 1, 15),
		"To reset the lock:\n1. Open the lid of the lock. … [1]");
}

static void unordered(void)
{
	char text[4096] = "These countries get parcels:\n";
	struct kx_hit h[1];
	const char *t;

	for (int i = 0; i < 40; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			"- Country number %d%c of the list\n", i, 'a' + i % 26);
	snprintf(text + strlen(text), sizeof(text) - strlen(text),
		"- Norway within nine days");
	h[0] = hit("a", text, 5, 0);
	t = answer("Do parcels go to Norway?", h, 1, 40);
	/* an item of a long list brings the sentence that leads to it */
	T_OK(!strncmp(t, "These countries get parcels:\n- ", 31));
	T_OK(strstr(t, "\n- Norway within nine days [1]"));
	T_OK(count(t) <= 40);
}

static void headings(void)
{
	struct kx_hit h[] = {
		hit("a", "Can I cancel my order?\n\nYes, until it is packed.", 5, 0),
		hit("b", "Cancel an order", 4, 0)
	};

	T_STR(answer("Can I cancel my order?", h, 1, 0),
		"Yes, until it is packed. [1]");
	h[0].text = "Cancel an order\n\nCan I cancel it? You find it below.";
	T_STR(answer("Can I cancel my order?", h, 1, 0), "You find it below. [1]");
	h[0].text = "Cancel an order\n\nCan I cancel my order?\n\nOrders\n";
	T_STR(answer("Can I cancel my order?", h, 1, 0), "");
}

static void articles(void)
{
	struct kx_hit h[] = { hit("b", "A refund takes five working days.", 9, 50),
		hit("a", "Refunds go to the card that paid.", 8.5, 10),
		hit("b", "Ask for a refund within a month of the purchase.", 8, 10),
		hit("c", "Shops abroad give no refund at all.", 7.5, 0),
		hit("d", "Some refund rules are older than others.", 7.4, 0) };

	T_STR(answer("refund", h, 5, 0),
		"Ask for a refund within a month of the purchase. [1]\n\n"
		"A refund takes five working days. [1]\n\n"
		"Refunds go to the card that paid. [2]\n\nShops abroad give no refund at all. [3]");
	T_INT(x.n, 4);
	T_INT(x.cites[0].hit, 2);
	T_INT(x.cites[1].hit, 0);
	T_INT(x.cites[2].n, 2);
	/* what was told is not told again */
	h[1].text = "A refund takes five working days.";
	T_STR(answer("refund", h, 2, 0), "A refund takes five working days. [1]");
}

/* Hits that stand side by side in an article read like one text. */
static void neighbours(void)
{
	const char *one = "The shop is in Bern.\n\nHow do I return a lock?";
	const char *two =
		"Pack it well and bring it to the post office. Keep the receipt.";
	struct kx_hit h[] = { hit("a", two, 5, strlen(one) + 2), hit("a", one, 5, 0) };

	/* the question is at the end of one hit, its answer in the next */
	T_STR(answer("How do I return a lock?", h, 2, 10),
		"Pack it well and bring it to the post office. [1]");
	T_STR(answer("How do I return a lock?", h, 2, 0),
		"The shop is in Bern. Pack it well and bring it to the post office. Keep "
		"the receipt. [1]");
	T_INT(x.n, 2);
	T_INT(x.cites[0].hit, 1);
	T_INT(x.cites[1].hit, 0);
	/* not when something is between them */
	h[0].start += 2000;
	h[0].end += 2000;
	T_STR(answer("Where is the shop, and how do I return a lock?", h, 2, 0),
		"The shop is in Bern. [1]\n\nPack it well and bring it to the post "
		"office. Keep the receipt. [1]");
}

static void code(void)
{
	struct kx_hit h[] = { hit("a",
		"Install it with this command:\n\nsudo apt install "
		"kx\nexport KX=1",
		5, 0) };

	T_STR(answer("How do I install it?", h, 1, 0),
		"Install it with this command:\nsudo apt install kx\nexport KX=1\n[1]");
}

static void languages(void)
{
	struct kx_hit h[] = { hit("a", "退款需要五天。请联系客服。", 5, 0) };

	h[0].locale = "zh";
	T_STR(answer("退款", h, 1, 0), "退款需要五天。 请联系客服。 [1]");
	T_INT(kx_passage_words("退款需要五天", strlen("退款需要五天")), 3);
	T_INT(kx_passage_words("two  words\n", 11), 2);
}

/* An earlier turn finds the article, the last one chooses the sentence. */
static void follow_up(void)
{
	struct kx_hit h[] = { hit("a",
		"The lock needs a charge every month. In winter the lock "
		"freezes at minus twenty.",
		5, 0) };
	struct kx_extract_opts o = { .words = 9 };
	struct kx_query q;
	const char *last = "And in winter?", *first = "How often do I charge the lock?";

	kx_query_parse(&q, k, NULL, last, strlen(last));
	kx_query_more(&q, k, NULL, first, strlen(first), 0.5);
	kx_extract(&x, &q, h, 1, k, &o, &a);
	T_STR(x.text, "In winter the lock freezes at minus twenty. [1]");
	kx_query_release(&q);
}

static void limits(void)
{
	static char text[3][40000];
	struct kx_hit h[70];

	for (int i = 0; i < 3; i++)
		while (strlen(text[i]) < 39000)
			snprintf(text[i] + strlen(text[i]), 1000,
				"Word %zu of the text %d. ", strlen(text[i]), i);
	for (int i = 0; i < 70; i++)
		h[i] = hit(i % 2 ? "a" : "b", text[i % 3], 100 - i, (size_t)i);
	T_OK(count(answer("word of the text", h, 70, 0)) <= KX_EXTRACT_WORDS);
	T_OK(x.n > 0);
}

int main(void)
{
	k = kx_tokenizer_new();
	sentences();
	lists();
	unordered();
	headings();
	articles();
	neighbours();
	code();
	languages();
	follow_up();
	limits();
	kx_arena_release(&a);
	kx_tokenizer_free(k);
	return T_END();
}
