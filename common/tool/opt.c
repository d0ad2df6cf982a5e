#include "tool/opt.h"

#include "base/mem.h"
#include "tool/out.h"
#include "tool/say.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTS_MAX 64

struct kx_shared kx_shared;

static bool want_help, want_version, want_complete;

static const struct kx_opt store_opts[] = {
	{ KX_OPT_STR, 0, "store", &kx_shared.store, "URL",
		"store to use: sqlite:PATH" },
	{ 0 },
};
static const struct kx_opt filter_opts[] = {
	{ KX_OPT_FLAG, 0, "strict", &kx_shared.strict, NULL,
		"stop at the first bad record" },
	{ KX_OPT_STR, 0, "rejects", &kx_shared.rejects, "FILE",
		"keep bad records in FILE" },
	{ 0 },
};
static const struct kx_opt json_opts[] = {
	{ KX_OPT_FLAG, 0, "json", &kx_shared.json, NULL,
		"records out, one JSON object a line" },
	{ 0 },
};
static const struct kx_opt common_opts[] = {
	{ KX_OPT_STR, 0, "config", &kx_shared.config, "FILE",
		"read this configuration" },
	{ KX_OPT_STR, 0, "color", &kx_shared.color, "WHEN", "auto, always or never" },
	{ KX_OPT_FLAG, 'q', "quiet", &kx_shared.quiet, NULL, "say less" },
	{ KX_OPT_FLAG, 'v', "verbose", &kx_shared.verbose, NULL, "say more" },
	{ KX_OPT_FLAG, 'h', "help", &want_help, NULL, "show this" },
	{ KX_OPT_FLAG, 0, "version", &want_version, NULL, "show the version" },
	{ KX_OPT_FLAG, 0, "complete", &want_complete, NULL,
		"list the options for a shell" },
	{ 0 },
};

struct all {
	const struct kx_opt *v[OPTS_MAX];
	size_t n;
};

static void add(struct all *a, const struct kx_opt *o)
{
	for (; o && o->kind != KX_OPT_END && a->n < OPTS_MAX; o++)
		a->v[a->n++] = o;
}

static void collect(struct all *a, const struct kx_tool *t)
{
	a->n = 0;
	add(a, t->opts);
	add(a, t->more);
	if (t->groups & KX_WITH_FILTER)
		add(a, filter_opts);
	if (t->groups & KX_WITH_JSON)
		add(a, json_opts);
	if (t->groups & KX_WITH_STORE)
		add(a, store_opts);
	add(a, common_opts);
}

/* the options that all tools have take one line together */
static void help_common(void)
{
	const struct kx_opt *o;

	kx_puts("  and");
	for (o = common_opts; o->kind != KX_OPT_END; o++) {
		if (o->to == &want_complete)
			continue;
		kx_puts(" ");
		if (o->letter)
			kx_printf("-%c ", o->letter);
		kx_printf("--%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
		if (o->to == &kx_shared.color)
			kx_puts("\n     ");
	}
	kx_puts("\n");
}

static void help(const struct all *a, const struct kx_tool *t)
{
	const struct kx_opt *o;
	char left[64];
	size_t i;

	kx_printf("usage: %s %s\n%s\n\n", t->name, t->args, t->summary);
	for (i = 0; i < a->n && a->v[i] != common_opts; i++) {
		o = a->v[i];
		snprintf(left, sizeof(left), "%c%c%s --%s%s%s", o->letter ? '-' : ' ',
			o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
			o->arg ? " " : "", o->arg ? o->arg : "");
		kx_printf("  %-26s %s\n", left, o->help);
	}
	help_common();
	kx_printf("The manual has examples: man %s\n", t->name);
}

/* long name, letter, argument, help: what a completion script needs, in that order */
static void complete(const struct all *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		kx_printf("--%s\t%s%c\t%s\t%s\n", a->v[i]->name,
			a->v[i]->letter ? "-" : "",
			a->v[i]->letter ? a->v[i]->letter : '-',
			a->v[i]->arg ? a->v[i]->arg : "-", a->v[i]->help);
}

_Noreturn static void misuse(
	const struct kx_tool *t, const char *what, const char *subject)
{
	struct kx_err e;

	kx_fail(&e, KX_EUSAGE, "%s '%s'", what, subject);
	kx_fail_hint(&e, "%s --help lists the options", t->name);
	kx_die_err(&e);
}

static void add_list(struct kx_list *l, char *arg)
{
	char *p = arg, *comma;

	while (p) {
		comma = strchr(p, ',');
		if (comma)
			*comma = '\0';
		if (*p) {
			l->v = kx_realloc(l->v, l->n + 1, sizeof(*l->v));
			l->v[l->n++] = p;
		}
		p = comma ? comma + 1 : NULL;
	}
}

static void set(const struct kx_tool *t, const struct kx_opt *o, char *arg)
{
	char *end;
	long n;
	double d;

	switch (o->kind) {
	case KX_OPT_FLAG:
		*(bool *)o->to = true;
		break;
	case KX_OPT_STR:
		*(const char **)o->to = arg;
		break;
	case KX_OPT_LIST:
		add_list(o->to, arg);
		break;
	case KX_OPT_INT:
		errno = 0;
		n = strtol(arg, &end, 10);
		if (end == arg || *end || errno ||
			((o->min || o->max) && (n < o->min || n > o->max)))
			kx_die(KX_EUSAGE,
				"option '--%s': '%s' is not a number from %ld to %ld",
				o->name, arg, o->min, o->max);
		*(long *)o->to = n;
		break;
	case KX_OPT_REAL:
		d = strtod(arg, &end);
		if (end == arg || *end || d != d)
			kx_die(KX_EUSAGE, "option '--%s': '%s' is not a number",
				o->name, arg);
		*(double *)o->to = d;
		break;
	case KX_OPT_END:
		misuse(t, "unknown option", arg);
	}
}

static void finish_shared(void)
{
	kx_verbose = kx_shared.quiet ? -1 : kx_shared.verbose;
	if (kx_shared.color && kx_out_set_color(kx_shared.color))
		kx_die(KX_EUSAGE, "option '--color': '%s' is not auto, always or never",
			kx_shared.color);
}

static void read_all(
	int argc, char **argv, const struct kx_tool *t, const struct all *a)
{
	struct option longs[OPTS_MAX + 1] = { { 0 } };
	char shorts[2 * OPTS_MAX + 2] = ":";
	size_t i, n = 1;
	int c, at;

	for (i = 0; i < a->n; i++) {
		longs[i].name = a->v[i]->name;
		longs[i].has_arg = a->v[i]->arg ? required_argument : no_argument;
		longs[i].val = 256 + (int)i;
		if (a->v[i]->letter) {
			shorts[n++] = a->v[i]->letter;
			if (a->v[i]->arg)
				shorts[n++] = ':';
		}
	}
	opterr = 0;
	for (;;) {
		at = optind;
		c = getopt_long(argc, argv, shorts, longs, NULL);
		if (c == -1)
			return;
		if (c == '?' && optopt && optopt < 256)
			misuse(t, "unknown option",
				(char[]){ '-', (char)optopt, '\0' });
		if (c == '?')
			misuse(t,
				optopt ? "no argument wanted behind" : "unknown option",
				argv[optind > at ? optind - 1 : at]);
		if (c == ':')
			misuse(t, "an argument is missing behind option",
				argv[optind - 1]);
		for (i = 0; i < a->n; i++)
			if (c == 256 + (int)i || (c < 256 && c == a->v[i]->letter)) {
				set(t, a->v[i], optarg);
				break;
			}
	}
}

int kx_opt_parse(int argc, char **argv, const struct kx_tool *t)
{
	struct all a;

	collect(&a, t);
	read_all(argc, argv, t, &a);
	if (want_help)
		help(&a, t);
	else if (want_version)
		kx_printf("%s %s\n", t->name, KX_VERSION);
	else if (want_complete)
		complete(&a);
	if (want_help || want_version || want_complete) {
		kx_out_flush();
		exit(0);
	}
	finish_shared();
	return optind;
}
