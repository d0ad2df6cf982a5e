/* Answers of models, as they may come: however they are cut, the same goes out; nothing in it
 * that is unfit to be seen, no citation of what was not given, no address of elsewhere. */
#include "domain/grounded.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/address.h"
#include "fuzz.h"

#include <ctype.h>
#include <json-c/json.h>
#include <string.h>

#define ANSWER_MAX 4096

const unsigned fuzz_rounds = 600;

static const char sections[] =
	"[{\"n\":1,\"article_id\":\"a\",\"title\":\"Refunds\",\"parts\":[{\"text\":\"You can "
	"return any item within 30 days. The price goes to your card.\"},{\"text\":\"See "
	"https://shop.example/returns for a label.\"}]},"
	"{\"n\":2,\"article_id\":\"b\",\"title\":\"Vouchers\",\"parts\":[{\"text\":\"Vouchers "
	"are valid for three years. Run `shopctl voucher_check`.\"}]}]";

static const char *const pieces[] = { "You can return any item within 30 days",
	"Vouchers are valid for three years", "Our coffee is free", ". ", ".", "! ",
	"? ", "\n", "\n\n", "- ", "1. ", "## ", " [1]", "[2]", "[1, 2]", "[1-2]",
	" [7]", "[0]", "[", "]", "(", ")", "![x](",
	"[text](https://shop.example/returns)", "[text](http://evil.example/x)",
	"https://shop.example/returns", "http://evil.example/?a=b", "www.evil.example",
	"me@evil.example", "evil.com/a", "【1】", "【", "】", "`", "```\n", "~~~\n",
	"NOT_IN_ARTICLES", "NOT_", "I don't know", "The articles do not say",
	"\x1b[31m", "\xff", "\xe2\x82", "\xe2\x80\xae", "世界。", "ä", " ", "  ", "**",
	"_", "'", "\"", "30", "60 days", "$5", "cannot ", "voucher_check", "e.g. ",
	"U.S. The ", "\r\n", "\t", ":", "…" };

static struct kx_tokenizer *tokens;
static struct kx_excerpts given;
static struct kx_arena forever;

static void start(void)
{
	struct json_object *o;
	struct kx_err e;

	if (tokens)
		return;
	tokens = kx_tokenizer_new();
	o = json_tokener_parse(sections);
	FUZZ_MUST(o && !kx_excerpts_from(&given, o, &forever, &e));
	json_object_put(o);
}

static void take(void *ctx, const char *p, size_t n)
{
	FUZZ_MUST(n > 0);
	kx_buf_add(ctx, p, n);
}

/* cut: 0 all at once, 1 byte by byte, else at random */
static void run(const char *p, size_t n, enum kx_policy policy, bool whole,
	uint64_t cut, struct kx_arena *a, struct kx_grounded *r)
{
	struct kx_buf out = { 0 };
	struct kx_grounder *g =
		kx_grounder_new(&given, tokens, "en", policy, take, &out);

	for (size_t i = 0, len; i < n; i += len) {
		len = cut == 0 ? n : cut == 1 ? 1 : 1 + fuzz_rnd(&cut, 12);
		len = len < n - i ? len : n - i;
		kx_grounder_feed(g, p + i, len);
	}
	kx_grounder_end(g, whole, a, r);
	kx_grounder_free(g);
	FUZZ_MUST(!strcmp(kx_buf_text(&out), r->text));
	kx_buf_release(&out);
}

static void equal(const struct kx_grounded *a, const struct kx_grounded *b)
{
	/* what goes out before a refusal shows depends on when it was asked for */
	FUZZ_MUST(a->declined == b->declined);
	FUZZ_MUST(a->declined || !strcmp(a->text, b->text));
	FUZZ_MUST(a->supported == b->supported && a->unsupported == b->unsupported &&
		  a->neutral == b->neutral && a->ncites == b->ncites);
	for (size_t i = 0; i < a->ncites; i++)
		FUZZ_MUST(a->cites[i].n == b->cites[i].n &&
			  !strcmp(a->cites[i].quote, b->cites[i].quote));
}

static void known(const char *plain, size_t n, void *ctx)
{
	static const char host[] = "shop.example";
	size_t len = sizeof(host) - 1;

	(void)ctx;
	if (n >= len && !memcmp(plain, host, len) &&
		(n == len || strchr("/?#:", plain[len])))
		return;
	fprintf(stderr, "%.*s\n", (int)n, plain);
	FUZZ_MUST(!"an address of elsewhere");
}

static void fit(const struct kx_grounded *r)
{
	size_t n = strlen(r->text);

	FUZZ_MUST(kx_utf8_valid(r->text, n) == n);
	for (size_t i = 0; i < n; i++)
		FUZZ_MUST((unsigned char)r->text[i] >= ' ' || r->text[i] == '\n' ||
			  r->text[i] == '\t');
	kx_address_each(r->text, n, known, NULL);
	for (size_t i = 0; i < r->ncites; i++) {
		FUZZ_MUST(r->cites[i].n >= 1 && r->cites[i].n <= given.articles);
		FUZZ_MUST(strstr(r->cites[i].hit->text, r->cites[i].quote) != NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct kx_grounded one, two;
	struct kx_arena a = { 0 };

	start();
	n = n < ANSWER_MAX ? n : ANSWER_MAX;
	for (int policy = KX_POLICY_MARK; policy <= KX_POLICY_DROP; policy++)
		for (int whole = 0; whole < 2; whole++) {
			run((const char *)data, n, (enum kx_policy)policy, whole, 0, &a,
				&one);
			fit(&one);
			run((const char *)data, n, (enum kx_policy)policy, whole, 1, &a,
				&two);
			equal(&one, &two);
			run((const char *)data, n, (enum kx_policy)policy, whole,
				fuzz_start(n), &a, &two);
			equal(&one, &two);
		}
	kx_arena_release(&a);
	return 0;
}

void fuzz_seed(uint32_t number, struct kx_buf *b)
{
	uint64_t r = fuzz_start(number);
	uint32_t n = 1 + fuzz_rnd(&r, 24);

	while (n--)
		kx_buf_str(b, pieces[fuzz_rnd(&r, sizeof(pieces) / sizeof(*pieces))]);
}
