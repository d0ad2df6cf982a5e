#include "domain/api_embed.h"

#include "../t.h"
#include "base/base64.h"
#include "base/mem.h"

#include <stdlib.h>

static struct kx_embeddings m;
static struct kx_moderation mod;
static struct kx_err e;

static int read_of(const char *body, size_t count)
{
	char *exact = malloc(strlen(body) + !*body);
	int rc;

	memcpy(exact, body, strlen(body));
	e = (struct kx_err){ 0 };
	rc = kx_api_embed_read(&m, exact, strlen(body), count, &e);
	free(exact);
	return rc;
}

/* ---- requests ------------------------------------------------------------------------ */

static void requests(void)
{
	static const char *const texts[] = { "a", "b \"c\"\n\xc3\xa4" };
	struct kx_provider p = { .kind = KX_KIND_OPENAI };
	struct kx_buf b = { 0 };

	kx_api_embed_body(&p, "m", texts, 2, true, &b);
	T_STR(kx_buf_text(&b),
		"{\"model\":\"m\",\"input\":[\"a\",\"b \\\"c\\\"\\n\xc3\xa4\"],"
		"\"encoding_format\":\"base64\"}");
	kx_buf_clear(&b);
	p.dimensions = 256;
	kx_api_embed_body(&p, "text-embedding-3-small", texts, 1, false, &b);
	T_STR(kx_buf_text(&b),
		"{\"model\":\"text-embedding-3-small\",\"input\":[\"a\"],"
		"\"encoding_format\":\"float\",\"dimensions\":256}");
	kx_buf_clear(&b);
	p.kind = KX_KIND_COMPATIBLE;
	kx_api_embed_body(&p, "text-embedding-ada-002", texts, 1, false, &b);
	T_STR(kx_buf_text(&b),
		"{\"model\":\"text-embedding-ada-002\",\"input\":[\"a\"]}");
	kx_buf_clear(&b);
	kx_api_moderation_body("omni-moderation-latest", "kill \"it\"", &b);
	T_STR(kx_buf_text(&b), "{\"model\":\"omni-moderation-latest\","
			       "\"input\":\"kill \\\"it\\\"\"}");
	kx_buf_clear(&b);
	kx_api_moderation_body(NULL, "x", &b);
	T_STR(kx_buf_text(&b), "{\"input\":\"x\"}");
	kx_buf_release(&b);
}

/* ---- answers ------------------------------------------------------------------------- */

#define ONE(v) "{\"data\":[{\"index\":0,\"embedding\":" v "}]}"
#define TWO(v, w)                                                                      \
	"{\"data\":[{\"index\":0,\"embedding\":" v "},{\"index\":1,\"embedding\":" w   \
	"}]}"

static void answers_that_are_good(void)
{
	static const char *const all[] = {
		ONE("[1,0.5]"), ONE("\"AACAPwAAAD8=\""),
		/* no index; another place; other fields; each slash escaped */
		"{\"data\":[{\"embedding\":[1,0.5]}]}",
		" {\"usage\":null,\"data\":[ {\"embedding\":[1,0.5],\"index\":0 , "
		"\"x\":{\"embedding\":[2]}} ],\"error\":null} ",
		"{\"data\":[{\"embedding\":null,\"embedding\":[1,5e-1],\"index\":\"0\"}]}"
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		T_INT(read_of(all[i], 1), 0);
		T_STR(e.text, "");
		T_INT(m.dimensions, 2);
		T_OK(m.v && m.v[0] == 1 && m.v[1] == 0.5f);
		T_INT(m.base64, i == 1);
		T_INT(m.usage.input, -1);
		kx_embeddings_release(&m);
	}
	/* 0x2f 0xff … in base64 begins with a slash */
	T_INT(read_of(ONE("\"\\/\\/9\\/Pw==\""), 1), 0);
	T_OK(m.dimensions == 1 && m.v[0] == 0x1.fffffep-1f);
	kx_embeddings_release(&m);
	/* one of each kind: not all were base64 */
	T_INT(read_of(TWO("\"AACAPwAAAD8=\"", "[2,3]"), 2), 0);
	T_OK(!m.base64 && m.v[2] == 2 && m.v[3] == 3);
	kx_embeddings_release(&m);
}

static void answers_that_are_wrong(void)
{
	static const struct {
		const char *body;
		size_t count;
		const char *why;
	} all[] = {
		{ ONE("[1]"), 2, "it has fewer vectors than there were texts" },
		{ "{\"data\":[]}", 1, "it has fewer vectors than there were texts" },
		{ TWO("[1]", "[2]"), 1, "it has more vectors than there were texts" },
		{ TWO("[1]", "[2,3]"), 2, "vectors differ in length" },
		{ TWO("[1,2]", "[2]"), 2, "vectors differ in length" },
		{ TWO("[1,2]", "\"AACAPw==\""), 2, "vectors differ in length" },
		{ ONE("[]"), 1, "a vector is empty" },
		{ ONE("\"\""), 1, "a vector is empty" },
		{ ONE("null"), 1, "a vector is missing" },
		{ ONE("{}"), 1, "a vector is missing" },
		{ "{\"data\":[7]}", 1, "a vector is missing" },
		{ ONE("[1,null]"), 1, "a number is not finite" },
		{ ONE("[1,NaN]"), 1, "a number is not finite" },
		{ ONE("[1e39]"), 1, "a number is not finite" },
		{ ONE("[[1]]"), 1, "a number is not finite" },
		{ ONE("\"AADAfw==\""), 1, "a number is not finite" },
		{ ONE("\"AACAPwAAwH8=\""), 1, "a number is not finite" },
		{ ONE("\"AACA/w==\""), 1, "a number is not finite" },
		{ ONE("\"AACAPw\""), 1, "a vector is no base64 of floats" },
		{ ONE("\"AACAP===\""), 1, "a vector is no base64 of floats" },
		{ ONE("\"AACA Pw=\""), 1, "a vector is no base64 of floats" },
		{ ONE("\"AACAPwA=\""), 1, "a vector is no base64 of floats" },
		{ "{\"data\":[{\"index\":1,\"embedding\":[1]},"
		  "{\"index\":1,\"embedding\":[1]}]}",
			2, "an index comes twice" },
		{ "{\"data\":[{\"index\":1,\"embedding\":[1]}]}", 1,
			"an index is that of no text" },
		{ "{\"data\":[{\"index\":-1,\"embedding\":[1]}]}", 1,
			"an index is that of no text" },
		{ "{}", 1, "it has no vectors" },
		{ "[]", 1, "it has no vectors" },
		{ "{\"data\":{}}", 1, "it has no vectors" },
		{ "\"x\"", 1, "it has no vectors" },
	};
	char want[100];

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		T_INT(read_of(all[i].body, all[i].count), -1);
		T_INT(e.code, KX_EREFUSED);
		snprintf(want, sizeof(want), "the answer is wrong: %s", all[i].why);
		T_STR(e.text, want);
		T_OK(!m.v);
	}
}

static void answers_that_are_no_json(void)
{
	static const char good[] = TWO("\"AACAPwAAAD8=\"", "[1,-2.5e0]");
	char text[sizeof(good)];

	/* cut off at each place, and with something behind it */
	for (size_t n = 1; n < sizeof(good) - 1; n++) {
		memcpy(text, good, n);
		text[n] = '\0';
		T_INT(read_of(text, 2), -1);
		T_INT(e.code, KX_EAGAIN);
		T_STR(e.text, "the answer is cut off or garbled");
	}
	T_INT(read_of(TWO("[1]", "[2]") "}", 2), -1);
	T_INT(e.code, KX_EAGAIN);
	T_INT(read_of(TWO("[1]", "[2]") "\nx", 2), -1);
	T_INT(e.code, KX_EAGAIN);
	T_INT(read_of("", 2), -1);
	T_STR(e.text, "the answer is empty");
	T_INT(read_of("<html></html>", 2), -1);
	T_STR(e.text, "the answer is a web page, not JSON");
	T_INT(read_of("{\"error\":{\"code\":\"rate_limit_exceeded\"}}", 2), -1);
	T_INT(e.code, KX_EAGAIN);
	T_STR(e.text, "too many requests: code 'rate_limit_exceeded'");
	T_INT(read_of("{\"error\":\"maximum context length\"}", 2), -1);
	T_INT(e.code, KX_EREFUSED);
}

/* as many as may be, as long as may be, backwards */
static void a_large_answer(void)
{
	struct kx_buf b = { 0 }, text = { 0 };
	float *v = kx_calloc(KX_EMBED_DIMENSIONS_MAX + 1, sizeof(*v));
	size_t n = 100, wrong = 0;

	kx_buf_str(&b, "{\"data\":[");
	for (size_t i = n; i--;) {
		for (size_t j = 0; j < 384; j++)
			v[j] = (float)(i * 1000 + j) / 7;
		kx_buf_clear(&text);
		kx_base64_encode(v, 384 * sizeof(*v), &text);
		kx_buf_printf(&b, "{\"embedding\":\"%s\",\"index\":%zu}%s",
			kx_buf_text(&text), i, i ? "," : "");
	}
	kx_buf_str(&b, "],\"usage\":{\"prompt_tokens\":5}}");
	T_INT(kx_api_embed_read(&m, b.p, b.len, n, &e), 0);
	T_OK(m.base64 && m.dimensions == 384 && m.usage.input == 5);
	for (size_t i = 0; i < n * 384; i++)
		wrong += m.v[i] != (float)(i / 384 * 1000 + i % 384) / 7;
	T_INT(wrong, 0);
	kx_embeddings_release(&m);
	for (size_t d = KX_EMBED_DIMENSIONS_MAX; d <= KX_EMBED_DIMENSIONS_MAX + 1;
		d++) {
		kx_buf_clear(&b);
		kx_buf_str(&b, "{\"data\":[{\"embedding\":[0");
		for (size_t j = 1; j < d; j++)
			kx_buf_str(&b, ",0");
		kx_buf_str(&b, "]}]}");
		T_INT(kx_api_embed_read(&m, b.p, b.len, 1, &e),
			d > KX_EMBED_DIMENSIONS_MAX ? -1 : 0);
		kx_embeddings_release(&m);
		kx_buf_clear(&b);
		kx_buf_clear(&text);
		memset(v, 0, d * sizeof(*v));
		kx_base64_encode(v, d * sizeof(*v), &text);
		kx_buf_printf(&b, "{\"data\":[{\"embedding\":\"%s\"}]}", text.p);
		T_INT(kx_api_embed_read(&m, b.p, b.len, 1, &e),
			d > KX_EMBED_DIMENSIONS_MAX ? -1 : 0);
		kx_embeddings_release(&m);
	}
	T_STR(e.text, "the answer is wrong: a vector is too long");
	kx_buf_release(&b);
	kx_buf_release(&text);
	free(v);
}

/* ---- moderation ---------------------------------------------------------------------- */

static int moderation(const char *body)
{
	e = (struct kx_err){ 0 };
	return kx_api_moderation_read(&mod, body, strlen(body), &e);
}

static void moderations(void)
{
	struct kx_buf b = { 0 };

	T_INT(moderation("{\"results\":[{\"flagged\":false},{\"flagged\":true,"
			 "\"categories\":{\"a\":true,\"b\":1,\"c/d\":true,"
			 "\"e\\u001b\":true,\"\x1f\":0}}]}"),
		-1);
	T_INT(e.code, KX_EAGAIN);
	T_INT(moderation("{\"results\":[{\"flagged\":false},{\"flagged\":true,"
			 "\"categories\":{\"a\":true,\"b\":1,\"c/d\":true,"
			 "\"e\\u001b\":true,\"\":true}}]}"),
		0);
	T_OK(mod.flagged);
	T_STR(mod.categories, "a, c/d");
	kx_buf_str(&b, "{\"results\":[{\"flagged\":true,\"categories\":{\"x\":true");
	for (int i = 0; i < 100; i++)
		kx_buf_printf(&b, ",\"category-%d\":true", i);
	kx_buf_str(&b, "}}]}");
	T_INT(moderation(b.p), 0);
	T_OK(strlen(mod.categories) < sizeof(mod.categories));
	T_OK(strlen(mod.categories) > sizeof(mod.categories) - 20);
	kx_buf_release(&b);
	T_INT(moderation("{\"results\":[]}"), -1);
	T_INT(e.code, KX_EREFUSED);
	T_INT(moderation("{\"results\":[{\"flagged\":null}]}"), -1);
	T_STR(e.text, "the answer is wrong: it has no result");
	T_INT(moderation("[]"), -1);
	T_INT(e.code, KX_EREFUSED);
	T_INT(moderation("{\"error\":{\"type\":\"server_error\"}}"), -1);
	T_STR(e.text, "the server failed: type 'server_error'");
	T_INT(moderation("{\"results\":[{\"flagged\":false}]"), -1);
	T_INT(e.code, KX_EAGAIN);
}

int main(void)
{
	requests();
	answers_that_are_good();
	answers_that_are_wrong();
	answers_that_are_no_json();
	a_large_answer();
	moderations();
	return T_END();
}
