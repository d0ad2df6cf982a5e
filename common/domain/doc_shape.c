#include "base/mem.h"
#include "domain/doc_build.h"

#include <stdlib.h>

static void open_section(struct kx_build *b, char *heading, size_t own, int level)
{
	struct kx_doc *d = b->d;

	if (d->nsections == b->section_cap) {
		b->section_cap = b->section_cap ? b->section_cap * 2 : 16;
		d->sections =
			kx_realloc(d->sections, b->section_cap, sizeof(*d->sections));
	}
	d->sections[d->nsections++] = (struct kx_section){
		.heading = heading,
		.own = own,
		.level = level,
		.at = d->text.len,
	};
	b->fresh = true;
}

/* A section without words is none. */
static void close_section(struct kx_build *b)
{
	struct kx_section *s = &b->d->sections[b->d->nsections - 1];

	if (!b->fresh)
		kx_build_trim(b);
	s->len = b->fresh ? 0 : b->d->text.len - s->at;
	if (s->len == 0) {
		free(s->heading);
		b->d->nsections--;
	}
}

void kx_build_begin(struct kx_build *b, struct kx_doc *d, const char *src, size_t n)
{
	*b = (struct kx_build){ .d = d, .src = src, .n = n };
	open_section(b, kx_strdup(""), 0, 0);
}

void kx_build_end(struct kx_build *b)
{
	kx_build_heading_end(b);
	close_section(b);
	for (int i = 0; i <= KX_DOC_DEPTH; i++)
		free(b->path[i]);
}

void kx_build_list(struct kx_build *b, bool numbered, unsigned start)
{
	if (b->depth == 0) {
		kx_build_para(b);
		b->first = true;
	}
	if (b->depth < KX_BUILD_LISTS)
		b->list[b->depth] =
			(struct kx_build_list){ .numbered = numbered, .next = start };
	b->depth++;
}

void kx_build_item(struct kx_build *b)
{
	kx_build_line(b);
	b->item = true;
	if (b->depth && b->depth <= KX_BUILD_LISTS)
		b->list[b->depth - 1].next++;
}

void kx_build_list_end(struct kx_build *b)
{
	if (b->depth)
		b->depth--;
	b->item = false;
	kx_build_para(b);
}

void kx_build_table(struct kx_build *b)
{
	b->tables++;
	b->row = b->cell = false;
	b->cells = 0;
	kx_build_para(b);
}

void kx_build_row(struct kx_build *b)
{
	if (b->cell)
		b->want = 1;
	b->row = b->cell = false;
	b->cells = 0;
	kx_build_line(b);
}

void kx_build_cell(struct kx_build *b)
{
	if (b->tables == 0)
		return;
	b->cell = true;
	b->cells++;
}

void kx_build_cell_end(struct kx_build *b)
{
	b->item = false;
}

void kx_build_table_end(struct kx_build *b)
{
	if (b->tables)
		b->tables--;
	b->row = b->cell = false;
	b->cells = 0;
	kx_build_para(b);
}

void kx_build_table_leave(struct kx_build *b)
{
	if (b->tables == 0)
		return;
	b->tables = 1;
	kx_build_table_end(b);
}

void kx_build_heading(struct kx_build *b, int level)
{
	kx_build_heading_end(b);
	kx_build_para(b);
	if (!b->fresh)
		kx_build_trim(b);
	b->level = level;
	b->head_len = b->d->text.len;
	b->head_fresh = b->fresh;
	b->head_words = false;
}

/* The headings above and `own` as one path; *at gets the place of `own` in it. */
static char *path(struct kx_build *b, size_t *at)
{
	struct kx_buf p = { 0 };

	for (int i = 1; i <= KX_DOC_DEPTH; i++) {
		if (!b->path[i])
			continue;
		if (p.len)
			kx_buf_str(&p, " > ");
		*at = p.len;
		kx_buf_str(&p, b->path[i]);
	}
	return kx_buf_give(&p);
}

static void new_section(struct kx_build *b, char *words, int level)
{
	bool title = level == 1 && !b->d->title && (!b->seen || b->any_h1);
	size_t own = 0;
	char *heading;

	close_section(b);
	for (int i = level; i <= KX_DOC_DEPTH; i++) {
		free(b->path[i]);
		b->path[i] = NULL;
	}
	if (title)
		b->d->title = words;
	else
		b->path[level] = words;
	heading = path(b, &own);
	open_section(b, heading, own, title ? 0 : level);
}

void kx_build_heading_end(struct kx_build *b)
{
	int level = b->level;
	size_t len;
	char *words;

	b->level = 0;
	if (!level || !b->head_words)
		return;
	b->item = false;
	kx_build_para(b);
	len = b->d->text.len - b->head_at;
	if (len > KX_HEADING_MAX || b->d->nsections >= KX_DOC_SECTIONS) {
		b->seen = true;
		return;
	}
	words = kx_strndup(b->d->text.p + b->head_at, len);
	kx_build_cut(b, b->head_len);
	b->fresh = b->head_fresh;
	new_section(b, words, level);
	b->seen = true;
}
