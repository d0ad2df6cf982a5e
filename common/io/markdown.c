#include "io/markdown.h"

#include <dlfcn.h>
#include <limits.h>
#include <md4c.h>
#include <pthread.h>
#include <string.h>

#define LIBRARY "libmd4c.so.0"

typedef int parse_fn(const MD_CHAR *, MD_SIZE, const MD_PARSER *, void *);

static parse_fn *parse;
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct run {
	const struct kx_md_events *ev;
	void *ctx;
};

/* Never closed: the library stays for the life of the process. */
static void load(void)
{
	void *lib = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	void *sym = lib ? dlsym(lib, "md_parse") : NULL;

	/* ISO C has no cast from object to function pointer */
	memcpy(&parse, &sym, sizeof(parse));
}

static void arg(struct kx_md_node *node, const MD_ATTRIBUTE *a)
{
	node->arg = a->text ? a->text : "";
	node->arg_len = a->size;
}

/* false: md4c has a block that we have not (the document, parts of tables) */
static bool block(MD_BLOCKTYPE type, void *detail, struct kx_md_node *node)
{
	static const signed char kinds[] = {
		[MD_BLOCK_DOC] = -1,
		[MD_BLOCK_QUOTE] = KX_MD_QUOTE,
		[MD_BLOCK_UL] = KX_MD_BULLETS,
		[MD_BLOCK_OL] = KX_MD_NUMBERS,
		[MD_BLOCK_LI] = KX_MD_ITEM,
		[MD_BLOCK_HR] = KX_MD_RULE,
		[MD_BLOCK_H] = KX_MD_HEADING,
		[MD_BLOCK_CODE] = KX_MD_CODE,
		[MD_BLOCK_HTML] = KX_MD_HTML,
		[MD_BLOCK_P] = KX_MD_PARA,
		[MD_BLOCK_TABLE] = KX_MD_TABLE,
		[MD_BLOCK_THEAD] = -1,
		[MD_BLOCK_TBODY] = -1,
		[MD_BLOCK_TR] = KX_MD_ROW,
		[MD_BLOCK_TH] = KX_MD_CELL,
		[MD_BLOCK_TD] = KX_MD_CELL,
	};

	if ((size_t)type >= sizeof(kinds) || kinds[type] < 0)
		return false;
	*node = (struct kx_md_node){ .kind = (enum kx_md_kind)kinds[type], .arg = "" };
	if (type == MD_BLOCK_OL)
		node->n = ((MD_BLOCK_OL_DETAIL *)detail)->start;
	else if (type == MD_BLOCK_H)
		node->n = ((MD_BLOCK_H_DETAIL *)detail)->level;
	else if (type == MD_BLOCK_CODE) {
		arg(node, &((MD_BLOCK_CODE_DETAIL *)detail)->lang);
		node->n = ((MD_BLOCK_CODE_DETAIL *)detail)->fence_char != '\0';
	} else if (type == MD_BLOCK_TH)
		node->n = 1;
	return true;
}

static bool span(MD_SPANTYPE type, void *detail, struct kx_md_node *node)
{
	*node = (struct kx_md_node){ .arg = "" };
	switch (type) {
	case MD_SPAN_EM:
		node->kind = KX_MD_EM;
		return true;
	case MD_SPAN_STRONG:
		node->kind = KX_MD_STRONG;
		return true;
	case MD_SPAN_DEL:
		node->kind = KX_MD_STRIKE;
		return true;
	case MD_SPAN_CODE:
		node->kind = KX_MD_VERBATIM;
		return true;
	case MD_SPAN_A:
		node->kind = KX_MD_LINK;
		arg(node, &((MD_SPAN_A_DETAIL *)detail)->href);
		return true;
	case MD_SPAN_IMG:
		node->kind = KX_MD_IMAGE;
		arg(node, &((MD_SPAN_IMG_DETAIL *)detail)->src);
		return true;
	default:
		return false;
	}
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
	struct run *r = ctx;
	struct kx_md_node node;

	if (block(type, detail, &node))
		r->ev->enter(&node, r->ctx);
	return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
	struct run *r = ctx;
	struct kx_md_node node;

	if (block(type, detail, &node))
		r->ev->leave(&node, r->ctx);
	return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *ctx)
{
	struct run *r = ctx;
	struct kx_md_node node;

	if (span(type, detail, &node))
		r->ev->enter(&node, r->ctx);
	return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *ctx)
{
	struct run *r = ctx;
	struct kx_md_node node;

	if (span(type, detail, &node))
		r->ev->leave(&node, r->ctx);
	return 0;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *ctx)
{
	struct run *r = ctx;

	switch (type) {
	case MD_TEXT_NULLCHAR:
		r->ev->text(KX_MD_PLAIN, " ", 1, r->ctx);
		break;
	case MD_TEXT_BR:
		r->ev->text(KX_MD_BREAK, "", 0, r->ctx);
		break;
	case MD_TEXT_SOFTBR:
		r->ev->text(KX_MD_SOFT, "", 0, r->ctx);
		break;
	case MD_TEXT_ENTITY:
		r->ev->text(KX_MD_ENTITY, p, n, r->ctx);
		break;
	case MD_TEXT_CODE:
		r->ev->text(KX_MD_VERBATIM_TEXT, p, n, r->ctx);
		break;
	case MD_TEXT_HTML:
		r->ev->text(KX_MD_TAG, p, n, r->ctx);
		break;
	default:
		r->ev->text(KX_MD_PLAIN, p, n, r->ctx);
	}
	return 0;
}

int kx_md_parse(const char *s, size_t n, unsigned flags, const struct kx_md_events *ev,
	void *ctx, struct kx_err *e)
{
	struct run r = { .ev = ev, .ctx = ctx };
	MD_PARSER p = {
		.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS |
			 MD_FLAG_PERMISSIVEURLAUTOLINKS,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = text,
	};

	pthread_once(&once, load);
	if (!parse) {
		kx_fail(e, KX_ECONFIG, "cannot read Markdown: '%s' is missing",
			LIBRARY);
		return kx_fail_hint(e, "install the package libmd4c0");
	}
	if (n > UINT_MAX)
		return kx_fail(e, KX_EINPUT, "Markdown of %zu bytes is too large", n);
	if (flags & KX_MD_MDX)
		p.flags |= MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_NOHTMLBLOCKS;
	if (parse(n ? s : "", (MD_SIZE)n, &p, &r))
		return kx_fail(e, KX_EINPUT, "the Markdown parser gave up");
	return 0;
}
