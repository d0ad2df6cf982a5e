#include "domain/provider_conf.h"

#include <stdio.h>
#include <string.h>

#define PRICE_MAX 1e9
#define NOT_SAID (-1.0)

static const char *const members[] = { "input", "cached", "output", NULL };

static int fail_at(const struct kx_conf *conf, const char *model, const char *member,
	struct kx_err *e)
{
	struct kx_err old = *e;

	if (member)
		kx_fail(e, KX_ECONFIG, "%s: 'prices.%.100s.%.*s' %s",
			kx_conf_where_in(conf, "prices", model, member), model,
			kx_conf_word(member), member, old.text);
	else
		kx_fail(e, KX_ECONFIG, "%s: 'prices.%.100s' %s",
			kx_conf_where_in(conf, "prices", model, NULL), model, old.text);
	return old.hint[0] ? kx_fail_hint(e, "%s", old.hint) : -1;
}

static int fail_unknown(const char *member, struct kx_err *e)
{
	const char *near = kx_conf_near(members, member);

	kx_fail(e, KX_ECONFIG, "is not known");
	return near ? kx_fail_hint(e, "did you mean '%s'?", near)
		    : kx_fail_hint(e, "there are: input, cached, output");
}

static int take(
	struct kx_price *p, const char *member, struct json_object *v, struct kx_err *e)
{
	double *to = !strcmp(member, "input")    ? &p->input
		     : !strcmp(member, "cached") ? &p->cached
		     : !strcmp(member, "output") ? &p->output
						 : NULL;

	return to ? kx_provider_number(v, false, 0, PRICE_MAX, to, e)
		  : fail_unknown(member, e);
}

static int row(struct kx_price *p, const struct kx_conf *conf, const char *model,
	struct json_object *said, struct kx_err *e)
{
	*p = (struct kx_price){ NOT_SAID, NOT_SAID, 0 };
	json_object_object_foreach(said, name, v)
	{
		if (take(p, name, v, e))
			return fail_at(conf, model, name, e);
	}
	if (p->input < 0) {
		kx_fail(e, KX_ECONFIG, "must say 'input'");
		return fail_at(conf, model, NULL, e);
	}
	if (p->cached < 0)
		p->cached = p->input;
	return 0;
}

int kx_price_read(struct kx_providers *p, const struct kx_conf *conf, struct kx_err *e)
{
	struct json_object *all = kx_conf_get(conf, "prices");
	struct kx_price_row *r;

	if (!all)
		return 0;
	p->prices = kx_arena_alloc(
		&p->mem, (size_t)json_object_object_length(all) * sizeof(*p->prices));
	json_object_object_foreach(all, name, v)
	{
		r = &p->prices[p->nprices];
		if (row(&r->price, conf, name, v, e))
			return -1;
		r->name = kx_arena_strdup(&p->mem, name);
		p->nprices++;
	}
	return 0;
}

bool kx_price_find(const struct kx_providers *p, const char *provider,
	const char *model, struct kx_price *price)
{
	const struct kx_price_row *r, *by_model = NULL, *end = p->prices + p->nprices;
	size_t n = strlen(provider);

	for (r = p->prices; r < end; r++) {
		if (!strncmp(r->name, provider, n) && r->name[n] == ':' &&
			!strcmp(r->name + n + 1, model)) {
			*price = r->price;
			return true;
		}
		if (!strcmp(r->name, model))
			by_model = r;
	}
	if (by_model)
		*price = by_model->price;
	return by_model != NULL;
}
