#include "domain/chunk.h"

#include "base/mem.h"
#include "domain/chunk_cut.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A piece of one section. */
struct part {
	size_t section;
	size_t at, len; /* in the document's text */
};

struct work {
	struct kx_chunks *c;
	const struct kx_doc *d;
	size_t size, cap;
	struct kx_cuts cuts;
	/* the chunk that may still grow */
	struct part *parts;
	size_t nparts, parts_cap, words, units;
	size_t span; /* first span that may belong to the next part */
};

static void add_span(struct kx_chunk *k, size_t *cap, struct kx_span s)
{
	if (k->nspans == *cap) {
		*cap = *cap ? *cap * 2 : 4;
		k->spans = kx_realloc(k->spans, *cap, sizeof(*k->spans));
	}
	k->spans[k->nspans++] = s;
}

/* The spans of a part whose text begins at `at` in the chunk. */
static void add_spans(struct work *w, struct kx_chunk *k, size_t *cap,
	const struct part *p, size_t at)
{
	const struct kx_doc *d = w->d;

	while (w->span < d->nspans &&
		d->spans[w->span].at + d->spans[w->span].len <= p->at)
		w->span++;
	for (size_t i = w->span; i < d->nspans && d->spans[i].at < p->at + p->len;
		i++) {
		struct kx_span s = d->spans[i];
		size_t skip = s.at < p->at ? p->at - s.at : 0;
		size_t end = s.at + s.len, stop = p->at + p->len;

		if (end > stop)
			s.len -= end - stop;
		s.at = at + s.at + skip - p->at;
		s.from += skip;
		s.len -= skip;
		add_span(k, cap, s);
	}
}

static void flush(struct work *w)
{
	const struct kx_section *all = w->d->sections;
	struct kx_buf text = { 0 };
	struct kx_chunk k = { .words = w->words };
	size_t cap = 0;

	if (w->nparts == 0)
		return;
	k.heading = kx_strdup(all[w->parts[0].section].heading);
	for (size_t i = 0; i < w->nparts; i++) {
		const struct part *p = &w->parts[i];
		const struct kx_section *s = &all[p->section];

		if (i) {
			kx_buf_str(&text, "\n\n");
			if (p->section != p[-1].section && s->heading[s->own]) {
				kx_buf_str(&text, s->heading + s->own);
				kx_buf_char(&text, '\n');
			}
		}
		add_spans(w, &k, &cap, p, text.len);
		kx_buf_add(&text, w->d->text.p + p->at, p->len);
	}
	k.text = kx_buf_give(&text);
	if (k.nspans) {
		k.start = k.spans[0].from;
		k.end = k.spans[k.nspans - 1].from + k.spans[k.nspans - 1].len;
	}
	if (w->c->n == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 16;
		w->c->v = kx_realloc(w->c->v, w->cap, sizeof(*w->c->v));
	}
	w->c->v[w->c->n++] = k;
	w->nparts = w->words = w->units = 0;
}

static void add(struct work *w, size_t section, size_t at, size_t len, struct kx_cuts c)
{
	const struct kx_section *s = &w->d->sections[section];
	const char *own = s->heading + s->own;

	if (w->nparts &&
		(w->units + c.units > w->size ||
			(w->units * 5 >= w->size * 2 && c.units * 4 >= w->size)))
		flush(w);
	if (w->nparts) {
		size_t n = kx_chunk_count(own, strlen(own));

		w->words += n;
		w->units += n;
	}
	if (w->nparts == w->parts_cap) {
		w->parts_cap = w->parts_cap ? w->parts_cap * 2 : 8;
		w->parts = kx_realloc(w->parts, w->parts_cap, sizeof(*w->parts));
	}
	w->parts[w->nparts++] = (struct part){ section, at, len };
	w->words += c.words;
	w->units += c.units;
}

/* The same without the white space at both ends. */
static void add_trimmed(struct work *w, size_t section, size_t at, size_t len,
	const struct kx_cuts *known)
{
	const char *p = w->d->text.p;
	struct kx_cuts c = { 0 };
	size_t whole = len;

	while (len && (unsigned char)p[at + len - 1] <= ' ')
		len--;
	while (len && (unsigned char)p[at] <= ' ')
		at++, len--;
	if (!len)
		return;
	if (known && len == whole)
		c = *known;
	else
		kx_cut_find(&c, p + at, len, 0);
	add(w, section, at, len, c);
}

/* What a cut costs, in hundredths of the wanted length: how bad the place is, and how
 * far off. */
static size_t cost(const struct kx_cut *cut, size_t done, size_t target)
{
	static const size_t kinds[] = {
		[KX_CUT_PARA] = 0,
		[KX_CUT_LINE] = 10,
		[KX_CUT_SENTENCE] = 20,
		[KX_CUT_WRAP] = 40,
		[KX_CUT_WORD] = 80,
		[KX_CUT_CHAR] = 120,
	};
	size_t len = cut->before - done;

	return kinds[cut->kind] +
	       (len > target ? len - target : target - len) * 100 / target;
}

/* The best place between 0.6 and 1.4 of `target` units behind `done`; cuts below `i`
 * are used up. Otherwise the first one behind that; c->n when there is none. */
static size_t choose(const struct kx_cuts *c, size_t i, size_t done, size_t target)
{
	size_t best = c->n, least = SIZE_MAX;

	for (; i < c->n; i++) {
		size_t len = c->v[i].before - done, n;

		if (len * 5 > target * 7 && best < c->n)
			break;
		if (len * 5 < target * 3)
			continue;
		n = cost(&c->v[i], done, target);
		if (n < least) {
			least = n;
			best = i;
		}
	}
	return best;
}

static void cut_section(struct work *w, size_t section)
{
	const struct kx_section *s = &w->d->sections[section];
	size_t pieces, i = 0, done = 0, at = 0;

	kx_cut_find(&w->cuts, w->d->text.p + s->at, s->len, 0);
	/* up to a tenth more than the size is better than two halves */
	pieces = (w->cuts.units + w->size * 9 / 10) / w->size;
	if (w->d->nsections == 1 && !*s->heading &&
		w->cuts.units <= KX_CHUNK_PASSAGE * w->size)
		pieces = 1;
	if (pieces <= 1) {
		add_trimmed(w, section, s->at, s->len, &w->cuts);
		return;
	}
	kx_cut_find(&w->cuts, w->d->text.p + s->at, s->len, 1);
	for (; pieces > 1 && done < w->cuts.units; pieces--) {
		size_t k = choose(&w->cuts, i, done,
			(w->cuts.units - done + pieces - 1) / pieces);

		if (k == w->cuts.n)
			break;
		add_trimmed(w, section, s->at + at, w->cuts.v[k].at - at, NULL);
		at = w->cuts.v[k].at;
		done = w->cuts.v[k].before;
		i = k + 1;
	}
	add_trimmed(w, section, s->at + at, s->len - at, NULL);
}

void kx_chunk_cut(struct kx_chunks *c, const struct kx_doc *d, size_t words)
{
	struct work w = { .c = c, .d = d, .size = words ? words : KX_CHUNK_WORDS };

	kx_chunks_release(c);
	for (size_t i = 0; i < d->nsections; i++)
		cut_section(&w, i);
	flush(&w);
	free(w.parts);
	free(w.cuts.v);
}

void kx_chunks_release(struct kx_chunks *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].heading);
		free(c->v[i].text);
		free(c->v[i].spans);
	}
	free(c->v);
	*c = (struct kx_chunks){ 0 };
}
