#include "tool/chat_page.h"

#include "domain/grounded.h"
#include "tool/out.h"
#include "tool/page.h"

#include <stdio.h>
#include <string.h>

#define KX_UNSUPPORTED_NOTE "[?] no article says this\n"

static void source(const char *lead, const struct kx_hit *h)
{
	kx_puts(lead);
	kx_page_style("bold", *h->title ? h->title : h->article_id);
	if (*h->url) {
		kx_puts("  ");
		kx_page_style("dim", h->url);
	} else if (*h->title) {
		kx_puts("  ");
		kx_page_style("dim", h->article_id);
	}
	kx_puts("\n");
}

static bool said_before(const struct kx_answer *x, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (x->cites[k].n == x->cites[i].n)
			return true;
	return false;
}

void kx_chat_page(const struct kx_answer *x)
{
	char lead[16];
	size_t i;

	/* what was put out is not the answer: no article supports it, or it was declined
	 * late */
	if (x->shown && x->status != KX_ANSWERED)
		kx_puts("\n");
	if (!x->shown || x->status != KX_ANSWERED)
		kx_put_wrapped(x->text, strlen(x->text), 0);
	if (x->ncites || x->nnearest)
		kx_puts("\n");
	for (i = 0; i < x->ncites; i++) {
		if (said_before(x, i))
			continue;
		snprintf(lead, sizeof(lead), "[%d] ", x->cites[i].n);
		source(lead, x->cites[i].hit);
	}
	for (i = 0; i < x->nnearest; i++) {
		snprintf(lead, sizeof(lead), "%d. ", (int)i + 1);
		source(lead, &x->nearest[i]);
	}
	if (x->unsupported && (x->shown || strstr(x->text, KX_UNSUPPORTED_MARK)))
		kx_page_style("dim", KX_UNSUPPORTED_NOTE);
}

void kx_chat_prompt(void)
{
	kx_page_style("cyan", "you> ");
	kx_out_flush();
}
