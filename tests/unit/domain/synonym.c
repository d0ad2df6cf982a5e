#include "domain/synonym.h"

#include "../t.h"

#include <stdlib.h>
#include <string.h>

static size_t bad_line, bad_lines;
static char bad_why[128];

static void bad(size_t line, const char *why, void *ctx)
{
	T_STR(ctx, "ctx");
	bad_line = line;
	bad_lines++;
	snprintf(bad_why, sizeof(bad_why), "%s", why);
}

static struct kx_synonyms *make(const char *text)
{
	static char ctx[] = "ctx";

	bad_lines = bad_line = 0;
	return kx_synonyms_new(text, strlen(text), bad, ctx);
}

/* ---- lines -------------------------------------------------------------------------- */

static void refuse(const char *line, const char *why)
{
	char text[4096];
	struct kx_synonyms *s;

	snprintf(text, sizeof(text), "a, b\n%s\nc, d", line);
	s = make(text);
	T_INT(bad_lines, 1);
	T_INT(bad_line, 2);
	T_STR(bad_why, why);
	T_INT(kx_synonyms_count(s), 2);
	kx_synonyms_free(s);
}

static void lines(void)
{
	struct kx_buf many = { 0 };
	struct kx_synonyms *s = make("\xef\xbb\xbf# all of it\r\n\r\n  a , b # why\r\n"
				     "c#, d => e\n\t\n#\nx,y");

	T_INT(kx_synonyms_count(s), 3);
	T_INT(bad_lines, 0);
	kx_synonyms_free(s);
	refuse("alone", "one entry alone stands for nothing");
	refuse("a,,b", "an entry is empty");
	refuse("a,b,", "an entry is empty");
	refuse("=> b", "an entry is empty");
	refuse("a =>", "an entry is empty");
	refuse("a => b => c", "'=>' is there twice");
	refuse("1 2 3 4 5 6 7 8 9, x", "an entry has too many words");
	refuse("a\xff, b", "it is not UTF-8");
	for (size_t i = 0; i <= KX_SYNONYM_ENTRIES; i++)
		kx_buf_str(&many, i ? ",ab" : "ab");
	refuse(kx_buf_text(&many), "it has too many entries");
	kx_buf_release(&many);
	s = make("");
	T_INT(kx_synonyms_count(s), 0);
	kx_synonyms_free(s);
}

static void too_many(void)
{
	struct kx_buf b = { 0 };
	struct kx_synonyms *s;

	for (size_t i = 0; i < KX_SYNONYM_LINES + 2; i++)
		kx_buf_str(&b, "# line\na, b\n");
	s = make(kx_buf_text(&b));
	T_INT(kx_synonyms_count(s), KX_SYNONYM_LINES);
	T_INT(bad_lines, 1);
	T_INT(bad_line, 2 * KX_SYNONYM_LINES + 2);
	T_STR(bad_why, "too many lines; the rest is left out");
	kx_synonyms_free(s);
	kx_buf_release(&b);
}

/* ---- questions ---------------------------------------------------------------------- */

static struct kx_tokenizer *k;
static struct kx_query q;

static const char *ask(struct kx_synonyms *s, const char *locale, const char *question)
{
	static char out[512];
	size_t n = strlen(question);

	kx_query_release(&q);
	kx_query_parse(&q, k, locale, question, n);
	kx_synonyms_add(s, k, locale, question, n, false, &q);
	out[0] = '\0';
	for (size_t i = 0; i < q.n; i++)
		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%s%s",
			i ? " " : "", q.terms[i].term, q.terms[i].syn_of ? "*" : "");
	return out;
}

static void matches(void)
{
	struct kx_synonyms *s = make("refund, money back, reimbursement\n"
				     "mfa => two-step sign-in, 2fa\n"
				     "money => cash\n"
				     "log in => sign in\n"
				     "terms and conditions => contract\n");

	T_STR(ask(s, NULL, "where is my refund?"), "refund monei* back* reimburs*");
	T_STR(ask(s, NULL, "Refunds!"), "refund monei* back* reimburs*");
	/* the longest at a place, and not what begins inside of it */
	T_STR(ask(s, NULL, "my money back"), "monei back refund* reimburs*");
	T_STR(ask(s, NULL, "my money"), "monei cash*");
	T_STR(ask(s, NULL, "money is back"), "monei back cash*");
	/* one way */
	T_STR(ask(s, NULL, "mfa"), "mfa two* step* sign* 2fa*");
	T_STR(ask(s, NULL, "2fa"), "2fa");
	/* what is asked for already is not added */
	T_STR(ask(s, NULL, "money back or refund"), "monei back refund reimburs*");
	/* function words count where an entry has them */
	T_STR(ask(s, NULL, "log in now"), "log now sign*");
	T_STR(ask(s, NULL, "my log"), "log");
	T_STR(ask(s, NULL, "the terms and conditions"), "term condit contract*");
	T_STR(ask(s, NULL, "what is it"), "what is it");
	T_STR(ask(NULL, NULL, "refund"), "refund");
	T_INT(bad_lines, 0);
	kx_synonyms_free(s);
}

static void languages(void)
{
	struct kx_synonyms *s =
		make("Rückerstattungen, Geld zurück\ndie => nie\n退款, 退钱\n");

	T_STR(ask(s, "de", "Wann kommt die Rückerstattung"),
		"kommt ruckerstatt geld* zuruck*");
	T_INT(bad_lines, 1);
	T_INT(bad_line, 2);
	T_STR(bad_why, "'die' is a function word");
	/* told once for each language; no function word of English */
	ask(s, "de-AT", "Wann");
	T_INT(bad_lines, 1);
	T_STR(ask(s, "en", "die"), "die nie*");
	T_INT(bad_lines, 1);
	T_STR(ask(s, "zh", "退款"), "退款 退钱*");
	kx_synonyms_free(s);
	s = make("..., parcel");
	ask(s, NULL, "x");
	T_STR(bad_why, "'...' has no letter or digit");
	kx_synonyms_free(s);
}

/* ---- weights ------------------------------------------------------------------------ */

static void know(const char *term, size_t df, double idf)
{
	for (size_t i = 0; i < q.n; i++)
		if (!strcmp(q.terms[i].term, term)) {
			q.terms[i].df = df;
			q.terms[i].idf = idf;
		}
}

static double weight(const char *term)
{
	for (size_t i = 0; i < q.n; i++)
		if (!strcmp(q.terms[i].term, term))
			return q.terms[i].weight;
	return -1;
}

static int near(double a, double b)
{
	return a - b < 1e-9 && b - a < 1e-9;
}

static void weights(void)
{
	struct kx_synonyms *s = make("mfa => two-step sign-in\nrefund, money back\n"
				     "common => rare\nlost => gone\n");

	/* an unknown word passes all on */
	ask(s, NULL, "set mfa");
	know("mfa", 0, 9);
	know("set", 5, 3);
	know("two", 3, 2);
	know("step", 3, 3);
	know("sign", 3, 4);
	kx_synonyms_settle(&q);
	T_OK(near(weight("two"), KX_SYNONYM_WEIGHT));
	T_OK(near(weight("set"), 1));
	T_OK(q.terms[1].known); /* mfa */
	/* the words of an alternative share what they stand for */
	ask(s, NULL, "refund");
	know("refund", 4, 3);
	know("monei", 4, 4);
	know("back", 9, 2);
	kx_synonyms_settle(&q);
	T_OK(near(weight("monei"), KX_SYNONYM_WEIGHT * 3 / 6));
	/* a rare one does not outweigh the word */
	ask(s, NULL, "common");
	know("common", 100, 1);
	know("rare", 1, 8);
	kx_synonyms_settle(&q);
	T_OK(near(weight("rare"), KX_SYNONYM_WEIGHT / 8));
	T_OK(q.ngrams > 0 && near(q.grams[q.ngrams - 1].weight,
				     KX_SYNONYM_GRAMS * KX_SYNONYM_WEIGHT / 8));
	/* nor does a common one gain */
	know("common", 1, 8);
	know("rare", 100, 1);
	kx_synonyms_settle(&q);
	T_OK(near(weight("rare"), KX_SYNONYM_WEIGHT));
	/* what nobody knows counts for nothing and is not repaired; the word may be */
	ask(s, NULL, "lost");
	know("lost", 0, 9);
	know("gone", 0, 9);
	kx_synonyms_settle(&q);
	T_OK(near(weight("gone"), 0));
	T_OK(q.terms[1].known && !q.terms[0].known);
	kx_synonyms_free(s);
}

static void context(void)
{
	struct kx_synonyms *s = make("mfa => sign-in\n");
	const char *earlier = "mfa";

	ask(s, NULL, "and then");
	kx_query_more(&q, k, NULL, earlier, 3, 0.5);
	kx_synonyms_add(s, k, NULL, earlier, 3, true, &q);
	know("mfa", 0, 9);
	know("sign", 2, 3);
	kx_synonyms_settle(&q);
	T_OK(near(weight("sign"), KX_SYNONYM_WEIGHT / 2));
	kx_synonyms_free(s);
}

static void reword(void)
{
	struct kx_synonyms *s =
		make("mfa, 2fa => totp, two-step sign-in\nmoney back => refund\n");
	struct kx_buf b = { 0 };

	ask(s, NULL, "Is MFA, or my money back, there?");
	T_OK(!kx_synonyms_reword(&q, "x", &b)); /* nothing is known */
	for (const char *const *t =
			(const char *const[]){ "two", "step", "sign", "refund", NULL };
		*t; t++)
		know(*t, 1, 1);
	kx_synonyms_settle(&q);
	T_OK(kx_synonyms_reword(&q, "Is MFA, or my money back, there?", &b));
	T_STR(kx_buf_text(&b), "Is two-step sign-in, or my refund, there?");
	kx_buf_release(&b);
	kx_synonyms_free(s);
}

int main(void)
{
	k = kx_tokenizer_new();
	lines();
	too_many();
	matches();
	languages();
	weights();
	context();
	reword();
	kx_query_release(&q);
	kx_tokenizer_free(k);
	return T_END();
}
