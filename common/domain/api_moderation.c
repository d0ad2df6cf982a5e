#include "domain/api_embed.h"
#include "domain/api_error.h"
#include "domain/api_json.h"
#include "io/jscan.h"

#include <stdio.h>
#include <string.h>

void kx_api_moderation_body(const char *model, const char *text, struct kx_buf *out)
{
	kx_buf_char(out, '{');
	if (model)
		kx_api_field(out, "model", model);
	kx_api_field(out, "input", text);
	kx_buf_char(out, '}');
}

/* "self-harm/intent": nothing else than such names, and only whole ones */
static void name_category(struct kx_moderation *m, const struct kx_jtext *name)
{
	size_t len = strlen(m->categories), i = 0;

	while (i < name->n &&
		strchr("abcdefghijklmnopqrstuvwxyz"
		       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/. ",
			name->p[i]) &&
		name->p[i])
		i++;
	if (!i || i < name->n || len + 2 + i >= sizeof(m->categories))
		return;
	snprintf(m->categories + len, sizeof(m->categories) - len, "%s%.*s",
		len ? ", " : "", (int)i, name->p);
}

static void categories(struct kx_jscan *s, struct kx_moderation *m)
{
	struct kx_jtext key;
	bool v;

	if (!kx_jscan_enter(s, '{')) {
		kx_jscan_skip(s);
		return;
	}
	while (kx_jscan_member(s, &key)) {
		v = false;
		if (!kx_jscan_bool(s, &v))
			kx_jscan_skip(s);
		if (v)
			name_category(m, &key);
	}
}

/* false: it says neither yes nor no */
static bool result(struct kx_jscan *s, struct kx_moderation *m)
{
	struct kx_jtext key;
	bool v, has = false;

	if (!kx_jscan_enter(s, '{')) {
		kx_jscan_skip(s);
		return false;
	}
	while (kx_jscan_member(s, &key)) {
		if (kx_jtext_is(&key, "flagged") && kx_jscan_bool(s, &v)) {
			has = true;
			m->flagged |= v;
		} else if (kx_jtext_is(&key, "categories")) {
			categories(s, m);
		} else {
			kx_jscan_skip(s);
		}
	}
	return has;
}

int kx_api_moderation_read(
	struct kx_moderation *out, const char *body, size_t n, struct kx_err *e)
{
	struct kx_jscan s;
	struct kx_jtext key;
	struct kx_failure f;
	bool has = false;

	*out = (struct kx_moderation){ 0 };
	kx_jscan_begin(&s, body, n);
	if (kx_jscan_enter(&s, '{')) {
		while (kx_jscan_member(&s, &key)) {
			if (!kx_jtext_is(&key, "results") || !kx_jscan_enter(&s, '[')) {
				kx_jscan_skip(&s);
				continue;
			}
			while (kx_jscan_element(&s))
				has |= result(&s, out);
		}
	} else {
		kx_jscan_skip(&s);
	}
	if (!kx_jscan_end(&s))
		return kx_api_garbled(body, n, e);
	if (has)
		return 0;
	if (kx_api_error(&f, 200, body, n)) {
		if (e)
			*e = f.why;
		return -1;
	}
	return kx_fail(e, KX_EREFUSED, "the answer is wrong: it has no result");
}
