#include "domain/prompt_turn.h"

#include "base/utf8.h"

#include <string.h>

#define CUT " …"

/* a member that is a string and not empty, or NULL */
static const char *member(struct json_object *o, const char *name)
{
	struct json_object *v;
	const char *s;

	if (!json_object_object_get_ex(o, name, &v) ||
		!json_object_is_type(v, json_type_string))
		return NULL;
	s = json_object_get_string(v);
	return *s ? s : NULL;
}

/* without control bytes */
static const char *cut(const char *s, struct kx_arena *a)
{
	size_t n = strlen(s), keep = kx_utf8_cut(s, n, KX_PROMPT_TURN_MAX), to = 0;
	char *out = kx_arena_alloc(a, keep + sizeof(CUT));

	for (size_t i = 0; i < keep; i++)
		if ((unsigned char)s[i] >= ' ' || s[i] == '\n' || s[i] == '\t')
			out[to++] = s[i];
	if (keep < n)
		memcpy(out + to, CUT, sizeof(CUT));
	return out;
}

size_t kx_prompt_turns(struct json_object *turns, struct kx_arena *a,
	struct kx_prompt_turn out[KX_PROMPT_TURNS])
{
	size_t all = json_object_is_type(turns, json_type_array)
			     ? json_object_array_length(turns)
			     : 0,
	       n = 0;

	for (size_t i = all > KX_PROMPT_TURNS ? all - KX_PROMPT_TURNS : 0; i < all;
		i++) {
		struct json_object *o = json_object_array_get_idx(turns, i);
		const char *role = member(o, "role"), *text = member(o, "text");
		bool customer =
			role && (!strcmp(role, "customer") || !strcmp(role, "user"));

		if (!role || !text)
			continue;
		text = cut(text, a);
		if (n && out[n - 1].customer == customer)
			out[n - 1].text =
				kx_arena_printf(a, "%s\n\n%s", out[n - 1].text, text);
		else
			out[n++] = (struct kx_prompt_turn){ customer, text };
	}
	return n;
}
