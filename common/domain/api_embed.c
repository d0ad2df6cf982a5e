#include "domain/api_embed.h"

#include "base/base64.h"
#include "base/mem.h"
#include "domain/api_error.h"
#include "domain/api_json.h"
#include "io/jscan.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the request -------------------------------------------------------------------- */

void kx_api_embed_body(const struct kx_provider *p, const char *model,
	const char *const *texts, size_t n, bool base64, struct kx_buf *out)
{
	char number[24];

	kx_buf_char(out, '{');
	kx_api_field(out, "model", model);
	kx_api_raw(out, "input", "[");
	for (size_t i = 0; i < n; i++) {
		if (i)
			kx_buf_char(out, ',');
		kx_api_quote(out, texts[i], strlen(texts[i]));
	}
	kx_buf_char(out, ']');
	/* numbers are what all send unasked, and not all know the field */
	if (base64 || p->kind != KX_KIND_COMPATIBLE)
		kx_api_field(out, "encoding_format", base64 ? "base64" : "float");
	/* OpenAI's second generation has no choice of them */
	if (p->dimensions && !strstr(model, "ada-002")) {
		snprintf(number, sizeof(number), "%zu", p->dimensions);
		kx_api_raw(out, "dimensions", number);
	}
	kx_buf_char(out, '}');
}

/* ---- the answer --------------------------------------------------------------------- */

struct reading {
	struct kx_jscan s;
	struct kx_embeddings *m;
	size_t count, rows;
	size_t *place;   /* of each row: whose text it is */
	float *first;    /* the first row, while its length is not known */
	const char *why; /* what is wrong with an answer that is whole */
	bool has_data;
};

static bool wrong(struct reading *r, const char *why)
{
	if (!r->why)
		r->why = why;
	return false;
}

/* Two at a time: one added to an exponent that is all ones goes into the sign's place. */
static bool all_finite(const float *v, size_t n)
{
	const uint64_t exponents = 0x7f8000007f800000u, ones = 0x0080000000800000u;
	uint64_t two, odd = 0;
	size_t i = 0;

	for (; i + 2 <= n; i += 2) {
		memcpy(&two, v + i, 8);
		odd |= (two & exponents) + ones;
	}
	return !(odd & 0x8000000080000000u) && (i == n || isfinite(v[i]));
}

/* little-endian, as they come */
static void to_host(float *v, size_t n)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	uint32_t bits;

	for (size_t i = 0; i < n; i++) {
		memcpy(&bits, v + i, 4);
		bits = __builtin_bswap32(bits);
		memcpy(v + i, &bits, 4);
	}
#else
	(void)v;
	(void)n;
#endif
}

/* Room for a row of n numbers; NULL when n is none that it can have. */
static float *row(struct reading *r, size_t n)
{
	struct kx_embeddings *m = r->m;

	if (!n || n > KX_EMBED_DIMENSIONS_MAX) {
		wrong(r, n ? "a vector is too long" : "a vector is empty");
		return NULL;
	}
	if (!m->v) {
		m->dimensions = n;
		m->v = kx_realloc(NULL, r->count * n, sizeof(*m->v));
	}
	if (n != m->dimensions) {
		wrong(r, "vectors differ in length");
		return NULL;
	}
	return m->v + r->rows * n;
}

static bool decode(struct reading *r, const char *text, size_t n)
{
	size_t size = kx_base64_size(text, n);
	float *v;

	if (n && (!size || size % 4))
		return wrong(r, "a vector is no base64 of floats");
	v = row(r, size / 4);
	if (!v)
		return false;
	if (kx_base64_decode_to(text, n, v))
		return wrong(r, "a vector is no base64 of floats");
	to_host(v, size / 4);
	return all_finite(v, size / 4) || wrong(r, "a number is not finite");
}

static bool letters(struct reading *r)
{
	struct kx_jscan again = r->s;
	struct kx_buf plain = { 0 };
	struct kx_jtext raw;
	bool ok;

	if (!kx_jscan_letters(&r->s, &raw))
		return false;
	if (!memchr(raw.p, '\\', raw.n))
		return decode(r, raw.p, raw.n);
	/* some write each slash as \/ */
	r->s = again;
	ok = kx_jscan_string(&r->s, &plain) &&
	     decode(r, kx_buf_text(&plain), plain.len);
	kx_buf_release(&plain);
	return ok;
}

static bool numbers(struct reading *r)
{
	struct kx_embeddings *m = r->m;
	size_t max = m->v ? m->dimensions : KX_EMBED_DIMENSIONS_MAX, n;
	float *to = m->v ? m->v + r->rows * m->dimensions : r->first;

	m->base64 = false;
	if (!to)
		to = r->first = kx_realloc(NULL, max, sizeof(*to));
	switch (kx_jscan_floats(&r->s, to, max, &n)) {
	case KX_JFLOATS_MANY:
		return wrong(
			r, m->v ? "vectors differ in length" : "a vector is too long");
	case KX_JFLOATS_ODD:
		return wrong(r, "a number is not finite");
	case KX_JFLOATS_BAD:
		return false;
	case KX_JFLOATS_OK:
		break;
	}
	to = row(r, n);
	if (to && r->rows == 0)
		memcpy(to, r->first, n * sizeof(*to));
	return to != NULL;
}

/* {index, embedding}, in any order */
static bool element(struct reading *r)
{
	struct kx_jscan *s = &r->s;
	struct kx_jtext key;
	bool has = false, ok = true;
	int64_t index = (int64_t)r->rows;
	char kind;

	if (r->rows == r->count)
		return wrong(r, "it has more vectors than there were texts");
	if (!kx_jscan_enter(s, '{')) {
		kx_jscan_skip(s);
		return s->bad ? false : wrong(r, "a vector is missing");
	}
	while (ok && kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "index") && kx_jscan_int(s, &index))
			continue;
		kind = kx_jscan_kind(s);
		if (!kx_jtext_is(&key, "embedding") || has ||
			(kind != '"' && kind != '[')) {
			kx_jscan_skip(s);
			continue;
		}
		has = true;
		ok = kind == '"' ? letters(r) : numbers(r);
	}
	if (!ok || s->bad)
		return false;
	if (!has)
		return wrong(r, "a vector is missing");
	if (index < 0 || (uint64_t)index >= r->count)
		return wrong(r, "an index is that of no text");
	r->place[r->rows++] = (size_t)index;
	return true;
}

static void document(struct reading *r)
{
	struct kx_jscan *s = &r->s;
	struct kx_jtext key;

	if (!kx_jscan_enter(s, '{')) {
		kx_jscan_skip(s);
		return;
	}
	while (!r->why && kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "usage")) {
			kx_api_usage(s, &r->m->usage);
		} else if (kx_jtext_is(&key, "data") && kx_jscan_enter(s, '[')) {
			r->has_data = true;
			while (kx_jscan_element(s) && element(r))
				;
		} else {
			kx_jscan_skip(s);
		}
	}
}

/* Each row to its place, which is mostly where it is. */
static void in_order(struct reading *r)
{
	struct kx_embeddings *m = r->m;
	size_t i = 0, n = m->dimensions;
	float *v;
	bool *seen;

	while (i < r->count && r->place[i] == i)
		i++;
	if (i == r->count)
		return;
	v = kx_realloc(NULL, r->count * n, sizeof(*v));
	seen = kx_calloc(r->count, sizeof(*seen));
	for (i = 0; i < r->count; i++) {
		if (seen[r->place[i]])
			wrong(r, "an index comes twice");
		seen[r->place[i]] = true;
		memcpy(v + r->place[i] * n, m->v + i * n, n * sizeof(*v));
	}
	free(seen);
	free(m->v);
	m->v = v;
}

static int verdict(struct reading *r, const char *body, size_t n, struct kx_err *e)
{
	struct kx_failure f;

	if (!r->why && !kx_jscan_end(&r->s))
		return kx_api_garbled(body, n, e);
	if (!r->has_data && kx_api_error(&f, 200, body, n)) {
		if (e)
			*e = f.why;
		return -1;
	}
	if (!r->why && r->rows < r->count)
		wrong(r, r->has_data ? "it has fewer vectors than there were texts"
				     : "it has no vectors");
	if (!r->why)
		in_order(r);
	if (r->why)
		return kx_fail(e, KX_EREFUSED, "the answer is wrong: %s", r->why);
	return 0;
}

int kx_api_embed_read(struct kx_embeddings *out, const char *body, size_t n,
	size_t count, struct kx_err *e)
{
	struct reading r = { .m = out, .count = count };
	int rc;

	*out = (struct kx_embeddings){ .base64 = true, .usage = KX_USAGE_NONE };
	r.place = kx_calloc(count, sizeof(*r.place));
	kx_jscan_begin(&r.s, body, n);
	document(&r);
	rc = verdict(&r, body, n, e);
	free(r.place);
	free(r.first);
	if (rc)
		kx_embeddings_release(out);
	return rc;
}

void kx_embeddings_release(struct kx_embeddings *m)
{
	free(m->v);
	*m = (struct kx_embeddings){ 0 };
}
